"""helpers.cache: kept, keyed, verified, written in one step, and silent when it cannot be used."""

import functools
import io
import pickle
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from helpers import cache
from helpers.cache import cached_arrays

KEY = {"epochs": 3, "versions": ["1.0", "2.0"], "rate": 0.01}
ARRAYS = {"w": np.arange(6.0).reshape(2, 3), "b": np.array([1, 2], np.uint8), "f": np.asfortranarray(np.ones((2, 3)))}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "new" / "cache"
    monkeypatch.setenv("READING_DIGITS_CACHE", str(folder))
    return folder


class Maker:
    """Makes the arrays, and counts how often."""

    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return {name: array.copy(order="K") for name, array in ARRAYS.items()}


def assert_same(arrays):
    assert arrays.keys() == ARRAYS.keys()
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[name], array, strict=True)
        assert arrays[name].flags.writeable


def only_file(folder):
    (path,) = folder.glob("*.npz")
    return path


def test_made_once_then_kept(folder):
    make = Maker()
    for _ in range(3):
        arrays = cached_arrays("network", KEY, make)
        assert_same(arrays)
        arrays["w"][:] = -1  # what a caller does with its arrays does not reach the cache
    assert make.calls == 1
    assert only_file(folder).name.startswith("network-")
    assert not list(folder.glob("*.tmp"))


def test_the_order_of_the_key_does_not_matter():
    make = Maker()
    cached_arrays("network", KEY, make)
    cached_arrays("network", dict(reversed(KEY.items())), make)
    assert make.calls == 1


@pytest.mark.parametrize(
    ("name", "key"),
    [("other", KEY), ("network", KEY | {"epochs": 4}), ("network", KEY | {"seed": 0}), ("network", {})],
)
def test_another_name_or_key_is_made_anew(folder, name, key):
    make = Maker()
    cached_arrays("network", KEY, make)
    cached_arrays(name, key, make)
    cached_arrays("network", KEY, make)
    assert make.calls == 2
    assert len(list(folder.glob("*.npz"))) == 2


def test_what_is_made_is_new_and_writable_too():
    constant = np.broadcast_to(np.zeros(2), (3, 2))  # cannot be written to
    for _ in range(2):
        cached_arrays("network", KEY, lambda: {"w": constant, "b": constant})["w"][:] = 1
    assert constant.max() == 0


def flip(place):
    def spoil(path):
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)

    return spoil


class Bomb:
    """Unpickling it leaves a trace."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return open, (str(self.trace), "w")


def trace_of(path):
    return path.with_name("trace")


def other_key(path):
    """Put the file of another key in this one's place."""
    good = path.rename(path.with_name("aside"))
    cached_arrays("network", {"other": 1}, lambda: {"w": np.zeros(1)})
    (other,) = path.parent.glob("*.npz")
    other.rename(path)
    good.unlink()


def npy_bytes():
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    return buffer.getvalue()


SPOILERS = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "half": lambda path: path.write_bytes(path.read_bytes()[:200]),
    "empty": lambda path: path.write_bytes(b""),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "flipped at the start": flip(3),
    "flipped in the data": flip(300),
    "flipped at the end": flip(-1),
    "pickle": lambda path: path.write_bytes(pickle.dumps(Bomb(trace_of(path)))),
    "pickled arrays": lambda path: np.savez(path, w=np.array([Bomb(trace_of(path))], dtype=object)),
    "other arrays": lambda path: np.savez(path, something=np.zeros(3)),
    "one array": lambda path: path.write_bytes(npy_bytes()),
    "another key's": other_key,
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS.keys())
def test_a_spoilt_file_is_noticed_and_rebuilt_in_silence(folder, spoil, capfd, recwarn):
    make = Maker()
    cached_arrays("network", KEY, make)
    spoil(only_file(folder))
    assert_same(cached_arrays("network", KEY, make))
    assert make.calls == 2
    assert_same(cached_arrays("network", KEY, make))
    assert make.calls == 2
    assert not trace_of(only_file(folder)).exists()
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


def assert_works_without_caching(capfd, recwarn):
    make = Maker()
    for _ in range(2):
        assert_same(cached_arrays("network", KEY, make))
    assert make.calls == 2
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


@pytest.mark.parametrize("place", ["/dev/null/x", "a file", "/proc/cache"])
def test_a_folder_that_cannot_be_made(tmp_path, monkeypatch, place, capfd, recwarn):
    if place == "a file":
        place = str(tmp_path / "file")
        Path(place).write_text("not a folder")
    monkeypatch.setenv("READING_DIGITS_CACHE", place)
    assert_works_without_caching(capfd, recwarn)


