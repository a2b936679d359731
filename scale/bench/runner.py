"""Measure how long an epoch takes, in several ways to train the same network: ``make bench``.

The ways take turns, an epoch each, so that all meet the same noise; the first two epochs are not counted. It prints a
table, and writes it to ``_build/bench``. With ``--record`` it writes what the book shows to ``book/measurements``
instead: ``training.csv``, every epoch in ``epochs.csv``, the machine in ``machine.json``.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO

from helpers.data import SHAPES
from helpers.recipe import EPOCHS
from scale.bench.results import LOCAL, RECORDED, ROOT, write_rows
from scale.bench.ways_to_train import CASES, PEERS, SURROUNDINGS

IMAGES = SHAPES["x_train"][0]
PEERS_FOLDER = ROOT / ".venv-peers"
PEERS_LOCK = Path(__file__).parent / "peers.txt"
PRECISIONS = ("float32", "float64")
WARM_UP = 2  # epochs that are not counted: the first compiles, the second is still slow
COLUMNS = ("case", "precision", "seconds_per_epoch", "ratio_to_floor", "test_accuracy")
EPOCH_COLUMNS = ("case", "precision", "epoch", "seconds")


class BenchmarkFailed(Exception):
    """A case ended early; the message says which, and its last words."""


@dataclass
class Case:
    """One way to train, in one precision, and how long its epochs took."""

    name: str
    precision: str
    process: subprocess.Popen
    log: IO[bytes]
    seconds: list[float] = field(default_factory=list)
    accuracy: float | None = None

    def answer(self) -> dict:
        """The next line that it says in JSON."""
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        self.process.wait()
        self.log.seek(0)
        words = self.log.read().decode("utf-8", "replace").strip().splitlines() or ["it said nothing"]
        raise BenchmarkFailed(f"{self.name} in {self.precision} ended early: {words[-1]}")

    def epoch(self) -> None:
        """Let it train for an epoch."""
        with suppress(BrokenPipeError):  # it has ended; the answer says why
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        facts = self.answer()
        self.seconds.append(facts["seconds"])
        self.accuracy = facts.get("accuracy", self.accuracy)

    @property
    def counted(self) -> list[float]:
        """Seconds of the epochs that count."""
        return self.seconds[WARM_UP:]


@contextmanager
def started(names: list[str], precision: str, epochs: int, images: int) -> Iterator[list[Case]]:
    """Start a process for each case, one after the other, and end them when the block is left."""
    with ExitStack() as stack:
        cases = []
        for name in names:
            python = interpreter(PEERS_FOLDER) if name in PEERS else sys.executable
            log = stack.enter_context(tempfile.TemporaryFile())
            command = [str(python), "-m", "scale.bench.ways_to_train", name, precision, str(epochs), str(images)]
            surrounding = os.environ | {"PYTHONPATH": str(ROOT)} | SURROUNDINGS.get(name, {})
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log, "text": True}
            process = stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=surrounding, **pipes))
            stack.callback(end, process)
            cases.append(Case(name, precision, process, log))
            cases[-1].answer()
        yield cases


def end(process: subprocess.Popen) -> None:
    """End a process that may have ended already, with a line on its way to it."""
    process.kill()
    with suppress(BrokenPipeError):
        process.stdin.close()


def measure(names: list[str], rounds: int, images: int = IMAGES) -> list[Case]:
    """Let all cases train by turns, first in single, then in double precision; show the progress.

    Parameters
    ----------
    names : list of str
        The cases.
    rounds : int
        How many epochs of each count.
    images : int
        So many of the training images; a multiple of the batch size.

    Returns
    -------
    list of Case
        Each case in each precision, measured; their processes have ended.

    Raises
    ------
    BenchmarkFailed
        If a case ends early.
    """
    epochs = max(WARM_UP + rounds, EPOCHS)
    measured: list[Case] = []
    for precision in PRECISIONS:
        with started(names, precision, epochs, images) as cases:
            for number in range(epochs):
                for place, case in enumerate(cases):
                    done = (number * len(cases) + place) / (epochs * len(cases))
                    show(done, f"{precision}, epoch {number + 1} of {epochs}: {case.name}")
                    case.epoch()
        measured += cases
    print("\r" + " " * 79 + "\r", end="")
    return measured


def show(done: float, what: str) -> None:
    """Draw on one line what share is done, and what comes next."""
    bar = "#" * int(30 * done)
    print(f"\r[{bar:<30}] {what:<48}", end="", flush=True)


def rows(measured: list[Case]) -> list[dict[str, str]]:
    """A row for each case: medians, and their ratio to the floor in the same precision."""
    floors = {case.precision: median(case.counted) for case in measured if case.name == "floor"}
    return [
        {
            "case": case.name,
            "precision": case.precision,
            "seconds_per_epoch": f"{median(case.counted):.4f}",
            "ratio_to_floor": f"{median(case.counted) / floors[case.precision]:.3f}",
            "test_accuracy": "" if case.accuracy is None else f"{case.accuracy:.4f}",
        }
        for case in measured
    ]


def comparison(measured: list[Case]) -> list[dict[str, str]]:
    """The rows of the file: of the floors only that of this machine, to which all others are compared."""
    return [row for row in rows(measured) if row["case"] not in SURROUNDINGS]


def table(measured: list[Case]) -> str:
    """The rows with their spread, and how long three epochs took with all that comes before them."""
    head = f"{'case':<20} precision   s/epoch  (from    to)  to floor  accuracy  first {EPOCHS} epochs"
    lines = [head]
    for case, row in zip(measured, rows(measured), strict=True):
        spread = f"({min(case.counted):.3f} {max(case.counted):.3f})"
        lines.append(
            f"{case.name:<20} {case.precision:<9} {median(case.counted):>9.3f} {spread} {row['ratio_to_floor']:>9} "
            f"{row['test_accuracy'] or '-':>9} {sum(case.seconds[:EPOCHS]):>12.2f} s"
        )
    return "\n".join(lines)


def epochs_of(measured: list[Case]) -> list[dict[str, str]]:
    """A row for each epoch of each case, those that do not count included."""
    return [
        {"case": case.name, "precision": case.precision, "epoch": str(number), "seconds": f"{seconds:.4f}"}
        for case in measured
        for number, seconds in enumerate(case.seconds, start=1)
    ]


def record(measured: list[Case]) -> None:
    """Write what the book shows."""
    write_rows(RECORDED / "training.csv", COLUMNS, comparison(measured))
    write_rows(RECORDED / "epochs.csv", EPOCH_COLUMNS, epochs_of(measured))
    (RECORDED / "machine.json").write_text(json.dumps(machine(), indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, str | int]:
    """What it was measured on."""
    names = Path("/proc/cpuinfo")
    model = platform.processor() or platform.machine()
    if names.exists():
        found = [line.split(":", 1)[1].strip() for line in names.read_text().splitlines() if "model name" in line]
        model = found[0] if found else model
    cpus = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": model,
        "logical_cpus": cpus,
        "system": platform.system(),
        "python": platform.python_version(),
        "date": time.strftime("%Y-%m-%d"),
    }


def interpreter(folder: Path) -> Path:
    """The Python of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def make_peers() -> bool:
    """Make the environment of the peers, unless it is there; say whether it could be had."""
    stamp = PEERS_FOLDER / "reading-digits"
    wanted = PEERS_LOCK.read_bytes()
    if stamp.exists() and stamp.read_bytes() == wanted:
        return True
    print(f"Making {PEERS_FOLDER.name} with scikit-learn, PyTorch and JAX (once; some gigabytes) ...", flush=True)
    install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(PEERS_LOCK)]
    for command in ([sys.executable, "-m", "venv", str(PEERS_FOLDER)], [str(interpreter(PEERS_FOLDER)), *install]):
        if subprocess.call(command):
            return False
    stamp.write_bytes(wanted)
    return True


def main() -> int:
    """Read the command line, measure, print the table, write the files."""
    parser = argparse.ArgumentParser(description="Measure how long an epoch takes, in several ways.")
    parser.add_argument("--rounds", type=int, default=5, help="epochs of each case that count")
    parser.add_argument("--only", nargs="+", choices=list(CASES), help="these cases, and the floor; default: all")
    parser.add_argument("--record", action="store_true", help="write what the book shows")
    arguments = parser.parse_args()
    names = [name for name in CASES if not arguments.only or name in ("floor", *arguments.only)]
    if set(names) & set(PEERS) and not make_peers():
        print("The peers cannot be had; the others are measured without them.", file=sys.stderr)
        names = [name for name in names if name not in PEERS]
    try:
        measured = measure(names, max(arguments.rounds, 1))
    except BenchmarkFailed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(table(measured))
    if arguments.record:
        record(measured)
    else:
        write_rows(LOCAL / "training.csv", COLUMNS, comparison(measured))
    print(f"Written to {RECORDED if arguments.record else LOCAL}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
