"""helpers.training: the network, and the model that is trained once."""

import random
import subprocess
import sys

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)
import tensorflow as tf  # noqa: E402

from helpers.learning_curve import LearningCurve  # noqa: E402
from helpers.training import build_network, fast_fit, trained_network  # noqa: E402


def test_build_network_is_the_one_of_the_post():
    model = build_network()
    assert [layer.count_params() for layer in model.layers] == [100_480, 16_512, 1_290]
    assert [layer.activation.__name__ for layer in model.layers] == ["relu", "relu", "softmax"]
    assert (model.input_shape, model.output_shape) == ((None, 784), (None, 10))
    assert not model.compiled
    assert all(np.array_equal(layer.get_weights()[1], np.zeros(layer.units)) for layer in model.layers)


def some_samples(count: int = 1_610) -> tuple[np.ndarray, np.ndarray]:
    """Give samples, standardized, and their labels; the last batch of 32 has 10."""
    (images, labels), _ = load_mnist()
    return standardize(images[:count], *pixel_statistics(images)), keras.utils.to_categorical(labels[:count], 10)


def linear_model() -> keras.Sequential:
    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])


def compiled(build, **options) -> keras.Sequential:
    make_reproducible(0)
    model = build()
    model.compile(keras.optimizers.SGD(0.02), "categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def largest_difference(one: list, other: list) -> float:
    return max(np.abs(np.subtract(a, b)).max() for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("build", [build_network, linear_model])
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
    script = (
        "from helpers.training import fit_orders\n"
        "orders = fit_orders(9)\n"
        "for _ in range(20): print(*next(iter(orders)).numpy())"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.PIPE, text=True)
    orders = done.stdout.splitlines()
    assert len(set(orders)) > 1
    assert all(sorted(order.split()) == list("012345678") for order in orders)


def test_callbacks_see_in_fast_fit_what_they_see_in_fit():
    class Slower(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.optimizer.learning_rate = 0.02 / (epoch + 1)

    x, y = some_samples()
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


def test_many_networks_of_different_sizes_raise_no_warning():
    script = """
import keras, numpy as np
from helpers.training import fast_fit
for neurons in range(1, 9):
    layers = [keras.layers.Dense(neurons, "relu"), keras.layers.Dense(3, "softmax")]
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile("sgd", "categorical_crossentropy")
    fast_fit(model, np.ones((6, 4)), np.eye(3)[[0, 1, 2] * 2], epochs=2, verbose=0)
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert "retracing" not in done.stdout + done.stderr


def test_a_callback_can_end_fast_fit():
    class Enough(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            self.model.stop_training = batch >= 30

    model = compiled(build_network)
    history = fast_fit(model, *some_samples(), epochs=5, every=20, verbose=0, callbacks=[Enough()])
    assert (len(history.epoch), int(model.optimizer.iterations)) == (1, 40)


def test_fast_fit_shows_its_progress(capsys):
    fast_fit(compiled(linear_model), *some_samples(), epochs=2, verbose=2)
    lines = capsys.readouterr().out.splitlines()
    assert lines[::2] == ["Epoch 1/2", "Epoch 2/2"]
    assert "51/51 - " in lines[1]
    assert "accuracy: " in lines[1]


def with_layers(*layers, inputs: int = 784) -> keras.Sequential:
    return keras.Sequential([keras.Input((inputs,)), *layers])


@pytest.mark.parametrize(
    ("model", "settings", "says"),
    [
        (
            with_layers(keras.layers.Dropout(0.5), keras.layers.Dense(10, "softmax")),
            {},
            "fast_fit trains Dense layers in a Sequential model",
        ),
        (with_layers(keras.layers.Dense(10)), {}, "the last with softmax"),
        (with_layers(keras.layers.Dense(10, use_bias=False, activation="softmax")), {}, "fast_fit trains Dense layers"),
        (with_layers(keras.layers.Dense(10, "softmax", kernel_regularizer="l2")), {}, "fast_fit trains Dense layers"),
        (with_layers(keras.layers.Dense(10, "softmax", trainable=False)), {}, "fast_fit trains Dense layers"),
        (keras.Sequential([keras.layers.Dense(10, activation="softmax")]), {}, "fast_fit trains Dense layers"),
        (build_network(), None, "fast_fit needs plain SGD"),
        (build_network(), {"optimizer": "adam"}, "fast_fit needs plain SGD"),
        (build_network(), {"optimizer": keras.optimizers.SGD(0.1, momentum=0.9)}, "fast_fit needs plain SGD"),
        (build_network(), {"optimizer": keras.optimizers.SGD(0.1, clipnorm=1.0)}, "fast_fit needs plain SGD"),
        (build_network(), {"loss": "mse"}, "fast_fit needs plain SGD"),
        (
            with_layers(keras.layers.Dense(10, "softmax"), inputs=3),
            {},
            r"x has shape \(1610, 784\).*pass shapes \(n, 3\) and \(n, 10\)",
        ),
    ],
)
def test_fast_fit_refuses_what_it_cannot_train(model, settings, says):
    if settings is not None:
        model.compile(**{"optimizer": "sgd", "loss": "categorical_crossentropy", **settings})
    with pytest.raises(ValueError, match=says):
        fast_fit(model, *some_samples(), verbose=0)


def test_fast_fit_refuses_tensors_without_samples():
    with pytest.raises(ValueError, match=r"x has shape \(0, 784\)"):
        fast_fit(compiled(linear_model), tf.zeros((0, 784)), tf.zeros((0, 10)))


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


TRAIN = """
import resource, sys
from helpers.training import trained_network
model = trained_network()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
import numpy, random
numpy.savez(sys.argv[1], *model.get_weights())
print([layer.name for layer in model.layers], int(model.optimizer.iterations), random.random())
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Train *the model* once, in a process of its own: give the cache, the weights and what it printed."""
    folder = tmp_path_factory.mktemp("cache")
    weights = tmp_path_factory.mktemp("weights") / "weights.npz"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READING_DIGITS_CACHE", str(folder))
        done = subprocess.run([sys.executable, "-c", TRAIN, weights], check=True, stdout=subprocess.PIPE, text=True)
    with np.load(weights) as file:
        return folder, [file[name] for name in file.files], done.stdout.splitlines()


@pytest.fixture(scope="module")
def kept(trained):
    """Give the model as the second caller gets it, from the cache, and the state it leaves behind."""
    keras.utils.clear_session()  # layers are numbered anew, as in a new process
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READING_DIGITS_CACHE", str(trained[0]))
        patch.setattr("helpers.data.PATH", None)  # so that a training would fail
        model = trained_network()
    state = f"{[layer.name for layer in model.layers]} {int(model.optimizer.iterations)} {random.random()}"
    return model, state


def test_the_model_gets_375_of_10000_wrong(kept):
    model = kept[0]
    (x_train, _), (x_test, y_test) = load_mnist()
    x_test = standardize(x_test, *pixel_statistics(x_train))
    predictions = model.predict(x_test, verbose=0)
    assert predictions.dtype == np.float64
    assert (predictions.argmax(axis=1) != y_test).sum() == 375
    loss, accuracy = model.evaluate(x_test, keras.utils.to_categorical(y_test), verbose=0)
    assert loss == pytest.approx(0.12865052776524868, rel=1e-9)
    assert accuracy == pytest.approx(0.9625, abs=1e-12)


def test_the_weights_from_the_cache_are_those_of_the_training(trained, kept):
    for ours, made in zip(kept[0].get_weights(), trained[1], strict=True):
        np.testing.assert_array_equal(ours, made, strict=True)


def test_after_a_cache_hit_everything_is_as_after_a_training(trained, kept):
    next_random_number = random.Random(0).random()  # as after make_reproducible(0)
    assert kept[1] == trained[2][1] == f"['dense', 'dense_1', 'dense_2'] 0 {next_random_number}"


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has another unit there, or does not exist")
def test_the_training_stays_below_two_gigabytes(trained):
    assert int(trained[2][0]) * 1024 < 1.9e9  # bytes


def test_another_recipe_is_another_file(trained, monkeypatch):
    monkeypatch.setenv("READING_DIGITS_CACHE", str(trained[0]))
    monkeypatch.setattr("helpers.data.PATH", trained[0] / "missing.npz")
    trained_network()
    for name, value in (("EPOCHS", 4), ("SEED", 1)):
        with monkeypatch.context() as patch:
            patch.setattr(f"helpers.training.{name}", value)
            with pytest.raises(FileNotFoundError, match="is missing"):  # it would have to train
                trained_network()
    with monkeypatch.context() as patch:
        patch.setattr("helpers.data.SHA256", "0" * 64)
        with pytest.raises(FileNotFoundError, match="is missing"):
            trained_network()
