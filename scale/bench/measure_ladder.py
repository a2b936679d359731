"""Measure what each means brings on the way from a guess to the best reader: ``python -m scale.bench.measure_ladder``.

Each rung differs from the one before it in one thing. All are trained on the first 50,000 training images and judged by
the other 10,000, several times; no test image is read. ``ladder.csv`` in ``book/measurements`` has a row for each rung
and seed, then for some controls; ``best_mistakes.csv`` has what the final network with the seed 0 misreads, the surest
first, and after that what it reads right but unsurely; two more files have the same of the last network that saw no
synthetic digit, and of the first one that did.

It computes in single precision on one thread, in half of the time of double precision: so the last digit of a count may
differ elsewhere. All together takes an hour of a processor. ``--rungs`` and ``--seeds`` measure some, and keep the
other rows; with ``--others``, a file as `scale.strangers` takes it, it also counts the misread digits of writers 1 to
22.
"""

import argparse
import csv
import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data import load_mnist
from helpers.pen import prepare_strokes
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from scale.bench.results import RECORDED, write_rows
from scale.pen_strokes import read_drawings

LEARNED_FROM = 50_000
PRECISION = "float32"
LAST_OF_OTHERS = 22  # the writers after them are for judging
UNSURE = 30  # digits that are read right, the most unsure ones
TABLE = RECORDED / "ladder.csv"
MISTAKES = {  # of the seed 0
    "dropout": RECORDED / "dropout_mistakes.csv",
    "synthetic digits": RECORDED / "synthetic_mistakes.csv",
    "final": RECORDED / "best_mistakes.csv",
}
COLUMNS = ("rung", "seed", "parameters", "epochs", "wrong", "others_wrong", "processor_seconds")
OF_MISTAKES = ("index", "label", "answer", "confidence", "label_probability")


@dataclass(frozen=True)
class Rung:
    """A network, and a way to train it.

    Attributes
    ----------
    name : str
    network : str
        A reader of `helpers.readers`, or a form of the best one that is built here; nothing for a constant answer.
    seeds : int
        How often it is trained.
    epochs, batch_size : int
    rate : float
        The learning rate, at its highest.
    adam : bool
        Else plain gradient descent.
    falls : bool
        The rate climbs at first, and falls to 0 along a cosine.
    moved : bool
        The images are moved, otherwise in each epoch.
    synthetic : int
        How many synthetic digits are learned beside those of MNIST.
    """

    name: str
    network: str
    seeds: int = 3
    epochs: int = 3
    batch_size: int = 32
    rate: float = 0.01
    adam: bool = False
    falls: bool = False
    moved: bool = False
    synthetic: int = 0


LARGE = {"batch_size": 128, "rate": 0.004, "adam": True}
LONG = {**LARGE, "epochs": 6, "falls": True}
RUNGS = (
    Rung("most common class", "", seeds=1, epochs=0),
    Rung("linear", "linear"),
    Rung("dense", "network"),
    Rung("filters", "convolutional"),
    Rung("higher rate", "convolutional", rate=0.1),
    Rung("Adam", "convolutional", rate=0.001, adam=True),
    Rung("three layers", "plain", rate=0.001, adam=True),
    Rung("batch normalization", "normalized", rate=0.001, adam=True),
    Rung("larger batches", "normalized", **LARGE),
    Rung("schedule", "normalized", **LARGE, falls=True),
    Rung("more epochs", "normalized", **LONG),
    Rung("augmentation", "normalized", **LONG, moved=True),
    Rung("dropout", "best", **LONG, moved=True),
    Rung("synthetic digits", "best", **LONG, moved=True, synthetic=24_000),
    Rung("final", "best", **{**LONG, "epochs": 12}, seeds=5, moved=True, synthetic=24_000),
)
CONTROLS = (  # each is a rung but for one thing: the first "larger batches", then "more epochs", the others "dropout"
    Rung("no schedule at 0.001", "normalized", **{**LARGE, "rate": 0.001}),
    Rung("no moves in 12 epochs", "normalized", **{**LONG, "epochs": 12}),
    Rung("no batch normalization", "dropped", **LONG, moved=True),
    Rung("no Adam at 0.1", "best", **{**LONG, "adam": False, "rate": 0.1}, moved=True),
    Rung("no Adam at 0.6", "best", **{**LONG, "adam": False, "rate": 0.6}, moved=True),
)
ALL = RUNGS + CONTROLS
FORMS = {"plain": (False, False), "normalized": (True, False), "dropped": (False, True)}  # normalized? with dropout?


def build(network: str) -> "keras.Sequential":  # noqa: F821 (it is imported when the log is quiet)
    """Return a network with new weights: a reader of the book, or the best without some of its layers."""
    import keras

    from helpers.readers import CLASSES, DROPOUT, FILTERS, IMAGE, PIXELS, build_reader

    if network not in FORMS:
        return build_reader(network)
    normalized, dropped = FORMS[network]
    reader = keras.Sequential([keras.Input((PIXELS,)), keras.layers.Reshape(IMAGE)])
    for filters, width, stride in FILTERS:
        reader.add(keras.layers.Conv2D(filters, width, strides=stride, use_bias=not normalized))
        if normalized:
            reader.add(keras.layers.BatchNormalization())
        reader.add(keras.layers.ReLU())
    reader.add(keras.layers.Flatten())
    if dropped:
        reader.add(keras.layers.Dropout(DROPOUT))
    reader.add(keras.layers.Dense(CLASSES, activation="softmax"))
    return reader


