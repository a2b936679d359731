"""Measure how well a network reads whose answer is one number, four binary places, or ten places.

``python -m scale.bench.measure_label_forms`` writes ``label_forms.csv`` to ``book/measurements``, which the chapter on
one-hot vectors shows. Only the form of the labels changes, and with it the number of outputs: each form gets the same
images, the same hidden layers and the same loss, the mean squared error, and its own best of a few learning rates.
"""

from collections.abc import Iterator

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE, EPOCHS
from helpers.reproducibility import make_reproducible
from scale.bench.results import record

CODES = {
    "one number": np.arange(10.0)[:, None],
    "four binary places": np.arange(10)[:, None] >> np.arange(4)[::-1] & 1,
    "one-hot": np.eye(10),
}
RATES = {"one number": (0.003, 0.01, 0.02), "four binary places": (0.03, 0.1, 0.3), "one-hot": (0.03, 0.1, 0.3)}
SEEDS = range(3)
LEARNED_FROM = 50_000  # images; those that follow judge
COLUMNS = ("form", "learning_rate", "seed", "validation_accuracy")


def decoded(answers: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the class whose code is nearest to each answer, shape (n,)."""
    return ((answers[:, None, :] - codes) ** 2).sum(axis=2).argmin(axis=1)


def rows() -> Iterator[dict[str, str]]:
    """Train a network for each form, learning rate and seed, and judge it on the validation images."""
    make_reproducible()
    import keras

    (images, labels), _ = load_mnist()
    x = standardize(images, *pixel_statistics(images[:LEARNED_FROM]))
    for form, codes in CODES.items():
        for rate in RATES[form]:
            for seed in SEEDS:
                keras.utils.set_random_seed(seed)
                hidden = [keras.layers.Dense(128, activation="relu") for _ in range(2)]
                model = keras.Sequential([keras.Input((784,)), *hidden, keras.layers.Dense(codes.shape[1])])
                model.compile(keras.optimizers.SGD(rate), "mean_squared_error", steps_per_execution=125)
                targets = codes[labels[:LEARNED_FROM]]
                model.fit(x[:LEARNED_FROM], targets, epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
                read = decoded(model.predict(x[LEARNED_FROM:], verbose=0, batch_size=1_000), codes)
                accuracy = np.mean(read == labels[LEARNED_FROM:])
                yield dict(zip(COLUMNS, (form, str(rate), str(seed), f"{accuracy:.4f}"), strict=True))


if __name__ == "__main__":
    record("label_forms.csv", COLUMNS, rows())
