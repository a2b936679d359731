"""helpers.training: the network, what is recorded of its training, and the model that is trained once."""

import random
import subprocess
import sys

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.training import LearningCurve, build_network, trained_network

RNG = np.random.default_rng(0)
X = RNG.normal(size=(1_000, 20))
Y = one_hot(RNG.integers(0, 3, 1_000), 3)
SMALL = (X[:200] * 2, Y[:200])


@pytest.fixture(scope="module")
def keras():
    from helpers.reproducibility import make_reproducible

    make_reproducible(0)
    import keras

    return keras


@pytest.fixture(scope="module")
def small_network(keras):
    """Give a function that builds and compiles a small network, with the same weights each time."""

    def build(steps_per_execution=1, rate=0.05, last="softmax"):
        keras.utils.set_random_seed(0)
        dense = keras.layers.Dense
        model = keras.Sequential([keras.Input((20,)), dense(16, "relu"), dense(8, "relu"), dense(3, last)])
        model.compile(
            optimizer=keras.optimizers.SGD(rate),
            loss="categorical_crossentropy",
            metrics=["accuracy"],
            steps_per_execution=steps_per_execution,
        )
        return model

    return build


@pytest.fixture(scope="module")
def twin(small_network):
    """Give a network that Keras evaluates in place of the one in training."""
    return small_network()


