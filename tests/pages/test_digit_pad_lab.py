"""<digit-pad> in a real JupyterLab: what the reader draws, or a picture of it, is in the notebook's next cell."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.pages.digits import SIDE, recorded
from tests.pages.lab import MINUTE, jupyterlab, opened, run_cell

SHOW = """
from helpers.reproducibility import make_reproducible
make_reproducible()
from helpers.data import load_mnist
from helpers.elements.digit_pad import DigitPad
from helpers.preprocessing import pixel_statistics, standardize
from helpers.training import trained_network
(x_train, _), (x_test, y_test) = load_mnist()
mean, std = pixel_statistics(x_train)
model = trained_network()
pad = DigitPad(model, mean, std, examples=x_test[:3], labels=y_test[:3])
pad
"""
READ = """
import numpy as np
again = model.predict((255 * pad.pixels.reshape(1, 784) - mean) / std, verbose=0)[0]
alike = np.abs(pad.probabilities - again).max() < 2e-3
print("the pad:", pad.prediction, "the model:", again.argmax(), "alike:", alike)
"""
MOST_RUNS = 100  # of the second cell, until it sees what was drawn


@pytest.fixture
def one(tmp_path: Path) -> Path:
    """A picture of a 1 on paper."""
    paper = np.full((400, 300), 230, np.uint8)
    paper[100:300, 140:160] = 40
    Image.fromarray(paper).save(tmp_path / "one.jpg")
    return tmp_path / "one.jpg"


def assert_read(page: Page, cell: Locator, digit: int) -> None:
    """Run a cell until it says so: JupyterLab sends what is drawn beside the cells, and it may arrive after a run."""
    expected = f"the pad: {digit} the model: {digit} alike: True"
    for _ in range(MOST_RUNS):
        run_cell(page, cell)
        shown = " ".join(" ".join(cell.locator(".jp-OutputArea-output").all_inner_texts()).split())
        if shown == expected:
            break
    assert shown == expected


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab that serves a notebook with these two cells."""
    with jupyterlab(tmp_path, [SHOW, READ]) as address:
        yield address


@pytest.mark.slow
def test_a_drawing_and_a_picture_reach_the_next_cell(browser: Browser, lab: str, one: Path) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1100})
    cells = opened(page, lab)
    run_cell(page, cells.nth(0))
    pad = cells.nth(0).locator("digit-pad")
    expect(pad).to_be_visible(timeout=2 * MINUTE)
    paper = pad.locator("canvas").first
    for digit in (3, 7):
        strokes = next(recording.strokes for recording in recorded() if recording.digit == digit)
        pad.get_by_role("button", name="Clear").click()
        paper.scroll_into_view_if_needed()
        box = paper.bounding_box()
        for stroke in strokes:
            places = [(box["x"] + x / SIDE * box["width"], box["y"] + y / SIDE * box["height"]) for x, y in stroke]
            page.mouse.move(*places[0])
            page.mouse.down()
            for place in places[1:]:
                page.mouse.move(*place)
            page.mouse.up()
        assert pad.evaluate("pad => pad.prediction") == digit
        assert_read(page, cells.nth(1), digit)
    with page.expect_file_chooser() as chooser:
        pad.get_by_role("button", name="Read a picture of yours").click()
    chooser.value.set_files(one)
    page.wait_for_function("pad => pad.prediction === 1", arg=pad.element_handle())
    assert_read(page, cells.nth(1), 1)
    pad.get_by_role("button", name="Undo").click()
    assert cells.count() == 2  # no key or click made a new one
    # Keys that mean something to JupyterLab are the pad's while it has the focus.
    paper.focus()
    for key in ["a", "b", "d", "d", "Space", "ArrowDown", "Space"]:
        page.keyboard.press(key)
    assert cells.count() == 2
    assert pad.evaluate("pad => pad.strokes.length") == len(strokes) + 1
    page.close()
