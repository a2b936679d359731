"""What pytest needs around notebooks: fonts found once, a kernel's death noticed, a broken file named."""

import os
from pathlib import Path

import nbval.plugin
import pytest

from tools.notebooks.mortal_kernel import MortalKernel
from tools.notebooks.notebook_file import NoNotebook, notebook_content

# How many threads compute in TensorFlow, and in NumPy
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OPENBLAS_NUM_THREADS")


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval notice when a kernel dies, and let matplotlib look for its fonts and a folder to keep them in.

    It tells on stderr that fonts take long to find, or that the home cannot be written to. Kernels inherit
    the folder that it chooses here, so no notebook has to tell it. Where several notebooks run at a time, each
    computes with one thread; more would wait for those of the others.
    """
    if os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1") != "1":
        for name in THREADS:
            os.environ.setdefault(name, "1")
    nbval.plugin.RunningKernel = MortalKernel
    if not hasattr(config, "workerinput"):
        import matplotlib.font_manager  # noqa: F401


def pytest_make_collect_report(collector: pytest.Collector) -> pytest.CollectReport | None:
    """Say in one sentence what is wrong with a notebook that cannot be read."""
    if isinstance(collector, nbval.plugin.IPyNbFile):
        try:
            notebook_content(Path(os.path.relpath(collector.path)))
        except NoNotebook as error:
            return pytest.CollectReport(collector.nodeid, "failed", str(error), [])
    return None
