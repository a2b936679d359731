"""A page made up for the tests of checks: nothing on it is as it should be."""

from pathlib import Path

from tests.pages.engines.watching import HEAD, watched_page

ALL_CHECKS = {
    "alive",
    "content",
    "fonts",
    "formulas",
    "width",
    "dark",
    "digit-pad",
    "drawn digits",
    "gradient-step",
    "faults",
}
ALL_CHECKS |= {f"{check} on a phone" for check in ("width", "fit", "menu", "faults")}

# The dark switch does nothing, the menu has no chapters. "Ten steps" changes nothing, and the learning rate is
# missing. The pad reads no digit, and has no buttons; nobody has defined the third element. The formula is not of
# MathML, but of unknown elements of the same names.
SPOILT = f"""<!doctype html><html lang="en" data-theme="light">{HEAD}<title>A page</title>
<style>@font-face {{ font-family: Gone; src: url(gone.woff2); }} main {{ font-family: Gone; }}</style>
<main><button class="theme-switch-button">Dark</button> <button class="primary-toggle">Chapters</button>
<dialog id="pst-primary-sidebar-modal"></dialog><img src="gone.png" alt="">
<p style="width: 1500px">Wide words, and $$x$$.</p>
<digit-pad class="living">Oh</digit-pad> <gradient-step class="living">Oh</gradient-step>
<x-dead class="living">Oh</x-dead>
</main><script>
function define(tag, inside) {{
    customElements.define(tag, class extends HTMLElement {{
        connectedCallback() {{ this.attachShadow({{mode: "open"}}).innerHTML = inside + "<p role=status></p>"; }}
        clear() {{}}
    }});
}}
define("digit-pad", "<canvas role=application aria-label=Paper style='width: 280px; height: 280px'></canvas>");
define("gradient-step", "<button style='height: 20px'>Ten steps</button>");
const math = document.createElement("math");
math.innerHTML = "<mfrac><mn>1</mn> <mn>2</mn></mfrac>";
document.querySelector("main").append(math);
console.error("oh");
</script></html>"""


def spoilt(folder: Path) -> str:
    """Write the page; give its address."""
    path = folder / "page.html"
    path.write_text(watched_page(SPOILT), encoding="utf-8")
    return path.as_uri()
