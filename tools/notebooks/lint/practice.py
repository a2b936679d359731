"""Practice: what a reader does herself in each chapter, and that all its aims are practised."""

import itertools
import re
from collections import Counter

from tools.notebooks.lint.markdown import read_markdown
from tools.notebooks.lint.notebooks import Cell, Notebook, tags
from tools.notebooks.lint.page import cell_elements

OBJECTIVES, EXERCISES, MIN_QUESTIONS, MIN_PREDICTIONS = range(3, 6), range(4, 8), 5, 2
LEVELS = ["Recall", "Practice", "Stretch"]
EXERCISE = re.compile(
    r":::\{exercise\} \S.*\n:label: (ex-[a-z0-9-]+)\n\n\*(Recall|Practice|Stretch), [1-9][0-9]? minutes\.\* \S[^`:]"
)
SOLUTION = re.compile(r":::\{solution\} (ex-[a-z0-9-]+)\n:class: dropdown\n\n(\S(?s:.*))\n:::\Z")
PREDICT = "**Predict.** "
SAID = re.compile(r":{3,}\{dropdown\} The answer\n\n?\S(?s:.*)\n:{3,}\Z")  # about the answer to a guess


def faults(notebook: Notebook) -> list[str]:
    """Say what is missing for a page to be learned from; those that are no lesson need nothing."""
    if not notebook.is_lesson:
        return []
    found = exercise_faults(notebook) + question_faults(notebook) + prediction_faults(notebook)
    return found + guess_faults(notebook) + aim_faults(notebook)


def objectives(notebook: Notebook) -> list[str]:
    """Give what is to be learned, as the first cell lists it."""
    _, _, after = notebook.cells[0]["source"].partition("**What you will learn.**")
    return re.findall(r"(?m)^[-*] (.+)", after.partition("**What you need.**")[0])


def tagged(notebook: Notebook, tag: str) -> list[Cell]:
    """Give the cells with a certain tag."""
    return [cell for cell in notebook.cells if tag in tags(cell)]


def questions(notebook: Notebook) -> list[dict]:
    """Give the data of all questions, as the outputs hold them."""
    found = []
    for cell in tagged(notebook, "question"):
        for quiz in cell_elements(cell, "chapter-quiz"):
            found += quiz.data["questions"]
    return found


def folded(cell: Cell, part: str) -> bool:
    """Tell whether JupyterLab shows a part of a cell folded."""
    return cell["metadata"].get("jupyter", {}).get(part) is True


def aim_faults(notebook: Notebook) -> list[str]:
    """Say which aims are neither practised nor asked about."""
    aims = objectives(notebook)
    found = []
    if len(aims) not in OBJECTIVES:
        found.append(f"{len(aims)} aims under **What you will learn.**; three to five")
    for aim in aims:
        if not aim.startswith("to "):
            found.append(f"the aim {aim!r} has to begin with 'to': what can the reader then do?")
    wanted = {f"objective-{number}" for number in range(1, len(aims) + 1)}
    covered = covered_aims(notebook)
    found += [f"no exercise and no question for {aim}" for aim in sorted(wanted - covered)]
    found += [f"there is no {aim}" for aim in sorted(covered - wanted)]
    return [f"{notebook.name}: {fault}" for fault in found]


def covered_aims(notebook: Notebook) -> set[str]:
    """Give the aims, such as "objective-1", that an exercise practises or a question asks about."""
    asked = {f"objective-{question['objective']}" for question in questions(notebook)}
    practised: set[str] = set()
    for cell in tagged(notebook, "exercise"):
        practised |= aim_tags(cell)
    return asked | practised


def aim_tags(cell: Cell) -> set[str]:
    """Give the tags that say which aims an exercise practises."""
    return {tag for tag in tags(cell) if tag.startswith("objective-")}


