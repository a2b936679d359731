"""``<case-file>``: a training that went wrong; the reader orders tests, and names the bug. Used in the bug clinic."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from helpers.elements.packing import element_around
from helpers.figure_svg import figure_svg
from helpers.palette import themed

SENTENCE = (
    "Where scripts are switched on, one orders tests here, one after the other, and then names the bug. Without them "
    "the results of all tests are folded below."
)


@dataclass(frozen=True, eq=False)
class CaseTest:
    """A test that the reader can order, with the result that was computed beforehand.

    Parameters
    ----------
    name : str
        What is done, in a few words: they stand on a button.
    question : str
        What the test asks.
    result : str
        A sentence, with the numbers that came out.
    reading : str
        What the result says about the bug; shown once the bug is named.
    alt : str
        What the picture shows, in words, for readers who do not see it. Given with a picture, and only then.
    picture : matplotlib.figure.Figure, optional
        A small figure; at most 3.1 inches wide, two stand side by side.
    number : str
        In place of a picture: the number that came out, to be set large.
    enough : bool
        Whether this test alone tells the bug from all other suspects.

    Raises
    ------
    TypeError
        If an argument has another type.
    ValueError
        If a text is missing, or `alt` and `picture` do not come together.
    """

    name: str
    question: str
    result: str
    reading: str
    alt: str = ""
    picture: Figure | None = None
    number: str = ""
    enough: bool = False

    def __post_init__(self) -> None:
        for part in ("name", "question", "result", "reading"):
            _check_text(getattr(self, part), part)
        _check_picture(self.picture, self.alt)
        if not isinstance(self.number, str):
            raise TypeError(f"number is {type(self.number).__name__}, expected a str; write the number as it is shown.")
        if not isinstance(self.enough, bool):
            raise TypeError(f"enough is {type(self.enough).__name__}, expected True or False; pass one of them.")


@dataclass(frozen=True)
class Suspect:
    """A possible cause.

    Parameters
    ----------
    name : str
        The cause, in a sentence.
    reason : str
        Why it is the cause, or why not; shown when the reader has named it.

    Raises
    ------
    TypeError, ValueError
        If a text is no text, or is missing.
    """

    name: str
    reason: str

    def __post_init__(self) -> None:
        _check_text(self.name, "name")
        _check_text(self.reason, "reason")


class CaseFile:
    """A case to solve: symptoms, tests that can be ordered one by one, and suspects, one of which did it.

    Parameters
    ----------
    title : str
        A neutral name that gives nothing away, such as ``"Case 3"``.
    symptoms : sequence of str
        What is known from the start, in sentences; the first is set large.
    tests : sequence of CaseTest
        In the order in which they are offered. At least one has to be enough by itself.
    suspects : sequence of Suspect
        At least two.
    culprit : str
        The name of the suspect that did it.
    picture : matplotlib.figure.Figure, optional
        A figure beside the symptoms.
    alt : str
        What it shows, in words.

    Raises
    ------
    TypeError
        If an argument has another type.
    ValueError
        If something is missing or occurs twice, no test is enough, or the culprit is no suspect.
    """

    def __init__(
        self,
        title: str,
        symptoms: Sequence[str],
        tests: Sequence[CaseTest],
        suspects: Sequence[Suspect],
        culprit: str,
        picture: Figure | None = None,
        alt: str = "",
    ) -> None:
        _check_text(title, "title")
        if isinstance(symptoms, str) or not isinstance(symptoms, Sequence) or not symptoms:
            raise TypeError(f"symptoms is {symptoms!r:.60}, expected sentences; pass a list of at least one.")
        for symptom in symptoms:
            _check_text(symptom, "a symptom")
        _check_all(tests, "tests", CaseTest, 1)
        _check_all(suspects, "suspects", Suspect, 2)
        _check_picture(picture, alt)
        if not any(test.enough for test in tests):
            raise ValueError("No test is enough to name the bug; add one, or pass enough=True to one of the tests.")
        names = [suspect.name for suspect in suspects]
        if not isinstance(culprit, str) or culprit not in names:
            raise ValueError(f"culprit is {culprit!r:.60}, expected the name of a suspect; pass one of {names!r:.300}.")
        self._title, self._symptoms, self._tests, self._suspects = title, [*symptoms], [*tests], [*suspects]
        self._culprit = names.index(culprit)
        self._picture, self._alt = picture, alt

    def __repr__(self) -> str:
        return f"CaseFile({self._title!r}, {len(self._tests)} tests, {len(self._suspects)} suspects)"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        data = {
            "title": self._title,
            "symptoms": self._symptoms,
            "picture": _svg(self._picture),
            "alt": self._alt,
            "tests": [
                {
                    "name": test.name,
                    "question": test.question,
                    "result": test.result,
                    "reading": test.reading,
                    "alt": test.alt,
                    "picture": _svg(test.picture),
                    "number": test.number,
                    "enough": test.enough,
                }
                for test in self._tests
            ],
            "suspects": [{"name": suspect.name, "reason": suspect.reason} for suspect in self._suspects],
            "culprit": self._culprit,
        }
        return {"text/html": element_around("case-file", data, self._in_print()), "text/plain": repr(self)}

    def _in_print(self) -> str:
        """The whole file as it is read where scripts do not run: what gives the answer away is folded."""
        symptoms = "".join(_paragraph(text) for text in [*self._symptoms, self._alt] if text)
        results = "".join(
            f"<li><strong>{html.escape(test.name)}.</strong> {html.escape(_joined(test.result, test.alt))}</li>"
            for test in self._tests
        )
        suspects = "".join(f"<li>{html.escape(suspect.name)}</li>" for suspect in self._suspects)
        readings = "".join(
            f"<li><strong>{html.escape(test.name)}.</strong> {html.escape(test.reading)}</li>" for test in self._tests
        )
        culprit = self._suspects[self._culprit]
        answer = f"{_paragraph(_joined(culprit.name, culprit.reason))}<ul>{readings}</ul>"
        return (
            f"<p><strong>{html.escape(self._title)}.</strong> {SENTENCE}</p>{symptoms}"
            f"<p>The suspects:</p><ul>{suspects}</ul>"
            f"<details><summary>The results of all tests</summary><ul>{results}</ul></details>"
            f"<details><summary>The answer</summary>{answer}</details>"
        )


def _svg(picture: Figure | None) -> str:
    """Return a figure as SVG whose colors follow the page, and nothing for none."""
    return "" if picture is None else themed(figure_svg(picture))


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"


def _joined(*sentences: str) -> str:
    """Put sentences, some of which may be empty, one behind the other."""
    return " ".join(sentence for sentence in sentences if sentence)


def _check_text(text: Any, name: str) -> None:
    """Raise TypeError or ValueError unless `text` is words."""
    if not isinstance(text, str):
        raise TypeError(f"{name} is {type(text).__name__}, expected a str; write it in words.")
    if not text.strip():
        raise ValueError(f"{name} is empty, expected words; write it.")


def _check_picture(picture: Any, alt: Any) -> None:
    """Raise TypeError or ValueError unless there is a figure and what it shows in words, or neither."""
    if picture is not None and not isinstance(picture, Figure):
        raise TypeError(f"picture is {type(picture).__name__}, expected a figure of matplotlib; pass one, or None.")
    if not isinstance(alt, str):
        raise TypeError(f"alt is {type(alt).__name__}, expected a str; say in words what the picture shows.")
    if (picture is None) == bool(alt.strip()):
        raise ValueError("picture and alt have to come together; say in alt what the picture shows.")


def _check_all(items: Any, name: str, kind: type, least: int) -> None:
    """Raise TypeError or ValueError unless `items` is a sequence of enough things of one kind with different names."""
    if not isinstance(items, Sequence) or not all(isinstance(item, kind) for item in items):
        raise TypeError(f"{name} is {items!r:.60}, expected a list of {kind.__name__}; pass one.")
    if len(items) < least:
        raise ValueError(f"{name} has {len(items)} entries, expected at least {least}; add one.")
    if len({item.name for item in items}) < len(items):
        raise ValueError(f"{name} has a name twice; give each its own.")
