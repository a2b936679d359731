"""Small trainings that may be ill, for the cases of chapter 8: `helpers.case_tests` finds out what is wrong with one.

NumPy alone trains them, in a tenth of a second, so that a test may train them once more.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._checks import checked_array, checked_integer, checked_number
from helpers.numpy_network import Layers, cross_entropy, predict
from helpers.preprocessing import one_hot

HIDDEN = 64  # neurons between the pixels and the ten classes
BATCH_SIZE = 32
SEED = 0
SIDE = 28  # pixels
CLASSES = 10
DIVERGED = 100.0  # a loss from which nothing comes back


@dataclass(frozen=True)
class Learned:
    """What a training gave.

    Attributes
    ----------
    layers : list of (weights, bias)
        At the end, shapes ``(784, 64), (64,)`` and ``(64, 10), (10,)``.
    losses : np.ndarray
        The loss of each batch, before its step.
    accuracy : dict of str to list of float
        Shares of right answers on each set that was watched, before the first epoch and after each.
    """

    layers: Layers
    losses: np.ndarray
    accuracy: dict[str, list[float]]


class Patient:
    """A training that may be ill: images and labels as the network gets them, and how it learns.

    The network has 784 inputs, 64 neurons with ReLU and 10 with softmax; it learns by plain steps against the gradient
    of the cross-entropy, on batches of 32.

    Parameters
    ----------
    x, x_validation : array_like, shape (n, 784)
        Prepared images.
    labels, labels_validation : array_like of int, shape (n,)
        What each is said to show, 0 to 9.
    rate : float
        The learning rate.
    epochs : int
        How often it goes over the training images.

    Raises
    ------
    TypeError
        If an argument holds other than numbers, or labels other than integers.
    ValueError
        If a shape or a number does not fit, or the training diverges.
    """

    def __init__(
        self, x: Any, labels: Any, x_validation: Any, labels_validation: Any, *, rate: float = 0.1, epochs: int = 5
    ) -> None:
        self.x, self.labels = checked_set(x, labels, "x", "labels")
        self.x_validation, self.labels_validation = checked_set(
            x_validation, labels_validation, "x_validation", "labels_validation"
        )
        self.rate = checked_number(rate, "rate", minimum=0)
        self.epochs = checked_integer(epochs, "epochs", minimum=1, maximum=1000)
        self.start = random_layers()
        self.learned = self.train(self.x, self.labels)

    def train(self, x: np.ndarray, labels: np.ndarray, epochs: int | None = None) -> Learned:
        """Train the network anew, as this patient was trained, on images and labels of the caller's choice."""
        watched = {"training": (x, labels), "validation": (self.x_validation, self.labels_validation)}
        return learn(self.start, x, labels, self.rate, epochs or self.epochs, watched)

    def part(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return images and labels of the set ``"training"`` or ``"validation"``; raise ValueError for another name."""
        if name == "training":
            return self.x, self.labels
        if name == "validation":
            return self.x_validation, self.labels_validation
        raise ValueError(f'part is {name!r:.60}, expected "training" or "validation"; pass one of them.')

    def answers(self, x: np.ndarray) -> np.ndarray:
        """Return the digit that the trained network reads on each image, shape (n,)."""
        return predict(x, self.learned.layers).argmax(axis=1)

    def score(self, part: str) -> tuple[float, float]:
        """Return the share of right answers on a set, and the loss."""
        x, labels = self.part(part)
        probabilities = predict(x, self.learned.layers)
        right = float(np.mean(probabilities.argmax(axis=1) == labels))
        return right, cross_entropy(probabilities, one_hot(labels))


def random_layers() -> Layers:
    """Return the weights that every patient starts with: random, as wide as Keras draws them, and biases of zero."""
    chance = np.random.default_rng(SEED)
    layers = []
    for inputs, outputs in ((SIDE * SIDE, HIDDEN), (HIDDEN, CLASSES)):
        limit = np.sqrt(6 / (inputs + outputs))
        layers.append((chance.uniform(-limit, limit, (inputs, outputs)), np.zeros(outputs)))
    return layers


def gradients(x: np.ndarray, labels: np.ndarray, layers: Layers) -> tuple[float, Layers]:
    """Return the mean cross-entropy on a batch, and its slopes, of a network with one hidden layer.

    Parameters
    ----------
    x : np.ndarray, shape (n, inputs)
    labels : np.ndarray of int, shape (n,)
    layers : list of (weights, bias)
        Two, the first with ReLU, the second with softmax.

    Returns
    -------
    loss : float
    slopes : list of (weights, bias)
        Of the loss, for each weight and each bias.
    """
    (w_1, b_1), (w_2, b_2) = layers
    hidden = np.maximum(x @ w_1 + b_1, 0)
    logits = hidden @ w_2 + b_2
    logits -= logits.max(axis=1, keepdims=True)
    log_probabilities = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    rows = np.arange(len(x))
    loss = -float(log_probabilities[rows, labels].mean())
    slope_2 = np.exp(log_probabilities)
    slope_2[rows, labels] -= 1
    slope_2 /= len(x)
    slope_1 = (slope_2 @ w_2.T) * (hidden > 0)
    return loss, [(x.T @ slope_1, slope_1.sum(axis=0)), (hidden.T @ slope_2, slope_2.sum(axis=0))]


def learn(
    layers: Layers,
    x: np.ndarray,
    labels: np.ndarray,
    rate: float,
    epochs: int,
    watched: dict[str, tuple[np.ndarray, np.ndarray]],
) -> Learned:
    """Train a network from some layers on, each epoch in a new order; the layers given stay as they are."""
    layers = [(weights.copy(), bias.copy()) for weights, bias in layers]
    chance = np.random.default_rng(SEED)
    losses: list[float] = []
    accuracy = {name: [_right(layers, *pair)] for name, pair in watched.items()}
    for _ in range(epochs):
        order = chance.permutation(len(x))
        for first in range(0, len(x), BATCH_SIZE):
            batch = order[first : first + BATCH_SIZE]
            loss, slopes = gradients(x[batch], labels[batch], layers)
            if not loss < DIVERGED:
                raise ValueError(
                    f"The training diverges: its loss is {loss:.3g} at step {len(losses)}, and what follows differs "
                    "between computers; pass a smaller rate or smaller pixels."
                )
            losses.append(loss)
            for (weights, bias), (weight_slopes, bias_slopes) in zip(layers, slopes, strict=True):
                weights -= rate * weight_slopes
                bias -= rate * bias_slopes
        for name, pair in watched.items():
            accuracy[name].append(_right(layers, *pair))
    return Learned(layers, np.array(losses), accuracy)


def _right(layers: Layers, x: np.ndarray, labels: np.ndarray) -> float:
    """The share of right answers."""
    (w_1, b_1), (w_2, b_2) = layers
    return float(np.mean((np.maximum(x @ w_1 + b_1, 0) @ w_2 + b_2).argmax(axis=1) == labels))


def checked_set(x: Any, labels: Any, x_name: str, labels_name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return prepared images and their labels as arrays, or raise TypeError or ValueError."""
    x = checked_array(x, x_name, "(n, 784)").astype(np.float64)
    labels = checked_array(labels, labels_name, "(n,)", kinds="iu").astype(np.int64)
    if x.shape[1] != SIDE * SIDE:
        raise ValueError(f"{x_name} has shape {x.shape}, expected (n, 784); prepare images of MNIST with flatten.")
    if len(labels) != len(x):
        raise ValueError(f"{labels_name} has {len(labels)} labels for {len(x)} images; pass one for each image.")
    if labels.min() < 0 or labels.max() >= CLASSES:
        raise ValueError(f"{labels_name} holds values outside 0 to 9; pass the digits that the images show.")
    return x, labels
