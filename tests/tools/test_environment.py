"""tools/environment.py: made when needed, and one clear sentence when it cannot be."""

import ast
import builtins
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tools import environment

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "environment.py"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing to install but itself."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "environment.py").write_bytes(SCRIPT.read_bytes())
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "empty"\nversion = "1"\n')
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps of an installation, recorded instead of done."""
    made = []

    def make_venv(folder: str) -> None:
        made.append("venv")
        time.sleep(0.1)  # long enough for others to come
        python = Path(environment.interpreter(folder))
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    monkeypatch.setattr(environment, "make_venv", make_venv)
    monkeypatch.setattr(environment, "pip", lambda python, log, root, *arguments: made.append("pip"))
    return made


def run(checkout: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the copy of the script in a checkout, as make does."""
    command = [sys.executable, checkout / "tools" / "environment.py"]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300, check=False)


def test_old_pythons_understand_it() -> None:
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13), (3, 14, 0)])
def test_wrong_python_is_named(version: tuple[int, ...]) -> None:
    with pytest.raises(environment.Stop, match=r"needs Python 3\.11, 3\.12 or 3\.13, and .* is Python 3\.\d+\.\d+:"):
        environment.check_version(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 0)])
def test_right_python_is_accepted(version: tuple[int, ...]) -> None:
    environment.check_version(version)


