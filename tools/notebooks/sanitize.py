"""What may differ between two runs of a notebook: the one reader of ``sanitize.cfg``, which nbval is given, too."""

import functools
import re
from pathlib import Path

SANITIZE_FILE = Path(__file__).with_name("sanitize.cfg")

Sanitizers = list[tuple[str, str]]  # pairs of a regular expression and its replacement


@functools.cache
def sanitizers() -> Sanitizers:
    """Give the pairs of pattern and replacement of the sanitize file, read as nbval reads them."""
    text = SANITIZE_FILE.read_text(encoding="utf-8")
    return re.findall("^regex: (.*)$\n^replace: (.*)$", text, flags=re.MULTILINE)


def sanitize(text: str) -> str:
    """Replace what may differ from run to run, as nbval does before it compares."""
    for pattern, replacement in sanitizers():
        text = re.sub(pattern, replacement, text)
    return text
