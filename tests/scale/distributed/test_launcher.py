"""scale.distributed.launcher: several processes train as one, and none is left behind."""

import json
import math
import os
import re
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from scale.distributed import launcher as workers
from scale.distributed.launcher import Recipe, WorkersFailed, run

make_reproducible()

import keras  # noqa: E402 (after the log is quiet)

from helpers.training import build_network  # noqa: E402

EXAMPLES = 1_600  # 50 steps an epoch

linux = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="it looks processes up in /proc")


def processes_of(seed: int) -> list[int]:
    """Numbers of the workers that still run; a seed of its own tells those of a test."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue  # it has just ended
        if b"scale.distributed.worker" in words and f'"seed": {seed},'.encode() in b" ".join(words):
            found.append(int(path.parent.name))
    return found


def until(condition, seconds: float = 60) -> bool:
    """Wait until a condition holds, and say whether it does."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(condition())


@pytest.fixture(scope="module")
def by_fit() -> tuple[list[float], int]:
    """The loss of each batch in two epochs, and how many test images are wrong then, by Keras's fit in one process."""

    class Losses(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(logs["loss"] * (batch + 1))  # Keras reports the mean since the epoch began

    (images, labels), (test_images, test_labels) = load_mnist()
    statistics = pixel_statistics(images)
    x = standardize(images[:EXAMPLES], *statistics)
    make_reproducible(0)
    model = build_network()
    model.compile("sgd", "categorical_crossentropy")
    losses = []
    for _ in range(2):
        seen = []
        model.fit(x, one_hot(labels[:EXAMPLES]), verbose=0, callbacks=[Losses()])
        losses += np.diff(seen, prepend=0).tolist()
    answers = model.predict(standardize(test_images, *statistics), verbose=0).argmax(axis=1)
    return losses, int((answers != test_labels).sum())


@pytest.mark.parametrize("count", [1, 2])
def test_they_make_the_steps_of_one_process(by_fit, count):
    shown = []
    recipe = Recipe(workers=count, epochs=2, examples=EXAMPLES, every=20)
    trained = run(recipe, progress=lambda *now: shown.append(now))
    np.testing.assert_allclose(trained.losses, by_fit[0], rtol=0, atol=1e-9)
    assert [(done, steps) for done, steps, _ in shown] == [(20, 100), (40, 100), (60, 100), (80, 100), (100, 100)]
    assert trained.wrong == by_fit[1]
    assert trained.seconds_per_step > 0
    if not math.isnan(trained.bytes_per_step):
        assert recipe.bytes_per_step == (0 if count == 1 else 2 * 118_283 * 8)
        assert trained.bytes_per_step >= 0.97 * recipe.bytes_per_step  # other tests may use the loopback too


def test_after_a_worker_is_killed_the_next_run_goes_on_with_nothing_lost(by_fit, tmp_path, monkeypatch):
    begun, original = [], subprocess.Popen

    def popen(*arguments, **options):
        begun.append(original(*arguments, **options))
        return begun[-1]

    def kill_one(done: int, steps: int, loss: float) -> None:
        if done >= 40:
            begun[1].kill()

    monkeypatch.setattr(workers.subprocess, "Popen", popen)
    folder = str(tmp_path / "checkpoints")
    recipe = Recipe(epochs=2, examples=EXAMPLES, every=20, checkpoints=folder)
    with pytest.raises(WorkersFailed) as failure:
        run(recipe, progress=kill_one)
    ended = r"was killed \(signal 9\)" if os.name != "nt" else "failed: .*"
    assert re.fullmatch(
        rf"Worker 1 of 2 {ended} \(after step \d+\)\. All were stopped; "
        rf"the same command goes on from the last checkpoint in {re.escape(folder)}\.",
        str(failure.value),
    )
    assert all(process.poll() is not None for process in begun)

    trained = run(recipe)
    assert trained.first >= 20
    np.testing.assert_allclose(trained.losses, by_fit[0][trained.first :], rtol=0, atol=1e-9)
    again = run(recipe)  # there is nothing left to do
    assert (again.first, again.losses, again.wrong) == (100, [], trained.wrong)
    with pytest.raises(ValueError, match="holds checkpoints of another training"):
        run(Recipe(examples=EXAMPLES, seed=1, checkpoints=folder))


def test_a_port_that_is_taken_ends_all_with_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(WorkersFailed, match=rf"Worker 1 of 2 failed: cannot listen at 127\.0\.0\.1:{port}; "):
            run(Recipe(examples=EXAMPLES, seed=31), ports=[*workers.free_ports(1), port])
    if Path("/proc").exists():
        assert processes_of(31) == []


@linux
@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        (signal.SIGINT, 130, "Stopped, and the workers with it."),
        (signal.SIGTERM, 143, ""),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_when_the_parent_ends_no_worker_is_left(number, code, says):
    seed = 41 + number
    command = [
        sys.executable,
        "-m",
        "scale.distributed.launcher",
        "--epochs",
        "50",
        "--every",
        "20",
        "--seed",
        str(seed),
    ]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # A shell lets what it runs in the background ignore Ctrl-C, these tests too; the parent must not inherit that.
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    parent = subprocess.Popen(command, cwd=workers.ROOT, preexec_fn=heard, **pipes)
    try:
        assert parent.stdout.read(1) == b"\r"  # the progress has begun
        assert len(processes_of(seed)) == 2
        parent.send_signal(number)
        _, errors = parent.communicate(timeout=60)
    finally:
        parent.kill()
    assert parent.returncode == code
    assert errors.decode().strip() == says
    assert until(lambda: not processes_of(seed))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"workers": 0}, "workers is 0, expected a whole number of at least 1"),
        ({"epochs": 1.5}, "epochs is 1.5, expected a whole number"),
        ({"workers": 3}, "A batch of 32 cannot be shared equally by 3 workers"),
        ({"examples": 100}, "examples is 100; pass a multiple of the batch size 32"),
        ({"examples": 64_000}, "at most 60,000"),
        ({"precision": "half"}, "expected float32 or float64"),
    ],
)
def test_bad_recipes_are_refused(given, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        Recipe(**given)


def test_ports_and_workers_are_as_many():
    with pytest.raises(ValueError, match="1 ports for 2 workers"):
        run(Recipe(), ports=[1])


def test_the_recipe_is_plain_data():
    assert json.loads(json.dumps(vars(Recipe()))) == vars(Recipe())
