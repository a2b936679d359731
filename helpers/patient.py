"""Small trainings that may be ill, for the cases of the clinic: `helpers.case_tests` finds out what is wrong with one.

NumPy alone trains them, in a tenth of a second, so that a test may train them once more.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._checks import checked_array, checked_integer, checked_number
from helpers.numpy_network import Layers, softmax

HIDDEN = 64  # neurons between the pixels and the ten classes
BATCH_SIZE = 32
SEED = 0
ENDINGS = ("softmax", "softmax twice", "none")  # what stands between the last sums and the loss
TINY = 1e-7  # a probability that Keras takes for the least, `keras.config.epsilon()`
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

    The network has 784 inputs, 64 neurons with ReLU and 10 outputs; it learns by plain steps against the gradient of
    the cross-entropy, on batches of 32.

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
    ending : str
        What stands between the last sums and the loss: ``"softmax"``, ``"softmax twice"``, or ``"none"``. With none the
        loss is what Keras computes from outputs that it takes for probabilities: each divided by the sum of the ten,
        and counted as at least 1e-7. Such a training is chaotic, so show no more than its first steps.
    seed : int
        Of the weights at the start and of the order of the images.
    judged_on : str
        What the second set is called in words: ``"validation"``, or ``"test"``.

    Raises
    ------
    TypeError
        If an argument holds other than numbers, or labels other than integers.
    ValueError
        If a shape or a number does not fit, or the training diverges.
    """

    def __init__(
        self,
        x: Any,
        labels: Any,
        x_validation: Any,
        labels_validation: Any,
        *,
        rate: float = 0.1,
        epochs: int = 5,
        ending: str = "softmax",
        seed: int = SEED,
        judged_on: str = "validation",
    ) -> None:
        self.x, self.labels = checked_set(x, labels, "x", "labels")
        self.x_validation, self.labels_validation = checked_set(
            x_validation, labels_validation, "x_validation", "labels_validation"
        )
        self.rate = checked_number(rate, "rate", minimum=0)
        self.epochs = checked_integer(epochs, "epochs", minimum=1, maximum=1000)
        if ending not in ENDINGS:
            raise ValueError(f"ending is {ending!r:.60}, expected one of {ENDINGS}; pass one of them.")
        self.ending, self.judged_on = ending, judged_on
        self.seed = checked_integer(seed, "seed", minimum=0)
        self.start = random_layers(self.seed)
        self.learned = self.train(self.x, self.labels)

    def train(self, x: np.ndarray, labels: np.ndarray, epochs: int | None = None) -> Learned:
        """Train the network anew, as this patient was trained, on images and labels of the caller's choice."""
        watched = {"training": (x, labels), "validation": (self.x_validation, self.labels_validation)}
        how = {"ending": self.ending, "seed": self.seed}
        return learn(self.start, x, labels, self.rate, epochs or self.epochs, watched, **how)

    def part(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return images and labels of the set ``"training"`` or ``"validation"``; raise ValueError for another name."""
        if name == "training":
            return self.x, self.labels
        if name == "validation":
            return self.x_validation, self.labels_validation
        raise ValueError(f'part is {name!r:.60}, expected "training" or "validation"; pass one of them.')

    def answers(self, x: np.ndarray) -> np.ndarray:
        """Return the digit that the trained network reads on each image, shape (n,)."""
        return self.outputs(x).argmax(axis=1)

    def outputs(self, x: np.ndarray, layers: Layers | None = None) -> np.ndarray:
        """Return what the network gives for each image, shape (n, 10): trained, or with layers of the caller's."""
        (w_1, b_1), (w_2, b_2) = layers or self.learned.layers
        sums = np.maximum(x @ w_1 + b_1, 0) @ w_2 + b_2
        return ended(sums, self.ending)

    def score(self, part: str) -> tuple[float, float]:
        """Return the share of right answers on a set, and the loss."""
        x, labels = self.part(part)
        right = float(np.mean(self.answers(x) == labels))
        return right, gradients(x, labels, self.learned.layers, self.ending)[0]


def random_layers(seed: int = SEED) -> Layers:
    """Return the weights that a patient starts with: random, as wide as Keras draws them, and biases of zero."""
    chance = np.random.default_rng(seed)
    layers = []
    for inputs, outputs in ((SIDE * SIDE, HIDDEN), (HIDDEN, CLASSES)):
        limit = np.sqrt(6 / (inputs + outputs))
        layers.append((chance.uniform(-limit, limit, (inputs, outputs)), np.zeros(outputs)))
    return layers


def ended(sums: np.ndarray, ending: str) -> np.ndarray:
    """Return the outputs, shape (n, 10), that an ending of the network makes of its last sums."""
    outputs = sums if ending == "none" else softmax(sums)
    return softmax(outputs) if ending == "softmax twice" else outputs


def gradients(x: np.ndarray, labels: np.ndarray, layers: Layers, ending: str = "softmax") -> tuple[float, Layers]:
    """Return the mean cross-entropy on a batch, and its slopes, of a network with one hidden layer.

    Parameters
    ----------
    x : np.ndarray, shape (n, inputs)
    labels : np.ndarray of int, shape (n,)
    layers : list of (weights, bias)
        Two, the first with ReLU.
    ending : str
        What follows the second, see `Patient`.

    Returns
    -------
    loss : float
    slopes : list of (weights, bias)
        Of the loss, for each weight and each bias.
    """
    (w_1, b_1), (w_2, b_2) = layers
    hidden = np.maximum(x @ w_1 + b_1, 0)
    sums = hidden @ w_2 + b_2
    loss, by_sums = _loss_without_softmax(sums, labels) if ending == "none" else _loss(sums, labels, ending)
    by_hidden = (by_sums @ w_2.T) * (hidden > 0)
    return loss, [(x.T @ by_hidden, by_hidden.sum(axis=0)), (hidden.T @ by_sums, by_sums.sum(axis=0))]


def _loss(sums: np.ndarray, labels: np.ndarray, ending: str) -> tuple[float, np.ndarray]:
    """The mean cross-entropy behind one softmax or two, and its slopes for the sums."""
    logits = softmax(sums) if ending == "softmax twice" else sums
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(sums))
    by_logits = np.exp(log_probabilities)
    by_logits[rows, labels] -= 1
    by_logits /= len(sums)
    loss = -float(log_probabilities[rows, labels].mean())
    if ending == "softmax":
        return loss, by_logits
    return loss, logits * (by_logits - (logits * by_logits).sum(axis=1, keepdims=True))


