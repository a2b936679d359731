"""The template of a chapter: its copy has no fault but the words that are not the author's own."""

import shutil
from pathlib import Path

import pytest

from tests.tools.notebooks.files import without_pictures
from tools.notebooks import execute
from tools.notebooks.lint.__main__ import main
from tools.notebooks.lint.gates import NOTEBOOK_GATES
from tools.notebooks.lint.notebooks import read
from tools.notebooks.lint.template import KEPT, TEMPLATE, faults


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The template, copied as a new chapter."""
    return Path(shutil.copy(TEMPLATE, tmp_path / "09_topic.ipynb"))


def test_copy_has_all_that_a_chapter_needs_but_the_name_of_its_questions(copy: Path) -> None:
    chapter = read(copy)
    others = [gate for gate in NOTEBOOK_GATES if gate is not faults]
    assert [fault for gate in others for fault in gate(chapter)] == [
        "09_topic: keep the answers under the notebook's name: ChapterQuiz('09_topic', …)"
    ]


def test_what_the_author_has_to_write_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chapter = read(copy)
    assert len(faults(chapter)) == len(chapter.cells) - len(KEPT)
    assert main([str(copy)]) == 1
    assert capsys.readouterr().out.count("still as in the template") == len(faults(chapter))


def test_outputs_are_those_of_the_code(copy: Path) -> None:
    execute.refresh(copy)
    assert without_pictures(copy) == without_pictures(TEMPLATE)
