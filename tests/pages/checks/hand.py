"""All that lives on a page under the reader's hand: each control changes something, and the change is told in words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import ElementHandle, Page

# Milliseconds of the page's time after which we look again whether something has happened: at once, when the next
# frame was drawn, when the element has spoken, when it has played on.
LOOKS = (0, 100, 400, 1500)
PREPARED = {"digit-pad", "weighing-digit", "reader-guess", "mistake-gallery"}
STROKE = ((0.1, 0.1), (0.2, 0.2), (0.15, 0.5))  # on a digit pad, as shares of its side

# All that a reader can see of an element, but for one control with its label and for the status line.
STATE = """() => {
    window.stateOf = (host, control) => {
        const own = control ? [control, ...(control.labels || [])] : [];
        const parts = [];
        for (const part of host.shadowRoot.querySelectorAll("*")) {
            if (part.closest("style, [role=status]") || own.some(mine => mine.contains(part))) continue;
            if (!part.checkVisibility({visibilityProperty: true})) continue;
            parts.push(part.localName, ...[...part.childNodes].map(node => node.nodeType === 3 ? node.data : ""));
            parts.push(...[...part.attributes].map(attribute => attribute.value));
            if (part.localName === "canvas") parts.push(part.toDataURL());
            if (part.matches("input, select")) parts.push(part.value, part.checked);
        }
        return JSON.stringify(parts);
    };
    for (const host of document.querySelectorAll(".living")) {
        host.said = [];
        const status = host.shadowRoot?.querySelector("[role=status]");
        if (!status) continue; // not alive
        new MutationObserver(() => host.said.push(status.textContent))
            .observe(status, {childList: true, characterData: true, subtree: true});
    }
}"""
# An element may have to wait for what comes when it is first needed, and its `ready` is a promise of that.
COME = "kind => Promise.all([...document.querySelectorAll(`${kind}.living`)].map(host => host.ready))"
# What answers a guess is folded again when another guess is asked for.
UNFOLD = """host => {
    for (let fold = host.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}"""
# The kind of a control that can be used now, and whether its value is at the end; else nothing. What is seen before is
# remembered. All in one, since to ask a page takes longer than the answer.
BEFORE = """([host, control]) => {
    if (!control.checkVisibility({visibilityProperty: true}) || control.disabled) return null;
    host.before = stateOf(host, control);
    const atEnd = control.value === control.max || control.selectedIndex === control.length - 1;
    return [control.type, atEnd];
}"""
# Of elements of one kind one alone, but each explorer: its frames are its own.
ONE_OF_EACH = """() => {
    const seen = new Set();
    return [...document.querySelectorAll(".living")].map(host => {
        const {kind} = JSON.parse(host.getAttribute("data") || "{}");
        const name = host.localName === "frame-explorer" ? host : `${host.localName} ${kind}`;
        return seen.size < seen.add(name).size;
    });
}"""
CHANGED = "([host, control]) => stateOf(host, control) !== host.before"
NAME = "c => (c.ariaLabel || c.labels[0]?.textContent || c.textContent).trim().slice(0, 40)"
SAID = r"host => /[a-z]{2,} .*[a-z0-9]/i.test(host.said.at(-1))"
FRAME = """host => {
    const shown = host.shadowRoot.querySelector("figure svg, figure pre");
    return [shown.innerHTML, shown.getAttribute("aria-label")];
}"""


def operated(page: Page, hosts: list[ElementHandle], mouse: bool = False) -> list[str]:
    """Operate elements with keys, or their buttons with the mouse, and say what is wrong with them."""
    found = []
    page.evaluate(COME, "")
    with time_on_call(page):
        page.clock.run_for(sum(LOOKS))  # what is said on loading has been said, and is not counted
        page.evaluate(STATE)
        for host in hosts:
            tag = host.evaluate("host => host.localName")
            faults = operate(page, host, tag, mouse)
            if tag == "frame-explorer" and not mouse:
                faults += frames(host)
            found += [f"<{tag}> {fault}" for fault in faults]
    return list(dict.fromkeys(found))


def one_of_each_kind(page: Page) -> list[ElementHandle]:
    """The first element of each kind on a page, and all explorers; a guess may be of three kinds."""
    first = page.evaluate(ONE_OF_EACH)
    return [host for host, is_first in zip(page.query_selector_all(".living"), first, strict=True) if is_first]


@contextmanager
def time_on_call(page: Page) -> Iterator[None]:
    """Let the page's time pass only when it is called for, so that timers need not be waited for."""
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 10)
    yield
    page.clock.resume()


def operate(page: Page, host: ElementHandle, tag: str, mouse: bool) -> list[str]:
    """Move each control as a reader does, until each has changed something that the reader sees; name the others.

    Some show up, or have an effect, only after others were used, so it takes some rounds.
    """
    host.evaluate(UNFOLD)
    waiting = host.query_selector_all("input, select, button")
    if not waiting:
        return ["has no control"]
    moved, spoken = True, False
    while waiting and moved:
        moved = False
        for control in modes_last(page, waiting):
            prepare(page, host, tag, control)
            usable = page.evaluate(BEFORE, [host, control])
            if not usable:
                continue
            kind, at_end = usable
            press(control, kind, at_end, mouse)
            if not happens(page, CHANGED, [host, control]):
                continue
            waiting.remove(control)
            moved = True
            # Once is enough, for the status line waits until nothing has changed for a moment.
            spoken = spoken or happens(page, SAID, host)
            settle(control, kind)
    found = [f"changes nothing: {control.evaluate(NAME)}" for control in waiting]
    return found if spoken else [*found, "says nothing"]