def test_versions_are_those_of_pyproject() -> None:
    assert 'requires-python = ">=3.11,<3.14"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert environment.VERSIONS == [(3, 11), (3, 12), (3, 13)]


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_module_is_named(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    real_import = builtins.__import__

    def without(name: str, *arguments: object) -> object:
        if name == module:
            raise ImportError(name=name)
        return real_import(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(environment.Stop, match=f"lacks the module {module}.*python3-venv"):
        environment.check_modules()


def test_no_network_is_said_in_one_sentence(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text(f"a-package==1 --hash=sha256:{'0' * 64}\n")
    # Nothing listens at this address: a network that is cut off. pip waits longer before each further try.
    result = run(checkout, PIP_INDEX_URL="http://127.0.0.1:9/", PIP_CONFIG_FILE=os.devnull, PATH="", PIP_RETRIES="1")
    assert result.returncode == 1
    assert "connect to the network and try again" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert (checkout / ".venv" / "reading-digits").read_bytes() == environment.UNFINISHED


def test_other_failures_of_pip_name_the_log(tmp_path: Path) -> None:
    log = tmp_path / "install.log"
    with pytest.raises(environment.Stop, match=f"could not install the packages: the last lines of {log} say why"):
        environment.pip(sys.executable, str(log), str(tmp_path), "--dry-run", "./nowhere")
    assert "nowhere" in log.read_text()


def test_a_long_installation_says_now_and_then_what_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(environment, "NEWS", 0.05)  # seconds
    log = tmp_path / "install.log"
    log.write_text("Collecting absl-py==2.5.1\n\n")
    run = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    threading.Timer(0.5, run.stdin.close).start()
    assert environment.wait(run, str(log)) == 1  # nothing was put in
    assert set(capsys.readouterr().out.splitlines()) == {"  0 min: Collecting absl-py==2.5.1"}


def test_an_installation_that_is_stopped_leaves_no_pip_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "NEWS", 0.05)

    def stopped(_: str) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "read", stopped)
    run = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with pytest.raises(KeyboardInterrupt):
        environment.wait(run, "install.log")
    assert run.poll() is not None
    run.stdin.close()


def test_made_once_and_then_only_checked(checkout: Path, calls: list[str]) -> None:
    environment.make_environment(str(checkout))
    assert calls == ["venv", "pip", "pip"]
    environment.make_environment(str(checkout))
    assert calls == ["venv", "pip", "pip"]


@pytest.mark.parametrize(
    ("file", "text", "again"),
    [
        ("requirements.txt", "six==1.17.0\n", True),
        ("pyproject.toml", '[project]\nname = "empty"\nversion = "2"\n', True),
        ("pyproject.toml", '[project]\nname = "empty"\nversion = "1"\n[tool.ruff]\nline-length = 99\n', False),
    ],
)
def test_made_again_when_what_it_depends_on_changes(
    checkout: Path, calls: list[str], file: str, text: str, again: bool
) -> None:
    environment.make_environment(str(checkout))
    (checkout / file).write_text(text)
    calls.clear()
    environment.make_environment(str(checkout))
    assert bool(calls) == again


def test_moved_checkout_is_noticed(checkout: Path, calls: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    environment.make_environment(str(checkout))
    moved = tmp_path_factory.mktemp("moved") / "checkout"
    checkout.rename(moved)
    calls.clear()
    environment.make_environment(str(moved))
    assert calls


def test_link_is_not_followed(checkout: Path, calls: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "precious").touch()
    (checkout / ".venv").symlink_to(other)
    with pytest.raises(environment.Stop, match="is a link"):
        environment.make_environment(str(checkout))
    assert (other / "precious").exists()
    assert calls == []


def filled(folder: Path) -> Path:
    """A folder with something in it that nobody wants to lose."""
    folder.mkdir(exist_ok=True)
    (folder / "precious").write_text("a year's work")
    return folder


@pytest.mark.parametrize("name", ["book", ".", "..", ".venv", "mine"])
def test_what_was_not_made_here_is_not_touched(checkout: Path, calls: list[str], name: str) -> None:
    root = checkout / "checkout"  # so that .. is a folder of the test's, too
    shutil.copytree(checkout, root)
    folder = filled(root / name)
    if name == "mine":  # an environment of the user's own
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (folder / "reading-digits").touch()  # a name that somebody else may use, as for a clone of this repository
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(environment.Stop, match="were not made here, and they are not touched"):
        environment.make_environment(str(root), name)
    assert (folder / "precious").read_text() == "a year's work"
    assert sorted(path.name for path in folder.iterdir()) == before
    assert calls == []


def test_a_file_in_its_place_is_not_touched(checkout: Path, calls: list[str]) -> None:
    (checkout / ".venv").write_text("a year's work")
    with pytest.raises(environment.Stop, match="is a file, and is not touched"):
        environment.make_environment(str(checkout))
    assert (checkout / ".venv").read_text() == "a year's work"
    assert calls == []


@pytest.mark.parametrize("name", ["empty", "absent"])
def test_an_empty_or_absent_folder_is_used(checkout: Path, calls: list[str], name: str) -> None:
    (checkout / "empty").mkdir()
    environment.make_environment(str(checkout), name)
    assert calls == ["venv", "pip", "pip"]


def test_an_environment_of_our_own_is_emptied_and_no_link_in_it_followed(checkout: Path, calls: list[str]) -> None:
    environment.make_environment(str(checkout))
    other = filled(checkout / "other")
    (checkout / ".venv" / "link").symlink_to(other)
    (checkout / ".venv" / "rest").mkdir()
    (checkout / "requirements.txt").write_text("six==1.17.0\n")
    environment.make_environment(str(checkout))
    programs = Path(environment.interpreter(".venv")).parent.name
    assert {path.name for path in (checkout / ".venv").iterdir()} == {programs, "reading-digits"}
    assert (other / "precious").exists()


def test_made_once_for_all_who_ask_at_once(checkout: Path, calls: list[str]) -> None:
    threads = [threading.Thread(target=environment.make_environment, args=(str(checkout),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == ["venv", "pip", "pip"]


def test_interrupted_installation_is_done_again(
    checkout: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    environment.make_environment(str(checkout))
    (checkout / "requirements.txt").write_text("six==1.17.0\n")

    def interrupted(*_: str) -> None:
        raise KeyboardInterrupt

    for step in ("pip", "make_venv"):
        with monkeypatch.context() as patch:
            patch.setattr(environment, step, interrupted)
            with pytest.raises(KeyboardInterrupt):
                environment.make_environment(str(checkout))
    (checkout / "requirements.txt").write_text("# nothing\n")  # as it was when it was complete
    calls.clear()
    environment.make_environment(str(checkout))
    assert calls == ["venv", "pip", "pip"]
