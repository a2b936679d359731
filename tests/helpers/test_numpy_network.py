"""helpers.numpy_network: NumPy's layers against Keras's, in double precision."""

import subprocess
import sys

import numpy as np
import pytest

from helpers.numpy_network import affine, cross_entropy, predict, relu, softmax
from helpers.preprocessing import one_hot

LOGITS = [
    np.random.default_rng(1).normal(size=(50, 10)) * 3,
    np.array([[1e4, -1e4, 0.0], [800.0, 800.0, -800.0], [-1e308, -1e308, -1e308], [0.0, 0.0, 0.0]]),
    np.array([[1e-300, 0.0, -1e-300]]),
]


@pytest.fixture(scope="module")
def keras():
    from helpers.reproducibility import make_reproducible

    make_reproducible(0)
    import keras

    return keras


def close(ours, theirs):
    theirs = np.asarray(theirs)
    assert np.shape(ours) == theirs.shape
    assert theirs.dtype == np.float64
    np.testing.assert_allclose(ours, theirs, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("z", LOGITS)
def test_softmax_equals_keras(keras, z):
    close(softmax(z), keras.ops.softmax(keras.ops.convert_to_tensor(z), axis=-1))


@pytest.mark.parametrize("z", LOGITS)
def test_softmax_gives_probabilities_and_warns_of_nothing(z, recwarn):
    before = z.copy()
    probabilities = softmax(z)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-14)
    np.testing.assert_array_equal(z, before)
    assert not recwarn.list


def test_softmax_of_one_row_and_of_unsigned_integers():
    np.testing.assert_allclose(softmax([0, 0]), [0.5, 0.5])
    np.testing.assert_allclose(softmax(np.array([1, 2], np.uint8)), 1 / (1 + np.exp([1, -1])))


def test_softmax_of_numbers_that_are_farther_apart_than_the_largest_float():
    np.testing.assert_array_equal(softmax([[1e308, -1e308]]), [[1, 0]])


def test_half_precision_is_taken_as_double():
    z = np.linspace(-5, 5, 30).reshape(3, 10).astype(np.float16)
    assert cross_entropy(softmax(z), one_hot([0, 1, 2])) == cross_entropy(softmax(z.astype(float)), one_hot([0, 1, 2]))


def test_relu_equals_keras(keras):
    z = np.array([[-2.0, -0.0, 0.0, 3.5], [1e-300, -1e-300, 1e300, -1e300]])
    close(relu(z), keras.ops.relu(keras.ops.convert_to_tensor(z)))


@pytest.mark.parametrize("activation", ["linear", "relu", "softmax"])
def test_affine_with_activation_equals_dense(keras, activation):
    layer = keras.layers.Dense(7, activation=activation, bias_initializer="ones")
    x = np.random.default_rng(2).normal(size=(20, 5))
    theirs = layer(x)
    by_hand = {"linear": lambda z: z, "relu": relu, "softmax": softmax}[activation]
    close(by_hand(affine(x, *layer.get_weights())), theirs)


def test_affine_on_a_tiny_example():
    assert affine([[1, 2]], [[1, 0], [10, 1]], [100, 200]).tolist() == [[121, 202]]


@pytest.mark.parametrize("z", LOGITS)
def test_cross_entropy_equals_keras(keras, z):
    probabilities = softmax(z)
    for right in range(z.shape[1]):  # the surest class, and the most hopeless one, with probability 0
        labels = one_hot(np.full(len(z), right), z.shape[1])
        theirs = np.mean(keras.losses.categorical_crossentropy(labels, keras.ops.convert_to_tensor(probabilities)))
        assert cross_entropy(probabilities, labels) == pytest.approx(theirs, rel=1e-12)


def test_cross_entropy_of_known_guesses():
    assert cross_entropy(np.full((3, 10), 0.1), one_hot([0, 5, 9])) == pytest.approx(np.log(10), rel=1e-14)
    assert cross_entropy([[0.0, 1.0]], [[1, 0]]) == pytest.approx(-np.log(1e-7), rel=1e-12)
    assert 0 < cross_entropy([[0.0, 1.0]], [[0, 1]]) < 1.1e-7
    assert type(cross_entropy([[0.5, 0.5]], [[0, 1]])) is float


def test_predict_equals_keras(keras):
    layers = [keras.layers.Dense(6, "relu", bias_initializer="ones"), keras.layers.Dense(6, "relu")]
    model = keras.Sequential([keras.Input((4,)), *layers, keras.layers.Dense(3, "softmax", bias_initializer="ones")])
    x = np.random.default_rng(3).normal(size=(11, 4))
    pairs = [tuple(layer.get_weights()) for layer in model.layers]
    close(predict(x, pairs), model.predict(x, verbose=0))
    close(predict(x, pairs[:1]), softmax(affine(x, *pairs[0])))


