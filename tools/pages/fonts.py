"""Make the fonts of the book again from those of their makers: ``python -m tools.pages.fonts FOLDER``.

FOLDER holds the five ``.ttf`` files that ``helpers/fonts/README.md`` names. Each is cut down to the characters that the
book uses, and gets those that it lacks: arrows, ticks, small digits, and the lines that Keras draws tables with. The
pages get WOFF2, for which fontTools needs the package brotli; figures get TrueType.
"""

import argparse
from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from pathlib import Path

from fontTools import subset
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[2]
PAGES, FIGURES = ROOT / "book/_static/fonts", ROOT / "helpers/fonts"
FLAT, STEEP = 0.47, 0.54  # how full the curves of the opening of a zero are, as those of its ring
TEXT = "AtkinsonHyperlegibleNext"
CODE = "AtkinsonHyperlegibleMono"
FACES = {f"{TEXT}-Regular": True, f"{TEXT}-Bold": True, f"{TEXT}-Italic": False}  # whether figures use it
FACES |= {f"{CODE}-Regular": False, f"{CODE}-Bold": False}

SIGNS = "ıŁłŒœŠšŽžΔΩμπ–—‘’‚“”„†•…‰‹›⁄€™∂∏∑−∙√∞∫≈≠≤≥"  # beside ASCII and Latin-1, of what the faces have
SMALL = dict(zip("0123456789−", zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "₀₁₂₃₄₅₆₇₈₉₋", strict=True), strict=True))
SCALE, RAISED, LOWERED = 0.6, 275, -130

Line = tuple[tuple[float, float], ...]
# Lines through points, in shares of the advance width and in units of the font (the capitals are 668 high).
DRAWN: dict[str, tuple[Line, ...]] = {
    "→": (((0.1, 248), (0.9, 248)), ((0.6, 438), (0.9, 248), (0.6, 58))),
    "←": (((0.1, 248), (0.9, 248)), ((0.4, 438), (0.1, 248), (0.4, 58))),
    "↑": (((0.5, 0), (0.5, 600)), ((0.2, 390), (0.5, 600), (0.8, 390))),
    "↓": (((0.5, 0), (0.5, 600)), ((0.2, 210), (0.5, 0), (0.8, 210))),
    "✓": (((0.1, 270), (0.38, 40), (0.9, 600)),),
    "✗": (((0.12, 40), (0.88, 600)), ((0.12, 600), (0.88, 40))),
}
TRIANGLES: dict[str, Line] = {
    "▲": ((0.08, 40), (0.5, 600), (0.92, 40)),
    "▼": ((0.08, 600), (0.92, 600), (0.5, 40)),
}
WIDTH = 620  # of what is drawn, in the text face
# Of the lines of a table: how thick the arms to the left, right, top and bottom are (1 thin, 2 thick).
TABLE = {"─": "1100", "━": "2200", "│": "0011", "┃": "0022", "┌": "0101", "┐": "1001", "└": "0110", "┘": "1010"}
TABLE |= {"├": "0111", "┤": "1011", "┬": "1101", "┴": "1110", "┼": "1111", "┏": "0202", "┓": "2002", "┗": "0220"}
TABLE |= {"┛": "2020", "┣": "0222", "┫": "2022", "┳": "2202", "┻": "2220", "╋": "2222", "┡": "0221", "┩": "2021"}
TABLE |= {"╇": "2221", "┢": "0212", "┪": "2012", "╈": "2212"}
TOP, BOTTOM, MIDDLE = 1060, -420, 334  # a little over a line of the code face, so that lines set further apart meet too


def face(source: Path) -> TTFont:
    """One face, with what it lacked and without what the book does not use."""
    font = TTFont(source, recalcTimestamp=False)
    if source.stem.startswith(TEXT):
        open_zero(font)
    add_small_digits(font)
    stem = 130 if "Bold" in source.name else 80
    width = font["hmtx"]["zero"][0] if CODE in source.name else WIDTH
    for character, lines in DRAWN.items():
        pen = TTGlyphPen(None)
        for line in lines:
            stroke(pen, [(width * x, y) for x, y in line], stem)
        add(font, character, pen, width)
    add_epsilon(font)
    assign(font, "\N{MICRO SIGN}", font.getBestCmap()[ord("\N{GREEK SMALL LETTER MU}")])
    for character, corners in TRIANGLES.items():
        pen = TTGlyphPen(None)
        outline(pen, [(width * x, y) for x, y in corners])
        add(font, character, pen, width)
    if CODE in source.name:
        add_table_lines(font, width)
    return cut(font)


def open_zero(font: TTFont) -> None:
    """Draw a zero as the reader's hand draws it, without a stroke: the ring, and one opening for two.

    In a text the stroke makes Ø of it, and in bold type it clots. In code, where a zero is taken for an O, it stays.
    """
    name = font.getBestCmap()[ord("0")]
    drawn = RecordingPen()
    font.getGlyphSet()[name].draw(drawn)
    ring = drawn.value[: [step for step, _ in drawn.value].index("closePath") + 1]
    points = [point for _, some in drawn.value[len(ring) :] for point in some]
    xs, ys = zip(*points, strict=True)
    x, y, half, tall = (
        (min(xs) + max(xs)) / 2,
        (min(ys) + max(ys)) / 2,
        (max(xs) - min(xs)) / 2,
        (max(ys) - min(ys)) / 2,
    )
    pen = TTGlyphPen(None)
    for step, some in ring:
        getattr(pen, step)(*some)
    pen.moveTo((x, y - tall))
    for across, up in ((1, -1), (1, 1), (-1, 1), (-1, -1)):  # quarters, from the lowest point on, against the ring
        side, end = (x + half * across, y), (x, y + tall * up)
        by_side, by_end = (side[0], y + STEEP * tall * up), (x + FLAT * half * across, end[1])
        curve = (by_end, by_side, side) if across == -up else (by_side, by_end, end)
        pen.qCurveTo(*[(round(right), round(high)) for right, high in curve])
    pen.closePath()
    font["glyf"][name] = glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])


