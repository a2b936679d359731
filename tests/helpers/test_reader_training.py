"""helpers.reader_training: the recipes, in small, and how images are moved."""

import math

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.reproducibility import make_reproducible

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

from helpers import reader_training  # noqa: E402
from helpers.reader_training import move_images, moved_batches, random_maps, train_reader  # noqa: E402
from helpers.readers import build_reader  # noqa: E402


@pytest.fixture(scope="module")
def images():
    return load_mnist()[0][0][:128]


def moved_by_hand(image, to_old):
    """One image, pixel by pixel: between four pixels, linearly."""

    def pixel(row, column):
        return float(image[row, column]) if 0 <= row < 28 and 0 <= column < 28 else 0.0

    new = np.zeros((28, 28))
    for row in range(28):
        for column in range(28):
            x, y = to_old @ (column, row, 1)
            left, top = math.floor(x), math.floor(y)
            right, low = x - left, y - top
            upper = (1 - right) * pixel(top, left) + right * pixel(top, left + 1)
            lower = (1 - right) * pixel(top + 1, left) + right * pixel(top + 1, left + 1)
            new[row, column] = (1 - low) * upper + low * lower
    return new


def test_images_are_moved_as_by_hand(images):
    maps = random_maps(np.random.default_rng(0), 3)
    far = np.array([[[1.0, 0, 40], [0, 1, 0]], [[1, 0, -27.5], [0, 1, 0]], [[1, 0, 0], [0, 1, 12.25]]])
    for some in (maps, far):
        by_hand = [moved_by_hand(image, to_old) for image, to_old in zip(images, some, strict=False)]
        np.testing.assert_allclose(move_images(images[:3], some), by_hand, atol=1e-9)


def test_an_image_that_is_not_moved_stays_to_the_bit(images):
    np.testing.assert_array_equal(move_images(images, np.tile(np.eye(2, 3), (128, 1, 1))), images)


def test_the_middle_moves_by_no_more_than_the_shift():
    maps = random_maps(np.random.default_rng(1), 1_000)
    middle = maps @ [13.5, 13.5, 1]
    assert 1.4 < np.abs(middle - 13.5).max() <= reader_training.SHIFT
    areas = np.abs(np.linalg.det(maps[:, :, :2]))
    assert (areas > 1 / 1.15**2 - 1e-9).all()
    assert (areas < 1 / 0.85**2 + 1e-9).all()
    assert areas.std() > 0.05


def test_batches_are_the_same_for_the_same_seed_and_others_in_each_epoch(images):
    labels = np.arange(128) % 10
    (first, truth), (second, _) = moved_batches(images, labels, 2, seed=5)
    (again, _), _ = moved_batches(images, labels, 2, seed=5)
    assert first.dtype == "float64"
    assert (first.shape, truth.shape) == ((128, 784), (128, 10))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - second).max() > 1
    assert np.asarray(truth).sum(axis=0).tolist() == np.bincount(labels).tolist()
    mean, std = pixel_statistics(load_mnist()[0][0])
    assert np.asarray(first).min() == -mean / (std + 1e-10)


def test_the_convolutional_recipe_is_an_ordinary_fit(images):
    labels = load_mnist()[0][1][:128]
    found = train_reader("convolutional", images=128)
    make_reproducible(0)
    model = build_reader("convolutional")
    model.compile(keras.optimizers.Adam(1e-3), "categorical_crossentropy")
    x = standardize(images, *pixel_statistics(load_mnist()[0][0]))
    model.fit(x, one_hot(labels), batch_size=64, epochs=5, verbose=0)
    for ours, theirs in zip(found.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


@pytest.mark.slow
def test_the_first_steps_of_a_long_training_are_those_of_the_whole(monkeypatch):
    monkeypatch.setattr(reader_training, "SYNTHETIC", 128)
    monkeypatch.setattr(reader_training, "BEST_EPOCHS", 1)
    whole = train_reader("best", images=128)
    begun = train_reader("best", images=128, steps=2)
    shorter = train_reader("best", images=128, steps=1)
    for one, other, third in zip(whole.get_weights(), begun.get_weights(), shorter.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
        assert (one != third).any()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "network"}, "no recipe for 'network', only for linear, convolutional, best"),
        ({"name": "linear", "images": 10**6}, "images"),
        ({"name": "linear", "images": 128, "steps": 3}, "this training is short; leave steps out"),
    ],
)
def test_what_cannot_be_trained_is_a_sentence(given, says):
    with pytest.raises(ValueError, match=says):
        train_reader(**given)
