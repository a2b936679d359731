"""Trained weights of the book's networks, and their checksums. README.md beside this file tells how each was trained.

A file is checked before anything parses it, and nothing is ever unpickled.
"""

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from helpers._committed import committed_bytes, problem, read_committed

if TYPE_CHECKING:
    import keras

FOLDER = Path(__file__).parent
CHECKSUMS = "SHA256SUMS"  # a line for each file, as the program sha256sum writes and reads them

Weights = dict[str, np.ndarray]


def load_weights(name: str) -> Weights:
    """Load the weights of a trained network.

    Parameters
    ----------
    name : str
        Which one: a file of this folder without its ``.npz``, such as "network".

    Returns
    -------
    dict of str to np.ndarray
        New, writable arrays: "layer_1_kernel" are the first layer's weights, shape (inputs, neurons),
        "layer_1_bias" its biases, shape (neurons,), and so on, layer by layer.

    Raises
    ------
    FileNotFoundError
        If the file, or the list of checksums, is missing.
    OSError
        If one of them cannot be read.
    ValueError
        If the list has no such file, or the file is not, to the byte, the one that belongs to this book.
    """
    names = [file.removesuffix(".npz") for file in _checksums()]
    if name not in names and not weights_path(name).exists():
        raise ValueError(f"There are no weights {name!r:.60}; choose from {', '.join(names)}.")
    content = committed_bytes(weights_path(name), _in_repository(f"{name}.npz"), _checksum(f"{name}.npz"))
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return {array: file[array] for array in file.files}


def save_weights(name: str, weights: Weights) -> None:
    """Write the weights of a trained network into this folder, and their checksum into the list.

    Parameters
    ----------
    name : str
        Which one, as for `load_weights`.
    weights : dict of str to np.ndarray
        As `weights_of` gives them. The same numbers make the same bytes.

    Raises
    ------
    OSError
        If a file cannot be read or written.
    """
    path = weights_path(name)
    np.savez(path, allow_pickle=False, **weights)
    sums = _checksums() if (FOLDER / CHECKSUMS).exists() else {}
    sums[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    lines = [f"{sha256}  {file}\n" for file, sha256 in sorted(sums.items())]
    (FOLDER / CHECKSUMS).write_text("".join(lines), encoding="ascii", newline="\n")


def weights_path(name: str) -> Path:
    """Return where the weights of a network are."""
    return FOLDER / f"{name}.npz"


def weights_of(model: "keras.Model") -> Weights:
    """Return all weights of a network as new arrays, by name as in `load_weights`."""
    return {
        f"layer_{number}_{variable.name}": np.array(variable.numpy())
        for number, layer in enumerate(model.layers, start=1)
        for variable in layer.weights
    }


def set_weights(model: "keras.Model", weights: Weights) -> None:
    """Give a network the weights that `load_weights` returned; ValueError if they belong to another network."""
    needed = {name: array.shape for name, array in weights_of(model).items()}
    found = {name: array.shape for name, array in weights.items()}
    if found != needed:
        raise ValueError(f"The weights have the shapes {found}, but the network needs {needed}; load its own weights.")
    model.set_weights([weights[name] for name in needed])


def _checksum(file: str) -> str:
    """Return the checksum that a file of this folder must have."""
    sums = _checksums()
    if file not in sums:
        raise ValueError(_problem(CHECKSUMS, f"has no line for {file}, only for {', '.join(sums) or 'no file at all'}"))
    return sums[file]


def _checksums() -> dict[str, str]:
    """Return the checksums of the list, by file."""
    lines = read_committed(FOLDER / CHECKSUMS, _in_repository(CHECKSUMS)).decode("ascii", "replace").splitlines()
    pairs = [line.split() for line in lines]
    if not all(len(pair) == 2 for pair in pairs):
        raise ValueError(_problem(CHECKSUMS, "is altered: not each line has a checksum and a file"))
    return {file: sha256 for sha256, file in pairs}


def _problem(file: str, what: str) -> str:
    return problem(FOLDER / file, _in_repository(file), what)


def _in_repository(file: str) -> str:
    return f"helpers/models/{file}"
