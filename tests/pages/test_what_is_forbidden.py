"""Pages where a reader, a frame or a server forbids what scripts like to use, or a browser lacks it: all works.

Only what a reader chooses does not last.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from helpers.elements.softmax_bars import SoftmaxBars
from tests.conftest import QuietHandler, served
from tests.helpers.explorers import drawn, written
from tests.pages.living import COMPLETE, DESK, NOTEBOOKS, PHONE, ROOT, standalone, watched
from tests.pages.test_small_elements import IMAGES, LABELS, LOGITS
from tools.pages.extensions.light_pages.late_data import parted
from tools.pages.extensions.light_pages.scripts import STORAGE, joined

CHAPTER = NOTEBOOKS[3]
FORBIDDEN = {
    "throws": "get() { throw new DOMException('No.', 'SecurityError'); }",  # where the data of sites is blocked
    "null": "value: null",  # Firefox, where storage is switched off
}
FORBID = """for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, {configurable: true, %s});
}"""
EXPECTED = ("request to another host: http://127.0.0.1", "net::ERR_FAILED")  # a frame of another site, and its font
POLICY = "default-src 'self'; img-src 'self' data:"


class StrictHandler(QuietHandler):
    """A file server that lets pages use nothing but its files."""

    def end_headers(self) -> None:
        """Send the policy."""
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@pytest.mark.parametrize(("forbidden", "origin"), [("throws", "disk"), ("null", "http")])
def test_all_works_without_storage(browser: Browser, homes: dict[str, str], forbidden: str, origin: str) -> None:
    with watched(browser, "about:blank", viewport=DESK, color_scheme="dark") as (page, found):  # not yet the book
        page.context.add_init_script(FORBID % FORBIDDEN[forbidden])
        page.goto(f"{homes[origin]}/{CHAPTER}.html")
        all_works(page, page.main_frame)
        assert [fault for fault in found if "another host" not in fault] == []


def test_all_works_in_a_frame_of_another_site_that_allows_scripts_alone(
    browser: Browser, homes: dict[str, str], tmp_path: Path
) -> None:
    frame = f'<iframe sandbox="allow-scripts" src="{homes["http"]}/{CHAPTER}.html"></iframe>'
    style = "<style>html, body, iframe { width: 100%; height: 100%; margin: 0; border: 0 }</style>"
    (tmp_path / "page.html").write_text(f"<!doctype html>{style}{frame}", encoding="utf-8")
    with (
        served(tmp_path) as home,
        watched(browser, f"{home}/page.html", viewport=DESK, color_scheme="dark") as (page, found),
    ):
        (inside,) = page.main_frame.child_frames
        assert inside.evaluate("window.origin") == "null"
        all_works(page, inside)
        # The server would have to allow the frame the font of formulas; they are set in the system's.
        assert [fault for fault in found if "font" not in fault and not any(word in fault for word in EXPECTED)] == []


def all_works(page: Page, frame: Frame) -> None:
    """Use what the theme's scripts bring: colors, buttons, the search, the menus."""
    theme = frame.locator("html")
    expect(theme).to_have_attribute("data-theme", "dark")
    blocks = frame.locator(".cell_input pre").count()
    assert frame.locator("button.copybtn").count() >= blocks > 10
    frame.evaluate(COMPLETE)
    assert frame.evaluate("[...document.querySelectorAll('.living')].every(host => host.shadowRoot)")
    frame.locator(".theme-switch-button").first.click()
    expect(theme).to_have_attribute("data-theme", "light")
    sidebar = frame.locator(".bd-sidebar-primary")
    frame.locator(".primary-toggle").first.click()
    expect(sidebar).not_to_be_in_viewport()
    page.keyboard.press("Control+k")
    frame.locator("#pst-search-dialog").wait_for()
    page.keyboard.type("softmax")
    page.keyboard.press("Enter")
    frame.locator("#search-results li a").first.wait_for()
    page.set_viewport_size(PHONE)
    frame.locator(".primary-toggle").first.click()
    menu = frame.locator("#pst-primary-sidebar-modal")
    expect(menu.get_by_role("link", name="Meet the digits")).to_be_in_viewport()