def add_small_digits(font: TTFont) -> None:
    """Give a face digits above and below the line, of its own digits."""
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    for character, (above, below) in SMALL.items():
        glyph = glyphs[names[ord(character)]]
        monospaced = font["post"].isFixedPitch
        width = glyph.width if monospaced else round(glyph.width * SCALE)
        indent = (width - glyph.width * SCALE) / 2
        for small, height in ((above, RAISED), (below, LOWERED)):
            pen = TTGlyphPen(None)
            glyph.draw(TransformPen(pen, (SCALE, 0, 0, SCALE, indent, height)))
            add(font, small, pen, width)


def add_epsilon(font: TTFont) -> None:
    """Give a face the letter ε: a 3 that looks the other way, as high as an x."""
    glyph = font.getGlyphSet()[font.getBestCmap()[ord("3")]]
    across, up = (1, 0.74) if font["post"].isFixedPitch else (0.8, 0.74)
    pen = TTGlyphPen(None)
    glyph.draw(TransformPen(pen, (-across, 0, 0, up, across * glyph.width, 0)))
    add(font, "ε", pen, round(across * glyph.width))


def add_table_lines(font: TTFont, width: int) -> None:
    """Give a face the lines of tables; they meet those of the next character and of the next line."""
    middle = width / 2
    ends = [(0, MIDDLE), (width, MIDDLE), (middle, TOP), (middle, BOTTOM)]
    for character, arms in TABLE.items():
        pen = TTGlyphPen(None)
        for end, thickness in zip(ends, map(int, arms), strict=True):
            if thickness:
                half = 30 * thickness  # so far an arm reaches over the middle: corners are closed
                start = tuple(m + (m > e) * half - (m < e) * half for m, e in zip((middle, MIDDLE), end, strict=True))
                stroke(pen, [start, end], 60 * thickness)
        add(font, character, pen, width)


def stroke(pen: TTGlyphPen, points: list[tuple[float, float]], thickness: float) -> None:
    """Draw a line through some points, with square ends."""
    for (x, y), (to_x, to_y) in pairwise(points):
        length = hypot(to_x - x, to_y - y)
        right, up = (to_x - x) / length * thickness / 2, (to_y - y) / length * thickness / 2
        corners = [(x - up, y + right), (to_x - up, to_y + right), (to_x + up, to_y - right), (x + up, y - right)]
        outline(pen, corners)
    for x, y in points[1:-1]:  # bends are round, of eight corners
        half, part = thickness / 2, thickness / 2 * 0.414
        corner = [(-half, part), (-part, half), (part, half), (half, part)]
        outline(pen, [(x + dx, y + dy) for dx, dy in [*corner, *((-dx, -dy) for dx, dy in corner)]])


def outline(pen: TTGlyphPen, corners: list[tuple[float, float]]) -> None:
    """Draw a polygon, its corners given clockwise."""
    first, *others = [(round(x), round(y)) for x, y in corners]
    pen.moveTo(first)
    for corner in others:
        pen.lineTo(corner)
    pen.closePath()


def add(font: TTFont, character: str, pen: TTGlyphPen, width: int) -> None:
    """Put a glyph into a face, in place of the one that it may have."""
    name = f"uni{ord(character):04X}"
    font["glyf"][name] = glyph = pen.glyph()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin)
    font.setGlyphOrder([*font.getGlyphOrder(), name] if name not in font.getGlyphOrder() else font.getGlyphOrder())
    assign(font, character, name)


def assign(font: TTFont, character: str, name: str) -> None:
    """Let a character be drawn as a certain glyph."""
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(character)] = name


def cut(font: TTFont) -> TTFont:
    """Leave the characters of the book in a face."""
    options = subset.Options(layout_features=["kern", "ccmp", "mark", "tnum"], hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.recalc_timestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    return font


def characters() -> Iterator[int]:
    """The characters that a face keeps, those that it has."""
    yield from range(0x20, 0x7F)
    yield from (code for code in range(0xA0, 0x100) if code != 0xAD)  # a hyphen that is seen only where a line ends
    small = [sign for both in SMALL.values() for sign in both]
    yield from map(ord, [*SIGNS, "ε", *small, *DRAWN, *TRIANGLES, *TABLE])


def write(font: TTFont, name: str, in_figures: bool) -> None:
    """Write a face where pages, and perhaps figures, look for it."""
    if in_figures:
        font.save(FIGURES / f"{name}.ttf")
    font.flavor = "woff2"
    font.save(PAGES / f"{name}.woff2")


def main() -> None:
    """Write all faces."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where the .ttf files of the makers are")
    folder = parser.parse_args().folder
    for name, in_figures in FACES.items():
        write(face(folder / f"{name}.ttf"), name, in_figures)


if __name__ == "__main__":
    main()
