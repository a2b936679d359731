"""A guess that a reader commits to before she sees the truth: a number, an answer, or a curve that she draws."""

import html
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from numpy.typing import ArrayLike

from helpers._checks import checked_array, checked_integer, checked_number
from helpers._words import marked, number_in_words
from helpers.elements.packing import element_around
from helpers.palette import PALETTE

SCALES = ("linear", "log")
MOST_PLACES = 12
WRITE_DOWN = "Write your guess down, then open the answer below."


@dataclass(frozen=True)
class Axis:
    """An axis of a plot in which a reader draws.

    Parameters
    ----------
    name : str
        What lies along it, such as ``"learning rate"``.
    low, high : float
        Its ends.
    scale : str
        ``"linear"`` or ``"log"``.
    unit : str
        What stands behind each number, such as ``"%"``; it may be empty.

    Raises
    ------
    TypeError
        If an end is not a real number.
    ValueError
        If the name is empty, the scale is unknown, or the ends do not fit it.
    """

    name: str
    low: float
    high: float
    scale: str = "linear"
    unit: str = ""

    def __post_init__(self) -> None:
        _checked_text(self.name, "name")
        _checked_ends(self.low, self.high, self.scale, self.unit)

    @property
    def _data(self) -> dict[str, Any]:
        ends = {"low": float(self.low), "high": float(self.high)}
        return {"name": self.name, **ends, "scale": self.scale, "unit": self.unit}

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        way = ", logarithmic" if self.scale == "log" else ""
        return f"{self.name} ({number_in_words(self.low)} to {number_in_words(self.high)}{unit}{way})"


class ReaderGuess:
    """A question to which the reader guesses the answer; then it shows the guess beside the truth.

    Make one with :meth:`number`, :meth:`choice` or :meth:`curve`. Its cell stands behind the cell that computes the
    truth and before those that show it, which are tagged ``answer``: the page folds them, and the fold opens once the
    reader has committed to a guess. In all texts, `backticks` enclose code. What is guessed stays in the reader's
    browser, under the words of the question.
    """

    def __init__(self, data: dict[str, Any], inside: str) -> None:
        self._data, self._inside = data, inside

    def __repr__(self) -> str:
        return f"ReaderGuess({self._data['kind']})"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        asks = f"<p><strong>Predict.</strong> {marked(self._data['asks'])}</p>"
        inside = f"{asks}{self._inside}<p>{WRITE_DOWN}</p>"
        return {"text/html": element_around("reader-guess", self._data, inside), "text/plain": repr(self)}

    @classmethod
    def number(
        cls,
        asks: str,
        truth: float,
        low: float,
        high: float,
        *,
        scale: str = "linear",
        unit: str = "",
        places: int = 2,
        color: str = "prediction",
    ) -> Self:
        """Ask for a number.

        Parameters
        ----------
        asks : str
            The question.
        truth : float
            The answer, as the notebook has computed it.
        low, high : float
            The ends of the scale on which the reader guesses. Choose them so that they do not give the answer away.
        scale : str
            ``"linear"``, or ``"log"`` where one is rather wrong by a factor.
        unit : str
            What stands behind each number, such as ``"%"``; it may be empty.
        places : int
            How many decimal places of the truth are shown; as many as the cell prints.
        color : str
            What the number is, in the colors of the book: ``"prediction"``, as for an accuracy, or ``"error"``, as for
            a loss, or another name of `helpers.palette`.

        Returns
        -------
        ReaderGuess

        Raises
        ------
        TypeError
            If a number is no real number.
        ValueError
            If a text is empty, a name is unknown, the ends do not fit the scale, or the truth lies beyond them.
        """
        low, high = _checked_ends(low, high, scale, unit)
        rounded = _rounded(checked_number(truth, "truth"), places)
        if not low <= rounded <= high:
            raise ValueError(f"truth is {rounded:g}, and the scale goes from {low:g} to {high:g}; make it wider.")
        data = {"kind": "number", "asks": _checked_text(asks, "asks"), "truth": rounded, "low": low, "high": high}
        data |= {"scale": scale, "unit": unit, "places": int(places), "color": _checked_color(color)}
        ends = f"{number_in_words(low)} to {number_in_words(high)} {unit}".strip()
        return cls(data, f"<p>The scale goes from {html.escape(ends)}.</p>")

    @classmethod
    def choice(cls, asks: str, truth: str, answers: Mapping[str, str], *, color: str = "prediction") -> Self:
        """Ask for one of a few answers.

        Parameters
        ----------
        asks : str
            The question.
        truth : str
            The answer that is true, as the notebook has computed it.
        answers : dict of str to str
            All answers, at least two, in the order in which they are shown, each with what is said to a reader who
            has guessed it.
        color : str
            As for :meth:`number`.

        Returns
        -------
        ReaderGuess

        Raises
        ------
        ValueError
            If a text is empty, there are fewer than two answers, or the truth is none of them.
        """
        if not isinstance(answers, Mapping) or len(answers) < 2:
            raise ValueError(f"answers is {answers!r:.60}, expected two answers or more; pass a dict of what is said.")
        for text in (*answers, *answers.values()):
            _checked_text(text, "a text of answers")
        if not isinstance(truth, str) or truth not in answers:
            raise ValueError(f"truth is {truth!r:.60}, expected one of the answers; let the notebook choose one.")
        data = {"kind": "choice", "asks": _checked_text(asks, "asks"), "truth": [*answers].index(truth)}
        data |= {"answers": [list(pair) for pair in answers.items()], "color": _checked_color(color)}
        return cls(data, f"<ul>{''.join(f'<li>{marked(answer)}</li>' for answer in answers)}</ul>")

    @classmethod
    def curve(
        cls,
        asks: str,
        x: ArrayLike,
        truth: ArrayLike,
        across: Axis,
        up: Axis,
        *,
        given: int = 0,
        places: int = 2,
        color: str = "prediction",
    ) -> Self:
        """Ask for a curve, which the reader draws.

        Parameters
        ----------
        asks : str
            The question.
        x : array_like, shape (n,)
            Where was measured, growing.
        truth : array_like, shape (n,)
            What was measured there. What lies above the upper end of `up` is shown as beyond it, however far: so the
            output is the same on all computers, also for a training that diverges.
        across, up : Axis
            The axes.
        given : int
            How many of the first points are shown before the reader draws.
        places : int
            How many decimal places of what was measured are shown.
        color : str
            As for :meth:`number`.

        Returns
        -------
        ReaderGuess

        Raises
        ------
        TypeError
            If a number is no real number, or an axis no `Axis`.
        ValueError
            If a text is empty, a name is unknown, there are fewer than two points, they do not grow, or one lies
            beyond the axes, upwards apart.
        """
        for name, axis in (("across", across), ("up", up)):
            if not isinstance(axis, Axis):
                raise TypeError(f"{name} is {type(axis).__name__}, expected an axis; pass Axis(name, low, high).")
        points = _checked_points(x, truth, across, up, places)
        data = {"kind": "curve", "asks": _checked_text(asks, "asks"), "points": points, "across": across._data}
        data |= {"up": up._data, "given": checked_integer(given, "given", 0, len(points) - 1)}
        data["places"] = int(places)
        data |= {"color": _checked_color(color)}
        return cls(data, f"<p>Draw {html.escape(str(up))} over {html.escape(str(across))}.</p>")


