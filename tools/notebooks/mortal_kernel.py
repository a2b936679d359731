"""A kernel for nbval that may die."""

import time
from queue import Empty
from typing import Any

from nbval.plugin import RunningKernel


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
