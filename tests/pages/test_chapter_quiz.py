"""Questions that answer back: in Python and in a browser, by keyboard, kept and forgotten."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from helpers.elements.chapter_quiz import ChapterQuiz, Question
from tests.pages.living import barriers, standalone, watched

QUESTIONS = [
    Question("Is `x` an image?", ("Yes & no.", "It holds <many>."), {"Yes.": "Many.", "No.": "Of course."}, 1),
    Question("How many?", ("Ten.", "Digits."), {"Nine.": "And 0?", "One.": "Alas.", "Two.": "Never."}, 2),
]
SLOT = "reading-digits quiz 09_made_up"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("quiz")
    return standalone(folder / "quiz.html", ChapterQuiz("09_made_up", QUESTIONS))


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


def test_an_output_is_html_and_a_name_and_always_the_same() -> None:
    quiz = ChapterQuiz("09_made_up", QUESTIONS)
    bundle = quiz._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == "ChapterQuiz('09_made_up', 2 questions)"
    assert bundle == ChapterQuiz("09_made_up", QUESTIONS)._repr_mimebundle_()
    without_scripts = bundle["text/html"].partition("'>")[2].partition("<script>")[0]
    assert "Is <code>x</code> an image?" in without_scripts
    assert "Yes &amp; no. It holds &lt;many&gt;." in without_scripts


def test_the_right_answer_stands_at_all_places() -> None:
    made = [Question(f"Number {n}?", ("a", "b"), {"c": "d", "e": "f"}, 1) for n in range(30)]
    assert {question.place for question in made} == {0, 1, 2}
    assert all(question.answers[question.place] == ("a", "b") for question in made)


@pytest.mark.parametrize(
    ("changed", "error", "says"),
    [
        ({"asks": " "}, ValueError, "is missing; write a sentence"),
        ({"right": ("Yes.", "")}, ValueError, "is missing; write a sentence"),
        ({"right": "Yes."}, ValueError, "expected the answer and why it is right"),
        ({"wrong": {"No.": "Why."}}, ValueError, "expected two answers or more"),
        ({"wrong": ["No.", "Never."]}, ValueError, "expected two answers or more"),
        ({"wrong": {"No.": "Why.", "Yes.": "Because."}}, ValueError, "as right and as wrong"),
        ({"objective": 0}, ValueError, "objective is 0"),
        ({"objective": "1"}, TypeError, "objective is str"),
    ],
)
def test_bad_questions_are_refused(changed: dict, error: type[Exception], says: str) -> None:
    given = {"asks": "So?", "right": ("Yes.", "It is."), "wrong": {"No.": "Why.", "Never.": "Sad."}, "objective": 1}
    Question(**given)
    with pytest.raises(error, match=re.escape(says)):
        Question(**{**given, **changed})


@pytest.mark.parametrize(
    ("name", "questions", "error", "says"),
    [
        ("", QUESTIONS, ValueError, "expected the notebook's name"),
        ("a", [], TypeError, "pass at least one Question"),
        ("a", ["So?"], TypeError, "pass at least one Question"),
        ("a", QUESTIONS * 2, ValueError, "has a question twice"),
    ],
)
def test_bad_quizzes_are_refused(name: str, questions: list, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        ChapterQuiz(name, questions)


def test_each_answer_is_met_with_its_own_reason(browser: Browser, address: str) -> None:
    with watched(browser, address) as (page, found):
        for number, question in enumerate(QUESTIONS):
            right, why = question.right
            for text, reason in question.wrong.items():
                assert answer(page, number, text) == f"✗ Not right. {reason}"
            assert answer(page, number, right) == f"✓ Right. {why}"
        assert barriers(page) == []
        assert found == []


def test_the_score_counts_first_tries_and_is_kept_in_the_browser(browser: Browser, address: str) -> None:
    with watched(browser, address) as (page, found):
        status = page.get_by_role("status")
        expect(status).to_have_text("2 questions, none answered yet.")
        answer(page, 0, "Yes & no.")
        expect(status).to_have_text("1 of 2 answered, 1 right at the first try.")
        answer(page, 1, "Two.")
        answer(page, 1, "Ten.")
        expect(status).to_have_text("All 2 answered, 1 right at the first try.")
        reload(page)
        expect(status).to_have_text("All 2 answered, 1 right at the first try.")
        assert page.locator(".verdict").all_inner_texts() == ["✓ Right. It holds <many>.", "✓ Right. Digits."]
        page.get_by_role("button", name="Start again").click()
        expect(status).to_have_text("2 questions, none answered yet.")
        assert page.get_by_role("radio", checked=True).count() == 0
        reload(page)
        expect(status).to_have_text("2 questions, none answered yet.")
        assert found == []


def test_a_choice_that_is_not_checked_gets_no_verdict_and_no_other_question_changes_it(
    browser: Browser, address: str
) -> None:
    with watched(browser, address) as (page, _):
        answer(page, 0, "Yes.")
        chosen = page.locator("fieldset").nth(0).get_by_role("radio", name="No.", exact=True)
        chosen.check()
        assert page.locator(".verdict").nth(0).inner_text() == ""
        answer(page, 1, "Ten.")
        assert chosen.is_checked()


def test_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    with watched(browser, address) as (page, _):
        for key in ("Tab", "Space", "ArrowDown", "Tab", "Enter"):
            page.keyboard.press(key)
        second = QUESTIONS[0].answers[1]
        assert page.locator("fieldset").nth(0).get_by_role("radio", name=second[0], exact=True).is_checked()
        assert page.locator(".verdict").nth(0).inner_text().endswith(second[1])


@pytest.mark.parametrize("kept", ["{", "7", "null", '{"How many?": [9, 9]}', '{"How many?": 3, "Gone?": [0, 0]}'])
def test_what_is_kept_and_does_not_fit_is_forgotten(browser: Browser, address: str, kept: str) -> None:
    with watched(browser, address) as (page, found):
        page.evaluate("([slot, kept]) => localStorage.setItem(slot, kept)", [SLOT, kept])
        reload(page)
        expect(page.get_by_role("status")).to_have_text("2 questions, none answered yet.")
        assert answer(page, 1, "Ten.") == "✓ Right. Digits."
        assert found == []


def test_without_storage_it_answers_all_the_same(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "quiz.html"
    standalone(path, ChapterQuiz("09_made_up", QUESTIONS))
    path.write_text(path.read_text("utf-8").replace("<body>", f"<body><script>{NO_STORAGE}</script>"), "utf-8")
    with watched(browser, path.as_uri()) as (page, found):
        assert answer(page, 0, "Yes & no.") == "✓ Right. It holds <many>."
        expect(page.get_by_role("status")).to_have_text("1 of 2 answered, 1 right at the first try.")
        assert found == []
