"""Check everything: style, notebooks, the code, the rendered book; at the end, say how long each part took.

``make test`` runs this file; where there is no make, ``python -m tools.check`` does the same.
It runs before anything is installed, so it uses the standard library alone: see ``environment.py``.

Times are given in seconds and in units. A unit is how long this machine takes to import TensorFlow, the median of
five times; so a budget in units holds on slow machines and on fast ones.
"""

import os
import statistics
import subprocess
import sys
import time

from tools import environment

PROCESSES = (os.cpu_count() or 1) + 1  # of tests, which now and then wait for a browser or another process
PARTS = [  # a name, and arguments for the Python of .venv
    ("style", ["-m", "ruff", "check", "--no-cache"]),
    ("format", ["-m", "ruff", "format", "--check", "--no-cache"]),
    ("book", ["-m", "tools.pages.build"]),
    ("notebooks", ["-m", "pytest", "--nbval", "book"]),
    ("tests", ["-m", "pytest", "tests", "-n", str(PROCESSES)]),
]
BUDGET = 150  # units for all parts together
IMPORTS = 5  # how often TensorFlow is imported to find the unit


def main() -> int:
    """Make the environment, then check all parts, even after one that failed."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("PYTHONUTF8", "1")  # Windows would read files in its own encoding
    if subprocess.call([sys.executable, os.path.join("tools", "environment.py")], cwd=environment.ROOT):
        return 1
    python = environment.interpreter(os.path.join(environment.ROOT, ".venv"))
    parts = ", ".join(name for name, _ in PARTS)
    print("Checking {}; first, how long TensorFlow takes to import, {} times ...".format(parts, IMPORTS), flush=True)
    unit = seconds_of_unit(python)
    seconds, failed = {}, []
    for name, arguments in PARTS:
        start = time.perf_counter()
        if subprocess.call([python, *arguments], cwd=environment.ROOT):
            failed.append(name)
        seconds[name] = time.perf_counter() - start
    print(summary(seconds, unit, failed), flush=True)
    return int(bool(failed))


def seconds_of_unit(python: str) -> float:
    """Median time of importing TensorFlow, while nothing else runs."""
    command = [python, "-c", "import tensorflow"]
    times = []
    for _ in range(IMPORTS):
        start = time.perf_counter()
        subprocess.call(command, stderr=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def summary(seconds: dict, unit: float, failed: list) -> str:
    """How long each part took, in seconds and in units, and which failed."""
    lines = ["", "part         seconds   units"]
    for name, value in [*seconds.items(), ("all", sum(seconds.values()))]:
        mark = "  FAILED" if name in failed else ""
        lines.append("{:<10} {:>9.1f} {:>7.1f}{}".format(name, value, value / unit, mark))
    lines.append("A unit is {:.2f} s, the time of importing TensorFlow here; the budget is {}.".format(unit, BUDGET))
    return "\n".join(lines)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
