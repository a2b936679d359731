"""The template of a chapter: its copy has no fault but the words that are not the author's own."""

import shutil
from pathlib import Path

import pytest

from tests.tools.notebooks.lint import test_anatomy, test_lookup, test_numbers, test_practice, test_strictness
from tests.tools.notebooks.test_execute import without_pictures
from tools.notebooks import execute
from tools.notebooks.lint import notebooks
from tools.notebooks.lint.notebooks import PATHS, ROOT, Notebook, read

TEMPLATE = ROOT / "tools" / "notebooks" / "template.ipynb"
KEPT = {"setup", "questions", "exercises"}  # cells that a chapter may leave as they are


def faults(notebook: Notebook) -> list[str]:
    """Say which cells of a chapter are still those of the template."""
    template = {cell["source"] for cell in read(TEMPLATE).cells if cell["id"] not in KEPT}
    return [
        f"{where}: still as in the template; write it"
        for kind in ("markdown", "code")
        for where, cell in notebook.numbered(kind)
        if cell["source"] in template
    ]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The template, copied as a new chapter."""
    return Path(shutil.copy(TEMPLATE, tmp_path / "09_topic.ipynb"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_chapter_is_no_longer_the_template(path: Path) -> None:
    assert faults(read(path)) == []


def test_copy_has_all_that_a_chapter_needs_but_the_name_of_its_questions(copy: Path) -> None:
    chapter = read(copy)
    gates = (test_strictness, test_anatomy, test_numbers, test_practice, test_lookup)
    assert [fault for gate in gates for fault in gate.faults(chapter)] == [
        "09_topic: keep the answers under the notebook's name: ChapterQuiz('09_topic', …)"
    ]


def test_what_the_author_has_to_write_is_named(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chapter = read(copy)
    assert len(faults(chapter)) == len(chapter.cells) - len(KEPT)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["tools.notebooks.lint.notebooks", str(copy)])
        assert notebooks.main() == 1
    assert capsys.readouterr().out.count("still as in the template") == len(faults(chapter))


def test_outputs_are_those_of_the_code(copy: Path) -> None:
    execute.refresh(copy)
    assert without_pictures(copy) == without_pictures(TEMPLATE)
