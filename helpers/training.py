"""The post's network, and *the model*: this network, trained by the post's recipe for all chapters."""

import keras

from helpers import models
from helpers.data import load_mnist
from helpers.fast_fit import fast_fit, fit_orders, train_steps
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE, EPOCHS, LEARNING_RATE, SEED, WIDTHS
from helpers.reproducibility import make_reproducible

__all__ = [
    "BATCH_SIZE",
    "EPOCHS",
    "LEARNING_RATE",
    "SEED",
    "build_network",
    "fast_fit",
    "fit_orders",
    "train_network",
    "train_steps",
    "trained_network",
]


def build_network() -> keras.Model:
    """Return the post's network with new random weights, not compiled. Built by hand in chapter 5.

    Returns
    -------
    keras.Model
        784 pixels, two layers of 128 neurons with ReLU, 10 neurons with softmax: 118,282 parameters. Its input
        has shape (n, 784), its output (n, 10).
    """
    inputs, first, second, classes = WIDTHS
    return keras.Sequential(
        [
            keras.Input((inputs,)),
            keras.layers.Dense(first, activation="relu"),
            keras.layers.Dense(second, activation="relu"),
            keras.layers.Dense(classes, activation="softmax"),
        ]
    )


def trained_network() -> keras.Model:
    """Return *the model*: the post's network, trained on all 60,000 images as chapter 6 does it.

    Its weights are those in ``helpers/models``, and nothing is trained. It calls `make_reproducible`, before and
    after, so a model that is built next starts the same each time.

    Returns
    -------
    keras.Model
        Compiled as for the training, with a new optimizer. Of the 10,000 test images it gets 375 wrong.
        Give it pixels standardized with the statistics of all 60,000 training images, one image a row; for one
        alone the row of ``standardize(x_test[5:6], mean, std)``.

    Raises
    ------
    FileNotFoundError, OSError, ValueError
        If the file of the weights is missing or altered, see `helpers.models.load_weights`.
    """
    weights = models.load_weights("network")
    model = _network_to_train()
    models.set_weights(model, weights)
    make_reproducible(SEED)
    return model


def train_network() -> keras.Model:
    """Train *the model* anew by the recipe, which takes some seconds and 1.8 GB; ``make models`` does so.

    Returns
    -------
    keras.Model
        With the weights that `trained_network` has, but for the last bits.

    Raises
    ------
    FileNotFoundError, OSError, ValueError
        If the data file is missing or altered, see `helpers.data.load_mnist`.
    """
    (images, labels), _ = load_mnist()
    x = standardize(images, *pixel_statistics(images))
    del images  # 47 MB, and all of this has to stay below 2 GB
    model = _network_to_train()
    fast_fit(model, x, one_hot(labels), epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
    return model


def _network_to_train() -> keras.Model:
    """Return the network as it is before the first step of the recipe."""
    make_reproducible(SEED)
    model = build_network()
    model.compile(keras.optimizers.SGD(LEARNING_RATE), "categorical_crossentropy", metrics=["accuracy"])
    return model
