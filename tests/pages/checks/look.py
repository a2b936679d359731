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


def look(page: Page) -> list[str]:
    """Say what is not as the book is to look."""
    found = page.evaluate(CODE)
    characters = page.evaluate(LINE)
    if characters and not SHORTEST <= characters <= LONGEST:
        found.append(f"a line of text has {characters:.0f} characters, not {SHORTEST} to {LONGEST}")
    if page.evaluate(OPENING) > FIRST_SCREEN:
        found.append("no picture and nothing to try on the first screen")
    return found
