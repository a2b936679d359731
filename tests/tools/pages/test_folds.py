"""Folds of the rendered book: a solution is text and code under one line, the code of a figure stands below it."""

import functools
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from docutils import nodes

from tests.pages.living import NOTEBOOKS
from tools.pages.extensions.folds import (
    answer_parts,
    asks_for_prediction,
    below,
    code_below,
    is_answer,
    with_answer,
)

CHAPTERS = [name for name in NOTEBOOKS if name != "book/index"]


@functools.cache
def article(path: Path) -> Tag:
    """The article of a rendered page."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("article.bd-article")


def line(fold: Tag) -> str:
    """What the line of a closed fold says."""
    return fold.select_one("summary > .collapsed").get_text()


def part(*classes: str) -> nodes.container:
    return nodes.container("", classes=[*classes])


@pytest.mark.parametrize("name", CHAPTERS)
def test_each_exercise_is_followed_by_one_closed_fold_with_text_and_code(book_html: Path, name: str) -> None:
    page = article(book_html / f"{name}.html")
    exercises = page.select("div.exercise")
    assert len(exercises) >= (4 if name.rpartition("/")[2][0].isdigit() else 2)  # under the hood fewer are enough
    for exercise in exercises:
        (fold,) = exercise.find_next_sibling("div", class_="solution").find_all("details")
        assert exercise.find_next_sibling() is fold.parent
        assert line(fold) == "Show the solution"
        assert "open" not in fold.attrs
        assert fold.find("p", recursive=False)
        assert fold.find("div", class_="cell_input")


@pytest.mark.parametrize("name", CHAPTERS)
def test_no_part_of_a_solution_is_in_the_open(book_html: Path, name: str) -> None:
    page = article(book_html / f"{name}.html")
    assert [cell for cell in page.select(".tag_solution") if not cell.find_parent("details")] == []
    assert "Solution to" not in page.get_text()


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_code_of_a_figure_is_folded_below_it(book_html: Path, name: str) -> None:
    cells = article(book_html / f"{name}.html").select(".tag_hide-input")
    assert cells
    for cell in cells:
        (fold,) = cell.select("details.figure-code")
        assert line(fold).startswith("Show the code of this ")
        assert "open" not in fold.attrs
        assert cell.select(".cell_input") == fold.select(".cell_input") != []
        assert fold.find_previous_sibling("div", class_="cell_output")


def test_an_answer_that_is_a_figure_is_one_fold_with_that_of_its_code_in_it(book_html: Path) -> None:
    cells = article(book_html / "book" / "04_normalization.html").select(".tag_hide-input.tag_answer")
    assert cells
    for cell in cells:
        answer = cell.find_parent("details", class_="answer")
        (code,) = cell.find_all("details", recursive=False)
        assert [line(answer), line(code)] == ["Show the answer", "Show the code of this figure"]


@pytest.mark.parametrize("name", CHAPTERS)
def test_what_answers_a_guess_is_one_closed_fold_right_below_it(book_html: Path, name: str) -> None:
    page = article(book_html / f"{name}.html")
    for cell in page.select(".tag_guess"):
        assert cell.select("reader-guess")
        (fold,) = cell.parent.select("details.answer")
        assert cell.find_next_sibling("div") is fold.parent
        assert line(fold) == "Show the answer"
        assert "open" not in fold.attrs
        assert fold.select(".cell_output")
        assert fold.find("p", recursive=False)
    assert [cell for cell in page.select(".tag_answer") if not cell.find_parent("details", class_="answer")] == []
    titles = page.select("details.sd-dropdown > summary")
    assert [title for title in titles if title.get_text(strip=True) == "The answer"] == []


def test_a_guess_of_each_kind_is_on_the_page_of_the_look(book_html: Path) -> None:
    guesses = article(book_html / "book" / "design.html").select(".tag_guess reader-guess")
    assert {json.loads(guess["data"])["kind"] for guess in guesses} == {"number", "choice", "curve"}


def test_the_rest_of_a_solution_has_a_fold_of_its_own(book_html: Path) -> None:
    page = article(book_html / "book" / "07_predictions.html")
    assert [line(fold) for fold in page.select(".solution > details")].count("Show the rest of the solution") == 1


def test_a_solution_takes_the_cells_below_it_and_no_others() -> None:
    solution, *cells = part(), part("cell", "tag_solution"), part("cell", "tag_solution"), part("cell")
    further = part("cell", "tag_solution")
    page = nodes.section("", part(), solution, *cells, further)
    assert code_below(solution) == cells[:2]
    assert page.children[1:] == [solution, cells[2], further]


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_set_up_of_a_page_is_one_closed_fold_above_its_sections(book_html: Path, name: str) -> None:
    page = article(book_html / f"{name}.html")
    folds = page.select("details.set-up")
    assert len(folds) == (name != "book/01_dataset")  # the first chapter shows what others fold
    for fold in folds:
        assert line(fold) == "Show the set-up"
        assert "open" not in fold.attrs
        assert page.select(".tag_set-up") == fold.select(".tag_set-up") != []
        assert fold.find_next("h2") is page.select_one("h2")


def test_an_answer_ends_with_what_is_said_about_it() -> None:
    said, other = part(), part()
    for box, title in ((said, "The answer"), (other, "Dig deeper")):
        box["design_component"] = "dropdown"
        box += [nodes.rubric("", title), nodes.paragraph("", "It is so.")]
    code = part("cell", "tag_answer")
    assert [is_answer(node) for node in (code, said, other, part("cell"), nodes.paragraph())] == [True, True] + [
        False
    ] * 3
    assert answer_parts([code, said]) == [code, said.children[1]]


def test_a_figure_comes_before_its_code() -> None:
    cell = part("cell")
    cell["hide_mode"], cell["prompt_show"], cell["prompt_hide"] = "input", "Show the code", "Hide the code"
    code, figure = part("cell_input"), part("cell_output")
    first, fold = below(cell, [figure], code)
    assert first is figure
    assert fold.children == [code]
    assert fold["prompt_show"] == "Show the code"


def test_a_figure_that_answers_a_prediction_is_folded_with_its_code_in_it() -> None:
    cell = part("cell")
    cell["hide_mode"], cell["prompt_show"], cell["prompt_hide"] = "all", "Show the answer", "Hide the answer"
    code, figure = part("cell_input"), part("cell_output")
    (answer,) = below(cell, [figure], code)
    first, fold = answer.children
    assert first is figure
    assert fold.children == [code]
    assert [answer["prompt_show"], fold["prompt_show"]] == ["Show the answer", "Show the code of this figure"]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_question_that_asks_for_a_prediction_and_its_answer_are_one_card(book_html: Path, name: str) -> None:
    page = article(book_html / f"{name}.html")
    words = [word for word in page.select("p > strong:first-child") if not word.find_parent(class_="living")]
    questions = [word.parent for word in words if word.get_text() == "Predict."]
    guesses = page.select(".prediction-card.guess")
    assert len(questions) + len(guesses) >= 2
    assert guesses == page.select(".guess")
    for question in questions:
        card = question.parent
        assert "prediction-card" in card["class"]
        assert len(card.select(".tag_hide-output")) == 1
        assert line(card.select_one("details")) == "Show the answer"


def test_a_card_ends_with_the_first_answer_and_takes_no_text() -> None:
    question, guess, answer, further = nodes.paragraph(), part("cell"), part("cell", "tag_hide-output"), part("cell")
    nodes.section("", part(), question, guess, answer, further)
    assert with_answer(question) == [question, guess, answer]
    alone = nodes.paragraph()
    nodes.section("", alone, nodes.paragraph(), part("cell", "tag_hide-output"))
    assert with_answer(alone) == []


def test_only_a_paragraph_that_begins_with_the_word_asks() -> None:
    word = nodes.strong("", "Predict.")
    assert asks_for_prediction(nodes.paragraph("", "", nodes.Text(""), word, nodes.Text(" What?")))
    assert not asks_for_prediction(nodes.paragraph("", "", nodes.Text("Then "), word.deepcopy()))
    assert not asks_for_prediction(nodes.paragraph("", "", nodes.Text("Predict.")))
