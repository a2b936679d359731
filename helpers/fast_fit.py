"""A fast way to train networks such as the post's: the steps of a whole epoch are one compiled program."""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from helpers._checks import checked_array, checked_integer

PRECISIONS = ("float32", "float64")
# Of hidden layers. Not selu: where a sum is exactly 0, XLA takes the slope of the other side.
ACTIVATIONS = ("elu", "gelu", "leaky_relu", "linear", "relu", "sigmoid", "silu", "softplus", "softsign", "tanh")
METRICS = (None, ["accuracy"])
INITIALIZERS = {"kernel_initializer", "bias_initializer"}  # with these a layer may begin as it likes


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
        Layers `Dense` with a bias and with one of the usual activations, the last with softmax, without regularizers
        and constraints; compiled with ``"categorical_crossentropy"`` and with plain SGD. What a model *is* must be
        what this function computes; all else is refused.
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
    _check_callbacks(callbacks)
    _check_model(model)
    _check_compiled(model)
    x, y = _checked_samples(model, x, y_one_hot)
    trainer = _Trainer(model, x, y, checked_integer(batch_size, "batch_size", minimum=1))
    epochs = checked_integer(epochs, "epochs", minimum=1)
    every = trainer.steps if every is None else checked_integer(every, "every", minimum=1)

    shown = {"epochs": epochs, "steps": trainer.steps, "verbose": verbose}
    watching = keras.callbacks.CallbackList(callbacks, add_history=True, add_progbar=verbose != 0, model=model, **shown)
    model.stop_training = False
    watching.on_train_begin()
    for epoch in range(epochs):
        watching.on_epoch_begin(epoch)
        trainer.begin_epoch()
        for first in range(0, trainer.steps, every):
            end = min(first + every, trainer.steps)
            watching.on_train_batch_begin(first)
            logs = trainer.make_steps(first, end)
            watching.on_train_batch_end(end - 1, logs)
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


class _Trainer:
    """Makes the steps that `fit` would make, many at a time, and adds up what `fit` reports of an epoch."""

    def __init__(self, model: keras.Sequential, x: tf.Tensor, y: tf.Tensor, batch_size: int) -> None:
        self.model, self.x, self.y = model, x, y
        self.activations = (*(layer.activation for layer in model.layers[:-1]), keras.activations.linear)
        self.batch_size = min(batch_size, len(x))
        self.full_batches, self.last_batch_size = divmod(len(x), self.batch_size)
        self.steps = self.full_batches + (1 if self.last_batch_size else 0)
        self.orders = fit_orders(len(x))

    def begin_epoch(self) -> None:
        """Shuffle the samples, and count anew."""
        self.order = next(iter(self.orders))
        self.loss_sum = 0.0
        self.right = 0.0

    def make_steps(self, first: int, end: int) -> dict[str, float]:
        """Make the steps from `first` to the one before `end`, and return the means over the epoch so far."""
        weights = tuple(tf.convert_to_tensor(variable) for variable in self.model.trainable_variables)
        weights = self._run(train_steps, weights, first, min(end, self.full_batches), self.batch_size)
        weights = self._run(_last_step, weights, max(first, self.full_batches), end, self.last_batch_size)
        for variable, weight in zip(self.model.trainable_variables, weights, strict=True):
            variable.assign(weight)
        self.model.optimizer.iterations.assign_add(end - first)
        seen = min(end * self.batch_size, len(self.x))
        return {"accuracy": self.right / seen, "loss": self.loss_sum / seen}

    def _run(self, program: Callable, weights: tuple, first: int, end: int, size: int) -> tuple:
        """Make steps on batches of `size`, if there are any, and return the weights after them."""
        if first >= end:
            return weights
        data = (self.x, self.y, self.order)
        rate = tf.cast(self.model.optimizer.learning_rate, self.x.dtype)
        given = (weights, data, tf.constant((first, end)), rate, (self.batch_size, size), self.activations)
        compiled = program.get_concrete_function(*given)  # called by itself, new shapes would raise a warning
        weights, loss_sum, right = compiled(*given)
        self.loss_sum += float(loss_sum)
        self.right += float(right)
        return weights


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
    x, y, order = data
    stride, size = sizes
    first, end = tf.unstack(span)

    def go_on(number: tf.Tensor, *_: Any) -> tf.Tensor:
        return number < end

    def step(number: tf.Tensor, weights: tuple, loss_sum: tf.Tensor, right: tf.Tensor) -> tuple:
        chosen = tf.slice(order, [number * stride], [size])
        batch, truth = tf.gather(x, chosen), tf.gather(y, chosen)
        with tf.GradientTape() as tape:
            tape.watch(weights)
            logits = _logits(batch, weights, functions)
            losses = tf.nn.softmax_cross_entropy_with_logits(truth, logits)
            mean_loss = tf.reduce_mean(losses)
        slopes = tape.gradient(mean_loss, weights)
        moved = tuple(weight - rate * slope for weight, slope in zip(weights, slopes, strict=True))
        hits = tf.argmax(logits, axis=1) == tf.argmax(truth, axis=1)
        loss_sum += tf.reduce_sum(losses)
        right += tf.reduce_sum(tf.cast(hits, x.dtype))
        return number + 1, moved, loss_sum, right

    zero = tf.zeros((), x.dtype)
    _, weights, loss_sum, right = tf.while_loop(go_on, step, (first, weights, zero, zero))
    return weights, loss_sum, right


