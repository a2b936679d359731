"""What tests of interactive outputs share: a page that holds nothing but such outputs, and a search for barriers."""

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# The theme's own values for dark pages, where a page without the theme is to be seen as in the dark.
DARK = (
    "color-scheme: dark; --pst-color-background: #14181e; --pst-color-text-base: #ced6dd; --pst-color-surface: #29313d;"
    "--pst-color-text-muted: #9ca4af; --pst-color-primary: #3fb1c5; --pst-color-success: #5fb488;"
    "--pst-color-danger: #e78894; background: #14181e; color: #ced6dd"
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
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    result = page.evaluate("([context, options]) => axe.run(context, options)", [selector, options])
    return [f"{rule['id']}: {node['html']}" for rule in result["violations"] for node in rule["nodes"]]
