"""Fold what belongs together under one line: a Sphinx extension beside MyST-NB, which folds cells one by one.

A solution is a ``{solution}`` directive, which says why, and the code cells tagged ``solution`` below it: one fold. The
code of a figure is folded below the figure, where it is in nobody's way; MyST-NB would put it above. The cells tagged
``set-up``, with which a page begins, are one fold. All folds are ``details`` elements, which open without scripts, in
the form that MyST-NB gives them. A question that asks for a prediction and the cell that answers it become one card, so
that what belongs together is seen together.
"""

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_exercise.nodes import solution_node

SOLUTION_CELL = "tag_solution"  # the class that MyST-NB gives to a cell with this tag
CODE_OF_FIGURE = "the code of this figure"
SET_UP_CELL = "tag_set-up"
SET_UP = "set-up"  # the class of their fold
FIGURE_CODE = "figure-code"  # the class of its fold
PREDICT = "Predict."  # the bold word with which a question begins
ANSWER_CELL = "tag_hide-output"
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
        if ANSWER_CELL in cell["classes"]:
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


def code_below(solution: nodes.Element) -> list[nodes.Element]:
    """Take the code cells of a solution out of the page."""
    siblings, found = solution.parent.children, []
    for cell in siblings[siblings.index(solution) + 1 :]:
        if SOLUTION_CELL not in cell.get("classes", []):
            break
        found.append(cell)
    for cell in found:
        solution.parent.remove(cell)
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
    app.add_post_transform(FoldCodeOfFigures)
    app.add_post_transform(GatherPredictions)
    app.add_post_transform(FoldSetUp)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
