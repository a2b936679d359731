"""How much memory a page takes when it is run: it has to fit into a small laptop."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.notebooks.lint.notebooks import unlisted

BOOK = Path(__file__).resolve().parents[2] / "book"
PAGES = sorted(BOOK.glob("*.ipynb"))
LIMIT = 2e9  # bytes
# A process begins with its parent's peak, and this one may have needed much: so a small one starts the kernel.
RUN = """
import sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], 4)
peak = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"  # in KiB, on Linux
notebook.cells.append(nbformat.v4.new_code_cell(peak))
quiet = ["--IPKernelApp.capture_fd_output=False"]
NotebookClient(notebook, timeout=300, extra_arguments=quiet, resources={"metadata": {"path": sys.argv[2]}}).execute()
print(notebook.cells[-1].outputs[0].text)
"""


def test_all_pages_that_are_built_are_measured():
    listed = re.findall(r"(?:root|file): book/(\S+)", (BOOK.parent / "_toc.yml").read_text(encoding="utf-8"))
    notebooks = {name for name in listed if not (BOOK / f"{name}.md").exists()}
    assert notebooks | unlisted() == {path.stem for path in PAGES}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss has another unit there, or does not exist")
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_peak_resident_memory(path: Path):
    command = [sys.executable, "-c", RUN, str(path), str(BOOK)]
    peak = 1024 * int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert peak < LIMIT, f"{path.name} needs {peak / 1e9:.2f} GB; hold one normalized copy of the pixels at a time"
