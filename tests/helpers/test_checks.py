"""What the helpers say of arrays that are nearly right: one image alone, axes and labels of another library."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from helpers.figures import contact_sheet, draw_digit, draw_digits, draw_predictions, draw_probabilities
from helpers.numpy_network import affine, cross_entropy, predict
from helpers.preprocessing import flatten, one_hot, pixel_statistics, standardize

X = np.zeros((10, 28, 28), np.uint8)
Y = np.arange(10)
LAYER = np.ones((784, 10)), np.zeros(10)
AX = Figure().subplots()
ONE_ALONE = r"one alone is a slice of length 1, such as x_test\[5:6\] instead of x_test\[5\]\."
MENDED = r"drop its last axis, which has length 1, with \[\.\.\., 0\]\."
ENCODED = r"these rows are one-hot already: leave them so, or take argmax\(axis=1\)\."


def standardized(images: object) -> np.ndarray:
    """Standardize with some numbers."""
    return standardize(images, 33.3, 78.6)


TAKE_IMAGES = {
    "standardize": standardized,
    "pixel_statistics": pixel_statistics,
    "flatten": flatten,
    "contact_sheet": lambda images: contact_sheet(images, 1),
    "draw_digits": lambda images: draw_digits([AX], images),
    "draw_predictions": lambda images: draw_predictions([AX], images, Y, Y, Y),
}


@pytest.mark.parametrize("name", TAKE_IMAGES)
@pytest.mark.parametrize("shape", [(28, 28), (8, 8), (28, 28, 1), (28, 28, 3), (28, 28, 4)])
def test_one_image_is_not_taken_for_many_nor_for_rows(name: str, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=ONE_ALONE):
        TAKE_IMAGES[name](np.zeros(shape))


@pytest.mark.parametrize("shape", [(1, 28, 28), (10, 784), (784, 784), (28, 14, 14), (28, 28, 28), (5, 5), (9, 9)])
def test_many_images_and_rows_are_taken(shape: tuple[int, ...]) -> None:
    assert standardized(np.zeros(shape)).shape == (shape[0], np.prod(shape[1:]))


SAID = {
    "one flat image": (lambda: standardized(X[5].ravel()), ONE_ALONE),
    "one flat image, predicted": (lambda: predict(X[5].ravel(), [LAYER]), ONE_ALONE),
    "one flat image in a layer": (lambda: affine(X[5].ravel(), *LAYER), ONE_ALONE),
    "one image, predicted": (
        lambda: predict(X[5], [LAYER]),
        r"or rows of 784 inputs, such as flatten\(x_test\[5:6\]\)",
    ),
    "images, predicted": (lambda: predict(X, [LAYER]), "give each sample one row, as flatten does"),
    "a last axis": (lambda: standardized(X[..., None]), MENDED),
    "a last axis, drawn": (lambda: draw_digit(AX, X[5][..., None]), MENDED),
    "rows where images are due": (lambda: draw_digits([AX], flatten(X)), r"as with \.reshape\(-1, 28, 28\)"),
    "images where one is due": (lambda: draw_digit(AX, X[5:6]), r"pass one of them, such as the first with \[0\]"),
    "answers where one is due": (lambda: draw_probabilities(AX, np.full((1, 10), 0.1)), "pass one of them"),
    "images with labels": (lambda: standardized((X, Y)), "images is a tuple of unlike arrays; pass one of them"),
    "no image": (lambda: standardized(X[5:5]), r"images is empty \(shape \(0, 28, 28\)\)"),
    "one label": (lambda: one_hot(3), r"such as y_test\[5:6\] instead of y_test\[5\]"),
    "labels in a column": (lambda: one_hot(Y[:, None]), MENDED),
    "one-hot labels": (lambda: one_hot(one_hot(Y)), ENCODED),
    "one-hot labels, whole": (lambda: one_hot(one_hot(Y).astype(int)), ENCODED),
    "one-hot predictions": (lambda: draw_predictions([AX], X, one_hot(Y).astype(int), Y, Y), ENCODED),
    "whole labels": (lambda: cross_entropy(np.full((10, 10), 0.1), Y), "apply one_hot to the labels first"),
}


@pytest.mark.parametrize("name", SAID)
def test_what_is_nearly_right_is_told_what_to_do(name: str) -> None:
    attempt, says = SAID[name]
    with pytest.raises((TypeError, ValueError), match=says) as refused:
        attempt()
    assert len(str(refused.value)) < 300


def test_lists_are_taken_as_arrays_are() -> None:
    np.testing.assert_array_equal(standardized(X[:2].tolist()), standardized(X[:2]))
