"""Drawings of networks so small that each number has room: values, weights, and paths that slopes take back."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch
from numpy.typing import ArrayLike

from helpers.figures import FAINT
from helpers.palette import PALETTE

Link = tuple[int, int, int]  # between columns c and c + 1: column c, neuron there, neuron in the next one
HALF_WIDTH, HALF_HEIGHT = 0.23, 0.25  # of a box, in units of the distance between two columns
ALONG = 0.25  # where on a link its weight stands, from its left end
TYPE = 12  # points: 16 pixels at a desk, and 9 on a phone, where a figure of 6 inches is drawn 328 pixels wide


def draw_small_network(
    ax: Axes,
    columns: Sequence[Sequence[str]],
    kinds: Sequence[str],
    weights: Sequence[ArrayLike | None],
    *,
    lit: Collection[Link] = (),
    factors: Mapping[Link, str] | None = None,
    slopes: Mapping[tuple[int, int], str] | None = None,
) -> None:
    """Draw a network from left to right, with numbers on all its parts.

    Parameters
    ----------
    ax
        Where to draw; its frame is taken away.
    columns
        For each column the words in its boxes, from top to bottom.
    kinds
        For each column what its boxes are, in the colors of the book: "input", "activation", "prediction" or "error".
    weights
        Between each column and the next, shape (neurons, neurons of the next), or None for one plain link a neuron.
    lit
        Links that are drawn strongly, in the color of the error: a path back from the loss.
    factors
        What is written on links instead of a weight, in the color of the error.
    slopes
        What is written below boxes, by column and place, in the color of the error.
    """
    factors, slopes = factors or {}, slopes or {}
    highest = max(map(len, columns))
    places = [
        [(number, (len(column) - 1) / 2 - place) for place in range(len(column))]
        for number, column in enumerate(columns)
    ]
    for c, matrix in enumerate(weights):
        for i, start in enumerate(places[c]):
            for j, end in enumerate(places[c + 1]):
                if matrix is not None or i == j or len(places[c + 1]) == 1:
                    words = factors.get((c, i, j), "" if matrix is None else f"{np.atleast_2d(matrix)[i, j]:g}")
                    _link(ax, start, end, words.replace("-", "−"), (c, i, j) in lit, (c, i, j) in factors)
    for c, (column, kind) in enumerate(zip(columns, kinds, strict=True)):
        for n, words in enumerate(column):
            _box(ax, places[c][n], words, kind)
            if (c, n) in slopes:
                x, y = places[c][n]
                ax.text(x, y - HALF_HEIGHT - 0.06, slopes[c, n], color="error", ha="center", va="top", fontsize=TYPE)
    ax.set(xlim=(-0.36, len(columns) - 0.64), ylim=(-(highest - 1) / 2 - 0.5, (highest - 1) / 2 + 0.42))
    ax.axis("off")


def _link(ax: Axes, start: tuple, end: tuple, words: str, is_lit: bool, is_factor: bool) -> None:
    """Draw a link with what is written on it."""
    (x, y), (to_x, to_y) = (start[0] + HALF_WIDTH, start[1]), (end[0] - HALF_WIDTH, end[1])
    color, width = ("error", 3) if is_lit else (FAINT, 1.5)
    ax.plot([x, to_x], [y, to_y], color=color, linewidth=width, zorder=1)
    if words:
        at = (x + ALONG * (to_x - x), y + ALONG * (to_y - y))
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
        color = "error" if is_factor else "weight"
        ax.text(*at, words, ha="center", va="center", color=color, fontsize=TYPE, bbox=ground, zorder=2)


def _box(ax: Axes, place: tuple, words: str, kind: str) -> None:
    """Draw a box: square for what goes in, round for what is computed, thick for an answer, dashed for the loss."""
    line, area = PALETTE[kind]
    corner = "square,pad=0" if kind == "input" else "round,pad=0,rounding_size=0.12"
    look = {"linewidth": 2.5 if kind == "prediction" else 1.5, "linestyle": "--" if kind == "error" else "-"}
    corner_place = (place[0] - HALF_WIDTH, place[1] - HALF_HEIGHT)
    box = FancyBboxPatch(
        corner_place, 2 * HALF_WIDTH, 2 * HALF_HEIGHT, boxstyle=corner, facecolor=area, edgecolor=line, zorder=3, **look
    )
    ax.add_patch(box)
    ax.text(*place, words, ha="center", va="center", fontsize=TYPE, zorder=4)
