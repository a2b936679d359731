"""scale.bench.measure_convolutions: what is committed is what it would write."""

from helpers.measurements import measured
from scale.bench.measure_convolutions import COLUMNS, ROUNDS


def test_the_table_has_each_round_without_the_compiler_and_with_it() -> None:
    rows = measured("convolutions")
    assert rows.dtype.names == COLUMNS
    expected = [(compiled, number) for number in range(1, ROUNDS + 1) for compiled in (False, True)]
    assert [tuple(row)[:2] for row in rows.tolist()] == expected
