"""Measure what preparing pixels is worth: each shift with each scale, at many learning rates, from several starts.

``python -m scale.bench.measure_preparations`` writes two tables to ``book/measurements``, which the chapter on
preparing pixels shows. In ``preparations.csv`` the network of the book learns from 10,000 images for one epoch; in
``preparations_long.csv`` from 1,000 images until it knows them by heart.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE
from helpers.reproducibility import make_reproducible
from scale.bench.results import RECORDED, write_rows

PREPARATIONS = {  # shift and scale, in words: a pixel x becomes (x - shift) / scale
    "raw": ("0", "1"),
    "shifted": ("mean", "1"),
    "divided by 255": ("0", "255"),
    "shifted and divided by 255": ("mean", "255"),
    "divided by deviation": ("0", "deviation"),
    "standardized": ("mean", "deviation"),
}
RATES = (0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1)
SEEDS = range(5)
JUDGED_FROM = 50_000  # there the validation images begin; all before give the statistics
LEARNED_FROM = 10_000  # images
COLUMNS = ("preparation", "first_weights", "learning_rate", "seed", "validation_accuracy")
APART = {  # preparations that get the first sums of another one, too, and at which rates: one thing at a time
    "raw": ("divided by 255", (0.000001, 0.000003, *RATES)),
    "divided by 255": ("divided by deviation", (0.01,)),
    "divided by deviation": ("divided by 255", (0.01,)),
}
FEW, LONG = 1_000, 60  # images that are learned by heart, and in how many epochs
RATES_LONG = {"divided by 255": (0.03, 0.1, 0.3), "standardized": (0.003, 0.01, 0.03)}
COLUMNS_LONG = ("preparation", "learning_rate", "seed", "training_accuracy", "validation_accuracy")


def shift_and_scale(preparation: str, mean: float, deviation: float) -> tuple[float, float]:
    """Return the numbers of a preparation, given the statistics of the images that are learned from."""
    known = {"0": 0.0, "1": 1.0, "255": 255.0, "mean": mean, "deviation": deviation}
    shift, scale = PREPARATIONS[preparation]
    return known[shift], known[scale]


class Trials:
    """Trains one network again and again: from the start that a seed gives, on pixels prepared in one way.

    Parameters
    ----------
    preparation : str
        One of `PREPARATIONS`.
    learned_from : int
        How many of the first images are learned from.
    """

    def __init__(self, preparation: str, learned_from: int) -> None:
        import keras

        from helpers.training import build_network

        (images, labels), _ = load_mnist()
        self._statistics = pixel_statistics(images[:JUDGED_FROM])
        pair = shift_and_scale(preparation, *self._statistics)
        self._preparation = preparation
        self._x = keras.ops.convert_to_tensor(standardize(images[:learned_from], *pair, epsilon=0))
        self._y = keras.ops.convert_to_tensor(one_hot(labels[:learned_from]))
        self._others = keras.ops.convert_to_tensor(standardize(images[JUDGED_FROM:], *pair, epsilon=0))
        self._labels, self._other_labels = labels[:learned_from], labels[JUDGED_FROM:]
        self._network = build_network()
        self._network.compile("sgd", "categorical_crossentropy")

    def factor(self, other: str) -> float:
        """Return by what the first weights have to be multiplied for the first sums that another preparation gives."""
        _, own = shift_and_scale(self._preparation, *self._statistics)
        _, others = shift_and_scale(other, *self._statistics)
        return own / others

    def train(self, rate: float, seed: int, epochs: int = 1, factor: float = 1) -> None:
        """Train from the start of a seed, its first weights multiplied by a factor."""
        import keras

        from helpers.training import build_network, fast_fit

        keras.utils.set_random_seed(seed)
        first, *others = build_network().get_weights()
        self._network.set_weights([factor * first, *others])
        self._network.optimizer.learning_rate = rate
        fast_fit(self._network, self._x, self._y, epochs=epochs, batch_size=BATCH_SIZE, verbose=0)

    def accuracy(self) -> float:
        """Return how much of the validation images is read right."""
        return self._right(self._others, self._other_labels)

    def training_accuracy(self) -> float:
        """Return how much of the images learned from is read right."""
        return self._right(self._x, self._labels)

    def _right(self, x: Any, labels: np.ndarray) -> float:
        return float(np.mean(np.argmax(self._network(x), axis=1) == labels))


def rows() -> Iterator[dict[str, str]]:
    """Train with each preparation, learning rate and seed, and then with the first sums of another preparation."""
    for preparation in PREPARATIONS:
        trials = Trials(preparation, LEARNED_FROM)
        settings = [("own", rate, 1.0) for rate in RATES]
        if preparation in APART:
            other, rates = APART[preparation]
            settings += [(other, rate, trials.factor(other)) for rate in rates]
        for first_weights, rate, factor in settings:
            for seed in SEEDS:
                trials.train(rate, seed, factor=factor)
                values = (preparation, first_weights, str(rate), str(seed), f"{trials.accuracy():.4f}")
                yield dict(zip(COLUMNS, values, strict=True))


def rows_long() -> Iterator[dict[str, str]]:
    """Train on few images for long."""
    for preparation, rates in RATES_LONG.items():
        trials = Trials(preparation, FEW)
        for rate in rates:
            for seed in SEEDS:
                trials.train(rate, seed, epochs=LONG)
                both = f"{trials.training_accuracy():.4f}", f"{trials.accuracy():.4f}"
                yield dict(zip(COLUMNS_LONG, (preparation, str(rate), str(seed), *both), strict=True))


def main() -> None:
    """Write both tables, and print each row as soon as it is known."""
    make_reproducible()
    for name, columns, measured in (
        ("preparations", COLUMNS, rows()),
        ("preparations_long", COLUMNS_LONG, rows_long()),
    ):
        kept = []
        for row in measured:
            print(*row.values(), sep=",", flush=True)
            kept.append(row)
        write_rows(RECORDED / f"{name}.csv", columns, kept)


if __name__ == "__main__":
    main()
