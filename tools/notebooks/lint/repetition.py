"""Repetition: no sentence stands twice on a page, as it does where a change was applied once too often."""

import re

from tools.notebooks.lint.markdown import read_markdown
from tools.notebooks.lint.notebooks import Notebook

SHORTEST = 8  # words; shorter ones, such as the first words of each prediction, may come again
END = re.compile(r"(?<=[.?!:])\s+")


def faults(notebook: Notebook) -> list[str]:
    """Say which sentences of a notebook stand there twice."""
    found, seen = [], set()
    for where, cell in notebook.numbered("markdown"):
        for paragraph in read_markdown(cell["source"]).paragraphs:
            for sentence in map(str.strip, END.split(paragraph)):
                if sentence in seen:
                    found.append(f"{where}: {sentence[:60]!r} stands on the page already; say it once")
                elif len(sentence.split()) >= SHORTEST:
                    seen.add(sentence)
    return found
