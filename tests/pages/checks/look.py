"""How a page looks: code that fits, in one face, lines that can be read, one left edge, a picture on the first screen.

And what stands beside it, and what its edges say.
"""

import statistics

from playwright.sync_api import Page

SHORTEST, LONGEST = 55, 75  # characters of a line of text, on average over a page
FEWEST = 5  # lines: fewer have no average worth judging
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

# The full lines of each paragraph, as the browser sets them: a word that begins further left than the one before it
# begins a line, and the last line is left out, since it ends where the paragraph does. So are words that have a line
# to themselves, such as the level of an exercise.
FULL_LINES = """() => {
    const linesOf = paragraph => {
        const lines = [""], range = new Range();
        const isApart = ({parentElement: part}) =>
            part !== paragraph && !getComputedStyle(part).display.startsWith("inline");
        const texts = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT,
            text => isApart(text) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
        let before = -Infinity;
        while (texts.nextNode()) {
            for (const {0: piece, index} of texts.currentNode.data.matchAll(/\\s+|\\S+/g)) {
                range.setStart(texts.currentNode, index);
                range.setEnd(texts.currentNode, index + piece.length);
                const [box] = range.getClientRects();
                if (box && piece.trim()) {
                    if (box.left < before) lines.push("");
                    before = box.left;
                }
                if (box) lines[lines.length - 1] += piece;
            }
        }
        return lines.slice(0, -1).map(line => line.replace(/\\s+/g, " ").trim().length);
    };
    const paragraphs = [...document.querySelectorAll("article section > p")];
    return paragraphs.filter(each => !each.querySelector("math, br"))
        .map(each => ({text: each.innerText.trim(), lines: linesOf(each)}))
        .filter(each => each.lines.length);
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


# What does not begin where the text begins: of captions, formulas, folds and grounds in a section itself.
EDGE = """() => {
    const title = document.querySelector("article h1");
    if (!title) return [];
    const edge = title.getBoundingClientRect().left, found = [];
    const inside = ["div.math > math", "div.cell figcaption", "div.cell > details > summary > :first-child",
        "div.cell > .cell_input .highlight", "div.cell svg.figure", "div.cell .living", ".prediction-card > p", "p"];
    const parts = document.querySelectorAll(inside.map(part => `article section > ${part}`).join());
    const isDue = part => part.checkVisibility() && !part.closest(".admonition:not(.hide), .solution");
    for (const part of [...parts].filter(isDue)) {
        const off = part.getBoundingClientRect().left - edge;
        const words = part.textContent.trim().slice(0, 40);
        if (Math.abs(off) > 1) found.push(`begins ${off.toFixed()} px beside the text: <${part.localName}> ${words}`);
    }
    return found;
}"""

# Whether the contents beside a page mark what is being read, on the way down and at once from the end to the top.
CONTENTS = """async () => {
    const links = [...document.querySelectorAll(".bd-sidebar-secondary .toc-entry > a")];
    const moved = () => new Promise(done => {
        addEventListener("scroll", () => requestAnimationFrame(done), {once: true});
    });
    const most = document.documentElement.scrollHeight - innerHeight, found = [];
    for (const link of [...links.filter((_, place) => place % 4 === 0), null]) {
        const part = link && document.querySelector(link.hash);
        const before = scrollY, arrived = moved();
        if (part) part.scrollIntoView({behavior: "instant"});
        else scrollTo({top: 0, behavior: "instant"});
        if (Math.abs(scrollY - before) >= 1) await arrived;
        const marked = links.filter(each => each.ariaCurrent).map(each => each.textContent);
        const due = link === null ? [] : [link.textContent];
        const isWrong = (scrollY < most - 2 || !scrollY) && String(marked) !== String(due);
        if (isWrong) found.push(`the contents mark "${marked}", not "${due}"`);
    }
    return found;
}"""

# What is wider than its place, and whose edge does not say so.
CUT_OFF = """() => [...document.querySelectorAll("article :is(pre, math, div)")]
    .filter(part => part.scrollWidth > part.clientWidth + 1)
    .filter(part => ["auto", "scroll"].includes(getComputedStyle(part).overflowX))
    .filter(part => !getComputedStyle(part).backgroundAttachment.includes("local"))
    .map(part => `cut off without a sign: <${part.localName}> ${part.textContent.trim().slice(0, 40)}`)"""

# What covers the shadow at an edge, and has another color than the ground on which it stands: bands that say nothing.
BANDS = """() => {
    const colorOf = part => getComputedStyle(part).backgroundColor;
    const groundOf = part => part && colorOf(part) === "rgba(0, 0, 0, 0)" ? groundOf(part.parentElement) : part;
    return [...document.querySelectorAll("article :is(pre, math, div)")].filter(part => {
        const { backgroundAttachment, backgroundImage } = getComputedStyle(part), ground = groundOf(part);
        const isCovered = part.checkVisibility() && backgroundAttachment.includes("local");
        return isCovered && ground && !backgroundImage.includes(colorOf(ground));
    }).map(part => `bands at its edges: <${part.localName}> ${part.textContent.trim().slice(0, 40)}`);
}"""

# Links of one color, wherever they stand in the text; terms and names of cards have that of the words around them.
LINKS = """() => {
    const links = document.querySelectorAll("article :is(p, td) > a.reference:not(:has(.std-term), .chapter-cards a)");
    const colors = new Set([...links].filter(link => link.checkVisibility()).map(link => getComputedStyle(link).color));
    return colors.size > 1 ? [`links of several colors: ${[...colors].join("; ")}`] : [];
}"""

# Code whose lines wrap, and lose their indentation; and lines of folds with a bar at one side.
FOLDED = """() => {
    const isSeen = part => part.checkVisibility();
    const code = [...document.querySelectorAll("article .cell_input pre")].filter(isSeen);
    const lines = [...document.querySelectorAll("article details > summary")].filter(isSeen);
    const hasBar = line => getComputedStyle(line).borderLeftWidth !== getComputedStyle(line).borderRightWidth;
    return [
        ...code.filter(box => getComputedStyle(box).whiteSpace !== "pre").map(() => "code wraps"),
        ...lines.filter(hasBar).map(line => `a bar beside the line of a fold: ${line.textContent.trim().slice(0, 40)}`),
    ];
}"""

# Paragraphs that run to the edge of the screen, as where a box has room at one side alone.
AT_THE_EDGE = """() => {
    const isFlush = part => part.checkVisibility() && part.textContent.trim()
        && Math.max(part.getBoundingClientRect().right - innerWidth, -part.getBoundingClientRect().left) > -8;
    const isReachable = part => !part.closest(".pst-scrollable-table-container, table, .sd-row");
    return [...document.querySelectorAll("article p")].filter(part => isFlush(part) && isReachable(part))
        .map(part => `text at the edge of the screen: ${part.textContent.trim().slice(0, 40)}`);
}"""


def code(page: Page) -> list[str]:
    """Say what code scrolls, or is not in the face of code; what is folded is seen once it is open."""
    return page.evaluate(CODE)


def cut_off(page: Page) -> list[str]:
    """Say what is cut off without a sign or wraps though it is code, and what else looks so on a phone."""
    return [fault for check in (CUT_OFF, BANDS, LINKS, FOLDED, AT_THE_EDGE) for fault in page.evaluate(check)]


def look(page: Page) -> list[str]:
    """Say what is not as the book is to look."""
    found = [fault for check in (CODE, EDGE, CONTENTS, CROWDED) for fault in page.evaluate(check)]
    found += measure(page)
    if page.evaluate(OPENING) > FIRST_SCREEN:
        found.append("no picture and nothing to try on the first screen")
    return found


def measure(page: Page) -> list[str]:
    """Say whether the lines of text are too short or too long, by and large, and in which paragraph most of all."""
    paragraphs = page.evaluate(FULL_LINES)
    lines = [characters for paragraph in paragraphs for characters in paragraph["lines"]]
    if len(lines) < FEWEST or SHORTEST <= statistics.mean(lines) <= LONGEST:
        return []
    worst = min if statistics.mean(lines) < SHORTEST else max
    paragraph = worst(paragraphs, key=lambda each: statistics.mean(each["lines"]))
    return [
        f"a full line of text has {statistics.mean(lines):.0f} characters, not {SHORTEST} to {LONGEST}; "
        f"{statistics.mean(paragraph['lines']):.0f} in the paragraph “{paragraph['text'][:60]}…”: "
        "let nothing set its width or its type but type.css"
    ]
