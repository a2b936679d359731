"""Where the buttons at the head of a page lead."""

import re
from html import unescape
from pathlib import Path

URL = "https://github.com/owner/name"
EVERYWHERE = {URL, f"{URL}/edit/main/book/{{file}}", f"{URL}/issues/new?title=Issue on page /book/{{page}}.html"}
RUN = {
    "https://mybinder.org/v2/gh/owner/name/main?urlpath=lab/tree/book/{file}",
    "https://colab.research.google.com/github/owner/name/blob/main/book/{file}",
}


def links(path: Path) -> set[str]:
    """Addresses of other hosts that the buttons at the head of a page lead to."""
    head = path.read_text(encoding="utf-8").partition('<div class="header-article-items')[2].partition("</article>")[0]
    found = re.findall(r'<a href="(https?://[^"]*)"[^>]*class="btn', re.sub(r"\s+", " ", head))
    return {unescape(link).replace("%20", " ").replace("%2F", "/").partition("&body")[0] for link in found}


def named(links: set[str], page: str, file: str) -> set[str]:
    return {link.format(page=page, file=file) for link in links}
