"""helpers.learning_curve: what is measured while a network is trained."""

import numpy as np
import pytest

from helpers.reproducibility import make_reproducible

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

from helpers.learning_curve import LearningCurve  # noqa: E402
from helpers.preprocessing import one_hot  # noqa: E402

RNG = np.random.default_rng(0)
X = RNG.normal(size=(1_000, 20))
Y = one_hot(RNG.integers(0, 3, 1_000), 3)
SMALL = (X[:200] * 2, Y[:200])


def small_network(steps_per_execution=1, rate=0.05):
    """A small network with the same weights each time. An epoch of 1,000 samples has 32 steps."""
    keras.utils.set_random_seed(0)
    layers = [keras.Input((20,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(3, "softmax")]
    model = keras.Sequential(layers)
    optimizer = keras.optimizers.SGD(rate)
    settings = {"metrics": ["accuracy"], "steps_per_execution": steps_per_execution}
    model.compile(optimizer, "categorical_crossentropy", **settings)
    return model


@pytest.mark.parametrize(
    ("steps_per_execution", "moments"),
    [
        (1, [0, 10, 20, 30, 32, 42, 52, 62, 64]),
        (8, [0, 16, 32, 48, 64]),
        (5, [0, 10, 20, 30, 32, 42, 52, 62, 64]),  # the last execution of an epoch has two steps
        (125, [0, 32, 64]),  # more than an epoch has
    ],
)
def test_it_measures_what_evaluate_does(steps_per_execution, moments):
    curve, twin, theirs = LearningCurve(10, train=(X, Y), validation=SMALL), small_network(), {}

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
    assert len(theirs) == 2
    for step, results in theirs.items():
        for name, result in zip(("train", "validation"), results, strict=True):
            ours = curve.loss[name][moments.index(step)], curve.accuracy[name][moments.index(step)]
            assert ours == pytest.approx(result, rel=1e-12)
    assert curve.loss["train"][-1] < curve.loss["train"][0]


@pytest.mark.parametrize("steps_per_execution", [1, 8])
def test_reported_are_the_running_averages_of_keras(steps_per_execution):
    curve = LearningCurve(32, train=SMALL)
    history = small_network(steps_per_execution).fit(X, Y, epochs=3, verbose=0, callbacks=[curve]).history
    assert curve.steps == [0, 32, 64, 96]
    assert np.isnan([curve.reported_loss[0], curve.reported_accuracy[0]]).all()
    assert curve.reported_loss[1:] == history["loss"]
    assert curve.reported_accuracy[1:] == history["accuracy"]


def test_it_does_not_change_the_training():
    plain, watched = small_network(), small_network()
    for model, callbacks in ((plain, []), (watched, [LearningCurve(1, train=(X, Y))])):
        keras.utils.set_random_seed(1)
        model.fit(X, Y, verbose=0, callbacks=callbacks)
    for ours, theirs in zip(watched.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_training_that_diverges_is_nan_without_a_warning(capfd):
    curve = LearningCurve(10, train=(X, Y))
    model = small_network(rate=1e200)
    model.fit(X * 1e150, Y, verbose=0, callbacks=[curve])
    assert np.isfinite(curve.loss["train"][0])
    assert np.isnan(curve.loss["train"][1:]).all()
    assert "Warning" not in capfd.readouterr().err


def test_each_fit_starts_it_anew():
    curve, model = LearningCurve(16, train=SMALL), small_network()
    model.fit(X, Y, verbose=0, callbacks=[curve])
    first = curve.loss["train"][-1]
    model.fit(X, Y, verbose=0, callbacks=[curve])
    assert curve.steps == [0, 16, 32]
    assert curve.loss["train"][0] == first
    assert len(curve.accuracy["train"]) == len(curve.reported_loss) == 3


def test_labels_of_another_number_of_classes_than_the_model_has():
    curve = LearningCurve(1, a=(X[:4], np.eye(4)[:, [0, 1, 2, 3, 3]] * [1, 1, 1, 1, 0]))
    with pytest.raises(ValueError, match="but its labels have shape"):
        small_network().fit(X, Y, verbose=0, callbacks=[curve])


def test_samples_of_another_width_than_the_model_takes():
    curve = LearningCurve(1, a=(X[:4, 1:], Y[:4]))
    with pytest.raises(
        ValueError, match=r"a's samples have shape .*, but the model takes .*; pass samples like these\.$"
    ):
        small_network().fit(X, Y, verbose=0, callbacks=[curve])


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "tanh"])
def test_a_model_that_gives_no_probabilities_is_refused(activation):
    model = keras.Sequential([keras.Input((X.shape[1],)), keras.layers.Dense(Y.shape[1], activation=activation)])
    model.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=activation == "linear"))
    with pytest.raises(ValueError, match=r"gives for a are no probabilities.*; end the model with softmax\.$"):
        model.fit(X, Y, verbose=0, callbacks=[LearningCurve(1, a=SMALL)])


@pytest.mark.parametrize(
    ("every", "sets", "error", "says"),
    [
        (0, {"a": SMALL}, ValueError, "every is 0"),
        (2.5, {"a": SMALL}, TypeError, "every is float"),
        (1, {}, ValueError, "nothing to measure"),
        (1, {"a": X}, TypeError, "a is not a pair"),
        (1, {"a": (X, Y, Y)}, TypeError, "a is not a pair"),
        (1, {"a": (X[:5], Y[:4])}, ValueError, "a has 5 samples and 4 labels"),
        (1, {"a": (X, np.ones(1_000, int))}, ValueError, r"a's y_one_hot has shape \(1000,\)"),
        (1, {"a": (X, Y * 2)}, ValueError, "not a single 1"),
        (1, {"a": (X * np.nan, Y)}, ValueError, "a's x holds NaN"),
        (1, {"a": (X[:0], Y[:0])}, ValueError, "empty"),
        (1, {"a": (X.astype(str), Y)}, TypeError, "a's x holds"),
    ],
)
def test_it_refuses(every, sets, error, says):
    with pytest.raises(error, match=says):
        LearningCurve(every, **sets)
