"""Render the book into ``_build/html``, when its sources have changed.

``make book`` runs this file, and the tests of the rendered book call :func:`build`. Where the checkout cannot be
written to, ``make book BOOK_BUILD=FOLDER`` renders into ``FOLDER/_build/html``.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [  # what Sphinx and the extensions read; a test finds what is missing
    "_config.yml",
    "_toc.yml",
    "requirements.txt",
    "book/**/*",
    *("tools/__init__.py", "tools/pages/__init__.py", "tools/pages/build.py", "tools/pages/extensions/**/*"),
    *("helpers/__init__.py", "helpers/_checks.py", "helpers/_committed.py", "helpers/palette.py"),
    *("helpers/digit_sheet.py", "helpers/datasets/digit_sheet.zlib"),
    *("helpers/elements/__init__.py", "helpers/elements/packing.py", "helpers/elements/long_data.js"),
]
NOT_READ = ["book/measurements/**/*", "book/ruff.toml"]  # by chapters that run, and by ruff
COLORS = re.compile(r"\x1b\[[0-9;]*m")


class BuildFailed(Exception):
    """The book could not be rendered without a warning; the message holds the warnings."""


def build(root: Path = ROOT) -> Path:
    """Render the book unless it is up to date.

    Of several processes that ask at once, one renders and the others wait. Nothing is written where nothing is due.

    Parameters
    ----------
    root
        The folder that holds ``_config.yml``, ``_toc.yml`` and ``book``.

    Returns
    -------
    pathlib.Path
        The folder of the rendered book.

    Raises
    ------
    BuildFailed
        Sphinx gave a warning or an error, or the folder cannot be written to.
    """
    output = output_folder(root)
    if not is_current(root, output):
        with only_one(output):
            if not is_current(root, output):  # another process may have built it meanwhile
                build_anew(root, output)
    return output / "html"


def output_folder(root: Path = ROOT) -> Path:
    """Where a book is built: in ``_build`` of its folder; this book's, if BOOK_BUILD names another, in that one's."""
    elsewhere = os.environ.get("BOOK_BUILD") if root == ROOT else ""
    return Path(elsewhere or root).absolute() / "_build"


def is_current(root: Path, output: Path) -> bool:
    """Whether what was built there is complete, and was made from what is here now."""
    stamp = output / "digest"
    complete = (output / "html" / "index.html").is_file() and stamp.is_file()
    return complete and stamp.read_text() == digest(root)


@contextmanager
def only_one(output: Path) -> Iterator[None]:
    """Wait until no other process builds in this folder, which is made; raise BuildFailed if it cannot be."""
    try:
        output.mkdir(parents=True, exist_ok=True)
        held = FileLock(output / "lock").acquire()
    except OSError as error:
        raise BuildFailed(cannot_write(output, error)) from None
    with held:
        yield


def cannot_write(path: Path, error: OSError) -> str:
    """Say in a sentence what could not be written, and where the book can be built instead."""
    return (
        f"{path} cannot be written to ({error.strerror}): name a folder that can be, "
        "as in: make book BOOK_BUILD=/tmp/reading-digits"
    )


def build_anew(root: Path, output: Path) -> None:
    """Render the book from scratch: Sphinx would keep old copies of static files and deleted pages."""
    stamp = output / "digest"
    stamp.unlink(missing_ok=True)
    for folder in ("html", ".doctrees", "jupyter_execute"):
        shutil.rmtree(output / folder, ignore_errors=True)
    current = digest(root)  # what changes while it is rendered makes the result stale
    render(root)
    stamp.write_text(current)


def digest(root: Path) -> str:
    """SHA-256 over names and contents of all that the rendered book depends on."""
    total = hashlib.sha256()
    for path in sources(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(root).as_posix()} {content}\n".encode())
    return total.hexdigest()


def sources(root: Path) -> list[Path]:
    """All files that the rendered book depends on, but for caches and checkpoints of tools."""
    read = {path for pattern in SOURCES for path in root.glob(pattern)}
    read -= {path for pattern in NOT_READ for path in root.glob(pattern)}
    return sorted(path for path in read if path.is_file() and not is_cache(path.relative_to(root)))


def is_cache(name: Path) -> bool:
    """Whether a file was made by a tool, and is ignored by git."""
    return any(part.startswith(".") or part == "__pycache__" for part in name.parts)


def check_notebooks(root: Path) -> None:
    """Raise BuildFailed if a file of the book is no notebook; of Jupyter Book that would be a long traceback."""
    from tools.notebooks.notebook_file import NoNotebook, notebook_content

    problems = []
    for path in sorted((root / "book").glob("*.ipynb")):
        try:
            notebook_content(path)
        except NoNotebook as error:
            problems.append(str(error).replace(f"{root}{os.sep}", ""))
    if problems:
        raise BuildFailed("\n".join(["The book was not built, because of:", *problems]))


def render(root: Path) -> None:
    """Run Jupyter Book with every warning an error."""
    check_notebooks(root)
    program = "import sys; from jupyter_book.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "build", ".", "-W", "-n", "--keep-going"]
    command += ["--path-output", str(output_folder(root).parent)]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if run.returncode:
        problems = COLORS.sub("", run.stderr.strip() or run.stdout).replace(f"{root}{os.sep}", "")
        raise BuildFailed(f"The book was not built, because of:\n{problems}")


def main() -> int:
    """Build the book and say where it lies."""
    try:
        html = build()
    except BuildFailed as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The book is in {html / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
