"""helpers/patient.py: slopes are those that are measured, and a training is the same each time."""

import numpy as np
import pytest

from helpers.numpy_network import cross_entropy, predict
from helpers.patient import ENDINGS, Patient, ended, gradients, learn, random_layers
from helpers.preprocessing import one_hot

CHANCE = np.random.default_rng(0)
X, LABELS = CHANCE.normal(size=(50, 784)), CHANCE.integers(0, 10, 50)
GOOD = {"x": X, "labels": LABELS, "x_validation": X[:20], "labels_validation": LABELS[:20]}


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_slopes_are_those_that_are_measured(ending: str) -> None:
    layers = [
        (CHANCE.normal(size=(6, 5)), CHANCE.normal(size=5)),
        (CHANCE.normal(size=(5, 10)), CHANCE.normal(size=10)),
    ]
    x, labels = CHANCE.normal(size=(7, 6)), CHANCE.integers(0, 10, 7)
    loss, slopes = gradients(x, labels, layers, ending)
    if ending == "softmax":
        assert loss == pytest.approx(cross_entropy(predict(x, layers), one_hot(labels)))
    h = 1e-6
    for layer, layer_slopes in zip(layers, slopes, strict=True):
        for array, its_slopes in zip(layer, layer_slopes, strict=True):
            measured = np.empty_like(array)
            for place in np.ndindex(array.shape):
                kept = array[place]
                array[place] = kept + h
                above = gradients(x, labels, layers, ending)[0]
                array[place] = kept - h
                measured[place] = (above - gradients(x, labels, layers, ending)[0]) / (2 * h)
                array[place] = kept
            np.testing.assert_allclose(its_slopes, measured, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ending_costs_what_keras_says(ending: str) -> None:
    import keras

    layers = random_layers()
    (w_1, b_1), (w_2, b_2) = layers
    outputs = ended(np.maximum(X @ w_1 + b_1, 0) @ w_2 + b_2, ending)
    by_keras = keras.losses.CategoricalCrossentropy()(one_hot(LABELS), outputs)
    assert gradients(X, LABELS, layers, ending)[0] == pytest.approx(float(by_keras), rel=1e-5)


def test_a_second_softmax_never_says_more_than_a_quarter() -> None:
    patient = Patient(**GOOD, epochs=8, ending="softmax twice")
    assert patient.outputs(X).max() < np.e / (np.e + 9)
    assert patient.score("training")[1] > 1.46


def test_a_seed_gives_other_weights() -> None:
    assert not np.array_equal(Patient(**GOOD, epochs=1, seed=1).start[0][0], random_layers()[0][0])


def test_a_step_goes_against_the_slopes_and_leaves_the_start_as_it_was() -> None:
    start = random_layers()
    learned = learn(start, X[:20], LABELS[:20], 0.5, 1, {"seen": (X[:20], LABELS[:20])})
    loss, slopes = gradients(X[:20], LABELS[:20], start)
    assert learned.losses == pytest.approx([loss])
    assert len(learned.accuracy["seen"]) == 2
    for before, after, its_slopes in zip(random_layers(), learned.layers, slopes, strict=True):
        for one, other, slope in zip(before, after, its_slopes, strict=True):
            np.testing.assert_allclose(other, one - 0.5 * slope, atol=1e-12)
    np.testing.assert_array_equal(start[0][0], random_layers()[0][0])


def test_a_patient_learns_the_same_each_time_and_knows_its_images_in_the_end() -> None:
    one, other = Patient(**GOOD, epochs=8), Patient(**GOOD, epochs=8)
    np.testing.assert_array_equal(one.learned.losses, other.learned.losses)
    assert one.score("training")[0] == one.learned.accuracy["training"][-1] == 1
    assert one.score("validation")[1] < 0.1
    assert one.train(X[:10], LABELS[:10], epochs=3).losses.shape == (3,)


@pytest.mark.parametrize(
    ("changed", "error", "says"),
    [
        ({"x": X[:, :700]}, ValueError, r"x has shape \(50, 700\), expected \(n, 784\)"),
        ({"labels": LABELS[:9]}, ValueError, "labels has 9 labels for 50 images"),
        ({"labels": LABELS + 1.0}, TypeError, "labels holds float64"),
        ({"labels_validation": LABELS[:20] + 9}, ValueError, "labels_validation holds values outside 0 to 9"),
        ({"rate": -1}, ValueError, "rate is -1"),
        ({"epochs": 0}, ValueError, "epochs is 0"),
        ({"x": 1e5 * X}, ValueError, "The training diverges"),
    ],
)
def test_an_error_says_what_is_wrong(changed: dict, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        Patient(**GOOD | changed)


def test_there_are_two_sets() -> None:
    with pytest.raises(ValueError, match='expected "training" or "validation"'):
        Patient(**GOOD).part("test")
