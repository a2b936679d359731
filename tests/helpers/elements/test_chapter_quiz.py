"""<chapter-quiz>: what its classes pack and refuse, and what its script keeps and counts."""

import json
import re
from typing import Any

import numpy as np
import pytest

from helpers.elements.chapter_quiz import ChapterQuiz, Question
from tests.pages.node import run

QUESTIONS = [
    Question("Is `x` an image?", ("Yes & no.", "It holds <many>."), {"Yes.": "Many.", "No.": "Of course."}, 1),
    Question("How many?", ("Ten.", "Digits."), {"Nine.": "And 0?", "One.": "Alas.", "Two.": "Never."}, 2),
]
FIRST, SECOND = (question.asks for question in QUESTIONS)
CARRIED = [{"asks": question.asks, "answers": question.answers, "right": question.place} for question in QUESTIONS]


def test_an_output_is_html_and_a_name_and_always_the_same() -> None:
    quiz = ChapterQuiz("09_made_up", QUESTIONS)
    bundle = quiz._repr_mimebundle_(include=None, exclude=None)
    assert bundle["text/plain"] == "ChapterQuiz('09_made_up', 2 questions)"
    assert bundle == ChapterQuiz("09_made_up", QUESTIONS)._repr_mimebundle_()
    without_scripts = bundle["text/html"].partition("'>")[2].partition("<script>")[0]
    assert "Is <code>x</code> an image?" in without_scripts
    assert "Yes &amp; no. It holds &lt;many&gt;." in without_scripts


def test_an_objective_may_be_a_number_of_numpy() -> None:
    made = [Question("Ten?", ("a", "b"), {"c": "d", "e": "f"}, number) for number in (2, np.int64(2))]
    assert ChapterQuiz("a", made[:1])._repr_mimebundle_() == ChapterQuiz("a", made[1:])._repr_mimebundle_()


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


# The script


def fitting(*kept: str | None, questions: list[dict[str, Any]] = CARRIED) -> list[dict[str, list[int]]]:
    """What the quiz takes of each of some texts that a browser may have kept."""
    given = {"kept": kept, "questions": questions}
    return run("chapter-quiz", "given.kept.map((text) => element.fitting(text, given.questions))", given)


def test_what_was_answered_is_known_again() -> None:
    both = {FIRST: [0, 2], SECOND: [3, 3]}
    assert fitting(json.dumps(both), json.dumps({SECOND: [1, 0], "Gone?": [0, 0]})) == [both, {SECOND: [1, 0]}]


PLACES = ["01", 3, None, True, [], [0], [0, 1, 2], [9, 9], [0, 3.5], [-1, 0], ["0", "1"], [None, None], [[0], [1]],
          {"length": 2, "0": 0, "1": 1}, {"every": 1}]  # fmt: skip


def test_what_does_not_fit_is_forgotten() -> None:
    no_objects = [
        None,
        "",
        " ",
        "{",
        "7",
        "null",
        "true",
        '"01"',
        "[]",
        "[[0, 1]]",
        "[" * 100_000,
        "\ud83d\ude00",
        "NaN",
    ]
    spoilt = [json.dumps({SECOND: places}) for places in PLACES]
    assert fitting(*no_objects, *spoilt) == [{}] * (len(no_objects) + len(spoilt))


def test_one_spoilt_answer_does_not_take_the_others_away() -> None:
    kept = [json.dumps({FIRST: places, SECOND: [0, 3]}) for places in PLACES]
    assert fitting(*kept) == [{SECOND: [0, 3]}] * len(kept)


def test_questions_may_be_named_like_parts_of_the_language() -> None:
    names = ["__proto__", "constructor", "toString"]
    questions = [{"asks": name, "answers": [["a", "b"], ["c", "d"]], "right": 1} for name in names]
    assert fitting("{}", questions=questions) == [{}]
    scores = run(
        "chapter-quiz",
        "given.kept.map((text) => element.score(element.fitting(text, given.questions), given.questions))",
        {"kept": ["{}", '{"__proto__": [1, 0], "toString": [0, 1]}'], "questions": questions},
    )
    assert scores == ["3 questions, none answered yet.", "2 of 3 answered, 1 right at the first try."]


def test_the_score_counts_first_tries() -> None:
    right, wrong = QUESTIONS[0].place, (QUESTIONS[0].place + 1) % 3
    given = [
        {},
        {FIRST: [right, right]},
        {FIRST: [wrong, right]},
        {FIRST: [right, wrong], SECOND: [QUESTIONS[1].place, 0]},
    ]
    scores = run(
        "chapter-quiz",
        "given.answers.map((answers) => element.score(answers, given.questions))",
        {"answers": given, "questions": CARRIED},
    )
    assert scores == [
        "2 questions, none answered yet.",
        "1 of 2 answered, 1 right at the first try.",
        "1 of 2 answered, 0 right at the first try.",
        "All 2 answered, 2 right at the first try.",
    ]
