"""helpers.preprocessing: by hand, against Keras and against the naive formulas."""

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import flatten, one_hot, pixel_statistics, standardize

IMAGES = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


@pytest.fixture(scope="module")
def x_train() -> np.ndarray:
    return load_mnist()[0][0]


@pytest.mark.parametrize("dtype", ["uint8", "int64"])
def test_one_hot_equals_keras(dtype):
    from keras.utils import to_categorical

    labels = np.array([5, 0, 4, 9, 9, 1], dtype)
    ours = one_hot(labels)
    assert ours.shape == (6, 10)
    assert ours.dtype == np.float64 == to_categorical(labels, 10).dtype
    np.testing.assert_array_equal(ours, to_categorical(labels, 10))
    np.testing.assert_array_equal(ours.argmax(axis=1), labels)


def test_one_hot_takes_lists_and_other_numbers_of_classes():
    assert one_hot([2, 0], num_classes=3).tolist() == [[0, 0, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    ("labels", "num_classes", "error", "says"),
    [
        ([0, 10], 10, ValueError, "labels run from 0 to 10, expected 0 to 9"),
        ([-1, 3], 10, ValueError, "labels run from -1 to 3"),
        ([], 10, ValueError, "empty"),
        ([[1], [2]], 10, ValueError, r"shape \(2, 1\), expected \(n,\)"),
        (3, 10, ValueError, r"shape \(\), expected \(n,\)"),
        ([[1, 2], [3]], 10, ValueError, "unequal length"),
        ([1.0, 2.0], 10, TypeError, "float64 values, expected integers"),
        ([True, False], 10, TypeError, "bool"),
        (["1"], 10, TypeError, "expected integers"),
        (None, 10, TypeError, "object"),
        ([0], 0, ValueError, "num_classes is 0"),
        ([0], 10**12, ValueError, "num_classes is 1000000000000"),
        ([0], 10.0, TypeError, "num_classes is float"),
        ([0], True, TypeError, "num_classes is bool"),
    ],
)
def test_one_hot_refuses(labels, num_classes, error, says):
    with pytest.raises(error, match=says):
        one_hot(labels, num_classes)


def test_flatten_unrolls_line_after_line():
    rows = flatten(IMAGES)
    assert rows.shape == (2, 12)
    assert rows.dtype == np.uint8
    assert rows[1].tolist() == list(range(12, 24))
    np.testing.assert_array_equal(rows.reshape(2, 3, 4), IMAGES)


def test_pixel_statistics_of_mnist(x_train):
    mean, std = pixel_statistics(x_train)
    assert mean == pytest.approx(33.318421449829934, rel=1e-12)
    assert std == pytest.approx(78.56748998339798, rel=1e-12)
    assert type(mean) is type(std) is float


@pytest.mark.parametrize("dtype", ["uint8", "int16", "float32", "float64"])
@pytest.mark.parametrize("shape", [(1, 2, 2), (2_500, 3, 4), (1_000, 12)])
def test_pixel_statistics_equal_numpy(shape, dtype):
    images = np.random.default_rng(0).integers(0, 256, shape).astype(dtype)
    mean, std = pixel_statistics(images)
    assert mean == pytest.approx(np.mean(images, dtype=np.float64), rel=1e-12)
    assert std == pytest.approx(np.std(images, dtype=np.float64), rel=1e-12)


def test_pixel_statistics_hold_no_second_copy(x_train):
    import tracemalloc

    tracemalloc.start()
    pixel_statistics(x_train)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 50e6  # bytes; a float64 copy takes 376e6


def test_standardize_equals_the_formula_and_leaves_its_input(x_train):
    images = x_train[:100].copy()
    result = standardize(images, 33.3, 78.6, epsilon=0.5)
    np.testing.assert_array_equal(result, (images.reshape(100, 784) - 33.3) / (78.6 + 0.5))
    assert result.shape == (100, 784)
    assert result.dtype == np.float64
    np.testing.assert_array_equal(images, x_train[:100])


def test_standardize_copies_float_rows_too():
    rows = flatten(IMAGES).astype(np.float64)
    standardize(rows, 1.0, 2.0)[:] = 99
    np.testing.assert_array_equal(rows, flatten(IMAGES))


def test_background_pixel_of_the_post(x_train):
    background = standardize(x_train[:1], *pixel_statistics(x_train))[0, 0]
    assert background == pytest.approx(-0.4240738943910262, rel=1e-12)


BAD_IMAGES = [
    (np.empty((0, 28, 28)), ValueError, "empty"),
    (np.zeros(784), ValueError, r"shape \(784,\), expected \(n, height"),
    (np.zeros((2, 28, 28, 1)), ValueError, "expected"),
    (np.array([[[1.0, np.nan]]]), ValueError, "NaN"),
    (np.array([[[1.0, -np.inf]]]), ValueError, "infinity"),
    (np.array([[[1.0, np.inf]]]), ValueError, "infinity"),
    (np.zeros((2, 3, 4), complex), TypeError, "complex"),
    (np.zeros((2, 3, 4), bool), TypeError, "bool"),
    ("digits.png", TypeError, "expected integers or floating"),
    (np.ma.masked_array(np.zeros((2, 3, 4)), np.ones((2, 3, 4))), TypeError, "images is a masked array"),
]


@pytest.mark.parametrize("function", [flatten, pixel_statistics, lambda images: standardize(images, 0.0, 1.0)])
@pytest.mark.parametrize(("images", "error", "says"), BAD_IMAGES)
def test_bad_images_are_refused(function, images, error, says):
    with pytest.raises(error, match=says):
        function(images)


@pytest.mark.parametrize("function", [pixel_statistics, lambda images: standardize(images, -1e308, 1.0)])
def test_results_beyond_the_largest_float_are_refused(function):
    with pytest.raises(ValueError, match="holds NaN or infinity"):
        function([[1e308, -1e308]])


@pytest.mark.skipif(np.finfo(np.longdouble).bits == 64, reason="a long double is no longer there")
def test_long_doubles_are_refused():
    with pytest.raises(TypeError, match="images holds float"):
        pixel_statistics(np.full((2, 2), np.longdouble("1e4000")))


def test_flatten_refuses_rows():
    with pytest.raises(ValueError, match=r"shape \(2, 12\), expected \(n, height, width\)"):
        flatten(flatten(IMAGES))


@pytest.mark.parametrize(
    ("mean", "std", "epsilon", "error", "says"),
    [
        ("33", 1.0, 0.0, TypeError, "mean is str"),
        (np.zeros(784), 1.0, 0.0, TypeError, "mean is ndarray"),
        (np.nan, 1.0, 0.0, ValueError, "mean is nan"),
        (0.0, -1.0, 0.0, ValueError, "std is -1.0"),
        (10**400, 1.0, 0.0, ValueError, "mean is inf"),
        (-(10**400), 1.0, 0.0, ValueError, "mean is -inf"),
        (0.0, 1e308, 1e308, ValueError, r"std \+ epsilon is inf"),
        (0.0, np.inf, 0.0, ValueError, "std is inf"),
        (0.0, None, 0.0, TypeError, "std is NoneType"),
        (0.0, 1.0, -1e-10, ValueError, "epsilon is -1e-10"),
        (0.0, 0.0, 0.0, ValueError, r"std \+ epsilon is 0"),
    ],
)
def test_standardize_refuses(mean, std, epsilon, error, says):
    with pytest.raises(error, match=says):
        standardize(IMAGES, mean, std, epsilon)
