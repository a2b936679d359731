"""The template of a chapter: its copy has no fault but the words that are not the author's own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.notebooks.files import without_pictures
from tools.notebooks import execute
from tools.notebooks.lint.__main__ import main
from tools.notebooks.lint.gates import NOTEBOOK_GATES
from tools.notebooks.lint.notebooks import PATHS, Notebook, read
from tools.notebooks.lint.template import KEPT, TEMPLATE, faults, first_code


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The template, copied as a new chapter."""
    return Path(shutil.copy(TEMPLATE, tmp_path / "09_topic.ipynb"))


def test_copy_has_all_that_a_chapter_needs_but_its_line_in_the_contents_and_the_name_of_its_questions(
    copy: Path,
) -> None:
    chapter = read(copy)
    others = [gate for gate in NOTEBOOK_GATES if gate is not faults]
    contents, *found = [fault for gate in others for fault in gate(chapter)]
    assert contents.startswith("_toc.yml: it lacks book/09_topic")
    assert found == ["09_topic: keep the answers under the notebook's name: ChapterQuiz('09_topic', …)"]


def test_what_the_author_has_to_write_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chapter = read(copy)
    assert len(faults(chapter)) == len(chapter.cells) - len(KEPT)
    assert main([str(copy)]) == 1
    assert capsys.readouterr().out.count("still as in the template") == len(faults(chapter))


def spoilt(cells: list[dict], place: int, **changes: object) -> list[dict]:
    """Give the cells, one of them with changes."""
    return [*cells[:place], cells[place] | changes, *cells[place + 1 :]]


def test_a_page_that_does_not_look_for_its_package_first_is_named() -> None:
    chapter = read(PATHS[0])
    assert faults(chapter) == []
    for cells in (
        chapter.cells[:1] + chapter.cells[2:],
        chapter.cells[:1],
        spoilt(chapter.cells, 1, source="import helpers"),
        spoilt(chapter.cells, 1, metadata={}),
    ):
        (fault,) = faults(Notebook(chapter.name, cells))
        assert fault.endswith("let its first code cell be a copy of the template's, which is tagged 'package'")


SURROUNDINGS = {  # files where a notebook is opened alone, and what Python says of its first cell there
    "nothing": ({}, "No module named 'helpers'"),
    "another package": ({"helpers/__init__.py": "", "helpers/strings.py": ""}, "No module named 'helpers.data'"),
    "a folder": ({"helpers/notes.txt": ""}, "No module named 'helpers.data'"),
    "a module": ({"helpers.py": ""}, "No module named 'helpers.data'; 'helpers' is not a package"),
    "what is broken": (
        {"helpers/__init__.py": "", "helpers/data.py": "from sys import none"},
        "cannot import name 'none'",
    ),
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_a_notebook_that_is_opened_alone_says_what_to_do(name: str, tmp_path: Path) -> None:
    files, reason = SURROUNDINGS[name]
    for file, content in files.items():
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    # -S: without what is installed, -E: nor what a variable names
    command = [sys.executable, "-S", "-E", "-c", first_code(read(TEMPLATE))["source"]]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    *_, line = done.stderr.splitlines()
    assert line.startswith(f"ImportError: This notebook needs the package helpers of Reading Digits ({reason}")
    assert line.endswith("or run `%pip install git+ADDRESS`, with the repository's address, and restart the kernel.")
    assert "During handling of the above exception" not in done.stderr


def test_outputs_are_those_of_the_code(copy: Path) -> None:
    execute.refresh(copy)
    assert without_pictures(copy) == without_pictures(TEMPLATE)
