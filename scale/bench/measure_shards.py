"""Measure a training from files: ``python -m scale.bench.measure_shards``.

It trains from more and more images, each time in a process of its own, and writes what the chapter on speed shows of
`scale.shards` to ``book/measurements/shards.csv``.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from scale.bench.results import RECORDED, measured_alone, write_rows
from scale.shards import peak_memory, train, write

COPIES = (1, 3, 10)  # of the 60,000 training images


def train_once(copies: int) -> dict[str, str]:
    """Write so many copies of the training set, train from them in this process, and give a row of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = sum(path.stat().st_size for path in write(folder, copies))
        model, rate = train(folder)
    memory = peak_memory()  # before the test images come in
    (images, _), (test_images, truth) = load_mnist()
    x_test = standardize(test_images, *pixel_statistics(images))
    answers = model.predict(x_test, batch_size=1000, verbose=0).argmax(axis=1)
    return {
        "images": str(len(images) * copies),
        "megabytes_of_shards": f"{size / 1e6:.0f}",
        "images_per_second": f"{rate:.0f}",
        "peak_megabytes": f"{memory / 1e6:.0f}",
        "test_accuracy": f"{np.mean(answers == truth):.4f}",
    }


def main(arguments: list[str]) -> None:
    """Train with the number of copies that is given, else with each, and write the table."""
    if arguments:
        print(json.dumps(train_once(int(arguments[0]))))
        return
    rows = []
    for copies in COPIES:
        rows.append(measured_alone("scale.bench.measure_shards", copies))
        print("  ".join(f"{name} {value}" for name, value in rows[-1].items()))
    write_rows(RECORDED / "shards.csv", tuple(rows[0]), rows)


if __name__ == "__main__":
    main(sys.argv[1:])
