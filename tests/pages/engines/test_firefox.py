"""Every page in Firefox, from disk: read, operated, switched to dark, narrowed."""

import base64
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from helpers.elements.blind_reading import BlindReading
from tests.helpers.elements.test_blind_reading import few
from tests.pages.engines import windows
from tests.pages.engines.checks import search, visited
from tests.pages.engines.made_up import ALL_CHECKS, spoilt
from tests.pages.engines.windows import FirefoxWindow, Window
from tests.pages.living import PAGES, PHONE, standalone
from tests.pages.visits import report

BAR = """() => {
    const {left, top, width, height} = document.querySelector("blind-reading").shadowRoot.querySelector("progress")
        .getBoundingClientRect();
    return [left, top, width, height];
}"""

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", PAGES)
def test_page(
    firefox: Window, watched_book: Path, kinds: dict[str, set[str]], name: str, subtests: pytest.Subtests
) -> None:
    report(visited(firefox, (watched_book / f"{name}.html").as_uri(), kinds[name]), subtests)


def test_search_finds_pages(firefox: Window, watched_book: Path) -> None:
    assert search(firefox, watched_book) == []


def test_a_spoilt_page_fails_each_check(firefox: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "PATIENCE", 500)
    seen = visited(firefox, spoilt(tmp_path), {"digit-pad", "gradient-step"})
    assert {check for check, faults in seen if faults} == ALL_CHECKS


def test_progress_is_not_full_in_the_dark_before_it_begins(firefox: FirefoxWindow, tmp_path: Path) -> None:
    firefox.open(standalone(tmp_path / "page.html", BlindReading(**few(6)), dark=True), PHONE)
    left, top, width, height = firefox.evaluate(BAR)
    clip = {"type": "box", "x": left, "y": top, "width": width, "height": height}
    shown = firefox.send("browsingContext.captureScreenshot", context=firefox.context, clip=clip)["data"]
    assert np.asarray(Image.open(io.BytesIO(base64.b64decode(shown))).convert("L")).mean() < 128
