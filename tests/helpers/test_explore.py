"""explore(): live controls and their twin show what is drawn."""

import base64
import io
import itertools
import math
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from helpers.explore import Explorer, explore, in_words
from helpers.figure_svg import figure_svg
from helpers.palette import themed
from tests.helpers.elements.outputs import data_of
from tests.helpers.explorers import CAPTION, SETTINGS, TEXTS, alt, draw, drawn, write, write_alt, written
from tools.notebooks import execute
from tools.notebooks.sanitize import SANITIZE_FILE


@pytest.fixture(scope="module")
def figures() -> Explorer:
    return drawn()


@pytest.fixture(scope="module")
def texts() -> Explorer:
    return written()


class Reader(HTMLParser):
    """Reads an output as a browser without scripts would: tags with their attributes, and visible text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: dict[str, list[dict[str, str | None]]] = {}
        self.text, self.hidden = "", False
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.setdefault(tag, []).append(dict(attrs))
        self.hidden = tag == "script"

    def handle_data(self, data):
        self.text += "" if self.hidden else data


def html_of(explorer: Explorer) -> str:
    return explorer._repr_mimebundle_()["text/html"]


def combinations(settings: dict[str, list]) -> list[dict[str, Any]]:
    return [dict(zip(settings, values, strict=True)) for values in itertools.product(*settings.values())]


def test_frames_of_the_twin_are_what_is_drawn(figures: Explorer) -> None:
    frames = data_of(figures)["frames"]
    assert len(frames) == 12
    for frame, values in zip(frames, combinations(SETTINGS), strict=True):
        assert frame == {"content": themed(figure_svg(draw(**values))), "alt": alt(**values)}
    assert len({frame["content"] for frame in frames}) == 12  # so that swapped frames would be found


def test_frames_of_text_are_what_is_written(texts: Explorer) -> None:
    found = [(frame["content"], frame["alt"]) for frame in data_of(texts)["frames"]]
    assert found == [(write(**values), write_alt(**values)) for values in combinations(TEXTS)]


@pytest.mark.parametrize("make", [drawn, written])
def test_live_box_shows_what_the_twin_shows(make: Callable[[], Explorer]) -> None:
    explorer = make()
    settings = {name: [value for _, value in control.options] for name, control in explorer.controls.items()}
    shown = explorer.children[-1]
    everything = list(zip(combinations(settings), data_of(explorer)["frames"], strict=True))
    for values, frame in [everything[0], *everything[::-1]]:  # the first one as it stands, then all
        for name, value in values.items():
            explorer.controls[name].value = value
        reader = Reader(shown.value)
        if "svg" in reader.tags:
            (picture,) = reader.tags["svg"]
            assert (picture["role"], picture["aria-label"]) == ("img", frame["alt"])
            assert frame["content"].partition(">")[2] in shown.value
        else:
            assert reader.text == frame["content"] + "A label in two ways."
    assert settings in (SETTINGS, TEXTS)


def test_live_box_draws_again() -> None:
    words = ["before"]
    explorer = explore(lambda n: f"{words[0]} {n}", {"n": [1, 2]}, alt=lambda n: f"number {n}", caption="Words.")
    words[0] = "after"
    explorer.controls["n"].value = 2
    assert Reader(explorer.children[-1].value).text == "after 2Words."


def test_controls_suit_the_settings() -> None:
    settings = {"some_words": ["b", "a_c"], "truth": [False, True], "number": [-1, 0.5, 2000], "when": ["first", "end"]}
    explorer = explore(
        lambda **_: "text", settings, alt=lambda **values: str(values), caption="Four settings.", play="when"
    )
    found = {name: (type(control).__name__, control.description) for name, control in explorer.controls.items()}
    assert found == {
        "some_words": ("Dropdown", "some words"),
        "truth": ("Dropdown", "truth"),
        "number": ("SelectionSlider", "number"),
        "when": ("SelectionSlider", "when"),
    }
    assert {name: control.value for name, control in explorer.controls.items()} == {
        k: v[0] for k, v in settings.items()
    }
    data = data_of(explorer)
    assert data["play"] == 3
    assert data["settings"] == [
        {"name": "some words", "values": ["b", "a c"], "slider": False},
        {"name": "truth", "values": ["no", "yes"], "slider": False},
        {"name": "number", "values": ["−1", "0.5", "2,000"], "slider": True},
        {"name": "when", "values": ["first", "end"], "slider": True},
    ]
    assert repr(explorer) == "Explorer(some words × truth × number × when)"


def test_a_setting_that_is_a_name_has_buttons() -> None:
    settings = {"digit": [0, 1, 2], "step": [0, 5]}
    explorer = explore(
        lambda digit, step: f"{digit} {step}",
        settings,
        alt="{digit} {step}".format,
        caption="Two.",
        first={"digit": 2},
        buttons=["digit"],
    )
    digit, step = explorer.controls.values()
    assert (type(digit).__name__, digit.value, type(step).__name__) == ("ToggleButtons", 2, "SelectionSlider")
    assert data_of(explorer)["settings"] == [
        {"name": "digit", "values": ["0", "1", "2"], "slider": False, "buttons": True},
        {"name": "step", "values": ["0", "5"], "slider": True},
    ]
    digit.value = 1
    assert Reader(explorer.children[-1].value).text == "1 0Two."


def test_play_button_moves_the_live_slider() -> None:
    explorer = drawn()
    (button,) = [
        child for row in explorer.children for child in getattr(row, "children", ()) if hasattr(child, "playing")
    ]
    assert (button.min, button.max, button.value) == (0, 3, 0)
    button.value = 2
    assert explorer.controls["step"].value == 10
    explorer.controls["step"].value = 1
    assert button.value == 1


def test_an_explorer_opens_where_it_is_told_to(figures: Explorer) -> None:
    first = {"step": 1000}
    explorer = explore(draw, SETTINGS, alt=alt, caption=CAPTION, play="step", first=first)
    opening = data_of(figures)["frames"][3]
    assert data_of(explorer)["first"] == [0, 3]
    for shown in (explorer.children[-1].value, html_of(explorer).partition("<script>")[0]):
        assert Reader(shown).tags["svg"][0]["aria-label"] == opening["alt"]
    assert {name: control.value for name, control in explorer.controls.items()} == {"learning_rate": 0.01, "step": 1000}
    (button,) = [
        child for row in explorer.children for child in getattr(row, "children", ()) if hasattr(child, "playing")
    ]
    assert button.value == 3
    assert "first" not in data_of(figures)


def test_arrays_give_settings(figures: Explorer) -> None:
    explorer = explore(lambda n: str(n), {"n": np.arange(3)}, alt=lambda n: f"number {n}", caption="Numbers.")
    assert [frame["content"] for frame in data_of(explorer)["frames"]] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (1, "1"),
        (60000, "60,000"),
        (-0.5, "−0.5"),
        (1e-5, "0.00001"),
        (0.1 + 0.2, "0.3"),
        (1.0, "1"),
        ("he_normal", "he normal"),
        (1e-15, "0.000000000000001"),
        (-0.0, "0"),
        (60000.0, "60,000"),
        (-1234.5, "−1,234.5"),
        (1e16, "10,000,000,000,000,000"),
        (10**400, f"{10**400:,}"),
    ],
)
def test_values_are_worded(value: object, words: str) -> None:
    assert in_words(value) == words


def test_output_is_live_and_twin_and_stable(figures: Explorer) -> None:
    bundle = figures._repr_mimebundle_(include=None, exclude=None)
    view = "application/vnd.jupyter.widget-view+json"
    assert bundle[view]["model_id"] == figures.model_id
    assert bundle["text/plain"] == "Explorer(learning rate × step)"
    again = drawn()._repr_mimebundle_()
    assert {k: v for k, v in again.items() if k != view} == {k: v for k, v in bundle.items() if k != view}


def test_twin_holds_its_first_frame_for_readers_without_scripts(figures: Explorer, texts: Explorer) -> None:
    reader = Reader(html_of(figures))
    (picture,) = reader.tags["svg"]
    first = data_of(figures)["frames"][0]
    assert first["content"].partition(">")[2] in html_of(figures)
    assert (picture["role"], picture["aria-label"]) == ("img", first["alt"])
    assert reader.text.strip().endswith(CAPTION)
    assert data_of(figures)["caption"] == CAPTION
    assert data_of(figures)["size"] == [int(picture["width"]), int(picture["height"])] == [302, 202]
    assert Reader(html_of(texts)).text.strip() == write(3, "one_hot") + "A label in two ways."


def test_figures_are_closed() -> None:
    before = plt.get_fignums()
    drawn().controls["step"].value = 10
    assert plt.get_fignums() == before


def arguments(**changed: Any) -> dict[str, Any]:
    given = {
        "draw": lambda a: f"text {a}",
        "settings": {"a": [1, 2]},
        "alt": lambda a: f"words {a}",
        "caption": "A text.",
    }
    return {**given, **changed}


def grass(blades: int) -> Figure:
    """A figure with a point for each number."""
    fig, ax = plt.subplots()
    ax.plot(np.random.default_rng(0).random(blades), ",")
    return fig


def blank(size: tuple[float, float] = (1, 1)) -> Figure:
    return plt.figure(figsize=size)


@pytest.mark.parametrize(
    ("changed", "error", "words"),
    [
        ({"settings": {}}, ValueError, "settings is {}, expected names and their values; pass a dict of lists."),
        ({"settings": [1, 2]}, ValueError, "expected names and their values"),
        ({"settings": {"a": []}}, ValueError, "settings['a'] is [], expected at least one value; pass a list."),
        ({"settings": {"a": "abc"}}, ValueError, "settings['a'] is 'abc', expected at least one value; pass a list."),
        ({"settings": {"a": 3}}, ValueError, "settings['a'] is 3, expected at least one value"),
        ({"settings": {"a": [1, 2, 1]}}, ValueError, "settings['a'] is [1, 2, 1], which has a value twice; leave one"),
        ({"settings": {"a": [1, True]}}, ValueError, "has a value twice"),
        ({"settings": {"a": [1, "1"]}}, ValueError, "has a value twice"),
        ({"settings": {"a": ["no_way", "no way"]}}, ValueError, "has a value twice"),
        ({"settings": {"a": [1, None]}}, TypeError, "expected finite numbers, words or truth values; convert them"),
        ({"settings": {"a": [(1, 2)]}}, TypeError, "expected finite numbers, words or truth values"),
        ({"settings": {"a": [1, math.nan]}}, TypeError, "expected finite numbers, words or truth values"),
        ({"settings": {"a": np.array([[1], [2]])}}, TypeError, "expected finite numbers, words or truth values"),
        ({"settings": {"a": np.array(3)}}, ValueError, "expected at least one value"),
        ({"settings": {3: [1]}}, TypeError, "settings has the name 3, expected a str"),
        ({"settings": {"a": [-(10**400), math.inf]}}, TypeError, "expected finite numbers"),
        ({"play": ["a"]}, ValueError, "play is ['a'], expected one of"),
        ({"play": "b"}, ValueError, "play is 'b', expected one of ['a']; name a setting, or leave it out."),
        (
            {"first": {"b": 1}},
            ValueError,
            "first has 'b': 1, expected one of a setting's values; pass one.",
        ),
        (
            {"buttons": ["b"]},
            ValueError,
            "buttons is ['b'], expected settings that do not play; pass a list of their names.",
        ),
        (
            {"first": {"a": 5}},
            ValueError,
            "first has 'a': 5, expected one of a setting's values; pass one.",
        ),
        ({"first": ["a"]}, ValueError, "first is ['a'], expected a dict; pass values by the names"),
        ({"first": {"a": np.array([1, 2])}}, ValueError, "expected one of a setting's values"),
        ({"buttons": [["a"]]}, ValueError, "buttons is [['a']], expected settings that do not play"),
        ({"draw": lambda a: '<svg a width="1" height="2">'}, ValueError, "expected text that is no markup"),
        ({"caption": " "}, ValueError, "caption is ' ', expected a sentence; say what is shown."),
        ({"caption": None}, ValueError, "caption is None, expected a sentence"),
        (
            {"draw": lambda b: "text"},
            TypeError,
            "draw does not take the settings by name (missing a required argument: ",
        ),
        ({"draw": lambda: "text"}, TypeError, "define it as draw(a)."),
        ({"draw": "text"}, TypeError, "draw does not take the settings by name"),
        ({"alt": lambda a, b: "text"}, TypeError, "alt does not take the settings by name"),
        ({"settings": {"a": [1], "b": [2]}}, TypeError, "define it as draw(a, b)."),
        ({"settings": {"a": range(61)}}, ValueError, "settings have 61 combinations, at most 60; leave out values."),
        ({"draw": lambda a: (blank(), None)}, TypeError, "draw returned tuple, expected a figure or text"),
        ({"draw": lambda a: None}, TypeError, "draw returned NoneType, expected a figure or text; return one of them."),
        (
            {"draw": lambda a: blank() if a == 1 else "x"},
            ValueError,
            "draw returns figures of 101 × 101 pixels and text",
        ),
        ({"draw": lambda a: blank((a, 1))}, ValueError, "figures of 101 × 101 pixels and figures of 202 × 101 pixels;"),
        ({"draw": lambda a: grass(10_000)}, ValueError, "characters, at most 600,000; leave out values, or draw less."),
        ({"alt": lambda a: ""}, ValueError, "alt for {'a': 1} is '', expected a sentence; say what is shown."),
        ({"alt": lambda a: None}, ValueError, "alt for {'a': 1} is None, expected a sentence"),
        ({"alt": lambda a: "A text"}, ValueError, "alt returns 'A text' for frames that differ; say in it what each"),
    ],
)
def test_error_says_what_to_do(changed: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error) as raised:
        explore(**arguments(**changed))
    plt.close("all")
    message = str(raised.value)
    assert words in message
    assert message.endswith(".")
    assert "\n" not in message
    assert re.search(r"; \w+ ", message)  # the advice


def test_too_many_frames_are_not_drawn() -> None:
    def never(**_: object) -> str:
        raise AssertionError

    many = {letter: range(10) for letter in "abcdefghij"}
    with pytest.raises(ValueError, match=re.escape("settings have 10,000,000,000 combinations")):
        explore(never, many, alt=str, caption="Many.")


def test_sixty_frames_are_allowed_and_frames_that_are_equal_may_have_the_same_words() -> None:
    explorer = explore(**arguments(draw=lambda a: "x", settings={"a": range(60)}, alt=lambda a: "An x"))
    assert len(data_of(explorer)["frames"]) == 60


CELL = """%matplotlib inline
import matplotlib.pyplot as plt
from helpers.explore import explore

