"""Train the post's network with several processes: ``python -m scale.distributed.launcher --workers 2``.

Each process is a worker of TensorFlow's `MultiWorkerMirroredStrategy`, as it would be on a machine of its own. This
module starts them, shows their progress, and stops them: none is left when it ends, whatever the reason.
"""

import argparse
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from helpers.recipe import BATCH_SIZE, LEARNING_RATE, SEED
from scale.network_shape import PARAMETERS

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
WORKER = "scale.distributed.worker"  # the module that each process runs


class WorkersFailed(Exception):
    """The training ended early; the message says which worker failed, and how to go on."""


@dataclass(frozen=True)
class Recipe:
    """What to train, and how. All workers get the same.

    Attributes
    ----------
    workers : int
        How many processes share each batch.
    epochs, batch_size, examples : int
        `batch_size` is that of all workers together; the training uses the first `examples` images.
    learning_rate : float
        Of plain stochastic gradient descent.
    precision : str
        ``"float64"`` or ``"float32"``.
    seed : int
        Of the first weights and of the order of the images.
    every : int
        After so many steps they report, and the first writes a checkpoint.
    checkpoints : str
        A folder to write checkpoints to, and to go on from where it holds one; empty for none.
    """

    workers: int = 2
    epochs: int = 1
    batch_size: int = BATCH_SIZE
    examples: int = 60_000
    learning_rate: float = LEARNING_RATE
    precision: str = "float64"
    seed: int = SEED
    every: int = 125
    checkpoints: str = ""

    def __post_init__(self) -> None:
        for name in ("workers", "epochs", "batch_size", "examples", "every"):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)!r}, expected a whole number of at least 1.")
        if self.batch_size % self.workers:
            raise ValueError(
                f"A batch of {self.batch_size} cannot be shared equally by {self.workers} workers; "
                "pass a batch size that is a multiple of the number of workers."
            )
        if self.examples > 60_000 or self.examples % self.batch_size:
            raise ValueError(
                f"examples is {self.examples}; pass a multiple of the batch size {self.batch_size}, at most 60,000."
            )
        if self.precision not in ("float32", "float64"):
            raise ValueError(f"precision is {self.precision!r}, expected float32 or float64.")

    @property
    def steps(self) -> int:
        """How many steps the whole training has."""
        return self.epochs * (self.examples // self.batch_size)

    @property
    def bytes_per_step(self) -> int:
        """Bytes that all workers together send in a step, if the sum goes round in a ring.

        The gradients and the loss make one vector. Each worker sends every part of it but one twice round: once
        to add up, once to hand out the sum.
        """
        width = 8 if self.precision == "float64" else 4
        return 2 * (self.workers - 1) * (PARAMETERS + 1) * width


@dataclass(frozen=True)
class Trained:
    """What came out.

    Attributes
    ----------
    first : int
        The step that this run began with: 0, or that of the checkpoint.
    losses : list of float
        The loss of each step from there on.
    wrong : int
        How many of the 10,000 test images the trained network gets wrong.
    seconds_per_step : float
        From the first report to the last: starting and compiling are left out. NaN with a single report.
    bytes_per_step : float
        What this machine's loopback carried in that time, for each step; NaN where the system does not tell.
    """

    first: int
    losses: list[float]
    wrong: int
    seconds_per_step: float
    bytes_per_step: float


@dataclass
class Record:
    """What the first worker has reported so far."""

    first: int = 0
    losses: list[float] = field(default_factory=list)
    wrong: int = -1
    marks: list[tuple[float, float, int]] = field(default_factory=list)  # time, bytes and losses at each report

    @property
    def step(self) -> int:
        """How many steps have been made."""
        return self.first + len(self.losses)

    def add(self, facts: dict[str, Any]) -> None:
        """Take in a report."""
        self.first = facts.get("started", self.first)
        self.wrong = facts.get("wrong", self.wrong)
        if "losses" in facts:
            self.losses += facts["losses"]
            self.marks.append((facts["time"], facts["bytes"], len(self.losses)))

    def trained(self) -> Trained:
        """What came out, with means from the first report to the last."""
        if len(self.marks) < 2:
            return Trained(self.first, self.losses, self.wrong, float("nan"), float("nan"))
        start, sent_before, made_before = self.marks[0]
        end, sent, made = self.marks[-1]
        steps = made - made_before
        return Trained(self.first, self.losses, self.wrong, (end - start) / steps, (sent - sent_before) / steps)


def run(
    recipe: Recipe, *, ports: Sequence[int] = (), progress: Callable[[int, int, float], None] | None = None
) -> Trained:
    """Start the workers, wait until they have trained, and stop them.

    Parameters
    ----------
    recipe : Recipe
        What to train.
    ports : sequence of int, optional
        One for each worker, on 127.0.0.1; default: free ones.
    progress : callable, optional
        Called with the steps made, the steps of all, and the loss of the last.

    Returns
    -------
    Trained

    Raises
    ------
    WorkersFailed
        If a worker ends early. All have been stopped then.
    ValueError
        If the checkpoints are of another training, or there are not as many ports as workers.
    """
    if recipe.checkpoints:  # workers run in another folder
        recipe = replace(recipe, checkpoints=str(Path(recipe.checkpoints).resolve()))
    ports = ports or free_ports(recipe.workers)
    if len(ports) != recipe.workers:
        raise ValueError(f"{len(ports)} ports for {recipe.workers} workers; pass one for each.")
    claim_checkpoints(recipe)
    reports: queue.Queue[tuple[int, dict[str, Any] | None]] = queue.Queue()
    record = Record()
    with started(recipe, ports) as workers:
        for rank, (worker, _) in enumerate(workers):
            threading.Thread(target=pass_on, args=(worker.stdout, rank, reports), daemon=True).start()
        running = recipe.workers
        while running:
            try:
                rank, facts = reports.get(timeout=0.5)  # not for ever, or Windows would not hear Ctrl-C
            except queue.Empty:
                continue
            if facts is None:
                workers[rank][0].wait()
                raise_if_failed(workers, recipe, record.step)
                running -= 1
            elif rank == 0:
                record.add(facts)
                if progress and "losses" in facts:
                    progress(record.step, recipe.steps, record.losses[-1])
    return record.trained()


@contextmanager
def started(recipe: Recipe, ports: Sequence[int]) -> Iterator[list[tuple[subprocess.Popen, IO[bytes]]]]:
    """Start the workers, each with a file for its log, and end them all when the block is left, however that is."""
    cluster = {"worker": [f"{HOST}:{port}" for port in ports]}
    workers: list[tuple[subprocess.Popen, IO[bytes]]] = []
    with ExitStack() as logs:
        logs.callback(stop, workers)
        for rank in range(recipe.workers):
            log = logs.enter_context(tempfile.TemporaryFile())
            surrounding = os.environ | {
                "TF_CONFIG": json.dumps({"cluster": cluster, "task": {"type": "worker", "index": rank}}),
                "PYTHONPATH": str(ROOT),
                "CUDA_VISIBLE_DEVICES": "-1",
            }
            command = [sys.executable, "-m", WORKER, json.dumps(asdict(recipe)), str(rank)]
            worker = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=surrounding, cwd=ROOT
            )
            workers.append((worker, log))
        yield workers


