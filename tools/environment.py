"""Make .venv (or the folder named on the command line) from requirements.txt, when it is missing or out of date.

It runs before anything is installed, so it uses the standard library alone; and even a Python
as old as 3.6 understands it, so that it can say what is wrong.
"""

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator

VERSIONS = [(3, 11), (3, 12), (3, 13)]  # as requires-python in pyproject.toml
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MARK = "reading-digits"  # this file in an environment says that it was made here, and from what
NEWS = 60  # seconds between two lines about an installation that goes on
UNFINISHED = b"unfinished"  # what it holds until the installation has ended; then a digest
NO_CONNECTION = (  # what pip's messages hold when it cannot reach, or loses, its package index
    "NewConnectionError",
    "ConnectTimeoutError",
    "NameResolutionError",
    "ProtocolError",
    "ProxyError",
    "ReadTimeoutError",
    "ConnectionError",
    "IncompleteRead",
    "Max retries exceeded",
)


class Stop(Exception):
    """The environment cannot be made; the message is one sentence for the reader."""


def make_environment(root: str, name: str = ".venv") -> None:
    """Make root/name unless it is complete and up to date."""
    check_version(sys.version_info[:3])
    folder = os.path.join(root, name)
    current = digest(root)
    if is_complete(folder, current):
        return
    check_modules()
    with only_one(root):
        if is_complete(folder, current):
            return  # another process made it meanwhile
        check_ours(folder)
        make_room(folder)
        print("Making {} from requirements.txt (once; some minutes, about 3 GB) ...".format(name), flush=True)
        make_venv(folder)
        python = interpreter(folder)
        log = os.path.join(folder, "install.log")
        pip(python, log, root, "--require-hashes", "--requirement", os.path.join(root, "requirements.txt"))
        pip(python, log, root, "--no-deps", "--no-build-isolation", "--editable", root)
        write(os.path.join(folder, MARK), current.encode())


def is_complete(folder: str, current: str) -> bool:
    """Whether the installation ended, and was made from what is here now."""
    return os.path.exists(interpreter(folder)) and read(os.path.join(folder, MARK)) == current.encode()


def check_ours(folder: str) -> None:
    """Stop unless nothing can be lost: the folder is absent, empty, or an environment that was made here."""
    if os.path.islink(folder):
        raise Stop("{} is a link, and what it leads to is not touched: remove the link and try again.".format(folder))
    if not os.path.exists(folder):
        return
    if not os.path.isdir(folder):
        raise Stop("{} is a file, and is not touched: move it away, or name another folder.".format(folder))
    mark = read(os.path.join(folder, MARK))
    if os.listdir(folder) and mark != UNFINISHED and not re.match(b"[0-9a-f]{64}$", mark):
        raise Stop(
            "{} holds files that were not made here, and they are not touched: "
            "move it away, or name another folder.".format(folder)
        )


def make_room(folder: str) -> None:
    """Make the folder, empty but for the mark, or stop when nothing can be written there."""
    try:
        empty(folder)
    except OSError as error:
        raise Stop(
            "{} cannot be written to ({}): copy the repository to a folder that you can write to, "
            "and try again there.".format(error.filename or folder, error.strerror)
        )


def empty(folder: str) -> None:
    """Leave nothing in the folder but the mark, which says that the rest may be removed the next time too."""
    os.makedirs(folder, exist_ok=True)
    write(os.path.join(folder, MARK), UNFINISHED)
    for entry in list(os.scandir(folder)):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        elif entry.name != MARK:
            os.remove(entry.path)


def interpreter(folder: str) -> str:
    """Path of an environment's Python."""
    return os.path.join(folder, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))


@contextlib.contextmanager
def only_one(root: str) -> Iterator:
    """Wait until no other process makes this environment."""
    try:
        import fcntl
    except ImportError:  # Windows has no such lock, and there two may collide
        yield
        return
    with open(os.path.join(root, "requirements.txt")) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file is closed
        yield


def check_version(version: tuple) -> None:
    """Stop unless the book runs with this version of Python."""
    if tuple(version[:2]) not in VERSIONS:
        raise Stop(
            "This book needs Python 3.11, 3.12 or 3.13, and {} is Python {}: install one of them "
            "and name it, as in: make book PYTHON=python3.12".format(sys.executable, ".".join(map(str, version)))
        )


def check_modules() -> None:
    """Stop unless this Python can make environments."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError as error:
        raise Stop(
            "{} lacks the module {}, which makes environments: install it "
            "(Debian and Ubuntu: sudo apt install python3-venv).".format(sys.executable, error.name)
        )


def digest(root: str) -> str:
    """SHA-256 over all that the environment depends on: Python, packages, and where it lies."""
    import tomllib  # not in the Pythons that check_version refuses

    with open(os.path.join(root, "pyproject.toml"), "rb") as file:
        project = tomllib.load(file)
    # Of the tools' settings only those of setuptools have to do with what is installed.
    tool = project.get("tool", {}).get("setuptools")
    parts = [root, sys.version_info[:2], project.get("build-system"), project.get("project"), tool]
    total = hashlib.sha256(repr(parts).encode())
    total.update(read(os.path.join(root, "requirements.txt")))
    return total.hexdigest()


def make_venv(folder: str) -> None:
    """Make an environment in a folder that holds the mark alone."""
    command = [sys.executable, "-m", "venv", folder]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if run.returncode:
        reason = " ".join(run.stdout.decode("utf-8", "replace").split()) or "no reason given"
        raise Stop("Python could not make an environment in {}: {}".format(folder, reason))


def pip(python: str, log: str, root: str, *arguments: str) -> None:
    """Run pip install, its output in the log, and stop with one sentence when it fails."""
    command = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off"]
    command += arguments
    variables = {"PIP_RETRIES": "2", "PIP_TIMEOUT": "15"}
    variables.update(os.environ)  # so that whoever has set one of them keeps it
    with open(log, "ab") as file:
        file.seek(0, os.SEEK_END)
        start = file.tell()
        run = subprocess.Popen(command, cwd=root, env=variables, stdout=file, stderr=subprocess.STDOUT)
        failed = wait(run, log)
    if not failed:
        return
    tail = read(log)[start:].decode("utf-8", "replace").splitlines()[-12:]
    if any(name in line for line in tail for name in NO_CONNECTION):
        raise Stop(
            "pip could not reach the package index, which is needed once to install the packages: "
            "connect to the network and try again (pip's log is {}).".format(log)
        )
    raise Stop("pip could not install the packages: the last lines of {} say why.".format(log))


def wait(run: subprocess.Popen, log: str) -> int:
    """Wait for pip and return its exit status; now and then print how long it has taken, and what it is doing."""
    start = time.time()
    try:
        while True:
            try:
                return run.wait(timeout=NEWS)
            except subprocess.TimeoutExpired:
                minutes = round((time.time() - start) / 60)
                lines = read(log).decode("utf-8", "replace").split("\n")
                doing = ([""] + [line.strip() for line in lines if line.strip()])[-1]
                print("  {} min: {}".format(minutes, doing[:90]), flush=True)
    except BaseException:  # as when the reader stops it
        run.kill()
        run.wait()
        raise


def read(path: str) -> bytes:
    """Contents of a file, none when it does not exist."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def write(path: str, content: bytes) -> None:
    """Make a file with this content, in place of what is there."""
    with open(path, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    try:
        make_environment(ROOT, *sys.argv[1:2])
    except Stop as stop:
        sys.exit(str(stop))
    except KeyboardInterrupt:
        sys.exit("Stopped. The environment is incomplete and will be made again.")
