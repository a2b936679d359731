"""Fonts of the icons that are used, in place of the theme's whole ones."""

import base64
import itertools
import re
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.errors import ExtensionError

from tools.pages.extensions.light_pages.font_part import font_part

NAME = re.compile(r"\bfa-[\w-]+")
RULE = re.compile(r'((?:\.fa-[\w-]+::?before,?)+)\{content:"([^"]*)"\}')  # which names an icon has, and its character
FACE = re.compile(r"@font-face\s*{[^}]*/(fa-[\w-]+\.ttf)[^}]*}")
ESCAPE = re.compile(r"\\([0-9a-f]{1,6}) ?")
PACKED = re.compile(r'src:(url\(data:font/woff;base64,([^)]*)\) format\("woff"\))')
PRIVATE = re.compile(r"\\[ef][0-9a-f]{3}(?![0-9a-f])|[\ue000-\uf8ff]")  # the characters that stand for icons


def icon_names(texts: Iterable[str]) -> set[str]:
    """All that could be the name of an icon in pages and scripts, such as ``"fa-sun"``."""
    return {name for text in texts for name in NAME.findall(text)}


def with_icons(css: str, names: set[str], fonts: Path) -> str:
    """Leave the icons of some names in a style sheet, with fonts of these icons alone.

    Parameters
    ----------
    css
        The style sheet, with Font Awesome's rules and font faces.
    names
        Names of icons.
    fonts
        The folder of Font Awesome's fonts.

    Returns
    -------
    str
        The style sheet without the rules of other icons; its fonts stand in it.

    Raises
    ------
    sphinx.errors.ExtensionError
        The rules or the faces are not as this module knows them.
    """
    missing = set()  # characters

    def used(rule: re.Match[str]) -> str:
        if names.isdisjoint(NAME.findall(rule[1])):
            return ""
        missing.update(unescaped(rule[2]))
        return rule[0]

    css, rules = RULE.subn(used, css)
    missing.update(map(unescaped, PRIVATE.findall(css)))  # the theme's own rules use icons too

    def face(match: re.Match[str]) -> str:
        font = TTFont(fonts / match[1])
        found = missing.intersection(map(chr, font.getBestCmap()))
        missing.difference_update(found)  # the regular icons are all among the solid ones
        return re.sub(r"src:[^;}]*", f'src:url({packed(font, found)}) format("woff")', match[0]) if found else ""

    css, faces = FACE.subn(face, css)
    if not rules or not faces:
        raise ExtensionError("The theme's icons are not where they were: see light_pages/icons.py.")
    return css


def unescaped(content: str) -> str:
    """The characters of a text in a style sheet."""
    return ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), content)


def packed(font: TTFont, characters: set[str]) -> str:
    """A font of some characters alone, as the address of its data."""
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    content = font_part(font, characters, options)
    return f"data:font/woff;base64,{base64.b64encode(content).decode()}"


def with_files(css: str, static: Path) -> str:
    """Write the fonts in a style sheet to files too, which a browser asks for where a server forbids those in it.

    Parameters
    ----------
    css
        The style sheet, as :func:`with_icons` gives it.
    static
        The folder where it will lie.
    """
    count = itertools.count(1)

    def both(source: re.Match[str]) -> str:
        name = f"icons-{next(count)}.woff"
        (static / name).write_bytes(base64.b64decode(source[2]))
        return f'src:{source[1]},url({name}) format("woff")'

    return PACKED.sub(both, css)
