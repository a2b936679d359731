"""Which elements live on which pages of the book."""

from pathlib import Path

from helpers.elements.packing import elements_in
from tests.pages.living import PAGES, ROOT

KINDS = {path.stem for path in (ROOT / "helpers" / "elements").glob("*-*.js")}


def living_tags(text: str) -> list[str]:
    """Names of the elements in the source of a page."""
    return [element.tag for element in elements_in(text)]


def on_pages(book: Path) -> dict[str, list[str]]:
    """Names of the elements on each page of the rendered book, in order."""
    return {name: living_tags((book / f"{name}.html").read_text(encoding="utf-8")) for name in PAGES}


def new_kinds(inventory: dict[str, list[str]]) -> dict[str, set[str]]:
    """For each page the kinds of elements that no page before has: so each kind is met once."""
    first = {kind: page for page, kinds in reversed(inventory.items()) for kind in kinds}
    return {name: {kind for kind, page in first.items() if page == name} for name in inventory}
