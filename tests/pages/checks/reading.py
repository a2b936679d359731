"""What a reader sees: complete, fit for the screen, in the chosen colors, and worth reading without scripts."""

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as GivenUp

PATIENCE = 5_000  # milliseconds until a page that should have changed is given up

# What a reader would see as broken, in words.
CONTENT = r"""() => {
    const found = [];
    for (const image of document.images) {
        const name = image.getAttribute("src");
        if (!image.complete || !image.naturalWidth) found.push(`broken image: ${name}`);
        if (!(image.alt || "").trim()) found.push(`no alt text: ${name}`);
    }
    for (const formula of document.querySelectorAll(".math")) {
        const math = formula.querySelector("math");
        const isFolded = formula.closest("details:not([open])"); // as in an answer to a guess
        const isSeen = math && (isFolded || math.getBoundingClientRect().width);
        if (!isSeen) found.push(`not typeset: ${formula.textContent}`);
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

# Styles of a reader who needs room between letters, words, lines and paragraphs; within elements, too.
SPACE = r"""() => {
    const living = [...document.querySelectorAll(".living")].map(host => host.shadowRoot).filter(Boolean);
    window.spaced = [document.head, ...living].map(place => {
        const style = document.createElement("style");
        style.textContent = `* {
            line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important;
        } p { margin-bottom: 2em !important; }`;
        place.append(style);
        return style;
    });
}"""
UNSPACE = "() => spaced.forEach(style => style.remove())"

# Pictures, those within elements too, that are to go through a filter which is not there.
FILTERS = r"""() => {
    const roots = [document, ...[...document.querySelectorAll("*")].map(host => host.shadowRoot).filter(Boolean)];
    const pictures = roots.flatMap(root => [...root.querySelectorAll("canvas, image, .paper")]);
    const lacks = picture => {
        const [, name] = getComputedStyle(picture).filter.match(/url\(["']?#([\w-]+)/) ?? [];
        return name && !picture.getRootNode().getElementById(name);
    };
    return pictures.filter(lacks).map(picture => {
        const host = picture.getRootNode().host?.localName ?? "page";
        return `no filter for <${picture.localName}> in ${host}`;
    });
}"""

# What readers without scripts miss.
WITHOUT_SCRIPTS = r"""() => [...document.querySelectorAll(".living")].flatMap(host => {
    for (let fold = host.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
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


def content(page: Page) -> list[str]:
    """Pictures that are broken or say nothing, formulas that are not typeset, markup that readers see as such."""
    return page.evaluate(CONTENT)


def width(page: Page) -> list[str]:
    """What is wider than the window."""
    return page.evaluate(WIDTH)


def width_when_spaced(page: Page) -> list[str]:
    """What is wider than the window once the reader has spaced the type as far as WCAG lets them (1.4.12)."""
    page.evaluate(SPACE)
    found = width(page)
    page.evaluate(UNSPACE)
    return found


def theme(page: Page, scheme: str) -> list[str]:
    """Whether the page has not become light or dark, as the reader's system is; pages without a theme may be either."""
    follows = "scheme => [scheme, undefined].includes(document.documentElement.dataset.theme)"
    try:
        page.wait_for_function(follows, arg=scheme, timeout=PATIENCE)  # a change of the system reaches a page later
    except GivenUp:
        return [f"the page is not {scheme}"]
    return []


def pictures_in_the_dark(page: Page) -> list[str]:
    """Pictures that a dark page leaves as they are on a light one, since their filter is not where they are."""
    return page.evaluate(FILTERS)


def without_scripts(page: Page) -> list[str]:
    """What readers whose browser runs no scripts miss of all that lives on a page."""
    return page.evaluate(WITHOUT_SCRIPTS)
