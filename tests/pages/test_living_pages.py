"""Everything on the pages that answers to the reader's hand, operated without a kernel."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page
from playwright.sync_api import TimeoutError as NothingHappened

from helpers.elements.packing import elements_in, whole_page
from tests.pages.living import DESK, FILES, PHONE, READY, ROOT, watched

NOTEBOOKS = [name for name in FILES if (ROOT / f"{name}.ipynb").exists()]
EXPECTED = {  # at least one of these; a digit pad brings the network's weights, so a page has one or none
    "book/index": {"digit-pad"},
    "book/01_dataset": {"chapter-quiz", "frame-explorer"},
    "book/02_one_hot": {"chapter-quiz", "frame-explorer"},
    "book/03_linear_neuron": {"chapter-quiz", "linear-neuron", "softmax-bars"},
    "book/04_normalization": {"chapter-quiz", "frame-explorer"},
    "book/05_model": {"chapter-quiz", "frame-explorer"},
    "book/06_training": {"chapter-quiz", "frame-explorer", "gradient-step"},
    "book/07_predictions": {"chapter-quiz", "digit-pad", "mistake-gallery"},
    "book/08_bug_clinic": {"chapter-quiz"},
}
PATIENCE = 2000  # milliseconds within which something should happen

DEAD = """() => [...document.querySelectorAll(".living")]
    .filter(host => !host.shadowRoot?.querySelector("[role=status]"))
    .map(host => `not alive, or without a status line: <${host.localName}>`)"""

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
        const status = host.shadowRoot.querySelector("[role=status]");
        new MutationObserver(() => host.said.push(status.textContent))
            .observe(status, {childList: true, characterData: true, subtree: true});
    }
}"""
REMEMBER = "(host, control) => { host.before = stateOf(host, control); }"
CHANGED = "([host, control]) => stateOf(host, control) !== host.before"
SAID = r"host => /[a-z]{2,} .*[a-z0-9]/i.test(host.said.at(-1))"
FRAME = """async host => {
    const picture = host.shadowRoot.querySelector("figure img");
    if (!picture) {
        const text = host.shadowRoot.querySelector("figure pre");
        return [text.textContent, text.getAttribute("aria-label")];
    }
    await picture.decode();
    return [picture.src, picture.alt];
}"""

# What does not fit on a phone, or is too small for a finger.
FIT = """() => {
    const found = [], width = document.scrollingElement.clientWidth;
    const name = part => `<${part.localName}> ${(part.labels?.[0] || part).textContent.trim().slice(0, 40)}`;
    for (const host of document.querySelectorAll(".living")) {
        const {right} = host.getBoundingClientRect();
        if (right > width) found.push(`too wide: ${name(host)}`);
        for (const part of host.shadowRoot.querySelectorAll("*")) {
            if (!part.checkVisibility({visibilityProperty: true})) continue;
            const box = part.getBoundingClientRect();
            if (box.right > right + 0.5) found.push(`too wide: ${name(part)}`);
            if (part.matches("input, select, button, a, summary") && Math.min(box.width, box.height) < 24) {
                found.push(`too small: ${name(part)}, ${box.width} x ${box.height} px`);
            }
        }
    }
    return found;
}"""

# On dark pages the theme puts the outputs of cells on a light panel.
FRAMED = """() => [...document.querySelectorAll(".living")]
    .filter(host => getComputedStyle(host.parentElement).backgroundColor !== "rgba(0, 0, 0, 0)")
    .map(host => `in a frame of another color: <${host.localName}>`)"""

# The largest picture, table, question or text of each element, as seen on the screen: is it also seen now?
FIGURES = """() => {
    for (const host of document.querySelectorAll(".living")) {
        const area = part => part.getBoundingClientRect().width * part.getBoundingClientRect().height;
        const parts = [...host.shadowRoot.querySelectorAll("canvas, img, svg, table, pre, dl, fieldset")];
        host.figure = parts.sort((one, other) => area(other) - area(one))[0];
    }
}"""
PRINTED = """() => [...document.querySelectorAll(".living")].filter(host => {
    const box = host.figure?.getBoundingClientRect();
    return !box || box.width * box.height < 400 || !host.figure.checkVisibility({visibilityProperty: true});
}).map(host => `not printed: <${host.localName}>`)"""

