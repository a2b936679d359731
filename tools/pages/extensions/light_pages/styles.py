"""The style sheets of the theme as one."""

import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path

from bs4 import BeautifulSoup

THEMED = re.compile(
    r"""([^{};]*\[data-theme=["']?(?:dark|light)["']?\][^{};]*)(\{[^{}]*\})"""
)  # a rule of dark pages, or of light
DARK, LIGHT = (re.compile(rf"""\[data-theme=["']?{theme}["']?\]""") for theme in ("dark", "light"))
DARK_SYSTEM = re.compile(r"@media\s*\(prefers-color-scheme:\s*dark\)")
IMPORT = re.compile(r"""@import\s+(?:url\()?["']?([^"');]+)["']?\)?;""")
ADDRESS = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
ATTRIBUTE = re.compile(r'<[a-z][^<>]* style="([^"]*:[^"]*)"')
IN_BODY = re.compile(r"<style>([^<]*)</style>")
NOTES = re.compile(r'/\*# sourceMappingURL=.*?\*/|@charset "[^"]*";')  # of a whole file, not of its place in another


def common_sheet(html: Path, example: str) -> str:
    """All style sheets of the theme, in the order of a page's head.

    Parameters
    ----------
    html
        The folder of the rendered book.
    example
        A page at its top.
    """
    links = BeautifulSoup(example.partition("</head>")[0], "html.parser").select("link[rel=stylesheet]")
    return "\n".join(read_sheet(html / link["href"].partition("?")[0], html / "_static") for link in links)


def read_sheet(path: Path, static: Path) -> str:
    """Text of a style sheet with those that it imports, and addresses as seen from ``static``."""

    def imported(match: re.Match[str]) -> str:
        return read_sheet((path.parent / match[1]).resolve(), static)

    def address(match: re.Match[str]) -> str:
        if match[1].startswith(("data:", "#")):
            return match[0]
        return f"url({(path.parent / match[1]).resolve().relative_to(static.resolve()).as_posix()})"

    text = NOTES.sub("", path.read_text(encoding="utf-8"))
    return IMPORT.sub(imported, ADDRESS.sub(address, text))


def light_on_paper(css: str) -> str:
    """A style sheet in which the rules of dark pages hold on screens alone, and on paper those of light pages.

    A page that is printed keeps the theme that the reader has chosen for the screen.

    Parameters
    ----------
    css
        The style sheet of a theme that is chosen by the attribute ``data-theme``.
    """

    def parted(rule: re.Match[str]) -> str:
        before, end, selectors = rule[1].rpartition("*/")
        on_screen = f"{before}{end}@media not print{{{selectors}{rule[2]}}}"
        if "," not in selectors and not LIGHT.search(selectors):
            return on_screen
        selectors = LIGHT.sub("[data-theme]", DARK.sub("[data-theme=none]", selectors))
        return f"{on_screen}@media print{{{selectors}{rule[2]}}}"

    return THEMED.sub(parted, DARK_SYSTEM.sub("@media screen and (prefers-color-scheme:dark)", css))


def rules_in_pages(pages: Iterable[str]) -> str:
    """The rules and the attributes ``style`` that stand in pages, once more as rules: a server may forbid them there.

    Parameters
    ----------
    pages
        The pages. Rules in them, such as those of diagrams, name ids that no other page has.
    """
    bodies = [page.partition("</head>")[2] for page in pages]
    attributes = dict.fromkeys(unescape(style) for body in bodies for style in ATTRIBUTE.findall(body))
    rules = [rules.strip() for body in bodies for rules in IN_BODY.findall(body)]
    rules += [f'html[lang] body [style="{escaped(style)}"]{{{style}}}' for style in attributes]
    return "".join(f"\n{rule}" for rule in rules)


def escaped(text: str) -> str:
    """A text as it may stand between the double quotes of a style sheet."""
    return re.sub(r'["\\\n]', lambda found: rf"\{ord(found[0]):x} ", text)
