"""What bars a page to some readers: all that axe-core looks for, and motion though they asked for less."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# All rules that are on by default (WCAG 2.2 A and AA, best practices), and two that are on trial.
AXE = {"preload": False, "resultTypes": ["violations"]}
AXE["rules"] = {name: {"enabled": True} for name in ("label-content-name-mismatch", "td-has-header")}
LOOKS = ("color-contrast", "link-in-text-block", "scrollable-region-focusable")  # rules on what is seen
OPEN = "document.querySelectorAll('details').forEach(part => { part.open = true; })"

# Of tokens of code that look alike to the last in a block, the contrast of the first tells that of all.
ONE_OF_A_KIND = """() => {
    const names = ["color", "background", "fontSize", "fontWeight", "opacity", "filter", "mixBlendMode",
        "textShadow", "webkitTextFillColor", "webkitTextStroke", "position", "transform"];
    for (const block of document.querySelectorAll("pre")) {
        const seen = new Set();
        for (const token of block.querySelectorAll(":scope > span[class]:not([style]):not(:has(*))")) {
            const style = getComputedStyle(token);
            const look = names.map(name => style[name]).join("; ");
            if (seen.has(look)) token.dataset.alike = "";
            seen.add(look);
        }
    }
    axe.configure({rules: [{id: "color-contrast", selector: "*:not([data-alike])"}]});
}"""

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


def unfold(page: Page) -> None:
    """Open all that is folded."""
    page.evaluate(OPEN)


def axe(page: Page, each_token: bool = False, looks_alone: bool = False) -> list[str]:
    """What axe-core finds on a page as it stands.

    With `looks_alone` it is asked for what can differ between two ways to show the same page. Of tokens of code that
    look alike in a block, three of four, it measures the contrast of the first, unless it is to see `each_token`: that
    takes longer than all the rest.
    """
    page.evaluate(AXE_SCRIPT)
    if not each_token:
        page.evaluate(ONE_OF_A_KIND)
    options = {**AXE, "runOnly": {"type": "rule", "values": LOOKS}} if looks_alone else AXE
    result = page.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]


def motion(page: Page) -> list[str]:
    """What moves though the reader has asked for less motion."""
    return page.evaluate(MOVES)
