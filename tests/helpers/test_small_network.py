"""helpers.small_network: what is written where, and which links are strong."""

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from helpers.figures import use_style
from helpers.palette import PALETTE
from helpers.small_network import draw_small_network

COLUMNS = [["in 2", "in 1"], ["ReLU 2", "ReLU 0"], ["answer"]]
WEIGHTS = [np.array([[0.5, -1], [1, 3]]), np.array([[1.5], [2]])]


@pytest.fixture
def ax() -> Iterator[Axes]:
    with plt.rc_context(), mpl.rc_context():
        use_style()
        yield plt.subplots()[1]
    plt.close("all")


def words(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_each_box_and_each_weight_is_written(ax: Axes) -> None:
    draw_small_network(ax, COLUMNS, ["input", "activation", "prediction"], WEIGHTS)
    assert {*COLUMNS[0], *COLUMNS[1], *COLUMNS[2], "0.5", "−1", "1", "3", "1.5", "2"} == set(words(ax))
    assert len(ax.lines) == 6


def test_a_path_is_strong_and_has_the_color_of_the_error(ax: Axes) -> None:
    draw_small_network(ax, COLUMNS, ["input", "activation", "prediction"], WEIGHTS, lit=[(0, 0, 1), (1, 1, 0)])
    strong = [line for line in ax.lines if line.get_linewidth() > 2]
    assert [to_hex(line.get_color()).upper() for line in strong] == [PALETTE["error"][0]] * 2


def test_a_factor_stands_in_place_of_a_weight_and_a_slope_below_its_box(ax: Axes) -> None:
    given = {"factors": {(0, 0, 0): "× 2"}, "slopes": {(2, 0): "slope 4"}}
    draw_small_network(ax, COLUMNS, ["input", "activation", "prediction"], WEIGHTS, **given)
    assert {"× 2", "slope 4"} < set(words(ax))
    assert "0.5" not in words(ax)
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert heights["slope 4"] < heights["answer"]
