"""Practice: what a reader does herself in each chapter, and that all its aims are practised."""

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest

from helpers.elements.chapter_quiz import ChapterQuiz, Question
from tools.notebooks.lint.notebooks import PATHS, Cell, Notebook, code, make, read, read_markdown, shown, tags, words

CHAPTERS = [path for path in PATHS if path.stem[0].isdigit()]
OBJECTIVES, EXERCISES, MIN_QUESTIONS, MIN_PREDICTIONS = range(3, 6), range(4, 8), 5, 2
LEVELS = ["Recall", "Practice", "Stretch"]
EXERCISE = re.compile(
    r":::\{exercise\} \S.*\n:label: (ex-[a-z0-9-]+)\n\n\*(Recall|Practice|Stretch), [1-9][0-9]? minutes\.\* \S[^`:]"
)
SOLVED = {"solution", "hide-cell"}
PREDICT = "**Predict.** "


def faults(notebook: Notebook) -> list[str]:
    """Say what is missing for a chapter to be learned from; other pages need nothing."""
    if not notebook.name[0].isdigit():
        return []
    return exercise_faults(notebook) + question_faults(notebook) + prediction_faults(notebook) + aim_faults(notebook)


def objectives(notebook: Notebook) -> list[str]:
    """Give what is to be learned, as the first cell lists it."""
    _, _, after = notebook.cells[0]["source"].partition("**What you will learn.**")
    return re.findall(r"(?m)^[-*] (.+)", after.partition("**What you need.**")[0])


def tagged(notebook: Notebook, tag: str) -> list[Cell]:
    return [cell for cell in notebook.cells if tag in tags(cell)]


def questions(notebook: Notebook) -> list[dict]:
    """Give the data of all questions, as the outputs hold them."""
    found = []
    for cell in tagged(notebook, "question"):
        for output in cell.get("outputs", []):
            markup = "".join(output.get("data", {}).get("text/html", ""))
            for data in re.findall(r"<chapter-quiz [^>]*?data='([^']*)'", markup):
                found += json.loads(unescape(data))["questions"]
    return found


def aim_faults(notebook: Notebook) -> list[str]:
    """Say which aims are neither practised nor asked about."""
    aims = objectives(notebook)
    found = []
    if len(aims) not in OBJECTIVES:
        found.append(f"{len(aims)} aims under **What you will learn.**; three to five")
    found += [
        f"the aim {aim!r} has to begin with 'to': what can the reader then do?" for aim in aims if aim[:3] != "to "
    ]
    marks = {tag for cell in tagged(notebook, "exercise") for tag in tags(cell) if tag.startswith("objective-")}
    covered = marks | {f"objective-{question['objective']}" for question in questions(notebook)}
    wanted = {f"objective-{number}" for number in range(1, len(aims) + 1)}
    found += [f"no exercise and no question for {aim}" for aim in sorted(wanted - covered)]
    found += [f"there is no {aim}" for aim in sorted(covered - wanted)]
    return [f"{notebook.name}: {fault}" for fault in found]


def exercise_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with exercises and solutions, one by one and together."""
    found, levels = [], []
    for number, cell in enumerate(notebook.cells, start=1):
        before, after = ([*notebook.cells, words("")][number - 2], [*notebook.cells, words("")][number])
        where = f"{notebook.name}, cell {number}"
        if "exercise" in tags(cell):
            match = EXERCISE.match(cell["source"])
            if not match or cell["source"].count("{exercise}") > 1:
                found.append(f"{where}: write one exercise a cell, with title, label, level and minutes")
            else:
                levels.append(match[2])
            if not any(tag.startswith("objective-") for tag in tags(cell)):
                found.append(f"{where}: tag the exercise with the aim that it practises, such as objective-1")
            if "solution" not in tags(after):
                found.append(f"{where}: the solution has to follow its exercise")
        elif "{exercise}" in cell["source"] and cell["cell_type"] == "markdown":
            found.append(f"{where}: tag the exercise as one")
        if "solution" in tags(cell):
            comment = re.match(r"(?:#.*\n)*", cell["source"])[0].replace("\n# ", " ")
            if not tags(before) & {"exercise", "solution"}:
                found.append(f"{where}: no exercise before the solution")
            if not tags(cell) >= SOLVED or not folded(cell, "source_hidden"):
                found.append(f"{where}: fold the solution: tag hide-cell, and jupyter.source_hidden")
            if "solution" not in tags(before) and len(re.findall(r"[.?](?=\s|$)", comment)) < 2:
                found.append(f"{where}: say why, in two or three sentences of comment at the top of the solution")
            if not cell["source"].startswith("# Solution"):
                found.append(f"{where}: begin with '# Solution', for JupyterLab shows the first line of what it folds")
            if not cell.get("outputs"):
                found.append(f"{where}: the solution shows nothing, so nothing of it is compared")
    if len(levels) not in EXERCISES:
        found.append(f"{notebook.name}: {len(levels)} exercises; four to six, or seven in a clinic")
    found += [f"{notebook.name}: no exercise of the level {level!r}" for level in LEVELS if level not in levels]
    return found


def question_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with the questions, and with where they stand."""
    found = []
    if (count := len(questions(notebook))) < MIN_QUESTIONS:
        found.append(f"{count} questions; at least {MIN_QUESTIONS}")
    if len(tagged(notebook, "question")) != 1:
        found.append("put all questions into one cell, tagged 'question', so that one score stands at the end")
    for cell in tagged(notebook, "question"):
        if "remove-input" not in tags(cell) or not folded(cell, "source_hidden"):
            found.append("hide the source of the questions, which has the answers: remove-input, jupyter.source_hidden")
        if f'"{notebook.name}"' not in cell["source"]:
            found.append(f"keep the answers under the notebook's name: ChapterQuiz({notebook.name!r}, …)")
    text = "\n\n".join(cell["source"] for cell in notebook.cells if cell["cell_type"] == "markdown")
    sections = [title for level, title in read_markdown(text).headings if level == 2]
    last = [title for title in sections if title in ("Questions", "Exercises", "Summary")]
    if last not in (["Questions", "Exercises", "Summary"], ["Questions", "Summary"]):
        found.append("the last sections are 'Questions', 'Exercises', 'Summary' and 'The way on', in this order")
    return [f"{notebook.name}: {fault}" for fault in found]


