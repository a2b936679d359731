"""Questions that answer back, at the end of each chapter."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers._checks import checked_integer
from helpers._words import marked
from helpers.elements.packing import element_around

SENTENCE = "These questions answer back where scripts are switched on. Here each right answer is below its question."


@dataclass(frozen=True)
class Question:
    """One question with one right answer. In all texts, `backticks` enclose code.

    Parameters
    ----------
    asks : str
        The question.
    right : (str, str)
        The right answer, and why it is right.
    wrong : dict of str to str
        Wrong answers, at least two, each with what leads to it and why it is wrong.
    objective : int
        Which of the chapter's aims it asks about, counted from 1.

    Raises
    ------
    TypeError
        If `objective` is no whole number.
    ValueError
        If a text is missing, there are fewer than two wrong answers, or an answer occurs twice.
    """

    asks: str
    right: tuple[str, str]
    wrong: Mapping[str, str]
    objective: int

    def __post_init__(self) -> None:
        checked_integer(self.objective, "objective", minimum=1)
        if not isinstance(self.right, tuple) or len(self.right) != 2:
            raise ValueError(f"right is {self.right!r:.60}, expected the answer and why it is right; pass a pair.")
        if not isinstance(self.wrong, Mapping) or len(self.wrong) < 2:
            raise ValueError(f"wrong is {self.wrong!r:.60}, expected two answers or more; pass a dict of reasons.")
        texts = [self.asks, *self.right, *self.wrong, *self.wrong.values()]
        if not all(isinstance(text, str) and text.strip() for text in texts):
            raise ValueError(f"a text of the question {self.asks!r:.60} is missing; write a sentence.")
        if self.right[0] in self.wrong:
            raise ValueError(f"the answer {self.right[0]!r} is given as right and as wrong; leave one out.")

    @property
    def answers(self) -> list[tuple[str, str]]:
        """All answers with their reasons; the right one stands at a place that depends on the question's words."""
        answers = [*self.wrong.items()]
        answers.insert(self.place, self.right)
        return answers

    @property
    def place(self) -> int:
        """Where the right answer stands, from 0."""
        return zlib.crc32(self.asks.encode()) % (len(self.wrong) + 1)


class ChapterQuiz:
    """A chapter's questions; each answer is met with its reason, and the score is kept in the browser alone.

    Parameters
    ----------
    name : str
        The notebook's name, such as ``"01_dataset"``, under which the browser keeps the answers.
    questions : sequence of Question

    Raises
    ------
    TypeError
        If `questions` holds something else.
    ValueError
        If `name` or `questions` is empty, or a question occurs twice.
    """

    def __init__(self, name: str, questions: Sequence[Question]) -> None:
        if not isinstance(name, str) or not name:
            raise ValueError(f"name is {name!r:.60}, expected the notebook's name; pass it without .ipynb.")
        if not (isinstance(questions, Sequence) and questions and all(isinstance(q, Question) for q in questions)):
            raise TypeError("questions holds something that is no Question, or nothing; pass at least one Question.")
        if len({question.asks for question in questions}) < len(questions):
            raise ValueError("questions has a question twice; leave one out.")
        self._name, self._questions = name, questions

    def __repr__(self) -> str:
        return f"ChapterQuiz({self._name!r}, {len(self._questions)} questions)"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        questions = [
            {"asks": q.asks, "answers": q.answers, "right": q.place, "objective": int(q.objective)}
            for q in self._questions
        ]
        inside = f"<p>{SENTENCE}</p><ol>{''.join(map(_in_print, self._questions))}</ol>"
        shown = element_around("chapter-quiz", {"name": self._name, "questions": questions}, inside)
        return {"text/html": shown, "text/plain": repr(self)}


def _in_print(question: Question) -> str:
    """One question as it is read where scripts do not run."""
    answers = "".join(f"<li>{marked(answer)}</li>" for answer, _ in question.answers)
    solution = f"<details><summary>Answer</summary>{marked(' '.join(question.right))}</details>"
    return f"<li><p>{marked(question.asks)}</p><ul>{answers}</ul>{solution}</li>"