def stop(workers: list[tuple[subprocess.Popen, IO[bytes]]]) -> None:
    """End the workers that still run, and wait for them."""
    for worker, _ in workers:
        worker.kill()
    for worker, _ in workers:
        worker.wait()
        worker.stdin.close()
        worker.stdout.close()


def pass_on(lines: IO[bytes], rank: int, reports: queue.Queue) -> None:
    """Hand on what a worker reports, and None when it has ended."""
    try:
        for line in lines:
            if line.startswith(b"{"):
                reports.put((rank, json.loads(line)))
    except ValueError:
        pass  # the pipe was closed, or a line was cut off: the worker has been stopped
    finally:
        reports.put((rank, None))


def raise_if_failed(workers: list[tuple[subprocess.Popen, IO[bytes]]], recipe: Recipe, step: int) -> None:
    """Raise WorkersFailed if a worker has ended early: about the one that was killed, if there is one."""
    codes = {rank: worker.poll() for rank, (worker, _) in enumerate(workers)}
    failed = {rank: code for rank, code in codes.items() if code}
    if not failed:
        return
    rank, code = min(failed.items(), key=lambda item: item[1])  # the others fail because they miss it
    why = f"was killed (signal {-code})" if code < 0 else f"failed: {last_words(workers[rank][1])}"
    if recipe.checkpoints:
        how = f"the same command goes on from the last checkpoint in {recipe.checkpoints}"
    else:
        how = "nothing was kept; name a folder for checkpoints to be able to go on"
    raise WorkersFailed(f"Worker {rank} of {recipe.workers} {why} (after step {step}). All were stopped; {how}.")


def last_words(log: IO[bytes]) -> str:
    """The last line that a worker wrote to its log: the error, if Python wrote it."""
    log.seek(0)
    lines = [line for line in log.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].strip()[:300] if lines else "it said nothing"


def claim_checkpoints(recipe: Recipe) -> None:
    """Write into the folder of checkpoints what training they are of; raise ValueError if it is another."""
    if not recipe.checkpoints:
        return
    folder = Path(recipe.checkpoints)
    folder.mkdir(parents=True, exist_ok=True)
    # The number of workers may change, and how long to train; what they compute may not.
    left_out = ("workers", "epochs", "every", "checkpoints")
    same = json.dumps({name: value for name, value in asdict(recipe).items() if name not in left_out})
    note = folder / "recipe.json"
    if note.exists() and note.read_text(encoding="utf-8") != same:
        raise ValueError(f"{folder} holds checkpoints of another training ({note}); name another folder.")
    note.write_text(same, encoding="utf-8")


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind((HOST, 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def show(done: int, steps: int, loss: float) -> None:
    """Draw the progress on one line."""
    bar = "#" * (30 * done // steps)
    print(f"\r[{bar:<30}] step {done:,} of {steps:,}, loss {loss:.4f}", end="", flush=True)


def main() -> int:
    """Read the command line, train, and print what came out."""
    parser = argparse.ArgumentParser(description="Train the post's network with several processes.")
    usual = Recipe()
    for name in ("workers", "epochs", "batch_size", "examples", "every", "seed"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=getattr(usual, name))
    parser.add_argument("--precision", default=usual.precision, choices=["float64", "float32"])
    parser.add_argument("--checkpoints", default="", help="folder to write checkpoints to, and to go on from")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the workers are stopped then, too
    try:
        recipe = Recipe(**vars(parser.parse_args()))
        trained = run(recipe, progress=show)
    except (WorkersFailed, ValueError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped, and the workers with it.", file=sys.stderr)
        return 130
    print()
    if trained.losses:
        print(f"steps {trained.first:,} to {recipe.steps:,}, last loss {trained.losses[-1]:.10f}")
        print(f"{trained.seconds_per_step * 1000:.2f} ms a step")
        print(f"{trained.bytes_per_step:,.0f} bytes a step over the loopback, {recipe.bytes_per_step:,} computed")
    print(f"{trained.wrong} of the 10,000 test images wrong")
    return 0


if __name__ == "__main__":
    sys.exit(main())
