"""The training of the page's element ``<live-training>``, in NumPy: the same random numbers, batches and steps.

The element's script, ``helpers/elements/trainer.js``, computes in the reader's browser; what it shows first is computed
here too, for readers without scripts, and tests compare the two. A seed gives the same numbers in both, which those of
NumPy's own generators would not.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from helpers.digit_sheet import SHADE, TRAINING, digit_sheet
from helpers.numpy_network import affine, cross_entropy, relu, softmax
from helpers.preprocessing import flatten, one_hot, pixel_statistics, standardize

CLASSES = 10
Layers = list[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Settings:
    """What a training depends on.

    Attributes
    ----------
    hidden : int
        Neurons of the hidden layer; 0 for none.
    rate : float
        Learning rate.
    batch : int
        Digits of a step.
    pixels : str
        Their preparation: "raw" (0 to 255), "divided" (by 255), "scaled" (divided by the standard deviation of
        all pixels of the training digits) or "standardized" (their mean subtracted, too).
    start : str
        First weights: "usual" (uniform, as Keras draws them) or "zero".
    labels : str
        Those to learn from: "true" or "shuffled".
    images : int
        How many of the training digits it learns from: the first ones.
    shift : int
        By how many pixels a digit is moved at most, right or left and up or down, otherwise each time it is learned
        from; 0 for not at all. Digits are judged where they stand.
    seed : int
        Of the first weights; of the batches it is one more, of shuffled labels two more, of shifts three more.
    """

    hidden: int = 20
    rate: float = 0.1
    batch: int = 32
    pixels: str = "standardized"
    start: str = "usual"
    labels: str = "true"
    images: int = TRAINING
    shift: int = 0
    seed: int = 0


class RandomNumbers:
    """The generator "mulberry32": 32 bits of state, the same numbers as in the page.

    Parameters
    ----------
    seed : int
        From 0 to 2**32 - 1.
    """

    def __init__(self, seed: int) -> None:
        self._state = np.uint32(seed)

    def draw(self, count: int) -> np.ndarray:
        """Return the next numbers, shape (count,), from 0 to below 1."""
        steps = np.arange(1, count + 1, dtype=np.uint32)
        with np.errstate(over="ignore"):  # all of it is meant modulo 2**32
            states = self._state + steps * np.uint32(0x6D2B79F5)
            mixed = (states ^ (states >> 15)) * (states | np.uint32(1))
            mixed ^= mixed + (mixed ^ (mixed >> 7)) * (mixed | np.uint32(61))
            self._state = states[-1]
        return (mixed ^ (mixed >> 14)) / 2**32

    def shuffled(self, array: np.ndarray) -> np.ndarray:
        """Return an array, shape (n,), in another order: Fisher and Yates, from the end to the start."""
        array = array.copy()
        for last, number in zip(range(len(array) - 1, 0, -1), self.draw(len(array) - 1), strict=True):
            other = int(number * (last + 1))
            array[[last, other]] = array[[other, last]]
        return array


@dataclass(frozen=True)
class Judged:
    """How a network does on some digits: mean loss, accuracy from 0 to 1, and the class read for each digit."""

    loss: float
    accuracy: float
    reads: np.ndarray


class PageTraining:
    """A network 784-n-10, or 784-10, that learns from the digits of a page.

    Parameters
    ----------
    settings : Settings
    digits : tuple of two (images, labels) pairs, optional
        To learn from, and to validate; as `digit_sheet` gives them, which is the default.

    Attributes
    ----------
    layers : list of (weights, bias)
        As they are now; weights of shape (inputs, outputs).
    steps : int
        How many have been made.
    """

    def __init__(self, settings: Settings, digits: tuple | None = None) -> None:
        (images, labels), (other_images, other_labels) = digits or digit_sheet()
        images, labels = images[: settings.images], labels[: settings.images]
        self.settings = settings
        self.steps = 0
        self.layers = first_layers(settings)
        self._images = images.astype(np.float64) * SHADE
        self._preparation = preparation(settings.pixels, *pixel_statistics(self._images))
        self._x, self._x_others = self._prepared(self._images), self._prepared(other_images * float(SHADE))
        if settings.labels == "shuffled":
            labels = RandomNumbers(settings.seed + 2).shuffled(labels)
        self._y, self._y_others = one_hot(labels), one_hot(other_labels)
        self._random = RandomNumbers(settings.seed + 1)
        self._random_shifts = RandomNumbers(settings.seed + 3)
        self._order = np.arange(len(labels))
        self._at = 0

    def step(self, count: int = 1) -> None:
        """Make some steps of gradient descent, each with the next batch; each epoch has an order of its own."""
        for _ in range(count):
            if self._at == 0:
                self._order = self._random.shuffled(self._order)
            chosen = self._order[self._at : self._at + self.settings.batch]
            slopes = gradients(self.layers, self._batch(chosen), self._y[chosen])
            self.layers = [
                (weights - self.settings.rate * by_weights, bias - self.settings.rate * by_bias)
                for (weights, bias), (by_weights, by_bias) in zip(self.layers, slopes, strict=True)
            ]
            self._at = (self._at + len(chosen)) % len(self._order)
            self.steps += 1

    def _prepared(self, grays: np.ndarray) -> np.ndarray:
        return standardize(flatten(grays), *self._preparation, epsilon=0)

    def _batch(self, chosen: np.ndarray) -> np.ndarray:
        """Return what is learned from in a step: these digits, each moved by chance if that is asked for."""
        most = self.settings.shift
        if most == 0:
            return self._x[chosen]
        shifts = np.floor(self._random_shifts.draw(2 * len(chosen)) * (2 * most + 1)).astype(int) - most
        return self._prepared(moved(self._images[chosen], *shifts.reshape(-1, 2).T))

    def judged(self) -> tuple[Judged, Judged]:
        """Return how the network does on the digits that it learns from, and on the others."""
        return self._judged(self._x, self._y), self._judged(self._x_others, self._y_others)

    def dead(self) -> np.ndarray:
        """Return which hidden neurons give 0 for each of the digits to learn from, shape (n,), bool."""
        if not self.settings.hidden:
            return np.zeros(0, bool)
        return ~(affine(self._x, *self.layers[0]) > 0).any(axis=0)

    def _judged(self, x: np.ndarray, y: np.ndarray) -> Judged:
        probabilities = softmax(forward(self.layers, x)[-1])
        reads = probabilities.argmax(axis=1)
        return Judged(cross_entropy(probabilities, y), float(np.mean(reads == y.argmax(axis=1))), reads)


def moved(images: np.ndarray, right: np.ndarray, down: np.ndarray) -> np.ndarray:
    """Return images, shape (n, 28, 28), each moved by its own whole pixels; paper comes in, and what leaves is lost.

    Parameters
    ----------
    images : np.ndarray
        Shape (n, 28, 28); 0 is paper.
    right, down : np.ndarray
        How far each is moved, shape (n,), whole numbers from -28 to 28.
    """
    count, rows, columns = images.shape
    margin = int(max(np.abs(right).max(initial=0), np.abs(down).max(initial=0)))
    wide = np.pad(images, ((0, 0), (margin, margin), (margin, margin)))
    from_rows = margin + np.arange(rows) - down[:, np.newaxis]
    from_columns = margin + np.arange(columns) - right[:, np.newaxis]
    return wide[np.arange(count)[:, None, None], from_rows[:, :, None], from_columns[:, None, :]]


def preparation(name: str, mean: float, std: float) -> tuple[float, float]:
    """Return shift and scale, by which a gray value x becomes (x - shift) / scale."""
    return {"raw": (0, 1), "divided": (0, 255), "scaled": (0, std), "standardized": (mean, std)}[name]


def first_layers(settings: Settings) -> Layers:
    """Return the layers before the first step: weights between ±√(6 / (inputs + outputs)), biases 0."""
    random = RandomNumbers(settings.seed)
    widths = (784, *([settings.hidden] if settings.hidden else []), CLASSES)
    layers = []
    for inputs, outputs in pairwise(widths):
        limit = np.sqrt(6 / (inputs + outputs)) if settings.start == "usual" else 0
        weights = (2 * random.draw(inputs * outputs) - 1) * limit
        layers.append((weights.reshape(inputs, outputs), np.zeros(outputs)))
    return layers


def forward(layers: Layers, x: np.ndarray) -> list[np.ndarray]:
    """Return the weighted sums of each layer, with ReLU between them."""
    sums = [affine(x, *layers[0])]
    for layer in layers[1:]:
        sums.append(affine(relu(sums[-1]), *layer))
    return sums


def gradients(layers: Layers, x: np.ndarray, y: np.ndarray) -> Layers:
    """Return the gradients of a batch's mean loss, shaped as the layers; built on the page on backpropagation."""
    sums = forward(layers, x)
    by_sums = (softmax(sums[-1]) - y) / len(x)
    slopes = []
    for number in reversed(range(len(layers))):
        inputs = relu(sums[number - 1]) if number else x
        slopes.insert(0, (inputs.T @ by_sums, by_sums.sum(axis=0)))
        if number:
            by_sums = by_sums @ layers[number][0].T * (sums[number - 1] > 0)
    return slopes
