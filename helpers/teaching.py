"""What a hand teaches the digit pad, in Python: the last layer of a network learns some digits, and rehearses others.

``helpers/elements/teaching.js`` does the same in the page, and tests compare the two. With the same examples the same
weights come out.
"""

from typing import Any

import numpy as np

from helpers._checks import checked_array, checked_number
from helpers.digit_sheet import SHADE, digit_sheet
from helpers.elements.network import Network, network_of
from helpers.numpy_network import affine, softmax
from helpers.preprocessing import one_hot

CLASSES = 10
REHEARSED = 500  # digits of the sheet; the first of those to learn from
STEPS, MOMENTUM = 60, 0.9
BLOCK, HARDER = 20, 3  # after so many steps each, examples that are still misread count so many times as much
RATE = 1.0  # of a step, for features whose squares sum to 1 on average
PULL = 0.0025  # back to the layer as it was, in the same measure
FEW = 10  # so many examples weigh half as much as what is rehearsed

Layer = tuple[np.ndarray, np.ndarray]


def taught_layer(model: Any, images: np.ndarray, labels: np.ndarray, mean: float, std: float) -> Layer:
    """Return the last layer of a network after it has been taught, as the digit pad teaches it.

    Parameters
    ----------
    model : keras.Sequential or sequence of (weights, bias)
        As `helpers.elements.digit_pad.DigitPad` takes it; it has to end in a dense layer and softmax. It stays as it
        is, and is computed with its weights rounded to 16 bits, as in the page.
    images : np.ndarray, shape (n, 28, 28), uint8
        Digits of a hand, prepared: 0 is paper, 255 full ink. `DigitPad.taught` gives them.
    labels : np.ndarray, shape (n,)
        What they are.
    mean, std : float
        Of the training pixels, as for the pad.

    Returns
    -------
    weights, bias : np.ndarray
        Shapes (inputs, 10) and (10,).

    Raises
    ------
    TypeError, ValueError
        If shapes do not fit, or the network has no last layer that can be taught.

    Notes
    -----
    Gradient descent with momentum. The loss is the mean over 500 digits of MNIST that are rehearsed, plus the mean over
    the n examples times n / (n + 10), plus what pulls weights and bias back to where they were. After 20 and
    after 40 of the 60 steps, an example that is still misread comes to count three times as much.
    """
    hidden, (weights, bias) = _divided(network_of(model).rounded())
    x, y, shares = _lesson(hidden, images, labels, mean, std)
    size = size_of(x, shares)
    before, speeds, layer = (weights, bias), (0.0, 0.0), (weights, bias)
    for step in range(STEPS):
        if step and step % BLOCK == 0:
            shares = emphasized(shares, x, y, *layer)
        errors = shares[:, None] * (softmax(affine(x, *layer)) - y)
        slopes = (x.T @ errors, errors.sum(axis=0))
        pulls = [size * PULL * (now - then) for now, then in zip(layer, before, strict=True)]
        speeds = [
            MOMENTUM * speed - RATE / size * (slope + pull)
            for speed, slope, pull in zip(speeds, slopes, pulls, strict=True)
        ]
        layer = tuple(now + speed for now, speed in zip(layer, speeds, strict=True))
    return layer


def lesson(
    model: Any, images: np.ndarray, labels: np.ndarray, mean: float, std: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what the last layer learns from: features, labels, and how much each counts.

    Parameters
    ----------
    model, images, labels, mean, std
        As for `taught_layer`.

    Returns
    -------
    x : np.ndarray, shape (n + 500, inputs)
        What the layer before gives for the examples and for the digits that are rehearsed.
    y : np.ndarray, shape (n + 500, 10)
        What they are, one-hot.
    shares : np.ndarray, shape (n + 500,)
        What each counts in the loss: those of the rehearsed digits sum to 1.
    """
    before, _ = _divided(network_of(model).rounded())
    return _lesson(before, images, labels, mean, std)


def emphasized(shares: np.ndarray, x: np.ndarray, y: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return what each row of a `lesson` counts from now on: an example that is misread three times as much."""
    is_misread = affine(x, weights, bias).argmax(axis=1) != y.argmax(axis=1)
    is_misread[-REHEARSED:] = False
    return np.where(is_misread, HARDER * shares, shares)


def size_of(x: np.ndarray, shares: np.ndarray) -> float:
    """Return how long features are: the sum of squares of each row, added up as the rows count.

    The learning rate is RATE divided by it, and the pull PULL times it, so that steps are as large for each network.
    """
    return float(shares @ (x**2).sum(axis=1))


def _divided(network: Network) -> tuple[Network, Layer]:
    """Return a network without its last layer and softmax, and the weights and bias of that layer."""
    place = network.place_of_taught
    if place is None:
        raise ValueError("the network does not end in a dense layer and softmax; pass one that does.")
    weights, bias = (part.astype(float) for part in network.layers[place].numbers)
    if len(bias) != CLASSES:
        raise ValueError(
            f"the network has {len(bias)} outputs, expected {CLASSES}, one for each digit; pass such a one."
        )
    return Network(network.shape, network.layers[:place]), (weights, bias)


def _lesson(
    before: Network, images: np.ndarray, labels: np.ndarray, mean: float, std: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    mean, std = checked_number(mean, "mean"), checked_number(std, "std", minimum=0)
    if std == 0:
        raise ValueError("std is 0, expected the standard deviation of the training pixels; pass that.")
    images = checked_array(images, "images", "(n, 28, 28)", kinds="iu")
    labels = checked_array(labels, "labels", "(n,)", kinds="iu")
    if images.size and not 0 <= images.min() <= images.max() <= 255:
        raise ValueError(
            f"images has values from {images.min()} to {images.max()}, expected 0 to 255; pass them as MNIST's."
        )
    if len(images) != len(labels) or images.shape[1:] != (28, 28):
        raise ValueError(
            f"images has shape {images.shape} and labels {labels.shape}, expected (n, 28, 28) and (n,); pass as many."
        )
    (sheet, truths), _ = digit_sheet()
    grays = np.concatenate([images.astype(float), SHADE * sheet[:REHEARSED].astype(float)])
    x = before.predict((grays.reshape(len(grays), -1) - mean) / std).reshape(len(grays), -1)
    own = np.full(len(images), 1 / (len(images) + FEW))
    shares = np.concatenate([own, np.full(REHEARSED, 1 / REHEARSED)])
    return x, one_hot(np.concatenate([labels, truths[:REHEARSED]])), shares