def trained(rung: Rung, seed: int) -> "keras.Sequential":  # noqa: F821
    """Return the network of a rung after its training."""
    import keras

    from helpers.reader_training import falling_rate, moved_batches
    from helpers.synthetic_digits import synthetic_digits

    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    (images, labels), _ = load_mnist()
    x, y = images[:LEARNED_FROM], labels[:LEARNED_FROM]
    if rung.synthetic:
        x, y = (np.concatenate(both) for both in zip((x, y), synthetic_digits(rung.synthetic, seed), strict=True))
    reader = build(rung.network)
    steps = len(x) // rung.batch_size
    rate = falling_rate(rung.rate, rung.epochs * steps) if rung.falls else rung.rate
    optimizer = keras.optimizers.Adam(rate) if rung.adam else keras.optimizers.SGD(rate)
    reader.compile(optimizer, "categorical_crossentropy", steps_per_execution=50)
    if rung.moved:
        batches = moved_batches(x, y, rung.epochs, seed)
        reader.fit(batches, epochs=rung.epochs, steps_per_epoch=steps, shuffle=False, verbose=0)
    else:
        inputs = standardize(x, *pixel_statistics(images)).astype(PRECISION)
        reader.fit(inputs, one_hot(y), epochs=rung.epochs, batch_size=rung.batch_size, verbose=0)
    return reader


def read(reader: "keras.Sequential | None", images: np.ndarray) -> np.ndarray:  # noqa: F821
    """Return probabilities of images, shape (n, 10); of no reader, those of the answer 1."""
    if reader is None:
        return np.tile(np.eye(10)[1], (len(images), 1))
    inputs = standardize(images, *pixel_statistics(load_mnist()[0][0])).astype(PRECISION)
    return reader.predict(inputs, batch_size=500, verbose=0)


def mistakes(probabilities: np.ndarray, truth: np.ndarray) -> list[dict[str, str]]:
    """Return a row for each validation image that is misread, the surest first, then for the most unsure others."""
    answers = probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)
    wrong = sorted(np.flatnonzero(answers != truth), key=lambda k: -sure[k])
    unsure = sorted(np.flatnonzero(answers == truth), key=lambda k: sure[k])[:UNSURE]
    return [
        dict(
            zip(
                OF_MISTAKES,
                (LEARNED_FROM + k, truth[k], answers[k], f"{sure[k]:.4f}", f"{probabilities[k, truth[k]]:.4f}"),
                strict=True,
            )
        )
        for k in (*wrong, *unsure)
    ]


def images_of_others(path: Path | None) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the digits of writers 1 to 22, prepared as the pad does, and their labels."""
    if path is None:
        return None
    drawings = [each for each in read_drawings(path) if each.writer <= LAST_OF_OTHERS]
    images = np.array([np.rint(255 * prepare_strokes(each.strokes)) for each in drawings]).astype(np.uint8)
    return images, np.array([each.label for each in drawings])


def measure(rung: Rung, seed: int, others: tuple[np.ndarray, np.ndarray] | None) -> dict[str, str]:
    """Train once, and return a row of the table; the mistakes of some are written, too."""
    start = time.process_time()
    reader = trained(rung, seed) if rung.network else None
    seconds = time.process_time() - start
    (images, labels), _ = load_mnist()
    truth = labels[LEARNED_FROM:]
    probabilities = read(reader, images[LEARNED_FROM:])
    if rung.name in MISTAKES and seed == 0:
        write_rows(MISTAKES[rung.name], OF_MISTAKES, mistakes(probabilities, truth))
    wrong = (probabilities.argmax(axis=1) != truth).sum()
    of_others = "" if others is None else (read(reader, others[0]).argmax(axis=1) != others[1]).sum()
    parameters = 0 if reader is None else reader.count_params()
    row = (rung.name, seed, parameters, rung.epochs, wrong, of_others, f"{seconds:.1f}")
    return dict(zip(COLUMNS, map(str, row), strict=True))


def record(row: dict[str, str], path: Path = TABLE) -> None:
    """Write a row into the table, instead of the one with the same rung and seed, in the order of the ladder."""
    names = [rung.name for rung in ALL]
    kept = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.exists() else []
    rows = {(each["rung"], int(each["seed"])): each for each in (*kept, row) if each["rung"] in names}
    write_rows(path, COLUMNS, [rows[key] for key in sorted(rows, key=lambda key: (names.index(key[0]), key[1]))])


def main(arguments: list[str] | None = None) -> None:
    """Measure rung by rung, and record and print each row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rungs", nargs="+", choices=[rung.name for rung in ALL], metavar="NAME")
    parser.add_argument("--seeds", nargs="+", type=int, metavar="SEED")
    parser.add_argument("--others", type=Path, help="pendigits-orig.tra.Z of the UCI repository, or unpacked")
    options = parser.parse_args(arguments)
    others = images_of_others(options.others)
    _prepare()
    for rung in ALL:
        for seed in range(rung.seeds) if options.seeds is None else options.seeds:
            if seed < rung.seeds and (options.rungs is None or rung.name in options.rungs):
                row = measure(rung, seed, others)
                record(row)
                print(*row.values(), flush=True)


def _prepare() -> None:
    """Compute in single precision and on one thread, so that processor's seconds mean the same everywhere."""
    os.environ.update(TF_ENABLE_ONEDNN_OPTS="1", OMP_NUM_THREADS="1")  # for single precision, oneDNN is faster
    make_reproducible()
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    keras.config.set_floatx(PRECISION)


if __name__ == "__main__":
    main()
