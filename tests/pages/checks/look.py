"""How a page looks at a desk: code that fits, in one face, lines that can be read, a picture on the first screen."""

from playwright.sync_api import Page

SHORTEST, LONGEST = 55, 75  # characters of a line of text
FIRST_SCREEN = 720  # pixels high

CODE = """() => {
    const text = document.querySelector("article") || document.querySelector("main") || document.body;
    const boxes = [...text.querySelectorAll("pre")].filter(box => box.clientWidth);
    const longest = box => box.textContent.split("\\n").sort((one, other) => other.length - one.length)[0];
    const scroll = boxes.filter(box => box.scrollWidth > box.clientWidth);
    const found = scroll.map(box => `code scrolls: ${longest(box)}`);
    const pen = document.createElement("canvas").getContext("2d");
    for (const family of new Set(boxes.map(box => getComputedStyle(box).fontFamily))) {
        pen.font = `20px ${family}`;
        const width = pen.measureText("m").width;
        const own = boxes.filter(box => getComputedStyle(box).fontFamily === family);
        const characters = new Set(own.flatMap(box => [...box.textContent]).filter(character => character > " "));
        const strange = [...characters].filter(each => Math.abs(pen.measureText(each).width - width) > 0.1);
        if (strange.length) found.push(`not of the width of code: ${strange.join(" ")}`);
    }
    return found;
}"""

# Characters of a full line of text: the last line of a paragraph is half full.
LINE = """() => {
    let characters = 0, lines = 0;
    for (const paragraph of document.querySelectorAll("article section > p")) {
        if (paragraph.textContent.length < 200 || paragraph.querySelector("math")) continue;
        characters += paragraph.textContent.length;
        lines += paragraph.clientHeight / parseFloat(getComputedStyle(paragraph).lineHeight) - 0.5;
    }
    return lines ? characters / lines : null;
}"""

# How far down the first thing to look at or to try ends on a chapter, which has a number.
OPENING = """() => {
    if (!document.querySelector("article h1 .section-number")) return 0;
    const parts = [...document.querySelectorAll("article :is(img, svg, .living)")];
    return Math.min(...parts.map(part => part.getBoundingClientRect().bottom + scrollY));
}"""

# Words of a drawing that nearly touch others: not a third of a letter's height apart beside, nor a fifth below them.
# Those of a frame of an explorer stand in its own root. The room of letters, not that of the line, counts.
CROWDED = """() => {
    const roots = [document, ...[...document.querySelectorAll("*")].map(host => host.shadowRoot).filter(Boolean)];
    const placed = text => {
        const {left, right, top, bottom} = text.getBoundingClientRect();
        const {a, b} = text.getScreenCTM();
        const size = parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
        return {words: text.textContent.trim(), left, right, top: top + size / 5, bottom: bottom - size / 5, size};
    };
    const crowded = (one, other) => {
        const beside = Math.max(other.left - one.right, one.left - other.right);
        const below = Math.max(other.top - one.bottom, one.top - other.bottom);
        const size = Math.min(one.size, other.size);
        return beside < 0.3 * size && below < 0.2 * size;
    };
    const pairsIn = drawing => {
        const drawn = text => text.textContent.trim() && text.getScreenCTM();
        const texts = [...drawing.querySelectorAll("text")].filter(drawn);
        const boxes = texts.map(placed).filter(box => box.right > box.left);
        const others = (one, place) => boxes.slice(place + 1).filter(other => crowded(one, other));
        return boxes.flatMap((one, place) => others(one, place).map(other => `${one.words} | ${other.words}`));
    };
    const drawings = roots.flatMap(root => [...root.querySelectorAll("svg")]);
    return [...new Set(drawings.flatMap(pairsIn))].map(pair => `words nearly touch: ${pair}`);
}"""


def look(page: Page) -> list[str]:
    """Say what is not as the book is to look."""
    found = page.evaluate(CODE) + page.evaluate(CROWDED)
    characters = page.evaluate(LINE)
    if characters and not SHORTEST <= characters <= LONGEST:
        found.append(f"a line of text has {characters:.0f} characters, not {SHORTEST} to {LONGEST}")
    if page.evaluate(OPENING) > FIRST_SCREEN:
        found.append("no picture and nothing to try on the first screen")
    return found
