"""Recorded strokes: all ten digits as six people write them, for the digit pad's tests.

Each hand has shapes of its own. A shape is noted as the points that the pen passes, "x,y" in percent of the
digit's height: x to the right, y down. Between them the pen goes in a curve; "!" marks a corner, and "|" a lifted
pen. "oval x y width height start sweep" is a round stroke about (x, y): from the angle `start` (0 is right, 90 is
below) over `sweep` degrees, negative as most people write a 0. `recorded` puts each shape on the paper with the
hand's slant, size and tremor, somewhere else each time.

`keys_of` and `typed` say how the keyboard draws strokes; `prepared` is the image that the pad is to make of them.
"""

import math
import random
from itertools import chain
from typing import NamedTuple

import numpy as np

Point = tuple[float, float]
SIDE = 28  # the paper's side
MARGIN = 1.5  # what people leave free along the paper's edge

# As taught at school: round, upright, each stroke finished.
SCHOOL = {
    0: "oval 35 50 70 100 -90 -360",
    1: "30,0 30,100",
    2: "2,25 10,7 32,0 55,10 60,30 45,58 22,80 0,100! 65,100",
    3: "3,15 18,2 40,2 56,15 54,34 40,45 22,48! 45,52 60,68 56,88 36,100 15,98 0,85",
    4: "22,0 2,62! 68,62 | 50,30 50,100",
    5: "10,0 6,42! 28,36 52,48 58,70 46,92 22,100 0,90 | 10,0 55,0",
    6: "48,2 24,18 6,45 2,70 12,93 32,100 54,88 56,68 40,53 20,57 5,73",
    7: "0,0 60,0! 38,45 22,100",
    8: "52,16 32,0 10,12 12,32 32,47 54,64 56,86 32,100 6,87 8,65 30,47 50,32 53,15",
    9: "54,14 32,0 8,12 6,36 24,50 44,42 55,15! 53,60 50,100",
}

# Continental: 1 with its upstroke, 7 with a bar, a loop in 2, 8 as two circles.
CONTINENTAL = {
    0: "oval 25 50 48 100 -60 -375",
    1: "0,38 32,0! 32,100",
    2: "2,20 20,1 45,6 52,28 38,58 16,88 4,97 0,87 12,82 30,93 48,99 66,93",
    3: "2,2 55,0! 24,38! 48,44 60,65 52,88 28,100 0,93",
    4: "34,0 20,30 0,66! 62,60 | 46,36 36,100",
    5: "56,0 14,3! 8,42! 34,38 55,52 55,78 34,98 0,97",
    6: "34,0 14,40 4,72 14,97 36,98 50,80 44,62 25,58 8,72",
    7: "0,6 28,4 62,0! 42,50 26,100 | 18,50 62,48",
    8: "oval 30 25 42 48 60 -360 | oval 30 74 54 52 -90 -360",
    9: "50,10 28,0 6,14 6,36 26,46 46,34 52,10 54,50 48,82 28,100 4,94",
}

# American print: 1 with flag and base, closed 4, 7 with a hook, 9 as a balloon with a stick.
PRINT = {
    0: "oval 40 50 82 100 -100 360",
    1: "6,20 30,0! 30,100 | 4,100 56,100",
    2: "0,20 14,3 36,0 54,12 52,34 34,60 0,98! 30,96 60,100",
    3: "0,10 24,0 48,10 48,32 24,46! 54,56 58,82 34,100 2,90",
    4: "48,100 48,0! 0,66! 66,66",
    5: "8,0 8,46! 36,42 56,60 52,86 30,100 2,92 | 6,0 60,2",
    6: "52,6 30,8 8,36 3,70 20,98 48,94 58,72 42,52 16,58 5,72",
    7: "0,16 2,2! 58,2! 40,34 30,66 26,100",
    8: "34,46 12,30 14,8 36,0 56,12 52,32 30,48 8,68 12,92 36,100 60,88 58,64 34,46",
    9: "oval 28 27 54 54 0 -360 | 55,4 55,100",
}

# In haste: narrow, unfinished, hardly lifting the pen.
HASTY = {
    0: "36,5 16,8 2,45 8,88 28,98 46,62 46,20 26,0",
    1: "4,0 2,50 0,100",
    2: "0,14 22,0 40,16 30,50 2,92! 26,90 56,98",
    3: "4,6 30,0 42,16 18,42! 44,56 42,86 20,100 0,94",
    4: "10,4 4,46! 26,52 50,44 | 48,0 42,50 38,100",
    5: "52,2 18,0 12,40 32,44 46,64 34,92 0,100",
    6: "26,0 6,40 0,80 16,100 36,84 30,62 4,76",
    7: "0,6 20,2 46,6 36,40 20,100",
    8: "46,6 24,0 8,16 24,42 42,68 36,94 14,98 6,76 26,46 50,12",
    9: "40,10 20,0 2,22 14,42 36,26 42,8 38,50 28,100",
}