# For the last batch of an epoch when it is smaller: compiling for its size takes longer than this one step.
_last_step = tf.function(train_steps.python_function, autograph=False)


def _logits(activations: tf.Tensor, weights: tuple, functions: tuple) -> tf.Tensor:
    """Return what the last layer gives, before softmax."""
    for function, weight, bias in zip(functions, weights[::2], weights[1::2], strict=True):
        activations = function(activations @ weight + bias)
    return activations


def _check_callbacks(callbacks: Sequence[keras.callbacks.Callback]) -> None:
    of_keras = isinstance(callbacks, (list, tuple)) and all(isinstance(c, keras.callbacks.Callback) for c in callbacks)
    if not of_keras:
        raise TypeError("callbacks holds something else than Keras's callbacks; pass a list of such callbacks alone.")


def _checked_samples(model: keras.Sequential, x: Any, y_one_hot: Any) -> tuple[tf.Tensor, tf.Tensor]:
    """Return samples and labels as tensors in the model's precision, or raise TypeError or ValueError."""
    x = _as_tensor(x, "x", "(n, inputs)", model.dtype)
    y = _as_tensor(y_one_hot, "y_one_hot", "(n, classes)", model.dtype)
    inputs, classes = model.input_shape[1], model.output_shape[1]
    if x.shape != (len(y), inputs) or y.shape[1:] != (classes,) or not len(x):
        needed = f"(n, {inputs}) and (n, {classes})"
        raise ValueError(f"x has shape {tuple(x.shape)} and y_one_hot {tuple(y.shape)}; pass shapes {needed}.")
    return x, y


def _as_tensor(array: Any, name: str, shape: str, precision: str) -> tf.Tensor:
    """Return an array as a tensor in this precision; a dense tensor of numbers is taken as it is."""
    if not (
        isinstance(array, tf.Tensor) and (array.dtype.is_floating or array.dtype.is_integer or array.dtype.is_bool)
    ):
        array = checked_array(array, name, shape)
    return tf.cast(array, precision)


