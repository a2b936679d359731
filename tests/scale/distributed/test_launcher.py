"""scale.distributed.launcher: several processes train as one, and none is left behind."""

import json
import math
import os
import re
import select
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.preprocessing import one_hot, pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from scale.distributed import launcher
from scale.distributed.launcher import HOST, Recipe, WorkersFailed, run

EXAMPLES = 1_600  # 50 steps an epoch
EPOCHS = 3
STAND_IN = "tests.scale.distributed.stand_in"
WITH_STAND_INS = f"from scale.distributed import launcher; launcher.WORKER = {STAND_IN!r}; exit(launcher.main())"
SECONDS = 60  # after that, what was waited for will not come

linux = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="it looks processes up in /proc")
posix = pytest.mark.skipif(os.name == "nt", reason="there are no such signals")


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


@pytest.fixture(scope="module")
def by_fit() -> tuple[list[float], list[int]]:
    """The loss of each batch, and how many test images are wrong after each epoch, by Keras's fit in one process."""
    make_reproducible(0)
    import keras

    from helpers.training import build_network

    class Losses(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(logs["loss"] * (batch + 1))  # Keras reports the mean since the epoch began

    (images, labels), (test_images, test_labels) = load_mnist()
    statistics = pixel_statistics(images)
    x, y = standardize(images[:EXAMPLES], *statistics), one_hot(labels[:EXAMPLES])
    x_test = standardize(test_images, *statistics)
    model = build_network()
    model.compile("sgd", "categorical_crossentropy")
    losses, wrong = [], []
    for _ in range(EPOCHS):
        seen = []
        model.fit(x, y, verbose=0, callbacks=[Losses()])
        losses += np.diff(seen, prepend=0).tolist()
        answers = model.predict(x_test, verbose=0).argmax(axis=1)
        wrong.append(int((answers != test_labels).sum()))
    return losses, wrong


@pytest.mark.slow
def test_one_worker_makes_the_steps_of_fit(by_fit):
    shown = []
    recipe = Recipe(workers=1, epochs=2, examples=EXAMPLES, every=20)
    trained = run(recipe, progress=lambda *now: shown.append(now))
    np.testing.assert_allclose(trained.losses, by_fit[0][:100], rtol=0, atol=1e-9)
    assert shown == [(done, 100, trained.losses[done - 1]) for done in (20, 40, 60, 80, 100)]
    assert trained.wrong == by_fit[1][1]
    assert trained.seconds_per_step > 0
    assert recipe.bytes_per_step == 0


@pytest.mark.slow
def test_after_a_worker_is_killed_the_next_run_goes_on_with_nothing_lost(by_fit, tmp_path, monkeypatch):
    begun, shown, original = [], [], subprocess.Popen

    def popen(*arguments, **options):
        begun.append(original(*arguments, **options))
        return begun[-1]

    def kill_one(done: int, steps: int, loss: float) -> None:
        shown.append((done, loss))
        if done == 60:
            begun[1].kill()

    monkeypatch.setattr(launcher.subprocess, "Popen", popen)
    folder = str(tmp_path / "checkpoints")
    recipe = Recipe(epochs=EPOCHS, examples=EXAMPLES, every=20, checkpoints=folder)
    with pytest.raises(WorkersFailed) as failure:
        run(recipe, progress=kill_one)
    ended = r"was killed \(signal 9\)" if os.name != "nt" else "failed: .*"
    assert re.fullmatch(
        rf"Worker 1 of 2 {ended} \(after step \d+\)\. All were stopped; "
        rf"the same command goes on from the last checkpoint in {re.escape(folder)}\.",
        str(failure.value),
    )
    assert all(process.poll() is not None for process in begun)
    np.testing.assert_allclose([loss for _, loss in shown], [by_fit[0][done - 1] for done, _ in shown], atol=1e-9)

    trained = run(recipe)
    assert trained.first >= 60
    np.testing.assert_allclose(trained.losses, by_fit[0][trained.first :], rtol=0, atol=1e-9)
    assert trained.wrong == by_fit[1][2]
    assert recipe.bytes_per_step == 2 * 118_283 * 8
    if not math.isnan(trained.bytes_per_step):
        assert trained.bytes_per_step >= 0.97 * recipe.bytes_per_step  # other tests may use the loopback too
    alone = Recipe(workers=1, epochs=EPOCHS, examples=EXAMPLES, checkpoints=folder)
    again = run(alone)  # there is nothing left to do
    assert (again.first, again.losses, again.wrong) == (150, [], trained.wrong)
    with pytest.raises(ValueError, match="holds checkpoints of another training"):
        run(Recipe(examples=EXAMPLES, seed=1, checkpoints=folder))


def test_a_port_that_is_taken_ends_all_with_one_sentence():
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WorkersFailed, match=rf"Worker 0 of 1 failed: cannot listen at 127\.0\.0\.1:{port} *; "):
            run(Recipe(workers=1, examples=EXAMPLES), ports=[port])


@linux
def test_a_worker_in_the_middle_of_a_training_ends_with_its_parent():
    command = ["-m", "scale.distributed.launcher", "--workers", "1", "--epochs", "1000", "--every", "20"]
    command += ["--examples", str(EXAMPLES), "--seed", "41"]
    parent = subprocess.Popen([sys.executable, *command], cwd=launcher.ROOT, stdout=subprocess.PIPE)
    try:
        assert parent.stdout.read(1) == b"\r"  # the progress has begun
        (worker,) = processes_of(41)
        ended = os.pidfd_open(worker)
    finally:
        parent.kill()
        parent.communicate()
    assert select.select([ended], [], [], SECONDS)[0]
    os.close(ended)


@posix
@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        (signal.SIGINT, 130, "Stopped, and the workers with it."),
        (signal.SIGTERM, 143, ""),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_when_the_parent_ends_no_worker_is_left(number, code, says):
    with socket.create_server((HOST, 0)) as server, ExitStack() as connected:
        server.settimeout(SECONDS)
        parent = subprocess.Popen(
            [sys.executable, "-c", WITH_STAND_INS, "--workers", "2"],
            cwd=launcher.ROOT,
            env=os.environ | {"STAND_IN_PORT": str(server.getsockname()[1])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # A shell lets what it runs in the background ignore Ctrl-C, these tests too; the parent must hear it.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        try:
            workers = [connected.enter_context(server.accept()[0]) for _ in range(2)]
            for worker in workers:
                worker.settimeout(SECONDS)
                assert worker.recv(1) == b"d"  # deaf to Ctrl-C, which reaches it too: the parent is to end it
            assert parent.stdout.read(1) == b"\r"  # the progress has begun
            parent.send_signal(number)
            _, errors = parent.communicate(timeout=SECONDS)
        finally:
            parent.kill()
            parent.communicate()
        assert parent.returncode == code
        assert errors.decode().strip() == says
        assert [worker.recv(1) for worker in workers] == [b"", b""]  # they have ended


def test_checkpoints_and_the_note_beside_them_lie_in_one_folder_however_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(launcher, "WORKER", STAND_IN)
    monkeypatch.chdir(tmp_path)
    run(Recipe(checkpoints="kept"))
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert names == ["checkpoint-of-0", "checkpoint-of-1", "recipe.json"]


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
