"""The training of the page in NumPy: its random numbers, its gradients, and what it says of a network."""

import numpy as np
import pytest

from helpers.digit_sheet import digit_sheet
from helpers.numpy_network import cross_entropy, predict
from helpers.page_training import PageTraining, RandomNumbers, Settings, first_layers, gradients, moved
from helpers.preprocessing import one_hot


def few_digits(learned: int = 60, judged: int = 20) -> tuple:
    """The first digits of the sheet, as PageTraining takes them."""
    (x, y), (others, other_labels) = digit_sheet()
    return (x[:learned], y[:learned]), (others[:judged], other_labels[:judged])


def test_random_numbers_are_those_of_mulberry32_and_go_on() -> None:
    """A naive loop over the generator's published lines, with Python's whole numbers."""

    def naive(state: int, count: int) -> list[float]:
        numbers = []
        for _ in range(count):
            state = (state + 0x6D2B79F5) % 2**32
            mixed = ((state ^ (state >> 15)) * (state | 1)) % 2**32
            mixed ^= (mixed + (mixed ^ (mixed >> 7)) * (mixed | 61)) % 2**32
            numbers.append((mixed ^ (mixed >> 14)) / 2**32)
        return numbers

    for seed in (0, 1, 2**31, 2**32 - 1):
        random = RandomNumbers(seed)
        assert [*random.draw(3), *random.draw(5)] == naive(seed, 8)


def test_a_shuffled_array_has_the_same_numbers_and_the_given_one_stays() -> None:
    numbers = np.arange(50)
    shuffled = RandomNumbers(3).shuffled(numbers)
    assert sorted(shuffled) == list(range(50))
    assert (shuffled != numbers).mean() > 0.8
    np.testing.assert_array_equal(numbers, np.arange(50))


@pytest.mark.parametrize("hidden", [0, 8])
def test_gradients_are_those_that_can_be_measured(hidden: int) -> None:
    layers = first_layers(Settings(hidden=hidden, seed=5))
    chance = np.random.default_rng(0)
    x, y = chance.normal(size=(6, 784)), one_hot(chance.integers(0, 10, size=6))
    h = 1e-6
    for layer, slopes in zip(layers, gradients(layers, x, y), strict=True):
        for array, slope in zip(layer, slopes, strict=True):
            assert array.shape == slope.shape
            for place in chance.integers(0, array.size, size=12):
                flat, before = array.reshape(-1), array.reshape(-1)[place]
                losses = []
                for nearby in (before + h, before - h):
                    flat[place] = nearby
                    losses.append(cross_entropy(predict(x, layers), y))
                flat[place] = before
                assert slope.reshape(-1)[place] == pytest.approx((losses[0] - losses[1]) / (2 * h), abs=1e-8)


def test_each_epoch_takes_every_digit_once_in_an_order_of_its_own() -> None:
    training = PageTraining(Settings(batch=32), few_digits())
    orders = []
    for _ in range(3):
        training.step(2)  # of 32 and of 28 digits
        orders.append(training._order.tolist())
    assert all(sorted(order) == list(range(60)) for order in orders)
    assert len(set(map(tuple, orders))) == 3
    assert training.steps == 6


def test_without_hidden_neurons_zeros_learn_and_with_them_they_do_not() -> None:
    plain = PageTraining(Settings(hidden=0, start="zero"), few_digits())
    deep = PageTraining(Settings(hidden=8, start="zero"), few_digits())
    for training in (plain, deep):
        training.step(20)
    assert plain.judged()[0].accuracy > 0.9
    assert plain.dead().size == 0
    assert deep.dead().all()
    assert not any(weights.any() for weights, _ in deep.layers)


def test_shuffled_labels_are_learned_and_mean_nothing_for_others() -> None:
    training = PageTraining(Settings(hidden=32, labels="shuffled"), few_digits(60, 500))
    training.step(400)
    learned, others = training.judged()
    assert learned.accuracy > 0.9
    assert others.accuracy < 0.3


def test_it_learns_from_the_first_images_alone() -> None:
    (x, y), others = few_digits()
    some = PageTraining(Settings(images=30), ((x, y), others))
    alone = PageTraining(Settings(), ((x[:30], y[:30]), others))
    for training in (some, alone):
        training.step(5)
    np.testing.assert_array_equal(some.layers[0][0], alone.layers[0][0])


def test_each_image_is_moved_by_its_own_pixels_and_what_leaves_is_lost() -> None:
    images = np.random.default_rng(0).integers(1, 16, size=(3, 28, 28))
    right, down = np.array([0, 3, -28]), np.array([0, -2, 1])
    expected = np.zeros_like(images)
    expected[0] = images[0]
    expected[1, :26, 3:] = images[1, 2:, :25]
    np.testing.assert_array_equal(moved(images, right, down), expected)


def test_digits_are_moved_otherwise_each_time_and_judged_where_they_stand() -> None:
    digits = few_digits()
    still, moving = (PageTraining(Settings(shift=shift, batch=60), digits) for shift in (0, 2))
    assert still.judged()[0].loss == moving.judged()[0].loss
    first, second = (moving._batch(np.arange(60)) for _ in range(2))
    assert (first != second).any(axis=1).mean() > 0.9
    assert np.unique(moving._batch(np.zeros(400, int)), axis=0).shape[0] == 25  # places that two pixels reach
