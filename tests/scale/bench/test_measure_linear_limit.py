"""scale.bench.measure_linear_limit: what is committed is what it would write."""

from helpers.measurements import measured
from scale.bench.measure_linear_limit import COLUMNS, EPOCHS, LAST, SEEDS


def test_the_table_has_each_network_from_each_seed_after_all_its_epochs() -> None:
    rows = measured("linear_limit")
    assert rows.dtype.names == COLUMNS
    expected = [
        (name, seed, epochs) for name, last in LAST.items() for seed in SEEDS for epochs in EPOCHS if epochs <= last
    ]
    assert [tuple(row)[:3] for row in rows.tolist()] == expected


def test_the_weights_are_those_of_ten_neurons_for_all_pixels() -> None:
    weights = measured("linear_weights")
    assert weights.dtype.names == tuple(f"neuron_{digit}" for digit in range(10))
    assert weights.shape == (784,)
    assert not any(weights[0])  # no picture has ink in the corner
