"""Each barrier, and each stop that the Tab key misses, is found on a page made up for it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.pages.checks import barriers, keyboard
from tests.pages.living import DESK, PHONE
from tests.pages.made_up import WORDS, opened

FAINT = "color: #aaa"


def barriers_of(page: Page) -> list[str]:
    barriers.unfold(page)
    return barriers.axe(page) + barriers.motion(page)


@pytest.mark.parametrize(("view", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_a_good_page_has_no_faults(browser: Browser, tmp_path: Path, view: dict[str, int], scheme: str) -> None:
    with opened(browser, tmp_path, WORDS % "<p>Some words.", viewport=view, color_scheme=scheme) as page:
        assert barriers_of(page) == []
        assert keyboard.skip_link(page) == []
        assert keyboard.tab_walk(page) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (f"<p style='{FAINT}'>Faint words.", "color-contrast: "),
        (f"<details><summary>More</summary><p style='{FAINT}'>Faint words.</details>", "color-contrast: "),
        ("<button aria-label='Go'>Press here</button>", "label-content-name-mismatch: "),
        ("</main><p>Words outside.", "region: "),
        ("<h3>A level is left out</h3>", "heading-order: "),
        ("<style>a { transition: color 1s }</style>", "moves: <a "),
        ("<style>html { scroll-behavior: smooth }</style>", "moves: <html "),
    ],
)
def test_each_barrier_is_found(browser: Browser, tmp_path: Path, content: str, fault: str) -> None:
    with opened(browser, tmp_path, WORDS % content) as page:
        found = barriers_of(page)
    assert found
    assert all(each.startswith(fault) for each in found), found


@pytest.mark.parametrize("condition", ["width < 400px", "prefers-color-scheme: dark"])
def test_each_view_is_looked_at(browser: Browser, tmp_path: Path, condition: str) -> None:
    text = WORDS % f"<style>@media ({condition}) {{ p {{ {FAINT} }} }}</style><p>Faint words."
    with opened(browser, tmp_path, text, viewport=DESK, color_scheme="light") as page:
        assert barriers_of(page) == []
    with opened(browser, tmp_path, text, viewport=PHONE, color_scheme="dark") as page:
        assert {fault.partition(":")[0] for fault in barriers_of(page)} == {"color-contrast"}


@pytest.mark.parametrize(
    ("code", "faint"),
    [
        (f"<pre><span class='n' style='{FAINT}'>first</span></pre>", 1),
        (f"<pre><span class='n'>first</span> <span class='n' style='{FAINT}'>second</span></pre>", 1),
        ("<pre><span class='n'>first</span> <span class='k'>second</span></pre>", 1),
        ("<pre><span class='n'>first</span> <span class='k'>second</span> <span class='k'>third</span></pre>", 1),
        (
            "<pre><span class='k'>first</span></pre><pre><span class='n'>one</span> <span class='k'>third</span></pre>",
            2,
        ),
        ("<pre><span class='n'>first</span> <span class='n'><b class='k'>second</b></span></pre>", 1),
        ("<pre><span class='n'>first</span><i><span class='k'>second</span></i></pre>", 1),
    ],
)
def test_a_faint_token_of_code_is_found(browser: Browser, tmp_path: Path, code: str, faint: int) -> None:
    with opened(browser, tmp_path, WORDS % f"<style>.k {{ {FAINT} }}</style>{code}") as page:
        found = barriers.axe(page)
        assert [fault.partition(":")[0] for fault in found] == faint * ["color-contrast"]
        assert len(barriers.axe(page, each_token=True)) >= faint


def test_each_token_of_code_can_be_looked_at(browser: Browser, tmp_path: Path) -> None:
    code = "<style>.k { color: #aaa }</style><pre><span class='k'>second</span> <span class='k'>third</span></pre>"
    with opened(browser, tmp_path, WORDS % code) as page:
        assert len(barriers.axe(page, each_token=True)) == 2
        assert len(barriers.axe(page)) == 1


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<style>button:focus { outline: none }</style>", "no mark of the focus: <button> A button"),
        (
            "<style>button:focus { outline: 3px solid; outline-offset: 2px }</style>"
            "<div style='overflow: auto; padding: 9px 9px 9px 4px'><button style='display: block'>A</button></div>",
            "the mark of the focus is cut off, left: <button> A",
        ),
        ("<style>button { position: absolute; left: -999px }</style>", "out of sight: <button> A button"),
        ("<p style='position: fixed; inset: 0; background: white'>", "out of sight: <a> A link"),
        (
            "<script>document.querySelector('a[href=\"#one\"]').onkeydown = event => event.preventDefault()</script>",
            "not reached: <button> A button",
        ),
    ],
)
def test_what_the_keyboard_misses_is_found(browser: Browser, tmp_path: Path, content: str, fault: str) -> None:
    with opened(browser, tmp_path, WORDS % content) as page:
        assert fault in keyboard.tab_walk(page)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<style>.skip { display: none }</style>", "the first stop does not skip to the text"),
        ("<style>.skip { position: absolute; top: -99px }</style>", "the link that skips to the text is out of sight"),
        (
            "<script>document.querySelector('.skip').onclick = event => event.preventDefault();"
            "document.querySelector('.skip').insertAdjacentHTML('afterend', '<button>Menu</button>')</script>",
            "the link that skips to the text does not lead there",
        ),
    ],
)
def test_a_first_stop_that_does_not_lead_to_the_text_is_found(
    browser: Browser, tmp_path: Path, content: str, fault: str
) -> None:
    with opened(browser, tmp_path, WORDS % content) as page:
        assert keyboard.skip_link(page) == [fault]
