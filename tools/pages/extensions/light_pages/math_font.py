"""The font of formulas with the characters that formulas use, in place of all that they may use."""

import io
import re
import unicodedata
from collections.abc import Iterable
from html import unescape

from fontTools import subset
from fontTools.ttLib import TTFont

from tools.pages.extensions.light_pages.font_part import font_part

FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
ROOT = re.compile(r"<m(?:sqrt|root)\b")  # a sign that stands in no formula and is drawn all the same


def characters_of_formulas(pages: Iterable[str]) -> set[str]:
    """Characters that stand in the formulas of pages, and what a browser makes of a letter that stands alone.

    Parameters
    ----------
    pages
        HTML with MathML.
    """
    formulas = {formula for page in pages for formula in FORMULA.findall(page)}
    written = {character for formula in formulas for character in unescape(TAG.sub("", formula))}
    if any(ROOT.search(formula) for formula in formulas):
        written.add("√")
    if "-" in written:
        written.add("−")  # as which a browser draws it
    return written | {italic for character in written if (italic := _italic(character))}


def used_glyphs(font: bytes, characters: set[str]) -> bytes:
    """A font, as WOFF, with some characters alone, and with all sizes that brackets and roots of them may have.

    Parameters
    ----------
    font
        A font that has a table of mathematics.
    characters
        The characters; those that the font lacks are left to other fonts.
    """
    opened = TTFont(io.BytesIO(font), recalcTimestamp=False)
    return font_part(opened, characters, subset.Options(layout_features=["*"], notdef_outline=True))


def _italic(character: str) -> str | None:
    """The slanted letter of formulas, into which MathML turns a letter that stands alone."""
    if character == "h":
        return "\N{PLANCK CONSTANT}"
    name = re.sub("^(?:LATIN|GREEK) |LETTER |LUNATE ", "", unicodedata.name(character, ""))
    try:
        return unicodedata.lookup(f"MATHEMATICAL ITALIC {name}")
    except KeyError:
        return None
