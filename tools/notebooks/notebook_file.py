"""Notebooks as files: their content, or one sentence that says what is wrong and in which line; and how to write one.

What runs, tests or renders notebooks reads them here first, so that a slip of the hand or a merge ends in no traceback.
"""

import copy
import json
import os
import re
import warnings
from pathlib import Path
from typing import Any


class NoNotebook(Exception):
    """A file is no notebook that the book could hold; the message says why, and what to do."""


def notebook_content(path: Path) -> dict[str, Any]:
    """Return what is in a notebook's file.

    Parameters
    ----------
    path
        The notebook.

    Returns
    -------
    dict
        With ``cells``, at least one, and ``metadata``, as the format 4 has them.

    Raises
    ------
    NoNotebook
        It cannot be read, is no JSON or no notebook, or has no cells.
    """
    text = _text(path)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise NoNotebook(_where_broken(path, text, error)) from None
    if not isinstance(content, dict) or content.get("nbformat") != 4:
        raise NoNotebook(f"{path} is JSON, but no notebook of format 4; open and save it in JupyterLab.")
    if not content.get("cells"):
        raise NoNotebook(f"{path} has no cells; add one, or {_restore(path)}")
    _check_structure(path, content)
    return content


def seen_from_here(path: Path) -> Path:
    """Return a path as seen from the working directory, or itself where no way leads there (Windows has drives)."""
    try:
        return Path(os.path.relpath(path))
    except ValueError:
        return path


def write_atomically(path: Path, text: str) -> None:
    """Write beside the file, then replace it: readers see the old or the new, never a part."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.chmod(path.stat().st_mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise NoNotebook(
            f"{path}, line {line}: this is not UTF-8; save the file in UTF-8, or {_restore(path)}"
        ) from None
    except OSError as error:
        raise NoNotebook(f"{path} cannot be read ({error.strerror}); {_restore(path)}") from None
    if not text.strip():
        raise NoNotebook(f"{path} is empty; {_restore(path)}")
    return text


def _where_broken(path: Path, text: str, error: json.JSONDecodeError) -> str:
    conflict = re.search(r"^<<<<<<< .*$", text, re.MULTILINE)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        return (
            f"{path}, line {line}: a merge left a conflict here ({conflict[0]}); keep one of the two sides, "
            "and delete the lines that begin with <<<<<<<, ======= and >>>>>>>."
        )
    shown = [*text.splitlines(), ""][error.lineno - 1].strip()[:60]
    return (
        f"{path}, line {error.lineno}: this is no JSON ({error.msg}): {shown!r}; "
        f"mend this line or the one before, or {_restore(path)}"
    )


def _check_structure(path: Path, content: dict[str, Any]) -> None:
    import nbformat

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # ids that are missing are made by tools/notebooks/clean.py
        try:
            nbformat.validate(copy.deepcopy(content))  # it would mend some faults
        except nbformat.ValidationError as error:
            place = "".join(f"[{part!r}]" for part in error.absolute_path)
            what = error.message if len(error.message) < 120 else f"{error.message[:120]} …"
            raise NoNotebook(f"{path} is no valid notebook at {place}: {what}; mend it, or {_restore(path)}") from None


def _restore(path: Path) -> str:
    return f"restore it with `git -C {path.parent} checkout -- {path.name}`."  # from whichever folder
