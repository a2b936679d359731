"""Sphinx extension: each page says in its head what it is about, for search engines and for links that are shared.

It is the page's first paragraph that is running text, cut at the end of a word.
"""

from html import escape
from textwrap import shorten
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LISTS = "Find a word in the book {}: by its first letter in the index, or by a search of all pages."
LENGTH = 160  # characters; search engines show about as many


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Add the description to the head of a page."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    texts = [each.astext() for each in paragraphs if isinstance(each.parent, nodes.section)]
    text = shorten(texts[0] if texts else LISTS.format(app.config.html_title), LENGTH, placeholder=" …")
    context["metatags"] = f'{context.get("metatags", "")}<meta name="description" content="{escape(text)}">\n'


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", describe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
