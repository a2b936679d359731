"""Time, memory and accuracy against the size of a batch, and against the number of examples.

``python -m scale.bench.sweeps`` trains by `fast_fit`, each time in a process of its own, and writes
``book/measurements/batch_sizes.csv`` and ``book/measurements/examples.csv``.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

from helpers.reproducibility import make_reproducible
from scale.bench.runner import RESULTS, ROOT, write

BATCH_SIZES = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096)
EXAMPLES = (1_000, 3_000, 10_000, 30_000, 60_000, 600_000)
PRECISION = "float32"
EPOCHS = 3  # as the post trains
BUDGET = 2.0  # seconds of training, compiling left out
ROUNDS = 5  # epochs that are timed
COLUMNS = (
    "batch_size",
    "examples",
    "seconds_per_epoch",
    "peak_megabytes",
    "accuracy_after_epochs",
    "accuracy_after_seconds",
)


def train(batch_size: int, examples: int) -> dict[str, str]:
    """Train, in this process, and give a row of the table."""
    make_reproducible()
    import keras
    import tensorflow as tf

    from helpers.data import load_mnist
    from helpers.preprocessing import pixel_statistics, standardize
    from helpers.training import build_network, fast_fit
    from scale.shards import augmented, peak_memory

    keras.config.set_floatx(PRECISION)
    (images, labels), (test_images, test_labels) = load_mnist()
    statistics = pixel_statistics(images)
    x_test = standardize(test_images, *statistics).astype(PRECISION)
    if examples <= len(images):
        x, labels = standardize(images[:examples], *statistics).astype(PRECISION), labels[:examples]
    else:  # block by block: the pixels of all at once would be 3.8 GB in double precision
        x, labels, filled = np.empty((examples, 784), PRECISION), np.empty(examples, "uint8"), 0
        for block, some in augmented(examples // len(images)):
            x[filled : filled + len(block)] = standardize(block, *statistics)
            labels[filled : filled + len(block)] = some
            filled += len(block)
    x, y = tf.constant(x), tf.one_hot(labels, 10, dtype=PRECISION)

    class Clock(keras.callbacks.Callback):
        """How long each epoch takes; the end of the training, when its time is over."""

        def __init__(self, budget: float = float("inf")) -> None:
            super().__init__()
            self.budget, self.spent, self.seconds = budget, 0.0, []

        def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
            self.start = time.perf_counter()

        def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
            self.model.stop_training = self.spent + time.perf_counter() - self.start >= self.budget

        def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
            self.seconds.append(time.perf_counter() - self.start)
            self.spent += self.seconds[-1]

    def accuracy(epochs: int, clock: Clock, every: int | None = None) -> float:
        make_reproducible()
        keras.config.set_floatx(PRECISION)
        model = build_network()
        model.compile("sgd", "categorical_crossentropy")
        fast_fit(model, x, y, epochs=epochs, batch_size=batch_size, every=every, callbacks=[clock], verbose=0)
        return float(np.mean(model.predict(x_test, batch_size=1000, verbose=0).argmax(axis=1) == test_labels))

    accuracy(1, Clock())  # compiles
    timed = Clock()
    accuracy(ROUNDS, timed)
    after_epochs = accuracy(EPOCHS, Clock())
    steps = -(-examples // batch_size)
    after_seconds = accuracy(10**6, Clock(BUDGET), every=max(1, round(steps * 0.05 / median(timed.seconds))))
    return {
        "batch_size": str(batch_size),
        "examples": str(examples),
        "seconds_per_epoch": f"{median(timed.seconds):.4f}",
        "peak_megabytes": f"{peak_memory() / 1e6:.0f}",
        "accuracy_after_epochs": f"{after_epochs:.4f}",
        "accuracy_after_seconds": f"{after_seconds:.4f}",
    }


def slope(sizes: list[int], seconds: list[float]) -> float:
    """The exponent p of ``seconds = c * sizes ** p``, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def sweep(name: str, sizes: tuple[int, ...], settings: list[tuple[int, int]]) -> None:
    """Train with each setting in a process of its own; write and print the table."""
    found: list[dict[str, str]] = []
    for place, (batch_size, examples) in enumerate(settings):
        print(f"\r{name}: {place + 1} of {len(settings)}", end="", flush=True)
        command = [sys.executable, "-m", "scale.bench.sweeps", str(batch_size), str(examples)]
        surrounding = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, env=surrounding, stdout=subprocess.PIPE, text=True, check=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    write(RESULTS / f"{name}.csv", COLUMNS, found)
    print("\r" + "  ".join(COLUMNS))
    for row in found:
        print("  ".join(f"{value:>{len(column)}}" for column, value in row.items()))
    exponent = slope(list(sizes), [float(row["seconds_per_epoch"]) for row in found])
    print(f"the seconds of an epoch grow as {name} to the power of {exponent:.2f}\n")


def main() -> None:
    """Train with one setting when it is given, else with all."""
    if sys.argv[1:]:
        print(json.dumps(train(*map(int, sys.argv[1:]))))
        return
    Path(RESULTS).mkdir(exist_ok=True)
    sweep("batch_sizes", BATCH_SIZES, [(size, 60_000) for size in BATCH_SIZES])
    sweep("examples", EXAMPLES, [(32, examples) for examples in EXAMPLES])


if __name__ == "__main__":
    main()