def test_single_precision_stays():
    x = np.ones((2, 3), np.float32)
    assert predict(x, [(np.ones((3, 2), np.float32), np.zeros(2, np.float32))]).dtype == np.float32


X, W, B = np.ones((2, 3)), np.ones((3, 4)), np.zeros(4)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: affine(np.ones(3), W, B), ValueError, r"x has shape \(3,\), expected \(n, inputs\)"),
        (lambda: affine(X, W.T, B), ValueError, "gets 3 inputs"),
        (lambda: affine(X, W, B[:3]), ValueError, "bias has 3 values for 4 outputs"),
        (lambda: affine(X, W, 0.0), ValueError, r"bias has shape \(\)"),
        (lambda: affine(X, W, np.full(4, np.nan)), ValueError, "bias holds NaN"),
        (lambda: affine(X * np.inf, W, B), ValueError, "x holds NaN or infinity"),
        (lambda: affine(X, W.astype(complex), B), TypeError, "weights holds complex128"),
        (lambda: affine(X[:0], W, B), ValueError, "x is empty"),
        (lambda: relu("z"), TypeError, "z holds"),
        (lambda: relu([]), ValueError, "z is empty"),
        (lambda: relu([np.nan]), ValueError, "NaN"),
        (lambda: softmax([[True, False]]), TypeError, "bool"),
        (lambda: softmax(3.0), ValueError, r"shape \(\)"),
        (lambda: softmax(np.ones((2, 2, 2))), ValueError, "expected"),
        (lambda: softmax([[0.0, np.inf]]), ValueError, "infinity"),
        (lambda: softmax([[1, 2], [3]]), ValueError, "unequal length"),
        (lambda: cross_entropy([[0.5, 0.5]], [1]), ValueError, r"one_hot_labels has shape \(1,\)"),
        (lambda: cross_entropy([[0.5, 0.5]], [[0, 1], [1, 0]]), ValueError, r"shape \(2, 2\), expected that of"),
        (lambda: cross_entropy([[0.5, 0.5]], [[0.5, 0.5]]), ValueError, "not a single 1"),
        (lambda: cross_entropy([[0.5, 0.5]], [[1, 1]]), ValueError, "not a single 1"),
        (lambda: cross_entropy([[0.5, 0.5]], [[0, 0]]), ValueError, "not a single 1"),
        (lambda: cross_entropy([[0.5, 0.5]], [[2, -1]]), ValueError, "not a single 1"),
        (lambda: cross_entropy([[2.0, 1.0]], [[0, 1]]), ValueError, "apply softmax first"),
        (lambda: cross_entropy([[-0.5, 1.5]], [[0, 1]]), ValueError, "apply softmax first"),
        (lambda: cross_entropy([[np.nan, 1.0]], [[0, 1]]), ValueError, "NaN"),
        (lambda: cross_entropy([["a", "b"]], [[0, 1]]), TypeError, "probabilities holds"),
        (lambda: affine(X * 1e308, W, B), ValueError, r"the result of XW \+ b holds NaN or infinity"),
        (lambda: predict(X * 1e308, [(W, B)]), ValueError, r"the result of XW \+ b holds NaN or infinity"),
        (lambda: affine(np.ma.masked_array(X, X == 1), W, B), TypeError, "x is a masked array"),
        (lambda: relu([np.datetime64("NaT"), 1.5]), TypeError, "z "),
        (lambda: relu([1.5, 10**400]), TypeError, "z "),
        (lambda: cross_entropy([[1e308, 1e308]], [[0, 1]]), ValueError, "apply softmax first"),
        (lambda: predict(X, None), TypeError, "layers is NoneType"),
        (lambda: predict(X, []), ValueError, "layers is empty"),
        (lambda: predict(X, [W]), TypeError, "layer 1 is not a"),
        (lambda: predict(X, [(W, B), (W, B)]), ValueError, "layer 2's weights has shape .* gets 4 inputs"),
        (lambda: predict(X, [(W * np.nan, B)]), ValueError, "layer 1's weights holds NaN"),
        (lambda: predict(X[0], [(W, B)]), ValueError, "x has shape"),
    ],
)
def test_wrong_input_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_only_the_helpers_that_train_import_tensorflow():
    modules = "data, figures, models, numpy_network, preprocessing, recipe, reproducibility"
    code = f"from helpers import {modules}; import sys; assert not {{'keras', 'tensorflow'}} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
