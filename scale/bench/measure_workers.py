"""Measure a training by one and by two processes: ``python -m scale.bench.measure_workers``.

It writes what the chapter on speed shows of `scale.distributed` to ``book/measurements``: ``workers.csv`` and
``losses.csv``. A worker stands for a machine with one processor core: one worker has a core for itself, two have two.
"""

import os
import sys
from statistics import median

import numpy as np

from scale.bench.results import RECORDED, write_rows
from scale.distributed.launcher import Recipe, Trained, WorkersFailed, run

BATCH_SIZES = (32, 128, 512, 2048)
STEPS = 400  # so many at the smallest batch
FEWEST_STEPS = 24  # so many at least at a larger one
ROUNDS = 3
LOSSES = ("step", "one_worker", "two_workers")


def recipe_for(count: int, batch_size: int) -> Recipe:
    """A short training by so many workers."""
    steps = max(STEPS * BATCH_SIZES[0] // batch_size, FEWEST_STEPS)
    return Recipe(workers=count, batch_size=batch_size, examples=batch_size * steps, every=steps // 4)


def on_cores(count: int, recipe: Recipe) -> Trained:
    """Train with so many processor cores for all workers together."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < count:
        raise SystemExit(f"This needs {count} processor cores, and there are {len(cores)}.")
    os.sched_setaffinity(0, cores[:count])
    try:
        return run(recipe)
    finally:
        os.sched_setaffinity(0, cores)


def by_turns(batch_size: int) -> dict[int, list[Trained]]:
    """Train with one and with two workers by turns; by their number, what came out of each round."""
    found: dict[int, list[Trained]] = {1: [], 2: []}
    for number in range(1, ROUNDS + 1):
        for count, trained in found.items():
            print(f"\rbatch size {batch_size}, round {number} of {ROUNDS}, {count} workers", end="", flush=True)
            trained.append(on_cores(count, recipe_for(count, batch_size)))
    return found


def row(count: int, batch_size: int, trained: list[Trained]) -> dict[str, str]:
    """A row of the table: the medians of all rounds, and the fastest and the slowest of them."""
    times = [1000 * each.seconds_per_step for each in trained]
    return {
        "workers": str(count),
        "batch_size": str(batch_size),
        "milliseconds_per_step": f"{median(times):.3f}",
        "fastest_round": f"{min(times):.3f}",
        "slowest_round": f"{max(times):.3f}",
        "bytes_per_step": f"{median(each.bytes_per_step for each in trained):.0f}",
        "bytes_computed": str(recipe_for(count, batch_size).bytes_per_step),
    }


def write_losses(one: list[float], two: list[float]) -> None:
    """Write the losses of one worker beside those of two, and say how far apart they are."""
    steps = enumerate(zip(one, two, strict=True))
    rows = [dict(zip(LOSSES, map(repr, (step, *pair)), strict=True)) for step, pair in steps]
    write_rows(RECORDED / "losses.csv", LOSSES, rows)
    print(f"\rlargest difference of the losses: {np.abs(np.subtract(one, two)).max():.1e}" + " " * 30)


def main() -> int:
    """Measure at each batch size, and write both files."""
    rows = []
    try:
        for batch_size in BATCH_SIZES:
            found = by_turns(batch_size)
            rows += [row(count, batch_size, trained) for count, trained in found.items()]
            if batch_size == BATCH_SIZES[0]:
                write_losses(found[1][0].losses, found[2][0].losses)
    except WorkersFailed as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    write_rows(RECORDED / "workers.csv", tuple(rows[0]), rows)
    print()
    for line in rows:
        print("  ".join(f"{name} {value}" for name, value in line.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
