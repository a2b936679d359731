"""<mistake-gallery> in a real browser: the list, its filters, and the game. All of it in two visits."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers.elements.mistake_gallery import MistakeGallery
from tests.helpers.elements.mistakes import made_up
from tests.pages.living import DARK, DESK, PHONE, barriers, standalone, watched

GALLERY = "mistake-gallery"
MADE_UP = made_up()
ANEW = """() => {
    const gallery = document.querySelector("mistake-gallery");
    gallery.replaceWith(gallery.cloneNode(true));
}"""
CANVAS = """canvas => [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data]"""
EDGES = """() => {
    const found = [];
    for (const host of document.querySelectorAll(".living")) {
        for (const part of host.shadowRoot.querySelectorAll("*")) {
            if (part.getBoundingClientRect().right > host.getBoundingClientRect().right) found.push(part.outerHTML);
        }
    }
    return [document.scrollingElement.scrollWidth <= innerWidth, found];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return standalone(tmp_path_factory.mktemp("gallery") / "page.html", MistakeGallery(*MADE_UP[:3]))


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """One visit; at its end nothing was requested and nothing went wrong."""
    with watched(browser, address, viewport=PHONE) as (page, found):
        yield page
        assert found == []


@pytest.fixture
def page(visit: Page) -> Page:
    """The page with a new gallery."""
    visit.evaluate(ANEW)
    return visit


def shown(page: Page) -> list[int]:
    return page.evaluate(f"document.querySelector('{GALLERY}').shown")


def score(page: Page) -> tuple[int, int]:
    value = page.evaluate(f"document.querySelector('{GALLERY}').score")
    return value["right"], value["guessed"]


def all_shown(page: Page) -> list[int]:
    """Press "Show more" until it is gone, and give what is listed."""
    while page.get_by_role("button", name="Show more").is_visible():
        page.get_by_role("button", name="Show more").click()
    return shown(page)


def test_shades_are_those_of_the_images(page: Page) -> None:
    tiles = page.locator("li canvas").all()[:3]
    page.get_by_label("Order").select_option("by index")
    last = int(np.max(MADE_UP.indices))
    assert all_shown(page)[-1] == last
    page.get_by_label("Order").select_option("surest first")
    for tile, index in zip(tiles, MADE_UP.indices, strict=False):
        check_shades(tile, index)
    page.get_by_label("Order").select_option("by index")
    all_shown(page)
    check_shades(page.locator("li canvas").last, last)


def check_shades(tile: Locator, index: int) -> None:
    rgba = np.array(tile.evaluate(CANVAS)).reshape(28, 28, 4)
    assert np.all(rgba[..., 3] == 255)
    assert np.all(rgba[..., :1] == rgba[..., :3]), "not gray"
    assert np.abs(255 - rgba[..., 0] - MADE_UP.images[index].astype(int)).max() <= 9


def test_all_mistakes_are_listed_the_surest_first(page: Page) -> None:
    indices = MADE_UP.indices.tolist()
    status = page.get_by_role("status")
    assert status.inner_text() == "375 mistakes. The first 24 are listed, surest first."  # at once
    assert shown(page) == indices[:24]
    tile = page.locator("li").first
    confidence = f"{MADE_UP.confidences[0]:.3f}"
    pair = f"{MADE_UP.truths[0]} read as {MADE_UP.reads[0]}"
    expect(tile).to_have_text(f"{pair}confidence {confidence}index {indices[0]}")
    expect(tile.get_by_role("img", name=f"Test image {indices[0]}")).to_be_visible()
    more = page.get_by_role("button", name="Show more")
    more.click()
    assert shown(page) == indices[:48]
    expect(page.locator("li")).to_have_count(48)
    expect(status).to_have_text("375 mistakes. The first 48 are listed, surest first.")
    expect(more).to_be_focused()
    assert all_shown(page) == indices
    expect(status).to_have_text("375 mistakes. All are listed, surest first.")
    expect(page.get_by_role("list")).to_be_focused()  # the button is gone, the focus is not


def test_the_controls_filter_and_order(page: Page) -> None:
    cases = [
        (3, 5, 0.5, "by index"),
        (None, 4, 0.7, "least sure first"),
        (None, None, 0.9, "surest first"),
    ]
    for truth, read, level, order in cases:
        page.get_by_label("True class").select_option("all" if truth is None else str(truth))
        page.get_by_label("Read as").select_option("all" if read is None else str(read))
        page.get_by_label("Confidence").select_option(f"at least {level}")
        page.get_by_label("Order").select_option(order)
        expected = MADE_UP.found(truth, read, level, order)
        assert 1 < len(expected) < 375
        assert all_shown(page) == expected
        expect(page.get_by_role("status")).to_contain_text(f"{len(expected)} of 375 mistakes: ")


def test_a_filter_that_nothing_passes_is_told(page: Page) -> None:
    page.get_by_label("True class").select_option("3")
    page.get_by_label("Read as").select_option("3")
    expect(page.get_by_role("status")).to_contain_text("That would be no mistake.")
    assert shown(page) == []


def test_guesses_by_mouse_are_counted(page: Page) -> None:
    known = dict(
        zip(MADE_UP.indices, zip(MADE_UP.truths, MADE_UP.reads, MADE_UP.confidences, strict=True), strict=True)
    )
    page.get_by_role("button", name="Guess first").click()
    expect(page.locator("li").first).to_be_hidden()
    answers = page.get_by_role("group", name="Your answer")
    seen, right = [], 0
    for turn in range(1, 4):
        (index,) = shown(page)
        seen.append(index)
        truth, read, confidence = known[index]
        text = page.locator(GALLERY).inner_text()
        assert "It is a" not in text
        assert "read as" not in text
        said = truth if turn == 2 else (truth + 1) % 10
        answers.get_by_role("button", name=str(said)).click()
        right += said == truth
        assert score(page) == (right, turn)
        verdict = "right" if said == truth else "wrong"
        expect(page.get_by_role("status")).to_have_text(
            f"It is {'an' if truth == 8 else 'a'} {truth}. You said {said}: {verdict}. "
            f"The model read {read}, with confidence {confidence:.3f} (test image {index})."
        )
        expect(page.locator(".tally")).to_have_text(
            f"You: {right} of {turn} right. The model: 0 of {turn}, because only its mistakes are shown here."
        )
        expect(answers.get_by_role("button", name=f"{truth} ✓")).to_be_disabled()
        page.get_by_role("button", name="Next digit").click()
    assert len(set(seen)) == 3
    page.get_by_role("button", name="Guess first").click()  # back to the list
    assert shown(page) == MADE_UP.indices[:24].tolist()
    assert score(page) == (1, 3)
    page.evaluate(ANEW)
    page.get_by_role("button", name="Guess first").click()
    assert shown(page) == seen[:1]  # the same shuffle for everyone
    assert score(page) == (0, 0)


def test_guesses_by_keyboard_survive_filters_until_reset(page: Page) -> None:
    of_seven = MADE_UP.found(7, 1, 0, "by index")
    page.get_by_label("True class").select_option("7")
    page.get_by_label("Read as").focus()
    page.keyboard.press("1")  # in a select a digit chooses an option, and is no guess
    expect(page.get_by_label("Read as")).to_have_value("1")
    toggle = page.get_by_role("button", name="Guess first")
    toggle.focus()
    page.keyboard.press("7")  # not yet guessing
    page.keyboard.press("Space")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    status = page.get_by_role("status")
    expect(status).to_have_text(
        f"Digits left to guess: {len(of_seven)} of {len(of_seven)} (true class 7, read as 1). "
        "Choose “all” classes for a fair game."
    )
    page.keyboard.press("Control+7")
    page.keyboard.press("x")
    assert score(page) == (0, 0)
    seen = []
    for turn in range(1, len(of_seven) + 1):
        seen += shown(page)
        page.keyboard.press("7")
        page.keyboard.press("6")  # the first answer counts
        assert score(page) == (turn, turn)
        expect(page.get_by_role("button", name="Next digit")).to_be_focused()
        page.keyboard.press("Enter")
    assert sorted(seen) == sorted(of_seven)
    expect(status).to_have_text(f"All {len(of_seven)} digits are guessed (true class 7, read as 1). Change the filter.")
    assert shown(page) == []
    page.get_by_label("Read as").select_option("all")
    assert score(page) == (len(of_seven), len(of_seven))
    (index,) = shown(page)
    assert index not in seen
    page.get_by_role("button", name="Reset score").click()
    assert score(page) == (0, 0)
    expect(page.get_by_role("button", name="Reset score")).to_be_disabled()
    expect(page.locator(".tally")).to_have_text("Your score will stand here.")


def test_a_digit_can_be_skipped_and_comes_back(page: Page) -> None:
    page.get_by_label("True class").select_option("0")
    page.get_by_role("button", name="Guess first").click()
    expected = MADE_UP.found(0, None, 0, "by index")
    seen = []
    for _ in range(len(expected) + 1):
        seen += shown(page)
        page.get_by_role("button", name="Skip this digit").click()
    assert sorted(seen[:-1]) == expected
    assert seen[-1] == seen[0]
    assert seen[:-1] != sorted(seen[:-1])  # shuffled
    assert score(page) == (0, 0)


def test_no_barrier_and_nothing_too_wide_on_a_phone(page: Page) -> None:
    steps = {"list": "375", "guess": "left", "answer": "It is"}
    for mode, words in steps.items():
        if mode == "guess":
            page.get_by_role("button", name="Guess first").click()
        if mode == "answer":
            page.keyboard.press("5")
        expect(page.get_by_role("status")).to_contain_text(words)
        for scheme, style in (("light", ""), ("dark", DARK)):
            page.emulate_media(color_scheme=scheme)
            page.evaluate("style => document.documentElement.style.cssText = style", style)
            assert barriers(page) == [], (mode, scheme)
        page.evaluate("document.documentElement.style.cssText = ''")
        assert page.evaluate(EDGES) == [True, []], mode
        small = [box for box in map(size, page.locator("button:visible, select:visible").all()) if min(box) < 44]
        assert small == [], mode


def size(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    return box["width"], box["height"]


def test_without_scripts_the_surest_mistakes_are_pictured(browser: Browser, address: str) -> None:
    with watched(browser, address, java_script_enabled=False, viewport=DESK) as (page, found):
        pairs = zip(MADE_UP.truths[:10], MADE_UP.reads[:10], strict=True)
        first = ", ".join(f"{truth} read as {read}" for truth, read in pairs)
        sentence = f"The model gets 375 of these digits wrong. Row by row, those it is surest of: {first}."
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_role("img", name=sentence)).to_be_visible()
        assert found == []
