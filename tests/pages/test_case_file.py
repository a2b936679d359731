"""<case-file> in a browser: tests ordered by mouse and keys, evidence in their order, suspects named. In one visit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.helpers.elements.cases import made_up
from tests.pages.living import DARK, DESK, PHONE, barriers, standalone, watched

AGAIN = """() => {
    const file = document.querySelector("case-file");
    file.replaceWith(file.cloneNode(true));
}"""
LOOK, COUNT, ASK = "Look", "Count", "Ask"


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One visit to a page with a case; at its end nothing was requested and nothing has gone wrong."""
    address = standalone(tmp_path_factory.mktemp("case") / "case.html", made_up())
    with watched(browser, address, viewport=DESK) as (page, found):
        yield page
        assert found == []


@pytest.fixture
def file(visit: Page) -> Locator:
    """The case, not opened before."""
    visit.evaluate("localStorage.clear()")
    visit.evaluate(AGAIN)
    return visit.locator("case-file")


def order(file: Locator, name: str) -> None:
    file.get_by_role("button", name=name).click()


def accuse(file: Locator, name: str) -> None:
    file.get_by_role("radio", name=name).check()
    order(file, "Name it")


def titles(file: Locator) -> list[str]:
    return file.locator(".board h4").all_inner_texts()


def test_evidence_is_laid_out_as_it_is_ordered_and_gives_nothing_away(file: Locator, visit: Page) -> None:
    visit.set_viewport_size({"width": 360, "height": 420})  # where a result can come to lie out of sight
    expect(file.get_by_text("Results are laid out here")).to_be_visible()
    order(file, COUNT)
    order(file, ASK)
    order(file, LOOK)
    assert titles(file) == ["3. Look", "2. Ask", "1. Count"]
    expect(file.get_by_text("Results are laid out here")).to_be_hidden()
    expect(file.locator(".board .number")).to_have_text("3 of 4")
    expect(file.locator(".board li").first).to_contain_text("What <is> there?")
    expect(file.locator(".board svg")).to_have_attribute("aria-label", "A line that falls, & a chessboard.")
    expect(file.locator(".board svg")).to_be_in_viewport()
    expect(file.locator(".reading")).to_have_count(0)
    expect(file.get_by_role("status")).to_have_text("3 of 3 tests ordered. The bug is not named yet.")
    visit.set_viewport_size(DESK)


def test_a_wrong_name_gets_its_reason_and_the_right_one_the_story(file: Locator) -> None:
    order(file, LOOK)
    accuse(file, "The cook.")
    expect(file.locator(".verdict")).to_have_text("✗ Not this one. He was away.")
    expect(file.locator(".reading")).to_have_count(0)
    order(file, COUNT)
    accuse(file, "The butler.")
    expect(file.locator(".verdict")).to_have_text(
        "✓ That is it. As always.You ordered 2 of 3 tests. One test alone is enough here: “Count” or “Ask”. "
        "Your test number 2 was the first such."
    )
    order(file, ASK)  # now one sees at once what it means
    assert file.locator(".reading").all_inner_texts() == [
        "✓ Enough by itself. That, too.",
        "✓ Enough by itself. That is it.",
        "Nothing.",
    ]
    expect(file.get_by_role("status")).to_have_text("3 of 3 tests ordered. Solved, after 1 wrong.")


def test_it_starts_again(file: Locator) -> None:
    again = file.get_by_role("button", name="Start again")
    expect(again).to_be_disabled()
    order(file, LOOK)
    accuse(file, "The butler.")
    again.click()
    assert titles(file) == []
    expect(file.locator(".verdict")).to_be_hidden()
    expect(file.get_by_role("radio", checked=True)).to_have_count(0)
    expect(file.get_by_role("button", name="Name it")).to_be_disabled()
    expect(file.get_by_role("button", name=LOOK)).to_be_focused()
    expect(file.get_by_role("status")).to_have_text("0 of 3 tests ordered. The bug is not named yet.")


def test_it_is_kept_as_it_was_left(file: Locator, visit: Page) -> None:
    order(file, COUNT)
    order(file, LOOK)
    accuse(file, "The butler.")
    accuse(file, "Nobody.")
    visit.evaluate(AGAIN)
    assert titles(file) == ["2. Look", "1. Count"]
    expect(file.locator(".verdict")).to_have_text("✗ Not this one. Look again.")
    expect(file.get_by_role("radio", name="Nobody.")).to_be_checked()
    expect(file.locator(".reading")).to_have_count(2)
    expect(file.get_by_role("status")).to_have_text("2 of 3 tests ordered. Solved.")


def test_with_the_keyboard_alone(file: Locator, visit: Page) -> None:
    file.get_by_role("button", name=LOOK).focus()
    for key in ("Enter", "Tab", "Space"):
        visit.keyboard.press(key)
    assert titles(file) == ["2. Count", "1. Look"]
    visit.keyboard.press("Enter")  # its result is there already
    expect(file.locator(".board li").first).to_be_focused()
    file.get_by_role("radio").first.focus()
    for key in ("ArrowDown", "Tab", "Enter"):
        visit.keyboard.press(key)
    expect(file.locator(".verdict")).to_contain_text("That is it.")


def test_nobody_is_barred_and_nothing_overflows(file: Locator, visit: Page) -> None:
    for name in (LOOK, COUNT, ASK):
        order(file, name)
    accuse(file, "The butler.")
    for size in (PHONE, DESK):
        visit.set_viewport_size(size)
        assert visit.evaluate("document.documentElement.scrollWidth") <= size["width"]
        for scheme, style in (("light", ""), ("dark", DARK)):
            visit.emulate_media(color_scheme=scheme)
            visit.evaluate("style => document.documentElement.style.cssText = style", style)
            assert barriers(visit) == [], (size, scheme)
    visit.evaluate("document.documentElement.style.cssText = ''")


def test_on_paper_stand_all_results_and_the_answer(file: Locator, visit: Page) -> None:
    expect(file.locator(".paper").locator("visible=true")).to_have_count(0)
    visit.emulate_media(media="print")
    for words in ("Something is wrong.", "Count. They are 3 of 4.", "The cook.", "Answer: The butler. As always."):
        expect(file.get_by_text(words).locator("visible=true")).to_have_count(1)
    expect(file.get_by_role("button")).to_have_count(0)
    visit.emulate_media(media="screen")
