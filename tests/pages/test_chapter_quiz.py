"""Questions that answer back, in a browser: by mouse and keyboard, kept and forgotten, whatever was kept before."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.elements.chapter_quiz import ChapterQuiz, Question
from tests.contrast import contrast
from tests.pages.living import barriers, standalone, watched

QUESTIONS = [
    Question("Is `x` an image?", ("Yes & no.", "It holds <many>."), {"Yes.": "Many.", "No.": "`1` is, a ` is not."}, 1),
    Question("How many?", ("Ten.", "Digits."), {"Nine.": "And 0?", "One.": "Alas.", "Two.": "Never."}, 2),
]
SLOT = "reading-digits quiz 09_made_up"
NONE = "2 questions, none answered yet."
STORES = [
    *("{", "7", "null", '"01"', "[]"),
    *(json.dumps({"How many?": places}) for places in ("01", 3, None, [9, 9], {"every": 1}, ["0", "1"])),
    '{"How many?": 3, "Gone?": [0, 0]}',
]
ANEW = """() => {
    const quiz = document.querySelector("chapter-quiz");
    quiz.replaceWith(quiz.cloneNode(true));
}"""


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One visit to a page with the quiz; at its end nothing has gone wrong."""
    address = standalone(tmp_path_factory.mktemp("quiz") / "quiz.html", ChapterQuiz("09_made_up", QUESTIONS))
    with watched(browser, address) as (page, found):
        yield page
        assert found == []


@pytest.fixture
def page(visit: Page) -> Page:
    """The page as on a first visit: a new quiz, and a browser that has kept nothing."""
    begin(visit, None)
    return visit


def begin(page: Page, kept: str | None) -> None:
    """Put a new quiz in place of the one there, in a browser that has kept some text."""
    page.evaluate("localStorage.clear()")
    if kept is not None:
        page.evaluate("([slot, kept]) => localStorage.setItem(slot, kept)", [SLOT, kept])
    page.evaluate(ANEW)


def answer(page: Page, number: int, text: str) -> str:
    """Choose an answer by the mouse, check it, and give the verdict."""
    question = page.locator("fieldset").nth(number)
    question.get_by_role("radio", name=text, exact=True).check()
    question.get_by_role("button").click()
    return question.locator(".verdict").inner_text()


def reload(page: Page) -> None:
    """Load the page again, once a second tab of this window sees what the first has kept: the browser has it then."""
    kept = page.evaluate("slot => localStorage.getItem(slot)", SLOT)
    second = page.context.new_page()
    second.goto(page.url)
    second.wait_for_function("([slot, kept]) => localStorage.getItem(slot) === kept", arg=[SLOT, kept])
    page.reload()
    second.close()


def test_each_answer_is_met_with_its_own_reason(page: Page) -> None:
    for number, question in enumerate(QUESTIONS):
        right, why = question.right
        for text, reason in question.wrong.items():
            assert answer(page, number, text) == f"✗ Not right. {reason}".replace("`1`", "1")
        assert answer(page, number, right) == f"✓ Right. {why}"
    assert barriers(page) == []


def test_a_choice_does_not_look_as_if_it_were_switched_off(page: Page) -> None:
    look = "e => (({appearance, borderTopColor, backgroundColor}) => [appearance, borderTopColor, backgroundColor])"
    drawn_by, *colors = page.get_by_role("radio").first.evaluate(f"{look}(getComputedStyle(e))")
    assert drawn_by == "none"  # a browser draws a light ring around gray on a dark page
    edge, ground = [[int(part) / 255 for part in re.findall(r"\d+", color)][:3] for color in colors]
    assert contrast(edge, ground) >= 3


def test_backticks_mark_code_as_they_do_without_scripts(page: Page) -> None:
    answer(page, 0, "No.")
    assert page.locator("legend code").all_inner_texts() == ["x"]
    assert page.locator(".verdict code").all_inner_texts() == ["1"]


def test_the_score_counts_first_tries_and_is_kept_in_the_browser(page: Page) -> None:
    status = page.get_by_role("status")
    expect(status).to_have_text(NONE)
    answer(page, 0, "Yes & no.")
    expect(status).to_have_text("1 of 2 answered, 1 right at the first try.")
    answer(page, 1, "Two.")
    answer(page, 1, "Ten.")
    expect(status).to_have_text("All 2 answered, 1 right at the first try.")
    reload(page)
    expect(status).to_have_text("All 2 answered, 1 right at the first try.")
    assert page.locator(".verdict").all_inner_texts() == ["✓ Right. It holds <many>.", "✓ Right. Digits."]
    page.get_by_role("button", name="Start again").click()
    expect(status).to_have_text(NONE)
    assert page.get_by_role("radio", checked=True).count() == 0
    page.evaluate(ANEW)
    expect(status).to_have_text(NONE)


