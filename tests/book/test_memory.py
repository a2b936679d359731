"""How much memory a page takes when it is run: it has to fit into a small laptop."""

import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tools.notebooks.lint.notebooks import unlisted

BOOK = Path(__file__).resolve().parents[2] / "book"
PAGES = sorted(BOOK.glob("*.ipynb"))
LIMIT = 2e9  # bytes
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"  # in KiB, on Linux


def test_all_pages_that_are_built_are_measured():
    listed = re.findall(r"(?:root|file): book/(\S+)", (BOOK.parent / "_toc.yml").read_text(encoding="utf-8"))
    notebooks = {name for name in listed if not (BOOK / f"{name}.md").exists()}
    assert notebooks | unlisted() == {path.stem for path in PAGES}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has another unit there, or does not exist")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_peak_resident_memory(path: Path):
    notebook = nbformat.read(path, 4)
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK))
    # A process measures its own peak, but a forked one starts with that of its parent: the kernel is started
    # by this process, whose own peak is far below the limit.
    quiet = ["--IPKernelApp.capture_fd_output=False"]
    resources = {"metadata": {"path": str(BOOK)}}
    NotebookClient(notebook, timeout=300, extra_arguments=quiet, resources=resources).execute()
    peak = int(notebook.cells[-1].outputs[0].text) * 1024
    assert peak < LIMIT, f"{path.name} needs {peak / 1e9:.2f} GB; hold one normalized copy of the pixels at a time"
