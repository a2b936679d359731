"""Sphinx extension: a page carries the definitions of the terms that link to the glossary from it.

They are taken from the rendered glossary, formulas included, and stand in a template at the end of the page, which
nobody sees: ``book/_static/terms.js`` shows the one that is asked for. Without scripts the links lead to the glossary.
"""

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx

GLOSSARY = "glossary.html"
LINK = re.compile(rf'href="{re.escape(GLOSSARY)}#(term-[^"]+)"')
END = "</main>"


def definitions(glossary: str) -> dict[str, str]:
    """The definition of each term, as HTML, by the name to which links lead, such as ``term-one-hot``.

    Parameters
    ----------
    glossary
        The page of the glossary, as Sphinx writes it.
    """
    found = {}
    for term in BeautifulSoup(glossary, "html.parser").select("dl.glossary dt[id]"):
        meaning = term.find_next_sibling("dd")
        for part in meaning.select("[id]"):
            del part["id"]  # it stands on other pages now
        for link in meaning.select('a[href^="#"]'):
            link["href"] = GLOSSARY + link["href"]
        found[term["id"]] = f"<p><b>{name_of(term)}</b></p>{meaning.decode_contents().strip()}"
    return found


def name_of(term: Tag) -> str:
    """What a term is called, without the link to itself, as HTML."""
    own_link = term.select_one("a.headerlink")
    return "".join(str(part) for part in term.contents if part is not own_link)


def with_definitions(page: str, known: dict[str, str]) -> str:
    """Give a page the definitions of the terms that it links to, in the order of their first use."""
    used = [name for name in dict.fromkeys(LINK.findall(page)) if name in known]
    if not used:
        return page
    items = "\n".join(f'<div data-term="{name}">{known[name]}</div>' for name in used)
    return page.replace(END, f'<template id="terms">\n{items}\n</template>\n{END}', 1)


def add_definitions(html: Path) -> None:
    """Rewrite the pages that link to a glossary beside them."""
    for glossary in html.rglob(GLOSSARY):
        known = definitions(glossary.read_text(encoding="utf-8"))
        for path in glossary.parent.glob("*.html"):
            page = path.read_text(encoding="utf-8")
            path.write_text(with_definitions(page, known), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Work on the pages when the book is written without an error."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if exception is None and app.builder.name == "html":
            add_definitions(Path(app.outdir))

    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
