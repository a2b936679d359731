"""What was measured once, on one machine, and chapters show: the files of ``book/measurements``."""

import json
from pathlib import Path

import numpy as np

# In a checkout and where it is installed alike: pyproject.toml lists ``book.measurements`` among the packages.
FOLDER = Path(__file__).resolve().parents[1] / "book" / "measurements"


def measured(name: str) -> np.ndarray:
    """Return a table of measurements.

    Parameters
    ----------
    name : str
        The name of a CSV file in ``book/measurements``, without its ending: ``"training"``.

    Returns
    -------
    np.ndarray, shape (n,)
        Its rows; each column has a name, such as ``rows["seconds_per_epoch"]``, and a type of its own.

    Raises
    ------
    FileNotFoundError
        If there is no such table.
    """
    path = FOLDER / f"{name}.csv"
    if not path.is_file():
        known = ", ".join(sorted(path.stem for path in FOLDER.glob("*.csv")))
        raise FileNotFoundError(f"There is no table {name!r} in {FOLDER}; pass one of those there: {known or 'none'}.")
    return np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")


def measuring_machine() -> dict[str, str | int]:
    """Return what the tables were measured on: processor, logical CPUs, system, version of Python, date.

    Returns
    -------
    dict
        With the keys ``"processor"``, ``"logical_cpus"``, ``"system"``, ``"python"`` and ``"date"``.
    """
    return json.loads((FOLDER / "machine.json").read_text(encoding="utf-8"))
