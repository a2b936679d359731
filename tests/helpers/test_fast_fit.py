"""helpers.fast_fit: the numbers of fit, or a refusal."""

import inspect
import random
import re

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)
import tensorflow as tf  # noqa: E402

from helpers.fast_fit import ACTIVATIONS, fast_fit, fit_orders  # noqa: E402
from helpers.learning_curve import LearningCurve  # noqa: E402
from helpers.training import build_network  # noqa: E402


def some_samples(count: int = 330) -> tuple[np.ndarray, np.ndarray]:
    """Give samples, standardized, and their labels; the last batch of 32 has 10."""
    (images, labels), _ = load_mnist()
    return standardize(images[:count], *pixel_statistics(images)), keras.utils.to_categorical(labels[:count], 10)


def linear_model() -> keras.Sequential:
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])


def compiled(build, **options) -> keras.Sequential:
    model = alike(build)
    model.compile(keras.optimizers.SGD(0.02), "categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def largest_difference(one: list, other: list) -> float:
    return max(np.abs(np.subtract(a, b)).max() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("build", [build_network, pytest.param(linear_model, marks=pytest.mark.slow)])
@pytest.mark.parametrize("how", [{"epochs": 3}, {"epochs": 2, "batch_size": 100}, {"batch_size": 9999}])
def test_fast_fit_has_the_numbers_of_fit(build, how):
    x, y = some_samples()
    usual, fast = compiled(build), compiled(build)
    expected = usual.fit(x, y, verbose=0, **how).history
    found = fast_fit(fast, x, y, verbose=0, **how).history
    assert largest_difference(usual.get_weights(), fast.get_weights()) < 1e-9
    assert found.keys() == expected.keys()
    assert largest_difference(list(found.values()), list(expected.values())) < 1e-9
    assert int(fast.optimizer.iterations) == int(usual.optimizer.iterations)


def test_without_a_seed_fast_fit_deals_the_samples_anew_each_time():
    tf.random.set_seed(None)
    try:
        orders = [tuple(order) for _ in range(20) for order in fit_orders(9).as_numpy_iterator()]
    finally:
        make_reproducible()
    assert len(set(orders)) > 1
    assert all(sorted(order) == list(range(9)) for order in orders)


def test_with_a_seed_each_epoch_has_the_same_order():
    orders = fit_orders(9)
    assert len({tuple(order) for _ in range(5) for order in orders.as_numpy_iterator()}) == 1


def test_callbacks_see_in_fast_fit_what_they_see_in_fit():
    class Slower(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.optimizer.learning_rate = 0.02 / (epoch + 1)

    x, y = some_samples(1_610)
    curves = []
    for steps, train in ((20, keras.Sequential.fit), (1, fast_fit)):
        model = compiled(build_network, steps_per_execution=steps)
        curve = LearningCurve(20, some=(x[:100], y[:100]))
        more = {} if steps > 1 else {"every": 20}
        train(model, x, y, epochs=2, verbose=0, callbacks=[curve, Slower()], **more)
        curves.append(curve)
    usual, fast = curves
    assert fast.steps == usual.steps == [0, 20, 40, 51, 71, 91, 102]
    for name in ("loss", "accuracy"):
        assert largest_difference(getattr(usual, name)["some"], getattr(fast, name)["some"]) < 1e-9
        one, other = (getattr(curve, f"reported_{name}")[1:] for curve in curves)
        assert largest_difference(one, other) < 1e-9


def test_many_networks_of_different_sizes_raise_no_warning(caplog):
    tf.get_logger().addHandler(caplog.handler)
    try:
        for neurons in range(1, 8):
            model = with_layers(keras.layers.Dense(neurons), softmax())
            fast_fit(model, X, Y, batch_size=4, verbose=0)
    finally:
        tf.get_logger().removeHandler(caplog.handler)
    assert "retracing" not in caplog.text


def test_a_callback_can_end_fast_fit():
    class Enough(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch >= 30

    model = compiled(build_network)
    history = fast_fit(model, *some_samples(1_610), epochs=5, every=20, verbose=0, callbacks=[Enough()])
    assert (len(history.epoch), int(model.optimizer.iterations)) == (1, 40)


def test_fast_fit_shows_its_progress(capsys):
    fast_fit(compiled(linear_model), *some_samples(), epochs=2, verbose=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[::2] == ["Epoch 1/2", "Epoch 2/2"]
    assert "11/11 - " in lines[1]
    assert "accuracy: " in lines[1]


# What Keras offers, option by option: fast_fit has the numbers of fit, or refuses. Each option has values that are not
# the default; where a new version of Keras has a new option, a test fails until it has values here. The first value of
# each is tried each time, the others are slow tests.

DENSE = {
    "units": [3],
    "activation": [keras.layers.Dropout(0.5), keras.layers.PReLU(), lambda z: 2 * z, "selu", "softmax", None],
    "use_bias": [False],
    "kernel_initializer": ["zeros", "he_normal"],
    "bias_initializer": ["ones"],
    "kernel_regularizer": ["l2"],
    "bias_regularizer": [keras.regularizers.L2(9.0)],
    "activity_regularizer": ["l1"],
    "kernel_constraint": [keras.constraints.MaxNorm(0.1)],
    "bias_constraint": [keras.constraints.NonNeg()],
    "lora_rank": [1],
    "lora_alpha": [2.0],
    "quantization_config": [keras.quantizers.Int8QuantizationConfig()],
    "trainable": [False],
    "dtype": ["float32", "mixed_float16"],
    "autocast": [False],
    "name": ["a"],
}
SGD = {
    "learning_rate": [0.1, keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5), lambda: 0.1],
    "momentum": [0.9],
    "nesterov": [True],
    "weight_decay": [0.1],
    "clipnorm": [0.01],
    "clipvalue": [0.01],
    "global_clipnorm": [0.01],
    "use_ema": [True],
    "ema_momentum": [0.5],
    "ema_overwrite_frequency": [1],
    "loss_scale_factor": [2.0],
    "gradient_accumulation_steps": [2],
    "name": ["a"],
}
COMPILE = {
    "optimizer": ["adam", keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD())],
    "loss": [
        "mse",
        keras.losses.CategoricalCrossentropy(from_logits=True),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.5),
        keras.losses.CategoricalCrossentropy(reduction="sum"),
        lambda truth, found: keras.ops.mean(keras.ops.square(truth - found), axis=-1),
    ],
    "loss_weights": [[3.0]],
    "metrics": [["accuracy"], ["mse"], ["accuracy", "mse"], [lambda truth, found: keras.ops.mean(found)]],
    "weighted_metrics": [["accuracy"]],
    "run_eagerly": [True],
    "steps_per_execution": [2],
    "jit_compile": [True],
    "auto_scale_loss": [False],
}
OPTIONS = {"Dense": DENSE, "SGD": SGD, "compile": COMPILE}
CASES = [
    pytest.param(of, name, value, id=f"{of}-{name}-{number}", marks=[pytest.mark.slow] * bool(number))
    for of, options in OPTIONS.items()
    for name, values in options.items()
    for number, value in enumerate(values)
]
X = np.random.default_rng(0).normal(size=(8, 4))
Y = np.eye(2)[[0, 1] * 4]


@pytest.mark.parametrize(
    ("of", "function", "more"),
    [
        ("Dense", keras.layers.Dense.__init__, {"trainable", "dtype", "autocast", "name"}),
        ("SGD", keras.optimizers.SGD.__init__, set()),
        ("compile", keras.Model.compile, set()),
    ],
)
def test_each_option_that_keras_has_is_tried(of, function, more):
    assert OPTIONS[of].keys() == inspect.signature(function).parameters.keys() - {"self", "kwargs"} | more


def small_network(of="", name="", value=None) -> keras.Sequential:
    """A network of two layers, with an option of the first one, of the optimizer or of compile."""
    options = {place: {name: value} if place == of else {} for place in OPTIONS}
    hidden = {"units": 4, "activation": "tanh", **options["Dense"]}
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(**hidden), keras.layers.Dense(2, "softmax")])
    usual = {"optimizer": keras.optimizers.SGD(**options["SGD"]), "loss": "categorical_crossentropy"}
    model.compile(**usual | options["compile"])
    return model


