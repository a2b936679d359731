"""Sphinx extension: a chapter opens on its question and a picture, and the first page shows the chapters as cards.

The pictures lie in ``book/figures/openings``, each named as its chapter is. They are set into the pages,
so that their colors follow light and dark. The table of chapters in ``book/index.ipynb`` is a table in JupyterLab; here
each of its rows becomes a card, with the minutes that reading takes, which are computed and never typed.
"""

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

START = "index"
TABLE = re.compile(
    r'(?s)(<section id="the-chapters">.*?)<div class="pst-scrollable-table-container">(<table.*?</table>)\s*</div>'
)
# The title and the first paragraph, the question; what is printed has another title, without a link.
TITLE = re.compile(r"(?s)<h1>(?:(?!</h1>).)*headerlink.*?</h1>(?:\s*<p>(?:(?!<p[ >]).)*?</p>)?")
WORDS = re.compile(r"(?s)\s*<title>.*?</title>")
NOT_READ = {"exercise", "solution", "question", "remove-input", "hide-cell", "hide-input", "set-up"}  # tags of cells
LEAD_INS = {"What you will do.": "do", "What you will learn.": "learn", "What you need.": "need"}
WORDS_A_MINUTE = 200
CELLS_A_MINUTE = 2.5  # of code, read with what it prints
ROUNDED_TO = 5  # minutes


def minutes_of(cells: list[dict]) -> int:
    """How long it takes to read a notebook, its exercises and what is folded left out.

    Parameters
    ----------
    cells
        The cells, as a notebook's JSON has them.
    """
    read = [cell for cell in cells if NOT_READ.isdisjoint(cell["metadata"].get("tags", ()))]
    texts = ["".join(cell["source"]) for cell in read if cell["cell_type"] == "markdown"]
    words = sum(len(re.findall(r"[^\W_][\w'’-]*", text)) for text in texts)
    minutes = words / WORDS_A_MINUTE + (len(read) - len(texts)) / CELLS_A_MINUTE
    return max(ROUNDED_TO, ROUNDED_TO * round(minutes / ROUNDED_TO))


class CollectAims(SphinxPostTransform):
    """Put what one will do and learn, and what one needs for it, into a panel of its own on top of a page."""

    default_priority = 100
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Collect the paragraphs of the first section that have a lead-in, each with what belongs to it."""
        section = next(iter(self.document.findall(nodes.section)), None)
        if section is None or not any(map(lead_in, section.children)):
            return
        start = next(place for place, part in enumerate(section.children) if lead_in(part))
        panel = nodes.container("", classes=["aims"])
        while start < len(section.children) and isinstance(section[start], nodes.paragraph | nodes.bullet_list):
            part = section.pop(start)
            if words := lead_in(part):
                panel += nodes.container("", *titled(part), classes=["aim", f"aim-{LEAD_INS[words]}"])
            else:
                panel[-1] += part
        section.insert(start, panel)


def lead_in(part: nodes.Node) -> str:
    """The bold words with which a paragraph of the opening begins; none in any other part of a page."""
    if not isinstance(part, nodes.paragraph):
        return ""
    first = next((child for child in part.children if child.astext()), part)  # MyST begins with an empty text
    return first.astext() if isinstance(first, nodes.strong) and first.astext() in LEAD_INS else ""


def titled(paragraph: nodes.paragraph) -> list[nodes.Node]:
    """The lead-in of a paragraph as a line of its own, without its full stop, and what is left of the paragraph."""
    strong = next(iter(paragraph.findall(nodes.strong)))
    paragraph.remove(strong)
    title = nodes.paragraph("", "", nodes.strong("", strong.astext().rstrip(".")), classes=["aim-name"])
    return [title, paragraph] if paragraph.astext() else [title]


def with_opening(page: str, picture: str) -> str:
    """A chapter with a picture below its title and its question; the picture, an SVG, says in words what it shows."""
    return TITLE.sub(lambda title: f'{title[0]}\n<figure class="opening">{picture}</figure>', page, count=1)


def with_cards(page: str, book: Path) -> str:
    """The first page, with a card in place of each row of its table of chapters.

    Parameters
    ----------
    page
        The page as it is rendered.
    book
        The folder of the notebooks, and of the pictures.
    """

    def cards(table: re.Match[str]) -> str:
        rows = BeautifulSoup(table[2], "html.parser").select("tbody tr")
        items = "".join(card(row, number, book) for number, row in enumerate(rows, 1))
        return f'{table[1]}<ol class="chapter-cards">{items}</ol>'

    return TABLE.sub(cards, page, count=1)


def card(row: Tag, number: int, book: Path) -> str:
    """One chapter as a card.

    Parameters
    ----------
    row
        Of the table of chapters: a link, a question, and what the reader can do afterwards.
    number
        Of the chapter.
    book
        The folder of the notebooks, and of the pictures.
    """
    link, (_, question, ability) = row.a, [cell.get_text() for cell in row.find_all("td")]
    name = Path(link["href"]).stem
    minutes = minutes_of(json.loads((book / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"])
    return (
        f'<li><div class="card-picture" aria-hidden="true">{WORDS.sub("", picture_of(book, name))}</div>'
        f'<p class="card-name"><span class="section-number">{number}. </span>'
        f'<a class="reference internal" href="{link["href"]}">{link.get_text()}</a></p>'
        f'<p class="card-question">{question}</p><p class="card-ability">You can then {ability}.</p>'
        f'<p class="card-minutes">{minutes} minutes</p></li>'
    )


def picture_of(book: Path, name: str) -> str:
    """The picture of a chapter, an SVG; nothing if it has none."""
    path = book / "figures" / "openings" / f"{name}.svg"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


def add_openings(book: Path, html: Path) -> None:
    """Rewrite the chapters that have a picture, and the first page.

    Parameters
    ----------
    book
        The folder of the notebooks.
    html
        The folder of their pages.
    """
    for path in html.glob("*.html"):
        page = path.read_text(encoding="utf-8")
        picture = picture_of(book, path.stem)
        if path.stem == START:
            path.write_text(with_cards(page, book), encoding="utf-8")
        elif picture:
            path.write_text(with_opening(page, picture), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Work on the pages when the book is written without an error."""

    def finish(app: Sphinx, exception: Exception | None) -> None:
        if exception is None and app.builder.name == "html":
            add_openings(Path(app.srcdir) / "book", Path(app.outdir) / "book")

    app.add_post_transform(CollectAims)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
