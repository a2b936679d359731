"""book/_static/next_element.js: elements are built one after the other, and large ones when their reader is near."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.elements.packing import AWAY, elements_in
from tests.pages.living import COMPLETE, DESK

CHAPTER = "book/09_other_hands"  # its pad is far down the page, and carries a network
PAD = f"digit-pad[{AWAY}]"
CASES = "book/08_bug_clinic"  # its cases grow by half a screen each
HEADING = "document.querySelector('#is-the-better-one-better > h2')"
TOP = f"({HEADING}).getBoundingClientRect().top"
BUILT = "host => host.shadowRoot !== null"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_page(viewport=DESK, reduced_motion="reduce") as page:
        yield page


def test_one_page_at_least_has_an_element_far_away(book_html: Path) -> None:
    pads = [each for each in elements_in((book_html / f"{CHAPTER}.html").read_text()) if each.tag == "digit-pad"]
    assert [AWAY in pad.attributes for pad in pads] == [True]


def test_each_element_is_built_by_a_script_of_its_own(page: Page, homes: dict[str, str]) -> None:
    page.add_init_script("""
        window.builders = [];
        const original = Element.prototype.attachShadow;
        Element.prototype.attachShadow = function (...options) {
            builders.push([document.currentScript, document.currentScript?.getAttribute("src"), this.dataset.from]);
            return original.apply(this, options);
        };
    """)
    page.goto(f"{homes['disk']}/{CHAPTER}.html")
    page.evaluate(COMPLETE)
    count = page.locator(".living").count()
    assert count > 3
    assert page.evaluate("builders.length") == count
    assert page.evaluate("new Set(builders.map(([script]) => script)).size") == count
    for _, source, late in page.evaluate("builders"):
        assert source == (late or "../_static/next_element.js")
    assert page.evaluate("document.querySelector('.living').cloneNode(true).shadowRoot") is None
    assert page.evaluate("""() => {
        const later = document.querySelector(".living").cloneNode(true);
        document.querySelector("main").append(later);
        return later.shadowRoot !== null;
    }""")


@pytest.mark.parametrize("origin", ["disk", "http"])
def test_a_large_element_comes_when_its_reader_is_near(page: Page, homes: dict[str, str], origin: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{homes[origin]}/{CHAPTER}.html", wait_until="networkidle")
    pad = page.locator(PAD)
    source = pad.get_attribute(AWAY)
    assert not pad.evaluate(BUILT)
    assert pad.inner_text() == ""  # what is under way isn't missing
    assert not any(url.endswith(source) for url in asked)
    with page.expect_request(re.compile(re.escape(source))):
        pad.evaluate("host => host.scrollIntoView()")
    expect(pad.locator("canvas").first).to_be_visible()


def test_a_key_brings_all_elements(page: Page, homes: dict[str, str]) -> None:
    page.goto(f"{homes['disk']}/{CHAPTER}.html")
    page.keyboard.press("Tab")
    expect(page.locator(PAD).locator("canvas").first).to_be_visible()


def test_an_address_within_the_page_brings_all_elements(page: Page, homes: dict[str, str]) -> None:
    page.goto(f"{homes['disk']}/{CHAPTER}.html#summary")
    expect(page.locator(PAD).locator("canvas").first).to_be_visible()


def test_an_address_within_the_page_brings_them_later_too(page: Page, homes: dict[str, str]) -> None:
    page.goto(f"{homes['disk']}/{CHAPTER}.html")
    page.evaluate("location.hash = '#exists-nowhere'")
    expect(page.locator(PAD).locator("canvas").first).to_be_visible()


def test_what_was_lost_on_the_way_is_asked_for_again(page: Page, homes: dict[str, str]) -> None:
    page.goto(f"{homes['http']}/{CHAPTER}.html")
    pad = page.locator(PAD)
    lost = re.compile(re.escape(pad.get_attribute(AWAY)))
    page.route(lost, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.keyboard.press("Tab")
    assert not pad.evaluate(BUILT)
    assert "With JavaScript" in pad.inner_text()  # what is seen where no script runs
    page.unroute(lost)
    page.keyboard.press("Tab")
    expect(pad.locator("canvas").first).to_be_visible()


def test_who_comes_back_to_a_page_finds_it_as_it_was(page: Page, homes: dict[str, str]) -> None:
    page.goto(f"{homes['disk']}/{CASES}.html")
    page.evaluate(COMPLETE)
    page.evaluate(f"({HEADING}).scrollIntoView()")
    place = page.evaluate(TOP)
    page.evaluate("new Promise(done => setTimeout(done, 700))")  # a browser notes where it is a little later
    page.reload()
    page.wait_for_timeout(1000)
    assert page.evaluate(TOP) == pytest.approx(place, abs=2)


def test_all_come_at_once_in_a_browser_that_does_not_keep_in_its_place_what_is_seen(
    page: Page, homes: dict[str, str]
) -> None:
    page.add_init_script("CSS.supports = () => false")  # Safari
    page.goto(f"{homes['http']}/{CHAPTER}.html")
    expect(page.locator(PAD).locator("canvas").first).to_be_visible()