def exercise_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with exercises and solutions, one by one and together."""
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        before, after = notebook.cell(number - 1), notebook.cell(number + 1)
        problems = []
        if "exercise" in tags(cell):
            problems += one_exercise_faults(cell, after)
        elif "{exercise}" in cell["source"] and cell["cell_type"] == "markdown":
            problems.append("tag the exercise as one")
        if "solution" in tags(cell):
            problems += solution_faults(cell, before, after)
        found += [f"{notebook.name}, cell {number}: {problem}" for problem in problems]
    return found + level_faults(notebook)


def well_formed(cell: Cell) -> re.Match[str] | None:
    """Match one exercise, and no more than one, with title, label, level and minutes."""
    return EXERCISE.match(cell["source"]) if cell["source"].count("{exercise}") == 1 else None


def one_exercise_faults(cell: Cell, after: Cell) -> list[str]:
    """Say what is wrong with an exercise; ``after`` is the cell below it."""
    found = []
    exercise, solution = well_formed(cell), SOLUTION.match(after["source"])
    if not exercise:
        found.append("write one exercise a cell, with title, label, level and minutes")
    if not aim_tags(cell):
        found.append("tag the exercise with the aim that it practises, such as objective-1")
    if "solution" not in tags(after):
        found.append("the solution has to follow its exercise")
    elif exercise and solution and exercise[1] != solution[1]:
        found.append(f"the solution below is that of {solution[1]}")
    return found


def solution_faults(cell: Cell, before: Cell, after: Cell) -> list[str]:
    """Say what is wrong with a cell of a solution; ``before`` and ``after`` are the cells around it."""
    if cell["cell_type"] == "markdown":
        return why_faults(cell, before, after)
    found = []
    if "solution" not in tags(before):
        found.append("say why in text above the code: a cell tagged solution, with :::{solution}")
    if "hide-cell" in tags(cell) or not folded(cell, "source_hidden"):
        found.append("fold the code with its text: tag solution alone, and jupyter.source_hidden")
    if not cell["source"].startswith("# Solution"):
        found.append("begin with '# Solution', for JupyterLab shows the first line of what it folds")
    if not cell.get("outputs"):
        found.append("the solution shows nothing, so nothing of it is compared")
    return found


def why_faults(cell: Cell, before: Cell, after: Cell) -> list[str]:
    """Say what is wrong with the text of a solution."""
    found = []
    text = SOLUTION.match(cell["source"])
    if not tags(before) & {"exercise", "solution"}:
        found.append("no exercise before the solution")
    if not text:
        found.append("write the text of the solution as :::{solution} with the label of its exercise, :class: dropdown")
    elif len(re.findall(r"[.?:](?=\s|$)", text[2])) < 2:
        found.append("say why, in two or three sentences, above the code of the solution")
    if after["cell_type"] != "code" or "solution" not in tags(after):
        found.append("the code of the solution has to follow its text")
    return found


def level_faults(notebook: Notebook) -> list[str]:
    """Say whether a chapter has too few exercises, or too many, and which level has none."""
    matches = [well_formed(cell) for cell in tagged(notebook, "exercise")]
    levels = [match[2] for match in matches if match]
    if not notebook.is_chapter:
        return []  # a page under the hood asks what it has to ask
    found = []
    if len(levels) not in EXERCISES:
        found.append(f"{notebook.name}: {len(levels)} exercises; four to six, or seven in a clinic")
    found += [f"{notebook.name}: no exercise of the level {level!r}" for level in LEVELS if level not in levels]
    return found


def question_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with the questions, and with where they stand."""
    found = []
    count = len(questions(notebook))
    if count < MIN_QUESTIONS:
        found.append(f"{count} questions; at least {MIN_QUESTIONS}")
    cells = tagged(notebook, "question")
    if len(cells) != 1:
        found.append("put all questions into one cell, tagged 'question', so that one score stands at the end")
    for cell in cells:
        if "remove-input" not in tags(cell) or not folded(cell, "source_hidden"):
            found.append("hide the source of the questions, which has the answers: remove-input, jupyter.source_hidden")
        if f'"{notebook.name}"' not in cell["source"]:
            found.append(f"keep the answers under the notebook's name: ChapterQuiz({notebook.name!r}, …)")
    sections = [title for level, title in read_markdown(notebook.markdown()).headings if level == 2]
    last = [title for title in sections if title in ("Questions", "Exercises", "Summary")]
    if last not in (["Questions", "Exercises", "Summary"], ["Questions", "Summary"]):
        found.append("the last sections are 'Questions', 'Exercises', 'Summary' and 'The way on', in this order")
    return [f"{notebook.name}: {fault}" for fault in found]


