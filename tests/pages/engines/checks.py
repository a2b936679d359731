"""What is asked of a page in any engine: scripts of the other checks, and a hand that follows the table."""

from collections.abc import Iterator
from pathlib import Path

from selenium.webdriver.common.keys import Keys

from tests.pages.checks import elements, hand, reading
from tests.pages.digits import SIDE, recorded
from tests.pages.engines.operations import CLICK, OPERATIONS, Step
from tests.pages.engines.windows import Point, Window
from tests.pages.living import COMPLETE, DESK, NOTEBOOKS, PHONE
from tests.pages.visits import Seen

FAULTS = "() => window.faults || ['the page is not watched']"
UNDEFINED = "() => [...document.querySelectorAll(':not(:defined)')].map(part => `unknown: <${part.localName}>`)"
# From disk an engine may keep a page from fonts that lie in another folder.
FONTS = """() => [...document.fonts].filter(({status}) => status === "error").map(({family}) => `no font: ${family}`)"""
# Fractions and powers that an engine without MathML would write in one line.
FLAT = """() => {
    const flat = (kind, isSet) => [...document.querySelectorAll(`math ${kind}`)]
        .filter(({children: [one, other]}) => one.checkVisibility()
            && !isSet(one.getBoundingClientRect(), other.getBoundingClientRect()))
        .map(part => `written in one line: <${kind}> ${part.textContent}`);
    return [
        ...flat("mfrac", (over, under) => over.bottom <= under.top + 1),
        ...flat("msup", (base, power) => power.bottom < base.bottom),
    ];
}"""
SCHEME = "scheme => document.documentElement.dataset.theme === scheme"
LUMINANCE = """() => {
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number);
    return red + green + blue;
}"""
MIDDLE = """selector => {
    const part = [...document.querySelectorAll(selector)].find(part => part.checkVisibility());
    if (!part) return null;
    const {left, top, width, height} = part.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
}"""

# The control of an element whose name begins so, brought into sight; where its middle is.
FIND = f"""(tag, name) => {{
    const nameOf = {hand.NAME};
    window.host = document.querySelector(`${{tag}}.living`);
    const controls = [...host.shadowRoot?.querySelectorAll("input, select, button") || []];
    window.control = controls.find(part =>
        nameOf(part).startsWith(name) && part.checkVisibility({{visibilityProperty: true}}) && !part.disabled);
    if (!window.control) return null;
    control.scrollIntoView({{block: "center", behavior: "instant"}});
    control.focus({{preventScroll: true}});
    window.shown = stateOf(host, control);
    window.words = host.shadowRoot.querySelector("[role=status]")?.textContent;
    const {{left, top, width, height}} = control.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
}}"""
CHANGED = "() => stateOf(host, control) !== shown"
SAID = "() => host.shadowRoot.querySelector('[role=status]')?.textContent"
SAYS = f"pattern => {{ const said = ({SAID})(); return said !== words && new RegExp(pattern).test(said); }}"
PAPER = """() => {
    document.querySelector("digit-pad").clear();
    const paper = document.querySelector("digit-pad").shadowRoot.querySelector("[role=application]");
    paper.scrollIntoView({block: "center", behavior: "instant"});
    const {left, top, width} = paper.getBoundingClientRect();
    return [left, top, width];
}"""
WORD = "backpropagation"
LINKS = "() => [...document.querySelectorAll('#search-results li a')].map(link => link.href)"
READ = "() => document.querySelector('digit-pad').prediction"


def visited(window: Window, address: str, kinds: set[str]) -> Seen:
    """Visit a page: read it, in light and in the dark, operate one element of each of some kinds, narrow it."""
    window.open(address, DESK)
    window.evaluate(COMPLETE)
    yield "alive", window.evaluate(elements.DEAD) + window.evaluate(UNDEFINED)
    yield "content", window.evaluate(reading.CONTENT)
    yield "fonts", window.evaluate(FONTS)
    yield "formulas", window.evaluate(FLAT)
    yield "width", window.evaluate(reading.WIDTH)
    yield "dark", dark(window)
    for kind in sorted(kinds):
        yield kind, operated(window, kind)
    if "digit-pad" in kinds:
        yield "drawn digits", drawn(window)
    yield "faults", window.evaluate(FAULTS)
    window.open(address, PHONE)
    window.evaluate(COMPLETE)
    yield "width on a phone", window.evaluate(reading.WIDTH)
    yield "fit on a phone", window.evaluate(elements.FIT)
    yield "menu on a phone", menu(window)
    yield "faults on a phone", window.evaluate(FAULTS)


