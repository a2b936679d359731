"""From images and labels to what a network takes in: one-hot labels, rows of pixels, images of one's own."""

from typing import Any

import numpy as np

from helpers._checks import checked_array, checked_bool, checked_images, checked_integer, checked_number

IMAGES = "(n, height, width)"
ROWS = "(n, height * width)"
MOST_CLASSES = 10_000  # more would take more memory than there is


def one_hot(labels: Any, num_classes: int = 10) -> np.ndarray:
    """Encode each label as a row of zeros with a single one. Built by hand in chapter 2.

    Parameters
    ----------
    labels : array_like of int, shape (n,)
        Class numbers from 0 to ``num_classes - 1``.
    num_classes : int
        How many classes there are, at most 10,000.

    Returns
    -------
    np.ndarray, shape (n, num_classes), float64
        Row i is 1.0 at column ``labels[i]`` and 0.0 elsewhere.

    Raises
    ------
    TypeError
        If the labels or `num_classes` are not integers.
    ValueError
        If the labels are empty, not of shape (n,), or out of range; or `num_classes` is.
    """
    num_classes = checked_integer(num_classes, "num_classes", minimum=1, maximum=MOST_CLASSES)
    labels = checked_array(labels, "labels", "(n,)", kinds="iu")
    if labels.min() < 0 or labels.max() >= num_classes:
        raise ValueError(
            f"labels run from {labels.min()} to {labels.max()}, expected 0 to {num_classes - 1}; "
            "correct them or raise num_classes."
        )
    encoded = np.zeros((len(labels), num_classes))
    encoded[np.arange(len(labels)), labels] = 1.0
    return encoded


def flatten(images: Any) -> np.ndarray:
    """Unroll each image into one row of pixels, line after line. Built by hand in chapter 4.

    Parameters
    ----------
    images : array_like of real numbers, shape (n, height, width)

    Returns
    -------
    np.ndarray, shape (n, height * width)
        Of the same data type; a view of `images` where NumPy can give one.

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If the shape is another one, such as that of one image alone; or there is no pixel, or one is NaN or infinite.
    """
    images = checked_images(images, IMAGES)
    return images.reshape(len(images), -1)


def pixel_statistics(images: Any) -> tuple[float, float]:
    """Return mean and standard deviation over all pixels of all images. Built by hand in chapter 4.

    It goes through the images in blocks: ``np.std`` alone would take 376 MB for 60,000 images.

    Parameters
    ----------
    images : array_like of real numbers, shape (n, height, width) or (n, height * width)

    Returns
    -------
    mean, std : float
        In the unit of the pixels (for MNIST as loaded: 0 to 255).

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If the shape is another one, such as that of one image alone; or there is no pixel, or one is NaN or infinite.
    """
    images = checked_images(images, IMAGES, ROWS)
    block = 1_000  # images
    with np.errstate(over="ignore", invalid="ignore"):
        mean = images.mean(dtype=np.float64)
        squares = [np.square(images[start : start + block] - mean).sum() for start in range(0, len(images), block)]
        variance = checked_array(np.sum(squares) / images.size, "the variance of images")
    return float(mean), float(np.sqrt(variance))


def standardize(images: Any, mean: float, std: float, epsilon: float = 1e-10) -> np.ndarray:
    """Shift and scale pixels by one mean and one standard deviation. Built by hand in chapter 4.

    Parameters
    ----------
    images : array_like of real numbers, shape (n, height, width) or (n, height * width)
        They stay as they are. One image alone is a slice of length 1, such as ``x_test[5:6]``, and so are the rows
        that a network's `predict` takes.
    mean, std : float
        What `pixel_statistics` gives for the training images, in the unit of the pixels.
    epsilon : float
        Added to `std`, so that nothing is divided by zero.

    Returns
    -------
    np.ndarray, shape (n, height * width), float64
        ``(images - mean) / (std + epsilon)``, without a unit. It is the only copy made: 376 MB for
        60,000 images.

    Raises
    ------
    TypeError
        If the pixels, `mean`, `std` or `epsilon` are not real numbers.
    ValueError
        If the shape is another one, such as that of one image alone; there is no pixel, a value or a result is NaN
        or infinite, `std` or `epsilon` is negative, or both are zero.
    """
    images = checked_images(images, IMAGES, ROWS)
    mean = checked_number(mean, "mean")
    scale = checked_number(std, "std", minimum=0) + checked_number(epsilon, "epsilon", minimum=0)
    scale = checked_number(scale, "std + epsilon")
    if scale == 0:
        raise ValueError("std + epsilon is 0, expected a positive number to divide by; pass a positive epsilon.")
    standardized = images.reshape(len(images), -1).astype(np.float64)
    with np.errstate(over="ignore"):
        standardized -= mean
        standardized /= scale
    return checked_array(standardized, "the result of (images - mean) / (std + epsilon)")


def prepare_picture(picture: Any, steps: bool = False) -> np.ndarray | tuple[np.ndarray, dict[str, np.ndarray]]:
    """Make an image as MNIST has them out of a photograph or a scan of one digit.

    The paper may be uneven, shaded, ruled or squared, and the ink darker than the paper or lighter. The digit is cut
    out, its strokes are made about as wide as MNIST's, its longer side is scaled to 20 pixels, and its center of mass
    is laid where MNIST has it [LeCun et al., 1998].

    Parameters
    ----------
    picture : str, path, binary file, PIL.Image.Image or array_like
        A file that Pillow can read, by its path or opened, whose EXIF orientation counts; or an image; or an array of
        shape (height, width) or (height, width, channels) with 1, 3 or 4 channels: numbers up to 1, or whole ones up
        to 255 or 65,535; the largest tells which. What is transparent counts as white paper.
    steps : bool, default False
        Whether to return what stands between, too.

    Returns
    -------
    image : np.ndarray, shape (28, 28), uint8
        From 0 (paper) to 255 (ink).
    steps : dict of np.ndarray
        With ``steps=True``: ``"gray"``, the lightness from 0 to 1; ``"ink"``, how far each place is from its paper;
        ``"digit"``, what was cut out; ``"box"``, scaled to 20 pixels; ``"image"``, from 0 to 1.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    TypeError
        If the array does not hold real numbers, or some are masked.
    ValueError
        If the file is no picture or is broken, the array has another shape or range, or there is no ink, too much of
        it, or several digits.
    """
    from helpers import _pictures  # SciPy comes when it is needed

    image, between = _pictures.prepare(picture)
    return (image, between) if checked_bool(steps, "steps") else image
