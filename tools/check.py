"""Check everything: style, helpers, notebooks, the rendered book.

``make test`` runs this file; where there is no make, ``python tools/check.py`` does the same.
It runs before anything is installed: see ``environment.py``.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = (  # each an argument list for the Python of .venv
    ["-m", "ruff", "check"],
    ["-m", "ruff", "format", "--check"],
    ["-m", "tools.pages.build"],
    ["-m", "pytest", "--nbval"],
)


def main() -> int:
    """Make the environment, then run all steps, even after one that failed."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("PYTHONUTF8", "1")  # Windows would read files in its own encoding
    if subprocess.call([sys.executable, "tools/environment.py"], cwd=str(ROOT)):
        return 1
    python = str(ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    results = [subprocess.call([python, *step], cwd=str(ROOT)) for step in STEPS]
    return int(any(results))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
