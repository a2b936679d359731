"""The post's network, a fast way to train it, and *the model*: this network, trained once for all chapters."""

import keras
import numpy as np
import tensorflow as tf

from helpers import data
from helpers._checks import checked_array, checked_integer
from helpers.cache import cached_arrays
from helpers.preprocessing import pixel_statistics, standardize
from helpers.recipe import BATCH_SIZE, EPOCHS, LEARNING_RATE, SEED
from helpers.reproducibility import make_reproducible


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
        _compile(model)
        fast_fit(model, *_standardized_training_set(), epochs=EPOCHS, batch_size=BATCH_SIZE, verbose=0)
        return {f"weights_{number}": array for number, array in enumerate(model.get_weights())}

    key = {
        "network": [[layer.units, layer.activation.__name__] for layer in model.layers],
        "recipe": [BATCH_SIZE, LEARNING_RATE, EPOCHS, SEED, keras.config.floatx()],
        "versions": [data.SHA256, keras.version(), tf.__version__],
    }
    arrays = cached_arrays("trained-network", key, train)
    model.set_weights([arrays[f"weights_{number}"] for number in range(len(arrays))])
    _compile(model)
    make_reproducible(SEED)
    return model


def _compile(model: keras.Model) -> None:
    optimizer = keras.optimizers.SGD(LEARNING_RATE)
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])


