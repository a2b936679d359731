"""scale.bench.measure_choices: the winner of each exam is found, and the two tables that are committed fit together."""

import numpy as np

from helpers.measurements import measured
from scale.bench.measure_choices import EXAMS, OF_CHOICES, OF_SEEDS, SEEDS, SHOWN, VALIDATION, choices, exams


def test_the_first_of_the_best_is_chosen_and_judged_elsewhere() -> None:
    rows = choices(np.array([[7, 9], [8, 4], [8, 9]]))
    assert [tuple(row.values()) for row in rows] == [("0", "7.67", "1", "8", "4"), ("1", "7.33", "0", "9", "7")]


def test_the_exams_share_the_validation_images_out() -> None:
    np.testing.assert_array_equal(np.sort(exams().ravel()), VALIDATION)


def test_the_tables_fit_together() -> None:
    seeds, chosen = measured("seeds"), measured("choices")
    assert seeds.dtype.names == OF_SEEDS
    assert chosen.dtype.names == OF_CHOICES
    assert seeds["seed"].tolist() == [*SEEDS]
    assert len(chosen) == EXAMS
    best = seeds[chosen["best_seed"][SHOWN]]
    assert best["right_in_exam"] == chosen["best_right"][SHOWN] == seeds["right_in_exam"].max()
    np.testing.assert_array_equal(
        chosen["best_right"] + chosen["best_right_elsewhere"], seeds["right_of_10000"][chosen["best_seed"]]
    )
