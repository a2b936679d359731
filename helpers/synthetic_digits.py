"""Synthetic digits: forms written down by hand, each time bent otherwise, and inked as the digit pad inks.

MNIST was written by Americans of the 1980s. What it has little of, such as a 9 with a hooked tail, a crossed 7, a 1
with a foot or a closed 4, a network reads badly. ``datasets/stroke_templates.txt`` has such forms, as strokes of a pen.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers._checks import checked_integer
from helpers.pen import SIDE, prepare_strokes

TEMPLATES = Path(__file__).parent / "datasets" / "stroke_templates.txt"
CLASSES = 10
POINTS_A_SPAN = 8  # of the curve between two points of a template
# How much a digit differs from its template, in units of the template's height.
JITTER = 0.035  # each point, normally distributed
APART = 0.028  # a stroke from the others
BEND = 0.05  # the whole digit, by a smooth field
TRIMMED = 0.08  # at most so much of each end of a stroke is missing
SLANT = (-0.15, 0.45)
ASPECT = (0.75, 1.35)
NARROW = 0.72  # how wide a box of a template is, beside its height
TURN = 8  # degrees, normally distributed
WIDTH = (2.2, 2.9)  # pixels of a line in the image

Stroke = list[np.ndarray]  # runs of points, each from one corner to the next


@dataclass(frozen=True)
class Template:
    """One form of a digit.

    Attributes
    ----------
    digit : int
    weight : float
        How often it is taken, beside the other forms of the digit.
    strokes : list of Stroke
        Each a list of runs, from one corner to the next: points x, y in the unit square, y down.
    """

    digit: int
    weight: float
    strokes: list[Stroke]


def load_templates() -> list[Template]:
    """Return the forms of ``datasets/stroke_templates.txt``, which says how it is written."""
    lines = TEMPLATES.read_text(encoding="ascii").splitlines()
    return [_template(line) for line in lines if line and not line.startswith("#")]


def synthetic_digits(count: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Make images of digits from the templates, as many of each digit.

    Parameters
    ----------
    count : int
        How many images, at most a million; 10,000 take some 25 seconds.
    seed : int
        The same seed makes the same images.

    Returns
    -------
    images : np.ndarray, shape (count, 28, 28), uint8
        0 is paper, 255 full ink.
    labels : np.ndarray, shape (count,), uint8
        0, 1, … 9, 0, 1 and so on.

    Raises
    ------
    TypeError, ValueError
        If a number is no whole number, or out of range.
    """
    count = checked_integer(count, "count", minimum=1, maximum=10**6)
    rng = np.random.default_rng(checked_integer(seed, "seed", minimum=0))
    templates = load_templates()
    forms = [[each for each in templates if each.digit == digit] for digit in range(CLASSES)]
    shares = [np.array([each.weight for each in of_digit]) for of_digit in forms]
    labels = (np.arange(count) % CLASSES).astype(np.uint8)
    images = np.empty((count, SIDE, SIDE), np.uint8)
    for image, digit in zip(images, labels, strict=True):
        form = forms[digit][rng.choice(len(forms[digit]), p=shares[digit] / shares[digit].sum())]
        image[:] = np.round(255 * prepare_strokes(bent_strokes(form, rng), rng.uniform(*WIDTH)))
    return images, labels


def bent_strokes(template: Template, rng: np.random.Generator) -> list[np.ndarray]:
    """Return the strokes of a template as somebody may write them: each time otherwise.

    Returns
    -------
    list of np.ndarray, each of shape (points, 2)
        Points x, y on a paper 28 wide and high, around its middle.
    """
    field = rng.normal(size=(2, 3, 3))
    slant, aspect = rng.uniform(*SLANT), np.exp(rng.uniform(*np.log(ASPECT)))
    angle = np.deg2rad(rng.normal(0, TURN))
    sheared = np.array([[NARROW * aspect, 0], [-slant * NARROW * aspect, 1]])
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    strokes = []
    for stroke in template.strokes:
        apart = rng.normal(0, APART, 2) if len(template.strokes) > 1 else np.zeros(2)
        points = _trimmed(_moved_line(stroke, apart, rng), rng)
        points = points + BEND * _smooth(field, points)
        strokes.append(SIDE / 2 + SIDE / 2 * (points - 0.5) @ sheared @ turned)
    return strokes


def _moved_line(stroke: Stroke, apart: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a stroke as a smooth line through its points, each of them moved a little; a corner is moved once."""
    runs, corner = [], None
    for run in stroke:
        moved = run + apart + rng.normal(0, JITTER, run.shape)
        if corner is not None:
            moved[0] = corner
        corner = moved[-1]
        runs.append(_smooth_line(moved))
    return np.vstack(runs)


def _smooth_line(points: np.ndarray) -> np.ndarray:
    """Return a Catmull-Rom curve through points."""
    around = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, POINTS_A_SPAN, endpoint=False)[:, None]
    spans = [
        b + (c - a) * t / 2 + (2 * a - 5 * b + 4 * c - d) * t**2 / 2 + (3 * b - a - 3 * c + d) * t**3 / 2
        for a, b, c, d in zip(around, around[1:], around[2:], around[3:], strict=False)
    ]
    return np.vstack([*spans, points[-1:]])


def _trimmed(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a line without a little of its ends."""
    first, last = (int(share * len(points)) for share in rng.uniform(0, TRIMMED, 2))
    return points[first : len(points) - last]


def _smooth(field: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return how a smooth field moves points: sums of slow waves, the slower the stronger."""
    orders = np.arange(3)
    across, down = (np.cos(np.pi * orders * coordinate[:, None]) for coordinate in points.T)
    strengths = field / (1 + orders[:, None] + orders)
    return np.einsum("pi,pj,cij->pc", across, down, strengths)


def _template(line: str) -> Template:
    """Return what a line of the file says, such as ``7 2: 5,5 90,2 > 40,100 ; 30,50 90,48``."""
    head, _, drawn = line.partition(":")
    digit, weight = head.split()
    strokes = [_runs(stroke) for stroke in drawn.split(";")]
    return Template(int(digit), float(weight), strokes)


def _runs(stroke: str) -> Stroke:
    """Return the runs of a stroke from corner to corner; the next begins where the last ended."""
    runs: Stroke = []
    for part in stroke.split(">"):
        points = np.array([[float(number) / 100 for number in point.split(",")] for point in part.split()])
        runs.append(np.vstack([runs[-1][-1:], points]) if runs else points)
    return runs