def modes_last(page: Page, controls: list[ElementHandle]) -> list[ElementHandle]:
    """The same controls, at the end those that switch between modes, for they may hide the rest."""
    switches = page.evaluate("controls => controls.map(control => control.hasAttribute('aria-pressed'))", controls)
    return [control for _, control in sorted(zip(switches, controls, strict=True), key=lambda pair: pair[0])]


def happens(page: Page, condition: str, argument: object) -> bool:
    """Whether something becomes true within a moment of the page's time."""
    for milliseconds in LOOKS:
        if milliseconds:
            page.clock.run_for(milliseconds)
        if page.evaluate(condition, argument):
            return True
    return False


def prepare(page: Page, host: ElementHandle, tag: str, control: ElementHandle) -> None:
    """Bring an element into a state in which a control has an effect."""
    if tag in PREPARED:
        host.evaluate(UNFOLD)
    if tag == "digit-pad":
        draw(page, host.query_selector("canvas"))  # an empty pad cannot be cleared
        if control.text_content().startswith("Forget"):
            host.evaluate("host => host.ready")  # what is to be forgotten has been learned
    if tag == "weighing-digit":
        host.evaluate("host => { for (const value of [1, -1]) host.paint([[9, 9]], value, 3); }")  # to be taken back
    if tag == "reader-guess":
        again = host.query_selector("button:text('Guess again')")
        is_due = again.is_visible() and control.text_content() != "Guess again"
        if is_due:  # the fold below was opened, or another button has shown the answer
            again.click()
    if tag == "mistake-gallery":
        following = host.query_selector("button:text('Next digit')")
        order = host.query_selector("label:has-text('Order') select")
        if following and following.is_visible():  # each digit can be answered once
            following.click()
        elif order.is_visible():  # the surest come first whatever the least confidence, so begin with the others
            order.select_option(label="least sure first")


def draw(page: Page, paper: ElementHandle) -> None:
    """Draw a small stroke into a corner, which needs all preparations."""
    box = paper.bounding_box()
    first, *others = [(x * box["width"], y * box["width"]) for x, y in STROKE]
    paper.hover(position={"x": first[0], "y": first[1]})  # waits until the page stands still and nothing lies above
    box = paper.bounding_box()  # it may have come into sight only now
    page.mouse.down()
    for x, y in others:
        page.mouse.move(box["x"] + x, box["y"] + y)
    page.mouse.up()


def press(control: ElementHandle, kind: str, at_end: bool, mouse: bool) -> None:
    """Operate a control as a reader does."""
    if kind in ("button", "submit"):
        control.click() if mouse else control.press("Enter")
    elif kind == "checkbox":
        control.press("Space")
    elif kind == "number":
        control.press("ArrowUp")
    else:
        control.press("ArrowLeft" if at_end else "ArrowRight")


def settle(control: ElementHandle, kind: str) -> None:
    """Take back what would keep other controls from having an effect."""
    if kind.startswith("select"):
        control.press("Home")  # two filters at once may leave nothing to see
    elif kind in ("button", "submit") and control.text_content() == "Pause":
        control.click()


def frames(host: ElementHandle) -> list[str]:
    """Go to each frame of an explorer with the keyboard, and compare what is seen there."""
    packed = [frame["alt"] for frame in json.loads(host.get_attribute("data"))["frames"]]
    seen = list(walk(host, host.query_selector_all("input, select, .buttons")))
    found = []
    if len(seen) != len(packed):
        found.append(f"has {len(packed)} frames, of which {len(seen)} were reached")
    if [alt for _, alt in seen] != packed:
        found.append("shows frames in another order than packed")
    if not all(alt and alt.strip() for _, alt in seen):
        found.append("has a frame without alt text")
    if len({alt for _, alt in seen}) < len(set(seen)):
        found.append("has frames that differ under one alt text")
    if len({picture for picture, _ in seen}) == 1:
        found.append("shows one picture only")
    return found


def walk(host: ElementHandle, controls: list[ElementHandle]) -> Iterator[tuple[str, str]]:
    """Go through all values of the first control, and for each through those of all after it; give each frame."""
    if not controls:
        yield tuple(host.evaluate(FRAME))
        return
    first, *others = controls
    if buttons := first.query_selector_all("button"):
        for button in buttons:
            button.press("Enter")
            yield from walk(host, others)
        return
    first.press("Home")
    count = first.evaluate("c => c.options ? c.options.length : (c.max - c.min) / (c.step || 1) + 1")
    for number in range(int(count)):
        if number:
            first.press("ArrowRight")
        yield from walk(host, others)
    first.press("Home")
