"""``<live-training>``: a network learns in the page, as the reader watches (chapter 6)."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from helpers._checks import checked_bool, checked_integer, checked_number
from helpers.digit_sheet import TRAINING, VALIDATION
from helpers.elements.packing import element_html
from helpers.page_training import Judged, PageTraining, Settings

CHOICES = {  # among which the reader chooses, and so does whoever writes a page; the first state has one of each
    "hidden": (0, 2, 4, 8, 16, 20, 32, 64),
    "learning_rate": (0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 1, 10),
    "batch_size": (1, 8, 32, 128, 256),
    "pixels": ("raw", "divided", "scaled", "standardized"),
    "start": ("usual", "zero"),
    "labels": ("true", "shuffled"),
    "images": (30, 100, 300, 1000, 2000),
    "shift": (0, 1, 2, 3, 4),
}
OFFERED = ("hidden", "learning_rate", "batch_size", "pixels", "start", "labels")  # where a page asks for no others
IN_SCRIPT = {"learning_rate": "rate", "batch_size": "batch"}  # what the script calls a setting, if otherwise
MOST_STEPS = 500  # before the first state; more would be waited for
PLACES = 6  # of what is said about it: the last digits differ between machines
COLUMNS = {10: 5, 2: 2, 4: 4, 8: 8, 16: 8, 20: 10, 32: 8, 64: 16}  # of the picture, by its number of squares
TILE, EDGE = 2, 4  # how much larger a picture of weights is than its pixels, and the paper around it


class LiveTraining:
    """A network 784-n-10 that learns from up to 2,000 digits in the page, and is judged on 500 others.

    The reader starts it, pauses it, takes single steps, and chooses another network, learning rate, batch size,
    preparation, start or labels, or whatever else the page offers. The page first shows it half-trained.

    Parameters
    ----------
    hidden : int
        Neurons of the hidden layer: 0 (none), 2, 4, 8, 16, 20, 32 or 64.
    learning_rate : float
        0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 1 or 10.
    batch_size : int
        1, 8, 32, 128 or 256.
    pixels : str
        How they are prepared, as in chapter 4: "raw", "divided" (by 255), "scaled" (divided by the standard deviation)
        or "standardized".
    start : str
        First weights: "usual" or "zero".
    labels : str
        Those to learn from: "true" or "shuffled".
    images : int
        How many digits it learns from: 30, 100, 300, 1000 or 2000.
    shift : int
        By how many pixels, 0 to 4, each digit is moved at most, otherwise each time it is learned from (chapter on
        more from the same data).
    offered : sequence of str
        Among which of these settings the reader chooses, by their names here.
    steps : int
        How many have been made when the reader comes, from 0 to 500.
    digits : bool
        Whether its output carries the digits of the page. One output of a notebook is enough, so that the element of
        another cell may do without.

    Raises
    ------
    TypeError
        If an argument has another type.
    ValueError
        If a setting is none of those to choose from, or there are too many steps.
    """

    def __init__(
        self,
        hidden: int = 20,
        learning_rate: float = 0.1,
        batch_size: int = 32,
        pixels: str = "standardized",
        start: str = "usual",
        labels: str = "true",
        steps: int = 100,
        digits: bool = True,
        *,
        images: int = TRAINING,
        shift: int = 0,
        offered: Sequence[str] = OFFERED,
    ) -> None:
        hidden = checked_integer(hidden, "hidden", minimum=0, maximum=64)
        learning_rate = checked_number(learning_rate, "learning_rate", minimum=0)
        batch_size = checked_integer(batch_size, "batch_size", minimum=1)
        given = {"hidden": hidden, "learning_rate": learning_rate, "batch_size": batch_size}
        given |= {"pixels": pixels, "start": start, "labels": labels}
        images = given["images"] = checked_integer(images, "images", minimum=1)
        shift = given["shift"] = checked_integer(shift, "shift", minimum=0)
        for name, value in given.items():
            _check_choice(name, value)
        self._steps = checked_integer(steps, "steps", minimum=0, maximum=MOST_STEPS)
        self._digits = checked_bool(digits, "digits")
        self._offered = _checked_offered(offered)
        self._settings = Settings(hidden, learning_rate, batch_size, pixels, start, labels, images, shift)

    def __repr__(self) -> str:
        return f"LiveTraining(), on {self._settings.images:,} digits to learn from and {VALIDATION} to be judged on"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        training = PageTraining(self._settings)
        training.step(self._steps)
        learned, others = training.judged()
        dead = training.dead()
        largest = round(float(np.abs(training.layers[0][0]).max()), PLACES)
        judged = {"steps": self._steps, "dead": dead.tolist(), "largest": largest}
        judged |= {"training": _rounded(learned), "validation": _rounded(others)}
        data = {**vars(self._settings), "steps": self._steps, "judged": judged, "offered": self._offered}
        data["limit"] = float(f"{color_limit(training.layers[0][0]):.2g}")
        sentence = _sentence(self._settings, self._steps, learned, others)
        picture = weights_picture(training.layers[0][0])
        html = element_html("live-training", data, sentence, picture, digits=self._digits)
        return {"text/html": html, "text/plain": repr(self)}


def weights_picture(weights: np.ndarray) -> np.ndarray:
    """Return the weights of a layer's neurons as gray pictures beside each other.

    Parameters
    ----------
    weights : np.ndarray
        Shape (784, n); n is 10 or one of the choices.

    Returns
    -------
    np.ndarray
        ``uint8`` of shape (height, width): 0 is the most negative weight and paper, 255 the largest.
    """
    neurons = weights.shape[1]
    columns = COLUMNS[neurons]
    grays = np.clip(128 + 127 * weights / color_limit(weights), 0, 255).round().astype(np.uint8)
    tiles = grays.T.reshape(neurons, 28, 28).repeat(TILE, axis=1).repeat(TILE, axis=2)
    tiles = np.pad(tiles, [(0, 0), (0, EDGE), (0, EDGE)])
    side = 28 * TILE + EDGE
    return tiles.reshape(-1, columns, side, side).swapaxes(1, 2).reshape(-1, columns * side)


def color_limit(weights: np.ndarray) -> float:
    """Return the size of weights that are shown in full color: thrice the root of their mean square; 1 for zeros."""
    return float(3 * np.sqrt(np.mean(weights**2))) or 1.0


def _check_choice(name: str, value: Any) -> None:
    if not isinstance(value, (int, float, str)):
        raise TypeError(f"{name} is {type(value).__name__}, expected one of {_listed(name)}; pass one of them.")
    if value not in CHOICES[name]:
        raise ValueError(f"{name} is {value!r:.60}, expected one of {_listed(name)}; pass one of them.")


def _checked_offered(offered: Sequence[str]) -> list[str]:
    """Return the names of the settings to choose from, in the words of the script, or raise."""
    if isinstance(offered, str) or not isinstance(offered, Sequence) or not offered:
        raise TypeError(f"offered is {offered!r:.60}, expected names of settings; pass a tuple of some.")
    if unknown := [name for name in offered if not isinstance(name, str) or name not in CHOICES]:
        raise ValueError(f"offered has {unknown[0]!r:.60}, expected some of {', '.join(CHOICES)}; pass such names.")
    return [IN_SCRIPT.get(name, name) for name in CHOICES if name in offered]


def _listed(name: str) -> str:
    return ", ".join(map(repr, CHOICES[name]))


def _rounded(judged: Judged) -> dict[str, float]:
    return {"loss": round(judged.loss, PLACES), "accuracy": round(judged.accuracy, PLACES)}


def _sentence(settings: Settings, steps: int, learned: Judged, others: Judged) -> str:
    network = f"784-{settings.hidden}-10" if settings.hidden else "784-10"
    whose = f"the {settings.hidden} hidden neurons" if settings.hidden else "the ten outputs, 0 to 9"
    first = f"{100 * learned.accuracy:.1f} % of the {settings.images:,} digits that it learns from"
    second = f"{100 * others.accuracy:.1f} % of {VALIDATION} others"
    return (
        "Here is a network that learns in the page, for which scripts have to be switched on. It begins as a network "
        f"{network} after {steps} steps with batches of {settings.batch} digits. It reads {first} and {second}; "
        f"the loss is {learned.loss:.2f} and {others.loss:.2f}. The picture shows the weights of {whose}: dark where a "
        "weight is above 0, light where it is below."
    )
