"""helpers.pen: the image that Python makes of strokes is the one that the pad makes."""

import numpy as np
import pytest

from helpers.pen import EVEN_WIDTH, SIDE, prepare_strokes
from tests.pages import node

ALL_STAGES = {"scale": True, "center": True, "even": True}


def some_drawings():
    """Strokes of many kinds: long, tiny, across the paper, a dot, two dots, beyond the paper, the same point twice."""
    rng = np.random.default_rng(0)
    walks = [
        [(rng.uniform(0, 28, 2) + rng.normal(0, size, (points, 2)).cumsum(axis=0)) for _ in range(strokes)]
        for strokes, points, size in [(1, 30, 1.0), (2, 12, 2.0), (3, 5, 4.0), (1, 2, 8.0), (1, 40, 0.02)] * 6
    ]
    dots = [[[(3, 4)]], [[(3, 4)], [(20, 21)]], [[(5, 5), (5, 5), (9, 20)]], [[(14, 0), (14, 28)]]]
    return [[np.asarray(stroke, float).tolist() for stroke in drawing] for drawing in [*walks, *dots]]


def test_python_prepares_as_the_pad_does():
    drawings = some_drawings()
    script = "given.drawings.map((strokes) => shared.prepare(strokes, given.stages))"
    theirs = np.array(node.run("digit-pad", script, {"drawings": drawings, "stages": ALL_STAGES}))
    ours = np.array([prepare_strokes(drawing).ravel() for drawing in drawings])
    assert np.abs(ours - theirs).max() < 1e-9  # the goal is 1/255


def test_an_image_has_its_ink_where_mnist_has_it():
    for drawing in some_drawings():
        image = prepare_strokes(drawing)
        assert image.shape == (SIDE, SIDE)
        assert image.max() <= 1
        rows, columns = np.mgrid[0:SIDE, 0:SIDE]
        middle = [(image * places).sum() / image.sum() for places in (rows, columns)]
        assert np.abs(np.array(middle) - 14).max() < 0.5  # ink beyond the edge is lost


def test_a_wider_pen_makes_wider_lines():
    line = [[(14, 4), (14, 24)]]
    assert prepare_strokes(line, width=3.5).sum() > prepare_strokes(line, width=EVEN_WIDTH).sum() * 1.2


@pytest.mark.parametrize(
    ("strokes", "error", "says"),
    [
        ([], ValueError, "strokes is empty"),
        ([[]], ValueError, "a stroke"),
        ([[(1, 2, 3)]], ValueError, r"a stroke has shape \(1, 3\), expected \(points, 2\)"),
        ([[("a", "b")]], TypeError, "a stroke"),
        ([[(1, float("nan"))]], ValueError, "a stroke"),
    ],
)
def test_what_are_no_strokes_is_a_sentence(strokes, error, says):
    with pytest.raises(error, match=says):
        prepare_strokes(strokes)


@pytest.mark.parametrize("width", [-1, 20, 40])
def test_a_line_fits_the_box(width):
    with pytest.raises(ValueError, match=f"width is {width}"):
        prepare_strokes([[(14, 4), (14, 24)]], width)
