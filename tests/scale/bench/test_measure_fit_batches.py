"""scale.bench.measure_fit_batches: what is committed is what it would write."""

from helpers.measurements import measured
from scale.bench.measure_fit_batches import BATCH_SIZES, COLUMNS, IMAGES, ROUNDS


def test_the_table_has_each_batch_size_in_each_round() -> None:
    rows = measured("fit_batches")
    assert rows.dtype.names == COLUMNS
    expected = [(size, number) for number in range(1, ROUNDS + 1) for size in BATCH_SIZES]
    assert [tuple(row)[:2] for row in rows.tolist()] == expected


def test_no_batch_is_smaller_than_the_others() -> None:
    assert not any(IMAGES % size for size in BATCH_SIZES)
