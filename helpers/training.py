"""The post's network: built, watched while it is trained, and trained once for all chapters.

Keras is imported inside the functions, so that `helpers.reproducibility.make_reproducible` can come first.
"""

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from helpers import data
from helpers._checks import checked_array, checked_integer, checked_one_hot
from helpers.cache import cached_arrays
from helpers.numpy_network import Layers, _logits
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

if TYPE_CHECKING:
    import keras

# All that the weights of trained_network() depend on, beside the data, the network and the versions.
SEED = 0
COMPILE = {"optimizer": "sgd", "loss": "categorical_crossentropy", "metrics": ["accuracy"], "steps_per_execution": 125}
FIT = {"epochs": 3, "batch_size": 32}


def build_network() -> "keras.Model":
    """Return the post's network with new random weights, not compiled. Built by hand in chapter 5.

    Returns
    -------
    keras.Model
        784 pixels, two layers of 128 neurons with ReLU, 10 neurons with softmax: 118,282 parameters. Its input
        has shape (n, 784), its output (n, 10).
    """
    import keras

    return keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )


def trained_network() -> "keras.Model":
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
    import keras
    import tensorflow

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
    import keras

    (images, labels), _ = data.load_mnist()
    return standardize(images, *pixel_statistics(images)), keras.utils.to_categorical(labels, 10)


class LearningCurve:
    """A Keras callback that records loss and accuracy on fixed sets of samples during a training.

    Keras reports a training loss that is a running average over the epoch, taken while the weights change.
    This one measures each set with the weights of the moment. Chapter 6 uses it, and tells the difference.
    Pass it to `fit` as ``callbacks=[curve]``. Each `fit` starts it anew.

    Parameters
    ----------
    every : int
        Measure before the first and after each `every` steps; with `steps_per_execution`, at the first moment
        after that at which Keras calls back.
    **named_sets : (x, y_one_hot)
        Samples of shape (n, inputs), as the model takes them, and one-hot labels of shape (n, classes).

    Attributes
    ----------
    steps : list of int
        How many updates the optimizer had made at each measurement.
    loss, accuracy : dict of str to list of float
        For each set: the mean cross-entropy in nats, and the share of right answers, 0 to 1. NaN losses tell
        that a training diverged.
    reported_loss, reported_accuracy : list of float
        What Keras reported at the same moments; NaN before the first step.

    Raises
    ------
    TypeError
        If an argument has the wrong type.
    ValueError
        If `every` is below 1 or a set has wrong shapes or numbers. Once `fit` runs: if a set does not fit the model, or
        the model is not a stack of Dense layers with ReLU between and softmax at the end.
    """

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Mix in Keras's Callback only now: importing this module must not import TensorFlow."""
        from keras.callbacks import Callback

        return object.__new__(type(cls.__name__, (cls, Callback), {}))

    def __init__(self, every: int, **named_sets: tuple[Any, Any]) -> None:
        super().__init__()
        self._every = checked_integer(every, "every", minimum=1)
        if not named_sets:
            raise ValueError("LearningCurve has no set to measure; pass at least one, such as validation=(x, y).")
        self._sets = {name: _checked_set(name, pair) for name, pair in named_sets.items()}
        self._start_anew()

    def _start_anew(self) -> None:
        self.steps: list[int] = []
        self.loss: dict[str, list[float]] = {name: [] for name in self._sets}
        self.accuracy: dict[str, list[float]] = {name: [] for name in self._sets}
        self.reported_loss: list[float] = []
        self.reported_accuracy: list[float] = []

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Measure the model as it is before the first step."""
        self._start_anew()
        self._check_sets(_dense_layers(self.model))
        self._measure(int(self.model.optimizer.iterations), {})

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Measure the model if it is time to."""
        step = int(self.model.optimizer.iterations)
        if (step - self.steps[0]) // self._every > (self.steps[-1] - self.steps[0]) // self._every:
            self._measure(step, logs or {})

    def _check_sets(self, layers: Layers) -> None:
        wanted = layers[0][0].shape[0], layers[-1][0].shape[1]
        for name, (x, y) in self._sets.items():
            if (x.shape[1], y.shape[1]) != wanted:
                raise ValueError(
                    f"{name} has shapes {x.shape} and {y.shape}, but the model takes {wanted[0]} inputs and gives "
                    f"{wanted[1]} classes; pass samples and labels as the model takes them."
                )

    def _measure(self, step: int, logs: dict[str, float]) -> None:
        layers = _dense_layers(self.model)
        self.steps.append(step)
        self.reported_loss.append(float(logs.get("loss", np.nan)))
        self.reported_accuracy.append(float(logs.get("accuracy", np.nan)))
        for name, (x, y) in self._sets.items():
            loss, accuracy = _evaluate(x, y, layers)
            self.loss[name].append(loss)
            self.accuracy[name].append(accuracy)


def _evaluate(x: np.ndarray, y: np.ndarray, layers: Layers) -> tuple[float, float]:
    """Return loss and accuracy as `evaluate` of Keras does: with the softmax inside the loss, nothing clipped."""
    losses, right = np.empty(len(x)), np.empty(len(x), bool)
    with np.errstate(all="ignore"):  # a training that diverges is recorded as NaN, without a word
        for start in range(0, len(x), 5_000):  # in blocks, to save memory
            rows = slice(start, start + 5_000)
            z = _logits(x[rows], layers)
            z -= z.max(axis=1, keepdims=True)
            losses[rows] = np.log(np.exp(z).sum(axis=1)) - z[y[rows].astype(bool)]
            right[rows] = z.argmax(axis=1) == y[rows].argmax(axis=1)
    return float(losses.mean()), float(right.mean())


def _dense_layers(model: "keras.Model") -> Layers:
    """Return the (weights, bias) pairs of a stack of Dense layers, or raise ValueError."""
    import keras

    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    activations = ["relu"] * (len(layers) - 1) + ["softmax"]
    for layer, activation in zip(layers, activations, strict=True):
        if not (isinstance(layer, keras.layers.Dense) and layer.use_bias and layer.activation.__name__ == activation):
            raise ValueError(
                f"LearningCurve cannot follow layer {layer.name!r}, expected Dense layers with a bias, ReLU between "
                "them and softmax at the end; measure other models with evaluate()."
            )
    return [tuple(layer.get_weights()) for layer in layers]


def _checked_set(name: str, pair: tuple[Any, Any]) -> tuple[np.ndarray, np.ndarray]:
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise TypeError(f"{name} is not a pair of samples and labels; pass {name}=(x, y_one_hot).")
    x = checked_array(pair[0], f"{name}'s x", "(n, inputs)")
    y = checked_one_hot(pair[1], f"{name}'s y_one_hot")
    if len(x) != len(y):
        raise ValueError(f"{name} has {len(x)} samples and {len(y)} labels; pass one label for each sample.")
    return x, y
