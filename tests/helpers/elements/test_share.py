"""A drawing in an address: the strokes come back, they are read as before, and what is no drawing is told apart."""

import numpy as np
import pytest

from helpers.preprocessing import standardize
from tests.pages.digits import prepared, recorded
from tests.pages.node import run

PAGE = "https://example.org/book/07_predictions.html?a=b#your-own-digit"
THERE_AND_BACK = """given.map(([strokes, page]) => {
    const address = shared.addressOf(strokes, page);
    return [address, address && shared.drawingIn(address)];
})"""


def shared(drawings: list) -> list:
    return run("digit-pad", THERE_AND_BACK, [[drawing, PAGE] for drawing in drawings])


def strokes_of(recording) -> list:
    return [np.asarray(stroke).tolist() for stroke in recording.strokes]


def distance_to_stroke(point: np.ndarray, stroke: np.ndarray) -> float:
    start, along = stroke[:-1], np.diff(stroke, axis=0)
    squared = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(((point - start) * along).sum(axis=1) / squared, 0, 1)
    return np.hypot(*(start + share[:, None] * along - point).T).min()


def test_strokes_come_back_as_true_as_a_pixel_can_show(statistics, model):
    drawings = [strokes_of(recording) for recording in recorded()]
    found = shared(drawings)
    assert max(len(address) for address, _ in found) < 1000
    for drawing, (address, strokes) in zip(drawings, found, strict=True):
        assert address.startswith("https://example.org/book/07_predictions.html?a=b#digit=.")
        assert len(strokes) == len(drawing)
        for before, after in zip(map(np.array, drawing), map(np.array, strokes), strict=True):
            assert len(after) <= len(before)
            assert max(distance_to_stroke(point, after) for point in before) < 0.12
    images = [
        [prepared([np.array(stroke) for stroke in each]) for each in (drawing, strokes)]
        for drawing, (_, strokes) in zip(drawings, found, strict=True)
    ]
    pixels = 255 * np.reshape(images, (-1, 784))
    read = model.predict(standardize(pixels, *statistics), verbose=0).argmax(axis=1).reshape(-1, 2)
    assert (read[:, 0] == read[:, 1]).all()


def test_a_long_stroke_becomes_coarser_and_too_many_strokes_have_no_address():
    turns = np.linspace(0, 100, 10_000)
    coil = np.stack([14 + turns / 8 * np.sin(turns), 14 + turns / 8 * np.cos(turns)], axis=1).tolist()
    dots = [[[k % 28, k // 28]] for k in range(500)]
    (long, coarse), (none, _), (dotted, points) = shared([[coil], dots, dots[:300]])
    assert len(long) < 2000
    assert 100 < len(coarse[0]) < 500
    assert none is None
    assert len(dotted) < 2000
    np.testing.assert_allclose(points, dots[:300], atol=28 / 511)


@pytest.mark.parametrize("seed", range(3))
def test_all_places_of_the_paper_come_back(seed):
    points = np.random.default_rng(seed).uniform(0, 28, (60, 1, 2))
    corners = np.reshape([[0, 0], [28, 0], [0, 28], [28, 28]], (4, 1, 2))
    drawing = np.concatenate([points, corners]).tolist()
    ((_, found),) = shared([drawing])
    np.testing.assert_allclose(found, drawing, atol=14 / 511 + 1e-9)


def test_an_address_that_holds_no_drawing_is_told_from_one_that_is_broken():
    addresses = ["a.html", "a.html#your-own-digit", "a.html#digits", "#", ""]
    broken = [
        "#digit=",
        "#digit=.",
        "#digit=.AB",
        "#digit=AAA",
        "#digit=.AAA.",
        "#digit=.AA!",
        f"#digit=.{'AAA' * 600}",
    ]
    found = run("digit-pad", "given.map((address) => String(shared.drawingIn(address)))", [*addresses, *broken])
    assert found == ["undefined"] * len(addresses) + ["null"] * len(broken)
    assert run("digit-pad", "shared.drawingIn('x#digit=.AAA.___')") == [[[0, 0]], [[28, 28]]]
