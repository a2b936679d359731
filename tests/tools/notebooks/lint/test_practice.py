"""Practice: a chapter that cannot be learned from is found."""

import pytest

from helpers.elements.chapter_quiz import ChapterQuiz, Question
from helpers.elements.reader_guess import ReaderGuess
from tests.tools.notebooks.lint.made_up import code, make, shown, words
from tools.notebooks.lint.notebooks import Cell
from tools.notebooks.lint.practice import book_faults, faults

OPENING = "# Title\n\n**What you will learn.**\n\n- to see;\n- to hear;\n- to speak.\n\n**What you need.** Ears."
OPENED = {"cell_type": "markdown", "source": OPENING, "metadata": {}}
GUESS = {"tags": ["guess", "remove-input"], "jupyter": {"source_hidden": True}}
ANSWER = {"tags": ["answer"], "jupyter": {"outputs_hidden": True, "source_hidden": True}}
FOLDED = {"tags": ["solution"], "jupyter": {"source_hidden": True}}
SOLUTION = "# Solution\nprint(1)"


def exercise(level: str = "Recall", label: str = "ex-a", aim: str = "objective-1") -> Cell:
    source = f":::{{exercise}} Count\n:label: {label}\n\n*{level}, 3 minutes.* Count it.\n:::"
    return words(source, tags=["exercise", aim])


def why(label: str = "ex-a", text: str = "It is so. It has to be.", option: str = ":class: dropdown\n") -> Cell:
    return words(f":::{{solution}} {label}\n{option}\n{text}\n:::", tags=["solution"])


def quiz(*aims: int, name: str = "09_made_up") -> Cell:
    made = [Question(f"Question {n}?", ("a", "b"), {"c": "d", "e": "f"}, aim) for n, aim in enumerate(aims)]
    output = shown(text_html=ChapterQuiz(name, made)._repr_mimebundle_()["text/html"]) if made else "nothing"
    hidden = {"tags": ["question", "remove-input"], "jupyter": {"source_hidden": True}}
    return code(f'ChapterQuiz("{name}", [])', output, **hidden)


def good() -> list[Cell]:
    """Make up the cells of a chapter without faults."""
    answer = {"tags": ["hide-output"], "jupyter": {"outputs_hidden": True}}
    cells = [words(OPENING)]
    for number in (1, 2):
        cells += [words(f"What now?\n\n**Predict.** Which number is number {number}?"), code("2", "2\n", **answer)]
    cells += [words("## Questions"), quiz(1, 1, 2, 3, 3), words("## Exercises")]
    for number, level in enumerate(["Recall", "Practice", "Practice", "Stretch"]):
        cells += [exercise(level, f"ex-{number}"), why(f"ex-{number}"), code(SOLUTION, "1\n", **FOLDED)]
    return [*cells, words("## Summary\n\n## The way on")]


def test_a_good_chapter_has_no_faults() -> None:
    assert faults(make(*good())) == []
    assert faults(make(words("# Index"), name="index")) == []


def test_a_page_under_the_hood_needs_no_number_of_exercises_and_all_else() -> None:
    deep = [words(OPENING), *good()[1:6], quiz(1, 1, 2, 3, 3, name="under_the_hood"), good()[7], good()[-1]]
    assert faults(make(*deep, name="under_the_hood")) == []
    assert "1 predictions; at least 2" in "\n".join(faults(make(*deep[:1], *deep[3:], name="under_the_hood")))


def guess(asks: str = "How many?", **metadata: object) -> Cell:
    output = shown(text_html=ReaderGuess.number(asks, 2, 0, 9)._repr_mimebundle_()["text/html"])
    return code("ReaderGuess.number()", output, **GUESS | metadata)


def answered(*changes: tuple[int, Cell | None]) -> list[Cell]:
    """Make up a chapter whose first prediction is a guess, in cells 2 to 4; some cells become other ones."""
    said = words(":::{dropdown} The answer\nIt is 2.\n:::", tags=["answer"])
    cells = dict(enumerate([OPENED, guess(), code("2", "2\n", **ANSWER), said, *good()[3:]]))
    return [cell for cell in (cells | dict(changes)).values() if cell]


