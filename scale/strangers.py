"""Measure how well the book's readers read the digits of other people, untaught and taught by a few of them.

``python -m scale.strangers pendigits-orig.tra.Z`` takes the file of the UCI Machine Learning Repository as it is
published (https://archive.ics.uci.edu/dataset/81), prepares each digit as the pad does, and writes a table to
``_build/bench``, with ``--record`` to ``book/measurements``. No reader was trained on any of these digits. Writers 1 to
22 were looked at when choices were made; 23 to 30, whom it takes unless told otherwise, were not.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from helpers.data import load_mnist
from helpers.numpy_network import affine, softmax
from helpers.pen import prepare_strokes
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from helpers.teaching import taught_layer
from scale.bench.results import LOCAL, RECORDED, write_rows
from scale.pen_strokes import Drawing, read_drawings

JUDGING = (23, 30)  # writers that no choice was made with: the first and the last
TAUGHT = (0, 1, 3)  # digits of each kind that a reader is taught by a writer; the others are judged
SURE = 0.99
BLOCK = 500  # images that go through a reader at a time
COLUMNS = ("reader", "writer", "taught_of_each", "digits", "right", "sure", "sure_and_wrong")
TABLE, SOURCE = "strangers.csv", "strangers.json"
CREDITS = {
    "source": "E. Alpaydin and F. Alimoglu, Pen-Based Recognition of Handwritten Digits, 1998; UCI Machine Learning "
    "Repository, https://archive.ics.uci.edu/dataset/81, file pendigits-orig.tra.Z",
    "license": "CC BY 4.0",
    "changes": "Counted here: how many of each writer's digits each reader reads. No stroke is kept.",
}


class Reader:
    """A reader, and what it makes of digits before its last layer: the only one that is taught."""

    def __init__(self, name: str) -> None:
        import keras

        from helpers.readers import trained_reader

        self.name = name
        self._model = trained_reader(name)
        hidden = self._model.layers[:-1]
        self._before = keras.Sequential([keras.Input((784,)), *hidden]) if hidden else None
        self.layer: tuple[np.ndarray, np.ndarray] = tuple(self._model.layers[-1].get_weights())
        self._statistics = pixel_statistics(load_mnist()[0][0])

    def features(self, images: np.ndarray) -> np.ndarray:
        """Return what the last layer sees of images, shape (n, 28, 28), of gray values from 0 to 255."""
        inputs = standardize(images, *self._statistics)
        if self._before is None:
            return inputs
        blocks = [inputs[start : start + BLOCK] for start in range(0, len(inputs), BLOCK)]
        return np.concatenate([np.asarray(self._before(block, training=False)) for block in blocks])

    def taught(self, images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the last layer after the digit pad's lesson with some images: weights and bias."""
        return taught_layer(self._model, images, labels, *self._statistics)


def first_of_each(labels: np.ndarray, count: int) -> np.ndarray:
    """Return which digits are among the first so many of their kind, as booleans."""
    before = np.array([(labels[:k] == label).sum() for k, label in enumerate(labels)])
    return before < count


def rows_of_writer(
    reader: Reader, writer: int, images: np.ndarray, labels: np.ndarray
) -> Iterator[dict[str, str | int]]:
    """Return a row of the table for each number of digits that one writer teaches."""
    features = reader.features(images)
    for count in TAUGHT:
        lesson = first_of_each(labels, count)
        layer = reader.taught(images[lesson], labels[lesson]) if count else reader.layer
        read = softmax(affine(features[~lesson], *layer))
        right, sure = read.argmax(axis=1) == labels[~lesson], read.max(axis=1) >= SURE
        counts = (len(right), int(right.sum()), int(sure.sum()), int((sure & ~right).sum()))
        yield dict(zip(COLUMNS, (reader.name, writer, count, *counts), strict=True))


def measure(drawings: list[Drawing], names: tuple[str, ...]) -> list[dict[str, str | int]]:
    """Return the whole table for some drawings, reader by reader and writer by writer."""
    images = np.array([np.rint(255 * prepare_strokes(each.strokes)) for each in drawings]).astype(np.uint8)
    labels, writers = (np.array([getattr(each, what) for each in drawings]) for what in ("label", "writer"))
    rows = []
    for name in names:
        reader = Reader(name)
        for writer in np.unique(writers):
            by = writers == writer
            rows += rows_of_writer(reader, int(writer), images[by], labels[by])
    return rows


def summary(rows: list[dict[str, str | int]]) -> Iterator[str]:
    """Return a line for each reader and each number of digits taught."""
    for name, count in dict.fromkeys((row["reader"], row["taught_of_each"]) for row in rows):
        mine = [row for row in rows if (row["reader"], row["taught_of_each"]) == (name, count)]
        digits, right, sure, wrong = (sum(int(row[column]) for row in mine) for column in COLUMNS[3:])
        shares = [int(row["right"]) / int(row["digits"]) for row in mine]
        yield (
            f"{name}, {count} of each taught: {right / digits:.2%} of {digits:,} digits, by writer "
            f"{min(shares):.1%} to {max(shares):.1%}; {sure:,} sure answers, {wrong} of them wrong"
        )


def main(arguments: list[str] | None = None) -> int:
    """Measure, tell, and write the table; 1 means that the file is not what it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="pendigits-orig.tra.Z of the UCI repository, or unpacked")
    parser.add_argument("--writers", type=int, nargs=2, default=JUDGING, metavar=("FIRST", "LAST"))
    parser.add_argument("--readers", nargs="+", default=["linear", "network", "convolutional", "best"], metavar="NAME")
    parser.add_argument("--record", action="store_true", help="write to book/measurements, which chapters show")
    options = parser.parse_args(arguments)
    first, last = options.writers
    try:
        drawings = [drawing for drawing in read_drawings(options.file) if first <= drawing.writer <= last]
        make_reproducible()
        rows = measure(drawings, tuple(options.readers))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(*summary(rows), sep="\n")
    folder = RECORDED if options.record else LOCAL
    write_rows(folder / TABLE, COLUMNS, rows)
    (folder / SOURCE).write_text(json.dumps(CREDITS, indent=2) + "\n", encoding="utf-8", newline="\n")
    print(f"written to {folder / TABLE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
