"""What the gates share: the notebooks of the book, and what their pages say in words.

``python -m tools.notebooks.lint book/03_linear_neuron.ipynb`` prints the faults that the gates
find in the notebooks named; without names, in the whole book.
"""

import functools
import html
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

from tools.notebooks.notebook_file import NoNotebook, notebook_content

ROOT = Path(__file__).resolve().parents[3]
PATHS = sorted((ROOT / "book").glob("*.ipynb"))
SANITIZE_FILE = ROOT / "tools" / "notebooks" / "sanitize.cfg"

UNCOMPARED = {"nbval-ignore-output", "nbval-skip"}  # tags: nbval does not look at the output
PRACTICE = {"exercise", "question", "solution"}  # tags: for readers to work on, not to read
# A custom element of the book in an output: its tag, its data and what it holds for readers without scripts
ELEMENT = re.compile(r"""(?s)<([a-z]+-[a-z-]+) class="living"[^>]*? data='([^']*)'[^>]*>(.*?)</\1>""")
HOLE = "\ufffc"  # stands in the prose for a code span, an equation or a reference

MYST = {"amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "substitution"}
NOT_PROSE = {"bibliography", "code", "code-block", "code-cell", "eval-rst", "include", "literalinclude", "math"}
NOT_PROSE |= {"mermaid", "raw", "tableofcontents", "toctree"}

Cell = dict[str, Any]


@dataclass(frozen=True)
class Notebook:
    """A notebook: its name, its cells, with their sources as text, its metadata and size in bytes."""

    name: str
    cells: list[Cell]
    metadata: dict[str, Any] = field(default_factory=dict)
    size: int = 0

    def numbered(self, kind: str) -> Iterator[tuple[str, Cell]]:
        """Give the cells of a kind ("code" or "markdown"), each with words that say where it is."""
        for number, cell in enumerate(self.cells, start=1):
            if cell["cell_type"] == kind:
                first = cell["source"].strip().split("\n")[0][:40]
                yield f"{self.name}, cell {number} ({first})", cell


@dataclass(frozen=True)
class Figure:
    """A figure of a page: an "output" or "explorer" of a cell, a "figure" directive or a plain "image"."""

    kind: str
    name: str
    caption: str
    alt: str
    more: tuple[str, ...] = ()  # the alternative texts of an explorer's other frames


@dataclass
class Prose:
    """What a piece of Markdown says: paragraphs (code and math cut out), headings, figures, links."""

    paragraphs: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def read(path: Path) -> Notebook:
    """Read a notebook from disk."""
    content = notebook_content(path)
    cells = [{**cell, "source": "".join(cell["source"])} for cell in content["cells"]]
    return Notebook(path.stem, cells, content["metadata"], path.stat().st_size)


def tags(cell: Cell) -> set[str]:
    """Give the tags of a cell."""
    return set(cell["metadata"].get("tags", []))


def lessons(cells: Iterable[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    """Leave out cells tagged as practice: they count neither for length nor for hidden code."""
    return [(where, cell) for where, cell in cells if not tags(cell) & PRACTICE]


def figures(cell: Cell) -> list[Figure]:
    """Give the figures among the outputs of a code cell, as its metadata or, of explorers, their HTML words them."""
    mystnb = cell["metadata"].get("mystnb", {})
    alt = mystnb.get("image", {}).get("alt", "")
    words = mystnb.get("figure", {})
    images = [o for o in cell["outputs"] if any(kind.startswith("image/") for kind in o.get("data", {}))]
    drawn = [Figure("output", words.get("name", ""), words.get("caption", ""), alt) for _ in images]
    markup = "\n".join("".join(output.get("data", {}).get("text/html", "")) for output in cell["outputs"])
    return drawn + [explorer(*found[1:]) for found in re.findall(ELEMENT, markup) if found[0] == "frame-explorer"]


def explorer(data: str, inside: str) -> Figure:
    """Read the attribute and the content of an explorer's tag."""
    first, *more = [frame["alt"] for frame in json.loads(html.unescape(data))["frames"]]
    caption = re.search(r"(?s)<figcaption>(.*?)</figcaption>", inside)
    return Figure("explorer", "", plain(caption[1]) if caption else "", first, tuple(more))


def output_text(cell: Cell) -> str:
    """Give what a cell's outputs say in words and numbers, as far as nbval compares it."""
    if tags(cell) & UNCOMPARED:
        return ""
    texts = []
    for output in cell["outputs"]:
        data = output.get("data", {})
        markup = re.sub(ELEMENT, " ", "".join(data.get("text/html", "")))  # no element proves what it says
        texts += ["".join(output.get("text", "")), plain(markup)]
        texts += ["".join(data.get(kind, "")) for kind in ("text/plain", "text/markdown", "text/latex")]
    return sanitize(re.sub(r"<Figure size [^>]*>|data:\S+", "", "\n".join(texts)))


@functools.cache
def sanitizers() -> list[tuple[str, str]]:
    """Give the pairs of pattern and replacement of the sanitize file, read as nbval reads them."""
    text = SANITIZE_FILE.read_text("utf-8") if SANITIZE_FILE.exists() else ""
    return re.findall("^regex: (.*)$\n^replace: (.*)$", text, flags=re.MULTILINE)


def sanitize(text: str) -> str:
    """Replace what may differ from run to run, as nbval does before it compares."""
    for pattern, replacement in sanitizers():
        text = re.sub(pattern, replacement, text)
    return text


def plain(markup: str) -> str:
    """Give the text of a piece of HTML."""
    markup = re.sub(r"(?s)<(script|style)\b.*?</\1>|<!--.*?-->", " ", markup)
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))


@functools.cache
def parser() -> MarkdownIt:
    """Make a parser of the Markdown that the book is written in."""
    return create_md_parser(MdParserConfig(enable_extensions=MYST), RendererHTML)


def read_markdown(source: str) -> Prose:
    """Sort what a piece of Markdown says."""
    prose = Prose()
    tokens = parser().parse(source)
    for number, token in enumerate(tokens):
        if token.type == "inline":
            text = _inline(token.children or [], prose)
            opening = tokens[number - 1]
            if opening.type == "heading_open":
                prose.headings.append((int(opening.tag[1]), text))
            elif text.strip():
                prose.paragraphs.append(text)
        elif token.type in ("fence", "colon_fence"):
            _directive(token, prose)
        elif token.type == "html_block":
            prose.paragraphs.append(plain(token.content))
    return prose


def _inline(tokens: list[Token], prose: Prose) -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "softbreak", "hardbreak"):
            parts.append(token.content or " ")
        elif token.type in ("code_inline", "math_inline", "math_inline_double"):
            parts.append(HOLE)
        elif token.type == "myst_role" and token.meta["name"] in ("term", "abbr"):
            parts.append(re.sub(r"\s*[<(].*[>)]$", "", token.content))
        elif token.type == "myst_role":
            parts.append(HOLE)
            if token.meta["name"] in ("doc", "ref", "numref"):
                prose.links.append(token.content)
        elif token.type == "link_open":
            prose.links.append(str(token.attrs["href"]))
        elif token.type == "image":
            prose.figures.append(Figure("image", "", "", token.content))
    return re.sub(r"https?://\S+", HOLE, "".join(parts))


