"""tools.models: what is the same, what is not, and what is written when."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from helpers import models as committed
from tools import models

SMALL = {"layer_1_kernel": np.array([[0.25, -1.5], [3.0, 0.0]]), "layer_1_bias": np.array([0.1234564, 2.0])}


def moved(by: float) -> dict[str, np.ndarray]:
    """The small network, with one weight a little off."""
    weights = {name: array.copy() for name, array in SMALL.items()}
    weights["layer_1_kernel"][0, 1] += by
    return weights


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the weights of the small network, and a recipe that makes them again."""
    monkeypatch.setattr(committed, "FOLDER", tmp_path)
    monkeypatch.setattr(models, "RECIPES", {"small": lambda: moved(0)})
    committed.save_weights("small", SMALL)
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("by", [0, 1e-15, 9e-13])
@pytest.mark.parametrize("arguments", [[], ["--write"]])
def test_the_same_weights_keep_their_bytes(folder, monkeypatch, capsys, by, arguments):
    monkeypatch.setattr(models, "RECIPES", {"small": lambda: moved(by)})
    before = files(folder)
    assert models.main(arguments) == 0
    assert "the same as committed: 6 weights are at most" in capsys.readouterr().out
    assert files(folder) == before


OTHERS = {
    "a weight differs by 1.1e-12, more than 1e-12": moved(1.1e-12),
    "a weight differs by nan": moved(np.nan),
    "the arrays are": {"layer_1_kernel": np.zeros((2, 2))},
    "not {'layer_1_kernel': (2, 2), 'layer_1_bias': (2,)}": {name: array[:1] for name, array in SMALL.items()},
}


@pytest.mark.parametrize("says", OTHERS)
def test_other_weights_are_told_and_written_only_when_asked_for(folder, monkeypatch, capsys, says):
    monkeypatch.setattr(models, "RECIPES", {"small": lambda: OTHERS[says]})
    before = files(folder)
    assert models.main([]) == 1
    assert says in capsys.readouterr().out
    assert files(folder) == before
    assert models.main(["--write"]) == 0
    assert "The new ones are written." in capsys.readouterr().out
    np.testing.assert_equal(committed.load_weights("small"), OTHERS[says])


def test_a_digit_that_is_rounded_otherwise_is_told():
    edge = {"layer_1_bias": np.array([1.5e-6 - 1e-16])}
    assert models.difference(edge, {"layer_1_bias": np.array([1.5e-6 + 1e-16])}).startswith("rounded to 6 places, 1 ")


def test_no_weight_of_the_model_lies_where_the_tolerance_changes_a_rounded_digit():
    for array in committed.load_weights("network").values():
        steps = np.abs(array) * 10**models.DECIMALS
        assert np.abs(steps % 1 - 0.5).min() > models.TOLERANCE * 10**models.DECIMALS


def test_a_file_that_cannot_be_written_is_named(folder, capsys):
    (folder / "small.npz").unlink()
    (folder / "small.npz").mkdir()  # no file can be written there, not even by root
    assert models.main(["small", "--write"]) == 1
    assert "small.npz cannot be written (Is a directory): copy the repository" in capsys.readouterr().err


def test_a_missing_file_is_written(folder, capsys):
    before = files(folder)
    (folder / "small.npz").unlink()
    assert models.main(["small"]) == 0
    assert "written to" in capsys.readouterr().out
    assert files(folder) == before


def test_a_spoilt_file_is_a_sentence_and_written_when_asked_for(folder, capsys):
    before = files(folder)
    (folder / "small.npz").write_bytes(b"spoilt")
    assert models.main([]) == 1
    told = capsys.readouterr()
    assert "is altered" in told.err
    assert "git checkout -- helpers/models/small.npz" in told.err
    assert models.main(["--write"]) == 0
    assert files(folder) == before


def test_one_that_differs_does_not_keep_the_others_from_their_turn(folder, monkeypatch, capsys):
    committed.save_weights("last", SMALL)
    monkeypatch.setattr(models, "RECIPES", {"small": lambda: moved(1), "last": lambda: moved(0)})
    assert models.main([]) == 1
    assert "last: trained" in capsys.readouterr().out


