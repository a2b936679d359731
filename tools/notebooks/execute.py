"""Run the notebooks in place and write clean outputs.

``make execute`` runs every notebook of the book; ``.venv/bin/python -m tools.notebooks.execute NOTEBOOK``
runs the one named. What is written holds nothing that depends on the run: no stderr, no widget
state, no unfinished progress bar, no versions in the metadata. An output that differs from the
committed one in nothing but what ``tools/notebooks/sanitize.cfg`` covers keeps its committed bytes, so that
a second run changes nothing; in cells tagged ``nbval-ignore-output`` numbers may differ, too.
"""

import argparse
import concurrent.futures
import copy
import multiprocessing
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.notebooks.clean import Cell, Notebook, clean
from tools.notebooks.equal_outputs import keep_equal_outputs
from tools.notebooks.notebook_file import NoNotebook, notebook_content, seen_from_here, write_atomically

if TYPE_CHECKING:
    from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
CELL_TIMEOUT = 600  # seconds


class NotebookFailed(Exception):
    """A file is no notebook or cannot be written, or a cell raised an error, took too long or killed its kernel."""


def main(arguments: list[str] | None = None) -> int:
    """Run the notebooks named on the command line, or all, and say what became of each."""
    parser = argparse.ArgumentParser(description="Run notebooks in place and write clean outputs.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all in book/")
    parser.add_argument("--jobs", type=int, default=2, help="how many run at once (default: 2)")
    options = parser.parse_args(arguments)
    paths = options.notebooks or sorted((ROOT / "book").glob("*.ipynb"))
    paths = [seen_from_here(path) for path in paths]
    missing = [str(path) for path in paths if not path.is_file()]
    if missing:
        print(f"There is no notebook {', '.join(missing)}.", file=sys.stderr)
        return 1
    failed = False
    # Processes of their own ("spawn"): each has an event loop and sockets that it shares with none.
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(options.jobs, mp_context=context) as pool:
        runs = {pool.submit(refresh, path): path for path in paths}
        for run in concurrent.futures.as_completed(runs):
            try:
                changed = run.result()
            except NotebookFailed as error:
                failed = True
                print(error, file=sys.stderr, flush=True)
            else:
                print(f"{runs[run]}: {'written' if changed else 'unchanged'}", flush=True)
    return int(failed)


def refresh(path: Path) -> bool:
    """Run one notebook in its folder and write it if that changed it.

    Parameters
    ----------
    path
        The notebook.

    Returns
    -------
    bool
        Whether the file was written.

    Raises
    ------
    NotebookFailed
        With notebook, cell and error, or why it cannot be written. The file is as it was.
    """
    import nbformat

    try:
        notebook_content(path)
    except NoNotebook as error:
        raise NotebookFailed(str(error)) from None
    before = path.read_text(encoding="utf-8")
    committed = nbformat.reads(before, as_version=4)
    notebook = copy.deepcopy(committed)
    run_cells(notebook, path)
    clean(notebook)
    keep_equal_outputs(notebook, committed)
    after = nbformat.writes(notebook).rstrip("\n") + "\n"
    if after == before:
        return False
    try:
        write_atomically(path, after)
    except OSError as error:
        what = f"{path} has other outputs now, and cannot be written to ({error.strerror})"
        raise NotebookFailed(f"{what}: copy the repository to a folder that can be, and run it there.") from None
    return True


def run_cells(notebook: Notebook, path: Path) -> None:
    """Run all code cells in one fresh kernel; outputs and execution counts are filled in."""
    from nbclient import NotebookClient

    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=CELL_TIMEOUT,
        store_widget_state=False,
        # What C++ writes to the file descriptors (TensorFlow's log, with time stamps) is no
        # output. nbval does not capture it either.
        extra_arguments=["--IPKernelApp.capture_fd_output=False"],
        resources={"metadata": {"path": str(path.resolve().parent)}},
    )
    client.reset_execution_trackers()
    with client.setup_kernel(stderr=subprocess.DEVNULL):
        for index, cell in enumerate(notebook.cells):
            problem = problem_of_running(client, cell, index)
            if problem:
                where = f"{path}, cell {index + 1} of {len(notebook.cells)} (id {cell.get('id')})"
                code = "\n".join(f"    {line}" for line in cell.source.splitlines())
                raise NotebookFailed(f"{where} failed: {problem}\n{code}\nThe file is left as it was.")
            if any(output.get("name") == "stderr" for output in cell.get("outputs", [])):
                note = f"{path}, cell {index + 1} writes to stderr, which is left out: mend it"
                print(note, file=sys.stderr, flush=True)


def problem_of_running(client: "NotebookClient", cell: Cell, index: int) -> str:
    """Run one cell and say what went wrong; nothing when all is well."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    try:
        client.execute_cell(cell, index)
    except CellExecutionError as error:
        return f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        return f"it took longer than {CELL_TIMEOUT} s"
    except DeadKernelError:
        return "the kernel died; was there memory enough?"
    return ""


if __name__ == "__main__":
    sys.exit(main())
