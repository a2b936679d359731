"""What pytest needs around notebooks: files found from anywhere, fonts found once, a kernel's death noticed."""

import os

import nbval.plugin
import pytest

from tools.notebooks.mortal_kernel import MortalKernel
from tools.notebooks.notebook_file import NoNotebook, notebook_content, seen_from_here
from tools.notebooks.sanitize import SANITIZE_FILE

# How many threads compute in TensorFlow, and in NumPy
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OPENBLAS_NUM_THREADS")


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval notice when a kernel dies, and let matplotlib look for its fonts and a folder to keep them in.

    It tells on stderr that fonts take long to find, or that the home cannot be written to. Kernels inherit
    the folder that it chooses here, so no notebook has to tell it. Where several notebooks run at a time, each
    computes with one thread; more would wait for those of the others. nbval looks for its file of what may differ
    in the working directory, whichever that is; so it is named here, with its full path.
    """
    if config.option.nbval_sanitize_with is None:
        config.option.nbval_sanitize_with = str(SANITIZE_FILE)
    if os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1") != "1":
        for name in THREADS:
            os.environ.setdefault(name, "1")
    nbval.plugin.RunningKernel = MortalKernel
    if not hasattr(config, "workerinput"):
        import matplotlib.font_manager  # noqa: F401


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say that pytest keeps nothing for the next run where it cannot; its own warnings are no faults of the book."""
    if not config.pluginmanager.hasplugin("cacheprovider"):
        return None
    folder = config.rootpath / config.getini("cache_dir")
    if os.access(folder if folder.exists() else folder.parent, os.W_OK):
        return None
    return f"cache: none, since {folder} cannot be written to; --last-failed and the like do not work here"


def pytest_make_collect_report(collector: pytest.Collector) -> pytest.CollectReport | None:
    """Say in one sentence what is wrong with a notebook that cannot be read."""
    if isinstance(collector, nbval.plugin.IPyNbFile):
        try:
            notebook_content(seen_from_here(collector.path))
        except NoNotebook as error:
            return pytest.CollectReport(collector.nodeid, "failed", str(error), [])
    return None
