"""Guesses in a browser: by mouse, finger and keys, kept and forgotten, and the fold below. All of it in one visit."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers.elements.reader_guess import Axis, ReaderGuess
from helpers.palette import dark_colors
from tests.pages.living import DARK, DESK, PHONE, barriers, standalone, watched

ASKS = "How many of `them`?"
ANSWERS = {"Higher": "It `sees` less.", "Lower": "It sees more."}
GUESSES = [
    ReaderGuess.number(ASKS, 83.07, 0, 100, unit="%"),
    ReaderGuess.choice("Higher or lower?", "Lower", ANSWERS),
    ReaderGuess.curve(
        "How does it go on?",
        [0.001, 0.1, 10],
        [1, 0.5, 70],
        Axis("rate", 0.001, 10, "log"),
        Axis("loss", 0, 2),
        given=1,
    ),
]
NUMBER = "You guessed 51 %; it is 83.07 %. That is 32.07 percentage points too low."
ANEW = """() => {
    localStorage.clear();
    for (const fold of document.querySelectorAll("details")) fold.open = false;
    for (const host of document.querySelectorAll(".living")) host.replaceWith(host.cloneNode(true));
}"""
BEYOND = """host => {
    const {left, right} = host.getBoundingClientRect();
    return [...host.shadowRoot.querySelectorAll("*")].filter(part => {
        const box = part.getBoundingClientRect();
        return box.width && (box.left < left || box.right > right);
    }).map(part => part.outerHTML.slice(0, 80));
}"""


class WithFold:
    """A guess in its part of a page, as tools/pages/extensions/folds.py makes it."""

    def __init__(self, guess: ReaderGuess) -> None:
        self.guess = guess

    def _repr_mimebundle_(self) -> dict[str, str]:
        shown = self.guess._repr_mimebundle_()["text/html"]
        fold = "<details class='answer'><summary>Show the answer</summary><p>So it is.</p></details>"
        return {"text/html": f"<div class='guess'>{shown}{fold}</div>"}


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One visit to a page with a guess of each kind; at its end nothing has gone wrong."""
    address = standalone(tmp_path_factory.mktemp("guess") / "page.html", *map(WithFold, GUESSES))
    with watched(browser, address, viewport=DESK, has_touch=True) as (page, found):
        yield page
        assert found == []


@pytest.fixture
def page(visit: Page) -> Page:
    """The page as on a first visit: new elements, and a browser that has kept nothing."""
    visit.evaluate(ANEW)
    return visit


@pytest.fixture
def number(page: Page) -> Locator:
    return page.locator("reader-guess").nth(0)


@pytest.fixture
def choice(page: Page) -> Locator:
    return page.locator("reader-guess").nth(1)


@pytest.fixture
def curve(page: Page) -> Locator:
    return page.locator("reader-guess").nth(2)


def button(guess: Locator, name: str) -> Locator:
    return guess.get_by_role("button", name=name)


def status(guess: Locator) -> Locator:
    return guess.get_by_role("status")


def fold(guess: Locator) -> Locator:
    return guess.locator("xpath=following-sibling::details")


def draw(page: Page, guess: Locator, *points: tuple[float, float]) -> None:
    """Draw with the mouse over the plot; a point is a pair of shares, from the left and from above."""
    guess.locator(".field").scroll_into_view_if_needed()
    box = guess.locator(".field").bounding_box()
    for place, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if not place:
            page.mouse.down()
    page.mouse.up()


def heights(guess: Locator) -> list[float]:
    """The curve that a reader has committed to."""
    return guess.evaluate("guess => guess.guess")


def test_each_kind_opens_without_a_guess_and_without_the_truth(page: Page) -> None:
    for guess in page.locator("reader-guess").all():
        assert guess.evaluate("guess => [guess.guess, guess.isRevealed]") == [None, False]
        expect(button(guess, "This is my guess")).to_be_disabled()
        expect(button(guess, "Guess again")).to_be_hidden()
        expect(fold(guess)).not_to_have_attribute("open", "")
        seen = guess.evaluate("guess => guess.shadowRoot.innerHTML")
        assert [words for words in ("83.07", ">the answer<", "more than 2", "500,750") if words in seen] == []
    assert page.locator("reader-guess .asks code").all_inner_texts() == ["them"]


