"""Checks of arguments that the other modules share: each error is one sentence that says what to do."""

import math
from typing import Any

import numpy as np


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
        raise ValueError(f"{name} has rows of unequal length; pass rows of one length.") from None
    if array.size == 0:
        raise ValueError(f"{name} is empty (shape {array.shape}); pass at least one value.")
    if array.dtype.kind not in kinds or array.dtype.itemsize > 8:
        raise TypeError(f"{name} holds {array.dtype} values, expected {expected}; convert it first.")
    if shapes and array.ndim not in [len(shape.strip("(,)").split(",")) for shape in shapes]:
        wanted = " or ".join(shapes)
        raise ValueError(f"{name} has shape {array.shape}, expected {wanted}; reshape it first.")
    # The extremes alone tell: NaN is contagious, and no mask as large as the array is needed.
    if array.dtype.kind == "f" and not (math.isfinite(array.min()) and math.isfinite(array.max())):
        raise ValueError(f"{name} holds NaN or infinity, expected finite numbers; look where they come from.")
    return array


def checked_one_hot(value: Any, name: str) -> np.ndarray:
    """Return `value` as an array (n, classes), each row a single 1 among zeros, or raise TypeError or ValueError."""
    labels = checked_array(value, name, "(n, classes)")
    if not (((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all()):
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


def checked_integer(value: Any, name: str, minimum: int, maximum: float = math.inf) -> int:
    """Return `value` as an int from `minimum` to `maximum`, or raise TypeError or ValueError."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} is {type(value).__name__}, expected a whole number; pass an int.")
    if not minimum <= value <= maximum:
        limit = f"at least {minimum}" if maximum == math.inf else f"from {minimum} to {maximum}"
        raise ValueError(f"{name} is {value}, expected a whole number {limit}; pass such a number.")
    return int(value)
