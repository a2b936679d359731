"""scale.bench.measure_learning_rates: what is judged, and what is committed is what it would write."""

import numpy as np

from helpers.measurements import measured
from scale.bench.measure_learning_rates import COLUMNS, MOMENTS, RATES, SEEDS, judged

X = np.array([[1.0, 2.0], [3.0, 1.0]])
Y = np.eye(2)


def test_a_neuron_that_is_closed_for_all_samples_is_dead() -> None:
    first = np.array([[1.0, -1.0], [0.0, -1.0]])  # the second neuron is never open
    loss, accuracy, dead = judged([first, np.zeros(2), np.zeros((2, 2)), np.zeros(2)], X, Y)
    assert np.isclose(loss, np.log(2))
    assert (accuracy, dead) == (0.5, 1)


def test_numbers_that_are_too_large_have_no_loss() -> None:
    loss, accuracy, _ = judged([np.full((2, 2), np.inf), np.zeros(2)], X, Y)
    assert np.isnan([loss, accuracy]).all()


def test_the_table_has_each_rate_with_each_start_and_moment() -> None:
    rows = measured("learning_rates")
    assert rows.dtype.names == COLUMNS
    expected = [(rate, seed, steps) for rate in RATES for seed in SEEDS for steps in MOMENTS]
    assert [tuple(row)[:3] for row in rows.tolist()] == expected


def test_trainings_of_one_start_begin_alike() -> None:
    rows = measured("learning_rates")
    first = rows[rows["steps"] == 0]
    for seed in SEEDS:
        assert len(np.unique(first[first["seed"] == seed]["validation_loss"])) == 1
