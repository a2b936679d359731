"""Checks of arguments that the other modules share: each error is one sentence that says what to do."""

import math
from typing import Any

import numpy as np

ONE_ALONE = "one alone is a slice of length 1, such as x_test[5:6] instead of x_test[5]"
SMALLEST_IMAGE = 8  # pixels a side, as in scikit-learn's digits
CHANNELS = (1, 3, 4)  # gray, red-green-blue, and these with transparency


def checked_array(value: Any, name: str, *shapes: str, kinds: str = "iuf") -> np.ndarray:
    """Return `value` as an array of finite real numbers, or raise.

    Parameters
    ----------
    value : array_like
        What the caller was given.
    name : str
        How the error calls it.
    *shapes : str
        The shapes allowed, as words such as ``"(n, height, width)"``; only the number of axes counts.
        Without any, every shape is allowed.
    kinds : str
        NumPy's letters of the data types allowed: ``"iu"`` for integers, ``"iuf"`` for real numbers.

    Returns
    -------
    np.ndarray
        `value` itself where it is an array already: nothing is copied.

    Raises
    ------
    TypeError
        If the data type is not among `kinds`, is wider than 64 bits, or some values are masked.
    ValueError
        If the array is ragged, empty, of another shape, or holds NaN or infinity.
    """
    expected = "integers" if kinds == "iu" else "integers or floating-point numbers"
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, expected {expected}; fill what is masked first.")
    try:
        array = np.asarray(value)
    except ValueError:
        found = "is a tuple of unlike arrays; pass one of them" if isinstance(value, tuple) else ""
        raise ValueError(f"{name} {found or 'has rows of unequal length; pass rows of one length'}.") from None
    if array.size == 0:
        raise ValueError(f"{name} is empty (shape {array.shape}); pass at least one value.")
    if array.dtype.kind not in kinds or array.dtype.itemsize > 8:
        raise TypeError(f"{name} holds {array.dtype} values, expected {expected}; {_conversion(array)}.")
    if shapes and array.ndim not in map(_axes, shapes):
        wanted = " or ".join(shapes)
        raise ValueError(f"{name} has shape {array.shape}, expected {wanted}; {_reshaping(array, shapes)}.")
    # The extremes alone tell: NaN is contagious, and no mask as large as the array is needed.
    if array.dtype.kind == "f" and not (math.isfinite(array.min()) and math.isfinite(array.max())):
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers; look where they come from.")
    return array


def checked_images(value: Any, *shapes: str) -> np.ndarray:
    """Return images as an array of one of these shapes, or raise TypeError or ValueError, also for one image alone.

    One image has as many axes as flattened images have: what gives it away is that its rows cannot be images.
    """
    images = checked_array(value, "images", *shapes)
    if _is_one_image(images.shape):
        found = f"images has shape {images.shape}, that of one image, expected {' or '.join(shapes)}"
        channels = "give each pixel one number, as in images[..., 0]; " if images.ndim == 3 else ""
        raise ValueError(f"{found}; {channels}{ONE_ALONE}.")
    return images


def checked_one_hot(value: Any, name: str) -> np.ndarray:
    """Return `value` as an array (n, classes), each row a single 1 among zeros, or raise TypeError or ValueError."""
    labels = checked_array(value, name, "(n, classes)")
    if not _is_one_hot(labels):
        raise ValueError(f"{name} has rows that are not a single 1 among zeros; apply one_hot to the labels first.")
    return labels


def checked_number(value: Any, name: str, minimum: float = -math.inf) -> float:
    """Return `value` as a finite float not below `minimum`, or raise TypeError or ValueError."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise TypeError(f"{name} is {type(value).__name__}, expected a single number; pass an int or a float.")
    try:
        number = float(value)
    except OverflowError:  # an int beyond the largest float
        number = math.copysign(math.inf, value > 0 or -1)
    if not (math.isfinite(number) and number >= minimum):
        limit = "finite" if minimum == -math.inf else f"finite and at least {minimum}"
        raise ValueError(f"{name} is {number}, expected a number that is {limit}; pass such a number.")
    return number


def checked_bool(value: Any, name: str) -> bool:
    """Return `value` if it is True or False, or raise a TypeError."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is {type(value).__name__}, expected a bool; pass True or False.")
    return bool(value)


def checked_integer(value: Any, name: str, minimum: int, maximum: float = math.inf) -> int:
    """Return `value` as an int from `minimum` to `maximum`, or raise TypeError or ValueError."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {type(value).__name__}, expected a whole number; pass an int.")
    if not minimum <= value <= maximum:
        limit = f"at least {minimum}" if maximum == math.inf else f"from {minimum} to {maximum}"
        raise ValueError(f"{name} is {value}, expected a whole number {limit}; pass such a number.")
    return int(value)


def _axes(shape: str) -> int:
    """Count the axes of a shape in words."""
    return len(shape.strip("(,)").split(","))


def _is_one_hot(array: np.ndarray) -> bool:
    """Tell whether an array of numbers has rows that are a single 1 among zeros."""
    return array.ndim == 2 and bool(((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all())


def _is_one_image(shape: tuple[int, ...]) -> bool:
    """Tell whether a shape is that of one square image, gray or in color, rather than of several or of rows."""
    if len(shape) not in (2, 3) or shape[0] != shape[1] or shape[0] < SMALLEST_IMAGE:
        return False
    if len(shape) == 3:
        return shape[2] in CHANNELS
    return math.isqrt(shape[1]) ** 2 != shape[1]  # else its rows may be square images themselves


def _conversion(array: np.ndarray) -> str:
    """Say how to get numbers of another type out of an array."""
    if array.dtype.kind == "f" and _is_one_hot(array):
        return "these rows are one-hot already: leave them so, or take argmax(axis=1)"
    return "convert it first"


def _reshaping(array: np.ndarray, shapes: tuple[str, ...]) -> str:
    """Say how an array with another number of axes gets one of these shapes."""
    given, wanted = array.ndim, sorted(map(_axes, shapes))
    if "(n, classes)" in shapes and given == 1 and array.dtype.kind in "iu":
        return "apply one_hot to the labels first"
    if "(n,)" in shapes and _is_one_hot(array):
        return "these rows are one-hot already: leave them so, or take argmax(axis=1)"
    if given == 2 and shapes == ("(n, height, width)",) and array.shape[0] != array.shape[1]:
        return "make images of rows first, as with .reshape(-1, 28, 28)"
    if given + 1 in wanted and shapes[0].startswith("(n,"):
        return ONE_ALONE.replace("x_", "y_") if given == 0 else ONE_ALONE
    if given - 1 == wanted[-1] and array.shape[-1] == 1:
        return "drop its last axis, which has length 1, with [..., 0]"
    if given - 1 == wanted[-1] and not shapes[0].startswith("(n,"):
        return "pass one of them, such as the first with [0]"
    return "give each sample one row, as flatten does" if "(n, inputs)" in shapes else "reshape it first"
