"""What a reader gets who prints a page: dark words on light paper, all that is folded, no navigation, whole figures."""

from playwright.sync_api import Page

HIGHEST = 1047  # CSS pixels: A4 between margins of a centimeter

# Words in colors that cannot be read on white, or on the ground that is printed with them; grounds that are dark.
COLORS = """() => {
    const levels = color => {
        const parts = color.match(/[\\d.]+/g).map(Number); // a mixed color is color(srgb ...), in parts of 1
        return color.startsWith("color(") ? parts.map((part, place) => place < 3 ? 255 * part : part) : parts;
    };
    const linear = part => part <= 10.31475 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4;
    const light = ([red, green, blue]) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    const above = part => part.assignedSlot || part.parentElement || part.getRootNode().host;
    const ground = part => {
        for (let one = part; one; one = above(one)) {
            const color = levels(getComputedStyle(one).backgroundColor);
            if (color.length === 3 || color[3] > 0.9) return light(color);
        }
        return 1;
    };
    const found = new Set();
    const roots = [document.body, ...[...document.querySelectorAll("*")].map(part => part.shadowRoot)];
    for (const root of roots.filter(Boolean)) {
        const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const part = texts.currentNode.parentElement, words = texts.currentNode.data.trim();
            if (!/[\\p{L}\\p{N}]/u.test(words) || !part?.checkVisibility({visibilityProperty: true})) continue;
            if (part.matches("script, style, option, :disabled, :disabled *, [aria-hidden=true]")) continue;
            const {color, printColorAdjust} = getComputedStyle(part), paper = ground(part), ink = light(levels(color));
            const grounds = printColorAdjust === "exact" ? [paper] : [paper, 1]; // browsers may leave grounds out
            const contrast = Math.min(...grounds.map(one => {
                const [least, most] = [one, ink].sort((a, b) => a - b);
                return (most + 0.05) / (least + 0.05);
            }));
            if (contrast < 4.4) found.add(`faint on paper: ${words.slice(0, 40)}, contrast ${contrast.toFixed(1)}`);
            if (printColorAdjust !== "exact" && paper < 0.5) found.add(`on dark paper: ${words.slice(0, 40)}`);
        }
    }
    return [...found];
}"""

PARTS = """highest => {
    const name = part => `<${part.localName}> ${part.textContent.trim().slice(0, 40)}`;
    const visible = part => part.checkVisibility({visibilityProperty: true});
    const found = [];
    const useless = "nav, header, footer, dialog, .headerlink, .copybtn, .toggle-button, .skip-link, .prev-next-footer";
    for (const part of document.querySelectorAll(useless)) {
        if (visible(part) && part.textContent.trim()) found.push(`useless on paper: ${name(part)}`);
    }
    for (const fold of [...document.querySelectorAll("details")].filter(visible)) {
        const inside = [...fold.children].filter(part => part.localName !== "summary");
        const solution = fold.closest(".solution");
        if (!solution && !inside.every(visible)) found.push(`folded on paper: ${name(fold)}`);
        const line = getComputedStyle(fold.querySelector("summary"), "::before").content;
        if (solution && !line.includes("at the end of the print edition")) found.push(`says not where: ${name(fold)}`);
    }
    for (const part of document.querySelectorAll("figure, .living:not(chapter-quiz)")) {
        const {height} = part.getBoundingClientRect();
        if (visible(part) && (getComputedStyle(part).breakInside !== "avoid" || height > highest)) {
            found.push(`torn: ${name(part)}, ${height} px high`);
        }
    }
    if (![...document.querySelectorAll("h1")].some(visible)) found.push("without a title");
    return found;
}"""


def faults(page: Page) -> list[str]:
    """What is wrong with a page as it would be printed, whatever its colors on the screen.

    A window of a desk shows the text about as wide as A4 does.
    """
    page.emulate_media(media="print")
    found = page.evaluate(COLORS) + page.evaluate(PARTS, HIGHEST)
    page.emulate_media(media="screen")
    return found
