"""From the strokes of a pen to an image like those of MNIST: what the digit pad does, in Python. See chapter 7."""

from collections.abc import Sequence

import numpy as np

from helpers._checks import checked_array, checked_number

SIDE = 28  # pixels of an image along each side
BOX_SIDE = 20  # MNIST scales a digit into a box of so many pixels
CENTER = 14.5  # the middle of the pixel with index 14: where MNIST puts the center of mass
EVEN_WIDTH = 2.5  # pixels of a line, as the digits of MNIST have it on average
SOFT_EDGE = 1.5  # how many pixels an edge takes from full ink to paper
LARGEST_FACTOR = 5  # nothing is enlarged more than this: a dot stays a dot

_ROWS, _COLUMNS = np.mgrid[0:SIDE, 0:SIDE].reshape(2, -1) + 0.5  # the middle of each pixel


def prepare_strokes(strokes: Sequence[Sequence[tuple[float, float]]], width: float = EVEN_WIDTH) -> np.ndarray:
    """Return the image that the digit pad makes of strokes, with all its stages on.

    The drawing is scaled into a box of 20 × 20 pixels, drawn with a line of even width, and its center of mass is put
    where MNIST has it.

    Parameters
    ----------
    strokes : sequence of array_like, each of shape (points, 2)
        The points (x, y) that the pen went through, y down, on a paper 28 wide and high. A single point makes a dot.
    width : float
        Of a line, in pixels.

    Returns
    -------
    np.ndarray, shape (28, 28), float64
        0 is paper, 1 full ink.

    Raises
    ------
    TypeError
        If a number is no real number.
    ValueError
        If there is no stroke, a stroke has no points, or its shape is another one; or `width` is negative, or 20 or
        more, which leaves no room in the box.
    """
    width = checked_number(width, "width", minimum=0)
    if width >= BOX_SIDE:
        raise ValueError(f"width is {width:g}, expected less than {BOX_SIDE} pixels; pass a finer line.")
    lines = _lines(strokes)
    starts, ends = lines[:, :2], lines[:, 2:]
    low, high = np.minimum(starts, ends).min(0), np.maximum(starts, ends).max(0)
    size = max(*(high - low), 1e-9)  # a dot has none
    factor = min((BOX_SIDE - width) / size, LARGEST_FACTOR)
    lines = lines * factor + np.tile((SIDE - factor * (low + high)) / 2, 2)
    return _ink(lines + np.tile(CENTER - _center_of_mass(_ink(lines, width)), 2), width)


def _lines(strokes: Sequence[Sequence[tuple[float, float]]]) -> np.ndarray:
    """Return the lines that strokes consist of, each x, y of its start and of its end; a stroke begins with a dot."""
    if len(strokes) == 0:
        raise ValueError("strokes is empty, expected one stroke or more; pass what was drawn.")
    lines = []
    for stroke in strokes:
        points = checked_array(stroke, "a stroke", "(points, 2)").astype(float)
        if points.shape[1] != 2:
            raise ValueError(f"a stroke has shape {points.shape}, expected (points, 2); pass its points x, y.")
        lines.append(np.hstack([points[[0, *range(len(points) - 1)]], points]))
    return np.vstack(lines)


def _ink(lines: np.ndarray, width: float) -> np.ndarray:
    """Return the image of lines. A pixel's shade tells how near the nearest line is to its middle."""
    start_x, start_y, along_x, along_y = np.hstack([lines[:, :2], lines[:, 2:] - lines[:, :2]]).T
    squared_length = along_x**2 + along_y**2
    squared_length[squared_length == 0] = 1  # a dot
    x, y = _COLUMNS[:, None] - start_x, _ROWS[:, None] - start_y
    share = np.clip((x * along_x + y * along_y) / squared_length, 0, 1)
    distance = np.sqrt(((x - share * along_x) ** 2 + (y - share * along_y) ** 2).min(axis=1))
    reach = (width + SOFT_EDGE) / 2
    return np.clip((reach - distance) / SOFT_EDGE, 0, 1).reshape(SIDE, SIDE)


def _center_of_mass(image: np.ndarray) -> np.ndarray:
    shades = image.ravel()
    return np.array([shades @ _COLUMNS, shades @ _ROWS]) / shades.sum()