def test_a_network_without_a_recipe_is_refused(folder, capsys):
    with pytest.raises(SystemExit, match="2"):
        models.main(["nonsense"])
    assert "there is no recipe for nonsense" in capsys.readouterr().err


def test_each_committed_network_has_a_recipe():
    assert {path.stem for path in committed.FOLDER.glob("*.npz")} == models.RECIPES.keys()


def test_weights_are_rounded_and_no_zero_has_a_sign():
    found = models.rounded({"layer_1_kernel": np.array([0.123456, -0.00001, 2.0])}, 4)["layer_1_kernel"]
    assert found.tolist() == [0.1235, 0.0, 2.0]
    assert not np.signbit(found[1])


@pytest.mark.parametrize("name", models.KEPT)
def test_committed_weights_are_rounded_as_their_recipe_rounds_them(name):
    weights = committed.load_weights(name)
    for array, again in models.rounded(weights, models.KEPT[name]).items():
        assert weights[array].tobytes() == again.tobytes()


def test_a_checksum_is_that_of_names_shapes_and_numbers():
    others = [
        {"layer_1_kernel": SMALL["layer_1_kernel"]},
        {"layer_1_weights": SMALL["layer_1_kernel"], "layer_1_bias": SMALL["layer_1_bias"]},
        {**SMALL, "layer_1_kernel": SMALL["layer_1_kernel"].reshape(1, 4)},
        moved(1e-9),
    ]
    assert len({models.checksum(weights) for weights in [SMALL, *others]}) == 5
    assert models.checksum(SMALL) == models.checksum(moved(0))


@pytest.fixture
def beginning(tmp_path, monkeypatch):
    """A list of checksums of first steps, and a training of the small network."""
    monkeypatch.setattr(models, "FIRST_STEPS", tmp_path / "first_steps.json")
    monkeypatch.setattr(models, "LONG", ("best",))
    monkeypatch.setattr(models, "reader", lambda name, steps: moved(0))
    assert models.main(["--first-steps", "--write"]) == 0
    return tmp_path / "first_steps.json"


def test_first_steps_are_compared_and_written_only_when_asked_for(beginning, monkeypatch, capsys):
    before = beginning.read_bytes()
    assert models.main(["--first-steps"]) == 0
    assert f"best: {models.STEPS} steps in 0 s, the same as committed, rounded to 4 places" in capsys.readouterr().out
    monkeypatch.setattr(models, "reader", lambda name, steps: moved(1e-4))
    assert models.main(["--first-steps", "best"]) == 1
    assert "not the same as committed" in capsys.readouterr().out
    assert beginning.read_bytes() == before
    assert models.main(["--first-steps", "--write"]) == 0
    assert beginning.read_bytes() != before


def test_only_long_trainings_are_begun(beginning, capsys):
    with pytest.raises(SystemExit, match="2"):
        models.main(["--first-steps", "network"])
    assert "there is no recipe for network" in capsys.readouterr().err


TRAIN = """
import sys
from tools import models
status = models.main(sys.argv[1:])
if sys.platform == "linux":
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
sys.exit(status)
"""
# A process begins with its parent's peak, and these tests may have needed much: so a small one stands between.
CALL = "import subprocess, sys; sys.exit(subprocess.call(sys.argv[1:]))"
WITH_A_PEAK_OF_ITS_OWN = [sys.executable, "-c", CALL]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "count"), [("linear", "7,850"), ("network", "118,282")])
def test_a_training_by_the_recipe_gives_the_committed_weights_in_less_than_two_gigabytes(name: str, count: str):
    training = [sys.executable, "-c", TRAIN, name]
    done = subprocess.run([*WITH_A_PEAK_OF_ITS_OWN, *training], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{name}: trained in" in done.stdout
    assert f"the same as committed: {count} weights" in done.stdout
    if sys.platform == "linux":
        assert int(done.stdout.split()[-1]) < 1.9e9  # bytes


@pytest.mark.slow
def test_long_trainings_begin_as_they_began_when_the_weights_were_made():
    beginning = [sys.executable, "-m", "tools.models", "--first-steps"]
    done = subprocess.run(beginning, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("the same as committed") == len(models.LONG)