@pytest.mark.parametrize(
    ("steps_per_execution", "moments"),
    [
        (1, [0, 10, 20, 30, 40, 50, 60]),
        (8, [0, 16, 24, 32, 40, 56, 64]),  # four executions an epoch of 32 steps
        (5, [0, 10, 20, 30, 42, 52, 62]),  # the last execution of an epoch has two steps
        (125, [0, 32, 64]),  # more than an epoch has
    ],
)
def test_learning_curve_equals_evaluate(keras, small_network, twin, steps_per_execution, moments):
    curve = LearningCurve(10, train=(X, Y), validation=SMALL)
    theirs = {}

    class Evaluate(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            step = int(self.model.optimizer.iterations)
            if step in (moments[1], moments[-1]):
                twin.set_weights(self.model.get_weights())
                theirs[step] = [twin.evaluate(x, y, batch_size=200, verbose=0) for x, y in ((X, Y), SMALL)]

    model = small_network(steps_per_execution)
    before = model.evaluate(X, Y, verbose=0)
    model.fit(X, Y, epochs=2, verbose=0, callbacks=[curve, Evaluate()])
    assert curve.steps == moments
    assert [curve.loss["train"][0], curve.accuracy["train"][0]] == pytest.approx(before, rel=1e-12)
    for step, results in theirs.items():
        for name, result in zip(("train", "validation"), results, strict=True):
            ours = curve.loss[name][moments.index(step)], curve.accuracy[name][moments.index(step)]
            assert ours == pytest.approx(result, rel=1e-12)
    assert len(theirs) == 2
    assert curve.loss["train"][-1] < curve.loss["train"][0]


@pytest.mark.parametrize("steps_per_execution", [1, 8])
def test_reported_are_the_running_averages_of_keras(small_network, steps_per_execution):
    curve = LearningCurve(32, train=SMALL)
    history = small_network(steps_per_execution).fit(X, Y, epochs=3, verbose=0, callbacks=[curve]).history
    assert curve.steps == [0, 32, 64, 96]
    assert np.isnan([curve.reported_loss[0], curve.reported_accuracy[0]]).all()
    assert curve.reported_loss[1:] == history["loss"]
    assert curve.reported_accuracy[1:] == history["accuracy"]


def test_the_curve_does_not_change_the_training(keras, small_network):
    plain, watched = small_network(), small_network()
    for model, callbacks in ((plain, []), (watched, [LearningCurve(1, train=(X, Y))])):
        keras.utils.set_random_seed(1)
        model.fit(X, Y, verbose=0, callbacks=callbacks)
    for ours, theirs in zip(watched.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_sets_larger_than_a_block(small_network):
    x, y = np.tile(X, (12, 1)), np.tile(Y, (12, 1))
    x += np.linspace(0, 1, 12_000)[:, None]
    curve = LearningCurve(1_000, large=(x, y))
    model = small_network(rate=0.0)
    model.fit(X, Y, verbose=0, callbacks=[curve])
    ours = curve.loss["large"][0], curve.accuracy["large"][0]
    assert ours == pytest.approx(model.evaluate(x, y, batch_size=500, verbose=0), rel=1e-12)


def test_extreme_logits_cost_what_evaluate_says(small_network):
    x = X * 1e3  # probabilities of 0: Keras takes the loss from the logits then, and clips nothing
    curve = LearningCurve(1_000, raw=(x, Y))
    model = small_network(rate=0.0)
    model.fit(x, Y, verbose=0, callbacks=[curve])
    assert curve.loss["raw"] == [pytest.approx(model.evaluate(x, Y, verbose=0)[0], rel=1e-12)]
    assert curve.loss["raw"][0] > 100


def test_a_training_that_diverges_is_recorded_without_a_word(small_network, capfd, recwarn):
    curve = LearningCurve(10, train=(X, Y), overflowing=(X * 1e300, Y))
    model = small_network(rate=1e200)
    model.set_weights([weights * 1e3 for weights in model.get_weights()])
    model.fit(X * 1e150, Y, verbose=0, callbacks=[curve])
    assert np.isfinite(curve.loss["train"][0])
    assert np.isnan(curve.loss["train"][1:] + curve.loss["overflowing"]).all()
    assert "Warning" not in capfd.readouterr().err
    assert not [warning for warning in recwarn.list if issubclass(warning.category, RuntimeWarning)]


def test_each_fit_starts_the_curve_anew(small_network):
    curve, model = LearningCurve(16, train=SMALL), small_network()
    model.fit(X, Y, verbose=0, callbacks=[curve])
    model.fit(X, Y, verbose=0, callbacks=[curve])
    assert curve.steps == [32, 48, 64]
    assert len(curve.loss["train"]) == len(curve.accuracy["train"]) == len(curve.reported_loss) == 3


def test_the_curve_is_a_callback_of_keras(keras):
    curve = LearningCurve(every=10, train=SMALL)
    assert isinstance(curve, keras.callbacks.Callback)
    assert isinstance(curve, LearningCurve)


@pytest.mark.parametrize(
    ("every", "sets", "error", "says"),
    [
        (0, {"a": SMALL}, ValueError, "every is 0"),
        (2.5, {"a": SMALL}, TypeError, "every is float"),
        (1, {}, ValueError, "no set to measure"),
        (1, {"a": X}, TypeError, "a is not a pair"),
        (1, {"a": (X, Y, Y)}, TypeError, "a is not a pair"),
        (1, {"a": (X[:5], Y[:4])}, ValueError, "a has 5 samples and 4 labels"),
        (1, {"a": (X, np.ones(1_000, int))}, ValueError, r"a's y_one_hot has shape \(1000,\)"),
        (1, {"a": (X, Y * 2)}, ValueError, "not a single 1"),
        (1, {"a": (X * np.nan, Y)}, ValueError, "a's x holds NaN"),
        (1, {"a": (X[0], Y)}, ValueError, "a's x has shape"),
        (1, {"a": (X[:0], Y[:0])}, ValueError, "empty"),
        (1, {"a": (X.astype(str), Y)}, TypeError, "a's x holds"),
    ],
)
def test_learning_curve_refuses(every, sets, error, says):
    with pytest.raises(error, match=says):
        LearningCurve(every, **sets)


@pytest.mark.parametrize("last", ["relu", None])
def test_learning_curve_refuses_models_it_cannot_follow(small_network, last):
    with pytest.raises(ValueError, match=r"cannot follow layer .* softmax at the end"):
        small_network(last=last).fit(X, Y, verbose=0, callbacks=[LearningCurve(1, train=(X, Y))])


def test_learning_curve_refuses_sets_that_do_not_fit_the_model(small_network):
    for x, y in ((X[:, :19], Y), (X, one_hot(Y.argmax(axis=1), 4))):
        with pytest.raises(ValueError, match=r"train has .*the model takes 20 inputs and gives 3 classes"):
            small_network().fit(X, Y, verbose=0, callbacks=[LearningCurve(1, train=(x, y))])


def test_build_network_is_the_one_of_the_post(keras):
    model = build_network()
    assert [layer.count_params() for layer in model.layers] == [100_480, 16_512, 1_290]
    assert [layer.activation.__name__ for layer in model.layers] == ["relu", "relu", "softmax"]
    assert (model.input_shape, model.output_shape) == ((None, 784), (None, 10))
    assert not model.compiled
    assert all(np.array_equal(layer.get_weights()[1], np.zeros(layer.units)) for layer in model.layers)


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
def kept(trained, keras):
    """Give the model as the second caller gets it, from the cache, and the state it leaves behind."""
    keras.utils.clear_session()  # layers are numbered anew, as in a new process
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READING_DIGITS_CACHE", str(trained[0]))
        patch.setattr("helpers.data.PATH", None)  # so that a training would fail
        model = trained_network()
    state = f"{[layer.name for layer in model.layers]} {int(model.optimizer.iterations)} {random.random()}"
    return model, state


def test_the_model_gets_375_of_10000_wrong(kept, keras):
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
    for name, value in (("FIT", {"epochs": 4, "batch_size": 32}), ("SEED", 1)):
        with monkeypatch.context() as patch:
            patch.setattr(f"helpers.training.{name}", value)
            with pytest.raises(FileNotFoundError, match="is missing"):  # it would have to train
                trained_network()
    with monkeypatch.context() as patch:
        patch.setattr("helpers.data.SHA256", "0" * 64)
        with pytest.raises(FileNotFoundError, match="is missing"):
            trained_network()