# A child's: big loops, wide forms, parts put together.
CHILD = {
    0: "oval 45 50 90 96 -130 -340",
    1: "8,24 26,2! 28,50 26,100",
    2: "4,30 6,10 34,0 64,14 60,42 30,72 10,98 2,86 20,76 42,90 76,98",
    3: "0,20 10,2 44,0 60,20 46,42 20,46! 58,50 72,74 52,98 16,100 0,80",
    4: "6,0 4,52! 70,50 | 62,4 60,50 62,100",
    5: "14,4 12,44! 42,38 70,56 66,86 36,100 0,86 | 12,4 70,0",
    6: "40,0 16,28 4,62 16,94 46,100 70,82 64,54 36,44 10,60",
    7: "0,2 70,4! 34,100 | 26,56 74,50",
    8: "oval 36 24 50 48 90 -360 | oval 36 74 66 52 -90 -360",
    9: "oval 34 28 60 56 -20 -360 | 62,20 64,60 56,100",
}

# An engineer's lettering: straight lines, corners, wide and even.
ENGINEER = {
    0: "42,0 18,0 2,20 0,50 2,80 18,100 42,100 58,80 60,50 58,20 42,0",
    1: "10,16 28,0! 26,100",
    2: "0,14 12,0! 48,0! 60,14! 58,40! 0,100! 64,100",
    3: "0,0 56,0! 26,40! 46,42 60,56 60,82 44,100 14,100 0,86",
    4: "44,0 0,70! 68,70 | 50,44 50,100",
    5: "58,0 6,0! 4,44! 42,40 58,54 58,84 42,100 0,100",
    6: "50,2 20,30 2,62 2,86 16,100 44,100 58,86 58,68 44,54 16,54 2,70",
    7: "0,0 68,0! 20,100",
    8: "44,46 16,46 6,34 6,12 16,0 44,0 54,12 54,34 44,46 58,60 60,88 44,100 16,100 0,88 2,60 16,46",
    9: "58,34 44,46 16,46 2,34 2,14 16,0 44,0 58,14 58,40 40,72 12,100",
}

# Each hand: its shapes, its slant (how far the top leans to the right), the digits' height on the paper, its tremor.
HANDS = {
    "school": (SCHOOL, 0.0, 18, 0.06),
    "continental": (CONTINENTAL, 0.12, 14, 0.08),
    "print": (PRINT, 0.0, 23, 0.08),
    "hasty": (HASTY, 0.25, 11, 0.1),
    "child": (CHILD, -0.06, 20, 0.3),
    "engineer": (ENGINEER, 0.08, 8.5, 0.03),
}


class Recording(NamedTuple):
    """One digit as one hand wrote it: `strokes` are points on the paper, both coordinates from 0 to 28."""

    hand: str
    digit: int
    strokes: list[list[Point]]


def recorded() -> list[Recording]:
    """All digits of all hands, in the same order and with the same points each time."""
    chance = random.Random(28)
    return [
        Recording(hand, digit, _written(shapes[digit], slant, height, tremor, chance))
        for hand, (shapes, slant, height, tremor) in HANDS.items()
        for digit in range(10)
    ]


def _written(shape: str, slant: float, height: float, tremor: float, chance: random.Random) -> list[list[Point]]:
    """Put a shape somewhere on the paper: slanted, a little larger or smaller, with a trembling pen."""
    slant += chance.uniform(-0.05, 0.05)
    height *= chance.uniform(0.92, 1.08)
    curves = [_curve(stroke.strip()) for stroke in shape.split("|")]
    strokes = [[(height * (x + slant * (1 - y)), height * y) for x, y in curve] for curve in curves]
    left, top = (min(axis) for axis in zip(*chain(*strokes), strict=True))
    right, bottom = (max(axis) for axis in zip(*chain(*strokes), strict=True))
    move_x = chance.uniform(MARGIN - left, SIDE - MARGIN - right)
    move_y = chance.uniform(MARGIN - top, SIDE - MARGIN - bottom)
    apart = height / 11  # between two points: a digit takes a hand the same time, whatever its size
    return [[(x + move_x, y + move_y) for x, y in _trembling(stroke, apart, tremor, chance)] for stroke in strokes]


def _trembling(points: list[Point], apart: float, tremor: float, chance: random.Random) -> list[Point]:
    """Points at least so far apart, each off its place: slowly to and fro, as a hand trembles."""
    kept = [points[0]]
    for point in points[1:]:
        if math.dist(point, kept[-1]) >= apart:
            kept.append(point)
    off = (0.0, 0.0)
    moved = []
    for x, y in [*kept, points[-1]]:
        off = (0.7 * off[0] + chance.gauss(0, tremor), 0.7 * off[1] + chance.gauss(0, tremor))
        moved.append((x + off[0], y + off[1]))
    return moved


