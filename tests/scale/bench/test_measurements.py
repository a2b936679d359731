"""book/measurements: the committed measurements are complete and agree with each other."""

import csv
from statistics import median

import pytest

from helpers.measurements import FOLDER, measuring_machine
from scale.bench.runner import COLUMNS, PRECISIONS, WARM_UP
from scale.bench.ways_to_train import CASES, SURROUNDINGS
from scale.distributed.launcher import Recipe


def read(name: str) -> list[dict[str, str]]:
    """The rows of a file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_comparison_has_each_case_in_each_precision() -> None:
    rows = read("training")
    assert tuple(rows[0]) == COLUMNS
    expected = [(name, precision) for precision in PRECISIONS for name in CASES if name not in SURROUNDINGS]
    assert [(row["case"], row["precision"]) for row in rows] == expected


def test_medians_and_ratios_follow_from_the_epochs() -> None:
    counted: dict[tuple[str, str], list[float]] = {}
    for row in read("epochs"):
        if int(row["epoch"]) > WARM_UP:
            counted.setdefault((row["case"], row["precision"]), []).append(float(row["seconds"]))
    assert all(len(seconds) >= 5 for seconds in counted.values())
    for row in read("training"):
        seconds = median(counted[row["case"], row["precision"]])
        assert float(row["seconds_per_epoch"]) == pytest.approx(seconds, abs=1e-4)
        ratio = seconds / median(counted["floor", row["precision"]])
        assert float(row["ratio_to_floor"]) == pytest.approx(ratio, rel=2e-3)


def test_nobody_is_fast_by_doing_less() -> None:
    accuracies = {row["case"]: float(row["test_accuracy"]) for row in read("training") if row["test_accuracy"]}
    assert set(accuracies) == set(CASES) - {"floor"} - set(SURROUNDINGS)
    assert all(accuracy == pytest.approx(0.9625, abs=0.005) for accuracy in accuracies.values())


def test_the_machine_is_named() -> None:
    assert measuring_machine()["processor"]
    assert measuring_machine()["logical_cpus"] >= 1


def test_the_losses_of_the_workers_are_those_of_one() -> None:
    rows = read("losses")
    assert len(rows) >= 100
    assert all(float(row["one_worker"]) == pytest.approx(float(row["two_workers"]), abs=1e-9) for row in rows)
    for row in read("workers"):
        recipe = Recipe(workers=int(row["workers"]), batch_size=int(row["batch_size"]), examples=int(row["batch_size"]))
        assert int(row["bytes_computed"]) == recipe.bytes_per_step
        if recipe.workers > 1:
            assert float(row["bytes_per_step"]) == pytest.approx(recipe.bytes_per_step, rel=0.05)
