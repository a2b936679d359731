"""The card of a term: on hover, on focus, at the first tap; closed with Escape and when its term is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.pages.living import DESK, PHONE, ROOT, watched
from tests.pages.made_up import written

SOON = 1000  # milliseconds of the page's time, in which a card has come or gone
TERM = '<a href="glossary.html#term-%s"><span class="std-term">%s</span></a>'
PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Terms</title><style>{{style}}</style><main class="bd-article"><h1>Terms</h1>
<p>The {TERM % ("softmax", "softmax")} and a <a href="#there">link</a>, a {TERM % ("gone", "stranger")}.</p>
<p id="there" style="margin-top: 1000px">Far below: <a href="glossary.html#term-softmax"><span class="std-term">softmax
again</span></a></p>
<template id="terms"><div data-term="term-softmax"><p><b>softmax</b></p><p>To <math><mi>p</mi></math>.
<a href="page.html#chapter">Chapter</a></p></div></template></main><script>{{script}}</script>"""


@contextmanager
def opened(browser: Browser, folder: Path, **options) -> Iterator[tuple[Page, Locator, Locator]]:
    """Open a page with two terms; give it, the first term and the card."""
    static = ROOT / "book" / "_static"
    style, script = ((static / name).read_text(encoding="utf-8") for name in ("parts.css", "terms.js"))
    address = written(folder, PAGE.replace("{style}", style).replace("{script}", script))
    (folder / "glossary.html").write_text("<!doctype html><title>Glossary</title>", encoding="utf-8")
    with watched(browser, address, time_stands_still=True, **options) as (page, faults):
        yield page, page.locator("a", has_text="softmax").first, page.locator(".term-card")
    assert faults == []


def test_a_mouse_opens_the_card_can_enter_it_and_closes_it(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, viewport=DESK) as (page, term, card):
        term.hover()
        expect(card).to_be_hidden()  # a mouse on its way elsewhere opens nothing
        page.clock.run_for(SOON)
        expect(card).to_be_visible()
        expect(card.locator("math")).to_have_text("p")
        expect(term).to_have_attribute("aria-describedby", card.get_attribute("id"))
        assert card.bounding_box()["y"] >= term.bounding_box()["y"] + term.bounding_box()["height"]
        card.hover()
        page.clock.run_for(SOON)
        expect(card).to_be_visible()
        page.locator("h1").hover()
        page.clock.run_for(SOON)
        expect(card).to_be_hidden()
        page.locator("a", has_text="stranger").hover()
        page.clock.run_for(SOON)
        expect(card).to_be_hidden()
        term.click()  # and leads to the glossary
        page.wait_for_url("**/glossary.html#term-softmax")


def test_the_keyboard_opens_the_card_and_escape_closes_it(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, viewport=DESK) as (page, term, card):
        page.keyboard.press("Tab")
        expect(term).to_be_focused()
        expect(card).to_be_visible()
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(term).not_to_have_attribute("aria-describedby", "term-card")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(card).to_be_visible()
        page.keyboard.press("Tab")
        expect(card).to_be_hidden()


def test_the_first_tap_opens_the_card_which_leads_on(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, viewport=PHONE, has_touch=True) as (page, term, card):
        term.tap()
        expect(card).to_be_visible()
        assert page.url.endswith("page.html")
        box = card.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        page.locator("h1").tap()
        expect(card).to_be_hidden()
        page.locator("a", has_text="again").tap()  # far below: the page has scrolled
        expect(card).to_be_in_viewport()
        card.get_by_role("link", name="In the glossary").tap()
        page.wait_for_url("**/glossary.html#term-softmax")


def test_without_scripts_a_term_is_a_link(browser: Browser, tmp_path: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(written(tmp_path, PAGE.replace("{style}", "").replace("{script}", "")))
        assert page.locator("a", has_text="softmax").first.get_attribute("href") == "glossary.html#term-softmax"
        expect(page.get_by_text("Chapter")).to_have_count(0)