def test_an_empty_home_puts_nothing_at_the_root(monkeypatch, capfd, recwarn):
    for name in ("READING_DIGITS_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "")
    assert_works_without_caching(capfd, recwarn)


def test_a_home_that_cannot_be_written(monkeypatch, capfd, recwarn):
    for name in ("READING_DIGITS_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/dev/null")
    assert_works_without_caching(capfd, recwarn)


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of caches has another name there")
def test_without_a_choice_it_is_the_folder_of_caches(tmp_path, monkeypatch):
    monkeypatch.setenv("READING_DIGITS_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cached_arrays("network", KEY, Maker())
    assert only_file(tmp_path / "reading-digits").exists()


@pytest.mark.parametrize("error", [OSError("no locks"), NotImplementedError()])
def test_a_lock_that_cannot_be_had(monkeypatch, error, capfd, recwarn):
    def refuse(self, *_, **__):
        raise error

    monkeypatch.setattr(cache.FileLock, "acquire", refuse)
    assert_works_without_caching(capfd, recwarn)


HOLD = """
import sys, time, filelock
lock = filelock.FileLock(sys.argv[1])
lock.acquire()
print(flush=True)
time.sleep(60)
"""


def test_a_lock_that_another_process_never_gives_back(folder, monkeypatch, capfd, recwarn):
    cached_arrays("network", KEY, Maker())
    path = only_file(folder)
    path.unlink()
    monkeypatch.setattr(cache, "LOCK_SECONDS", 0.2)
    with subprocess.Popen([sys.executable, "-c", HOLD, f"{path}.lock"], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        try:
            assert_works_without_caching(capfd, recwarn)
        finally:
            other.kill()


def test_a_disk_that_is_full(folder, monkeypatch, capfd, recwarn):
    def fail(self, content):
        with self.open("wb") as file:
            file.write(content[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    assert_works_without_caching(capfd, recwarn)
    assert [path.suffix for path in folder.iterdir()] == [".lock"]  # what was written takes no room


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_device_that_is_full(folder, capfd, recwarn):
    make = Maker()
    cached_arrays("network", KEY, make)
    path = only_file(folder)
    path.unlink()
    path.with_suffix(".tmp").symlink_to("/dev/full")  # each write to it says: no space left on device
    assert_same(cached_arrays("network", KEY, make))
    assert [path.suffix for path in folder.iterdir()] == [".lock"]
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


SMALL_DISK = """
import os, sys
import numpy as np
from helpers.cache import cached_arrays

made = []
def make(size):
    made.append(size)
    return {"w": np.arange(size)}

size = int(sys.argv[1])
for _ in range(2):
    assert cached_arrays("network", {"size": size}, lambda: make(size))["w"].sum() == size * (size - 1) // 2
disk = os.statvfs(os.environ["READING_DIGITS_CACHE"])
print(len(made), (disk.f_blocks - disk.f_bfree) * disk.f_frsize)
"""


def on_a_disk(folder, options, *commands):
    """Run commands where a disk of its own is mounted at the folder, and nowhere else."""
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    script = " && ".join(shlex.join(map(str, command)) for command in [mount, *commands])
    return subprocess.run(["unshare", "-rm", "sh", "-c", script], capture_output=True, text=True, check=False)


@pytest.fixture
def disk(folder):
    folder.mkdir(parents=True)
    try:
        allowed = on_a_disk(folder, "size=64k").returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("this system lets nobody mount a disk; the tests above write to one that says it is full")
    return folder


@pytest.mark.parametrize(("size", "made"), [(1_000, 1), (1_000_000, 2)])
def test_a_small_disk(disk, size, made):
    run = on_a_disk(disk, "size=64k", [sys.executable, "-c", SMALL_DISK, size])
    assert run.stderr == ""
    calls, used = map(int, run.stdout.split())
    assert calls == made
    assert used <= 16_384  # bytes: where the arrays do not fit, nothing of them is left


@pytest.mark.parametrize(("kept", "made"), [([], 2), ([SMALL_DISK], 1)])
def test_a_disk_that_has_become_read_only(disk, kept, made):
    commands = [[sys.executable, "-c", script, 1_000] for script in [*kept, SMALL_DISK]]
    commands.insert(len(kept), ["mount", "-o", "remount,ro", disk])
    run = on_a_disk(disk, "size=64k", *commands)
    assert run.stderr == ""
    assert int(run.stdout.splitlines()[-1].split()[0]) == (0 if kept else 2)


OBSTACLES = {
    "a folder instead of the file": lambda path: path.mkdir(),
    "a folder instead of what is being written": lambda path: path.with_suffix(".tmp").mkdir(),
    "a link that goes round": lambda path: path.symlink_to(path.name),
}


@pytest.mark.parametrize("obstacle", OBSTACLES.values(), ids=OBSTACLES.keys())
def test_something_else_in_the_place_of_the_file(folder, obstacle, capfd, recwarn):
    cached_arrays("network", KEY, Maker())
    path = only_file(folder)
    path.unlink()
    obstacle(path)
    make = Maker()
    for _ in range(2):
        assert_same(cached_arrays("network", KEY, make))
    assert not any(left.is_file() for left in folder.glob("*.tmp"))
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


NOBODY = """
import os
os.environ.pop("READING_DIGITS_CACHE"), os.environ.pop("HOME", None), os.environ.pop("XDG_CACHE_HOME", None)
import pwd
pwd.getpwuid = {}.__getitem__  # a user without an entry, as in many containers: "~" is then no place
import numpy as np
from helpers.cache import cached_arrays
print(cached_arrays("network", {}, lambda: {"w": np.arange(5)})["w"].sum())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="homes are found otherwise there")
def test_a_user_without_a_home_gets_no_folder_called_tilde(tmp_path):
    run = subprocess.run([sys.executable, "-c", NOBODY], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.stdout, run.stderr) == ("10\n", "")
    assert list(tmp_path.iterdir()) == []


def test_what_make_raises_is_passed_on_and_nothing_is_kept(folder):
    calls = []

    def fail():
        calls.append(1)
        raise OSError("the data file is missing")

    with pytest.raises(OSError, match="the data file is missing"):
        cached_arrays("network", KEY, fail)
    assert len(calls) == 1
    assert not list(folder.glob("*.npz"))
    assert_same(cached_arrays("network", KEY, Maker()))


SLOW = """
import os, sys, time
import numpy as np
from helpers.cache import cached_arrays

def make():
    with open(sys.argv[1], "a") as counter:
        counter.write("made\\n")
    time.sleep(0.5)
    return {"w": np.arange(5)}

print(cached_arrays("slow", {"n": 1}, make)["w"].sum())
"""


def test_two_processes_at_once_make_it_once(tmp_path):
    counter = tmp_path / "counter"
    processes = [
        subprocess.Popen([sys.executable, "-c", SLOW, str(counter)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [process.communicate(timeout=30) for process in processes] == [(b"10\n", b"")] * 3
    assert counter.read_text() == "made\n"


STUCK = """
import pathlib, sys, time
import numpy as np
from helpers.cache import cached_arrays

def write_half(self, content):
    with open(self, "wb") as file:
        file.write(content[: len(content) // 2])
        file.flush()
        print(flush=True)
        time.sleep(60)

pathlib.Path.write_bytes = write_half
cached_arrays("network", {"epochs": 3, "versions": ["1.0", "2.0"], "rate": 0.01}, lambda: {"w": np.zeros(1000)})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")
def test_killed_while_writing(folder):
    with subprocess.Popen([sys.executable, "-c", STUCK], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        half, kept = list(folder.glob("*.tmp")), list(folder.glob("*.npz"))
        process.send_signal(signal.SIGKILL)
    assert half  # it was in the middle of it
    assert not kept
    start = time.perf_counter()
    make = Maker()
    assert_same(cached_arrays("network", KEY, make))
    assert_same(cached_arrays("network", KEY, make))
    assert make.calls == 1
    assert time.perf_counter() - start < 5  # the lock died with the process
    assert not list(folder.glob("*.tmp"))


@pytest.mark.parametrize(
    ("name", "key", "make", "error", "says"),
    [
        (3, KEY, Maker(), TypeError, "name is int"),
        ("../evil", KEY, Maker(), ValueError, "name is '../evil'"),
        ("", KEY, Maker(), ValueError, "name is ''"),
        ("a\n", KEY, Maker(), ValueError, "name is"),
        ("a", ["epochs"], Maker(), TypeError, "key is list"),
        ("a", {"w": np.zeros(2)}, Maker(), TypeError, "ndarray is not JSON serializable"),
        ("a", {"rate": float("nan")}, Maker(), ValueError, "use finite numbers"),
        ("a", {1: "a"}, Maker(), TypeError, "key is another one when JSON has written it"),
        ("a", {"a": functools.reduce(lambda inner, _: [inner], range(9_999), [])}, Maker(), TypeError, "key cannot be"),
        ("a", KEY, ARRAYS, TypeError, "make is dict"),
        ("a", KEY, lambda: [np.zeros(2)], TypeError, "did not return a dict"),
        ("a", KEY, lambda: {"w": [1, 2]}, TypeError, "did not return a dict of str to NumPy arrays"),
        ("a", KEY, lambda: {1: np.zeros(2)}, TypeError, "did not return a dict of str"),
        ("a", KEY, lambda: {"w": np.array([None])}, TypeError, "without objects"),
        ("a", KEY, lambda: {"w": np.ma.masked_array([1, 2], [True, False])}, TypeError, "did not return a dict"),
        ("a", KEY, lambda: {"file": np.zeros(2)}, ValueError, "'file'"),
        ("a", KEY, lambda: {"w": np.zeros(2), "w.npy": np.ones(2)}, ValueError, "rename it"),
        ("a", KEY, lambda: {"w\0": np.zeros(2)}, ValueError, "rename it"),
    ],
)
def test_wrong_input_is_refused(folder, name, key, make, error, says):
    with pytest.raises(error, match=says):
        cached_arrays(name, key, make)
    assert not list(folder.glob("*.npz"))
