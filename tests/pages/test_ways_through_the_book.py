"""Ways through the book: the first address, the theme's dialogs, the search; and what is left behind."""

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Locator, expect

from tests.pages.checks import barriers
from tests.pages.checks.traces import SLOTS, THEME, traces
from tests.pages.living import DESK, FILES, MOVED, NOTEBOOKS, PAGES, PHONE, READY, watched

CHAPTER = NOTEBOOKS[1]


@pytest.mark.parametrize("origin", ["disk", "http"])
def test_first_page_leads_to_the_book(browser: Browser, homes: dict[str, str], origin: str) -> None:
    with browser.new_page() as page:
        page.goto(f"{homes[origin]}/index.html")
        page.wait_for_url(f"{homes[origin]}/{FILES[0]}.html")


def test_an_old_address_leads_on_to_the_same_place(browser: Browser, homes: dict[str, str]) -> None:
    old, new = next(iter(MOVED.items()))
    with browser.new_page() as page:
        page.goto(f"{homes['disk']}/{old}.html?a=b#summary")
        page.wait_for_url(f"{homes['disk']}/book/{new}?a=b#summary")
        expect(page.locator("article h1")).to_be_visible()


@pytest.mark.parametrize("old", MOVED)
def test_an_old_address_leads_to_a_page_without_scripts_too(book_html: Path, old: str) -> None:
    moved, target = book_html / f"{old}.html", book_html / Path(old).parent / MOVED[old]
    assert f"{target.relative_to(book_html).with_suffix('')}" in FILES
    assert f'content="0; url={MOVED[old]}"' in moved.read_text(encoding="utf-8")


def test_all_pages_are_listed(book_html: Path) -> None:
    built = {path.relative_to(book_html).as_posix() for path in book_html.rglob("*.html")}
    listed = {f"{name}.html" for name in [*PAGES, *MOVED]}
    assert {name for name in built if not name.startswith("_static/")} == {"index.html", *listed}


@pytest.mark.parametrize(
    ("view", "button", "dialog", "then"),
    [
        (DESK, ".search-button-field", "#pst-search-dialog", "softmax"),
        (PHONE, ".primary-toggle", "#pst-primary-sidebar-modal", ""),
        (PHONE, ".secondary-toggle", "#pst-secondary-sidebar-modal", ""),
    ],
)
def test_dialogs_have_no_barriers(
    browser: Browser, homes: dict[str, str], view: dict[str, int], button: str, dialog: str, then: str
) -> None:
    with watched(browser, f"{homes['disk']}/{CHAPTER}.html", viewport=view) as (page, found):
        page.evaluate(AXE_SCRIPT)
        opener = page.locator(button).first
        opener.focus()
        page.keyboard.press("Enter")
        page.locator(dialog).wait_for()
        page.keyboard.type(then)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(READY)
            found += barriers.axe(page)
        page.keyboard.press("Escape")
        page.locator(dialog).wait_for(state="hidden")
        expect_focus_stays(opener)
        assert found == []


def test_a_closed_search_leads_back_to_where_the_reader_was(browser: Browser, homes: dict[str, str]) -> None:
    with watched(browser, f"{homes['disk']}/{CHAPTER}.html", viewport=DESK) as (page, _):
        page.locator(".theme-switch-button").first.focus()
        page.keyboard.press("Enter")  # the last button that was pressed is not where the reader is
        link = page.locator("article a[href]").nth(5)
        link.focus()
        page.keyboard.press("Control+k")
        page.locator("#pst-search-dialog").wait_for()
        page.keyboard.press("Escape")
        page.locator("#pst-search-dialog").wait_for(state="hidden")
        expect_focus_stays(link)


def expect_focus_stays(part: Locator) -> None:
    """Wait for the focus to come, and for all that was to happen before two more frames; it is still there."""
    expect(part).to_be_focused()
    part.page.evaluate("""async () => {
        for (const wait of [setTimeout, requestAnimationFrame, requestAnimationFrame, setTimeout]) {
            await new Promise(done => wait(done));
        }
    }""")
    expect(part).to_be_focused()


@pytest.mark.parametrize("origin", ["disk", "http"])
def test_search_finds_the_page_without_a_network(
    browser: Browser, homes: dict[str, str], book_html: Path, origin: str
) -> None:
    word = "backpropagation"
    with watched(browser, f"{homes[origin]}/{CHAPTER}.html", viewport=DESK) as (page, found):
        page.keyboard.press("Control+k")
        page.keyboard.type(word)
        page.keyboard.press("Enter")
        page.locator("#search-results li a").first.wait_for()
        addresses = [link.evaluate("link => link.href") for link in page.locator("#search-results li a").all()]
        named = {name for name in NOTEBOOKS for address in addresses if f"/{name}.html" in address}
        assert named
        for name in named:
            assert word in (book_html / f"{name}.html").read_text(encoding="utf-8").lower()
        # The first page may be left before it has loaded its icon.
        assert [fault for fault in found if "favicon" not in fault] == []


def test_a_visit_leaves_the_theme_and_the_answers_and_no_cookie(browser: Browser, homes: dict[str, str]) -> None:
    with watched(browser, f"{homes['http']}/search.html?q=digit") as (page, _):
        page.wait_for_load_state("networkidle")  # it reads the pages that it has found
        page.goto(f"{homes['http']}/{CHAPTER}.html")
        page.locator("button.theme-switch-button").first.click()
        question = page.locator("chapter-quiz fieldset").first
        question.get_by_role("radio").first.check()
        question.get_by_role("button").click()
        expect(question.locator(".verdict")).not_to_be_empty()
        assert set(page.evaluate("Object.keys(localStorage)")) == THEME | {f"{SLOTS[0]}{Path(CHAPTER).name}"}
        assert traces(page) == []
