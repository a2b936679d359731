"""scale.bench.measure_ladder: each rung changes one thing, rows are kept and replaced, and what is committed fits."""

import csv
from dataclasses import asdict
from itertools import pairwise

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.measurements import measured
from helpers.reproducibility import make_reproducible

make_reproducible()

from helpers.readers import build_reader  # noqa: E402 (after the log is quiet)
from scale.bench import measure_ladder  # noqa: E402
from scale.bench.measure_ladder import (  # noqa: E402
    ALL,
    COLUMNS,
    CONTROLS,
    MISTAKES,
    OF_MISTAKES,
    RUNGS,
    UNSURE,
    build,
    mistakes,
    record,
)


def test_a_rung_differs_from_the_one_before_in_one_thing():
    called = {rung.name: rung for rung in RUNGS}
    controlled = ("larger batches", "more epochs", "dropout", "dropout", "dropout")
    controls = zip((called[name] for name in controlled), CONTROLS, strict=True)
    for lower, higher in (*pairwise(RUNGS[1:]), *controls):
        one, other = asdict(lower), asdict(higher)
        differ = {what for what in one if one[what] != other[what]} - {"name", "seeds"}
        as_one = {frozenset({"adam", "rate"}), frozenset({"batch_size", "rate"})}  # each optimizer has rates of its own
        assert len(differ) == 1 or differ in as_one, (higher.name, differ)


def test_the_networks_come_nearer_to_the_best():
    assert build("best").count_params() == build("normalized").count_params() == 49_410
    assert [each.name.rstrip("_0123456789") for each in build("normalized").layers] == [
        each.name.rstrip("_0123456789") for each in build_reader("best").layers if "dropout" not in each.name
    ]
    kinds = [each.name for each in build("plain").layers]
    assert not [name for name in kinds if "norm" in name]


def test_mistakes_come_first_and_then_the_unsure():
    probabilities = np.full((3, 10), 0.01)
    probabilities[[0, 1, 2], [4, 4, 9]] = (0.91, 0.5, 0.8)
    rows = mistakes(probabilities, np.array([4, 4, 3]))
    assert [tuple(row.values()) for row in rows] == [
        (50_002, 3, 9, "0.8000", "0.0100"),
        (50_001, 4, 4, "0.5000", "0.5000"),
        (50_000, 4, 4, "0.9100", "0.9100"),
    ]


def test_a_row_takes_the_place_of_the_one_with_its_rung_and_seed(tmp_path):
    path = tmp_path / "ladder.csv"
    for rung, seed, wrong in (("dense", 1, 400), ("linear", 0, 800), ("dense", 0, 390), ("dense", 1, 401)):
        record(dict(zip(COLUMNS, (rung, str(seed), "1", "3", str(wrong), "", "1.0"), strict=True)), path)
    rows = [(row["rung"], row["seed"], row["wrong"]) for row in csv.DictReader(path.read_text().splitlines())]
    assert rows == [("linear", "0", "800"), ("dense", "0", "390"), ("dense", "1", "401")]


def test_the_command_measures_what_it_is_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(measure_ladder, "TABLE", tmp_path / "ladder.csv")
    monkeypatch.setattr(measure_ladder, "record", lambda row: record(row, tmp_path / "ladder.csv"))
    monkeypatch.setattr(measure_ladder, "_prepare", lambda: None)
    measure_ladder.main(["--rungs", "most common class"])
    wrong = (load_mnist()[0][1][50_000:] != 1).sum()
    assert capsys.readouterr().out.startswith(f"most common class 0 0 0 {wrong} ")
    assert len((tmp_path / "ladder.csv").read_text().splitlines()) == 2


def test_the_committed_table_has_whole_rungs_in_the_order_of_the_ladder():
    rows = measured("ladder")
    assert rows.dtype.names == COLUMNS
    measured_rungs = [rung for rung in ALL if rung.name in rows["rung"]]
    expected = [(rung.name, seed) for rung in measured_rungs for seed in range(rung.seeds)]
    assert [(row["rung"], row["seed"]) for row in rows] == expected
    for rung in measured_rungs[1:]:
        of_rung = rows[rows["rung"] == rung.name]
        assert set(of_rung["parameters"]) == {build(rung.network).count_params()}
        assert set(of_rung["epochs"]) == {rung.epochs}
    assert (rows["others_wrong"] > 0).all()


@pytest.mark.parametrize("name", MISTAKES)
def test_the_committed_mistakes_are_those_of_the_network(name):
    [of_rung] = [row for row in measured("ladder") if (row["rung"], row["seed"]) == (name, 0)]
    rows, truth = measured(MISTAKES[name].stem), load_mnist()[0][1]
    assert rows.dtype.names == OF_MISTAKES
    np.testing.assert_array_equal(rows["label"], truth[rows["index"]])
    assert (rows["index"] >= 50_000).all()
    wrong = rows["answer"] != rows["label"]
    assert wrong.sum() == of_rung["wrong"]
    assert (~wrong).sum() == UNSURE
    assert rows["confidence"][~wrong] == pytest.approx(rows["label_probability"][~wrong])