def fast_fit(
    model: keras.Sequential,
    x: np.ndarray | tf.Tensor,
    y_one_hot: np.ndarray | tf.Tensor,
    *,
    epochs: int = 1,
    batch_size: int = 32,
    every: int | None = None,
    callbacks: list[keras.callbacks.Callback] | tuple = (),
    verbose: int | str = "auto",
) -> keras.callbacks.History:
    """Train as `fit` does, with the same batches and so the same weights, but several times as fast.

    Keras's `fit` runs its own code between the steps, and each step asks for its batch. Here the steps of a whole
    epoch are one program, compiled once by XLA for arrays of these shapes; a smaller last batch is a step of its own.

    Parameters
    ----------
    model : keras.Sequential
        Layers `Dense`, the last with softmax, compiled with ``"categorical_crossentropy"`` and with plain SGD.
    x : array_like or tf.Tensor, shape (n, inputs)
        Samples, in the model's precision. An array is copied; a tensor is not.
    y_one_hot : array_like or tf.Tensor, shape (n, num_classes)
        Their labels.
    epochs, batch_size : int
        As for `fit`.
    every : int, optional
        After so many steps the model is brought up to date and callbacks look at it; default: after each epoch.
    callbacks : list of keras.callbacks.Callback, optional
        Called as by `fit`, such as a `LearningCurve`.
    verbose : int or str
        0 for silence; else the progress is shown as by `fit`.

    Returns
    -------
    keras.callbacks.History
        Its `history` has the mean loss and the accuracy (0 to 1) of each epoch, as `fit` reports them.

    Raises
    ------
    TypeError
        If a number is no whole number, or a callback no callback.
    ValueError
        If the model is not of this kind, or does not fit the arrays; if a number is below 1.
    """
    if not (isinstance(callbacks, (list, tuple)) and all(isinstance(c, keras.callbacks.Callback) for c in callbacks)):
        raise TypeError("callbacks holds something else than Keras's callbacks; pass a list of such callbacks alone.")
    activations = _checked_activations(model)
    x, y = (_as_tensor(*pair, model) for pair in ((x, "x", "(n, inputs)"), (y_one_hot, "y_one_hot", "(n, classes)")))
    if x.shape != (len(y), *model.input_shape[1:]) or y.shape[1:] != model.output_shape[1:] or not len(x):
        needed = f"(n, {model.input_shape[1]}) and (n, {model.output_shape[1]})"
        raise ValueError(f"x has shape {tuple(x.shape)} and y_one_hot {tuple(y.shape)}; pass shapes {needed}.")
    batch_size = min(checked_integer(batch_size, "batch_size", minimum=1), len(x))
    (full, rest), steps = divmod(len(x), batch_size), -(-len(x) // batch_size)
    every = min(steps if every is None else checked_integer(every, "every", minimum=1), steps)
    shown = {"epochs": checked_integer(epochs, "epochs", minimum=1), "steps": steps, "verbose": verbose}
    watching = keras.callbacks.CallbackList(callbacks, add_history=True, add_progbar=verbose != 0, model=model, **shown)
    model.stop_training = False
    watching.on_train_begin()
    orders = fit_orders(len(x))
    for epoch in range(epochs):
        watching.on_epoch_begin(epoch)
        order, loss, right = next(iter(orders)), 0.0, 0.0
        for first in range(0, steps, every):
            watching.on_train_batch_begin(first)
            last = min(first + every, steps)
            weights = tuple(tf.convert_to_tensor(weight) for weight in model.trainable_variables)
            rate = tf.cast(model.optimizer.learning_rate, x.dtype)
            parts = (train_steps, first, min(last, full), batch_size), (_last_step, full, last, rest)
            for steps_of, begin, end, size in parts:
                if begin < end:
                    given = weights, (x, y, order), tf.constant((begin, end)), rate, (batch_size, size), activations
                    weights, *sums = steps_of.get_concrete_function(*given)(*given)  # no warning of new shapes
                    loss, right = loss + float(sums[0]), right + float(sums[1])
            for variable, weight in zip(model.trainable_variables, weights, strict=True):
                variable.assign(weight)
            model.optimizer.iterations.assign_add(last - first)
            seen = min(last * batch_size, len(x))
            logs = {"accuracy": right / seen, "loss": loss / seen}
            watching.on_train_batch_end(last - 1, logs)
            if model.stop_training:
                break
        watching.on_epoch_end(epoch, logs)
        if model.stop_training:
            break
    watching.on_train_end(logs)
    return model.history


def fit_orders(num_samples: int) -> tf.data.Dataset:
    """Return in which order `fit` takes the samples: each pass over it gives that of one epoch, shape (num_samples,).

    As in Keras 3.15 on TensorFlow it is drawn inside a data set of one element. So it depends on the seed alone,
    not on what was drawn before: with a seed, every epoch has the same order.

    Raises
    ------
    TypeError, ValueError
        If `num_samples` is no whole number, or not from 1 to 100 million.
    """
    num_samples = checked_integer(num_samples, "num_samples", minimum=1, maximum=10**8)
    return tf.data.Dataset.range(1).map(lambda _: tf.random.shuffle(tf.range(num_samples, dtype="int64")))


def _checked_activations(model: keras.Sequential) -> tuple:
    """Return the activations of the layers, that of the last one left out, or raise ValueError."""
    layers = model.layers if isinstance(model, keras.Sequential) and model.built else [None]
    usual = (type(layer) is keras.layers.Dense and layer.use_bias and layer.trainable for layer in layers)
    if not all(usual) or model.losses or layers[-1].activation is not keras.activations.softmax:
        raise ValueError("fast_fit trains Dense layers in a Sequential model, the last with softmax; else use fit.")
    used = model.optimizer.get_config() if model.compiled else {}
    free = {name: used.get(name) for name in ("name", "learning_rate")}
    plain = used == keras.optimizers.SGD().get_config() | free and isinstance(free["learning_rate"], float)
    if not plain or model.loss != "categorical_crossentropy":
        raise ValueError('fast_fit needs plain SGD and "categorical_crossentropy"; compile so, or use fit.')
    return (*(layer.activation for layer in layers[:-1]), keras.activations.linear)


def _as_tensor(array: np.ndarray | tf.Tensor, name: str, shape: str, model: keras.Sequential) -> tf.Tensor:
    return tf.cast(array if tf.is_tensor(array) else checked_array(array, name, shape), model.dtype)


@tf.function(jit_compile=True, autograph=False)
def train_steps(weights: tuple, data: tuple, span: tf.Tensor, rate: tf.Tensor, sizes: tuple, functions: tuple) -> tuple:
    """Make training steps, all in one compiled program; `fast_fit` checks what it hands over.

    Parameters
    ----------
    weights : tuple of tf.Tensor
        Weights and biases, layer by layer.
    data : tuple of tf.Tensor
        Samples (n, inputs), labels (n, num_classes), and in which order to take the samples, as int64.
    span : tf.Tensor, shape (2,)
        The first step, and the one not to make any more.
    rate : tf.Tensor
        The learning rate, in the precision of the samples.
    sizes : tuple of int
        How far each batch lies behind the one before, and how many samples it has.
    functions : tuple
        A function for each layer; the last gives the logits.

    Returns
    -------
    tuple
        The weights after these steps, and the sums of the losses and of the right answers on the way.
    """
    (x, y, order), (stride, size) = data, sizes

    def step(number: tf.Tensor, weights: tuple, loss: tf.Tensor, right: tf.Tensor) -> tuple:
        chosen = tf.slice(order, [number * stride], [size])
        z, truth = tf.gather(x, chosen), tf.gather(y, chosen)
        with tf.GradientTape() as tape:
            tape.watch(weights)
            for activation, weight, bias in zip(functions, weights[::2], weights[1::2], strict=True):
                z = activation(z @ weight + bias)
            losses = tf.nn.softmax_cross_entropy_with_logits(truth, z)
            mean_loss = tf.reduce_mean(losses)
        slopes = tape.gradient(mean_loss, weights)
        hits = tf.cast(tf.argmax(z, axis=1) == tf.argmax(truth, axis=1), x.dtype)
        moved = tuple(weight - rate * slope for weight, slope in zip(weights, slopes, strict=True))
        return number + 1, moved, loss + tf.reduce_sum(losses), right + tf.reduce_sum(hits)

    begin = (span[0], weights, *tf.unstack(tf.zeros(2, x.dtype)))
    return tf.while_loop(lambda number, *_: number < span[1], step, begin)[1:]


# For the last batch of an epoch when it is smaller: compiling for its size takes longer than this one step.
_last_step = tf.function(train_steps.python_function, autograph=False)


def _standardized_training_set() -> tuple[np.ndarray, np.ndarray]:
    (images, labels), _ = data.load_mnist()
    return standardize(images, *pixel_statistics(images)), keras.utils.to_categorical(labels, 10)