def dark(window: Window) -> list[str]:
    """Switch from light to dark with the button of the theme, look, and switch back."""
    bright = window.evaluate(LUMINANCE)
    if not switched(window, "dark"):
        return ["the button does not make the page dark"]
    found = window.evaluate(elements.FRAMED)
    if not window.evaluate(LUMINANCE) < bright / 2:
        found.append("the ground of the dark page is not dark")
    return found if switched(window, "light") else [*found, "the button does not make the page light again"]


def switched(window: Window, scheme: str) -> bool:
    """Press the button of the theme until the page has some scheme: between them it follows the system."""
    for _ in range(3):
        if window.evaluate(SCHEME, scheme):
            return True
        if point := window.evaluate(MIDDLE, ".theme-switch-button"):
            window.click(point)
    return window.evaluate(SCHEME, scheme)


def menu(window: Window) -> list[str]:
    """Open the chapters' menu of a narrow page, and close it."""
    dialog, link = "#pst-primary-sidebar-modal", "#pst-primary-sidebar-modal nav a[href]"
    button = window.evaluate(MIDDLE, ".primary-toggle")
    if not button:
        return ["no button for the menu"]
    window.click(button)
    if not window.until("selector => document.querySelector(selector)?.checkVisibility()", link):
        return ["the menu does not open"]
    window.press(Keys.ESCAPE)
    if not window.until("selector => !document.querySelector(selector).open", dialog):
        return ["the menu does not close"]
    return []


def operated(window: Window, kind: str) -> list[str]:
    """Operate the first element of a kind as the table says; tell what it did not show or say."""
    window.evaluate(hand.COME, kind)
    window.evaluate(hand.STATE)
    return [f"<{kind}> {fault}" for step in OPERATIONS[kind] for fault in taken(window, kind, step)]


def taken(window: Window, kind: str, step: Step) -> Iterator[str]:
    """Take a step, and give what is wrong with it."""
    middle = window.evaluate(FIND, kind, step.control)
    if not middle:
        yield f"has no control that can be used now: {step.control}"
        return
    if step.act == CLICK:
        window.click(middle)
    else:
        window.press(step.act)
    if not window.until(CHANGED):
        yield f"changes nothing: {step.control}"
    elif step.says and not window.until(SAYS, step.says):
        yield f"does not say {step.says!r} after {step.control!r}, but: {window.evaluate(SAID)}"


def drawn(window: Window) -> list[str]:
    """Draw ten digits on the pad, with the mouse and with a finger in turn, and name those that are not read."""
    found = []
    for recording, device in zip(recorded()[:10], ["mouse", "touch"] * 5, strict=True):
        left, top, width = window.evaluate(PAPER)
        for stroke in recording.strokes:
            window.drag([on_screen(point, left, top, width) for point in stroke], device)
        if (read := window.evaluate(READ)) != recording.digit:
            found.append(f"reads {read} where {recording.digit} was drawn: {device}")
    return found


def on_screen(point: Point, left: float, top: float, width: float) -> Point:
    """Where a point of the paper is in the window."""
    return left + point[0] / SIDE * width, top + point[1] / SIDE * width


def search(window: Window, book: Path) -> list[str]:
    """Look for a word from a page, with keys alone; name what is wrong with what is found."""
    window.open((book / f"{NOTEBOOKS[1]}.html").as_uri(), DESK)
    window.press(Keys.CONTROL, "k")
    if not window.until("() => document.querySelector('#pst-search-dialog').open"):
        return ["the search does not open"]
    window.press(*WORD, Keys.ENTER)
    if not window.until(f"() => ({LINKS})().length"):
        return ["the search finds nothing"]
    pages = {path.as_uri(): path.read_text(encoding="utf-8").lower() for path in book.rglob("*.html")}
    found = [link.partition("#")[0].partition("?")[0] for link in window.evaluate(LINKS)]
    return [f"without the word: {link}" for link in found if WORD not in pages.get(link, "")]
