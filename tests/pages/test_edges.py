"""What fits into its box shows no shadow of more to come at its edge, whatever share of a pixel the box ends at."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator

from tests.pages.living import PHONE

ROUNDING = 3  # of 255: covers and ground are mixed from the same color
PLAIN = "(part) => { part.style.background = 'none'; }"


@pytest.mark.parametrize("ratio", [1.5, 2.625, 3])  # physical pixels to a pixel of a style sheet, as phones have them
def test_a_formula_that_fits_has_no_shadow(book_html: Path, browser: Browser, ratio: float) -> None:
    page = browser.new_page(viewport=PHONE, device_scale_factor=ratio)
    page.goto((book_html / "book" / "backpropagation.html").as_uri())
    formulas = page.locator("div.math math").all()
    fit = [part for part in formulas if part.evaluate("part => part.scrollWidth === part.clientWidth")]
    assert len(fit) > 1
    for formula in fit:
        shown = gray(formula)
        formula.evaluate(PLAIN)
        assert np.abs(gray(formula) - shown).max() <= ROUNDING, formula.text_content()
    page.close()


def gray(part: Locator) -> np.ndarray:
    """A picture of a part of a page, in gray from 0 to 255."""
    return np.asarray(Image.open(io.BytesIO(part.screenshot())).convert("L"), int)
