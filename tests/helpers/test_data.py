"""helpers.data: the real MNIST, and what happens when the file is not."""

import hashlib
import pickle
import re

import numpy as np
import pytest

from helpers import data
from helpers.data import load_mnist

NAMES = ("x_train", "y_train", "x_test", "y_test")


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    (x_train, y_train), (x_test, y_test) = load_mnist()
    return dict(zip(NAMES, (x_train, y_train, x_test, y_test), strict=True))


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Let load_mnist read a copy that a test may spoil."""
    path = tmp_path / "mnist.npz"
    path.write_bytes(data.PATH.read_bytes())
    monkeypatch.setattr(data, "PATH", path)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_each_array_is_the_one_of_the_readme(arrays, name):
    readme = (data.PATH.parent / "README.md").read_text(encoding="utf-8")
    (expected,) = re.findall(rf"^\| {name} \| ([0-9a-f]{{64}}) \|$", readme, re.MULTILINE)
    assert hashlib.sha256(arrays[name].tobytes()).hexdigest() == expected


def test_shapes_types_and_ranges(arrays):
    assert {name: array.shape for name, array in arrays.items()} == {
        "x_train": (60_000, 28, 28),
        "y_train": (60_000,),
        "x_test": (10_000, 28, 28),
        "y_test": (10_000,),
    }
    assert {array.dtype for array in arrays.values()} == {np.dtype(np.uint8)}
    assert (arrays["x_train"].min(), arrays["x_train"].max()) == (0, 255)
    assert np.unique(arrays["y_train"]).tolist() == list(range(10))
    assert arrays["y_train"][1] == 0


def test_arrays_are_fresh_and_writable(arrays):
    (x_train, y_train), (x_test, y_test) = load_mnist()
    for array in (x_train, y_train, x_test, y_test):
        array[:] = 77
    (again, _), _ = load_mnist()
    np.testing.assert_array_equal(again, arrays["x_train"])


def assert_refused(path, error, says):
    with pytest.raises(error, match=says) as caught:
        load_mnist()
    message = str(caught.value)
    assert str(path) in message
    assert "`git checkout -- helpers/datasets/mnist.npz`" in message


def test_an_untouched_copy_is_accepted(copy):
    assert load_mnist()[0][1][1] == 0


def test_missing_file(copy):
    copy.unlink()
    assert_refused(copy, FileNotFoundError, "is missing")


def test_folder_in_its_place(copy):
    copy.unlink()
    copy.mkdir()
    assert_refused(copy, OSError, "cannot be read")


@pytest.mark.parametrize("size", [0, 1_000, data.SIZE - 1])
def test_truncated_file(copy, size):
    copy.write_bytes(copy.read_bytes()[:size])
    assert_refused(copy, ValueError, f"truncated or replaced: {size:,} bytes, expected 11,490,519")


@pytest.mark.parametrize("place", [0, 5_000_000, data.SIZE - 1])
def test_one_altered_byte(copy, place):
    content = bytearray(copy.read_bytes())
    content[place] ^= 1
    copy.write_bytes(content)
    assert_refused(copy, ValueError, "is altered")


class Bomb:
    """Unpickling it leaves a trace."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return open, (str(self.trace), "w")


@pytest.mark.parametrize("trusted", [False, True])
def test_a_pickle_is_never_run(copy, tmp_path, monkeypatch, trusted):
    trace = tmp_path / "trace"
    content = pickle.dumps(Bomb(trace)).ljust(data.SIZE, b"\0")
    copy.write_bytes(content)
    if trusted:  # even with the checksum of the pickle in the code
        monkeypatch.setattr(data, "SHA256", hashlib.sha256(content).hexdigest())
    with pytest.raises(ValueError, match="pickle" if trusted else "altered"):
        load_mnist()
    assert not trace.exists()


def test_pickled_arrays_in_the_archive_are_never_run(copy, tmp_path, monkeypatch):
    trace = tmp_path / "trace"
    np.savez(copy, **{name: np.array([Bomb(trace)], dtype=object) for name in NAMES})
    content = copy.read_bytes()
    monkeypatch.setattr(data, "SHA256", hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(data, "SIZE", len(content))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_mnist()
    assert not trace.exists()


@pytest.mark.parametrize("wrong", [np.zeros(60_000, np.int64), np.zeros(59_999, np.uint8)])
def test_shape_and_type_are_checked_beside_the_checksum(copy, monkeypatch, arrays, wrong):
    small = {name: np.zeros((3, *array.shape[1:]), np.uint8) for name, array in arrays.items()}
    monkeypatch.setattr(data, "SHAPES", {name: array.shape for name, array in small.items()} | {"y_train": (60_000,)})
    np.savez(copy, **(small | {"y_train": wrong}))
    content = copy.read_bytes()
    monkeypatch.setattr(data, "SHA256", hashlib.sha256(content).hexdigest())
    monkeypatch.setattr(data, "SIZE", len(content))
    assert_refused(copy, ValueError, r"holds y_train as .*, expected uint8 \(60000,\)")
