"""Measure what XLA does to convolutions: ``python -m scale.bench.measure_convolutions``.

A small network of convolutions makes some steps with `jit_compile` off and on, by turns, so that both meet the same
noise. ``convolutions.csv`` in ``book/measurements`` has each round: by the clock, and the processor's seconds of all
threads together, which other programs disturb less.
"""

import os
import time
from collections.abc import Iterator

from helpers.data import load_mnist
from helpers.reproducibility import make_reproducible
from scale.bench.results import record

BATCH_SIZE = 64
STEPS = 50
ROUNDS = 7
PRECISION = "float32"
COLUMNS = ("jit_compile", "round", "seconds", "processor_seconds")


def rows() -> Iterator[dict[str, str]]:
    """Let both take turns, and give a row for each; what compiles is not timed."""
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"  # as TensorFlow comes, or convolutions would be slower without XLA
    make_reproducible()
    import keras

    keras.config.set_floatx(PRECISION)
    (images, labels), _ = load_mnist()
    x = (images[: STEPS * BATCH_SIZE, :, :, None] / 255).astype(PRECISION)
    y = labels[: STEPS * BATCH_SIZE]
    models = {}
    for compiled in (False, True):
        models[compiled] = keras.Sequential(
            [
                keras.Input((28, 28, 1)),
                keras.layers.Conv2D(16, 3, activation="relu"),
                keras.layers.MaxPooling2D(),
                keras.layers.Conv2D(32, 3, activation="relu"),
                keras.layers.MaxPooling2D(),
                keras.layers.Flatten(),
                keras.layers.Dense(10, activation="softmax"),
            ]
        )
        models[compiled].compile(
            keras.optimizers.SGD(0.01),
            "sparse_categorical_crossentropy",
            jit_compile=compiled,
            steps_per_execution=STEPS // 5,
        )
        models[compiled].fit(x, y, batch_size=BATCH_SIZE, verbose=0)
    for number in range(1, ROUNDS + 1):
        for compiled, model in models.items():
            start, worked = time.perf_counter(), time.process_time()
            model.fit(x, y, batch_size=BATCH_SIZE, verbose=0)
            spent = (time.perf_counter() - start, time.process_time() - worked)
            yield dict(zip(COLUMNS, (str(compiled), str(number), *(f"{each:.3f}" for each in spent)), strict=True))


if __name__ == "__main__":
    record("convolutions.csv", COLUMNS, rows())
