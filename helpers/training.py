"""The post's network, and *the model*: this network, trained once for all chapters."""

import keras
import numpy as np
import tensorflow

from helpers import data
from helpers.cache import cached_arrays
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

# All that the weights of trained_network() depend on, beside the data, the network and the versions.
SEED = 0
COMPILE = {"optimizer": "sgd", "loss": "categorical_crossentropy", "metrics": ["accuracy"], "steps_per_execution": 125}
FIT = {"epochs": 3, "batch_size": 32}


def build_network() -> keras.Model:
    """Return the post's network with new random weights, not compiled. Built by hand in chapter 5.

    Returns
    -------
    keras.Model
        784 pixels, two layers of 128 neurons with ReLU, 10 neurons with softmax: 118,282 parameters. Its input
        has shape (n, 784), its output (n, 10).
    """
    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


def trained_network() -> keras.Model:
    """Return *the model*: the post's network, trained on all 60,000 images as chapter 6 does it.

    The first call trains it, which takes seconds and 1.8 GB; the weights are kept (see `helpers.cache`). It
    calls `make_reproducible`, before and after, so a model that is built next starts the same each time.

    Returns
    -------
    keras.Model
        Compiled as for the training, with a new optimizer. Of the 10,000 test images it gets 375 wrong.
        Give it pixels standardized with the statistics of all 60,000 training images.

    Raises
    ------
    FileNotFoundError, OSError, ValueError
        If the data file is missing or altered, see `helpers.data.load_mnist`.
    """
    make_reproducible(SEED)
    model = build_network()

    def train() -> dict[str, np.ndarray]:
        x_train, y_train = _standardized_training_set()
        model.compile(**COMPILE)
        model.fit(x_train, y_train, **FIT, verbose=0)
        return {f"weights_{number}": array for number, array in enumerate(model.get_weights())}

    key = {
        "data": data.SHA256,
        "network": [[layer.units, layer.activation.__name__] for layer in model.layers],
        "compile": COMPILE,
        "fit": FIT,
        "precision": keras.config.floatx(),
        "seed": SEED,
        "keras": keras.version(),
        "tensorflow": tensorflow.__version__,
    }
    arrays = cached_arrays("trained-network", key, train)
    model.set_weights([arrays[f"weights_{number}"] for number in range(len(arrays))])
    model.compile(**COMPILE)
    make_reproducible(SEED)
    return model


def _standardized_training_set() -> tuple[np.ndarray, np.ndarray]:
    (images, labels), _ = data.load_mnist()
    return standardize(images, *pixel_statistics(images)), keras.utils.to_categorical(labels, 10)
