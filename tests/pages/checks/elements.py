"""What lives on a page, before a hand is laid on it: alive, in place, fit for a phone, on paper."""

from playwright.sync_api import Page

MOMENT = 2000  # milliseconds of the page's time, within which elements have said what they say

DEAD = """() => [...document.querySelectorAll(".living")]
    .filter(host => !host.shadowRoot?.querySelector("[role=status]"))
    .map(host => `not alive, or without a status line: <${host.localName}>`)"""

# Where the parts of the article stand, those within living elements included, and how large they are.
PLACES = """() => {
    const text = document.querySelector("article") || document.querySelector("main") || document.body;
    const hosts = [...document.querySelectorAll(".living")];
    window.placed = new Map();
    const inside = hosts.flatMap(({shadowRoot}) => [...(shadowRoot?.querySelectorAll("*") || [])]);
    for (const part of [...text.querySelectorAll("*"), ...inside]) {
        if (part.parentElement?.closest("svg, math, pre")) continue;
        if (!part.checkVisibility()) continue; // to measure what is folded would lay it out, and ask for its fonts
        const {left, top, width, height} = part.getBoundingClientRect();
        placed.set(part, {left: left + scrollX, top: top + scrollY, width, height});
    }
}"""

# What has grown since, and within it what made it grow; if nothing has, the first that has moved.
JUMPS = """() => {
    const name = part => `<${part.localName}${part.className ? ` class="${part.className}"` : ""}>`;
    const above = part => part.parentElement || part.parentNode?.host;
    const differs = (part, ...sides) => {
        const box = part.getBoundingClientRect();
        const now = {left: box.left + scrollX, top: box.top + scrollY, width: box.width, height: box.height};
        return sides.some(side => Math.abs(now[side] - placed.get(part)[side]) > 0.5);
    };
    const inside = part => part.getRootNode() !== document;
    const known = [...placed.keys()].filter(part => part.isConnected);
    const grown = known.filter(part => differs(part, "width", "height"));
    const page = grown.filter(part => !inside(part));
    const causes = new Set(grown.filter(part => inside(part) ? page.includes(part.getRootNode().host) : true));
    for (const part of [...causes]) for (let one = above(part); one; one = above(one)) causes.delete(one);
    const size = part => `${placed.get(part).height} to ${part.getBoundingClientRect().height} px`;
    const found = [...causes].map(part =>
        `jumps: ${inside(part) ? `${name(part.getRootNode().host)}, in it ` : ""}${name(part)}, ${size(part)} high`);
    const moved = known.filter(part => !inside(part) && differs(part, "left", "top"));
    if (!page.length && moved.length) found.push(`jumps: ${name(moved[0])} moves`);
    return found;
}"""

# What does not fit on a phone, or is too small for a finger.
FIT = """() => {
    const found = [], width = document.scrollingElement.clientWidth;
    const name = part => `<${part.localName}> ${(part.labels?.[0] || part).textContent.trim().slice(0, 40)}`;
    for (const host of document.querySelectorAll(".living")) {
        const {right} = host.getBoundingClientRect();
        if (right > width) found.push(`too wide: ${name(host)}`);
        for (const part of host.shadowRoot?.querySelectorAll("*") || []) {
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

# As readers set their type who need it larger, or with more room around letters, words and lines (WCAG 1.4.4, 1.4.12).
ROOMY = """size => {
    const style = document.createElement("style");
    style.className = "roomy";
    style.textContent = `p { margin-bottom: 2em !important }
        :root { font-size: ${size} !important; line-height: 1.5; letter-spacing: .12em; word-spacing: .16em }`;
    document.head.append(style);
}"""
AS_BEFORE = "() => document.querySelector('style.roomy').remove()"

# On dark pages the theme puts the outputs of cells on a light panel.
FRAMED = """() => [...document.querySelectorAll(".living")]
    .filter(host => getComputedStyle(host.parentElement).backgroundColor !== "rgba(0, 0, 0, 0)")
    .map(host => `in a frame of another color: <${host.localName}>`)"""

# The largest picture, table, question or text of each element, as seen on the screen: is it also seen now?
FIGURES = """() => {
    for (const host of document.querySelectorAll(".living")) {
        const area = part => part.getBoundingClientRect().width * part.getBoundingClientRect().height;
        const parts = [...(host.shadowRoot?.querySelectorAll("canvas, img, svg, table, pre, dl, fieldset") || [])];
        host.figure = parts.sort((one, other) => area(other) - area(one))[0];
    }
}"""
# What has not come yet may have a picture in its place, of the class "still".
PRINTED = """() => [...document.querySelectorAll(".living")].filter(host => {
    const isSeen = part => {
        const {width, height} = part?.getBoundingClientRect() || {width: 0, height: 0};
        return width * height >= 400 && part.checkVisibility({visibilityProperty: true});
    };
    return !isSeen(host.figure) && !isSeen(host.shadowRoot?.querySelector(".still"));
}).map(host => `not printed: <${host.localName}>`)"""


def alive(page: Page) -> list[str]:
    """Elements whose script has not run, or that have no line in which to say what they show."""
    return page.evaluate(DEAD)


def jumps(page: Page) -> list[str]:
    """What grows or moves on a page after it has loaded, until all elements have spoken.

    The page has been opened while time stands still, so that nothing has happened yet that waits for a timer
    or for the next frame.
    """
    page.evaluate(PLACES)
    page.clock.run_for(MOMENT)
    return page.evaluate(JUMPS)


def fit(page: Page) -> list[str]:
    """What sticks out of an element, or is too small for a finger."""
    return page.evaluate(FIT)


def fit_roomy(page: Page, size: str) -> list[str]:
    """The same while type has more room, and this size, such as ``"200%"``."""
    page.evaluate(ROOMY, size)
    found = fit(page)
    page.evaluate(AS_BEFORE)
    return [f"{fault}, type of {size} with more room" for fault in found]


def framed(page: Page) -> list[str]:
    """Elements that stand on a ground of another color than the page."""
    return page.evaluate(FRAMED)


def printed(page: Page) -> list[str]:
    """Elements whose largest part is missing on paper."""
    page.evaluate(FIGURES)
    page.emulate_media(media="print")
    found = page.evaluate(PRINTED)
    page.emulate_media(media="screen")
    return found
