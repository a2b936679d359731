"""The scripts of the theme as two: what runs before anything is painted, and what waits until the page is there.

In one file the first exception would end all scripts behind it. So each keeps its failure to itself, as it would in a
file of its own.
"""

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from sphinx.errors import ExtensionError

FIRST = "data-cfasync"  # the attribute of what chooses light or dark: it runs before anything is painted
UNUSED = ("fontawesome.js", "design-tabs.js")  # icons drawn by a script; tabs, which no page has
HERE = Path(__file__).parent
STORAGE = HERE / "storage.js"  # before all others, since several cannot do without
FONTS = HERE / "first_fonts.js"  # before the style sheet asks for them
TOP = re.compile(r"^(?:const|let)\b", re.MULTILINE)  # what a script declares for others begins a line
ALONE = """try {{
{}
}} catch (error) {{
setTimeout(() => {{ throw error; }}); // so that the console tells of it, and the scripts behind this one run
}}
"""
# The theme's own look for what scrolls, at the end of its script: book/_static/scrolling.js does it without a layout.
SCROLLING = '"complete"===document.readyState?I():window.addEventListener("load",I)'
# The theme scrolls its list of pages to the current one, and measures all for it before anything was painted.
LIST = 'e(function(){if(!document.querySelector(".bd-docs-nav"))return;var e=document.querySelector("div.bd-sidebar");'
LATER = f"(scroll=>requestAnimationFrame(()=>setTimeout(scroll)))({LIST.removeprefix('e(')}if(!e)return;"
SEARCH = ("searchtools.js", "language_data.js", "searchindex.js")  # for the page of the search alone


def early_script(example: str) -> str:
    """What each page runs before anything is painted: a storage where there is none, fonts, light or dark.

    Parameters
    ----------
    example
        A page, as the theme writes it.
    """
    scripts = BeautifulSoup(example, "html.parser").select(f"script[{FIRST}]")
    ours = [file.read_text(encoding="utf-8") for file in (STORAGE, FONTS)]
    return joined([*ours, *(script.get_text() for script in scripts)])


def common_script(html: Path, example: str) -> str:
    """All scripts of the theme that each page runs once it is there, one after the other.

    Parameters
    ----------
    html
        The folder of the rendered book.
    example
        A page at its top.

    Raises
    ------
    sphinx.errors.ExtensionError
        The theme's script is not as this module knows it.
    """
    scripts = BeautifulSoup(example, "html.parser").select("script")
    script = joined([code_of(script, html) for script in scripts if is_common(script)])
    for theirs in (SCROLLING, LIST):
        if theirs not in script:
            raise ExtensionError("The theme looks for what scrolls in another way: see light_pages/scripts.py.")
    return script.replace(SCROLLING, "0").replace(LIST, LATER)


def joined(scripts: list[str]) -> str:
    """Scripts as one, each of which runs whatever becomes of the others, and sees what they declare."""
    return "".join(ALONE.format(TOP.sub("var", script).strip()) for script in scripts)


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
