"""Every page, open to all readers: what axe-core looks for, the keyboard alone, less motion, forced colors."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.pages.living import DESK, FILES, PHONE, READY, watched

PAGES = ["genindex", "search", *FILES]
# All rules that are on by default (WCAG 2.2 A and AA, best practices), and two that are on trial.
AXE = {"preload": False, "resultTypes": ["violations"]}
AXE["rules"] = {name: {"enabled": True} for name in ("label-content-name-mismatch", "td-has-header")}
OPEN = "document.querySelectorAll('details').forEach(part => { part.open = true; })"

# What moves though the reader has asked for less motion.
MOVES = """() => {
    const everywhere = [document, ...[...document.querySelectorAll("*")].map(part => part.shadowRoot)];
    const parts = everywhere.flatMap(root => [...(root?.querySelectorAll("*") || [])]);
    return parts.filter(part => {
        if (!part.checkVisibility()) return false;
        const {animationName, scrollBehavior, transitionDuration, transitionProperty} = getComputedStyle(part);
        const slides = transitionProperty !== "none" && /[1-9]/.test(transitionDuration);
        return animationName !== "none" || scrollBehavior !== "auto" || slides;
    }).map(part => `moves: <${part.localName} class="${part.className}">`);
}"""

# What the keyboard has to reach, and how each of it looks before.
STOPS = """() => {
    const look = part => {
        const {backgroundColor, borderColor, boxShadow, outlineColor, outlineStyle, outlineWidth, textDecoration} =
            getComputedStyle(part);
        const outline = outlineStyle === "none" ? "" : outlineColor + outlineStyle + outlineWidth;
        return [outline, boxShadow, backgroundColor, borderColor, textDecoration].join();
    };
    const active = () => {
        let part = document.activeElement;
        while (part?.shadowRoot?.activeElement) part = part.shadowRoot.activeElement;
        return part;
    };
    const name = part => {
        const label = part.ariaLabel || part.labels?.[0]?.textContent || part.textContent;
        return `<${part.localName}> ${label.trim().replace(/\\s+/g, " ").slice(0, 40)}`;
    };
    const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const everywhere = [document, ...[...document.querySelectorAll("*")].map(part => part.shadowRoot)];
    const parts = everywhere.flatMap(root => [...(root?.querySelectorAll(kinds) || [])]).filter(part =>
        part.tabIndex >= 0 && !part.disabled && part.checkVisibility({visibilityProperty: true})
        && !(part.type === "radio" && part !== part.getRootNode().querySelector(`[name="${part.name}"]`)));
    const before = new Map(parts.map(part => [part, look(part)]));
    const seen = new Set();
    window.nextStop = () => {
        const part = active(), found = [];
        if (part === document.body || seen.has(part)) return null;
        seen.add(part);
        const own = [part, ...(part.labels || [])];
        const inSight = [...part.getClientRects()].some(({left, top, right, bottom}) => { // a link may wrap
            const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
            const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
            let above = document.elementFromPoint(x, y);
            while (above?.shadowRoot?.elementFromPoint(x, y)) above = above.shadowRoot.elementFromPoint(x, y);
            for (let one = above; one; one = one.parentNode || one.host) if (own.includes(one)) return true;
            return false;
        });
        if (!inSight) {
            found.push(`out of sight: ${name(part)}`);
        }
        if (look(part) === before.get(part)) found.push(`no mark of the focus: ${name(part)}`);
        return found;
    };
    window.notReached = () => parts.filter(part => !seen.has(part)).map(part => `not reached: ${name(part)}`);
    return parts.length;
}"""


def barriers_of(page: Page) -> list[str]:
    """What axe-core finds on a page as it stands."""
    result = page.evaluate("options => axe.run(document, options)", AXE)
    return [f"{rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]


def faults(browser: Browser, address: str, view: dict[str, int] = DESK, scheme: str = "light") -> list[str]:
    """Look at a page, all that is folded open."""
    with watched(browser, address, viewport=view, color_scheme=scheme) as (page, found):
        page.evaluate(OPEN)
        page.evaluate(AXE_SCRIPT)
        page.evaluate(READY)
        return found + barriers_of(page) + page.evaluate(MOVES)


def keyboard_faults(browser: Browser, address: str, **options: Any) -> list[str]:
    """Go through a page with the Tab key alone."""
    with watched(browser, address, **options) as (page, found):
        page.evaluate(READY)
        count = page.evaluate(STOPS)
        for _ in range(count + 3):
            page.keyboard.press("Tab")
            here = page.evaluate("nextStop()")
            if here is None:
                break
            found += here
        return found + page.evaluate("notReached()")


@pytest.mark.parametrize(
    ("view", "scheme"),
    [
        (DESK, "light"),
        (PHONE, "dark"),
        pytest.param(DESK, "dark", marks=pytest.mark.slow),
        pytest.param(PHONE, "light", marks=pytest.mark.slow),
    ],
    ids=["desk-light", "phone-dark", "desk-dark", "phone-light"],
)
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_barriers(
    browser: Browser, homes: dict[str, str], name: str, view: dict[str, int], scheme: str
) -> None:
    assert faults(browser, f"{homes['disk']}/{name}.html", view, scheme) == []


@pytest.mark.parametrize("view", ["desk", "phone in forced colors"])
@pytest.mark.parametrize("name", PAGES)
def test_keyboard_reaches_all_of_a_page(browser: Browser, homes: dict[str, str], name: str, view: str) -> None:
    options = {"viewport": DESK} if view == "desk" else {"viewport": PHONE, "forced_colors": "active"}
    assert keyboard_faults(browser, f"{homes['disk']}/{name}.html", **options) == []


@pytest.mark.parametrize("name", PAGES)
def test_first_stop_leads_to_the_text(browser: Browser, homes: dict[str, str], name: str) -> None:
    with watched(browser, f"{homes['disk']}/{name}.html", viewport=DESK) as (page, _):
        page.keyboard.press("Tab")
        link = page.get_by_role("link", name="Skip to main content")
        assert link.evaluate("link => link === document.activeElement")
        assert link.bounding_box()["y"] >= 0
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


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
    with watched(browser, f"{homes['disk']}/book/05_model.html", viewport=view) as (page, found):
        page.evaluate(AXE_SCRIPT)
        opener = page.locator(button).first
        opener.focus()
        page.keyboard.press("Enter")
        page.locator(dialog).wait_for()
        page.keyboard.type(then)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(READY)
            found += barriers_of(page)
        page.keyboard.press("Escape")
        page.locator(dialog).wait_for(state="hidden")
        page.wait_for_timeout(100)  # what comes after the closing has come
        assert opener.evaluate("button => button === document.activeElement")
        assert found == []


def test_a_closed_search_leads_back_to_where_the_reader_was(browser: Browser, homes: dict[str, str]) -> None:
    with watched(browser, f"{homes['disk']}/book/05_model.html", viewport=DESK) as (page, _):
        page.locator(".theme-switch-button").first.focus()
        page.keyboard.press("Enter")  # the last button that was pressed is not where the reader is
        link = page.locator("article a[href]").nth(5)
        link.focus()
        page.keyboard.press("Control+k")
        page.locator("#pst-search-dialog").wait_for()
        page.keyboard.press("Escape")
        page.locator("#pst-search-dialog").wait_for(state="hidden")
        page.wait_for_timeout(100)  # what comes after the closing has come
        assert link.evaluate("link => link === document.activeElement")


@pytest.mark.parametrize("origin", ["disk", "http"])
def test_search_finds_the_page_without_a_network(browser: Browser, homes: dict[str, str], origin: str) -> None:
    with watched(browser, f"{homes[origin]}/book/01_dataset.html", viewport=DESK) as (page, found):
        page.keyboard.press("Control+k")
        page.keyboard.type("backpropagation")
        page.keyboard.press("Enter")
        page.locator("#search-results li a").first.wait_for()
        links = page.locator("#search-results li a").all()
        assert any("/book/06_training.html" in link.evaluate("link => link.href") for link in links)
        # The first page may be left before it has loaded its icon.
        assert [fault for fault in found if "favicon" not in fault] == []


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title><main><h1>A page</h1>
<p><a href="#one">A link</a> <button>A button</button> <label><input type="checkbox"> A box</label>
<fieldset><legend>Two</legend><label><input type="radio" name="two"> One</label>
<label><input type="radio" name="two"> Two</label></fieldset>%s</main>"""


