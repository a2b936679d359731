"""The colors of figures on a light page and on a dark one."""

import re

import pytest

from helpers.palette import DARK, GRAYS, PALETTE, dark_colors, themed
from tests.contrast import contrast

GROUND = "#121212"  # of the theme's dark pages


def test_every_color_of_the_book_has_a_dark_one() -> None:
    book = {color for pair in PALETTE.values() for color in pair} | {*GRAYS}
    assert book <= DARK.keys()


@pytest.mark.parametrize("thing", PALETTE)
def test_lines_stand_out_from_a_dark_page_and_words_from_areas(thing: str) -> None:
    line, area = (DARK[color] for color in PALETTE[thing])
    assert contrast(line, GROUND) >= 3
    assert contrast(area, DARK["#222222"]) >= 4.5
    assert contrast(line, area) >= 3


@pytest.mark.parametrize("words", ["#000000", "#222222", "#444444", "#555555", "#767676", PALETTE["error"][0]])
def test_words_can_be_read_on_a_dark_page(words: str) -> None:
    assert contrast(DARK[words], GROUND) >= 4.5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('fill="#0072B2"', 'fill="var(--figure-0072b2, #0072B2)"'),
        ("fill: #fff;", "fill: var(--figure-ffffff, #fff);"),
        ("fill: #123456", "fill: #123456"),
        ("url(#fff-1)", "url(#fff-1)"),
        ('<image style="image-rendering:pixelated"', '<image style="filter: var(--figure-image); image-rendering:'),
    ],
)
def test_colors_follow_the_page(before: str, after: str) -> None:
    assert after in themed(before)


def test_what_colors_ask_for_is_told() -> None:
    asked = set(re.findall(r"var\((--figure-\w+)", themed(" ".join([*DARK, 'style="image-rendering:x"']))))
    assert asked == set(re.findall(r"(--figure-\w+): ", dark_colors()))
