"""The custom elements of the book in the outputs of a notebook: which there are, and the data that they carry."""

import html
import json
import re
from dataclasses import dataclass
from typing import Any

# Its tag, its data, and what it holds for readers without scripts
ELEMENT = re.compile(r"""(?s)<([a-z]+-[a-z-]+) class="living"[^>]*? data='([^']*)'[^>]*>(.*?)</\1>""")


@dataclass(frozen=True)
class Element:
    """A custom element: its tag, the data that it carries, and the HTML for readers without scripts."""

    tag: str
    data: dict[str, Any]
    inside: str


def elements_in(markup: str) -> list[Element]:
    """Find the custom elements in a piece of HTML."""
    return [Element(tag, json.loads(html.unescape(data)), inside) for tag, data, inside in ELEMENT.findall(markup)]


def without_elements(markup: str) -> str:
    """Blank out the custom elements of a piece of HTML."""
    return ELEMENT.sub(" ", markup)
