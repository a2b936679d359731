"""Explorers that no chapter has: one of figures, one of text."""

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from helpers.explore import Explorer, explore

SETTINGS = {"learning_rate": [0.01, 0.5, -2], "step": [0, 1, 10, 1000]}
COLORS = [["#%02x%02x%02x" % (90 * row, 70 * column, 130) for column in range(4)] for row in range(3)]  # noqa: UP031
CAPTION = 'A color for <each> "choice" & step.'
TEXTS = {"label": [3, 5], "kind": ["one_hot", "integer"]}


def draw(learning_rate: float, step: int) -> Figure:
    row, column = SETTINGS["learning_rate"].index(learning_rate), SETTINGS["step"].index(step)
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.barh(["low", "high"], [row + 1, column + 1], color=COLORS[row][column])
    ax.set(xlim=(0, 5), xlabel="value")
    return fig


def alt(learning_rate: float, step: int) -> str:
    return f'Two <bars> of the rate\'s "{learning_rate}" & step {step}, in a color of their own'


def write(label: int, kind: str) -> str:
    vector = " ".join("1" if place == label else "0" for place in range(10))
    text = f"label <{label}>\n& {vector if kind == 'one_hot' else label}"
    return f"{text}\nmore" if label == 5 else text  # frames of text may differ in their number of lines


def write_alt(label: int, kind: str) -> str:
    return f"The label {label} written as {kind}"


def drawn() -> Explorer:
    return explore(draw, SETTINGS, alt=alt, caption=CAPTION, play="step")


def written() -> Explorer:
    return explore(write, TEXTS, alt=write_alt, caption="A label in two ways.")
