"""<blind-reading> in a real browser: read by mouse and by keys, shown, taken back, begun again. All in one visit."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers.elements.blind_reading import BlindReading
from tests.helpers.elements.test_blind_reading import few
from tests.pages.living import DARK, DESK, PHONE, barriers, standalone, watched

READING = BlindReading(**few(6))
LABELS, ANSWERS = READING.labels.tolist(), READING.answers.tolist()
ANEW = """() => {
    const reading = document.querySelector("blind-reading");
    reading.replaceWith(reading.cloneNode(true));
}"""
INK = (
    """canvas => [...canvas.getContext("2d").getImageData(0, 0, 28, 1).data].filter((_, k) => k % 4 === 0).indexOf(0)"""
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return standalone(tmp_path_factory.mktemp("reading") / "page.html", READING)


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """One visit; at its end nothing was requested and nothing went wrong."""
    with watched(browser, address, viewport=PHONE) as (page, found):
        yield page
        assert found == []


@pytest.fixture
def reading(visit: Page) -> Locator:
    """A new element on the page."""
    visit.evaluate(ANEW)
    return visit.locator("blind-reading")


def key(reading: Locator, digit: int) -> Locator:
    return reading.get_by_role("button", name=str(digit), exact=True)


def test_digits_are_asked_for_one_by_one_and_nothing_is_told(reading: Locator) -> None:
    status, picture = reading.get_by_role("status"), reading.locator(".panel canvas")
    expect(status).to_have_text("Digit 1 of 6.")
    for place in range(5):
        expect(picture).to_have_attribute("aria-label", f"Digit {place + 1}, without its label")
        assert picture.evaluate(INK) == READING.indices[place] - 50_000
        said = (LABELS[place] + 1) % 10
        key(reading, said).click()
        assert "label" not in reading.inner_text()
        assert "✗" not in reading.inner_text()
    expect(status).to_have_text(f"You said {'an' if said == 8 else 'a'} {said}. Digit 6 of 6.")
    expect(key(reading, said)).to_be_focused()  # digits can be typed now


def test_all_is_laid_out_at_the_end_and_each_disagreement_marked(reading: Locator, visit: Page) -> None:
    reading.locator(".panel canvas").click()  # from then on digits are typed
    said = [*LABELS[:5], (LABELS[5] + 3) % 10]
    for digit in said:
        visit.keyboard.press(str(digit))
    right = sum(answer == label for answer, label in zip(ANSWERS, LABELS, strict=True))
    result = reading.locator(".verdict")
    expect(result).to_be_focused()
    expect(result).to_contain_text(f"agree on 5 of 6 digits, the model and the labels on {right}.")
    expect(reading.get_by_role("status")).to_have_text(result.inner_text())
    expect(reading.get_by_role("row").last).to_have_text(f"all that you read5 of 6{right} of 6")
    tiles = reading.get_by_role("list").get_by_role("listitem")
    for tile, you, answer, label in zip(tiles.all(), said, ANSWERS, LABELS, strict=True):
        mark = {True: "✓", False: "✗"}
        lines = tile.locator("p").all_inner_texts()
        assert " ".join(lines[0].split()) == f"you {you} {mark[you == label]}"
        assert " ".join(lines[1].split()) == f"model {answer} {mark[answer == label]}"
        assert " ".join(lines[2].split()) == f"label {label}"
        assert lines[3].startswith("sure: ")
    expect(reading.locator(".apart")).to_have_count(1)


def test_an_answer_is_taken_back_and_keys_of_the_browser_are_left_alone(reading: Locator, visit: Page) -> None:
    back = reading.get_by_role("button", name="Back")
    expect(back).to_be_disabled()
    key(reading, 3).focus()
    for press in ("3", "Control+4", "x", "Backspace", "Backspace", "7"):
        visit.keyboard.press(press)
    assert reading.evaluate("host => host.given") == [7]
    back.click()
    assert reading.evaluate("host => host.given") == []
    expect(key(reading, 0)).to_be_focused()  # the focus is not lost with the button


def test_whoever_reads_none_sees_all_answers_and_begins_again(reading: Locator, visit: Page) -> None:
    reading.get_by_role("button", name="Show all answers").click()
    expect(reading.get_by_role("status")).to_have_text("You have read none of them. All answers are shown.")
    expect(reading.get_by_role("table")).to_be_hidden()
    assert "you" not in reading.locator(".tiles").inner_text()
    visit.keyboard.press("5")  # answers nothing now
    assert reading.evaluate("host => [host.given, host.isReading]") == [[], False]
    reading.get_by_role("button", name="Start again").click()
    expect(reading.locator(".results")).to_be_hidden()
    expect(key(reading, 0)).to_be_focused()
    key(reading, LABELS[0]).click()
    reading.get_by_role("button", name="Show all answers").click()
    expect(reading.locator(".verdict")).to_contain_text("agree on 1 of 1 digits")
    assert reading.locator(".tiles").inner_text().count("you") == 1


def test_no_barrier_on_a_phone_and_a_sheet_on_paper(reading: Locator, visit: Page) -> None:
    for mode in ("reading", "shown"):
        if mode == "shown":
            key(reading, 1).click()
            reading.get_by_role("button", name="Show all answers").click()
        for scheme, style in (("light", ""), ("dark", DARK)):
            visit.emulate_media(color_scheme=scheme)
            visit.evaluate("style => document.documentElement.style.cssText = style", style)
            assert barriers(visit) == [], (mode, scheme)
        visit.evaluate("document.documentElement.style.cssText = ''")
        assert visit.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), mode
        boxes = [part.bounding_box() for part in reading.locator("button:visible").all()]
        assert min(min(box["width"], box["height"]) for box in boxes) >= 44, mode
    visit.evaluate(ANEW)
    visit.emulate_media(media="print")
    expect(reading.locator(".panel")).to_be_hidden()
    expect(reading.get_by_role("listitem")).to_have_text([str(number) for number in range(1, 7)])
    expect(reading.locator(".answers")).to_be_visible()
    visit.emulate_media(media="screen")


def test_without_scripts_the_digits_are_pictured(browser: Browser, address: str) -> None:
    with watched(browser, address, java_script_enabled=False, viewport=DESK) as (page, found):
        labels = " ".join(map(str, np.array(LABELS)))
        expect(page.get_by_text(f"Their labels: {labels}.")).to_be_visible()
        assert page.get_by_role("img").bounding_box()["width"] == 8 * 28 * 2
        assert found == []
