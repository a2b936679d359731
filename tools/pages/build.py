"""Render the book into ``_build/html``, when its sources have changed.

``make book`` runs this file, and the tests of the rendered book call :func:`build`.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [  # what Sphinx and the extensions read; a test finds what is missing
    "_config.yml",
    "_toc.yml",
    "requirements.txt",
    "book/**/*",
    *("tools/__init__.py", "tools/pages/__init__.py", "tools/pages/build.py", "tools/pages/extensions/**/*"),
    *("helpers/__init__.py", "helpers/_checks.py", "helpers/palette.py"),
    *("helpers/elements/__init__.py", "helpers/elements/packing.py", "helpers/elements/long_data.js"),
]
NOT_READ = ["book/measurements/**/*", "book/ruff.toml"]  # by chapters that run, and by ruff
COLORS = re.compile(r"\x1b\[[0-9;]*m")


class BuildFailed(Exception):
    """The book could not be rendered without a warning; the message holds the warnings."""


def build(root: Path = ROOT) -> Path:
    """Render the book unless it is up to date.

    Of several processes that ask at once, one renders and the others wait.

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
        Sphinx gave a warning or an error.
    """
    output = root / "_build"
    output.mkdir(exist_ok=True)
    stamp = output / "digest"
    with FileLock(output / "lock"):
        current = digest(root)
        complete = (output / "html" / "index.html").is_file() and stamp.is_file()
        if not complete or stamp.read_text() != current:
            stamp.unlink(missing_ok=True)
            # Always from scratch: Sphinx would keep old copies of static files and deleted pages.
            for folder in ("html", ".doctrees", "jupyter_execute"):
                shutil.rmtree(output / folder, ignore_errors=True)
            render(root)
            stamp.write_text(current)
    return output / "html"


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
