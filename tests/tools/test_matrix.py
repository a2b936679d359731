"""tools/matrix.py: what passed, what failed, what is not to be had; and each surrounding for itself."""

import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tools import matrix
from tools.matrix import NotToBeHad, Result, Surrounding

ROOT = Path(__file__).resolve().parents[2]
ONE_PROCESS = {"PYTEST_ADDOPTS": "-n 0"}


def write(path: Path, cells: dict[str, str]) -> Path:
    """Write a notebook of cells with what each is to print."""
    made = []
    for number, (code, printed) in enumerate(cells.items()):
        output = [new_output("stream", name="stdout", text=printed)] if printed else []
        made.append(new_code_cell(code, id=f"cell-{number}", outputs=output, execution_count=number + 1))
    nbformat.write(new_notebook(cells=made), path)
    return path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(matrix, "FOLDER", tmp_path / "matrix")
    return tmp_path / "matrix"


def missing(_: Path) -> Surrounding:
    raise NotToBeHad("this machine is too small")


def test_each_surrounding_gets_its_line(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = "import os; print(os.environ.get('COLOR', 'green'))"
    write(tmp_path / "09_page.ipynb", {"print(1)": "1\n", code: "green\n"})
    makers = {
        "red": lambda _: Surrounding(ONE_PROCESS | {"COLOR": "red"}),
        "missing": missing,
        "unproven": lambda _: Surrounding({"COLOR": "red"}, proof="import sys; sys.exit('it is Tuesday')"),
        "green": lambda _: Surrounding(ONE_PROCESS),
        "unnamed": lambda _: Surrounding(ONE_PROCESS | {"COLOR": "blue"}),
    }
    assert matrix.main(["--only", "red", "missing", "unproven", "green"], makers, tmp_path) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [" ".join(line.split()[:3]) for line in lines] == [
        "surrounding passed failed",
        "red 1 1",
        "09_page Cell 1",
        "missing not to",
        "unproven not to",
        "green 2 0",
    ]
    assert lines[3].endswith("not to be had: this machine is too small")
    assert lines[4].endswith("not to be had: it is Tuesday")
    assert "'red\\n'" in (folder / "runs" / "red" / "log.txt").read_text(encoding="utf-8")


def test_what_cannot_run_fails_though_no_cell_does(tmp_path: Path) -> None:
    result = matrix.try_out("empty", lambda _: Surrounding(ONE_PROCESS), tmp_path)
    assert (result.passed, result.failed, result.problem) == (0, (), "pytest ended with 5")


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (Result("good", passed=3), 0),
        (Result("missing", missing="no such program"), 0),
        (Result("bad", passed=2, failed=("page Cell 2",)), 1),
        (Result("broken", problem="pytest ended with 5"), 1),
    ],
)
def test_status(monkeypatch: pytest.MonkeyPatch, result: Result, status: int) -> None:
    results = iter([result, Result("last", passed=3)])
    monkeypatch.setattr(matrix, "try_out", lambda *_: next(results))
    assert matrix.main([], {"first": missing, "last": missing}) == status


@pytest.mark.slow
def test_each_run_starts_with_an_empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    code = """
import os
from pathlib import Path
home = Path.home()
print(home.name, list(home.glob("seen")))
(home / "seen").touch()
print(sorted(os.environ.keys() & {"XDG_CACHE_HOME", "LC_ALL"}))
"""
    write(tmp_path / "page.ipynb", {code: "home []\n[]\n"})
    makers = {"default": lambda _: Surrounding(ONE_PROCESS)}
    for _ in range(2):
        assert matrix.main([], makers, tmp_path / "page.ipynb") == 0


def test_the_default_surrounding_can_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    monkeypatch.setattr(matrix, "try_out", lambda name, *_: names.append(name) or Result(name))
    matrix.main(["--repeat", "3"], {"default": missing, "other": missing})
    assert names == ["default", "default-2", "default-3", "other"]


@pytest.mark.slow
def test_notebooks_say_nothing_of_a_home_that_cannot_be_written_to(tmp_path: Path) -> None:
    shutil.copy(ROOT / "conftest.py", tmp_path)
    page = write(tmp_path / "page.ipynb", {"import matplotlib.pyplot": ""})
    surrounding = matrix.no_home(tmp_path)
    surrounding.variables["PYTEST_ADDOPTS"] = "-n 1"  # a worker inherits the folder, too
    result = matrix.try_out("no-home", lambda _: surrounding, page)
    assert (result.passed, result.failed, result.problem) == (1, (), "")


def test_a_folder_that_cannot_be_made_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.touch()  # below a file no folder can be made, not even by root
    assert matrix.main(["--only", "default"], {"default": lambda _: Surrounding()}) == 1
    assert "default cannot be written to (Not a directory): copy the repository" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="mounts are Linux's")
def test_a_checkout_that_cannot_be_written_to_has_room_for_the_run(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrix, "ROOT", tmp_path)
    folder.mkdir()
    (tmp_path / "book").mkdir()
    proof = f"{matrix.NO_CHECKOUT}; open({str(folder / 'log')!r}, 'x')"
    surrounding = matrix.read_only_checkout(folder)
    try:
        matrix.run([*surrounding.command, sys.executable, "-c", proof], cwd=tmp_path)
    except NotToBeHad as reason:
        pytest.skip(str(reason))
    assert (folder / "log").exists()


def test_other_pythons_that_are_not_there_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotToBeHad, match=r"there is no python3\.99"):
        matrix.other_python((3, 99), tmp_path)
    fake = tmp_path / "python3.99"
    fake.symlink_to(sys.executable)  # it says that it is another version than it is
    with pytest.raises(NotToBeHad, match=r"there is no python3\.99"):
        matrix.other_python((3, 99), tmp_path)


def test_programs_that_are_not_there_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("one-processor", "turkish", "read-only-home", "read-only-checkout", "no-network"):
        assert matrix.try_out(name, matrix.SURROUNDINGS[name], tmp_path).missing.startswith("there is no program")
