"""In a real JupyterLab: pads and explorers are live beside a kernel, and the HTML of the book without one."""

from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.pages.lab import NAME, choose, jupyterlab, opened, run_cell, save

EXPLORE = """
from helpers.explore import explore
word = "drawn beforehand"
explorer = explore(
    lambda label: f"{label}, {word}",
    {"label": [3, 5, 7]},
    alt=lambda label: f"The label {label}",
    caption="A label.",
)
word = "drawn live"
explorer
"""
PAD = """
import numpy as np
from helpers.elements.digit_pad import DigitPad
pad = DigitPad([(np.eye(784, 10), np.zeros(10))], 33, 78)
pad
"""
READ = "print(explorer.controls['label'].value, pad.prediction)"
MOST_RUNS = 100  # of the third cell, until it sees what the reader did


class Outputs:
    """The outputs of the first two cells, and what is seen of them."""

    def __init__(self, cells: Locator):
        self.explorer = cells.nth(0).locator(".jp-OutputArea-output")
        self.pad = cells.nth(1).locator(".jp-OutputArea-output")
        self.html = self.explorer.locator("frame-explorer")
        self.widget = self.explorer.locator(".widget-vbox")

    def are_live(self) -> None:
        """The widget is seen, and its HTML not."""
        expect(self.widget).to_be_visible()
        expect(self.html).to_be_hidden()
        expect(self.pad.locator("digit-pad")).to_be_visible()

    def are_html(self) -> None:
        """It is seen, answers to the reader, and nothing is seen beside it."""
        expect(self.html).to_be_visible()
        expect(self.widget).to_have_count(0)
        self.html.get_by_role("slider").press("End")
        expect(self.html.locator("pre:visible")).to_have_text("7, drawn beforehand")
        self.html.get_by_role("slider").press("Home")
        expect(self.html.locator("pre:visible")).to_have_text("3, drawn beforehand")
        self.draw()
        for output, tag in ((self.explorer, "frame-explorer"), (self.pad, "digit-pad")):
            seen = "(output) => [...output.children].filter((part) => part.checkVisibility() && part.offsetHeight > 0)"
            assert output.evaluate(f"(output) => ({seen})(output).map((part) => part.localName)") == [tag]

    def draw(self) -> None:
        """Make a dot on the pad; it then reads a digit."""
        pad = self.pad.locator("digit-pad")
        pad.get_by_role("application").click()
        assert pad.evaluate("pad => pad.prediction !== null && pad.strokes.length > 0")


@pytest.mark.slow
def test_the_html_is_seen_whenever_the_kernel_has_gone(browser: Browser, tmp_path: Path) -> None:
    with jupyterlab(tmp_path, [EXPLORE, PAD, READ]) as address:
        page = browser.new_page(viewport={"width": 1400, "height": 1100})
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        cells = opened(page, address)
        for place in (0, 1):
            run_cell(page, cells.nth(place))
        outputs = Outputs(cells)
        outputs.are_live()
        outputs.explorer.get_by_role("slider").press("ArrowRight")
        expect(outputs.explorer.locator("pre:visible")).to_have_text("5, drawn live")
        outputs.draw()
        reaches_python(page, cells.nth(2), "5 0")
        save(page, tmp_path)
        saved = nbformat.read(tmp_path / "root" / NAME, as_version=4)
        for cell in saved.cells[:2]:
            assert [sorted(output.data) for output in cell.outputs] == [["text/html", "text/plain"]]

        opened(page, address)  # once more, while the kernel lives
        outputs.are_live()
        choose(page, "Kernel", "kernelmenu:shutdown")
        outputs.are_html()

        opened(page, address)  # with another kernel, which knows of nothing
        outputs.are_html()
        for place in (0, 1):
            run_cell(page, cells.nth(place))
        outputs.are_live()
        choose(page, "Kernel", "kernelmenu:restart")
        page.get_by_role("button", name="Confirm Kernel Restart").click()
        outputs.are_html()
        page.close()


def reaches_python(page: Page, cell: Locator, expected: str) -> None:
    """Run a cell until it prints what is expected: what the reader does is sent beside the cells."""
    for _ in range(MOST_RUNS):
        run_cell(page, cell)
        shown = cell.locator(".jp-OutputArea-output").inner_text().strip()
        if shown == expected:
            break
    assert shown == expected
