"""What pytest needs around notebooks: fonts found once, a kernel's death noticed, a broken file named."""

import os
import time
from pathlib import Path
from queue import Empty
from typing import Any

import nbval.plugin
import pytest

from tools.notebooks.notebook_file import NoNotebook, notebook_content

RunningKernel = nbval.plugin.RunningKernel


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval notice when a kernel dies, and let matplotlib look for its fonts and a folder to keep them in.

    It tells on stderr that fonts take long to find, or that the home cannot be written to. Kernels inherit
    the folder that it chooses here, so no notebook has to tell it. Where several notebooks run at a time, each
    computes with one thread; more would wait for those of the others.
    """
    if os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1") != "1":
        os.environ.setdefault("TF_NUM_INTRAOP_THREADS", "1")
    nbval.plugin.RunningKernel = MortalKernel
    if not hasattr(config, "workerinput"):
        import matplotlib.font_manager  # noqa: F401


class MortalKernel(RunningKernel):
    """A kernel whose death ends the wait for its answer, which nbval alone would sit out to the cell's time limit."""

    def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:
        """Wait for a message in short turns, and between them see whether there is still somebody to send one."""
        end = time.monotonic() + (timeout or 0)
        while True:
            try:
                return super().get_message(stream, timeout=1)
            except Empty:
                if not self.is_alive():
                    raise RuntimeError("The kernel died in this cell; was there memory enough?") from None
                if timeout is not None and time.monotonic() > end:
                    raise


def pytest_make_collect_report(collector: pytest.Collector) -> pytest.CollectReport | None:
    """Say in one sentence what is wrong with a notebook that cannot be read."""
    if isinstance(collector, nbval.plugin.IPyNbFile):
        try:
            notebook_content(Path(os.path.relpath(collector.path)))
        except NoNotebook as error:
            return pytest.CollectReport(collector.nodeid, "failed", str(error), [])
    return None
