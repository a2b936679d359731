"""scale.strangers: what is counted, and what a reader learns from a few digits."""

import csv
import json

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.measurements import FOLDER, measured
from helpers.preprocessing import pixel_statistics
from helpers.readers import trained_reader
from helpers.synthetic_digits import bent_strokes, load_templates
from helpers.teaching import taught_layer
from scale import strangers
from scale.pen_strokes import Drawing


@pytest.fixture(scope="module")
def drawings():
    """Two writers; each draws every digit four times."""
    rng = np.random.default_rng(0)
    forms = {each.digit: each for each in load_templates()}
    return [
        Drawing(digit, writer, bent_strokes(forms[digit], rng))
        for writer in (1, 2)
        for _ in range(4)
        for digit in range(10)
    ]


def test_the_first_of_each_kind_are_found():
    labels = np.array([3, 3, 1, 3, 1, 0])
    assert strangers.first_of_each(labels, 0).sum() == 0
    assert strangers.first_of_each(labels, 1).tolist() == [True, False, True, False, False, True]
    assert strangers.first_of_each(labels, 2).tolist() == [True, True, True, False, True, True]


def test_the_table_counts_what_was_not_taught(drawings, monkeypatch):
    monkeypatch.setattr(strangers, "TAUGHT", (0, 1, 2))
    rows = strangers.measure(drawings, ("linear",))
    assert [(row["writer"], row["taught_of_each"], row["digits"]) for row in rows] == [
        (writer, count, 40 - 10 * count) for writer in (1, 2) for count in (0, 1, 2)
    ]
    for row in rows:
        assert tuple(row) == strangers.COLUMNS
        assert 0 <= row["sure_and_wrong"] <= row["sure"] <= row["digits"]
        assert row["right"] <= row["digits"]
    right = [sum(row["right"] / row["digits"] for row in rows if row["taught_of_each"] == count) for count in (0, 2)]
    assert right[1] > right[0]


def test_a_reader_is_taught_as_the_pad_teaches_it():
    reader = strangers.Reader("linear")
    images = np.zeros((1, 28, 28), np.uint8)
    images[0, 4:24, 13:16] = 255
    mean, std = pixel_statistics(load_mnist()[0][0])
    ours, pads = reader.taught(images, np.array([7])), taught_layer(trained_reader("linear"), images, [7], mean, std)
    for one, other in zip(ours, pads, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.allclose(ours[0], reader.layer[0], atol=1e-4)


def test_the_command_writes_a_table_and_its_source(drawings, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(strangers, "read_drawings", lambda _: drawings)
    monkeypatch.setattr(strangers, "LOCAL", tmp_path)
    assert strangers.main(["some", "--writers", "2", "2", "--readers", "linear"]) == 0
    rows = list(csv.DictReader((tmp_path / strangers.TABLE).read_text(encoding="utf-8").splitlines()))
    assert {row["writer"] for row in rows} == {"2"}
    assert json.loads((tmp_path / strangers.SOURCE).read_text(encoding="utf-8"))["license"] == "CC BY 4.0"
    assert "linear, 1 of each taught: " in capsys.readouterr().out


def test_a_file_that_is_not_there_is_a_sentence(capsys, tmp_path):
    assert strangers.main([str(tmp_path / "none")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_the_committed_table_is_of_writers_for_judging_with_its_source():
    rows = measured("strangers")
    first, last = strangers.JUDGING
    assert rows.dtype.names == strangers.COLUMNS
    assert set(rows["writer"].tolist()) == set(range(first, last + 1))
    assert set(rows["taught_of_each"].tolist()) == set(strangers.TAUGHT)
    assert len(rows) == len(set(rows["reader"].tolist())) * (last - first + 1) * len(strangers.TAUGHT)
    assert json.loads((FOLDER / strangers.SOURCE).read_text(encoding="utf-8")) == strangers.CREDITS
