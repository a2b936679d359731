"""The Markdown of the book, read as a page: paragraphs, headings, figures and links."""

import functools
import html
import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

HOLE = "\ufffc"  # stands in the prose for a code span, an equation or a reference

MYST = {"amsmath", "attrs_block", "attrs_inline", "colon_fence", "deflist", "dollarmath", "substitution"}
NOT_PROSE = {"bibliography", "code", "code-block", "code-cell", "eval-rst", "include", "literalinclude", "math"}
NOT_PROSE |= {"mermaid", "raw", "tableofcontents", "toctree"}
UNTITLED = {"figure", "image", "solution"}  # what follows on their first line are a file or a label, and no words


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
    inner = read_markdown(body if match[1] in UNTITLED else f"{match[2]}\n\n{body}")
    if match[1] in ("figure", "image"):
        caption = " ".join(inner.paragraphs)
        prose.figures.append(Figure(match[1], options.get("name", ""), caption, options.get("alt", "")))
    else:
        prose.paragraphs += inner.paragraphs
    prose.figures += inner.figures
    prose.links += inner.links
