"""scale.bench.runner: what the table says follows from what was measured."""

import csv
import io
import json
import math
import subprocess
import sys
import tempfile

import pytest

from scale.bench import runner
from scale.bench.runner import Case, rows, table

FEW = 640  # images, where it does not matter what is learned


def case(name: str, precision: str, seconds: list[float], accuracy: float | None = 0.96) -> Case:
    """A case that was measured."""
    return Case(name, precision, None, None, seconds, accuracy)


MEASURED = [
    case("floor", "float32", [9.0, 5.0, 0.2, 0.3, 0.25], None),
    case("post", "float32", [4.0, 3.0, 2.0, 2.5, 1.5]),
    case("floor", "float64", [9.0, 5.0, 0.5, 0.5, 0.5], None),
    case("fast_path", "float64", [2.0, 1.0, 0.75, 0.5, 0.6], 0.9625),
]


def test_medians_leave_the_first_epochs_out_and_each_precision_has_its_floor() -> None:
    assert [tuple(row.values()) for row in rows(MEASURED)] == [
        ("floor", "float32", "0.2500", "1.000", ""),
        ("post", "float32", "2.0000", "8.000", "0.9600"),
        ("floor", "float64", "0.5000", "1.000", ""),
        ("fast_path", "float64", "0.6000", "1.200", "0.9625"),
    ]
    assert tuple(rows(MEASURED)[0]) == runner.COLUMNS


def test_the_table_has_the_spread_and_the_first_epochs_with_all_that_comes_before() -> None:
    lines = table(MEASURED).splitlines()
    assert len(lines) == 1 + len(MEASURED)
    assert lines[2].split() == ["post", "float32", "2.000", "(1.500", "2.500)", "8.000", "0.9600", "9.00", "s"]


def test_cases_train_by_turns_in_processes_of_their_own(capsys: pytest.CaptureFixture) -> None:
    measured = runner.measure(["floor"], rounds=1, images=FEW)
    assert [(one.name, one.precision, len(one.seconds)) for one in measured] == [
        ("floor", "float32", 3),
        ("floor", "float64", 3),
    ]
    assert all(one.process.poll() is not None for one in measured)
    assert [row["ratio_to_floor"] for row in rows(measured)] == ["1.000", "1.000"]
    assert "float64, epoch 3 of 3: floor" in capsys.readouterr().out


@pytest.mark.slow
def test_each_of_the_books_own_ways_trains_the_network() -> None:
    names = ["post", "steps_per_execution", "jit_compile", "fast_path"]
    found = {(one.name, one.precision): one.accuracy for one in runner.measure(names, rounds=1)}
    assert len(found) == 8
    for (name, precision), accuracy in found.items():
        assert accuracy == pytest.approx(0.9625, abs=0.002 if precision == "float32" else 1e-12), (name, precision)


def test_a_case_that_ends_early_is_named_with_its_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "PEERS", ())
    monkeypatch.setitem(runner.CASES, "made up", None)
    with pytest.raises(runner.BenchmarkFailed, match=r"^made up in float32 ended early: KeyError: 'made up'$"):
        runner.measure(["made up"], rounds=1, images=FEW)


def test_a_case_that_has_ended_before_its_turn_is_named_too() -> None:
    with tempfile.TemporaryFile() as log:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log, "text": True}
        process = subprocess.Popen([sys.executable, "-c", "raise KeyError('oh')"], **pipes)
        process.wait()
        with pytest.raises(runner.BenchmarkFailed, match=r"^made up in float32 ended early: KeyError: 'oh'$"):
            runner.Case("made up", "float32", process, log).epoch()
        runner.end(process)
        process.stdout.close()


def test_without_the_peers_the_others_are_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(runner, "PEERS_FOLDER", tmp_path / "peers")
    monkeypatch.setattr(runner, "LOCAL", tmp_path / "local")
    monkeypatch.setattr(runner, "RECORDED", tmp_path / "recorded")
    monkeypatch.setattr(subprocess, "call", lambda command: 1)
    monkeypatch.setattr(runner, "measure", lambda names, rounds: [one for one in MEASURED if one.name in names])
    monkeypatch.setattr("sys.argv", ["runner", "--only", "post", "jax"])
    assert runner.main() == 0
    said = capsys.readouterr()
    assert "The peers cannot be had" in said.err
    assert "post" in said.out
    written = list(csv.DictReader(io.StringIO((tmp_path / "local" / "training.csv").read_text())))
    assert [row["case"] for row in written] == ["floor", "post", "floor"]
    assert not (tmp_path / "recorded").exists()  # what the book shows stays as it is


def test_the_slower_floor_is_kept_apart() -> None:
    measured = [*MEASURED, case("floor_avx", "float64", [9.0, 5.0, 1.0, 1.0, 1.0], None)]
    assert [row["case"] for row in runner.comparison(measured)] == [one.name for one in MEASURED]
    assert "floor_avx" in table(measured)


def test_what_is_recorded(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(runner, "RECORDED", tmp_path)
    monkeypatch.setattr(runner, "measure", lambda names, rounds: MEASURED)
    monkeypatch.setattr("sys.argv", ["runner", "--only", "post", "--record"])
    assert runner.main() == 0
    header = (tmp_path / "training.csv").read_text().splitlines()[0]
    assert header == "case,precision,seconds_per_epoch,ratio_to_floor,test_accuracy"
    epochs = list(csv.DictReader(io.StringIO((tmp_path / "epochs.csv").read_text())))
    assert math.isclose(sum(float(row["seconds"]) for row in epochs), sum(sum(one.seconds) for one in MEASURED))
    assert json.loads((tmp_path / "machine.json").read_text())["logical_cpus"] >= 1
