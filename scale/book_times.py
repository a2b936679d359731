"""Measure how long the book takes to render, to execute and to test: ``python -m scale.book_times``.

It works on a copy of the files that git knows, and writes ``scale/results/book_times.csv``. For each notebook the
time of ``pytest --nbval`` is split: a kernel starts, it imports what the notebook imports, the cells do their work;
what is left is pytest itself, and the comparison.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.manager import start_new_kernel

from scale.benchmark import RESULTS, ROOT, write

COLUMNS = ("part", "notebook", "seconds")


def seconds_of(command: list[str], folder: Path) -> float:
    """Run a command of Python in a folder, and time it; CalledProcessError if it fails."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def imports_of(cells: list[str]) -> str:
    """All import statements of the cells; `make_reproducible` is called before Keras is imported, as they do it."""
    found = []
    for node in (node for cell in cells for node in ast.parse(cell).body):
        called = isinstance(node, ast.Expr) and ast.unparse(node) == "make_reproducible()"
        if isinstance(node, (ast.Import, ast.ImportFrom)) or called:
            found.append(ast.unparse(node))
    return "\n".join(found)


def split(path: Path, folder: Path) -> dict[str, float]:
    """Time what a notebook's kernel does."""
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    times, start = {}, time.perf_counter()
    quiet = {"stderr": subprocess.DEVNULL, "env": os.environ | {"PYTHONPATH": str(folder)}}
    manager, client = start_new_kernel(cwd=str(folder / "book"), **quiet)
    try:
        times["kernel start"] = time.perf_counter() - start
        for part, sources in (("imports", [imports_of(cells)]), ("work", cells)):
            start = time.perf_counter()
            for source in sources:
                reply = client.execute_interactive(source, timeout=600, output_hook=lambda message: None)
                if reply["content"]["status"] != "ok":
                    raise SystemExit(f"{path.name}: {reply['content']['ename']} in a cell.")
            times[part] = time.perf_counter() - start
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return times


def main() -> None:
    """Measure all, and write the file."""
    lines: list[tuple[str, str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        for file in known.splitlines():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / file, folder / file)
        notebooks = sorted((folder / "book").glob("*.ipynb"))
        lines.append(("make book", "", seconds_of(["tools/build_book.py"], folder)))
        print(*lines[-1])
        seconds_of(["-c", "from helpers.training import trained_network; trained_network()"], folder)  # now kept
        nbval = ["-m", "pytest", "--nbval", "-q"]
        lines.append(("nbval, all", "", seconds_of([*nbval, "book"], folder)))
        print(*lines[-1])
        for path in notebooks:
            lines.append(("nbval", path.name, seconds_of([*nbval, "-n0", str(path)], folder)))
            lines += [(part, path.name, seconds) for part, seconds in split(path, folder).items()]
            print(path.name, *(f"{part} {seconds:.1f}" for part, _, seconds in lines[-4:]))
        lines.append(("make execute", "", seconds_of(["tools/execute.py"], folder)))
        print(*lines[-1])
    rows = [dict(zip(COLUMNS, (part, notebook, f"{seconds:.2f}"), strict=True)) for part, notebook, seconds in lines]
    write(RESULTS / "book_times.csv", COLUMNS, rows)


if __name__ == "__main__":
    main()