def test_a_guess_is_a_prediction() -> None:
    assert faults(make(*answered())) == []
    assert faults(make(*answered((4, None), (5, None)))) == ["09_made_up, 1 predictions; at least 2"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ([(1, guess(tags=["remove-input"]))], "cell 2: tag the cell as a guess"),
        ([(1, guess(tags=["guess"]))], "cell 2: hide the source of the guess"),
        ([(1, guess(jupyter={}))], "cell 2: hide the source of the guess"),
        ([(1, code("1", "1\n", **GUESS))], "cell 2: a cell tagged guess shows one ReaderGuess"),
        ([(1, words("Look."))], "cell 3: no guess before the answer"),
        ([(2, None)], "cell 2: nothing below the guess shows the answer"),
        ([(2, code("2", "2\n"))], "cell 2: nothing below the guess shows the answer"),
        ([(2, code("2", "2\n", tags=["answer"]))], "cell 3: fold the answer"),
        ([(2, code("2", "2\n", **ANSWER | {"tags": ["answer", "hide-output"]}))], "is folded already"),
        ([(3, None)], "cell 2: nothing is said about the answer"),
        ([(3, words("It is 2."))], "cell 2: nothing is said about the answer"),
        ([(3, words("It is 2.", tags=["answer"]))], "cell 4: fold what gives the answer away"),
        ([(3, words(":::{dropdown} The answer\nIt.\n:::\n\nIt is 2.", tags=["answer"]))], "cell 4: fold what gives"),
    ],
)
def test_an_answer_in_the_open_is_found(changes: list[tuple[int, Cell | None]], says: str) -> None:
    assert says in "\n".join(faults(make(*answered(*changes))))


def test_a_question_asked_twice_is_found() -> None:
    assert book_faults([make(guess(), guess("Why?")), make(guess())]) == [
        "the book: 'How many?' is asked 2 times; the browser keeps guesses under their questions"
    ]


def without(place: int, cells: list[Cell]) -> list[Cell]:
    return [cell for number, cell in enumerate(cells) if number != place]


def replaced(place: int, cell: Cell) -> list[Cell]:
    return [cell if number == place else old for number, old in enumerate(good())]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (replaced(0, words(OPENING.replace("- to see;\n", ""))), "2 aims under"),
        (replaced(0, words(OPENING.replace("to see", "sight"))), "the aim 'sight;' has to begin with 'to'"),
        (replaced(6, quiz(1, 1, 3, 3, 3)), "no exercise and no question for objective-2"),
        (replaced(6, quiz(1, 2, 3, 3, 4)), "there is no objective-4"),
        (replaced(6, quiz(1, 2, 3, 3)), "4 questions; at least 5"),
        (replaced(6, quiz(1, 1, 2, 3, 3, name="08_other")), "keep the answers under the notebook's name"),
        (replaced(6, {**quiz(1, 1, 2, 3, 3), "metadata": {"tags": ["question"]}}), "hide the source of the questions"),
        ([*good(), quiz(1)], "put all questions into one cell"),
        (replaced(5, words("Ask.")), "the last sections are"),
        (replaced(1, words("Look.")), "cell 3: an output is hidden, and no prediction"),
        (replaced(1, words("**Predict.** What?\n\nIt is 2.")), "has to be the cell's last paragraph"),
        (replaced(2, code("2", "2\n")), "cell 3: fold the answer"),
        (without(1, without(2, good())), "1 predictions; at least 2"),
        (replaced(8, words("Count.", tags=["exercise", "objective-1"])), "with title, label, level and minutes"),
        (replaced(8, exercise("Trivial")), "with title, label, level and minutes"),
        (replaced(8, words(exercise()["source"])), "cell 9: tag the exercise as one"),
        (replaced(8, words(exercise()["source"], tags=["exercise"])), "tag the exercise with the aim"),
        (replaced(9, words("Later.")), "the solution has to follow its exercise"),
        (replaced(9, words("Later.")), "cell 11: say why in text above the code"),
        (without(9, good()), "cell 10: say why in text above the code"),
        (replaced(9, why("ex-1")), "cell 9: the solution below is that of ex-1"),
        (replaced(9, why(text="So.")), "say why, in two or three sentences"),
        (replaced(9, why(option="")), "write the text of the solution as :::{solution}"),
        (without(10, good()), "cell 10: the code of the solution has to follow its text"),
        (replaced(10, code(SOLUTION, "1\n", tags=["solution"])), "fold the code with its text"),
        (replaced(10, code(SOLUTION, "1\n", **FOLDED | {"tags": ["solution", "hide-cell"]})), "fold the code with its"),
        (replaced(10, code("print(1)", "1\n", **FOLDED)), "begin with '# Solution'"),
        (replaced(10, code(SOLUTION, **FOLDED)), "the solution shows nothing"),
        ([*good(), words("Text."), why(), code(SOLUTION, "1\n", **FOLDED)], "no exercise before the solution"),
        (without(8, without(9, without(10, good()))), "3 exercises; four to six"),
        (without(8, without(9, without(10, good()))), "no exercise of the level 'Recall'"),
    ],
)
def test_faults_are_found(cells: list[Cell], says: str) -> None:
    assert says in "\n".join(faults(make(*cells)))


def test_a_label_used_twice_is_found() -> None:
    assert book_faults([make(exercise(), exercise())]) == ["the book: the label ex-a occurs 2 times"]
