"""Every page of the rendered book, read in a browser: complete, self-contained, and fit for a phone."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser

from tests.conftest import launch_or_skip
from tests.pages.living import DESK, FILES, PHONE, READY, watched

PAGES = [f"{name}.html" for name in ["genindex", "search", *FILES]]

# What a reader would see as broken, in words. {} stands for what is found.
CONTENT = r"""() => {
    const found = [];
    for (const image of document.images) {
        const name = image.getAttribute("src");
        if (!image.complete || !image.naturalWidth) found.push(`broken image: ${name}`);
        if (!(image.alt || "").trim()) found.push(`no alt text: ${name}`);
    }
    for (const formula of document.querySelectorAll(".math")) {
        const math = formula.querySelector("math");
        if (!math || !math.getBoundingClientRect().width) found.push(`not typeset: ${formula.textContent}`);
        else if (/[\\&]/.test(math.textContent)) found.push(`wrong formula: ${math.textContent}`);
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const {data, parentElement} = texts.currentNode;
        if (parentElement.closest("script, style, template, pre, code, .math")) continue;
        const raw = data.match(/\$\$|\\[([]|\\[A-Za-z]+\{|\{[a-z:]+\}`/);
        if (raw) found.push(`raw markup: ${data.trim().slice(0, 60)}`);
    }
    return found;
}"""

WIDTH = r"""() => {
    const found = [], page = document.scrollingElement, width = page.clientWidth;
    if (page.scrollWidth > width) found.push(`scrolls sideways: ${page.scrollWidth} of ${width} px`);
    const scrolls = element => {
        if (!element || element === document.body) return false;
        const {overflowX} = getComputedStyle(element);
        const fits = element.getBoundingClientRect().right <= width + 1;
        return overflowX === "auto" || overflowX === "scroll" ? fits || scrolls(element.parentElement)
            : scrolls(element.parentElement);
    };
    const wide = [...(document.querySelector("main") || document.body).querySelectorAll("*")].filter(element =>
        element.getBoundingClientRect().right > width + 1 && element.checkVisibility({visibilityProperty: true})
        && !element.closest(".sr-only, .visually-hidden, [style*='position: fixed']")
        && !scrolls(element.parentElement));
    for (const element of wide.filter(element => !wide.includes(element.parentElement))) {
        const {tagName, className, textContent} = element;
        found.push(`too wide: <${tagName.toLowerCase()} class="${className}"> ${textContent.trim().slice(0, 40)}`);
    }
    return found;
}"""


def faults(browser: Browser, address: str) -> list[str]:
    """Open a page as a phone does, then in dark mode, then wide, and say what is wrong with it."""
    with watched(browser, address, viewport=PHONE, color_scheme="light") as (page, found):
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(READY)
            if page.evaluate("document.documentElement.dataset.theme || null") not in (scheme, None):
                found.append(f"the page is not {scheme}")
            found += page.evaluate(CONTENT) + page.evaluate(WIDTH)
        page.set_viewport_size(DESK)
        found += page.evaluate(WIDTH)
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("origin", ["disk", "http"])
@pytest.mark.parametrize("name", PAGES)
def test_page(browser: Browser, homes: dict[str, str], name: str, origin: str) -> None:
    assert faults(browser, f"{homes[origin]}/{name}") == []


@pytest.mark.parametrize("origin", ["disk", "http"])
def test_first_page_leads_to_the_book(browser: Browser, homes: dict[str, str], origin: str) -> None:
    with browser.new_page() as page:
        page.goto(f"{homes[origin]}/index.html")
        page.wait_for_url(f"{homes[origin]}/book/index.html")


def test_all_pages_are_listed(book_html: Path) -> None:
    built = {path.relative_to(book_html).as_posix() for path in book_html.rglob("*.html")}
    assert {name for name in built if not name.startswith("_static/")} == {"index.html", *PAGES}


GOOD = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
<style>.scroll { overflow-x: auto } .wide { width: 900px }</style>
<main><img alt="A dot" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">
<p>Costs $5 and $6, a \\ and { }.<div class="scroll"><p class="wide">wide</div>%s</main>"""


def test_a_good_page_has_no_faults(browser: Browser, tmp_path: Path) -> None:
    assert bad_page(browser, tmp_path, "") == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('<img alt="A dot" src="https://host.invalid/dot.png">', "request to another host: https://host.invalid/"),
        ('<script>fetch("http://203.0.113.1/")</script>', "request to another host: http://203.0.113.1/"),
        ('<script>new WebSocket("ws://host.invalid/")</script>', "request to another host: ws://host.invalid/"),
        ('<style>p { background: url("//host.invalid/") }</style>', "request to another host: "),
        ('<link rel="stylesheet" href="gone.css">', "not loaded: "),
        ('<img alt="A dot" src="gone.png">', "broken image: gone.png"),
        ('<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7">', "no alt text: "),
        ("<script>console.error('oh')</script>", "console: oh"),
        ("<script>throw new Error('oh')</script>", "script: oh"),
        ("<script>document.documentElement.dataset.theme = 'dark'</script>", "the page is not light"),
        ('<p class="wide">wide', "scrolls sideways: "),
        ('<p class="wide">wide', 'too wide: <p class="wide"> wide'),
        ('<p style="overflow: hidden"><b class="wide" style="display: block">cut', 'too wide: <b class="wide"> cut'),
        ('<table><tr><td style="min-width: 1400px">wide</table>', "scrolls sideways: "),
        ('<span class="math">\\(x\\)</span>', "not typeset: "),
        ('<span class="math"><math><mi>\\alhpa</mi></math></span>', "wrong formula: \\alhpa"),
        ("<p>Left: $$x^2$$", "raw markup: "),
        ("<p>Left: \\frac{1}{2}", "raw markup: "),
        ("<p>Left: {term}`x`", "raw markup: "),
    ],
)
def test_each_fault_is_found(browser: Browser, tmp_path: Path, content: str, fault: str) -> None:
    found = bad_page(browser, tmp_path, content)
    assert any(each.startswith(fault) for each in found), found


MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
WINDOWS_CHROME = "C:/Program Files/Google/Chrome/Application/chrome.exe"


@pytest.mark.parametrize(
    ("variables", "there", "path"),
    [
        ({"CHROMIUM": "mine", "CI": "true"}, {"mine", "chromium"}, "/bin/mine"),
        ({}, {"chromium", "google-chrome", "own"}, "/bin/chromium"),
        ({}, {"google-chrome", "own"}, "/bin/google-chrome"),
        ({}, {MAC_CHROME, "own"}, MAC_CHROME),
        ({}, {WINDOWS_CHROME, "own"}, WINDOWS_CHROME),
        ({}, {"own"}, "/bin/own"),
    ],
)
def test_browser_is_found(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], there: set[str], path: str
) -> None:
    assert find_browser_with(monkeypatch, variables, there) == path


@pytest.mark.parametrize(
    ("variables", "outcome", "message"),
    [
        ({}, pytest.skip.Exception, "apt install chromium"),
        ({"CI": "true"}, pytest.fail.Exception, "apt install chromium"),
        ({"CHROMIUM": "gone"}, pytest.fail.Exception, "CHROMIUM is gone"),
    ],
)
def test_missing_browser_is_skipped_and_in_ci_a_failure(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], outcome: type[BaseException], message: str
) -> None:
    with pytest.raises((pytest.skip.Exception, pytest.fail.Exception), match=message) as raised:
        find_browser_with(monkeypatch, variables, set())
    assert raised.type is outcome


def find_browser_with(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], there: set[str]) -> str:
    """Look for a browser where only these variables are set and only these programs are there."""
    for name in ("CHROMIUM", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(shutil, "which", lambda name: name if "/" in name else f"/bin/{name}")
    monkeypatch.setattr(shutil, "which", lambda name, which=shutil.which: which(name) if name in there else None)
    chromium = SimpleNamespace(executable_path="own", launch=lambda executable_path, **_: executable_path)
    return launch_or_skip(SimpleNamespace(chromium=chromium))


def bad_page(browser: Browser, folder: Path, content: str) -> list[str]:
    """Write a page with this content, and say what is wrong with it."""
    page = folder / "page.html"
    page.write_text(GOOD % content, encoding="utf-8")
    return faults(browser, page.as_uri())
