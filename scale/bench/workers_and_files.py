"""Measure what lies beyond one process and beyond the memory: ``python -m scale.bench.workers_and_files``.

It writes what chapter 9 shows of `scale.distributed` and `scale.shards` to ``book/measurements``: ``workers.csv``,
``losses.csv`` and ``shards.csv``. A worker stands for a machine with one processor core: one worker has a core for
itself, two have two.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from scale.bench.runner import RESULTS, ROOT, write
from scale.distributed.launcher import Recipe, run

BATCH_SIZES = (32, 128, 512, 2048)
STEPS = 400  # so many at the smallest batch
ROUNDS = 3
COPIES = (1, 3, 10)
SHARDS_OF = """
import json, sys
from pathlib import Path
import numpy as np
from helpers.data import load_mnist
from helpers.preprocessing import pixel_statistics, standardize
from scale.shards import peak_memory, train, write
copies, folder = int(sys.argv[1]), Path(sys.argv[2])
write(folder, copies)
bytes_written = sum(path.stat().st_size for path in folder.iterdir())
(images, _), (test_images, test_labels) = load_mnist()
statistics = pixel_statistics(images)
del images
model, rate = train(folder)
memory = peak_memory()
answers = model.predict(standardize(test_images, *statistics), batch_size=1000, verbose=0).argmax(axis=1)
facts = {"images": 60_000 * copies, "megabytes_of_shards": round(bytes_written / 1e6)}
facts |= {"images_per_second": round(rate), "peak_megabytes": round(memory / 1e6)}
print(json.dumps(facts | {"test_accuracy": round(float(np.mean(answers == test_labels)), 4)}))
"""


def on_cores(count: int, recipe: Recipe) -> object:
    """Train with so many processor cores for all workers together."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < count:
        raise SystemExit(f"This needs {count} processor cores, and there are {len(cores)}.")
    os.sched_setaffinity(0, cores[:count])
    try:
        return run(recipe)
    finally:
        os.sched_setaffinity(0, cores)


def workers() -> None:
    """One and two workers by turns, at several batch sizes."""
    lines = []
    for batch_size in BATCH_SIZES:
        steps = max(STEPS * 32 // batch_size, 24)
        recipes = {
            count: Recipe(workers=count, batch_size=batch_size, examples=batch_size * steps, every=steps // 4)
            for count in (1, 2)
        }
        found: dict[int, list] = {1: [], 2: []}
        for number in range(ROUNDS):
            for count, recipe in recipes.items():
                print(f"\rbatch size {batch_size}, round {number + 1} of {ROUNDS}, {count} workers", end="", flush=True)
                found[count].append(on_cores(count, recipe))
        for count, trained in found.items():
            lines.append(
                {
                    "workers": str(count),
                    "batch_size": str(batch_size),
                    "milliseconds_per_step": f"{1000 * median(each.seconds_per_step for each in trained):.3f}",
                    "bytes_per_step": f"{median(each.bytes_per_step for each in trained):.0f}",
                    "bytes_computed": str(recipes[count].bytes_per_step),
                }
            )
        if batch_size == BATCH_SIZES[0]:
            pairs = zip(found[1][0].losses, found[2][0].losses, strict=True)
            columns = ("step", "one_worker", "two_workers")
            rows = [dict(zip(columns, map(repr, (step, *pair)), strict=True)) for step, pair in enumerate(pairs)]
            write(RESULTS / "losses.csv", columns, rows)
            largest = np.ptp([[float(row[column]) for column in columns[1:]] for row in rows], axis=1).max()
            print(f"\rlargest difference of the losses: {largest:.1e}" + " " * 30)
    write(RESULTS / "workers.csv", tuple(lines[0]), lines)
    for line in lines:
        print("  ".join(f"{name} {value}" for name, value in line.items()))


def shards() -> None:
    """Train from shards with more and more images, each time in a process of its own."""
    lines = []
    for copies in COPIES:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", SHARDS_OF, str(copies), str(Path(folder) / "shards")]
            surrounding = os.environ | {"PYTHONPATH": str(ROOT)}
            done = subprocess.run(command, cwd=ROOT, env=surrounding, stdout=subprocess.PIPE, text=True, check=True)
        facts = json.loads(done.stdout.splitlines()[-1])
        lines.append({name: str(value) for name, value in facts.items()})
        print("  ".join(f"{name} {value}" for name, value in facts.items()))
    write(RESULTS / "shards.csv", tuple(lines[0]), lines)


if __name__ == "__main__":
    workers()
    shards()