# What readers without scripts miss.
WITHOUT_SCRIPTS = r"""() => [...document.querySelectorAll(".living")].flatMap(host => {
    const found = [], name = `<${host.localName}>`;
    const shown = [...host.querySelectorAll("*")].filter(part => part.checkVisibility({visibilityProperty: true}));
    const words = shown.filter(part => part.matches("p, figcaption")).map(part => part.textContent).join(" ");
    if (!/(\w+\W+){4}/.test(words)) found.push(`no sentence: ${name}`);
    for (const picture of host.querySelectorAll("img")) {
        if (!shown.includes(picture) || !picture.naturalWidth) found.push(`no picture: ${name}`);
        if (!picture.alt.trim()) found.push(`no alt text: ${name}`);
    }
    return found;
})"""


def living_tags(text: str) -> list[str]:
    """Names of the elements in a page's source."""
    return [element.tag for element in elements_in(text)]


def faults(browser: Browser, address: str, everything: bool = True) -> list[str]:
    """Operate all that lives on a page, and say what is wrong with it.

    Where `everything` is false it is only operated: frames, phone and print do not depend on where the
    page comes from.
    """
    with watched(browser, address, viewport=DESK, color_scheme="light") as (page, found):
        page.evaluate(READY)
        page.on("request", lambda request: request.url[:5] != "data:" and found.append(f"request: {request.url}"))
        hosts = page.locator(".living").all()
        dead = page.evaluate(DEAD)
        if dead or not hosts:
            return [*found, *dead] or ["nothing lives here"]
        if everything:
            page.evaluate(FIGURES)
            page.emulate_media(media="print")
            found += page.evaluate(PRINTED)
            page.emulate_media(media="screen")
            page.set_viewport_size(PHONE)
            found += page.evaluate(FIT)
            page.set_viewport_size(DESK)
        page.wait_for_timeout(500)  # what is said on loading has been said, and is not counted
        page.evaluate(STATE)
        for host in hosts:
            tag = host.evaluate("host => host.localName")
            found += [f"<{tag}> {fault}" for fault in operate(page, host, tag)]
            if everything and tag == "frame-explorer":
                found += [f"<{tag}> {fault}" for fault in frames(page, host)]
        if everything:
            page.emulate_media(color_scheme="dark")
            page.evaluate(READY)
            found += page.evaluate(FRAMED)
            page.set_viewport_size(PHONE)
            found += page.evaluate(FIT)
    return list(dict.fromkeys(found))


def faults_without_scripts(browser: Browser, address: str) -> list[str]:
    """Open a page where scripts do not run, and say what readers miss of all that lives there."""
    with watched(browser, address, viewport=PHONE, java_script_enabled=False) as (page, _):
        return page.evaluate(WITHOUT_SCRIPTS)


def operate(page: Page, host: Locator, tag: str) -> list[str]:
    """Move each control as a reader does, until each has changed something that the reader sees; name the others.

    Some show up, or have an effect, only after others were used, so it takes some rounds.
    """
    controls = host.locator("input, select, button").all()
    if not controls:
        return ["has no control"]
    waiting, moved, spoken = list(controls), True, False
    while waiting and moved:
        moved = False
        # What switches between modes comes last, for it may hide the rest.
        for control in sorted(waiting, key=lambda control: control.get_attribute("aria-pressed") is not None):
            prepare(page, host, tag)
            if not (control.is_visible() and control.is_enabled() and changes(page, host, control)):
                continue
            waiting.remove(control)
            moved = True
            # Once is enough, for the status line waits until nothing has changed for a moment.
            spoken = spoken or happens(page, SAID, host.element_handle())
            if control.evaluate("control => control.localName") == "select":
                control.press("Home")  # two filters at once may leave nothing to see
            elif name_of(control) == "Pause":
                control.click()
    found = [f"changes nothing: {name_of(control)}" for control in waiting]
    return found if spoken else [*found, "says nothing"]


def happens(page: Page, condition: str, argument: object) -> bool:
    """Wait a moment for something to become true."""
    try:
        page.wait_for_function(condition, arg=argument, timeout=PATIENCE)
    except NothingHappened:
        return False
    return True