def prediction_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with the places where the reader commits to a guess."""
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        after = notebook.cell(number + 1)
        if asks_for_a_guess(cell):
            if not cell["source"].strip().split("\n\n")[-1].startswith(PREDICT):
                found.append(f"cell {number}: the prediction has to be the cell's last paragraph")
            if "hide-output" not in tags(after) or not folded(after, "outputs_hidden"):
                found.append(f"cell {number + 1}: fold the answer: tag hide-output, and jupyter.outputs_hidden")
        elif "hide-output" in tags(after):
            found.append(f"cell {number + 1}: an output is hidden, and no prediction is asked for before it")
    count = sum(map(asks_for_a_guess, notebook.cells)) + sum(map(is_guess, notebook.cells))
    if count < MIN_PREDICTIONS:
        found.append(f"{count} predictions; at least {MIN_PREDICTIONS}")
    return [f"{notebook.name}, {fault}" for fault in found]


def asks_for_a_guess(cell: Cell) -> bool:
    """Tell whether a cell asks the reader for a prediction."""
    return cell["cell_type"] == "markdown" and PREDICT in cell["source"]


def is_guess(cell: Cell) -> bool:
    """Tell whether a cell takes the reader's guess."""
    return "guess" in tags(cell)


def guess_faults(notebook: Notebook) -> list[str]:
    """Say what is wrong with guesses and with what answers them, which the page folds."""
    found = []
    for number, cell in enumerate(notebook.cells, start=1):
        before = notebook.cell(number - 1)
        problems = []
        if cell_elements(cell, "reader-guess") and not is_guess(cell):
            problems.append("tag the cell as a guess")
        if is_guess(cell):
            problems += one_guess_faults(cell) + answers_faults(answers_below(notebook, number))
        if "answer" in tags(cell):
            if not tags(before) & {"guess", "answer"}:
                problems.append("no guess before the answer")
            problems += answer_faults(cell)
        found += [f"{notebook.name}, cell {number}: {problem}" for problem in problems]
    return found


def one_guess_faults(cell: Cell) -> list[str]:
    """Say what is wrong with a cell that takes a guess."""
    found = []
    if len(cell_elements(cell, "reader-guess")) != 1:
        found.append("a cell tagged guess shows one ReaderGuess")
    if "remove-input" not in tags(cell) or not folded(cell, "source_hidden"):
        found.append("hide the source of the guess, which has the answer: remove-input, jupyter.source_hidden")
    return found


def answers_below(notebook: Notebook, number: int) -> list[Cell]:
    """Give the cells that answer the guess in a cell, counted from 1."""
    return list(itertools.takewhile(lambda cell: "answer" in tags(cell), notebook.cells[number:]))


def answers_faults(cells: list[Cell]) -> list[str]:
    """Say what is missing of the answer to a guess."""
    found = []
    if not any(cell.get("outputs") for cell in cells):
        found.append("nothing below the guess shows the answer: tag the cells of code that do with answer")
    if not any(cell["cell_type"] == "markdown" for cell in cells):
        found.append("nothing is said about the answer: a cell tagged answer, with :::{dropdown} The answer")
    return found


def answer_faults(cell: Cell) -> list[str]:
    """Say what is wrong with a cell that belongs to the answer to a guess."""
    if cell["cell_type"] == "markdown":
        if SAID.match(cell["source"]):
            return []
        return ["fold what gives the answer away: the whole cell in one :::{dropdown} The answer"]
    if not (folded(cell, "outputs_hidden") and folded(cell, "source_hidden")):
        return ["fold the answer: jupyter.outputs_hidden and jupyter.source_hidden"]
    if "hide-output" in tags(cell):
        return ["the answer to a guess is folded already: leave out the tag hide-output"]
    return []


def book_faults(notebooks: list[Notebook]) -> list[str]:
    """Say which labels of exercises, and which questions of guesses, occur twice."""
    labels: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for notebook in notebooks:
        matches = [EXERCISE.match(cell["source"]) for cell in notebook.cells]
        labels.update(match[1] for match in matches if match)
        guesses = [guess for cell in tagged(notebook, "guess") for guess in cell_elements(cell, "reader-guess")]
        asked.update(guess.data["asks"] for guess in guesses)
    found = [f"the book: the label {label} occurs {count} times" for label, count in labels.items() if count > 1]
    browser = "the browser keeps guesses under their questions"
    return found + [f"the book: {asks!r} is asked {n} times; {browser}" for asks, n in asked.items() if n > 1]
