"""Measure how well a network reads after three epochs, for each batch size with each of many learning rates.

``python -m scale.bench.measure_batch_rates`` writes ``batch_rates.csv`` to ``book/measurements``, which the chapter on
speed shows. The rates are the recipe's, halved and doubled again and again, so that the one that grows with the batch
is among them. No time is measured, so the machine may be busy meanwhile.
"""

from collections.abc import Iterator

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.recipe import EPOCHS, LEARNING_RATE
from helpers.reproducibility import make_reproducible
from scale.bench.results import record

BATCH_SIZES = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
RATES = tuple(LEARNING_RATE * 2.0**power for power in range(-2, 9))
SEEDS = range(3)
LEARNED_FROM = 50_000  # images; those that follow judge
PRECISION = "float32"
COLUMNS = ("batch_size", "learning_rate", "seed", "validation_accuracy")


def rows() -> Iterator[dict[str, str]]:
    """Train with each batch size, learning rate and seed, and judge each network on the validation images."""
    make_reproducible()
    import keras
    import tensorflow as tf

    from helpers.training import build_network, fast_fit

    (images, labels), _ = load_mnist()
    pixels = standardize(images, *pixel_statistics(images[:LEARNED_FROM])).astype(PRECISION)
    x, y = tf.constant(pixels[:LEARNED_FROM]), tf.one_hot(labels[:LEARNED_FROM], 10, dtype=PRECISION)
    for batch_size in BATCH_SIZES:
        for rate in RATES:
            for seed in SEEDS:
                make_reproducible(seed)
                keras.config.set_floatx(PRECISION)
                model = build_network()
                model.compile(keras.optimizers.SGD(rate), "categorical_crossentropy")
                fast_fit(model, x, y, epochs=EPOCHS, batch_size=batch_size, verbose=0)
                read = model.predict(pixels[LEARNED_FROM:], batch_size=1_000, verbose=0).argmax(axis=1)
                accuracy = np.mean(read == labels[LEARNED_FROM:])
                yield dict(zip(COLUMNS, map(str, (batch_size, rate, seed, f"{accuracy:.4f}")), strict=True))


if __name__ == "__main__":
    record("batch_rates.csv", COLUMNS, rows())
