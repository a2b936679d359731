"""Measure Keras's `fit` with larger and larger batches: ``python -m scale.bench.measure_fit_batches``.

All batch sizes take turns, so that they meet the same noise. ``fit_batches.csv`` in ``book/measurements`` has each
round: by the clock, and the processor's seconds of all threads together, which other programs disturb less.
"""

import os
import time
from collections.abc import Iterator

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.recipe import LEARNING_RATE
from helpers.reproducibility import make_reproducible
from scale.bench.results import record

BATCH_SIZES = (32, 64, 128, 256, 512, 1024)
IMAGES = 20_480  # a multiple of each batch size
ROUNDS = 7
PRECISION = "float32"
COLUMNS = ("batch_size", "round", "seconds", "processor_seconds")


def rows() -> Iterator[dict[str, str]]:
    """Let each batch size train once a round, after one that is not counted."""
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"  # as TensorFlow comes
    make_reproducible()
    import keras

    from helpers.training import build_network

    keras.config.set_floatx(PRECISION)
    (images, labels), _ = load_mnist()
    x = standardize(images[:IMAGES], *pixel_statistics(images)).astype(PRECISION)
    y = keras.utils.to_categorical(labels[:IMAGES])
    models = {}
    for size in BATCH_SIZES:
        models[size] = build_network()
        models[size].compile(keras.optimizers.SGD(LEARNING_RATE), "categorical_crossentropy")
        models[size].fit(x, y, batch_size=size, verbose=0)
    for number in range(1, ROUNDS + 1):
        for size, model in models.items():
            start, worked = time.perf_counter(), time.process_time()
            model.fit(x, y, batch_size=size, verbose=0)
            spent = (time.perf_counter() - start, time.process_time() - worked)
            yield dict(zip(COLUMNS, (str(size), str(number), *(f"{each:.3f}" for each in spent)), strict=True))


if __name__ == "__main__":
    record("fit_batches.csv", COLUMNS, rows())
