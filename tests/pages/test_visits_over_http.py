"""Pages, visited as on a server: all arrives, one element of each kind answers, and nothing is left behind."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from helpers.elements.packing import elements_in, whole_page
from tests.pages.inventory import KINDS, living_tags, new_kinds, on_pages
from tests.pages.living import FILES, NOTEBOOKS, PAGES, ROOT
from tests.pages.visits import over_http, report


def outputs(path: Path) -> str:
    """HTML of all outputs of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    shown = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    return "\n".join("".join(data.get("text/html", "")) for data in shown)


@pytest.fixture(scope="module")
def inventory(book_html: Path) -> dict[str, list[str]]:
    """Names of the elements on each page, in order."""
    return on_pages(book_html)


def test_pages_with_something_new(
    browser: Browser, homes: dict[str, str], inventory: dict[str, list[str]], subtests: pytest.Subtests
) -> None:
    for name, kinds in new_kinds(inventory).items():
        if kinds or name == "search":  # which asks for its index
            report(over_http(browser, f"{homes['http']}/{name}.html", kinds), subtests, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_page(browser: Browser, homes: dict[str, str], name: str, subtests: pytest.Subtests) -> None:
    report(over_http(browser, f"{homes['http']}/{name}.html", set()), subtests)


# Who asked for each face of the text: a link, early, or the style sheet, once lines are broken in another face.
ASKED = r"""() => performance.getEntriesByType("resource").filter(({name}) => /Next-(Regular|Bold)\.woff2/.test(name))
    .map(({initiatorType}) => initiatorType)"""


def test_the_faces_of_the_text_come_before_the_first_paint(browser: Browser, homes: dict[str, str]) -> None:
    with browser.new_page() as page:
        page.goto(f"{homes['http']}/book/index.html")
        assert page.evaluate(ASKED) == ["link", "link"]


@pytest.mark.parametrize("name", FILES)
def test_what_lives_in_a_notebook_lives_on_its_page(inventory: dict[str, list[str]], name: str) -> None:
    path = ROOT / f"{name}.ipynb"
    in_notebook = living_tags(outputs(path)) if name in NOTEBOOKS else []
    assert inventory[name] == in_notebook
    assert bool(in_notebook) == (name in NOTEBOOKS)
    assert in_notebook.count("digit-pad") <= 1  # it brings the network's weights


def test_each_kind_of_element_is_on_some_page(inventory: dict[str, list[str]]) -> None:
    assert {kind for kinds in inventory.values() for kind in kinds} == KINDS


def test_some_frames_play_by_themselves(book_html: Path) -> None:
    elements = [each for name in NOTEBOOKS for each in elements_in(whole_page(book_html / f"{name}.html"))]
    assert any(element.data.get("play") is not None for element in elements)