def test_a_number_by_keys_is_shown_beside_the_truth_and_the_fold_opens(page: Page, number: Locator) -> None:
    slider = number.get_by_role("slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "51\u00a0%")
    expect(number.get_by_label("or exactly")).to_have_value("51")
    button(number, "This is my guess").press("Enter")
    expect(status(number)).to_contain_text(NUMBER)
    expect(button(number, "Guess again")).to_be_focused()
    expect(fold(number).locator("p")).to_be_visible()
    expect(slider).to_be_disabled()
    marks = number.locator("svg circle").evaluate_all("all => all.map(mark => mark.getAttribute('cx'))")
    assert marks == ["51%", "83.07%"]
    assert number.locator(".tag").all_inner_texts() == ["it is 83.07\u00a0%", "your guess: 51\u00a0%"]


def test_numbers_below_the_line_stand_apart_on_a_phone(page: Page, number: Locator) -> None:
    page.set_viewport_size(PHONE)
    boxes = [part.bounding_box() for part in number.locator(".ticks > *").all() if part.is_visible()]
    page.set_viewport_size(DESK)
    assert len(boxes) > 2
    assert min(after["x"] - one["x"] - one["width"] for one, after in pairwise(boxes)) >= 6


def test_an_exact_number_is_taken_and_one_off_the_scale_is_not(number: Locator) -> None:
    field = number.get_by_label("or exactly")
    field.fill("83.07")
    button(number, "This is my guess").click()
    expect(status(number)).to_contain_text("A guess cannot be nearer.")
    button(number, "Guess again").click()
    for wrong in ("101", "-1", ""):
        field.fill(wrong)
        expect(button(number, "This is my guess")).to_be_disabled()
    expect(field).to_be_focused()
    expect(status(number)).to_have_text("Move the handle along the line, or type a number.")


def test_a_choice_gets_what_speaks_against_it(choice: Locator) -> None:
    choice.get_by_role("radio", name="Higher").check()
    button(choice, "This is my guess").click()
    expect(status(choice)).to_have_text("You guessed “Higher”; the answer is “Lower”. It sees less.")
    assert choice.locator("label").all_inner_texts() == ["Higher your guess", "Lower the answer"]
    expect(choice.get_by_role("radio").first).to_be_disabled()


def test_a_curve_is_drawn_with_the_mouse_in_one_stroke_or_two(page: Page, curve: Locator) -> None:
    draw(page, curve, (0.02, 0.5), (0.4, 0.25))
    expect(status(curve)).to_have_text("Go on to the right edge.")
    expect(button(curve, "This is my guess")).to_be_disabled()
    draw(page, curve, (0.6, 0.25), (0.98, 0.75))
    button(curve, "This is my guess").click()
    expect(status(curve)).to_contain_text("furthest apart at 10: you drew 0.5, and more than 2 was measured.")
    drawn = heights(curve)
    assert drawn[0] == 0.5  # what is given stays
    assert drawn[20:29] == pytest.approx([0.75] * 9, abs=0.02)
    assert drawn[48] == pytest.approx(0.25, abs=0.02)
    assert curve.locator("polyline.measured").get_attribute("points") == "0,500 500,750 1000,0"
    assert curve.locator(".beyond").count() == 1
    draw(page, curve, (0.1, 0.1), (0.9, 0.1))
    assert heights(curve) == drawn


def test_a_curve_is_drawn_with_a_finger(page: Page, curve: Locator) -> None:
    curve.scroll_into_view_if_needed()
    box = curve.locator(".field").bounding_box()
    session = page.context.new_cdp_session(page)
    path = [(0.02 + 0.06 * step, 0.3 + 0.02 * step) for step in range(17)]
    for kind, points in [("touchStart", path[:1]), *[("touchMove", [point]) for point in path[1:]], ("touchEnd", [])]:
        touches = [{"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    expect(status(curve)).to_have_text("Change it as long as you like, or commit to it.")
    button(curve, "This is my guess").click()
    assert heights(curve)[24] == pytest.approx(1 - 0.3 - 0.16, abs=0.02)


def test_a_curve_is_made_by_keys_alone(page: Page, curve: Locator) -> None:
    points = curve.get_by_role("slider")
    assert points.count() == 6  # the first is given
    points.first.focus()
    expect(points.first).to_have_attribute("aria-valuetext", "not drawn yet")
    for place in range(6):
        for _ in range(place + 1):
            page.keyboard.press("ArrowUp")
        page.keyboard.press("Tab")
    expect(button(curve, "This is my guess")).to_be_focused()
    page.keyboard.press("Enter")
    assert heights(curve)[8:49:8] == pytest.approx([0.5 + 0.02 * times for times in range(1, 7)])
    assert heights(curve)[4] == pytest.approx(0.51)


def test_show_me_anyway_and_the_fold_show_the_truth_without_a_guess(page: Page) -> None:
    says = [
        "It is 83.07\u00a0%.",
        "The answer is “Lower”. It sees more.",
        "The measured curve is highest at 10, with more than 2",
    ]
    for guess, words in zip(page.locator("reader-guess").all(), says, strict=True):
        button(guess, "Show me anyway").click()
        expect(status(guess)).to_contain_text(words)
        expect(fold(guess)).to_have_attribute("open", "")
        button(guess, "Guess again").click()
        expect(fold(guess)).not_to_have_attribute("open", "")
        fold(guess).locator("summary").click()
        expect(status(guess)).to_contain_text(words)
        assert guess.evaluate("guess => guess.guess") is None
    assert page.evaluate("Object.values(localStorage)") == ["null"] * 3


def test_a_guess_is_kept_and_the_same_in_two_windows(page: Page, number: Locator) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    other = second.locator("reader-guess").first
    other.get_by_label("or exactly").fill("12")  # and not yet committed to
    number.get_by_label("or exactly").fill("51")
    button(number, "This is my guess").click()
    expect(status(other)).to_contain_text(NUMBER)
    page.evaluate(
        "document.querySelector('reader-guess').replaceWith(document.querySelector('reader-guess').cloneNode(true))"
    )
    expect(status(number)).to_contain_text(NUMBER)
    expect(fold(number)).to_have_attribute("open", "")
    button(other, "Guess again").click()
    expect(button(number, "This is my guess")).to_be_disabled()
    expect(fold(number)).not_to_have_attribute("open", "")
    second.close()


def test_a_window_that_forgets_takes_no_guess_that_is_under_way(page: Page, number: Locator) -> None:
    number.get_by_label("or exactly").fill("12")
    page.evaluate("asks => window.dispatchEvent(new StorageEvent('storage', {key: null}))", ASKS)
    expect(number.get_by_label("or exactly")).to_have_value("12")
    expect(button(number, "This is my guess")).to_be_enabled()


@pytest.mark.parametrize("kept", ["{", "101", '"51"', "[51]", "null"])
def test_whatever_is_kept_it_asks(page: Page, number: Locator, kept: str) -> None:
    page.evaluate("([key, kept]) => localStorage.setItem(key, kept)", [f"reading-digits guess {ASKS}", kept])
    page.evaluate(
        "document.querySelector('reader-guess').replaceWith(document.querySelector('reader-guess').cloneNode(true))"
    )
    expect(button(number, "This is my guess")).to_be_disabled()


@pytest.mark.parametrize(
    "closed",
    [
        "Object.defineProperty(window, 'localStorage', {configurable: true, get() { throw new Error('denied'); }})",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
    ],
)
def test_without_storage_it_answers_all_the_same(page: Page, number: Locator, closed: str) -> None:
    page.evaluate(
        """() => {
            window.own = [Object.getOwnPropertyDescriptor(window, "localStorage"), Storage.prototype.setItem];
        }"""
    )
    page.evaluate(f"() => {{ {closed}; }}")
    try:
        number.get_by_label("or exactly").fill("51")
        button(number, "This is my guess").click()
        expect(status(number)).to_contain_text(NUMBER)
        button(number, "Guess again").click()
        expect(button(number, "This is my guess")).to_be_disabled()
    finally:
        page.evaluate(
            """() => {
                Object.defineProperty(window, "localStorage", own[0]);
                Storage.prototype.setItem = own[1];
            }"""
        )


def test_axe_finds_nothing_and_nothing_overflows(page: Page, curve: Locator) -> None:
    for is_revealed in (False, True):
        if is_revealed:
            page.locator("reader-guess").get_by_label("or exactly").fill("0.000123")
            page.locator("reader-guess").get_by_role("radio").first.check()
            draw(page, curve, (0.02, 0.5), (0.98, 0.25))
            for guess in page.locator("reader-guess").all():
                button(guess, "This is my guess").click()
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            for guess in page.locator("reader-guess").all():
                assert guess.evaluate(BEYOND) == []
            for scheme, style in (("light", ""), ("dark", f"{DARK}; {dark_colors()}")):
                page.emulate_media(color_scheme=scheme)
                page.evaluate("style => document.documentElement.style.cssText = style", style)
                assert barriers(page) == [], (size, scheme, is_revealed)
    page.evaluate("document.documentElement.style.cssText = ''")
