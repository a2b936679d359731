"""The fonts of the book: light, licensed, and with the characters that the book adds to them."""

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from tools.pages.fonts import CODE, FACES, FIGURES, PAGES, TEXT, characters

HEAVIEST = 100_000  # bytes of all faces of the pages


def test_the_faces_of_the_pages_are_light_and_licensed() -> None:
    assert sum((PAGES / f"{name}.woff2").stat().st_size for name in FACES) < HEAVIEST
    for folder in (PAGES, FIGURES):
        licenses = [path.read_text(encoding="utf-8") for path in folder.glob("LICENSE*")]
        assert any("Atkinson" in text and "SIL OPEN FONT LICENSE" in text for text in licenses)


def test_a_zero_of_the_text_has_no_stroke_through_it() -> None:
    for face in ("Regular", "Bold"):
        font = TTFont(FIGURES / f"{TEXT}-{face}.ttf")
        assert font["glyf"][font.getBestCmap()[ord("0")]].numberOfContours == 2


@pytest.mark.parametrize("name", [name for name, in_figures in FACES.items() if in_figures])
def test_figures_have_a_glyph_for_each_character(name: str) -> None:
    assert CODE not in name
    font = TTFont(FIGURES / f"{name}.ttf")
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    inked = {}
    for character in "→←↑↓▲▼✓✗⁶₂⁻ε":
        pen = BoundsPen(glyphs)
        glyphs[names[ord(character)]].draw(pen)
        inked[character] = pen.bounds
    assert None not in inked.values()
    assert inked["₂"][1] < 0 < inked["⁶"][1]
    missing = {chr(code) for code in characters()} - {chr(code) for code in names}
    assert all("\u2500" <= character <= "\u257f" for character in missing), missing  # lines of tables: for code alone