def draw(width):
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.imshow([[0, width], [2, 3]])
    ax.set_xlabel(f"{width} wide")
    return fig

explore(draw, {"width": [1, 2]}, alt=lambda width: f"Four boxes up to {width}", caption="Boxes.")"""


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run: two cells that show the same explorer."""
    path = tmp_path_factory.mktemp("notebook") / "page.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(CELL, id="one"), new_code_cell(CELL, id="two")]), path)
    assert execute.refresh(path)
    return path


def changed(notebook: Path, path: Path, *changes: tuple[str, str]) -> Path:
    """Copy a notebook; in the HTML of each of its cells something is replaced."""
    content = nbformat.read(notebook, as_version=4)
    for cell, (old, new) in zip(content.cells, changes, strict=True):
        data = cell.outputs[0].data
        assert old in data["text/html"]
        data["text/html"] = data["text/html"].replace(old, new)
    nbformat.write(content, path)
    return path


def picture(notebook: Path) -> str:
    """The first picture in the notebook's first frame, as its bytes are written."""
    html = nbformat.read(notebook, as_version=4).cells[0].outputs[0].data["text/html"]
    return re.search("data:image/png;base64,[A-Za-z0-9+/=]+", html)[0]


def otherwise_packed(address: str) -> str:
    """The same picture in other bytes."""
    with Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2]))) as image:
        file = io.BytesIO()
        image.save(file, "png", compress_level=0)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"


