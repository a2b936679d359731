"""Every page, visited at a desk: read, walked through with the Tab key, printed, operated."""

import pytest
from playwright.sync_api import Browser

from tests.pages.living import DESK, NOTEBOOKS, PAGES
from tests.pages.visits import at_a_desk, open_to_all_in, report, under_the_hand


@pytest.mark.parametrize("name", PAGES)
def test_page(browser: Browser, homes: dict[str, str], name: str, subtests: pytest.Subtests) -> None:
    report(at_a_desk(browser, f"{homes['disk']}/{name}.html"), subtests)


@pytest.mark.slow
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_all_that_lives(browser: Browser, homes: dict[str, str], name: str, subtests: pytest.Subtests) -> None:
    report(under_the_hand(browser, f"{homes['disk']}/{name}.html"), subtests)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_page_in_the_dark(browser: Browser, homes: dict[str, str], name: str, subtests: pytest.Subtests) -> None:
    report(open_to_all_in(browser, f"{homes['disk']}/{name}.html", DESK, "dark"), subtests)