def _directive(token: Token, prose: Prose) -> None:
    match = re.match(r"\{([\w:-]+)\}\s*(.*)", token.info)
    if not match or match[1] in NOT_PROSE:
        return
    head, body = re.fullmatch(r"(?s)((?::[\w-]+:[^\n]*\n)*)(.*)", token.content + "\n").groups()
    options = dict(re.findall(r":([\w-]+):[ \t]*(.*)", head))
    inner = read_markdown(body if match[1] in ("figure", "image") else f"{match[2]}\n\n{body}")
    if match[1] in ("figure", "image"):
        caption = " ".join(inner.paragraphs)
        prose.figures.append(Figure(match[1], options.get("name", ""), caption, options.get("alt", "")))
    else:
        prose.paragraphs += inner.paragraphs
    prose.figures += inner.figures
    prose.links += inner.links


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


def make(*cells: Cell, name: str = "09_made_up") -> Notebook:
    """Make up a notebook for a test: cells get ids and execution counts."""
    count = 0
    for number, cell in enumerate(cells):
        cell.setdefault("id", f"cell-{number}")
        if cell["cell_type"] == "code":
            count += 1
            cell.setdefault("execution_count", count)
    return Notebook(name, list(cells), {"kernelspec": {}, "language_info": {"name": "python"}})


def words(source: str, **metadata: Any) -> Cell:
    """Make up a Markdown cell."""
    return {"cell_type": "markdown", "source": source, "metadata": metadata}


def code(source: str, *outputs: str | dict[str, Any], **metadata: Any) -> Cell:
    """Make up a code cell; an output given as text is what the cell prints."""
    made = [{"output_type": "stream", "name": "stdout", "text": o} if isinstance(o, str) else o for o in outputs]
    return {"cell_type": "code", "source": source, "outputs": made, "metadata": metadata}


def shown(**data: str) -> dict[str, Any]:
    """Make up a displayed output; ``image_png`` stands for "image/png"."""
    return {"output_type": "display_data", "metadata": {}, "data": {k.replace("_", "/"): v for k, v in data.items()}}


def explorer_html(caption: str, *alts: str) -> str:
    """Make up the HTML of an explorer with a frame for each of the alternative texts."""
    from helpers.elements.packing import element_around

    frames = [{"content": "data:image/webp;base64,AAAA", "alt": alt} for alt in alts]
    inside = (
        f'<figure><img src="data:image/webp;base64,AAAA" alt="{alts[0]}"><figcaption>{caption}</figcaption></figure>'
    )
    return element_around("frame-explorer", {"settings": [], "frames": frames}, inside)


def main() -> int:
    """Print the faults of the notebooks named on the command line, or of the whole book."""
    from tests.tools.notebooks.lint import (
        test_anatomy,
        test_lookup,
        test_numbers,
        test_practice,
        test_strictness,
        test_template,
    )

    try:
        named = [read(Path(name)) for name in sys.argv[1:]]
        book = [] if named else [read(path) for path in PATHS]
    except NoNotebook as error:
        print(error)
        return 1
    found = []
    for notebook in named or book:
        for gate in (test_template, test_strictness, test_anatomy, test_numbers, test_practice, test_lookup):
            found += gate.faults(notebook)
    if not named:
        found += [fault for gate in (test_strictness, test_anatomy, test_practice) for fault in gate.book_faults(book)]
    print("\n".join(found) or "no faults")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
