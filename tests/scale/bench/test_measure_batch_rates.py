"""scale.bench.measure_batch_rates: what is committed is what it would write."""

import numpy as np

from helpers.measurements import measured
from helpers.recipe import BATCH_SIZE, LEARNING_RATE
from scale.bench.measure_batch_rates import BATCH_SIZES, COLUMNS, RATES, SEEDS


def test_the_table_has_each_batch_size_with_each_rate_and_seed() -> None:
    rows = measured("batch_rates")
    assert rows.dtype.names == COLUMNS
    expected = [(size, rate, seed) for size in BATCH_SIZES for rate in RATES for seed in SEEDS]
    assert [tuple(row)[:3] for row in rows.tolist()] == expected


def test_the_rate_that_grows_with_the_batch_is_among_them() -> None:
    assert all(np.isclose(RATES, LEARNING_RATE * size / BATCH_SIZE).any() for size in BATCH_SIZES)
