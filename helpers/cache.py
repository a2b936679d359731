"""Arrays that take long to make, kept in a folder outside the repository.

A cached file is the bytes of an .npz, then their SHA-256. It is verified before anything parses it. Whatever
is wrong with the folder or the file, the arrays are made again and nothing is printed.
"""

import hashlib
import io
import json
import logging
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from platformdirs import user_cache_dir

Arrays = dict[str, np.ndarray]

LOCK_SECONDS = 600  # after that, rather compute twice than wait for a process that hangs
_DIGEST_BYTES = hashlib.sha256().digest_size
_log = logging.getLogger(__name__)


def cached_arrays(name: str, key: dict[str, Any], make: Callable[[], Arrays]) -> Arrays:
    """Return what ``make()`` returns, from the cache where it is there already.

    When two processes ask for the same arrays at once, one makes them and the other waits.

    Parameters
    ----------
    name : str
        What the arrays are, for the file's name: lower-case letters, digits, ``-`` and ``_``.
    key : dict
        Everything that the arrays depend on, as JSON can write it. Another key is another file.
    make : callable
        Takes nothing and returns a dict of arrays, no objects in them, none masked; their names are such as a
        variable's. What it raises is passed on.

    Returns
    -------
    dict of str to np.ndarray
        New, writable arrays.

    Raises
    ------
    TypeError
        If an argument, or what `make` returned, has the wrong type.
    ValueError
        If `name` or the name of an array holds other characters, or `key` holds NaN or infinity.

    Notes
    -----
    The folder is ``$READING_DIGITS_CACHE``, else the one that the system has for caches. Where it cannot be
    used (read-only, no home, no locks), ``make()`` runs each time.
    """
    identity = _identity(name, key)
    if not callable(make):
        raise TypeError(f"make is {type(make).__name__}, expected a function that returns a dict of arrays; pass one.")
    folder = _folder()
    if folder is None:
        return _checked(make())
    path = folder / f"{name}-{hashlib.sha256(identity).hexdigest()[:16]}.npz"
    arrays = _load(path, identity)
    if arrays is None:
        with _locked(path) as locked:
            arrays = _load(path, identity) if locked else None  # another process may have made them meanwhile
            if arrays is None:
                arrays = _checked(make())
                if locked:
                    _save(path, identity, arrays)
    return arrays


def _identity(name: str, key: dict[str, Any]) -> bytes:
    """Return name and key as bytes that differ when one of them does."""
    if not isinstance(name, str):
        raise TypeError(f"name is {type(name).__name__}, expected a str; pass one such as 'trained-network'.")
    if not re.fullmatch(r"[a-z0-9_-]+", name):
        raise ValueError(f"name is {name!r}, expected lower-case letters, digits, - and _ alone; rename it.")
    if not isinstance(key, dict):
        raise TypeError(f"key is {type(key).__name__}, expected a dict of all that the arrays depend on; pass one.")
    try:
        text = json.dumps([name, key], sort_keys=True, allow_nan=False)
    except (TypeError, RecursionError) as error:
        raise TypeError(f"key cannot be written as JSON ({error}); use str, int, float, list and dict.") from None
    except ValueError as error:
        raise ValueError(f"key cannot be written as JSON ({error}); use finite numbers.") from None
    if json.loads(text) != [name, key]:  # {1: 0} and {"1": 0} would be the same file
        raise TypeError("key is another one when JSON has written it; use list, not tuple, and str as names in dicts.")
    return text.encode()


def _folder() -> Path | None:
    """Return the folder of the cache, or None where there is no home to put it in."""
    chosen = os.environ.get("READING_DIGITS_CACHE")
    if chosen:
        return Path(chosen)
    if os.environ.get("HOME") == "" and not os.environ.get("XDG_CACHE_HOME"):
        return None  # "~" would then mean the root of the file system
    try:
        return Path(user_cache_dir("reading-digits", appauthor=False))
    except RuntimeError:  # neither a variable nor the system says where
        return None


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Hold the lock beside `path`, or say that it cannot be had."""
    lock = FileLock(f"{path}.lock", timeout=LOCK_SECONDS, fallback_to_soft=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except (OSError, NotImplementedError) as error:  # a time-out is an OSError too
        _log.debug("no lock for %s, so nothing is cached: %s", path, error)
    try:
        yield lock.is_locked
    finally:
        lock.release()


def _load(path: Path, identity: bytes) -> Arrays | None:
    """Return the arrays in `path`, or None if there are none or the file is spoilt."""
    try:
        content = path.read_bytes()
        payload, digest = content[:-_DIGEST_BYTES], content[-_DIGEST_BYTES:]
        if digest != _digest(identity, payload):
            raise ValueError("its checksum does not fit")
        with np.load(io.BytesIO(payload), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        _log.debug("nothing usable in %s: %s", path, error)
        return None


def _save(path: Path, identity: bytes, arrays: Arrays) -> None:
    """Write the arrays to `path` in one step: nobody ever sees half a file. Call it with the lock held."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    payload = buffer.getvalue()
    temporary = path.with_suffix(".tmp")  # one name: what a killed process left is written over
    try:
        temporary.write_bytes(payload + _digest(identity, payload))
        temporary.replace(path)
    except OSError as error:
        _log.debug("%s is not written: %s", path, error)
        with suppress(OSError):
            temporary.unlink()  # on a full disk a part would take room for nothing


def _digest(identity: bytes, payload: bytes) -> bytes:
    return hashlib.sha256(identity + b"\0" + payload).digest()


def _checked(arrays: Any) -> Arrays:
    """Return copies of what make() gave, if it can be kept without pickle."""
    if not isinstance(arrays, dict) or not all(
        isinstance(name, str) and type(array) is np.ndarray and not array.dtype.hasobject
        for name, array in arrays.items()
    ):
        raise TypeError("make() did not return a dict of str to NumPy arrays without objects; change what it returns.")
    if not all(name.isidentifier() for name in arrays):  # "w.npy" would be read back as "w"
        raise ValueError("make() gave an array a name that is no word of letters, digits and _; rename it.")
    if {"file", "allow_pickle"} & arrays.keys():
        raise ValueError("make() named an array 'file' or 'allow_pickle', which numpy.savez uses; rename it.")
    return {name: array.copy(order="K") for name, array in arrays.items()}
