"""Run the notebooks in place and write clean outputs.

``make execute`` runs every notebook of the book; ``.venv/bin/python -m tools.notebooks.execute NOTEBOOK``
runs the one named. What is written holds nothing that depends on the run: no stderr, no widget
state, no unfinished progress bar, no versions in the metadata. An output that differs from the
committed one in nothing but what ``tools/notebooks/sanitize.cfg`` covers keeps its committed bytes, so that
a second run changes nothing; in cells tagged ``nbval-ignore-output`` numbers may differ, too.
"""

import argparse
import base64
import binascii
import concurrent.futures
import copy
import hashlib
import io
import itertools
import multiprocessing
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SANITIZE = Path(__file__).parent / "sanitize.cfg"
CELL_TIMEOUT = 600  # seconds
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_METADATA = {"mystnb", "tags"}
FOLDED = {  # by tag: what JupyterLab folds, as the book does
    "hide-output": {"outputs_hidden": True},
    "question": {"source_hidden": True},
    "solution": {"outputs_hidden": True, "source_hidden": True},
}
PROMPTS = {"hide-output": "the answer", "solution": "the solution"}  # by tag: what the book says that it folds
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
NUMBER = (r"\d+([.,]\d+)*(e[+-]?\d+)?", "NUMBER")
EMBEDDED = re.compile(r"data:image/[a-z+]+;base64,([A-Za-z0-9+/=]+)")  # an image within HTML

Output = dict[str, Any]
Notebook = Any  # nbformat's NotebookNode: a dict with attributes


class NotebookFailed(Exception):
    """A file is no notebook, or a cell raised an error, took too long or killed its kernel."""


def main(arguments: list[str] | None = None) -> int:
    """Run the notebooks named on the command line, or all, and say what became of each."""
    parser = argparse.ArgumentParser(description="Run notebooks in place and write clean outputs.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all in book/")
    parser.add_argument("--jobs", type=int, default=2, help="how many run at once (default: 2)")
    options = parser.parse_args(arguments)
    paths = options.notebooks or sorted((ROOT / "book").glob("*.ipynb"))
    paths = [Path(os.path.relpath(path)) for path in paths]
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
        With notebook, cell and error. The file is as it was.
    """
    import nbformat

    from tools.notebooks.notebook_file import NoNotebook, notebook_content

    try:
        notebook_content(path)
    except NoNotebook as error:
        raise NotebookFailed(str(error)) from None
    before = path.read_text(encoding="utf-8")
    committed = nbformat.reads(before, as_version=4)
    notebook = copy.deepcopy(committed)
    run_cells(notebook, path)
    clean(notebook)
    keep_equal_outputs(notebook, committed, read_sanitizers())
    after = nbformat.writes(notebook).rstrip("\n") + "\n"
    if after == before:
        return False
    write_atomically(path, after)
    return True


def run_cells(notebook: Notebook, path: Path) -> None:
    """Run all code cells in one fresh kernel; outputs and execution counts are filled in."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

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
            try:
                client.execute_cell(cell, index)
            except CellExecutionError as error:
                problem = f"{error.ename}: {error.evalue}"
            except CellTimeoutError:
                problem = f"it took longer than {CELL_TIMEOUT} s"
            except DeadKernelError:
                problem = "the kernel died; was there memory enough?"
            else:
                if any(output.get("name") == "stderr" for output in cell.get("outputs", [])):
                    note = f"{path}, cell {index + 1} writes to stderr, which is left out: mend it"
                    print(note, file=sys.stderr, flush=True)
                continue
            where = f"{path}, cell {index + 1} of {len(notebook.cells)} (id {cell.get('id')})"
            code = "\n".join(f"    {line}" for line in cell.source.splitlines())
            raise NotebookFailed(f"{where} failed: {problem}\n{code}\nThe file is left as it was.")


def clean(notebook: Notebook) -> None:
    """Reduce a notebook that was run to what the book shows and the tests compare."""
    notebook.metadata = type(notebook.metadata)(copy.deepcopy(METADATA))
    notebook.nbformat, notebook.nbformat_minor = 4, max(notebook.nbformat_minor, 5)
    counter = itertools.count(1)
    seen: set[str] = set()
    for index, cell in enumerate(notebook.cells):
        if not cell.get("id") or cell.id in seen:
            cell.id = hashlib.sha256(f"{index} {cell.source}".encode()).hexdigest()[:8]
        seen.add(cell.id)
        for key in cell.metadata.keys() - CELL_METADATA:
            del cell.metadata[key]
        for tag in FOLDED.keys() & cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = FOLDED[tag]
        for tag in PROMPTS.keys() & cell.metadata.get("tags", []):
            shown = cell.metadata.setdefault("mystnb", {})
            shown["code_prompt_show"], shown["code_prompt_hide"] = f"Show {PROMPTS[tag]}", f"Hide {PROMPTS[tag]}"
        if cell.cell_type != "code":
            continue
        cell.outputs = clean_outputs(cell.outputs)
        if cell.execution_count is not None:
            cell.execution_count = next(counter)
        for output in cell.outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = cell.execution_count