def _checked_text(text: Any, name: str) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"{name} is {text!r:.60}, expected words; write some.")
    return text


def _checked_color(color: Any) -> str:
    if not isinstance(color, str) or color not in PALETTE:
        raise ValueError(f"color is {color!r:.60}, expected one of {', '.join(PALETTE)}; pass one of these names.")
    return color


def _checked_ends(low: Any, high: Any, scale: Any, unit: Any) -> tuple[float, float]:
    """Return the ends of a scale, or raise."""
    if not isinstance(scale, str) or scale not in SCALES:
        raise ValueError(f'scale is {scale!r:.60}, expected "linear" or "log"; pass one of them.')
    if not isinstance(unit, str):
        raise TypeError(f"unit is {type(unit).__name__}, expected a str; pass one, which may be empty.")
    low, high = checked_number(low, "low"), checked_number(high, "high")
    if not math.isfinite(high - low) or high <= low:
        raise ValueError(f"low is {low:g} and high is {high:g}, expected a scale that grows; pass other ends.")
    if scale == "log" and not (low > 0 and math.isfinite(high / low)):
        raise ValueError(f"low is {low:g}, expected more than 0 on a logarithmic scale; pass another end.")
    return low, high


def _rounded(value: float, places: Any) -> float:
    return round(value, checked_integer(places, "places", 0, MOST_PLACES)) + 0.0  # no −0


def _checked_points(x: ArrayLike, truth: ArrayLike, across: Axis, up: Axis, places: int) -> list[list[float]]:
    """Return the measured points, each above the plot as one and the same number, or raise."""
    along = checked_array(x, "x", "(n,)").astype(float)
    heights = checked_array(truth, "truth", "(n,)").astype(float)
    if len(along) != len(heights) or len(along) < 2:
        raise ValueError(f"x has {len(along)} numbers and truth {len(heights)}; pass as many of both, two or more.")
    if (along[1:] <= along[:-1]).any() or along[0] < across.low or along[-1] > across.high:
        raise ValueError("x does not grow, or goes beyond the axis; sort the points, or make the axis wider.")
    if heights.min() < up.low:
        raise ValueError(f"truth goes down to {heights.min():g}, below the axis; let the axis begin lower.")
    lowest = _rounded(float(heights.min()), places)
    if lowest < up.low:
        raise ValueError(
            f"truth goes down to {lowest:g} with places={places}, below the axis; show more places, "
            "or let the axis begin lower."
        )
    beyond = up.high + (up.high - up.low)  # wherever above the plot
    rounded = [beyond if height > up.high else _rounded(height, places) for height in map(float, heights)]
    return [[float(one), height] for one, height in zip(along, rounded, strict=True)]