def written(folder: Path, content: str) -> str:
    (folder / "page.html").write_text(PAGE % content, encoding="utf-8")
    return (folder / "page.html").as_uri()


def test_a_good_page_has_no_faults(browser: Browser, tmp_path: Path) -> None:
    address = written(tmp_path, "<p>Some words.")
    assert faults(browser, address) == []
    assert faults(browser, address, PHONE, "dark") == []
    assert keyboard_faults(browser, address, viewport=PHONE) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<p style='color: #aaa'>Faint words.", "color-contrast: "),
        ("<details><summary>More</summary><p style='color: #aaa'>Faint words.</details>", "color-contrast: "),
        ("<button aria-label='Go'>Press here</button>", "label-content-name-mismatch: "),
        ("</main><p>Words outside.", "region: "),
        ("<h3>A level is left out</h3>", "heading-order: "),
        ("<style>a { transition: color 1s }</style>", "moves: <a "),
        ("<style>html { scroll-behavior: smooth }</style>", "moves: <html "),
    ],
)
def test_each_barrier_is_found(browser: Browser, tmp_path: Path, content: str, fault: str) -> None:
    found = faults(browser, written(tmp_path, content))
    assert found
    assert all(each.startswith(fault) for each in found), found


@pytest.mark.parametrize("condition", ["width < 400px", "prefers-color-scheme: dark"])
def test_each_view_is_looked_at(browser: Browser, tmp_path: Path, condition: str) -> None:
    address = written(tmp_path, f"<style>@media ({condition}) {{ p {{ color: #aaa }} }}</style><p>Faint words.")
    assert faults(browser, address, DESK, "light") == []
    assert {fault.partition(":")[0] for fault in faults(browser, address, PHONE, "dark")} == {"color-contrast"}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<style>button:focus { outline: none }</style>", "no mark of the focus: <button> A button"),
        ("<style>button { position: absolute; left: -999px }</style>", "out of sight: <button> A button"),
        ("<p style='position: fixed; inset: 0; background: white'>", "out of sight: <a> A link"),
        (
            "<script>document.querySelector('a').onkeydown = event => event.preventDefault()</script>",
            "not reached: <button> A button",
        ),
    ],
)
def test_what_the_keyboard_misses_is_found(browser: Browser, tmp_path: Path, content: str, fault: str) -> None:
    assert fault in keyboard_faults(browser, written(tmp_path, content), viewport=DESK)
