"""Figures and diagrams belong to the page: a Sphinx extension that sets each SVG into it.

Within an ``img`` an SVG has neither the page's type nor its colors. Here it becomes a part of the page: its letters are
those of the text, and its colors follow light and dark. Who listens hears the alternative text, as of any picture.
"""

import html
import itertools
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.writers.html5 import HTML5Translator

from helpers.palette import dark_colors, image_filter, themed

SHEET = "figure_colors.css"
OPENING = re.compile(r"<svg\b[^>]*>")
SPOKEN = re.compile(r' (?:role|aria-labelledby|class)="[^"]*"')  # of a file that is seen by itself
WORDS = re.compile(r"\s*<(title|desc)\b.*?</\1>", re.DOTALL)
COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SELECTORS = re.compile(r"([^{}]+)\{")
FACE = re.compile(r' font-family="[^"]*"')  # the page has its own
FACE_OF_DIAGRAMS = re.compile(r"font: (\d+px) system-ui, [^;]*sans-serif")
IDENTITY = re.compile(r'\bid="([^"]+)"')


def set_in_page(svg: str, alt: str, name: str) -> str:
    """Make a part of a page of an SVG.

    Parameters
    ----------
    svg
        Text of the file.
    alt
        What the picture shows, in words.
    name
        What no other figure of the page is called: it keeps their ids and styles apart.

    Raises
    ------
    sphinx.errors.ExtensionError
        The text has no element ``svg``.
    """
    found = OPENING.search(svg)
    if not found:
        raise ExtensionError(f"{name} is no SVG: it starts with {svg[:40]!r}.")
    opening = SPOKEN.sub("", found[0]).removesuffix(">")
    inside = COMMENT.sub("", WORDS.sub("", svg[found.end() :]))
    inside = STYLE.sub(lambda style: f"<style>{scoped(style[1], name)}</style>", inside)
    for identity in IDENTITY.findall(inside):
        inside = re.sub(rf'(\bid="|#){re.escape(identity)}\b(?=["\)])', rf"\g<1>{name}-{identity}", inside)
    words = f' role="img" aria-label="{html.escape(alt)}"' if alt else ' aria-hidden="true"'
    whole = f'{opening} id="{name}" class="figure"{words}>{inside}'.strip()
    return themed(FACE_OF_DIAGRAMS.sub(r"font-size: \1", FACE.sub("", whole)))


def scoped(style: str, name: str) -> str:
    """Let the rules of a figure's own style hold for this figure alone."""

    def within(selectors: re.Match[str]) -> str:
        return ", ".join(f"#{name} {each.strip()}" for each in selectors[1].split(",")) + " {"

    return SELECTORS.sub(within, " ".join(style.split()))


def visit_image(translator: HTML5Translator, node: nodes.image) -> None:
    """Set an SVG into the page; other pictures stay files."""
    if not node["uri"].endswith(".svg"):
        HTML5Translator.visit_image(translator, node)
        return
    path = Path(translator.builder.srcdir, node["uri"])
    if not hasattr(translator, "figure_numbers"):
        translator.figure_numbers = itertools.count(1)
    page = Path(translator.builder.current_docname).name
    name = f"figure-{page}-{next(translator.figure_numbers)}"  # rules of all pages stand in one sheet
    translator.body.append(set_in_page(path.read_text(encoding="utf-8"), node.get("alt", ""), name) + "\n")
    raise nodes.SkipNode


def depart_image(translator: HTML5Translator, node: nodes.image) -> None:
    """End a picture that is a file."""
    HTML5Translator.depart_image(translator, node)


def write_sheet(app: Sphinx) -> None:
    """Write which colors figures have on a dark page."""
    folder = Path(app.outdir, "_static")
    folder.mkdir(parents=True, exist_ok=True)
    dark = f'@media not print {{\nhtml[data-theme="dark"] {{\n{dark_colors()}\n}}\n}}\n'
    (folder / SHEET).write_text(dark, encoding="utf-8")


def add_image_filter(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Begin each page with the filter that its images have in the dark; before its elements, which copy it."""
    if "body" in context:
        context["body"] = image_filter() + context["body"]


def setup(app: Sphinx) -> dict[str, Any]:
    """Take over the pictures of HTML pages."""
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.connect("builder-inited", write_sheet)
    app.connect("html-page-context", add_image_filter)
    app.add_css_file(SHEET)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
