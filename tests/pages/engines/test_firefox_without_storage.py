"""Pages in a Firefox that keeps nothing for them: all works, it does not last."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.engines import windows
from tests.pages.engines.checks import search, visited
from tests.pages.engines.conftest import found_or_skipped
from tests.pages.engines.windows import Window
from tests.pages.living import PAGES
from tests.pages.visits import report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A window of Firefox in which `localStorage` is null."""
    program = found_or_skipped(windows.find_firefox)
    preferences = {"dom.storage.enabled": False}
    with windows.firefox(program, tmp_path_factory.mktemp("forgetful"), **preferences) as window:
        yield window


@pytest.mark.parametrize("name", PAGES)
def test_page(
    forgetful: Window, watched_book: Path, kinds: dict[str, set[str]], name: str, subtests: pytest.Subtests
) -> None:
    report(visited(forgetful, (watched_book / f"{name}.html").as_uri(), kinds[name]), subtests)


def test_search_finds_pages(forgetful: Window, watched_book: Path) -> None:
    assert search(forgetful, watched_book) == []
