"""helpers.measurements: the tables of chapters, in a checkout and where the package is installed alone."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from helpers.measurements import FOLDER, measured, measuring_machine
from tests.copies import copied

ROOT = Path(__file__).resolve().parents[2]
TABLES = sorted(path.stem for path in FOLDER.glob("*.csv"))
BIG = "helpers/datasets/mnist.npz"
READ = """
import sys
folder, *names = sys.argv[1:]
sys.path.insert(0, folder)
from helpers.measurements import FOLDER, measured, measuring_machine
assert FOLDER.is_relative_to(folder), FOLDER
print([len(measured(name)) for name in names], measuring_machine()["processor"])
"""


def test_a_table_has_named_columns() -> None:
    rows = measured("training")
    assert rows["case"][0] == "floor"
    assert rows["seconds_per_epoch"][0] > 0


def test_a_table_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(FileNotFoundError, match=rf"no table 'local' in .*; pass one of those there: {TABLES[0]}, "):
        measured("local")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what pip installs, made from a copy of the sources."""
    folder = tmp_path_factory.mktemp("package")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    for name in ("helpers", "book/measurements"):
        copied(ROOT / name, folder / name, Path(BIG).name)
    (folder / BIG).touch()  # the data set is there, without its 11 MB
    wheel = ["wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", "wheels", "."]
    subprocess.run([sys.executable, "-m", "pip", *wheel], cwd=folder, check=True)
    (built,) = (folder / "wheels").glob("*.whl")
    with zipfile.ZipFile(built) as file:
        file.extractall(folder / "installed")
    return folder / "installed"


def test_the_package_holds_all_that_chapters_import_and_read(installed: Path) -> None:
    wanted = [path for name in ("helpers", "book/measurements") for path in (ROOT / name).rglob("*.*")]
    wanted = {path.relative_to(ROOT) for path in wanted if "__pycache__" not in path.parts}
    there = {path.relative_to(installed) for path in installed.rglob("*.*")}
    assert wanted - there == set()


def test_an_installed_package_reads_its_tables_without_the_checkout(installed: Path) -> None:
    command = [sys.executable, "-I", "-c", READ, str(installed), *TABLES]
    done = subprocess.run(command, cwd=installed, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{[len(measured(name)) for name in TABLES]} {measuring_machine()['processor']}"
