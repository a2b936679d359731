"""A network's layers in NumPy alone: the independent reference that Keras is compared with.

Rows are samples, as everywhere in this book. Integers and half-precision floats are taken as float64; other floats
keep their precision.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers._checks import checked_array, checked_one_hot

EPSILON = 1e-7  # Keras clips probabilities to [EPSILON, 1 - EPSILON] before it takes a logarithm
Layers = Sequence[tuple[np.ndarray, np.ndarray]]


def affine(x: Any, weights: Any, bias: Any) -> np.ndarray:
    """Return a layer's weighted sums, Z = XW + b. Built by hand in chapter 3.

    Parameters
    ----------
    x : array_like, shape (n, inputs)
        One sample a row.
    weights : array_like, shape (inputs, outputs)
        One neuron a column.
    bias : array_like, shape (outputs,)

    Returns
    -------
    np.ndarray, shape (n, outputs)

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes do not fit, an argument is empty or holds NaN or infinity, or a sum is too large for a float.
    """
    x = _floats(x, "x", "(n, inputs)")
    return _affine(x, *_checked_layer(weights, bias, x.shape[1]))


def relu(z: Any) -> np.ndarray:
    """Return z where it is positive and 0 elsewhere. Built by hand in chapter 3.

    Parameters
    ----------
    z : array_like of real numbers, any shape

    Returns
    -------
    np.ndarray, the shape of `z`

    Raises
    ------
    TypeError
        If `z` does not hold real numbers.
    ValueError
        If `z` is empty or holds NaN or infinity.
    """
    return np.maximum(_floats(z, "z"), 0)


def softmax(z: Any) -> np.ndarray:
    """Turn weighted sums into probabilities, row by row. Built by hand in chapter 3.

    The largest sum of a row is subtracted first: it changes no probability, and no exponential overflows.

    Parameters
    ----------
    z : array_like of real numbers, shape (n, classes) or (classes,)

    Returns
    -------
    np.ndarray, the shape of `z`
        Numbers from 0 to 1; each row sums to 1.

    Raises
    ------
    TypeError
        If `z` does not hold real numbers.
    ValueError
        If `z` has another shape, is empty or holds NaN or infinity.
    """
    return _softmax(_floats(z, "z", "(n, classes)", "(classes,)"))


def cross_entropy(probabilities: Any, one_hot_labels: Any) -> float:
    """Return the mean of -ln(probability given to the right class). Built by hand in chapter 5.

    Probabilities are clipped to [1e-7, 1 - 1e-7], as `keras.losses.categorical_crossentropy` does with an
    array of them, so a probability of 0 costs 16.1 and not infinity.

    Parameters
    ----------
    probabilities : array_like, shape (n, classes)
        Each row sums to 1.
    one_hot_labels : array_like, shape (n, classes)
        Each row holds a single 1 and otherwise 0.

    Returns
    -------
    float
        In nats, as the logarithm is the natural one. 0 is perfect, ln(classes) a uniform guess.

    Raises
    ------
    TypeError
        If an argument does not hold real numbers.
    ValueError
        If the shapes differ, the first argument holds no probabilities, or the second no one-hot labels.
    """
    probabilities = _floats(probabilities, "probabilities", "(n, classes)")
    labels = checked_one_hot(one_hot_labels, "one_hot_labels")
    if labels.shape != probabilities.shape:
        raise ValueError(
            f"one_hot_labels has shape {labels.shape}, expected that of probabilities, {probabilities.shape}; "
            "pass one label for each prediction."
        )
    with np.errstate(over="ignore"):  # an infinite sum is no 1 either
        if probabilities.min() < 0 or np.abs(probabilities.sum(axis=1) - 1).max() > 1e-4:
            raise ValueError("probabilities holds negative numbers or rows that do not sum to 1; apply softmax first.")
    clipped = np.clip(probabilities, EPSILON, 1 - EPSILON)
    return float(-np.mean(np.sum(labels * np.log(clipped), axis=1)))


def predict(x: Any, layers: Layers) -> np.ndarray:
    """Send samples forward through a network: ReLU between its layers, softmax at the end.

    Built by hand in chapter 5.

    Parameters
    ----------
    x : array_like, shape (n, inputs)
        One sample a row.
    layers : sequence of (weights, bias)
        First layer first; weights (inputs, outputs), bias (outputs,). The outputs of one layer are the
        inputs of the next.

    Returns
    -------
    np.ndarray, shape (n, classes)
        Probabilities; each row sums to 1.

    Raises
    ------
    TypeError
        If something does not hold real numbers.
    ValueError
        If there is no layer, shapes do not fit, something is empty or holds NaN or infinity, or a sum is too large
        for a float.
    """
    x = _floats(x, "x", "(n, inputs)")
    if not isinstance(layers, Sequence):
        raise TypeError(f"layers is {type(layers).__name__}, expected (weights, bias) pairs; pass a list of them.")
    if len(layers) == 0:
        raise ValueError("layers is empty, expected at least one (weights, bias) pair; pass the model's layers.")
    checked, inputs = [], x.shape[1]
    for number, layer in enumerate(layers, 1):
        if not isinstance(layer, (tuple, list)) or len(layer) != 2:
            raise TypeError(f"layer {number} is not a (weights, bias) pair; pass a sequence of such pairs.")
        checked.append(_checked_layer(*layer, inputs, f"layer {number}'s "))
        inputs = checked[-1][0].shape[1]
    activations = x
    for weights, bias in checked[:-1]:
        activations = np.maximum(_affine(activations, weights, bias), 0)
    return _softmax(_affine(activations, *checked[-1]))


def _affine(x: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore", invalid="ignore"):
        return checked_array(x @ weights + bias, "the result of XW + b")


def _softmax(z: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):  # where the difference is minus infinity, the probability is 0
        exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def _floats(value: Any, name: str, *shapes: str) -> np.ndarray:
    array = checked_array(value, name, *shapes)
    return array if array.dtype.kind == "f" and array.itemsize > 2 else array.astype(np.float64)


def _checked_layer(weights: Any, bias: Any, inputs: int, owner: str = "") -> tuple[np.ndarray, np.ndarray]:
    weights = _floats(weights, f"{owner}weights", "(inputs, outputs)")
    bias = _floats(bias, f"{owner}bias", "(outputs,)")
    if weights.shape[0] != inputs:
        raise ValueError(
            f"{owner}weights has shape {weights.shape} but gets {inputs} inputs; "
            f"pass weights with {inputs} rows, or rows of {weights.shape[0]} inputs, such as flatten(x_test[5:6])."
        )
    if bias.shape[0] != weights.shape[1]:
        raise ValueError(
            f"{owner}bias has {bias.shape[0]} values for {weights.shape[1]} outputs; pass one for each output."
        )
    return weights, bias
