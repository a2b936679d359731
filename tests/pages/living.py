"""What tests of rendered pages and of interactive outputs share."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
FILES = [TOC["root"]] + [chapter["file"] for part in TOC["parts"] for chapter in part["chapters"]]
NOTEBOOKS = [name for name in FILES if (ROOT / f"{name}.ipynb").exists()]
UNLISTED = ["book/design"]  # built, and in no table of contents
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
MOVED = CONFIG["redirects"]  # old addresses, without .html, and where they lead from there
PAGES = ["genindex", "search", *FILES, *UNLISTED]
SAMPLE = ["book/index", *UNLISTED]  # each part of the look is on one of these
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}

COMPLETE = """async () => {
    const living = [...document.querySelectorAll("[data-from]:not([data])")];
    const come = living.map(host => new Promise(done => new MutationObserver(done).observe(host, {attributes: true})));
    dispatchEvent(new Event("keydown")); // now all elements are built, also those further down
    await Promise.all(come);
    await document.fonts.ready;
    const images = [...document.images];
    images.forEach(image => { image.loading = "eager"; });
    await Promise.allSettled(images.map(image => image.decode()));
}"""
READY = f"""async () => {{
    const frame = () => new Promise(requestAnimationFrame);
    await frame().then(frame); // the theme follows a change of the color scheme
    await ({COMPLETE})();
}}"""

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# The values of book/_static/palette.css for dark pages, where a page without the theme is to be seen as in the dark.
DARK = (
    "color-scheme: dark; --pst-color-background: #15171c; --pst-color-text-base: #dcdfe4; --pst-color-surface: #1f2229;"
    "--pst-color-text-muted: #a2a8b3; --pst-color-primary: #b4b6ff; --pst-color-success: #5fb488;"
    "--pst-color-danger: #ff9b63; background: #15171c; color: #dcdfe4"
)


def standalone(path: Path, *outputs: Any, dark: bool = False) -> str:
    """Write a page that shows the HTML of some outputs, as a notebook's page would; give its address."""
    shown = "\n".join(f"<div>{output._repr_mimebundle_()['text/html']}</div>" for output in outputs)
    style = f' style="{DARK}"' if dark else ""
    path.write_text(
        f'<!doctype html>\n<html lang="en"{style}><head><meta charset="utf-8"><title>Outputs</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>Outputs</h1>\n{shown}\n</main></body></html>\n",
        encoding="utf-8",
    )
    return path.as_uri()


def barriers(page: Page, selector: str = ".living") -> list[str]:
    """Break of WCAG 2.2, level A or AA, that axe-core finds inside the elements of a page, as it stands."""
    page.evaluate(AXE_SCRIPT)
    # Without preload it does not ask for the page's style sheets once more.
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"], "preload": False}
    result = page.evaluate("([context, options]) => axe.run(context, options)", [selector, options])
    return [f"{rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]


@contextmanager
def watched(
    browser: Browser, address: str, time_stands_still: bool = False, **options: Any
) -> Iterator[tuple[Page, list[str]]]:
    """Open a page in a new window, and list what goes wrong: requests to other hosts or in vain, errors of scripts.

    Where `time_stands_still`, timers of the page wait for ``page.clock``, which runs them at once and in order.
    """
    found: list[str] = []
    home = urlsplit(address)

    def on_request(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and (parts.scheme, parts.netloc) != (home.scheme, home.netloc):
            found.append(f"request to another host: {url}")

    context = browser.new_context(reduced_motion="reduce", **options)
    context.on("request", lambda request: on_request(request.url))
    context.on("requestfailed", lambda request: found.append(f"not loaded: {request.url}"))
    context.on("response", lambda reply: reply.status >= 400 and found.append(f"{reply.status}: {reply.url}"))
    context.on("console", lambda message: message.type == "error" and found.append(f"console: {message.text}"))
    context.on("weberror", lambda error: found.append(f"script: {error.error}"))
    page = context.new_page()
    page.on("websocket", lambda socket: on_request(socket.url))
    if time_stands_still:
        page.clock.install(time=0)
        page.clock.pause_at(1000)
    page.goto(address)
    try:
        yield page, found
        if not page.is_closed():
            page.evaluate("0")  # what has happened on the page before is told before this is answered
    finally:
        context.close()
