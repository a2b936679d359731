"""What no page asks for any more goes."""

import re
from pathlib import Path

NEEDED = {"book.css", "book.js", "early.js", "searchtools.js", "language_data.js"}


def clear(html: Path) -> None:
    """Delete the static files that no page and no style sheet of a rendered book names."""
    static = html / "_static"
    needed = NEEDED | set(re.findall(r"url\(([^)]+)\)", (static / "book.css").read_text(encoding="utf-8")))
    for path in html.rglob("*.html"):
        if static not in path.parents:
            needed |= set(re.findall(r'"(?:\.\./)*_static/([^"?]+)', path.read_text(encoding="utf-8")))
    for path in sorted(static.rglob("*"), reverse=True):  # a folder comes after what is in it
        if path.is_file() and path.relative_to(static).as_posix() not in needed:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
