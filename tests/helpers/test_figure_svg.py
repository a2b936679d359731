"""Figures as SVG: what is written is short, stands alone, and is the same again."""

import base64
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from helpers.figure_svg import PNG, figure_svg
from helpers.figures import use_style
from helpers.palette import themed
from tools.notebooks.sanitize import sanitize

IMAGE = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20


@pytest.fixture(autouse=True)
def style():
    with mpl.rc_context():
        use_style()
        yield
    plt.close("all")


def curve(rate: float = 1.0) -> Figure:
    fig, ax = plt.subplots()
    ax.plot([0, rate, 2], [1.23456789, 2 / 3, 0], "o-")
    ax.set(xlabel="a sum < 3", ylim=(0, 2))
    return fig


def pictured(values: np.ndarray, **how: object) -> Image.Image:
    """The one image of a figure that shows values."""
    fig, ax = plt.subplots()
    ax.imshow(values, **how)
    (payload,) = re.findall(f'{re.escape(PNG)}([^"]+)"', figure_svg(fig))
    return Image.open(io.BytesIO(base64.b64decode(payload)))


def test_the_same_figure_is_the_same_text_and_another_one_is_not() -> None:
    assert figure_svg(curve()) == figure_svg(curve())
    assert figure_svg(curve()) != figure_svg(curve(1.1))


def test_what_differs_by_rounding_is_the_same_text() -> None:
    assert figure_svg(curve(1 + 1e-9)) == figure_svg(curve())


def test_numbers_have_two_decimals_at_most() -> None:
    numbers = re.findall(r"\d+\.\d+", re.sub(f'{PNG}[^"]*', "", figure_svg(curve())))
    assert numbers
    assert max(len(number.partition(".")[2]) for number in numbers) == 2


def test_letters_are_text_and_of_no_own_face() -> None:
    root = ElementTree.fromstring(figure_svg(curve()))
    texts = root.findall(".//{*}text")
    assert "a sum < 3" in [text.text for text in texts]
    assert all("font-family" not in text.get("style") for text in texts)
    assert "Atkinson" in root.get("font-family")


def test_nothing_in_it_binds_what_else_is_on_a_page() -> None:
    assert "<style" not in figure_svg(curve())
    ids, others = (set(re.findall(r' id="([^"]+)"', figure_svg(curve(rate)))) for rate in (1, 1.5))
    assert ids
    assert not ids & others


def test_each_id_is_used_and_each_use_has_its_id() -> None:
    svg = figure_svg(curve())
    assert set(re.findall(r' id="([^"]+)"', svg)) == set(re.findall(r"#(i[^\")]+)", svg))


def test_its_size_is_that_of_the_figure_in_pixels_of_a_page() -> None:
    root = ElementTree.fromstring(figure_svg(plt.figure(figsize=(3, 2))))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("302", "202", "0 0 216 144")


def test_an_image_has_its_own_pixels_in_gray() -> None:
    picture = pictured(IMAGE, cmap="gray", vmin=0, vmax=255)
    assert (picture.size, picture.mode) == ((4, 3), "L")
    assert np.abs(np.asarray(picture).astype(int) - IMAGE).max() <= 1  # of 256 grays


def test_each_image_can_follow_the_page_a_color_bar_too() -> None:
    fig, ax = plt.subplots()
    fig.colorbar(ax.imshow(IMAGE))
    assert themed(figure_svg(fig)).count("filter: var(--figure-image)") == 2


def test_colors_and_what_is_clear_are_kept() -> None:
    assert pictured(np.stack([IMAGE, IMAGE // 2, 0 * IMAGE], axis=2)).mode == "RGB"
    assert pictured(np.ma.masked_less(IMAGE, 50), cmap="gray").mode == "RGBA"


def test_drawing_as_svg_leaves_the_figure_as_it_was() -> None:
    fig = curve()
    before = fig.canvas
    figure_svg(fig)
    assert fig.canvas is before


def test_saved_files_are_what_is_shown(tmp_path) -> None:
    curve().savefig(tmp_path / "figure.svg")
    saved = (tmp_path / "figure.svg").read_text(encoding="utf-8")
    assert saved == figure_svg(curve())
    curve().savefig(file := io.BytesIO(), format="svg")
    assert file.getvalue().decode() == saved


def test_without_ipython_figures_can_be_drawn() -> None:
    program = """import sys
for name in ("IPython", "matplotlib_inline", "matplotlib_inline.config"):
    sys.modules[name] = None
import matplotlib; matplotlib.use("agg")
from helpers.figures import use_style
from helpers.palette import themed
from tools.notebooks.sanitize import sanitize
use_style()"""
    subprocess.run([sys.executable, "-c", program], check=True)


def diverged(by: float) -> str:
    fig, ax = plt.subplots()
    ax.plot([0, 1, 2], [1, 1 + by, 0], "o-", gid="varies")
    ax.plot([0, 1, 2], [1, 2, 0])
    ax.set(xlim=(0, 2), ylim=(0, 2))
    return figure_svg(fig)


@pytest.mark.parametrize("packed", [str, json.dumps])
def test_where_an_artist_is_that_varies_is_not_compared(packed: Callable[[str], str]) -> None:
    one, other = packed(diverged(0.1)), packed(diverged(0.2))
    assert one != other
    assert sanitize(one) == sanitize(other)
