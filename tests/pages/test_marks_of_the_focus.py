"""The mark around what has the focus is whole, also on what comes only after a guess, or stands in a fold."""

import pytest
from playwright.sync_api import Browser, expect

from tests.pages.checks import barriers, keyboard
from tests.pages.living import COMPLETE, DESK, PHONE

SAMPLE = ["book/design", "book/13_speed_and_scale"]  # each part of the look; what has to scroll on a phone


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("name", SAMPLE)
def test_each_stop_is_marked_all_around_once_all_is_open(
    browser: Browser, homes: dict[str, str], name: str, view: dict[str, int]
) -> None:
    with browser.new_page(viewport=view, reduced_motion="reduce") as page:
        page.goto(f"{homes['disk']}/{name}.html")
        page.evaluate(COMPLETE)
        barriers.unfold(page)
        guesses = page.locator("reader-guess")
        assert guesses.count() > 0
        expect(guesses.get_by_role("button", name="Guess again")).to_have_count(guesses.count())
        assert keyboard.tab_walk(page) == []
