"""The colors of figures on a light page and on a dark one."""

import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from helpers.palette import (
    DARK,
    DARK_IMAGE,
    GRAYS,
    GROUND,
    IMAGE_FILTER,
    LIFT,
    PALETTE,
    dark_colors,
    dark_image_color,
    image_filter,
    themed,
)
from tests.contrast import contrast

COLORS = Path(__file__).resolve().parents[2] / "book" / "_static" / "palette.css"


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


def test_paper_is_the_ground_of_a_dark_page() -> None:
    dark = COLORS.read_text(encoding="utf-8").partition('[data-theme="dark"]')[2]
    assert re.search(r"--pst-color-background: (#\w+);", dark)[1].upper() == GROUND
    assert dark_image_color("#FFFFFF") == GROUND


def test_colors_of_images_become_what_is_told_and_what_is_pale_is_lifted() -> None:
    for light, dark in DARK_IMAGE.items():
        assert dark_image_color(light) == dark
        pale = dark_image_color("#" + "".join(f"{round(127.5 + 127.5 * part):02X}" for part in to_rgb(light)))
        lifted = np.array(to_rgb(GROUND)) + 0.5**LIFT * (np.array(to_rgb(dark)) - to_rgb(GROUND))
        assert np.allclose(to_rgb(pale), lifted, atol=0.01)


@pytest.mark.parametrize("color", ["#E69F00", "#0072B2", PALETTE["error"][0], "#000000"])
def test_what_is_full_in_an_image_stands_out_from_a_dark_page(color: str) -> None:
    assert contrast(dark_image_color(color), GROUND) >= 7


def test_the_filter_of_images_does_what_is_told_and_is_the_one_that_is_asked_for() -> None:
    (values,) = re.findall('values="([^"]+)"', image_filter())
    matrix = np.array(values.split(), float).reshape(4, 5)
    for light, dark in DARK_IMAGE.items():
        ink = (1 - np.array(to_rgb(light))) ** LIFT
        assert np.allclose(matrix @ [*ink, 1, 1], [*to_rgb(dark), 1], atol=0.002)
    for channel in "RGB":
        inverted, lifted = re.findall(rf"<feFunc{channel} ([^/]+)/>", image_filter())
        assert (inverted, lifted) == ('type="table" tableValues="1 0"', f'type="gamma" exponent="{LIFT}"')
    assert f'<filter id="{IMAGE_FILTER}"' in image_filter()
    assert f"--figure-image: url(#{IMAGE_FILTER});" in dark_colors()