def alike(build) -> keras.Sequential:
    """What `build` builds, with the same weights each time."""
    make_reproducible(0)
    return build()


def assert_like_fit_or_refused(build, x=X, y=Y):
    fast, usual = alike(build), alike(build)
    try:
        found = fast_fit(fast, x, y, epochs=3, batch_size=4, verbose=0).history
    except ValueError as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert re.fullmatch(r"fast_fit .* use fit\.|x has shape .*; pass shapes .*", refused)
        return
    usual.run_eagerly = not usual.jit_compile  # compiling takes longer than these few steps
    expected = usual.fit(x, y, epochs=3, batch_size=4, verbose=0).history
    assert largest_difference(fast.get_weights(), usual.get_weights()) < 1e-9
    for name, values in expected.items():
        np.testing.assert_allclose(found[name], values, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("of", "name", "value"), CASES)
@pytest.mark.filterwarnings("ignore:The object being serialized includes a `lambda`")
def test_with_each_option_fast_fit_has_the_numbers_of_fit_or_refuses(of, name, value):
    assert_like_fit_or_refused(lambda: small_network(of, name, value))


class OwnSteps(keras.Sequential):
    """Its steps are its own."""

    def train_step(self, data):
        self.layers[0].bias.assign_add([1.0, 1.0])
        return super().train_step(data)