def _check_model(model: keras.Sequential) -> None:
    """Raise ValueError unless the network is what `train_steps` computes, and nothing more."""
    needs = "fast_fit trains Dense layers in a Sequential model, the last with softmax"
    if type(model) is not keras.Sequential or not model.built:
        raise ValueError(f"{needs}; build one that knows its inputs, or use fit.")
    if not model.layers or not all(type(layer) is keras.layers.Dense for layer in model.layers):
        raise ValueError(f"{needs}; build one of such layers alone, or use fit.")
    hidden = [getattr(keras.activations, name) for name in ACTIVATIONS]
    known = all(any(layer.activation is function for function in hidden) for layer in model.layers[:-1])
    if not known or model.layers[-1].activation is not keras.activations.softmax:
        raise ValueError(f"{needs} and the others with one of {', '.join(ACTIVATIONS)}; else use fit.")
    for layer in model.layers:
        if differences := _differences(_config(layer.get_config), _plain_dense(layer), INITIALIZERS):
            raise ValueError(f"{needs}; {layer.name} differs in {', '.join(differences)}, so use fit.")
    if not (_has_one_precision(model) and _has_plain_variables(model)):
        raise ValueError(f"{needs}, in one precision and with nothing added to it; else use fit.")


def _check_compiled(model: keras.Sequential) -> None:
    """Raise ValueError unless the model is compiled for the steps that `train_steps` makes."""
    needs = 'fast_fit needs plain SGD and "categorical_crossentropy"'
    if not model.compiled or type(model.optimizer) is not keras.optimizers.SGD:
        raise ValueError(f"{needs}; compile so, or use fit.")
    optimizer = _config(model.optimizer.get_config)
    plain = keras.optimizers.SGD(name=model.optimizer.name).get_config()
    differences = _differences(optimizer, plain, {"learning_rate"})
    if differences or not isinstance(optimizer["learning_rate"], float):
        raise ValueError(f"{needs}; SGD differs in {', '.join(differences or ['learning_rate'])}, so use fit.")
    settings = _config(model.get_compile_config)
    changes_a_step = settings.get("loss_weights") or settings.get("loss") != "categorical_crossentropy"
    reports_more = settings.get("weighted_metrics") or settings.get("metrics") not in METRICS
    if changes_a_step or reports_more:
        raise ValueError(f'{needs}, and at most the metric "accuracy"; compile so, or use fit.')


def _config(get_config: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the options of a Keras object, or none where one of them cannot be written down."""
    try:
        return get_config()
    except Exception:  # whatever a function or class of the caller's own raises
        return {}


def _plain_dense(layer: keras.layers.Dense) -> dict[str, Any]:
    """Return the options of a layer that has those alone which `train_steps` takes from `layer`.

    Initializers and name are given, since else Keras would draw a seed and count a name: the next model would change.
    """
    given = {"kernel_initializer": "zeros", "bias_initializer": "zeros", "dtype": keras.config.floatx()}
    return keras.layers.Dense(layer.units, layer.activation, name=layer.name, **given).get_config()


def _differences(found: dict[str, Any], plain: dict[str, Any], free: set[str]) -> list[str]:
    """Return the names of the options that are not as in a plain object; those in `free` may be anything."""
    if not found:
        return ["options that Keras cannot write down"]
    return sorted(name for name in (found.keys() | plain.keys()) - free if found.get(name) != plain.get(name))


def _has_one_precision(model: keras.Sequential) -> bool:
    """Say whether pixels, network and loss are computed in one and the same precision."""
    precision = keras.config.floatx()  # that of the loss
    used = {model.dtype_policy.name, model.inputs[0].dtype, *(layer.dtype_policy.name for layer in model.layers)}
    return used == {precision} and precision in PRECISIONS


def _has_plain_variables(model: keras.Sequential) -> bool:
    """Say whether rows of numbers go in, weights and biases alone are trained, and nothing else happens to them."""
    rows = len(model.input_shape) == 2 and not model.inputs[0].sparse
    expected = [variable for layer in model.layers for variable in (layer.kernel, layer.bias)]
    alone = [id(variable) for variable in expected] == [id(variable) for variable in model.variables]
    trained = alone and len(model.trainable_variables) == len(expected)
    untouched = trained and not any(
        variable.constraint or variable.regularizer or variable.overwrite_with_gradient for variable in expected
    )
    return rows and untouched and not model.losses