def prepare(page: Page, host: Locator, tag: str) -> None:
    """Bring an element into a state in which its controls have an effect."""
    if tag == "digit-pad":  # an empty pad cannot be cleared; a small stroke in a corner needs all preparations
        paper = host.locator("canvas").first
        side = paper.bounding_box()["width"]
        points = [{"x": x * side, "y": y * side} for x, y in ((0.1, 0.1), (0.2, 0.2), (0.15, 0.5))]
        paper.hover(position=points[0])  # waits until the page stands still and nothing lies above
        page.mouse.down()
        for point in points[1:]:
            paper.hover(position=point)
        page.mouse.up()
    if tag == "mistake-gallery":
        following, order = host.get_by_role("button", name="Next digit"), host.get_by_label("Order")
        if following.is_visible():  # each digit can be answered once
            following.click()
        elif order.is_visible():  # the surest come first whatever the least confidence, so begin with the others
            order.select_option("least sure first")


def changes(page: Page, host: Locator, control: Locator) -> bool:
    """Operate a control with keys, over http a button with the mouse; tell whether the element then looks different."""
    handle = control.element_handle()
    host.evaluate(REMEMBER, handle)
    kind, at_end = control.evaluate("c => [c.type, c.value === c.max || c.selectedIndex === c.length - 1]")
    if kind in ("button", "submit"):
        control.press("Enter") if host.page.url.startswith("file:") else control.click()
    elif kind == "checkbox":
        control.press("Space")
    else:
        control.press("ArrowLeft" if at_end else "ArrowRight")
    return happens(page, CHANGED, [host.element_handle(), handle])


def name_of(control: Locator) -> str:
    return control.evaluate("c => (c.ariaLabel || c.labels[0]?.textContent || c.textContent).trim().slice(0, 40)")


def frames(page: Page, host: Locator) -> list[str]:
    """Go to each frame of an explorer with the keyboard, and compare what is seen there."""
    frames = json.loads(host.get_attribute("data"))["frames"]
    controls = host.locator("input, select").all()
    for control in controls:
        control.press("Home")
    seen = []

    def go(place: int) -> None:
        """Go through all values of a control, and for each through those of all controls after it."""
        if place == len(controls):
            seen.append(tuple(host.evaluate(FRAME)))
            return
        control = controls[place]
        count = control.evaluate("c => c.options ? c.options.length : (c.max - c.min) / (c.step || 1) + 1")
        for number in range(int(count)):
            if number:
                control.press("ArrowRight")
            go(place + 1)
        control.press("Home")

    go(0)
    found = []
    if len(seen) != len(frames):
        found.append(f"has {len(frames)} frames, of which {len(seen)} were reached")
    if [alt for _, alt in seen] != [frame["alt"] for frame in frames]:
        found.append("shows frames in another order than packed")
    if not all(alt and alt.strip() for _, alt in seen):
        found.append("has a frame without alt text")
    if len({alt for _, alt in seen}) < len(set(seen)):
        found.append("has frames that differ under one alt text")
    if len({picture for picture, _ in seen}) == 1:
        found.append("shows one picture only")
    return found


@pytest.mark.parametrize("name", FILES)
def test_inventory(book_html: Path, name: str) -> None:
    text = (book_html / f"{name}.html").read_text(encoding="utf-8")
    tags = living_tags(text)
    expected = EXPECTED.get(name, set())
    assert expected <= set(tags)
    assert tags.count("digit-pad") == ("digit-pad" in expected)
    if name == "book/06_training":
        elements = elements_in(whole_page(book_html / f"{name}.html"))
        assert any(element.data.get("play") is not None for element in elements)


@pytest.mark.parametrize("origin", ["disk", "http"])
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_all_that_lives_on_a_page(browser: Browser, homes: dict[str, str], name: str, origin: str) -> None:
    assert faults(browser, f"{homes[origin]}/{name}.html", everything=origin == "disk") == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_without_scripts(browser: Browser, homes: dict[str, str], name: str) -> None:
    assert faults_without_scripts(browser, f"{homes['disk']}/{name}.html") == []


PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
<main>%s</main><script>
function define(tag, inside, act) {
    customElements.define(tag, class extends HTMLElement {
        connectedCallback() {
            const root = this.attachShadow({mode: "open"});
            root.innerHTML = inside;
            for (const control of root.querySelectorAll("input, button")) {
                control.addEventListener(control.type === "range" ? "input" : "click", () => act(root, control));
            }
        }
    });
}
%s
</script>"""
FRAMES = '{"frames": [{"alt": "One"}, {"alt": "Two"}, {"alt": "Three"}]}'
GOOD = PAGE % (
    "<x-good class='living'><p>A number that a button counts up.</p></x-good>"
    f"<frame-explorer class='living' data='{FRAMES}'><p>Three words that a slider shows.</p></frame-explorer>",
    """
    define("x-good", `<button style="height: 24px">Press</button><pre tabindex="0">some words, and 0</pre>
        <p role="status"></p>`, root => {
        const shown = root.querySelector("pre");
        shown.textContent = `some words, and ${shown.textContent.at(-1) * 1 + 1}`;
        root.querySelector("[role=status]").textContent = `The number is ${shown.textContent}.`;
    });
    define("frame-explorer", `<label>Place <input type="range" min="0" max="2" value="0" style="height: 24px"></label>
        <figure><pre aria-label="One" role="group" style="height: 40px">one</pre></figure><p role="status"></p>`,
        (root, slider) => {
            const shown = root.querySelector("pre");
            shown.ariaLabel = ["One", "Two", "Three"][slider.value];
            shown.textContent = shown.ariaLabel.toLowerCase();
            root.querySelector("[role=status]").textContent = `It is ${shown.textContent}.`;
        });
    """,
)
BAD = PAGE % (
    f"<x-bad class='living'><img src='gone.png' alt=''></x-bad><x-empty class='living'>Oh</x-empty>"
    f"<frame-explorer class='living' data='{FRAMES}'><p>Three words that a slider shows.</p></frame-explorer>",
    """
    define("x-bad", `<style>@media print { table { display: none } }</style><button>Press</button>
        <button style="height: 20px; color: #aaa; background: #fff">Ask</button><input disabled>
        <table style="width: 600px"><td>0</table><p role="status"></p>`, (root, control) => {
        if (control.textContent === "Ask") {
            root.querySelector("td").textContent += 1;
            fetch("asked.json").catch(() => null);
        }
    });
    define("x-empty", `<p>no control</p><p role="status"></p>`);
    define("frame-explorer", `<label>Place <input type="range" min="0" max="1" value="0"></label>
        <figure><pre aria-label="One" role="group">1</pre></figure><p role="status"></p>`, (root, slider) => {
        root.querySelector("pre").textContent = `2${slider.value}`;
    });
    """,
)


def test_a_good_page_has_no_faults(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "good.html").write_text(GOOD, encoding="utf-8")
    assert faults(browser, (tmp_path / "good.html").as_uri()) == []
    assert faults_without_scripts(browser, (tmp_path / "good.html").as_uri()) == []


def test_a_script_that_fails_is_found(browser: Browser, tmp_path: Path) -> None:
    page = PAGE % ("<x-dead class='living'>Oh</x-dead>", "throw new Error('oh');")
    (tmp_path / "dead.html").write_text(page, encoding="utf-8")
    found = faults(browser, (tmp_path / "dead.html").as_uri())
    assert found == ["script: oh", "not alive, or without a status line: <x-dead>"]


def test_each_fault_is_found(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.pages.test_living_pages.PATIENCE", 300)
    (tmp_path / "bad.html").write_text(BAD, encoding="utf-8")
    found = faults(browser, (tmp_path / "bad.html").as_uri())
    for fault in [
        "<x-bad> changes nothing: Press",
        "<x-bad> says nothing",
        "too wide: <table>",
        "too small: <button> Ask, ",
        "not printed: <x-bad>",
        "not printed: <x-empty>",
        "request: file:",
        "<x-empty> has no control",
        "<frame-explorer> has 3 frames, of which 2 were reached",
        "<frame-explorer> shows frames in another order than packed",
        "<frame-explorer> has frames that differ under one alt text",
    ]:
        assert any(each.startswith(fault) for each in found), (fault, found)
    assert "<x-bad> changes nothing: Ask" not in found
    found = faults_without_scripts(browser, (tmp_path / "bad.html").as_uri())
    for fault in ["no sentence: <x-bad>", "no picture: <x-bad>", "no alt text: <x-bad>", "no sentence: <x-empty>"]:
        assert fault in found