class OwnUpdates(keras.optimizers.SGD):
    """Its updates are its own, its options those of SGD."""

    def update_step(self, gradient, variable, learning_rate):
        super().update_step(2 * gradient, variable, learning_rate)


def changed(change, model=None):
    """The small network, changed after it was compiled."""
    model = model or small_network()
    change(model)
    return model


def with_layers(*layers, own=keras.Sequential, optimizer="sgd", **inputs) -> keras.Sequential:
    model = own([keras.Input(**{"shape": (4,)} | inputs), *layers])
    model.compile(optimizer, "categorical_crossentropy")
    return model


def softmax() -> keras.layers.Dense:
    return keras.layers.Dense(2, "softmax")


CHANGED = {
    "a layer between": lambda: with_layers(keras.layers.Dropout(0.5), softmax()),
    "a network within": lambda: with_layers(keras.Sequential([keras.Input((4,)), softmax()])),
    "no softmax": lambda: with_layers(keras.layers.Dense(2)),
    "pixels in another precision": lambda: with_layers(softmax(), dtype="float32"),
    "a class of one's own": lambda: with_layers(softmax(), own=OwnSteps),
    "an optimizer of one's own": lambda: with_layers(softmax(), optimizer=OwnUpdates()),
    "LoRA": lambda: changed(lambda model: model.layers[0].enable_lora(1)),
    "quantized": lambda: changed(lambda model: model.layers[0].quantize("int8")),
    "a frozen layer": lambda: changed(lambda model: setattr(model.layers[1], "trainable", False)),
    "a frozen network": lambda: changed(lambda model: setattr(model, "trainable", False)),
    "a frozen variable": lambda: changed(lambda model: setattr(model.layers[0].bias, "trainable", False)),
    "a variable's constraint": lambda: changed(
        lambda model: setattr(model.layers[0].kernel, "constraint", keras.constraints.MaxNorm(0.1))
    ),
    "a variable's regularizer": lambda: changed(
        lambda model: setattr(model.layers[0].kernel, "regularizer", keras.regularizers.L2(1.0))
    ),
    "another activation": lambda: changed(lambda model: setattr(model.layers[0], "activation", keras.ops.square)),
    "momentum": lambda: changed(lambda model: setattr(model.optimizer, "momentum", 0.9)),
}


@pytest.mark.parametrize("build", CHANGED.values(), ids=CHANGED)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of Keras's own, where it quantizes
def test_a_network_of_another_kind_has_the_numbers_of_fit_or_is_refused(build):
    assert_like_fit_or_refused(build)


