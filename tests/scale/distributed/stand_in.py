"""A worker that is started and stopped as the real one, but trains nothing: it needs no TensorFlow.

It reports twenty steps. Then it ends, or where a test listens at the port STAND_IN_PORT, it stays connected to it until
it is stopped: so the test hears when it has begun, and when it has ended.
"""

import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from scale.distributed import worker


def pretend(recipe: dict[str, Any], rank: int) -> None:
    """Report as a training does, and leave a file where checkpoints belong."""
    if recipe["checkpoints"]:
        Path(recipe["checkpoints"], f"checkpoint-of-{rank}").touch()
    port = os.environ.get("STAND_IN_PORT")
    test = socket.create_connection(("127.0.0.1", int(port))) if port else None
    worker.report(started=0, steps=20)
    worker.report(losses=[2.3] * 20, time=0.0, bytes=0.0)
    if test:
        deaf = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        test.sendall(b"d" if deaf else b"h")  # deaf to Ctrl-C, or it hears it
        test.recv(1)


if __name__ == "__main__":
    worker.train = pretend
    worker.main(sys.argv[1:])
