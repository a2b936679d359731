"""<blind-reading>: what its class packs and refuses, and what its script counts and says."""

from typing import Any

import numpy as np
import pytest

from helpers.elements.blind_reading import LONGEST, BlindReading
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

TAG = "blind-reading"


def few(n: int = 5) -> dict[str, np.ndarray]:
    """Digits 0, 1, 2 and so on, of which the model gets every second one wrong."""
    labels = np.arange(n) % 10
    images = np.zeros((n, 28, 28), np.uint8)
    images[np.arange(n), 0, np.arange(n) % 28] = 255  # each can be told from the others
    return {
        "images": images,
        "labels": labels,
        "answers": (labels + np.arange(n) % 2) % 10,
        "confidences": np.linspace(0.3, 0.9996, n),
        "indices": 50_000 + np.arange(n),
    }


def items(n: int = 4) -> list[dict[str, Any]]:
    """What the script makes of so many digits, in the order of the file."""
    given = few(n)
    packed = {name: given[name].tolist() for name in ("labels", "answers", "indices")}
    packed["confidences"] = (1000 * given["confidences"]).round().tolist()
    return run(TAG, "element.items(given)", packed)


def test_digits_come_shuffled_and_each_with_what_belongs_to_it() -> None:
    given, data = few(20), data_of(BlindReading(**few(20)))
    order = np.array(data["indices"]) - 50_000
    assert sorted(order) == [*range(20)]
    assert order.tolist() != [*range(20)]
    assert data["labels"] == given["labels"][order].tolist()
    assert data["answers"] == given["answers"][order].tolist()
    assert data["confidences"] == (1000 * given["confidences"][order]).round().tolist()
    unpack = "given.labels.map((_, place) => shared.unpackImage(shared.bytes(given.images), place).indexOf(1))"
    assert run(TAG, unpack, data) == order.tolist()


def test_output_is_the_same_each_time_and_on_each_machine() -> None:
    output = BlindReading(**few())._repr_mimebundle_()
    noise = few() | {"confidences": few()["confidences"] * (1 - 1e-12)}
    assert BlindReading(**noise)._repr_mimebundle_() == output
    assert output["text/plain"] == "BlindReading(5 digits)"


def test_without_scripts_labels_and_answers_are_told_in_rows() -> None:
    reading = BlindReading(**few(11))
    html = reading._repr_mimebundle_()["text/html"]
    rows = [" ".join(map(str, row)) for row in (reading.labels[:8], reading.labels[8:])]
    assert f"Their labels: {' / '.join(rows)}." in html
    assert "11 hard digits, row by row. Read them first." in html


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"images": np.zeros((5, 784), np.uint8)}, ValueError, "images has shape"),
        ({"images": np.zeros((5, 28, 27), np.uint8)}, ValueError, "images of MNIST"),
        ({"images": np.zeros((5, 28, 28))}, TypeError, "images holds float64"),
        ({"images": np.full((5, 28, 28), 256)}, ValueError, "images holds values outside 0 to 255"),
        ({"images": np.zeros((LONGEST + 1, 28, 28), np.uint8)}, ValueError, "at most 60"),
        ({"labels": np.arange(4)}, ValueError, r"labels has shape \(4,\), expected \(5,\)"),
        ({"answers": np.full(5, 10)}, ValueError, "answers holds values outside 0 to 9"),
        ({"confidences": np.full(5, 1.5)}, ValueError, "confidences holds values outside 0 to 1"),
        ({"confidences": np.full(5, np.nan)}, ValueError, "confidences holds NaN"),
        ({"indices": np.full(5, -1)}, ValueError, "indices holds values outside"),
        ({"indices": np.zeros(5)}, TypeError, "indices holds float64"),
    ],
)
def test_bad_arguments_are_explained(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        BlindReading(**few() | change)


# The script


def test_the_score_counts_what_was_read_and_tells_two_kinds_apart() -> None:
    given = [[], [0], [0, 1], [0, 2, 2, 3]]  # places 1 and 3 are those that the model gets wrong
    found = run(TAG, "given[1].map((answers) => element.score(given[0], answers))", [items(), given])
    assert found == [
        {"wrong": {"all": 0, "you": 0, "model": 0}, "right": {"all": 0, "you": 0, "model": 0},
         "all": {"all": 0, "you": 0, "model": 0}},
        {"wrong": {"all": 0, "you": 0, "model": 0}, "right": {"all": 1, "you": 1, "model": 1},
         "all": {"all": 1, "you": 1, "model": 1}},
        {"wrong": {"all": 1, "you": 1, "model": 0}, "right": {"all": 1, "you": 1, "model": 1},
         "all": {"all": 2, "you": 2, "model": 1}},
        {"wrong": {"all": 2, "you": 1, "model": 0}, "right": {"all": 2, "you": 2, "model": 2},
         "all": {"all": 4, "you": 3, "model": 2}},
    ]  # fmt: skip


def test_the_result_is_told_in_words() -> None:
    answers = [[], [0], [0, 1], [0, 2, 2, 3]]
    told = "given[1].map((answers) => element.resultInWords(element.score(given[0], answers)))"
    assert run(TAG, told, [items(), answers]) == [
        "You have read none of them. All answers are shown.",
        "You and the labels agree on 1 of 1 digits, the model and the labels on 1. It got none of these wrong.",
        "You and the labels agree on 2 of 2 digits, the model and the labels on 1. "
        "Of the one digit that it got wrong, you read 1 as the label says.",
        "You and the labels agree on 3 of 4 digits, the model and the labels on 2. "
        "Of the 2 digits that it got wrong, you read 1 as the label says.",
    ]


def test_what_is_asked_gives_nothing_away() -> None:
    asked = run(TAG, "given.map((state) => element.askedInWords(state))",
                [{"place": 0, "all": 24, "before": None}, {"place": 23, "all": 24, "before": 8}])  # fmt: skip
    assert asked == ["Digit 1 of 24.", "You said an 8. Digit 24 of 24."]


def test_below_each_digit_stands_who_says_what() -> None:
    found = run(
        TAG, "[element.lines(given), element.lines(given, 9), element.lines(given, 4)]", {"label": 4, "answer": 9}
    )
    model, label = {"who": "model", "said": "9", "isRight": False}, {"who": "label", "said": "4", "isRight": True}
    wrong, right = {"who": "you", "said": "9", "isRight": False}, {"who": "you", "said": "4", "isRight": True}
    assert found == [[model, label], [wrong, model, label], [right, model, label]]


def test_paper_has_all_answers() -> None:
    assert run(TAG, "element.answersInWords(given)", items(3)) == (
        "Labels: 1: 0, 2: 1, 3: 2. The model: 1: 0, 2: 2, 3: 2."
    )
