"""How the readers of this book are trained. *The model* has its recipe in `helpers.training`."""

from collections.abc import Callable, Iterator

import keras
import numpy as np
import tensorflow as tf

from helpers._checks import checked_integer
from helpers.data import load_mnist
from helpers.fast_fit import fast_fit
from helpers.pen import SIDE
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.readers import CLASSES, PIXELS, build_reader
from helpers.recipe import BATCH_SIZE, EPOCHS, LEARNING_RATE, SEED
from helpers.reproducibility import make_reproducible
from helpers.synthetic_digits import synthetic_digits

ALL = 60_000  # images; choices are made with the first 50,000
CONVOLUTIONAL = {"epochs": 5, "batch_size": 64, "learning_rate": 1e-3}
BEST_EPOCHS = 12
BEST_BATCH_SIZE = 128
BEST_LEARNING_RATE = 4e-3  # at its highest
WARM_UP = 0.05  # the share of the steps in which the learning rate climbs; then it falls to 0, along a cosine
SYNTHETIC = 24_000  # images beside those of MNIST
# How far an image is moved at most, otherwise in each epoch.
TURN = 12  # degrees
SCALE = 0.15  # of its size, in each direction of its own
SHEAR = 0.2
SHIFT = 1.5  # pixels

_PLACES = np.array([*np.mgrid[0:SIDE, 0:SIDE].reshape(2, -1)[::-1], np.ones(SIDE * SIDE)])  # x, y, 1 of each pixel


def train_reader(name: str, *, seed: int = SEED, images: int = ALL, steps: int | None = None) -> keras.Sequential:
    """Train a reader anew by its recipe, in double precision; ``make models`` does so.

    Parameters
    ----------
    name : str
        "linear", "convolutional" or "best".
    seed : int
        Of the first weights, of the order of the images, and of what moves them. The kept weights have 0.
    images : int
        How many of the training images it learns from: the first ones.
    steps : int, optional
        Stop after so many steps, at most one epoch of them; to compare the beginning of a long training.

    Returns
    -------
    keras.Sequential

    Raises
    ------
    ValueError
        If there is no such recipe, or a number is out of range.
    FileNotFoundError, OSError
        If a data file is missing, see `helpers.data.load_mnist`.
    """
    if name not in RECIPES:
        raise ValueError(f"there is no recipe for {name!r}, only for {', '.join(RECIPES)}; pass one of these.")
    images = checked_integer(images, "images", minimum=BEST_BATCH_SIZE, maximum=ALL)
    make_reproducible(seed)
    reader = build_reader(name)
    RECIPES[name](reader, images, seed, steps)
    return reader


