"""What pytest says of notebooks that are broken: a file that is none, and a kernel that dies."""

import os
import time
from pathlib import Path
from queue import Empty
from typing import Any

import nbval.plugin
import pytest

from tools.notebook_file import NoNotebook, notebook_content

RunningKernel = nbval.plugin.RunningKernel


def pytest_configure() -> None:
    """Let nbval notice when a kernel dies."""
    nbval.plugin.RunningKernel = MortalKernel


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
