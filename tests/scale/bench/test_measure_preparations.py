"""scale.bench.measure_preparations: what it prepares, and that what is committed is what it would write."""

import numpy as np
import pytest

from helpers.measurements import measured
from helpers.page_training import preparation as in_the_page
from helpers.reproducibility import make_reproducible
from scale.bench.measure_preparations import (
    APART,
    COLUMNS,
    COLUMNS_LONG,
    PREPARATIONS,
    RATES,
    RATES_LONG,
    SEEDS,
    Trials,
    shift_and_scale,
)

NAMES_IN_THE_PAGE = {
    "raw": "raw",
    "divided by 255": "divided",
    "divided by deviation": "scaled",
    "standardized": "standardized",
}


@pytest.mark.parametrize("name", NAMES_IN_THE_PAGE)
def test_a_preparation_is_that_of_the_page(name: str) -> None:
    assert shift_and_scale(name, 33.0, 79.0) == in_the_page(NAMES_IN_THE_PAGE[name], 33.0, 79.0)


def test_each_shift_comes_with_each_scale() -> None:
    assert len(set(PREPARATIONS.values())) == len(PREPARATIONS) == 2 * 3


def test_another_start_gives_the_first_sums_of_another_preparation() -> None:
    make_reproducible()
    starts = {}
    for name, (other, _) in APART.items():
        trials = Trials(name, learned_from=32)
        trials.train(rate=0, seed=0, factor=trials.factor(other))
        starts[name] = trials.training_accuracy()
        trials.train(rate=0, seed=0)
        starts[name, "own"] = trials.training_accuracy()
    for name, (other, _) in APART.items():
        assert starts[name] == starts[other, "own"]


def test_the_table_has_each_preparation_with_each_rate_and_seed() -> None:
    rows = measured("preparations")
    assert rows.dtype.names == COLUMNS
    expected = []
    for name in PREPARATIONS:
        expected += [(name, "own", rate, seed) for rate in RATES for seed in SEEDS]
        if name in APART:
            other, rates = APART[name]
            expected += [(name, other, rate, seed) for rate in rates for seed in SEEDS]
    assert [tuple(row)[:4] for row in rows.tolist()] == expected
    assert np.all((rows["validation_accuracy"] > 0) & (rows["validation_accuracy"] < 1))


def test_the_long_table_has_each_preparation_with_its_rates() -> None:
    rows = measured("preparations_long")
    assert rows.dtype.names == COLUMNS_LONG
    expected = [(name, rate, seed) for name, rates in RATES_LONG.items() for rate in rates for seed in SEEDS]
    assert [tuple(row)[:3] for row in rows.tolist()] == expected
