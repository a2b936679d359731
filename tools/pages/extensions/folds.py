"""Fold what belongs together under one line: a Sphinx extension beside MyST-NB, which folds cells one by one.

A solution is a ``{solution}`` directive, which says why, and the code cells tagged ``solution`` below it: one fold.
What answers a guess is one fold, too, which ``reader-guess.js`` opens: the code cells tagged ``answer`` behind a cell
tagged ``guess``, and each ``{dropdown} The answer`` that says something about them. The code of a figure is folded
below the figure, where it is in nobody's way; MyST-NB would put it above. The cells tagged ``set-up``, with which a
page begins, are one fold. All folds are ``details`` elements, which open without scripts, in the form that MyST-NB
gives them. A question that asks for a prediction and the cell that answers it become one card, so that what belongs
together is seen together.
"""

import itertools
from collections.abc import Callable

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import is_component
from sphinx_exercise.nodes import solution_node

SOLUTION_CELL, GUESS_CELL, ANSWER_CELL = "tag_solution", "tag_guess", "tag_answer"  # classes of MyST-NB for tags
ANSWER = "The answer"  # the title of what is said about it
CODE_OF_FIGURE = "the code of this figure"
SET_UP_CELL = "tag_set-up"
SET_UP = "set-up"  # the class of their fold
FIGURE_CODE = "figure-code"  # the class of its fold
PREDICT = "Predict."  # the bold word with which a question begins
HIDDEN_OUTPUT = "tag_hide-output"
PREDICTION = "prediction-card"  # the class of a question and its answer
BEFORE_CELLS_ARE_FOLDED, AFTER_TITLES = 198, 100  # MyST-NB folds at 199; solutions have their titles from 21 on


class FoldSolutions(SphinxPostTransform):
    """Put each solution and the code below it into one fold."""

    default_priority = AFTER_TITLES
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Fold the solutions of one page; a second part of the same exercise is the rest of its solution."""
        begun: set[str] = set()
        for solution in list(self.document.findall(solution_node)):
            exercise = solution["target_label"]
            what = "the rest of the solution" if exercise in begun else "the solution"
            begun.add(exercise)
            solution.replace_self(solution_fold(solution, code_below(solution), what))


class FoldAnswers(SphinxPostTransform):
    """Put all that answers a guess into one fold, and that behind the guess into a part of the page."""

    default_priority = AFTER_TITLES
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Fold the answers of one page."""
        for cell in list(self.document.findall(is_guess)):
            answer = following(cell, is_answer)
            place = nodes.container("", classes=["guess", PREDICTION])
            cell.parent[cell.parent.index(cell)] = place  # replace_self would give it the classes of the cell
            place += cell
            if answer:
                fold = folded(("Show the answer", "Hide the answer"), answer_parts(answer), "above-input")
                fold["classes"].append("answer")
                place += nodes.container("", fold, classes=["cell"])


class FoldCodeOfFigures(SphinxPostTransform):
    """Put the code of a figure into a fold below it; if the figure is an answer, both into a fold around them."""

    default_priority = BEFORE_CELLS_ARE_FOLDED
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Fold the code of all figures of one page."""
        for cell in list(self.document.findall(nodes.container)):
            if cell.get("hide_mode") in ("input", "input+output"):
                code, *figure = cell.children
                cell.children = []
                cell += below(cell, figure, code)
                del cell["hide_mode"]


class FoldSetUp(SphinxPostTransform):
    """Put the cells of a page that only prepare it into one fold."""

    default_priority = AFTER_TITLES
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Fold the set-up of one page where its first cell stands."""
        cells = [cell for cell in self.document.findall(nodes.container) if SET_UP_CELL in cell.get("classes", [])]
        if cells:
            place = cells[0].parent
            inside = nodes.container("", classes=["cell", SET_UP])
            place.replace(cells[0], inside)
            for cell in cells[1:]:
                cell.parent.remove(cell)
            inside += folded(("Show the set-up", "Hide the set-up"), cells, SET_UP)