def clean_outputs(outputs: list[Output]) -> list[Output]:
    """Drop stderr and widget views, join consecutive chunks of text, collapse progress bars."""
    kept: list[Output] = []
    for output in outputs:
        if output["output_type"] == "stream":
            if output["name"] == "stderr":
                continue
            if kept and kept[-1]["output_type"] == "stream":
                kept[-1]["text"] += output["text"]
                continue
        elif "data" in output:
            output["data"].pop(WIDGET_VIEW, None)
            if not output["data"]:
                continue
        kept.append(output)
    for output in kept:
        if output["output_type"] == "stream":
            output["text"] = collapse_progress(output["text"])
    return [output for output in kept if output.get("text") != ""]


def collapse_progress(text: str) -> str:
    r"""Text as a terminal shows it in the end: ``\r`` starts a line again, ``\b`` goes one back.

    >>> collapse_progress("1/2\b\b\b\r2/2 \nnext")
    '2/2\nnext'
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if "\r" in line:
            states = [state for state in line.split("\r") if state]
            line = states[-1].rstrip(" ") if states else ""
        while "\b" in line:
            line = re.sub("^\b+|[^\b]\b", "", line)
        lines[number] = line
    return "\n".join(lines)


def read_sanitizers(path: Path = SANITIZE) -> list[tuple[str, str]]:
    """Pairs of a regular expression and its replacement, as nbval reads them from the same file."""
    text = path.read_text(encoding="utf-8")
    return re.findall("^regex: (.*)$\n^replace: (.*)$", text, re.MULTILINE)


def keep_equal_outputs(notebook: Notebook, committed: Notebook, sanitizers: list[tuple[str, str]]) -> None:
    """Put committed outputs back where the new ones say the same."""
    old_cells = {cell.get("id"): cell for cell in committed.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        old = old_cells.get(cell.id)
        if cell.cell_type != "code" or old is None:
            continue
        ignored = "nbval-ignore-output" in cell.metadata.get("tags", [])
        masks = [*sanitizers, NUMBER] if ignored else sanitizers
        if len(old.outputs) == len(cell.outputs):
            cell.outputs = [
                theirs if essence(mine, masks) == essence(theirs, masks) else mine
                for mine, theirs in zip(cell.outputs, old.outputs, strict=True)
            ]
        for output in cell.outputs:
            if output["output_type"] == "execute_result":
                output["execution_count"] = cell.execution_count


def essence(value: Any, sanitizers: list[tuple[str, str]]) -> Any:
    """What of an output counts: its text without times and addresses, the pixels of its images."""
    if isinstance(value, dict):
        return {
            key: pixels(item) if key == "image/png" else essence(item, sanitizers)
            for key, item in value.items()
            if key != "execution_count"
        }
    if isinstance(value, list):
        return [essence(item, sanitizers) for item in value]
    if isinstance(value, str):
        value = EMBEDDED.sub(embedded_pixels, value)  # the sanitizers would hide a changed image
        for pattern, replacement in sanitizers:
            value = re.sub(pattern, replacement, value)
    return value


def pixels(png: str) -> Any:
    """Size and pixels of an image in base64; the text itself when it is no image."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(base64.b64decode(png))) as image:
            return image.size, image.convert("RGBA").tobytes()
    except (binascii.Error, OSError):
        return png


def embedded_pixels(match: re.Match[str]) -> str:
    """Letters that stand for the pixels of an embedded image, or the match itself when it is no image."""
    found = pixels(match[1])
    if isinstance(found, str):
        return match[0]
    digest = hashlib.sha256(repr(found).encode()).hexdigest()
    return "image " + digest.translate(str.maketrans("0123456789", "ghijklmnop"))  # numbers may be masked, letters not


def write_atomically(path: Path, text: str) -> None:
    """Write beside the file, then replace it: readers see the old or the new, never a part."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.chmod(path.stat().st_mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
