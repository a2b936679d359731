"""Every page in Firefox, from disk: read, operated, switched to dark, narrowed."""

from pathlib import Path

import pytest

from tests.pages.engines import windows
from tests.pages.engines.checks import search, visited
from tests.pages.engines.made_up import ALL_CHECKS, spoilt
from tests.pages.engines.windows import Window
from tests.pages.living import PAGES
from tests.pages.visits import report

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
