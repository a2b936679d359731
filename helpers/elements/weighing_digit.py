"""``<weighing-digit>``: a digit times a template of weights, added up; the reader paints the template (chapter 3)."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers._checks import checked_array, checked_bool, checked_integer, checked_number
from helpers.digit_sheet import SHADE, VALIDATION, digit_sheet
from helpers.elements.packing import element_html, packed_bytes, packed_images
from helpers.figures import BLUE_WHITE_ORANGE

CLASSES, PIXELS = 10, 784
MOST = 127  # a weight travels as a whole number from −127 to 127
FULL = 0.6  # the size of a weight or product whose color is full, in the picture as in the element
PICTURE_SCALE = 4  # points of that picture along the side of a pixel


class WeighingDigit:
    """A picture, a template, their products and their sum, for one neuron whose weights can be painted, or for ten.

    Parameters
    ----------
    weights : array_like, shape (784, 10)
        Of a trained linear model that takes standardized pixels: a column for each digit.
    bias : array_like, shape (10,)
        Of the same model.
    mean, std : float
        With which the model's pixels were standardized, for gray values from 0 to 255.
    digit : int
        The digit whose neuron is shown first.
    place : int
        Which of the 500 validation digits of `helpers.digit_sheet` is shown first.
    digits : bool
        Whether its output carries the digits of the page. One output of a notebook is enough, so that the element of
        another cell may do without.

    Raises
    ------
    TypeError
        If an argument holds other than real numbers, or `digit` or `place` is no integer.
    ValueError
        If a shape or a value does not fit.

    Notes
    -----
    The element's pixels go from 0 (paper) to 1 (ink). Standardized pixels are a straight function of these, so the same
    sums come of other weights and another bias: 255 w / std, and b − mean / std · Σw. The weights are rounded to whole
    numbers from −127 to 127, in which the largest of all is 127.
    """

    def __init__(
        self,
        weights: ArrayLike,
        bias: ArrayLike,
        mean: float,
        std: float,
        digit: int = 0,
        place: int = 0,
        digits: bool = True,
    ) -> None:
        weights = _shaped(weights, "weights", (PIXELS, CLASSES))
        bias = _shaped(bias, "bias", (CLASSES,))
        mean, std = checked_number(mean, "mean"), checked_number(std, "std")
        if not std > 0:
            raise ValueError(f"std is {std:g}, expected a number above 0; pass the standard deviation of the pixels.")
        self._digit = checked_integer(digit, "digit", 0, CLASSES - 1)
        self._digits = checked_bool(digits, "digits")
        self._place = checked_integer(place, "place", 0, VALIDATION - 1)
        with np.errstate(over="ignore", invalid="ignore"):
            weights, biases = weights.T * (255 / std), bias - mean / std * weights.sum(axis=0)
        if not (np.isfinite(weights).all() and np.isfinite(biases).all()):
            raise ValueError(
                f"std is {std:g}, too small for such weights; pass what the pixels were standardized with."
            )
        self._biases = [float(f"{each:.6g}") for each in biases]
        self._unit, self._whole = _in_whole_numbers(weights)

    def __repr__(self) -> str:
        return "WeighingDigit()"

    @property
    def _data(self) -> dict[str, Any]:
        image, truth = self._shown()
        return {
            "weights": packed_bytes(self._whole),
            "unit": self._unit,
            "biases": self._biases,
            "digit": self._digit,
            "place": self._place,
            "truth": truth,
            "picture": packed_images(image[np.newaxis] * np.uint8(SHADE)),
        }

    def _shown(self) -> tuple[np.ndarray, int]:
        """Return the picture that is shown first, in 16 shades, and its digit."""
        _, (images, labels) = digit_sheet()
        return images[self._place], int(labels[self._place])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        image, truth = self._shown()
        share, template = image / 15, (self._whole[self._digit] * self._unit).reshape(28, 28)
        total = f"{(share * template).sum():.2f}".replace("-", "−")
        sentence = (
            "Here is a template to paint, for which scripts have to be switched on. From left to right: "
            f"{_a(truth)}, the trained weights of the neuron for {_a(self._digit)}, and their products, orange above 0 "
            f"and blue below. They add up to {total}."
        )
        picture = _side_by_side(share, template, share * template)
        html = element_html("weighing-digit", self._data, sentence, picture, digits=self._digits)
        return {"text/html": html, "text/plain": repr(self)}


def _shaped(values: ArrayLike, name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return `values` as floats of a shape, or raise."""
    array = checked_array(values, name).astype(float)
    if array.shape != shape:
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}; pass those of a layer of ten neurons.")
    return array


def _in_whole_numbers(weights: np.ndarray) -> tuple[float, np.ndarray]:
    """Return what a whole number from −127 to 127 is worth, in six digits, and the weights in such numbers."""
    unit = float(f"{np.abs(weights).max() / MOST:.6g}") or 1.0
    return unit, (weights / unit).round().clip(-MOST, MOST).astype(np.int8)


def _side_by_side(share: np.ndarray, *signed: np.ndarray) -> np.ndarray:
    """Return a picture in ink, and beside it some in the colors of weights, as colors of shape (height, width, 3)."""
    ink = np.repeat(255 * (1 - share[..., np.newaxis]), 3, axis=2)
    gap = np.full((28, 4, 3), 255)
    parts = [ink]
    for values in signed:
        parts += [gap, 255 * BLUE_WHITE_ORANGE((values / FULL + 1) / 2)[..., :3]]
    return np.hstack(parts).round().astype(np.uint8).repeat(PICTURE_SCALE, axis=0).repeat(PICTURE_SCALE, axis=1)


def _a(digit: int) -> str:
    return f"{'an' if digit == 8 else 'a'} {digit}"
