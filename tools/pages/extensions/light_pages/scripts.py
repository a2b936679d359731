"""The scripts of the theme as one."""

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

FIRST = "data-cfasync"  # the attribute of what chooses light or dark: it runs before anything is painted
UNUSED = ("fontawesome.js", "design-tabs.js")  # icons drawn by a script; tabs, which no page has
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")  # for the page of the search alone


def common_script(html: Path, example: str) -> str:
    """All scripts of the theme that each page runs, one after the other.

    Parameters
    ----------
    html
        The folder of the rendered book.
    example
        A page at its top.
    """
    scripts = BeautifulSoup(example, "html.parser").select("script")
    return "\n;\n".join(code_of(script, html) for script in scripts if is_common(script))


def is_common(script: Tag) -> bool:
    """Whether each page runs a script of the theme once it is there."""
    return not (
        FIRST in script.attrs
        or file_name(script) in UNUSED
        or is_search(script)
        or "pagename" in script.get_text()  # each page has its own
    )


def is_search(script: Tag) -> bool:
    """Whether a script belongs to the page of the search."""
    return file_name(script) in SEARCH


def file_name(script: Tag) -> str:
    """Name of the file that holds a script; empty if the page holds it."""
    return script.get("src", "").partition("?")[0].rpartition("/")[2]


def code_of(script: Tag, html: Path) -> str:
    """Code of a script, its own or that of its file."""
    source = script.get("src", "").partition("?")[0]
    text = (html / source).read_text(encoding="utf-8") if source else script.get_text()
    return re.sub(r"//# sourceMappingURL=.*", "", text)
