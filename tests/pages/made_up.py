"""Pages made up for the tests of checks, each written to a file and opened as a visit opens a page of the book."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.pages.living import DESK, watched

DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
WORDS = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
<style>.scroll {{ overflow-x: auto }} .wide {{ width: 900px }} .skip:not(:focus) {{ position: absolute; top: -99px }}
</style><a class="skip" href="#text">Skip to main content</a><main id="text"><h1>A page</h1>
<img alt="A dot" src="{DOT}"><p>Costs $5 and $6, a \\ and {{ }}.
<div class="scroll" tabindex="0"><p class="wide">wide</div>
<p><a href="#one">A link</a> <button>A button</button> <label><input type="checkbox"> A box</label>
<fieldset><legend>Two</legend><label><input type="radio" name="two"> One</label>
<label><input type="radio" name="two"> Two</label></fieldset>%s</main>"""

LIVING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
<main>%s</main><script>
function define(tag, inside, act, born) {
    customElements.define(tag, class extends HTMLElement {
        connectedCallback() {
            const root = this.attachShadow({mode: "open"});
            root.innerHTML = inside;
            born?.(root);
            for (const control of root.querySelectorAll("input, button")) {
                control.addEventListener(control.type === "range" ? "input" : "click", () => act(root, control));
            }
        }
    });
}
%s
</script>"""
FRAMES = '{"frames": [{"alt": "One"}, {"alt": "Two"}, {"alt": "Three"}]}'
GOOD_ELEMENTS = LIVING % (
    "<x-good class='living'><p>A number that a button counts up.</p></x-good>"
    f"<frame-explorer class='living' data='{FRAMES}'><p>Three words that a slider shows.</p></frame-explorer>",
    """
    define("x-good", `<button style="height: 24px">Press</button><pre tabindex="0">some words, and 0</pre>
        <p role="status"></p>`, root => {
        const shown = root.querySelector("pre");
        shown.textContent = `some words, and ${shown.textContent.at(-1) * 1 + 1}`;
        setTimeout(() => {
            root.querySelector("[role=status]").textContent = `The number is ${shown.textContent}.`;
        }, 300);
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
BAD_ELEMENTS = LIVING % (
    f"<x-bad class='living'><img src='gone.png' alt=''></x-bad><x-empty class='living'>Oh</x-empty>"
    f"<frame-explorer class='living' data='{FRAMES}'><p>Three words that a slider shows.</p></frame-explorer>",
    """
    define("x-bad", `<style>@media print { table { display: none } }</style><button>Press</button>
        <button style="height: 20px; color: #aaa; background: #fff">Ask</button><input disabled>
        <table style="width: 600px"><td>0</table><p role="status"></p>`, (root, control) => {
        if (control.textContent === "Ask") {
            root.querySelector("td").textContent += 1;
            new Image().src = "asked.png";
        }
    });
    define("x-empty", `<p>no control</p><p role="status"></p>`);
    define("frame-explorer", `<label>Place <input type="range" min="0" max="1" value="0"></label>
        <figure><pre aria-label="One" role="group">1</pre></figure><p role="status"></p>`, (root, slider) => {
        root.querySelector("pre").textContent = `2${slider.value}`;
    });
    """,
)


def written(folder: Path, text: str) -> str:
    """Write a page; give its address."""
    (folder / "page.html").write_text(text, encoding="utf-8")
    return (folder / "page.html").as_uri()


@contextmanager
def opened(browser: Browser, folder: Path, text: str, **options: Any) -> Iterator[Page]:
    """Write a page and open it."""
    with watched(browser, written(folder, text), **{"viewport": DESK, **options}) as (page, _):
        yield page