def _loss_without_softmax(sums: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean cross-entropy that Keras computes from outputs without softmax, and its slopes for the sums."""
    rows, totals = np.arange(len(sums)), sums.sum(axis=1)
    shares = sums[rows, labels] / totals
    counted = np.clip(shares, TINY, 1 - TINY)
    by_sums = np.repeat(1 / totals[:, None], sums.shape[1], axis=1)
    by_sums[rows, labels] -= 1 / sums[rows, labels]
    by_sums[counted != shares] = 0  # what was clipped does not answer to its sums
    return -float(np.log(counted).mean()), by_sums / len(sums)


def learn(
    layers: Layers,
    x: np.ndarray,
    labels: np.ndarray,
    rate: float,
    epochs: int,
    watched: dict[str, tuple[np.ndarray, np.ndarray]],
    *,
    ending: str = "softmax",
    seed: int = SEED,
) -> Learned:
    """Train a network from some layers on, each epoch in a new order; the layers given stay as they are."""
    layers = [(weights.copy(), bias.copy()) for weights, bias in layers]
    chance = np.random.default_rng(seed)
    losses: list[float] = []
    accuracy = {name: [_right(layers, *pair)] for name, pair in watched.items()}
    for _ in range(epochs):
        order = chance.permutation(len(x))
        for first in range(0, len(x), BATCH_SIZE):
            batch = order[first : first + BATCH_SIZE]
            loss, slopes = gradients(x[batch], labels[batch], layers, ending)
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
