"""helpers.models: the committed weights, and what happens when a file is not what it should be."""

import hashlib
import pickle

import numpy as np
import pytest

from helpers import models
from helpers.models import load_weights, save_weights, weights_path
from tests.copies import copied

SMALL = {"layer_1_kernel": np.arange(6.0).reshape(2, 3), "layer_1_bias": np.array([1.0, 2.0, 3.0])}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the weights that a test may spoil."""
    copy = copied(models.FOLDER, tmp_path / "models", "*.py")
    monkeypatch.setattr(models, "FOLDER", copy)
    return copy


def assert_refused(name, error, says, restored):
    with pytest.raises(error, match=says) as caught:
        load_weights(name)
    message = str(caught.value)
    assert f"`git checkout -- helpers/models/{restored}`" in message
    assert message.count(". ") == 0


def test_each_file_is_on_the_list_and_each_line_has_its_file():
    assert {path.name for path in models.FOLDER.glob("*.npz")} == set(models._checksums())


def test_all_that_is_committed_is_finite_double_precision_below_a_megabyte():
    for path in models.FOLDER.glob("*.npz"):
        weights = load_weights(path.stem)
        assert all(array.dtype == np.float64 and np.isfinite(array).all() for array in weights.values())
        assert path.stat().st_size < 1e6


def test_the_readme_names_each_array_with_its_shape():
    readme = (models.FOLDER / "README.md").read_text(encoding="utf-8")
    for path in models.FOLDER.glob("*.npz"):
        section = readme.partition(f"## {path.name}\n")[2].partition("\n## ")[0]
        for name, array in load_weights(path.stem).items():
            assert f"| {name} | {array.shape} |" in section


def test_what_is_saved_is_loaded_and_the_other_files_stay(folder):
    before = load_weights("network")
    save_weights("small", SMALL)
    for name, weights in (("small", SMALL), ("network", before)):
        found = load_weights(name)
        assert list(found) == list(weights)
        for array in weights:
            np.testing.assert_array_equal(found[array], weights[array], strict=True)
            assert found[array].flags.writeable


def test_the_same_numbers_make_the_same_bytes(folder):
    committed = {path.name: path.read_bytes() for path in folder.iterdir()}
    save_weights("network", load_weights("network"))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == committed


def test_a_folder_without_a_list_gets_one(folder):
    (folder / models.CHECKSUMS).unlink()
    save_weights("small", SMALL)
    assert load_weights("small").keys() == SMALL.keys()


def flip(path, place):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "error", "says"),
    [
        (lambda path: path.unlink(), FileNotFoundError, "is missing"),
        (lambda path: (path.unlink(), path.mkdir()), OSError, "cannot be read"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1]), ValueError, "is altered"),
        (lambda path: path.write_bytes(b""), ValueError, "is altered"),
        (lambda path: flip(path, 0), ValueError, "is altered"),
        (lambda path: flip(path, 500_000), ValueError, "is altered"),
    ],
)
def test_a_missing_or_spoilt_file_is_a_sentence_that_says_how_to_restore_it(folder, spoil, error, says):
    spoil(weights_path("network"))
    assert_refused("network", error, says, "network.npz")


@pytest.mark.parametrize(
    ("spoil", "error", "says"),
    [
        (lambda path: path.unlink(), FileNotFoundError, "is missing"),
        (lambda path: path.write_text("network.npz"), ValueError, "is altered"),
        (lambda path: path.write_bytes(b"\xff\xfe"), ValueError, "is altered"),
        (lambda path: path.write_text(""), ValueError, r"has no line for network\.npz, only for no file at all"),
    ],
)
def test_a_missing_or_spoilt_list_is_a_sentence_too(folder, spoil, error, says):
    spoil(folder / models.CHECKSUMS)
    assert_refused("network", error, says, models.CHECKSUMS)


def test_a_network_that_is_not_there_is_named():
    with pytest.raises(ValueError, match=r"^There are no weights 'other'; choose from best, .*network\.$"):
        load_weights("other")


class Bomb:
    """Unpickling it leaves a trace."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return open, (str(self.trace), "w")


@pytest.mark.parametrize("inside", [False, True])
def test_a_pickle_is_never_run_even_with_its_checksum_on_the_list(folder, tmp_path, inside):
    trace, path = tmp_path / "trace", weights_path("network")
    if inside:
        np.savez(path, layer_1_kernel=np.array([Bomb(trace)], dtype=object))
    else:
        path.write_bytes(pickle.dumps(Bomb(trace)))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / models.CHECKSUMS).write_text(f"{sha256}  network.npz\n", encoding="ascii")
    with pytest.raises(ValueError, match="pickle"):
        load_weights("network")
    assert not trace.exists()


def test_objects_are_not_saved(folder):
    with pytest.raises(ValueError, match="allow_pickle=False"):
        save_weights("small", {"layer_1_kernel": np.array([None])})
