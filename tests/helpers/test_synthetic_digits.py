"""helpers.synthetic_digits: forms of digits, and the images that are made of them."""

import hashlib

import numpy as np
import pytest

from helpers.synthetic_digits import CLASSES, bent_strokes, load_templates, synthetic_digits

SHA256_OF_THE_FIRST_HUNDRED = "bbc013a7e2382e4577abfef7a7d9770c4761669337799854c2f57375d964428f"


def test_each_digit_has_forms_within_their_box():
    templates = load_templates()
    assert {each.digit for each in templates} == set(range(CLASSES))
    for each in templates:
        assert each.weight > 0
        points = np.vstack([run for stroke in each.strokes for run in stroke])
        assert points.shape[1] == 2
        assert -0.15 <= points.min() <= points.max() <= 1.2
        assert all(len(run) >= 2 for stroke in each.strokes for run in stroke)


def test_the_habits_that_mnist_lacks_are_among_the_forms():
    strokes_of = {digit: [each.strokes for each in load_templates() if each.digit == digit] for digit in range(10)}
    for digit in (0, 1, 4, 7):  # slashed, with a foot, of two strokes, crossed
        assert any(len(strokes) == 2 for strokes in strokes_of[digit])
    assert any(strokes[0][-1][-1][0] < 0.15 for strokes in strokes_of[9])  # a 9 whose tail is hooked to the left


def test_a_corner_stays_a_corner_and_lines_stay_joined():
    rng = np.random.default_rng(0)
    for each in load_templates():
        for stroke in bent_strokes(each, rng):
            assert np.linalg.norm(np.diff(stroke, axis=0), axis=1).max() < 14  # of 28: no line jumps across the paper


def test_the_same_seed_makes_the_same_images():
    images, labels = synthetic_digits(40, seed=3)
    again, _ = synthetic_digits(40, seed=3)
    others, _ = synthetic_digits(40, seed=4)
    np.testing.assert_array_equal(images, again)
    assert (images != others).any()
    assert (images.dtype, images.shape, images.max()) == (np.uint8, (40, 28, 28), 255)
    assert labels.tolist() == [*range(10)] * 4


def test_the_images_of_the_recipe_are_these():
    images, _ = synthetic_digits(100)
    assert hashlib.sha256(images.tobytes()).hexdigest() == SHA256_OF_THE_FIRST_HUNDRED


@pytest.mark.parametrize("count", [0, -1, 10**7, 2.5])
def test_a_wrong_count_is_a_sentence(count):
    with pytest.raises((TypeError, ValueError), match="count"):
        synthetic_digits(count)