def test_a_network_that_is_not_built_or_not_compiled_is_refused():
    unbuilt = keras.Sequential([softmax()])
    unbuilt.compile("sgd", "categorical_crossentropy")
    uncompiled = keras.Sequential([keras.Input((4,)), softmax()])
    empty = keras.Sequential([keras.Input((4,))])
    refused = [
        (None, "trains Dense layers"),
        (unbuilt, "knows its inputs"),
        (empty, "fast_fit trains Dense layers"),
        (uncompiled, "needs plain SGD"),
    ]
    for model, says in refused:
        with pytest.raises(ValueError, match=says):
            fast_fit(model, X, Y)


def test_rows_alone_go_in():
    x, y = tf.random.normal((6, 3, 4), dtype="float64"), tf.one_hot([[0, 1, 0]] * 6, 2, dtype="float64")
    assert_like_fit_or_refused(lambda: with_layers(softmax(), shape=(3, 4)), x, y)


def test_a_loss_in_another_precision_is_refused():
    model = small_network()
    keras.config.set_floatx("float32")
    try:
        with pytest.raises(ValueError, match="differs in dtype"):
            fast_fit(model, X, Y)
    finally:
        keras.config.set_floatx("float64")


def test_what_differs_is_named():
    layer = keras.layers.Dense(2, "softmax", name="a", bias_regularizer="l2", kernel_constraint="max_norm")
    model = with_layers(layer)
    with pytest.raises(ValueError, match="a differs in bias_regularizer, kernel_constraint, so use fit"):
        fast_fit(model, X, Y)


def test_what_cannot_be_written_down_is_refused():
    layer = keras.layers.Dense(2, "softmax", kernel_initializer=lambda shape, dtype: tf.zeros(shape, dtype))
    model = with_layers(layer)
    layer.get_config = None
    with pytest.raises(ValueError, match="options that Keras cannot write down"):
        fast_fit(model, X, Y)


def test_all_activations_have_the_numbers_of_fit_even_where_sums_are_0():
    empty = np.vstack([X[1:], np.zeros(4)])
    of_zero = {name: abs(float(getattr(keras.activations, name)(0.0))) for name in ACTIVATIONS}
    names = sorted(ACTIVATIONS, key=of_zero.get)  # a zero goes through as many layers as it can

    def build():
        return with_layers(*(keras.layers.Dense(5, name) for name in names), softmax())

    fast_fit(build(), empty, Y, verbose=0)  # none is refused
    assert_like_fit_or_refused(build, empty)


def test_the_next_network_is_the_same_as_without_it():
    keras.utils.clear_session()
    model = small_network()
    state = random.getstate()
    fast_fit(model, X, Y, verbose=0)
    assert random.getstate() == state
    assert [keras.layers.Dense(1).name for _ in range(2)] == ["dense_2", "dense_3"]


@pytest.mark.parametrize(("x", "y"), [(X[:, :3], Y), (X, Y[:, :1]), (X[:5], Y)])
def test_samples_that_do_not_fit_are_refused(x, y):
    with pytest.raises(ValueError, match=r"x has shape .* and y_one_hot .*; pass shapes \(n, 4\) and \(n, 2\)"):
        fast_fit(small_network(), x, y)


def test_fast_fit_refuses_tensors_without_samples():
    with pytest.raises(ValueError, match=r"x has shape \(0, 784\)"):
        fast_fit(compiled(linear_model), tf.zeros((0, 784)), tf.zeros((0, 10)))


@pytest.mark.parametrize("x", [tf.sparse.eye(8, 4, dtype="float64"), tf.fill((8, 4), "1.0")])
def test_tensors_that_are_no_rows_of_numbers_are_refused(x):
    with pytest.raises(TypeError, match=r"x holds .* values, expected integers or floating-point numbers"):
        fast_fit(small_network(), x, Y)


def test_fast_fit_refuses_callbacks_that_are_none():
    for callbacks in (3, [print], {}):
        with pytest.raises(TypeError, match="pass a list of such callbacks"):
            fast_fit(compiled(linear_model), *some_samples(), callbacks=callbacks)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"epochs": 0}, ValueError),
        ({"batch_size": 1.5}, TypeError),
        ({"every": 0}, ValueError),
    ],
)
def test_fast_fit_refuses_bad_numbers(given, error):
    with pytest.raises(error, match="expected a whole number"):
        fast_fit(compiled(linear_model), *some_samples(), verbose=0, **given)