class GatherPredictions(SphinxPostTransform):
    """Put each question that asks for a prediction, and all cells up to the one that answers it, into one card."""

    default_priority = AFTER_TITLES
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Gather the questions of one page."""
        for paragraph in list(self.document.findall(nodes.paragraph)):
            parts = with_answer(paragraph) if asks_for_prediction(paragraph) else []
            if parts:
                card = nodes.container("", classes=[PREDICTION])
                paragraph.replace_self(card)
                for part in parts[1:]:
                    part.parent.remove(part)
                card += parts


def asks_for_prediction(paragraph: nodes.paragraph) -> bool:
    """Whether a paragraph begins with the bold word that asks for a prediction."""
    first = paragraph.next_node(nodes.strong)
    return first is not None and first.astext() == PREDICT and paragraph.astext().startswith(PREDICT)


def with_answer(question: nodes.Element) -> list[nodes.Element]:
    """A question and the cells below it, up to the one whose output is folded; nothing if there is none."""
    siblings = question.parent.children
    parts = [question]
    for cell in siblings[siblings.index(question) + 1 :]:
        if not isinstance(cell, nodes.container):
            return []
        parts.append(cell)
        if HIDDEN_OUTPUT in cell["classes"]:
            return parts
    return []


def below(cell: nodes.Element, figure: list[nodes.Node], code: nodes.Node) -> list[nodes.Node]:
    """Fold the code of a figure and, of an answer, the figure with it."""
    words = cell["prompt_show"], cell["prompt_hide"]
    if cell["hide_mode"] == "input":
        return [*figure, folded(words, [code], FIGURE_CODE)]
    inner = folded((f"Show {CODE_OF_FIGURE}", f"Hide {CODE_OF_FIGURE}"), [code], FIGURE_CODE)
    return [folded(words, [*figure, inner], "above-input")]


def folded(words: tuple[str, str], parts: list[nodes.Node], kind: str) -> HideCodeCellNode:
    """Make a fold, whose line says one thing while it is closed, and another one while it is open."""
    fold = HideCodeCellNode(prompt_show=words[0], prompt_hide=words[1], classes=[kind])
    fold += parts
    return fold


def is_guess(node: nodes.Node) -> bool:
    """Tell whether a node is a cell in which the reader guesses."""
    return isinstance(node, nodes.container) and GUESS_CELL in node["classes"]


def is_answer(node: nodes.Node) -> bool:
    """Tell whether a node belongs to the answer of the guess above it."""
    if not isinstance(node, nodes.container):
        return False
    return ANSWER_CELL in node["classes"] or (is_component(node, "dropdown") and node[0].astext() == ANSWER)


def answer_parts(answer: list[nodes.Element]) -> list[nodes.Node]:
    """Give the parts of an answer; the titles of what is said about it are left out."""
    parts: list[nodes.Node] = []
    for part in answer:
        parts += part.children[1:] if is_component(part, "dropdown") else [part]
    return parts


def code_below(solution: nodes.Element) -> list[nodes.Element]:
    """Take the code cells of a solution out of the page."""
    return following(solution, lambda cell: SOLUTION_CELL in cell.get("classes", []))


def following(node: nodes.Element, belongs: Callable[[nodes.Element], bool]) -> list[nodes.Element]:
    """Take what follows a node and belongs to it out of the page."""
    siblings = node.parent.children
    found = list(itertools.takewhile(belongs, siblings[siblings.index(node) + 1 :]))
    for part in found:
        node.parent.remove(part)
    return found


def solution_fold(solution: nodes.Element, code: list[nodes.Element], what: str) -> nodes.container:
    """Make the fold of a solution; its title, the name of the exercise above it, is left out."""
    why: list[nodes.Node] = []
    for part in solution.children:
        if isinstance(part, nodes.section):  # the content of the directive
            why += part.children
    fold = folded((f"Show {what}", f"Hide {what}"), [*why, *code], "above-input")
    return nodes.container("", fold, classes=["cell", "solution"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_post_transform(FoldSolutions)
    app.add_post_transform(FoldAnswers)
    app.add_post_transform(FoldCodeOfFigures)
    app.add_post_transform(GatherPredictions)
    app.add_post_transform(FoldSetUp)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
