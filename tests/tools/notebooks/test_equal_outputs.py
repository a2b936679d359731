"""tools/notebooks/equal_outputs.py: outputs that say the same keep their committed bytes, and no others."""

import base64
import io

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image

from helpers.elements.live import new_name
from helpers.elements.packing import element_html
from tools.notebooks.equal_outputs import NUMBER, essence, keep_equal_outputs
from tools.notebooks.sanitize import sanitizers

BAR = "2/2 ━━ \x1b[1m{}s\x1b[0m {}ms/step - loss: {}\n3/3"


def png(color: int, *, size: tuple[int, int] = (9, 9), format: str = "png", **options: object) -> str:  # noqa: A002
    """Return a one-color image in base64, as PNG or another format."""
    file = io.BytesIO()
    Image.new("L", size, color).save(file, format, **options)
    return base64.b64encode(file.getvalue()).decode()


def book_essence(output: dict) -> object:
    """Return the essence of an output under the settings of the book."""
    return essence(output, sanitizers())


def test_images_are_compared_by_their_pixels() -> None:
    assert png(1, compress_level=0) != png(1)
    assert book_essence({"image/png": png(1, compress_level=0)}) == book_essence({"image/png": png(1)})
    assert book_essence({"image/png": png(1)}) != book_essence({"image/png": png(2)})


@pytest.mark.parametrize("masks", [[], sanitizers(), [*sanitizers(), NUMBER]])
def test_images_within_html_are_compared_by_their_pixels(masks: list[tuple[str, str]]) -> None:
    html = 'data=\'{{"frames":["data:image/{};base64,{}","data:image/png;base64,{}"]}}\''
    here = essence({"text/html": html.format("png", png(1), png(2))}, masks)
    again = html.format("webp", png(1, format="webp", lossless=True), png(2, compress_level=0))
    assert essence({"text/html": again}, masks) == here
    for changed in ((png(2), png(1)), (png(1), png(3)), (png(1), png(2, size=(8, 10)))):
        assert essence({"text/html": html.format("png", *changed)}, masks) != here


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (BAR.format(1, 2, 2.5), BAR.format(12, 345, "2.5  "), True),
        (BAR.format(1, 2, 2.5), BAR.format(1, 2, 2.6), False),
        ("2/2 - 1s - 2ms/step - loss: 1\n", "2/2 - 3s - 950us/step - loss: 1\n", True),
        ("2/2 - 1s - 2ms/step - loss: 1\n", "2/2 - 1s - 2ms/step - loss: 2\n", False),
        ("<A at 0x7f00>", "<A at 0x8e1c>", True),
        ("<A at 0x7f00>", "<B at 0x7f00>", False),
        ("0x7f00", "0x7f01", False),
        ("<Figure size 640x480 with 1 Axes>", "<Figure size 641x480 with 1 Axes>", True),
        ("<Figure size 640x480 with 1 Axes>", "<Figure size 640x480 with 2 Axes>", False),
        ('<img src="data:image/png;base64,AA==" alt="a">', '<img src="data:image/png;base64,BB+/" alt="a">', True),
        ('<img src="data:image/png;base64,AA==" alt="a">', '<img src="data:image/png;base64,AA==" alt="b">', False),
        ("it took 2 s", "it took 3 s", False),
        ("two blanks  \n", "two blanks\n", False),
    ],
)
def test_only_times_addresses_sizes_and_payloads_may_differ(one: str, other: str, same: bool) -> None:
    assert (book_essence({"text": one}) == book_essence({"text": other})) == same


def printing(text: str, *tags: str) -> NotebookNode:
    """Make up a notebook whose one cell has printed something."""
    output = new_output("stream", name="stdout", text=text)
    return new_notebook(cells=[new_code_cell("f()", id="one", outputs=[output], metadata={"tags": list(tags)})])


@pytest.mark.parametrize(
    ("before", "after", "tags", "kept"),
    [
        ("<A at 0x7f00>", "<A at 0x8e1c>", [], True),
        ("7.1 s", "7.2 s", [], False),
        ("7.1 s", "7.2 s", ["nbval-ignore-output"], True),
        ("7.1 m", "7.2 s", ["nbval-ignore-output"], False),
    ],
)
def test_only_numbers_may_differ_in_outputs_that_are_not_compared(
    before: str, after: str, tags: list[str], kept: bool
) -> None:
    notebook = printing(after, *tags)
    keep_equal_outputs(notebook, printing(before))
    assert notebook.cells[0].outputs[0].text == (before if kept else after)


def test_a_result_that_is_kept_has_the_new_count_of_its_cell() -> None:
    def result(count: int) -> NotebookNode:
        output = new_output("execute_result", {"text/plain": "7"}, execution_count=count)
        return new_notebook(cells=[new_code_cell("7", id="one", execution_count=count, outputs=[output])])

    notebook = result(2)
    keep_equal_outputs(notebook, result(9))
    assert notebook.cells[0].outputs[0].execution_count == 2


def test_the_name_of_a_widget_is_not_kept() -> None:
    def showing(name: str | None) -> NotebookNode:
        output = new_output("display_data", {"text/html": element_html("chapter-quiz", {}, "", name=name)})
        return new_notebook(cells=[new_code_cell("quiz", id="one", outputs=[output])])

    notebook = showing(None)
    keep_equal_outputs(notebook, showing(new_name()))
    assert notebook == showing(None)
