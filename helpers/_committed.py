"""Files that are committed: read, and checked before anything parses them."""

import hashlib
from pathlib import Path


def committed_bytes(path: Path, name: str, sha256: str, size: int | None = None) -> bytes:
    """Return what is in a file of this repository, or raise an error that says how to restore it.

    Parameters
    ----------
    path : Path
        Where it is.
    name : str
        The same as seen from the repository's folder, such as ``"helpers/datasets/mnist.npz"``.
    sha256 : str
        The checksum that it must have, in hexadecimal digits.
    size : int, optional
        How many bytes it must have; to say more plainly what is wrong with another one.

    Raises
    ------
    FileNotFoundError
        If it is missing.
    OSError
        If it cannot be read.
    ValueError
        If it is not, to the byte, the file that belongs to this book.
    """
    content = read_committed(path, name)
    if size is not None and len(content) != size:
        raise ValueError(problem(path, name, f"is truncated or replaced: {len(content):,} bytes, expected {size:,}"))
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(problem(path, name, "is altered: its SHA-256 checksum is not the expected one"))
    return content


def read_committed(path: Path, name: str) -> bytes:
    """Return what is in a file of this repository, unchecked; it raises what `committed_bytes` raises."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(problem(path, name, "is missing")) from None
    except OSError as error:
        raise OSError(problem(path, name, f"cannot be read ({error.strerror})")) from error


def problem(path: Path, name: str, what: str) -> str:
    """Return a sentence on what is wrong with a file, and how to restore it."""
    return f"The file {path} {what}; restore it with `git checkout -- {name}` in the repository's folder."
