"""A copy of the rendered book whose pages remember what goes wrong on them, whatever the browser."""

import os
import shutil
from pathlib import Path

HEAD = '<meta charset="utf-8"/>'
# The first script of each page. Errors of scripts and files that do not come are events; so are broken promises.
WATCH = """<script>
window.faults = [];
addEventListener("error", ({message, target}) => {
    faults.push(target === window ? `script: ${message}` : `not loaded: ${target.src || target.href}`);
}, true);
addEventListener("unhandledrejection", ({reason}) => { faults.push(`promise: ${reason}`); });
console.error = (...words) => { faults.push(`console: ${words.join(" ")}`); };
</script>"""


def watched_copy(book: Path, folder: Path) -> Path:
    """Copy the book into a new folder, by links where that is possible, and let each of its pages be watched."""
    shutil.copytree(book, folder, copy_function=_link)
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if HEAD in text:  # not in what only leads on
            path.unlink()  # the file is the book's own
            path.write_text(watched_page(text), encoding="utf-8")
    return folder


def watched_page(text: str) -> str:
    """Put the script that watches a page before all others."""
    return text.replace(HEAD, HEAD + WATCH, 1)


def _link(source: str, target: str) -> None:
    """Link a file, or copy it where there are no links between the two places."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