@pytest.fixture
def blank(browser: Browser, homes: dict[str, str]) -> Iterator[Page]:
    """A page of no words, in a place where there is storage."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{homes['http']}/_static/favicon.svg")
        yield page


def test_a_script_that_fails_ends_no_other_and_is_told_of(blank: Page) -> None:
    last = "const later = first + 1;\nfunction twice() { return later * 2; }"
    scripts = ["const first = 1;", "gone.no = 2;", last]
    with blank.expect_event("pageerror") as failure:
        blank.evaluate("scripts => { (0, eval)(scripts); }", joined(scripts))
    assert "gone is not defined" in str(failure.value)
    assert blank.evaluate("twice()") == 4


FULL = "Storage.prototype.setItem = () => { throw new DOMException('No.', 'QuotaExceededError'); };"
USE = """() => {
    localStorage.setItem("number", 7);
    sessionStorage.setItem("other", "o");
    const found = ["number", "gone"].map(key => localStorage.getItem(key));
    const seen = [...found, localStorage.key(0), localStorage.length];
    localStorage.removeItem("number");
    sessionStorage.clear();
    return [...seen, localStorage.length, sessionStorage.length, sessionStorage.key(0)];
}"""


@pytest.mark.parametrize("forbidden", ["", *FORBIDDEN])
def test_a_storage_that_takes_the_place_of_another_is_like_it(blank: Page, forbidden: str) -> None:
    if forbidden:
        blank.evaluate(FORBID % FORBIDDEN[forbidden])
    blank.evaluate(STORAGE.read_text(encoding="utf-8"))
    assert blank.evaluate("Object.hasOwn(localStorage, 'getItem')") == bool(forbidden)
    assert blank.evaluate(USE) == ["7", None, "number", 1, 0, 0, None]


def test_what_a_full_storage_holds_can_be_read_and_changed(blank: Page) -> None:
    blank.evaluate("localStorage.setItem('mode', 'dark')")
    blank.evaluate(f"() => {{ {FULL} }}")
    blank.evaluate(STORAGE.read_text(encoding="utf-8"))
    assert blank.evaluate("localStorage.getItem('mode')") == "dark"
    blank.evaluate("localStorage.setItem('mode', 'light')")
    assert blank.evaluate("localStorage.getItem('mode')") == "light"


ICONS = """[...document.fonts].some(({family, status}) => family.includes("Awesome") && status === "loaded")"""


@pytest.fixture
def strict(book_html: Path) -> Iterator[str]:
    """The address of the book on a server that allows nothing within pages."""
    with served(book_html, StrictHandler) as home:
        yield home


def test_a_page_is_whole_where_a_server_allows_nothing_within_it(browser: Browser, strict: str) -> None:
    with watched(browser, f"{strict}/{CHAPTER}.html", viewport=DESK, color_scheme="dark") as (page, found):
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        page.wait_for_function(ICONS)
        page.evaluate(COMPLETE)
        assert page.evaluate("[...document.querySelectorAll('.living')].every(host => host.shadowRoot)")
        page.evaluate("window.print = () => { window.printed = true; }")
        page.locator("[data-press=print]").evaluate("button => button.click()")
        assert page.evaluate("printed")
        all_works(page, page.main_frame)
        page.goto(f"{strict}/{CHAPTER}.html?highlight=pixels")
        expect(page.locator(".highlighted")).not_to_have_count(0)
        page.locator(".highlight-link a").evaluate("link => link.click()")
        expect(page.locator(".highlighted")).to_have_count(0)
        assert [fault for fault in found if fault.startswith("script")] == []


def test_where_a_style_sheet_cannot_open_folds_they_open_to_be_printed(browser: Browser, homes: dict[str, str]) -> None:
    folded = "document.querySelectorAll('main details:not([open])').length"
    with watched(browser, "about:blank", viewport=DESK) as (page, _):  # not yet the book
        page.context.add_init_script("CSS.supports = () => false;")
        page.goto(f"{homes['disk']}/{CHAPTER}.html")
        before, solutions = page.evaluate(folded), page.locator(".solution > details").count()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(folded) == solutions < before
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        assert page.evaluate(folded) == before


def test_elements_look_the_same_where_a_server_allows_no_styles(browser: Browser, tmp_path: Path) -> None:
    standalone(tmp_path / "page.html", SoftmaxBars(LOGITS, IMAGES, LABELS), written(), drawn())
    words, files = parted((tmp_path / "page.html").read_text(encoding="utf-8"), "page")
    for name, text in {"page.html": words, **files}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    shutil.copytree(ROOT / "book" / "_static", tmp_path / "_static")
    looks = []
    for handler in (QuietHandler, StrictHandler):
        with served(tmp_path, handler) as home, watched(browser, f"{home}/page.html", viewport=DESK) as (page, found):
            page.evaluate(COMPLETE)
            looks.append(page.evaluate(LOOK))
            assert [fault for fault in found if "inline style" not in fault] == []  # what stands where no script runs
    assert looks[0] == looks[1]
    assert len(set(looks[0])) > 10


LOOK = """() => [...document.querySelectorAll(".living")].flatMap(({shadowRoot}) =>
    [shadowRoot.host, ...shadowRoot.querySelectorAll(":not(style)")]).map(part => {
    const {left, top, width, height} = part.getBoundingClientRect();
    const {color, backgroundColor, fill, font, stroke} = getComputedStyle(part);
    return [part.localName, left, top, width, height, color, backgroundColor, fill, font, stroke].join(" ");
})"""
