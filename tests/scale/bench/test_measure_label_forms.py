"""scale.bench.measure_label_forms: answers become classes, and what is committed is what it would write."""

import numpy as np
import pytest

from helpers.measurements import measured
from scale.bench.measure_label_forms import CODES, COLUMNS, RATES, SEEDS, decoded


@pytest.mark.parametrize("form", CODES)
def test_each_code_is_that_of_its_class(form: str) -> None:
    answers = CODES[form] + 0.1
    assert decoded(answers, CODES[form]).tolist() == list(range(10))


def test_a_single_number_beyond_the_labels_is_the_last_of_them() -> None:
    assert decoded(np.array([[-2.0], [4.4], [11.0]]), CODES["one number"]).tolist() == [0, 4, 9]


def test_the_table_has_each_form_with_each_rate_and_seed() -> None:
    rows = measured("label_forms")
    assert rows.dtype.names == COLUMNS
    expected = [(form, rate, seed) for form in CODES for rate in RATES[form] for seed in SEEDS]
    assert [tuple(row)[:3] for row in rows.tolist()] == expected
