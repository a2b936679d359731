"""What a page shows beside its code: figures, texts, and outputs that are compared."""

import re
from collections.abc import Iterator

from helpers.elements.packing import Element, elements_in, without_elements
from tools.notebooks.lint.markdown import Figure, plain, read_markdown
from tools.notebooks.lint.notebooks import UNCOMPARED, Cell, Notebook, tags
from tools.notebooks.sanitize import sanitize


def figures(cell: Cell) -> list[Figure]:
    """Give the figures among the outputs of a code cell, as its metadata or, of explorers, their HTML words them."""
    mystnb = cell["metadata"].get("mystnb", {})
    alt = mystnb.get("image", {}).get("alt", "")
    words = mystnb.get("figure", {})
    drawn = Figure("output", words.get("name", ""), words.get("caption", ""), alt)
    images = [output for output in cell["outputs"] if has_image(output)]
    return [drawn] * len(images) + [explorer(element) for element in cell_elements(cell, "frame-explorer")]


def has_image(output: dict) -> bool:
    """Tell whether an output is an image."""
    return any(kind.startswith("image/") for kind in output.get("data", {}))


def html_of(output: dict) -> str:
    """Give the HTML of an output."""
    return "".join(output.get("data", {}).get("text/html", ""))


def cell_elements(cell: Cell, tag: str) -> list[Element]:
    """Give the custom elements with a certain tag among the outputs of a code cell."""
    markup = "\n".join(map(html_of, cell.get("outputs", [])))
    return [element for element in elements_in(markup) if element.tag == tag]


def explorer(element: Element) -> Figure:
    """Give the figure that an explorer is."""
    first, *more = [frame["alt"] for frame in element.data["frames"]]
    caption = re.search(r"(?s)<figcaption>(.*?)</figcaption>", element.inside)
    return Figure("explorer", "", plain(caption[1]) if caption else "", first, tuple(more))


def output_text(cell: Cell) -> str:
    """Give what a cell's outputs say in words and numbers, as far as nbval compares it."""
    if tags(cell) & UNCOMPARED:
        return ""
    texts = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        texts.append("".join(output.get("text", "")))
        texts.append(plain(without_elements(html_of(output))))  # no element proves what it says
        texts += ["".join(data.get(kind, "")) for kind in ("text/plain", "text/markdown", "text/latex")]
    return sanitize(re.sub(r"<Figure size [^>]*>|data:\S+", "", "\n".join(texts)))


def page_texts(notebook: Notebook) -> Iterator[tuple[str, str]]:
    """Give each paragraph, caption and alternative text of a page, with words that say where it is."""
    for where, cell in notebook.numbered("markdown"):
        prose = read_markdown(cell["source"])
        for text in prose.paragraphs:
            yield where, text
        for figure in prose.figures:
            yield f"{where}, caption", figure.caption
            yield f"{where}, alt text", figure.alt
    for where, cell in notebook.numbered("code"):
        for figure in figures(cell)[:1]:
            yield f"{where}, caption", " ".join(read_markdown(figure.caption).paragraphs)
            yield from ((f"{where}, alt text", alt) for alt in (figure.alt, *figure.more))