def _curve(stroke: str) -> list[Point]:
    """The points of a stroke, close together, in units of the digit's height."""
    if stroke.startswith("oval"):
        x, y, width, height, start, sweep = (float(word) for word in stroke.split()[1:])
        angles = [math.radians(start + sweep * step / 60) for step in range(61)]
        return [((x + width / 2 * math.cos(a)) / 100, (y + height / 2 * math.sin(a)) / 100) for a in angles]
    smooth: list[list[Point]] = [[]]
    for word in stroke.split():
        x, y = (float(number) / 100 for number in word.rstrip("!").split(","))
        smooth[-1].append((x, y))
        if word.endswith("!"):
            smooth.append([(x, y)])
    curve = [smooth[0][0]]
    for points in smooth:  # Catmull and Rom's curve passes through all its points
        ends = [points[0], *points, points[-1]]
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
            for t in (step / 12 for step in range(1, 13)):
                curve.append(tuple(_between(*axis, t) for axis in zip(a, b, c, d, strict=True)))
    return curve


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    """Where the curve is after the share t of the way from b to c."""
    return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


# The keyboard's way of drawing.

OPPOSITE = {"ArrowRight": "ArrowLeft", "ArrowDown": "ArrowUp"}
MOVES = {"ArrowRight": (1, 0), "ArrowLeft": (-1, 0), "ArrowDown": (0, 1), "ArrowUp": (0, -1)}
MIDDLE = (SIDE // 2, SIDE // 2)  # where the keyboard's cursor is at the beginning


def keys_of(strokes: list[list[Point]], start: tuple[int, int] = MIDDLE) -> list[str]:
    """The keys that draw strokes as well as whole steps can: to each point in turn, aslant across and down in turn."""
    keys = []
    x, y = start
    for stroke in strokes:
        for number, point in enumerate(stroke):
            to_x, to_y = (min(max(round(at), 1), SIDE - 1) for at in point)
            while (x, y) != (to_x, to_y):
                for key, way in [("ArrowRight", to_x - x), ("ArrowDown", to_y - y)]:
                    if way:
                        keys.append(key if way > 0 else OPPOSITE[key])
                x, y = x + _sign(to_x - x), y + _sign(to_y - y)
            if number == 0:
                keys.append("Space")
        keys.append("Space")
    return keys


def typed(keys: list[str], start: tuple[int, int] = MIDDLE) -> list[list[Point]]:
    """The strokes that keys leave on the paper: from where the pen comes down, by the middles of all steps."""
    strokes: list[list[Point]] = []
    x, y = start
    is_down = False
    for key in keys:
        if key == "Space":
            is_down = not is_down
            if is_down:
                strokes.append([])
            strokes[-1].append((x, y))
        else:
            right, down = MOVES[key]
            if is_down:
                strokes[-1].append((x + right / 2, y + down / 2))
            x, y = x + right, y + down
    return strokes


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


# The preparation of strokes, once more: in NumPy, each pixel with each line.


def prepared(strokes: list[list[Point]], scale: bool = True, center: bool = True, even: bool = True) -> np.ndarray:
    """Image of shape (28, 28), 0 to 1, of strokes on a paper 28 wide and high; the three steps as on the pad."""
    points = np.concatenate([np.asarray(stroke, dtype=float) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    size, pen, even_width = (high - low).max(), 2.0, 2.5
    factor = 1.0
    if scale and even:  # the box of the ink, not of the points, is to be 20 wide or high
        factor = min(17.5 / max(size, 1e-9), 5.0)
    elif scale:
        factor = min(20 / (size + pen), 5.0)
    width = even_width if even else pen * factor
    move = 14 - factor * (low + high) / 2 if scale or center else np.zeros(2)
    image = inked([factor * np.asarray(stroke) + move for stroke in strokes], width)
    if not center:
        return image
    rows, columns = np.indices((SIDE, SIDE))
    center_of_mass = np.array([(image * columns).sum(), (image * rows).sum()]) / image.sum()
    move = 14 - factor * (low + high) / 2 + 14 - center_of_mass  # to the pixel with index 14
    return inked([factor * np.asarray(stroke) + move for stroke in strokes], width)


def inked(strokes: list[np.ndarray], width: float, soft: float = 1.5) -> np.ndarray:
    """Full ink within (width - soft) / 2 of a line, none beyond (width + soft) / 2, linear in between."""
    middles = np.stack(np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5), axis=-1)
    nearest = np.full((SIDE, SIDE), np.inf)
    for stroke in strokes:
        for start, end in zip(stroke[[0, *range(len(stroke) - 1)]], stroke, strict=True):
            along = ((middles - start) @ (end - start)) / max(((end - start) ** 2).sum(), 1e-12)
            foot = start + np.clip(along, 0, 1)[..., None] * (end - start)
            nearest = np.minimum(nearest, np.linalg.norm(middles - foot, axis=-1))
    return np.clip((width + soft - 2 * nearest) / (2 * soft), 0, 1)