def _examples(images: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the first training images, standardized, with their labels as rows of ten."""
    (x, y), _ = load_mnist()
    return standardize(x[:images], *pixel_statistics(x)), one_hot(y[:images])


def _train_linear(reader: keras.Sequential, images: int, _seed: int, steps: int | None) -> None:
    """Plain gradient descent, as for *the model*."""
    if steps is not None:
        raise ValueError(f"steps is {steps}, but this training is short; leave steps out.")
    reader.compile(keras.optimizers.SGD(LEARNING_RATE), "categorical_crossentropy", metrics=["accuracy"])
    fast_fit(reader, *_examples(images), epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)


def _train_convolutional(reader: keras.Sequential, images: int, _seed: int, steps: int | None) -> None:
    """The images as they are, and Adam."""
    epochs, size, rate = CONVOLUTIONAL.values()
    reader.compile(keras.optimizers.Adam(rate), "categorical_crossentropy", steps_per_execution=_at_once(steps))
    length = {"epochs": epochs} if steps is None else {"epochs": 1, "steps_per_epoch": steps}
    reader.fit(*_examples(images), batch_size=size, verbose=0, **length)


def _train_best(reader: keras.Sequential, images: int, seed: int, steps: int | None) -> None:
    """MNIST and synthetic digits, moved otherwise in each epoch."""
    (x, y), _ = load_mnist()
    made, their_labels = synthetic_digits(SYNTHETIC, seed)
    x, y = np.concatenate([x[:images], made]), np.concatenate([y[:images], their_labels])
    an_epoch = len(x) // BEST_BATCH_SIZE
    rate = falling_rate(BEST_LEARNING_RATE, BEST_EPOCHS * an_epoch)
    reader.compile(keras.optimizers.Adam(rate), "categorical_crossentropy", steps_per_execution=_at_once(steps))
    length = (BEST_EPOCHS, an_epoch) if steps is None else (1, steps)
    batches = moved_batches(x, y, BEST_EPOCHS, seed)
    reader.fit(batches, epochs=length[0], steps_per_epoch=length[1], shuffle=False, verbose=0)


RECIPES: dict[str, Callable[[keras.Sequential, int, int, int | None], None]] = {
    "linear": _train_linear,
    "convolutional": _train_convolutional,
    "best": _train_best,
}


def _at_once(steps: int | None) -> int:
    """Return how many steps are one program: what is between them costs time, and changes nothing."""
    return 50 if steps is None or steps % 50 == 0 else 1


def falling_rate(highest: float, steps: int) -> keras.optimizers.schedules.LearningRateSchedule:
    """Return a learning rate that climbs to its highest in the first steps, and falls to 0 along a cosine."""
    climbing = round(WARM_UP * steps)
    return keras.optimizers.schedules.CosineDecay(0.0, steps - climbing, warmup_target=highest, warmup_steps=climbing)


def moved_batches(images: np.ndarray, labels: np.ndarray, epochs: int, seed: int) -> tf.data.Dataset:
    """Return batches of images that are moved by chance: turned, scaled, sheared and shifted a little.

    Parameters
    ----------
    images : np.ndarray, shape (n, 28, 28), uint8
    labels : np.ndarray of int, shape (n,)
    epochs, seed : int
        NumPy draws the order and the movements, and moves the images, so they are the same on every machine.

    Returns
    -------
    tf.data.Dataset
        Batches of standardized rows, shape (128, 784), and of one-hot labels, shape (128, 10).
    """
    mean, std = pixel_statistics(load_mnist()[0][0])

    def batches() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        rng = np.random.default_rng(seed)
        for _ in range(epochs):
            order = rng.permutation(len(images))
            for first in range(0, len(order) - BEST_BATCH_SIZE + 1, BEST_BATCH_SIZE):
                chosen = order[first : first + BEST_BATCH_SIZE]
                moved = move_images(images[chosen], random_maps(rng, len(chosen)))
                yield standardize(moved, mean, std), one_hot(labels[chosen])

    shapes = ((BEST_BATCH_SIZE, PIXELS), (BEST_BATCH_SIZE, CLASSES))
    signature = tuple(tf.TensorSpec(shape, tf.float64) for shape in shapes)
    return tf.data.Dataset.from_generator(batches, output_signature=signature).prefetch(4)


def random_maps(rng: np.random.Generator, count: int) -> np.ndarray:
    """Return so many random movements, as `move_images` takes them.

    Returns
    -------
    np.ndarray, shape (count, 2, 3)
        From a place (x, y, 1) of the new image to the place (x, y) of the old one, in pixels.
    """
    turn, wide, high, shear, right, down = rng.uniform(-1, 1, (6, count))
    cos, sin = np.cos(np.deg2rad(TURN * turn)), np.sin(np.deg2rad(TURN * turn))
    wide, high, shear = 1 + SCALE * wide, 1 + SCALE * high, SHEAR * shear
    turned = np.array([[cos / wide, (shear * cos - sin) / wide], [sin / high, (shear * sin + cos) / high]])
    middle = (SIDE - 1) / 2
    shift = middle - middle * turned.sum(axis=1) + SHIFT * np.array([right, down])
    return np.concatenate([turned, shift[:, None]], axis=1).transpose(2, 0, 1)


def move_images(images: np.ndarray, maps: np.ndarray) -> np.ndarray:
    """Return images with each pixel taken from where a map says: between four pixels, linearly; beyond them is paper.

    Parameters
    ----------
    images : np.ndarray, shape (n, 28, 28)
    maps : np.ndarray, shape (n, 2, 3)
        One for each image, as of `random_maps`.

    Returns
    -------
    np.ndarray, shape (n, 28, 28), float64
    """
    x, y = np.clip(maps @ _PLACES, -1, SIDE).transpose(1, 0, 2)
    left, top = (np.minimum(np.floor(place), SIDE - 1) for place in (x, y))
    right_share, lower_share = x - left, y - top
    framed = np.pad(images.astype(float), ((0, 0), (1, 1), (1, 1)))
    wide = SIDE + 2
    place = np.arange(len(images))[:, None] * wide**2 + ((top + 1) * wide + left + 1).astype(int)
    upper, lower = (
        (1 - right_share) * framed.take(row) + right_share * framed.take(row + 1) for row in (place, place + wide)
    )
    return ((1 - lower_share) * upper + lower_share * lower).reshape(images.shape)
