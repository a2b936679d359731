"""Measure what it gives a network to know that pixels have neighbors: ``python -m scale.bench.measure_neighborhoods``.

The dense network of the book and networks of filters learn from 50,000 images, as they are, in one shuffled order of
the pixels, or moved by chance, otherwise in each epoch. Each is judged on the other 10,000 training images, as they are
and moved to the left, of which those are left out that would lose ink. ``neighborhoods.csv`` in ``book/measurements``
has the answers, which the chapter on neighborhoods shows. It takes a quarter of an hour of a processor.
"""

import os
from collections.abc import Iterator

import numpy as np

from helpers.data import load_mnist
from helpers.preprocessing import flatten, one_hot, pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE
from helpers.reproducibility import make_reproducible
from scale.bench.results import record

LEARNED_FROM = 50_000  # images; those that follow judge
EPOCHS = 3
LEARNING_RATE = 0.1
SEEDS = range(4)
FARTHEST = 3  # pixels by which an image is moved at most, to each side
MOVED_LEFT = range(5)  # pixels, of the images that judge
PRECISION = "float32"
CASES = (  # the network, the order of its pixels, and what it learns from
    ("dense", "in order", "as they are"),
    ("dense", "shuffled", "as they are"),
    ("dense", "in order", "moved"),
    ("largest of four", "in order", "as they are"),
    ("largest of four", "shuffled", "as they are"),
    ("largest of four", "in order", "moved"),
    ("first of four", "in order", "as they are"),
    ("first of four", "in order", "moved"),
    ("largest of all", "in order", "as they are"),
)
COLUMNS = ("network", "pixels", "learned_from", "seed", "parameters", "moved_left", "images", "right")


def moved(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return images, each moved by a chance of its own, down and to the right or back; paper comes in.

    Parameters
    ----------
    images : np.ndarray, shape (n, 28, 28)

    Returns
    -------
    np.ndarray, shape (n, 28, 28)
    """
    framed = np.pad(images, ((0, 0), (FARTHEST, FARTHEST), (FARTHEST, FARTHEST)))
    windows = np.lib.stride_tricks.sliding_window_view(framed, images.shape[1:], axis=(1, 2))
    down, right = rng.integers(0, 2 * FARTHEST + 1, (2, len(images)))
    return windows[np.arange(len(images)), down, right]


def moved_left(images: np.ndarray, pixels: int) -> tuple[np.ndarray, np.ndarray]:
    """Move images to the left, those that have room; return them, and which ones they are."""
    has_room = (images[:, :, :pixels] == 0).all(axis=(1, 2))
    return np.roll(images[has_room], -pixels, axis=2), has_room


def build(network: str):  # noqa: ANN201 (Keras is imported late)
    """Return a network that is not trained.

    Those of filters differ in one thing: what goes on of the four values that lie together in a map, the largest or the
    first; or that in the end only the largest value of each map goes on.
    """
    import keras

    from helpers.training import build_network

    if network == "dense":
        return build_network()
    first_of_four = network == "first of four"
    model = keras.Sequential([keras.Input((784,)), keras.layers.Reshape((28, 28, 1))])
    for filters in (16, 32):
        model.add(keras.layers.Conv2D(filters, 3, activation="relu"))
        if first_of_four:
            odd = model.output_shape[1] % 2  # pooling leaves an odd row out, and so do we
            model.add(keras.layers.Cropping2D(((0, odd), (0, odd))))
        model.add(keras.layers.MaxPooling2D(1 if first_of_four else 2, strides=2))
    model.add(keras.layers.GlobalMaxPooling2D() if network == "largest of all" else keras.layers.Flatten())
    model.add(keras.layers.Dense(10, activation="softmax"))
    return model


def trained(network: str, pixels: np.ndarray, learned_from: str, seed: int):  # noqa: ANN201
    """Return a network that has learned; `pixels` is the order of the 784 pixels."""
    import keras

    (images, labels), _ = load_mnist()
    images, y = images[:LEARNED_FROM], one_hot(labels[:LEARNED_FROM]).astype(PRECISION)
    mean, std = pixel_statistics(images)
    rng = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    model = build(network)
    optimizer = keras.optimizers.SGD(learning_rate=LEARNING_RATE)
    model.compile(optimizer, "categorical_crossentropy", steps_per_execution=50)
    for _ in range(EPOCHS):
        shown = moved(images, rng) if learned_from == "moved" else images
        x = standardize(shown, mean, std).astype(PRECISION)[:, pixels]
        model.fit(x, y, batch_size=BATCH_SIZE, verbose=0)
    return model


def rows() -> Iterator[dict[str, str]]:
    """Train each network from each start, and give a row for each distance by which the judging images are moved."""
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"  # as TensorFlow comes: twice as fast for convolutions
    make_reproducible()
    import keras

    keras.config.set_floatx(PRECISION)
    (images, labels), _ = load_mnist()
    mean, std = pixel_statistics(images[:LEARNED_FROM])
    asked, truths = images[LEARNED_FROM:], labels[LEARNED_FROM:]
    orders = {"in order": np.arange(784), "shuffled": np.random.default_rng(0).permutation(784)}
    for seed in SEEDS:
        for network, order, learned_from in CASES:
            model = trained(network, orders[order], learned_from, seed)
            for pixels in MOVED_LEFT:
                shown, has_room = moved_left(asked, pixels)
                x = standardize(flatten(shown), mean, std).astype(PRECISION)[:, orders[order]]
                answers = model.predict(x, batch_size=500, verbose=0).argmax(axis=1)
                right = np.sum(answers == truths[has_room])
                values = (network, order, learned_from, seed, model.count_params(), pixels, has_room.sum(), right)
                yield dict(zip(COLUMNS, map(str, values), strict=True))


if __name__ == "__main__":
    record("neighborhoods.csv", COLUMNS, rows())
