"""One page: its head asks for the common files alone."""

import re

from bs4 import BeautifulSoup
from sphinx.errors import ExtensionError

from tools.pages.extensions.light_pages.scripts import FIRST, is_search

THEME = re.compile(r'[ \t]*<script\b[^>]*\bsrc="[^"]*/scripts/[^>]*></script>\n?')  # at the end of each page
REPLACED = "script, link[rel=stylesheet], link[rel=preload], meta[name=viewport]"
COMMON = """<meta name="viewport" content="width=device-width, initial-scale=1">
    <script src="{static}/early.js"></script>
    <link rel="stylesheet" href="{static}/book.css">
    <script defer src="{static}/book.js"></script>
    """


def with_common_files(page: str, static: str) -> str:
    """Let a page ask for one style sheet and two scripts; the page of the search has scripts of its own.

    Parameters
    ----------
    page
        The page as the theme writes it.
    static
        The folder of the common files, as seen from the page.

    Raises
    ------
    sphinx.errors.ExtensionError
        The page has no such head.
    """
    before, _, rest = page.partition("<head>")
    inside, _, body = rest.partition("</head>")
    head = BeautifulSoup(inside, "html.parser")
    if not (head.title and head.select(f"script[{FIRST}]") and head.select("link[rel=stylesheet]")):
        raise ExtensionError("The theme's pages are not what they were: see light_pages/pages.py.")
    searches = 'id="search-results"' in body
    for part in head.select(REPLACED):
        if searches and is_search(part):
            part["defer"] = ""  # so that it comes after the common script, which it uses
        else:
            part.decompose()
    head.title.insert_before(BeautifulSoup(COMMON.format(static=static), "html.parser"))
    lines = [line for line in str(head).splitlines() if line.strip()]
    return "\n".join([f"{before}<head>", *lines, f"</head>{THEME.sub('', body)}"])
