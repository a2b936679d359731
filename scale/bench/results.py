"""Where measurements are written, and how each is taken in a process of its own."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from helpers.measurements import FOLDER

ROOT = Path(__file__).resolve().parents[2]
RECORDED = FOLDER  # what the book shows, committed
LOCAL = ROOT / "_build" / "bench"  # what `make bench` measured here, for its user alone


def write_rows(path: Path, columns: Sequence[str], rows: list[dict[str, str]]) -> None:
    """Write a CSV file, and make its folder if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def record(name: str, columns: Sequence[str], rows: Iterable[dict[str, str]]) -> None:
    """Print each row as soon as it is known, and in the end write all to a file of what the book shows."""
    measured = []
    for row in rows:
        print(*row.values(), flush=True)
        measured.append(row)
    write_rows(RECORDED / name, columns, measured)


def measured_alone(module: str, *arguments: object) -> dict[str, str]:
    """Run a module in a process of its own, so that memory and caches are its own too.

    Returns
    -------
    dict of str to str
        A row of measurements: what the last line of its output says in JSON.

    Raises
    ------
    subprocess.CalledProcessError
        If it fails; what it says on stderr has been shown.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    surrounding = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=surrounding, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])
