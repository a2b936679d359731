"""The readers of this book: networks that read a digit, from the simplest to the best, trained already.

All take rows of 784 pixels, standardized with the mean and the standard deviation of the 60,000 training images, and
give ten probabilities. ``helpers/models/README.md`` tells how each was trained.
"""

from collections.abc import Callable

import keras

from helpers import models
from helpers.recipe import SEED, WIDTHS
from helpers.reproducibility import make_reproducible
from helpers.training import build_network

PIXELS, *_, CLASSES = WIDTHS
IMAGE = (28, 28, 1)  # rows, columns, channels
FILTERS = ((24, 5, 2), (48, 3, 1), (64, 3, 2))  # of the best reader, layer by layer: how many, how wide, their stride
DROPOUT = 0.3


def build_reader(name: str) -> keras.Sequential:
    """Return one of the book's readers with new random weights, not compiled.

    Parameters
    ----------
    name : str
        "linear": one layer of ten neurons, chapter 3. "network": the post's network, chapter 5. "convolutional": two
        layers of filters and pooling. "best": three layers of filters, each with batch normalization.

    Returns
    -------
    keras.Sequential
        Its input has shape (n, 784), its output (n, 10).

    Raises
    ------
    ValueError
        If there is no such reader.
    """
    if name not in BUILDERS:
        raise ValueError(f"there is no reader {name!r}, only {', '.join(BUILDERS)}; pass one of these.")
    return BUILDERS[name]()


def trained_reader(name: str) -> keras.Sequential:
    """Return one of the book's readers as it was trained on all 60,000 images; nothing is trained.

    It calls `make_reproducible`, before and after, so a model that is built next starts the same each time.

    Parameters
    ----------
    name : str
        "linear", "network" (*the model*, see `helpers.training.trained_network`), "convolutional" or "best".

    Returns
    -------
    keras.Sequential
        Not compiled. Give it rows of pixels standardized with the statistics of all 60,000 training images.

    Raises
    ------
    FileNotFoundError, OSError, ValueError
        If there is no such reader, or the file of its weights is missing or altered, see `helpers.models.load_weights`.
    """
    make_reproducible(SEED)
    reader = build_reader(name)
    models.set_weights(reader, models.load_weights(name))
    make_reproducible(SEED)
    return reader


def _linear() -> keras.Sequential:
    return keras.Sequential([keras.Input((PIXELS,)), keras.layers.Dense(CLASSES, activation="softmax")])


def _convolutional() -> keras.Sequential:
    return keras.Sequential(
        [
            keras.Input((PIXELS,)),
            keras.layers.Reshape(IMAGE),
            keras.layers.Conv2D(16, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Conv2D(32, 3, activation="relu"),
            keras.layers.MaxPooling2D(2),
            keras.layers.Flatten(),
            keras.layers.Dense(CLASSES, activation="softmax"),
        ]
    )


def _best() -> keras.Sequential:
    reader = keras.Sequential([keras.Input((PIXELS,)), keras.layers.Reshape(IMAGE)])
    for filters, width, stride in FILTERS:
        reader.add(keras.layers.Conv2D(filters, width, strides=stride, use_bias=False))
        reader.add(keras.layers.BatchNormalization())
        reader.add(keras.layers.ReLU())
    reader.add(keras.layers.Flatten())
    reader.add(keras.layers.Dropout(DROPOUT))
    reader.add(keras.layers.Dense(CLASSES, activation="softmax"))
    return reader


BUILDERS: dict[str, Callable[[], keras.Sequential]] = {
    "linear": _linear,
    "network": build_network,
    "convolutional": _convolutional,
    "best": _best,
}
READERS = tuple(BUILDERS)  # from the simplest to the best
