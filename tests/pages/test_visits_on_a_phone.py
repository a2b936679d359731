"""Every page, visited on a phone: in the dark, in light, some in forced colors; and without scripts."""

import pytest
from playwright.sync_api import Browser

from tests.pages.living import NOTEBOOKS, PAGES, PHONE, SAMPLE
from tests.pages.visits import on_a_phone, open_to_all_in, report, without_scripts


@pytest.mark.parametrize("name", PAGES)
def test_page(browser: Browser, homes: dict[str, str], name: str, subtests: pytest.Subtests) -> None:
    report(on_a_phone(browser, f"{homes['disk']}/{name}.html", closely=name in SAMPLE), subtests)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in PAGES if name not in SAMPLE])
def test_page_closely(browser: Browser, homes: dict[str, str], name: str, subtests: pytest.Subtests) -> None:
    report(on_a_phone(browser, f"{homes['disk']}/{name}.html"), subtests)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_page_without_scripts(browser: Browser, homes: dict[str, str], name: str, subtests: pytest.Subtests) -> None:
    report(without_scripts(browser, f"{homes['disk']}/{name}.html"), subtests)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_page_in_light(browser: Browser, homes: dict[str, str], name: str, subtests: pytest.Subtests) -> None:
    report(open_to_all_in(browser, f"{homes['disk']}/{name}.html", PHONE, "light"), subtests)
