"""Copies of what is in the repository, to be changed: the checkout may be read-only, they are not."""

import shutil
from pathlib import Path


def copied(source: Path, target: Path, *ignored: str) -> Path:
    """Copy a folder without the names that match a pattern; all that is copied can be written to."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", *ignored))
    for path in [target, *target.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)
    return target
