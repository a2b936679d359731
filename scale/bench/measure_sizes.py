"""Measure time, memory and accuracy against the size of a batch, and against the number of examples.

``python -m scale.bench.measure_sizes`` trains by `fast_fit`, each time in a process of its own, and writes
``batch_sizes.csv`` and ``examples.csv`` to ``book/measurements``.
"""

import json
import sys
import time
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE, EPOCHS, LEARNING_RATE
from helpers.reproducibility import make_reproducible
from scale.bench.results import RECORDED, measured_alone, write_rows
from scale.shards import augmented, peak_memory

if TYPE_CHECKING:
    import keras

BATCH_SIZES = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
EXAMPLES = (1_000, 3_000, 10_000, 30_000, 60_000, 600_000)
PRECISION = "float32"
BUDGET = 2.0  # seconds of training, compiling left out
LOOK = 0.05  # seconds between two looks at the clock
ROUNDS = 5  # epochs that are timed
COLUMNS = (
    "batch_size",
    "examples",
    "seconds_per_epoch",
    "fastest_epoch",
    "slowest_epoch",
    "peak_megabytes",
    "accuracy_after_epochs",
    "accuracy_after_seconds",
)


def training_set(examples: int) -> tuple[np.ndarray, np.ndarray]:
    """Standardized pixels of so many examples, and their labels; shifted copies where there are not enough."""
    (images, labels), _ = load_mnist()
    statistics = pixel_statistics(images)
    if examples <= len(images):
        return standardize(images[:examples], *statistics).astype(PRECISION), labels[:examples]
    # Block by block: the pixels of all at once would be 3.8 GB in double precision.
    x = np.empty((examples, 784), PRECISION)
    y = np.empty(examples, "uint8")
    filled = 0
    for block, some in augmented(examples // len(images)):
        x[filled : filled + len(block)] = standardize(block, *statistics)
        y[filled : filled + len(block)] = some
        filled += len(block)
    return x, y


def clock(budget: float = float("inf")) -> "keras.callbacks.Callback":
    """A callback whose list `seconds` tells how long each epoch took; it ends the training when the time is over."""
    import keras

    class Clock(keras.callbacks.Callback):
        def __init__(self) -> None:
            super().__init__()
            self.seconds: list[float] = []

        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            self.start = time.perf_counter()

        def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
            spent = sum(self.seconds) + time.perf_counter() - self.start
            self.model.stop_training = spent >= budget

        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            self.seconds.append(time.perf_counter() - self.start)

    return Clock()


def train(batch_size: int, examples: int) -> dict[str, str]:
    """Train in this process, and give a row of the table."""
    make_reproducible()
    import keras
    import tensorflow as tf

    from helpers.training import build_network, fast_fit

    x, labels = training_set(examples)
    x, y = tf.constant(x), tf.one_hot(labels, 10, dtype=PRECISION)
    (images, _), (test_images, truth) = load_mnist()
    x_test = standardize(test_images, *pixel_statistics(images)).astype(PRECISION)
    del images

    def accuracy(epochs: int, watch: keras.callbacks.Callback, every: int | None = None) -> float:
        make_reproducible()
        keras.config.set_floatx(PRECISION)
        model = build_network()
        model.compile(keras.optimizers.SGD(LEARNING_RATE), "categorical_crossentropy")
        fast_fit(model, x, y, epochs=epochs, batch_size=batch_size, every=every, callbacks=[watch], verbose=0)
        answers = model.predict(x_test, batch_size=1000, verbose=0).argmax(axis=1)
        return float(np.mean(answers == truth))

    accuracy(1, clock())  # compiles
    timed = clock()
    accuracy(ROUNDS, timed)
    seconds_per_epoch = median(timed.seconds)
    steps = -(-examples // batch_size)
    after_epochs = accuracy(EPOCHS, clock())
    after_seconds = accuracy(10**6, clock(BUDGET), every=max(1, round(steps * LOOK / seconds_per_epoch)))
    return {
        "batch_size": str(batch_size),
        "examples": str(examples),
        "seconds_per_epoch": f"{seconds_per_epoch:.4f}",
        "fastest_epoch": f"{min(timed.seconds):.4f}",
        "slowest_epoch": f"{max(timed.seconds):.4f}",
        "peak_megabytes": f"{peak_memory() / 1e6:.0f}",
        "accuracy_after_epochs": f"{after_epochs:.4f}",
        "accuracy_after_seconds": f"{after_seconds:.4f}",
    }


def measure(name: str, settings: list[tuple[int, int]]) -> None:
    """Train with each setting (batch size, examples) in a process of its own; write and print the table."""
    rows: list[dict[str, str]] = []
    for number, setting in enumerate(settings, start=1):
        print(f"\r{name}: {number} of {len(settings)}", end="", flush=True)
        rows.append(measured_alone("scale.bench.measure_sizes", *setting))
    write_rows(RECORDED / f"{name}.csv", COLUMNS, rows)
    print("\r" + "  ".join(COLUMNS))
    for row in rows:
        print("  ".join(f"{value:>{len(column)}}" for column, value in row.items()))


def main(arguments: list[str]) -> None:
    """Train with the batch size and the number of examples that are given, else with all."""
    if arguments:
        batch_size, examples = map(int, arguments)
        print(json.dumps(train(batch_size, examples)))
        return
    measure("batch_sizes", [(size, 60_000) for size in BATCH_SIZES])
    measure("examples", [(BATCH_SIZE, examples) for examples in EXAMPLES])


if __name__ == "__main__":
    main(sys.argv[1:])
