"""The Tab key on a page: the first stop leads to the text, and each stop is reached, seen and marked all around."""

from playwright.sync_api import Page, expect

# The sides at which a part of the page cuts off the mark around what has the focus, and no scrolling shows it.
CUT = """stop => {
    const {outlineStyle, outlineWidth, outlineOffset} = getComputedStyle(stop);
    const reach = outlineStyle === "none" ? 0 : Math.max(parseFloat(outlineWidth) + parseFloat(outlineOffset), 0);
    const mark = stop.getBoundingClientRect(), sides = new Set();
    const above = part => part.assignedSlot || part.parentElement || part.getRootNode().host;
    for (let part = above(stop); part && part !== document.body; part = above(part)) {
        const {overflowX, overflowY} = getComputedStyle(part), box = part.getBoundingClientRect();
        const left = box.left + part.clientLeft, top = box.top + part.clientTop;
        const [wide, high] = [part.scrollWidth > part.clientWidth, part.scrollHeight > part.clientHeight];
        if (overflowX !== "visible" && !wide) {
            if (mark.left - reach < left - 0.5) sides.add("left");
            if (mark.right + reach > left + part.clientWidth + 0.5) sides.add("right");
        }
        if (overflowY !== "visible" && !high) {
            if (mark.top - reach < top - 0.5) sides.add("top");
            if (mark.bottom + reach > top + part.clientHeight + 0.5) sides.add("bottom");
        }
    }
    return [...sides];
}"""
# What the keyboard has to reach, and how each of it looks before.
STOPS = f"""() => {{
    const cutAt = {CUT};
    const look = part => {{
        const {{backgroundColor, borderColor, boxShadow, outlineColor, outlineStyle, outlineWidth, textDecoration}} =
            getComputedStyle(part);
        const outline = outlineStyle === "none" ? "" : outlineColor + outlineStyle + outlineWidth;
        return [outline, boxShadow, backgroundColor, borderColor, textDecoration].join();
    }};
    const active = () => {{
        let part = document.activeElement;
        while (part?.shadowRoot?.activeElement) part = part.shadowRoot.activeElement;
        return part;
    }};
    const name = part => {{
        const label = part.ariaLabel || part.labels?.[0]?.textContent || part.textContent;
        return `<${{part.localName}}> ${{label.trim().replace(/\\s+/g, " ").slice(0, 40)}}`;
    }};
    const kinds = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const everywhere = [document, ...[...document.querySelectorAll("*")].map(part => part.shadowRoot)];
    const parts = everywhere.flatMap(root => [...(root?.querySelectorAll(kinds) || [])]).filter(part =>
        part.tabIndex >= 0 && !part.disabled && part.checkVisibility({{visibilityProperty: true}})
        && !(part.type === "radio" && part !== part.getRootNode().querySelector(`[name="${{part.name}}"]`)));
    active().blur(); // each is to be seen as it looks without the focus
    const before = new Map(parts.map(part => [part, look(part)]));
    const seen = new Set(), found = [];
    const stop = () => {{
        const part = active();
        if (part === document.body || seen.has(part)) return;
        seen.add(part);
        const own = [part, ...(part.labels || [])];
        const inSight = [...part.getClientRects()].some(({{left, top, right, bottom}}) => {{ // a link may wrap
            const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
            const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
            let above = document.elementFromPoint(x, y);
            while (above?.shadowRoot?.elementFromPoint(x, y)) above = above.shadowRoot.elementFromPoint(x, y);
            for (let one = above; one; one = one.parentNode || one.host) if (own.includes(one)) return true;
            return false;
        }});
        if (!inSight) {{
            found.push(`out of sight: ${{name(part)}}`);
        }}
        if (look(part) === before.get(part)) found.push(`no mark of the focus: ${{name(part)}}`);
        const cut = cutAt(part);
        if (cut.length) found.push(`the mark of the focus is cut off, ${{cut.join(" and ")}}: ${{name(part)}}`);
    }};
    addEventListener("keyup", stop, true); // comes to where the key has led
    window.walked = () => {{
        removeEventListener("keyup", stop, true);
        active().blur();
        return [...found, ...parts.filter(part => !seen.has(part)).map(part => `not reached: ${{name(part)}}`)];
    }};
    return parts.length;
}}"""
FOCUSED_LINK = "document.activeElement.matches('a[href]') ? document.activeElement.textContent.trim() : null"


def tab_walk(page: Page) -> list[str]:
    """Go round a page with the Tab key alone; name what is not reached, not seen, or not marked all around."""
    count = page.evaluate(STOPS)
    for _ in range(count + 3):
        page.keyboard.press("Tab")
    found = page.evaluate("walked()")
    expect(page.locator(".tooltip")).to_have_count(0)  # a button's name goes when the focus does
    return found


def skip_link(page: Page) -> list[str]:
    """Press Tab for the first time on a page: what keeps the first stop from leading to the text."""
    page.keyboard.press("Tab")
    if page.evaluate(FOCUSED_LINK) != "Skip to main content":
        return ["the first stop does not skip to the text"]
    found = []
    if page.evaluate("document.activeElement.getBoundingClientRect().y") < 0:
        found.append("the link that skips to the text is out of sight")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    if not page.evaluate("document.querySelector('main').contains(document.activeElement)"):
        found.append("the link that skips to the text does not lead there")
    return found
