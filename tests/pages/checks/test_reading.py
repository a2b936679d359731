"""Each fault that a reader would see, or that a page leaves behind, is found on a page made up for it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.pages.checks import reading, traces
from tests.pages.living import DESK, PHONE, watched
from tests.pages.made_up import BAD_ELEMENTS, DOT, GOOD_ELEMENTS, WORDS, opened


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
def test_a_good_page_has_no_faults(browser: Browser, tmp_path: Path, view: dict[str, int]) -> None:
    with opened(browser, tmp_path, WORDS % "", viewport=view) as page:
        assert reading.content(page) + reading.width(page) + reading.theme(page, "light") == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('<img alt="A dot" src="gone.png">', "broken image: gone.png"),
        (f'<img src="{DOT}">', "no alt text: "),
        ('<span class="math">\\(x\\)</span>', "not typeset: "),
        ('<span class="math"><math><mi>\\alhpa</mi></math></span>', "wrong formula: \\alhpa"),
        ("<p>Left: $$x^2$$", "raw markup: "),
        ("<p>Left: \\frac{1}{2}", "raw markup: "),
        ("<p>Left: {term}`x`", "raw markup: "),
    ],
)
def test_broken_content_is_found(browser: Browser, tmp_path: Path, content: str, fault: str) -> None:
    with opened(browser, tmp_path, WORDS % content) as page:
        found = reading.content(page)
    assert any(each.startswith(fault) for each in found), found


@pytest.mark.parametrize(
    ("content", "view", "fault"),
    [
        ('<p class="wide">wide', PHONE, "scrolls sideways: "),
        ('<p class="wide">wide', PHONE, 'too wide: <p class="wide"> wide'),
        ('<p style="overflow: hidden"><b class="wide" style="display: block">cut', PHONE, 'too wide: <b class="wide">'),
        ('<table><tr><td style="min-width: 1400px">wide</table>', DESK, "scrolls sideways: "),
    ],
)
def test_what_is_too_wide_is_found(
    browser: Browser, tmp_path: Path, content: str, view: dict[str, int], fault: str
) -> None:
    with opened(browser, tmp_path, WORDS % content, viewport=view) as page:
        found = reading.width(page)
    assert any(each.startswith(fault) for each in found), found


def test_the_wrong_theme_is_found(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 100)
    dark = "<script>document.documentElement.dataset.theme = 'dark'</script>"
    with opened(browser, tmp_path, WORDS % dark) as page:
        assert reading.theme(page, "light") == ["the page is not light"]
        assert reading.theme(page, "dark") == []


@pytest.mark.parametrize(("inside", "faults"), [("", 1), ('<svg><filter id="f"/></svg>', 0)])
def test_a_picture_without_its_filter_is_found(browser: Browser, tmp_path: Path, inside: str, faults: int) -> None:
    element = f"""<svg><filter id="f"/><image style="filter: url(#f)"/></svg><x-a></x-a><script>
        document.querySelector("x-a").attachShadow({{mode: "open"}}).innerHTML =
            '<canvas style="filter: url(#f)"></canvas>{inside}';</script>"""
    with opened(browser, tmp_path, WORDS % element) as page:
        assert reading.pictures_in_the_dark(page) == ["no filter for <canvas> in x-a"] * faults


SOCKET = 'new WebSocket("ws://host.invalid/").onerror = () => document.body.append("No answer.")'


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('<img alt="A dot" src="https://host.invalid/dot.png">', "request to another host: https://host.invalid/"),
        ('<script>fetch("http://203.0.113.1/")</script>', "request to another host: http://203.0.113.1/"),
        (f"<script>{SOCKET}</script>", "request to another host: ws://host.invalid/"),
        ('<style>p { background: url("//host.invalid/") }</style>', "request to another host: "),
        ('<link rel="stylesheet" href="gone.css">', "not loaded: "),
        ("<script>console.error('oh')</script>", "console: oh"),
        ("<script>throw new Error('oh')</script>", "script: oh"),
    ],
)
def test_requests_and_errors_of_scripts_are_found(browser: Browser, tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "page.html").write_text(WORDS % content, encoding="utf-8")
    with watched(browser, (tmp_path / "page.html").as_uri()) as (page, found):
        if SOCKET in content:
            page.get_by_text("No answer.").wait_for()
    assert any(each.startswith(fault) for each in found), found


def test_what_is_missing_without_scripts_is_found(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, GOOD_ELEMENTS, java_script_enabled=False) as page:
        assert reading.without_scripts(page) == []
    with opened(browser, tmp_path, BAD_ELEMENTS, java_script_enabled=False) as page:
        found = reading.without_scripts(page)
    assert found == ["no sentence: <x-bad>", "no picture: <x-bad>", "no alt text: <x-bad>", "no sentence: <x-empty>"]


@pytest.mark.parametrize(
    "script",
    [
        "document.cookie = 'reader=1'",
        "localStorage.reader = 1",
        "sessionStorage.reader = 1",
        "new Promise(done => { indexedDB.open('reader').onsuccess = done; }).then(() => 1)",
        "caches.open('reader').then(() => 1)",
    ],
)
def test_trace_of_a_reader_is_found(browser: Browser, homes: dict[str, str], script: str) -> None:
    with watched(browser, f"{homes['http']}/genindex.html") as (page, _):
        assert traces.traces(page) == []
        page.evaluate(script)
        (trace,) = traces.traces(page)
        assert "reader" in trace


def test_a_word_that_fits_until_the_type_is_spaced_is_found(browser: Browser, tmp_path: Path) -> None:
    text = WORDS % f"<p style='font: 20px monospace; letter-spacing: -.3em'>{'m' * 27}</p>"
    with opened(browser, tmp_path, text, viewport=PHONE) as page:
        assert reading.width(page) == []
        (found,) = reading.width_when_spaced(page)
        assert found.startswith("scrolls sideways: ")
        assert reading.width(page) == []