def prediction_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with the places where the reader commits to a guess."""
    found, count = [], 0
    for number, cell in enumerate(notebook.cells, start=1):
        after = [*notebook.cells, words("")][number]
        asks = cell["cell_type"] == "markdown" and PREDICT in cell["source"]
        if asks:
            count += 1
            if not cell["source"].strip().split("\n\n")[-1].startswith(PREDICT):
                found.append(f"cell {number}: the prediction has to be the cell's last paragraph")
            if "hide-output" not in tags(after) or not folded(after, "outputs_hidden"):
                found.append(f"cell {number + 1}: fold the answer: tag hide-output, and jupyter.outputs_hidden")
        if "hide-output" in tags(after) and not asks:
            found.append(f"cell {number + 1}: an output is hidden, and no prediction is asked for before it")
    if count < MIN_PREDICTIONS:
        found.append(f"{count} predictions; at least {MIN_PREDICTIONS}")
    return [f"{notebook.name}, {fault}" for fault in found]


def folded(cell: Cell, part: str) -> bool:
    """Tell whether JupyterLab shows a part of a cell folded."""
    return cell["metadata"].get("jupyter", {}).get(part) is True


def book_faults(notebooks: list[Notebook]) -> list[str]:
    """Say which labels of exercises occur twice."""
    labels = Counter(match[1] for n in notebooks for cell in n.cells if (match := EXERCISE.match(cell["source"])))
    return [f"the book: the label {label} occurs {count} times" for label, count in labels.items() if count > 1]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapter_can_be_learned_from(path: Path) -> None:
    assert not faults(read(path))


def test_labels_of_exercises_are_unique() -> None:
    assert not book_faults([read(path) for path in CHAPTERS])


OPENING = "# Title\n\n**What you will learn.**\n\n- to see;\n- to hear;\n- to speak.\n\n**What you need.** Ears."
FOLDED = {"tags": ["solution", "hide-cell"], "jupyter": {"source_hidden": True}}
SOLUTION = "# Solution\n# It is so. It has to be.\nprint(1)"


def exercise(level: str = "Recall", label: str = "ex-a", aim: str = "objective-1") -> Cell:
    source = f":::{{exercise}} Count\n:label: {label}\n\n*{level}, 3 minutes.* Count it.\n:::"
    return words(source, tags=["exercise", aim])


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
        cells += [exercise(level, f"ex-{number}"), code(SOLUTION, "1\n", **FOLDED)]
    return [*cells, words("## Summary\n\n## The way on")]


def test_a_good_chapter_has_no_faults() -> None:
    assert faults(make(*good())) == []
    assert faults(make(words("# Index"), name="index")) == []


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
        (replaced(9, code(SOLUTION, "1\n", tags=["solution", "hide-cell"])), "fold the solution"),
        (replaced(9, code("# Solution\n# So.\nprint(1)", "1\n", **FOLDED)), "say why, in two or three sentences"),
        (replaced(9, code("# So. It is.\nprint(1)", "1\n", **FOLDED)), "begin with '# Solution'"),
        (replaced(9, code(SOLUTION, **FOLDED)), "the solution shows nothing"),
        ([*good(), words("Text."), code(SOLUTION, "1\n", **FOLDED)], "no exercise before the solution"),
        (without(8, without(9, good())), "3 exercises; four to six"),
        (without(8, without(9, good())), "no exercise of the level 'Recall'"),
    ],
)
def test_faults_are_found(cells: list[Cell], says: str) -> None:
    assert says in "\n".join(faults(make(*cells)))


def test_a_label_used_twice_is_found() -> None:
    assert book_faults([make(exercise(), exercise())]) == ["the book: the label ex-a occurs 2 times"]