def test_a_choice_that_is_not_checked_gets_no_verdict_and_no_other_question_changes_it(page: Page) -> None:
    answer(page, 0, "Yes.")
    chosen = page.locator("fieldset").nth(0).get_by_role("radio", name="No.", exact=True)
    chosen.check()
    assert page.locator(".verdict").nth(0).inner_text() == ""
    answer(page, 1, "Ten.")
    assert chosen.is_checked()


def test_with_the_keyboard_alone(page: Page) -> None:
    page.locator("fieldset").nth(0).get_by_role("radio").first.focus()
    for key in ("Space", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    second = QUESTIONS[0].answers[1]
    assert page.locator("fieldset").nth(0).get_by_role("radio", name=second[0], exact=True).is_checked()
    assert page.locator(".verdict").nth(0).inner_text().startswith(("✓", "✗"))


def test_the_same_quiz_in_two_windows_and_twice_on_a_page_is_one(page: Page) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    page.evaluate("""() => {
        const quiz = document.querySelector("chapter-quiz");
        quiz.after(quiz.cloneNode(true));
        quiz.nextElementSibling.classList.add("twin");
    }""")
    places = [
        page.locator("chapter-quiz:not(.twin)"),
        page.locator("chapter-quiz.twin"),
        second.locator("chapter-quiz"),
    ]
    places[2].get_by_role("radio", name="Ten.", exact=True).check()  # chosen there, and not yet checked
    places[0].get_by_role("radio", name="No.", exact=True).check()
    places[0].get_by_role("button", name="Check question 1").click()
    for place in places:
        expect(place.get_by_role("status")).to_have_text("1 of 2 answered, 0 right at the first try.")
        expect(place.locator(".verdict").first).to_contain_text("Not right.")
    places[2].get_by_role("button", name="Check question 2").click()
    for place in places:
        expect(place.get_by_role("status")).to_have_text("All 2 answered, 1 right at the first try.")
    kept = json.loads(page.evaluate("slot => localStorage.getItem(slot)", SLOT))
    assert sorted(kept) == sorted(question.asks for question in QUESTIONS)
    places[1].get_by_role("button", name="Start again").click()
    for place in places:
        expect(place.get_by_role("status")).to_have_text(NONE)
        expect(place.get_by_role("radio", checked=True)).to_have_count(0)
    second.close()
    page.evaluate("document.querySelector('.twin').remove()")


def test_answers_of_a_window_that_hears_nothing_are_kept(page: Page) -> None:
    other = {QUESTIONS[0].asks: [0, 0]}
    page.evaluate("([slot, kept]) => localStorage.setItem(slot, kept)", [SLOT, json.dumps(other)])
    answer(page, 1, "Ten.")
    expect(page.get_by_role("status")).to_contain_text("All 2 answered")
    kept = json.loads(page.evaluate("slot => localStorage.getItem(slot)", SLOT))
    assert kept == {**other, QUESTIONS[1].asks: [QUESTIONS[1].place] * 2}


def test_whatever_is_kept_the_questions_show(page: Page) -> None:
    for kept in STORES:
        begin(page, kept)
        assert page.locator("fieldset").count() == 2, kept
        assert page.get_by_role("status").inner_text() == NONE, kept
        assert answer(page, 1, "Ten.") == "✓ Right. Digits.", kept
        assert json.loads(page.evaluate("slot => localStorage.getItem(slot)", SLOT)) == {
            "How many?": [QUESTIONS[1].place] * 2
        }, kept


@pytest.mark.parametrize(
    "closed",
    [
        "Object.defineProperty(window, 'localStorage', {configurable: true, get() { throw new Error('denied'); }})",
        "Object.defineProperty(window, 'localStorage', {configurable: true, value: null})",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "Storage.prototype.getItem = () => { throw new Error('spoilt'); }",
    ],
)
def test_without_storage_it_answers_all_the_same(page: Page, closed: str) -> None:
    page.evaluate(
        """() => { window.own = {
            storage: Object.getOwnPropertyDescriptor(window, "localStorage"),
            get: Storage.prototype.getItem,
            set: Storage.prototype.setItem,
        }; }"""
    )
    page.evaluate(f"() => {{ {closed}; }}")
    try:
        page.evaluate(ANEW)
        assert page.get_by_role("status").inner_text() == NONE
        assert answer(page, 0, "Yes & no.") == "✓ Right. It holds <many>."
        expect(page.get_by_role("status")).to_have_text("1 of 2 answered, 1 right at the first try.")
    finally:
        page.evaluate(
            """() => {
                Object.defineProperty(window, "localStorage", own.storage);
                Object.assign(Storage.prototype, {getItem: own.get, setItem: own.set});
            }"""
        )