def test_cell_shows_the_explorer_once_and_nothing_else(notebook: Path) -> None:
    for cell in nbformat.read(notebook, as_version=4).cells:
        (output,) = cell.outputs
        assert output.data.keys() == {"text/html", "text/plain"}
        assert output.data["text/plain"] == "Explorer(width)"


def test_changed_frame_is_written_and_another_encoding_of_its_picture_kept(notebook: Path, tmp_path: Path) -> None:
    other = otherwise_packed(picture(notebook))
    path = changed(notebook, tmp_path / "page.ipynb", ("2 wide", "3 wide"), (picture(notebook), other))
    assert execute.refresh(path)
    one, two = [cell.outputs[0].data["text/html"] for cell in nbformat.read(path, as_version=4).cells]
    assert "3 wide" not in one
    assert other in two


def test_nbval_compares_what_frames_draw_but_not_encoded_pictures(notebook: Path, tmp_path: Path) -> None:
    one, two = (picture(notebook), otherwise_packed(picture(notebook))), ("2 wide", "3 wide")
    path = changed(notebook, tmp_path / "page.ipynb", one, two)
    options = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={SANITIZE_FILE}", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", *options, str(path)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 failed, 1 passed" in result.stdout
    assert "FAILED page.ipynb::Cell 1" in result.stdout
