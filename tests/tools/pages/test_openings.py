"""Chapters open on their pictures, and the first page shows them as cards, with minutes that are counted."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.pages.living import NOTEBOOKS, ROOT
from tools.pages.extensions.openings import add_openings, minutes_of, with_opening

CHAPTERS = [name for name in NOTEBOOKS if Path(name).name[0].isdigit()]
SVG = '<svg viewBox="0 0 320 120" role="img">\n  <title>A seven, drawn.</title>\n</svg>'
TITLE = '<h1><span class="section-number">1. </span>Seven<a class="headerlink" href="#seven">#</a></h1>'
TABLE = (
    '<section id="the-chapters"><h2>The chapters</h2><div class="pst-scrollable-table-container"><table class="table">'
    "<tbody><tr><td><p><a href='01_seven.html'>Seven</a></p></td><td><p>Why?</p></td><td><p>draw one</p></td></tr>"
    "<tr><td><p><a href='02_eight.html'>Eight</a></p></td><td><p>How?</p></td><td><p>draw two</p></td></tr>"
    "</tbody></table>\n</div><p>After.</p></section>"
)


def cell(kind: str, source: str, *tags: str) -> dict:
    return {"cell_type": kind, "source": [source], "metadata": {"tags": list(tags)}}


@pytest.mark.parametrize(
    ("cells", "minutes"),
    [
        ([], 5),
        ([cell("markdown", "word " * 2000)], 10),
        ([cell("markdown", "word " * 2000), *[cell("code", "x = 1")] * 25], 20),
        ([cell("markdown", "word " * 2000), cell("markdown", "word " * 4000, "exercise")], 10),
        ([cell("markdown", "word " * 2000), *[cell("code", "x = 1", "solution", "hide-cell")] * 25], 10),
    ],
)
def test_minutes_are_those_of_what_is_read(cells: list[dict], minutes: int) -> None:
    assert minutes_of(cells) == minutes


@pytest.mark.parametrize("question", ["", '\n<p>Is it\n<a href="#">one</a>?</p>'])
def test_a_picture_follows_the_title_and_the_question(question: str) -> None:
    printed = "<h1>Seven</h1>"  # the theme's second title
    rest = '\n<div class="aims"><p>Look.</p></div><p>More.</p>'
    assert with_opening(printed + TITLE + question + rest + TITLE, SVG) == (
        f'{printed}{TITLE}{question}\n<figure class="opening">{SVG}</figure>{rest}{TITLE}'
    )


@pytest.mark.parametrize("name", CHAPTERS)
def test_what_a_chapter_is_for_stands_in_a_panel_below_its_picture(book_html: Path, name: str) -> None:
    page = BeautifulSoup((book_html / f"{name}.html").read_text(encoding="utf-8"), "html.parser").article
    titles = [each.get_text() for each in page.select(".aims > .aim > .aim-name")]
    assert titles == ["What you will do", "What you will learn", "What you need"]
    assert page.select_one(".aims").find_previous_sibling().name == "figure"
    assert len(page.select(".aim-learn > ul > li")) >= 3
    for part in page.select(".aim-do, .aim-need"):
        assert len(part.select("p")[1].get_text()) > 30
    assert "What you will" not in " ".join(each.get_text() for each in page.select("section > p"))


def test_rows_become_cards_and_a_chapter_without_a_picture_has_a_card_too(tmp_path: Path) -> None:
    book, html = tmp_path / "book", tmp_path / "html"
    (book / "figures" / "openings").mkdir(parents=True)
    html.mkdir()
    (book / "figures" / "openings" / "01_seven.svg").write_text(SVG, encoding="utf-8")
    for name in ("01_seven", "02_eight"):
        (book / f"{name}.ipynb").write_text(json.dumps({"cells": [cell("markdown", "word " * 3000)]}), encoding="utf-8")
        (html / f"{name}.html").write_text(TITLE, encoding="utf-8")
    (html / "index.html").write_text(TABLE, encoding="utf-8")
    add_openings(book, html)
    page = BeautifulSoup((html / "index.html").read_text(encoding="utf-8"), "html.parser")
    cards = [re.sub(r"\s+", " ", each.get_text(" ", strip=True)) for each in page.select("ol.chapter-cards > li")]
    assert cards[0] == "1. Seven Why? You can then draw one. 15 minutes"
    assert cards[1].startswith("2. Eight How?")
    assert [bool(each.select("svg")) for each in page.select(".card-picture")] == [True, False]
    assert page.select("table, title") == []  # words beside the picture say what the card is about
    assert page.select_one("section > p").get_text() == "After."
    assert SVG in (html / "01_seven.html").read_text(encoding="utf-8")
    assert (html / "02_eight.html").read_text(encoding="utf-8") == TITLE


def test_each_chapter_is_a_card_and_opens_on_its_picture(book_html: Path) -> None:
    start = BeautifulSoup((book_html / "book" / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = [each["href"] for each in start.select(".chapter-cards .card-name a")]
    assert links == [f"{Path(name).name}.html" for name in CHAPTERS]
    assert len(start.select(".chapter-cards svg")) == len(CHAPTERS)
    for name in CHAPTERS:
        page = (book_html / f"{name}.html").read_text(encoding="utf-8")
        (words,) = re.findall(r'(?s)<figure class="opening"><svg [^>]*role="img">\s*<title>(.*?)</title>', page)
        assert len(words) > 30, name


def test_pictures_have_no_colors_of_their_own() -> None:
    style = (ROOT / "book" / "_static" / "openings.css").read_text(encoding="utf-8")
    for path in (ROOT / "book" / "figures" / "openings").glob("*.svg"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"#[0-9a-fA-F]{3}|\b(?:fill|stroke)=|<style", source), path.name
        used = {name for names in re.findall(r'class="([^"]+)"', source) for name in names.split()}
        unknown = {name for name in used - {"wire", "soft"} if f".{name}" not in style}
        assert not unknown, path.name
