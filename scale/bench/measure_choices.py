"""Train 200 small networks that differ by their seed alone, and measure how lucky the best of them is in an exam.

``python -m scale.bench.measure_choices`` writes two tables to ``book/measurements``, which the bug clinic shows: in
``seeds.csv`` how each network does, in ``choices.csv`` what comes of choosing the best by an exam of 100 images, for
each of 100 exams. All are images of the training file; no test image is read. It takes half a minute.
"""

import numpy as np

from helpers.data import load_mnist
from helpers.patient import Patient
from helpers.preprocessing import pixel_statistics, standardize
from scale.bench.results import RECORDED, write_rows

SEEDS = range(200)
LEARNED_FROM = 1_000  # images, the first of the file
EPOCHS = 8
VALIDATION = np.arange(50_000, 60_000)  # numbers of images in the file
EXAMS = 100
SHOWN = 13  # the exam whose results are kept for each network: it is about as hard as all
OF_SEEDS = ("seed", "right_in_exam", "right_of_10000")
OF_CHOICES = ("exam", "mean_right", "best_seed", "best_right", "best_right_elsewhere")


def exams() -> np.ndarray:
    """Return the numbers of the images of each exam, shape (100, 100): all validation images, in a random order."""
    return np.random.default_rng(0).permutation(VALIDATION).reshape(EXAMS, -1)


def right_answers(seeds: range = SEEDS) -> np.ndarray:
    """Train a network for each seed, and count its right answers in each exam, shape (seeds, exams)."""
    (images, labels), _ = load_mnist()
    mean, std = pixel_statistics(images[:LEARNED_FROM])
    x = standardize(images[:LEARNED_FROM], mean, std)
    numbers = exams().ravel()
    asked, truth = standardize(images[numbers], mean, std), labels[numbers]
    counts = []
    for seed in seeds:
        candidate = Patient(x, labels[:LEARNED_FROM], asked[:1], truth[:1], epochs=EPOCHS, seed=seed)
        counts.append((candidate.answers(asked) == truth).reshape(EXAMS, -1).sum(axis=1))
    return np.array(counts)


def choices(counts: np.ndarray) -> list[dict[str, str]]:
    """Choose the best network by each exam, the first of equals, and count its right answers in the other exams."""
    rows = []
    for exam, scores in enumerate(counts.T):
        best = int(scores.argmax())
        elsewhere = counts[best].sum() - scores[best]
        row = (exam, f"{scores.mean():.2f}", best, scores[best], elsewhere)
        rows.append(dict(zip(OF_CHOICES, map(str, row), strict=True)))
    return rows


def main() -> None:
    """Write both tables."""
    counts = right_answers()
    each = [(seed, scores[SHOWN], scores.sum()) for seed, scores in enumerate(counts)]
    write_rows(RECORDED / "seeds.csv", OF_SEEDS, [dict(zip(OF_SEEDS, map(str, row), strict=True)) for row in each])
    write_rows(RECORDED / "choices.csv", OF_CHOICES, choices(counts))


if __name__ == "__main__":
    main()
