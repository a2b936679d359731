"""<mistake-gallery>: what its class packs and refuses, and what its script finds and says."""

from typing import Any

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.elements.mistake_gallery import LEVELS, MistakeGallery
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from tests.helpers.elements.mistakes import made_up
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

make_reproducible()

from helpers.training import trained_network  # noqa: E402 (after the log is quiet)

TAG = "mistake-gallery"
MADE_UP = made_up()
DATA = data_of(MistakeGallery(*MADE_UP[:3]))


def few(n: int = 12) -> dict[str, np.ndarray]:
    """Images, labels and probabilities of which two are wrong."""
    labels = np.arange(n) % 10
    predictions = labels.copy()
    predictions[[3, 5]] = [0, 1]
    images = np.full((n, 28, 28), 255, np.uint8)
    return {"images": images, "labels": labels, "probabilities": np.eye(10)[predictions] * 0.55 + 0.045}


def test_it_carries_the_mistakes_the_surest_first() -> None:
    assert DATA["indices"] == MADE_UP.indices.tolist()
    assert DATA["labels"] == MADE_UP.truths.tolist()
    assert DATA["predictions"] == MADE_UP.reads.tolist()
    assert len(DATA["images"]) == 375 * 392 * 4 / 3
    np.testing.assert_allclose(np.array(DATA["confidences"]) / 1000, MADE_UP.confidences, atol=1e-3)


def test_output_is_the_same_on_each_machine() -> None:
    output = MistakeGallery(*MADE_UP[:3])._repr_mimebundle_()
    noise = np.where(np.isin(MADE_UP.probabilities, LEVELS), 1, 1 - 1e-9)  # of rounding; at a level is no room for it
    assert output["text/plain"] == "MistakeGallery()"
    assert MistakeGallery(*MADE_UP[:2], MADE_UP.probabilities * noise)._repr_mimebundle_() == output


def passing(confidences: np.ndarray) -> list[int]:
    """How many confidences pass each level of the filter."""
    return [int(np.sum(confidences >= level)) for level in LEVELS]


def test_what_passes_a_level_passes_it_exactly() -> None:
    assert passing(np.array(DATA["confidences"]) / 1000) == passing(MADE_UP.confidences)
    just_below = np.nextafter(LEVELS, 0)
    images, labels = np.zeros((8, 28, 28), np.uint8), np.ones(8, int)
    probabilities = np.zeros((8, 10))
    probabilities[:, 0] = [*LEVELS, *just_below]
    carried = data_of(MistakeGallery(images, labels, probabilities))["confidences"]
    assert carried == [990, 989, 900, 899, 700, 699, 500, 499]


def test_a_confidence_is_rounded_as_a_cell_prints_it() -> None:
    carried = np.array(DATA["confidences"]) / 1000
    differs = carried != MADE_UP.confidences.round(3)
    below = [level for level in LEVELS for value in MADE_UP.confidences if level - 5e-4 <= value < level]
    assert MADE_UP.confidences[differs].round(3).tolist() == sorted(below, reverse=True)


def test_the_models_own_mistakes_pass_as_chapter_7_counts_them() -> None:
    (x_train, _), (x_test, y_test) = load_mnist()
    probabilities = trained_network().predict(standardize(x_test, *pixel_statistics(x_train)), verbose=0)
    wrong = probabilities.argmax(axis=1) != y_test
    data = data_of(MistakeGallery(x_test, y_test, probabilities))
    assert passing(np.array(data["confidences"]) / 1000) == passing(probabilities[wrong].max(axis=1))
    assert passing(np.array(data["confidences"]) / 1000) == [289, 163, 57, 7]  # as its solution prints


def test_mistakes_that_are_equally_sure_stay_in_order() -> None:
    sure = np.eye(10, dtype=np.uint8)[np.zeros(40, int)]  # whole numbers are probabilities too
    gallery = MistakeGallery(np.zeros((40, 28, 28), int), np.ones(40, int), sure)
    assert gallery.indices.tolist() == [*range(40)]
    assert data_of(gallery)["confidences"] == [1000] * 40


def test_fewer_mistakes_than_pictured() -> None:
    gallery = MistakeGallery(**few())
    assert sorted(gallery.indices) == [3, 5]
    assert "wrong. Row by row, those it is surest of: " in gallery._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"images": np.zeros((12, 784), np.uint8)}, ValueError, "images has shape"),
        ({"images": np.zeros((12, 28, 27), np.uint8)}, ValueError, r"expected \(12, 28, 28\)"),
        ({"images": np.zeros((12, 28, 28))}, TypeError, "images holds float64"),
        ({"images": np.full((12, 28, 28), 256)}, ValueError, "outside 0 to 255"),
        ({"labels": np.arange(11) % 10}, ValueError, r"labels has shape \(11,\), expected \(12,\)"),
        ({"labels": np.arange(12)}, ValueError, "outside 0 to 9"),
        ({"probabilities": np.zeros((12, 9))}, ValueError, "probabilities has shape"),
        ({"probabilities": np.full((12, 10), 2)}, ValueError, "outside 0 to 1"),
        ({"labels": few()["probabilities"].argmax(axis=1)}, ValueError, "nothing to show"),
    ],
)
def test_bad_arguments_are_explained(change: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        MistakeGallery(**few() | change)


# The script


def test_filters_and_orders_are_those_of_numpy() -> None:
    orders = {"surest": "surest first", "unsure": "least sure first", "index": "by index"}
    cases = [
        (truth, read, level, order)
        for truth in (None, 3, 8)
        for read in (None, 4, 5)
        for level in (0, *LEVELS)
        for order in orders
    ]
    given = [
        [{"truth": str(truth or ""), "read": str(read or ""), "level": str(level)}, order]
        for truth, read, level, order in cases
    ]
    found = run(
        TAG,
        """given.cases.map(([filter, order]) =>
            element.found(element.items(given.data), filter, order).map((item) => item.index))""",
        {"cases": given, "data": DATA},
    )
    expected = [MADE_UP.found(truth, read, level, orders[order]) for truth, read, level, order in cases]
    assert found == expected
    assert len({len(indices) for indices in found}) > 20  # it does filter


def test_what_is_listed_is_told_in_words() -> None:
    none = {"truth": "", "read": "", "level": "0"}
    three = none | {"truth": "3"}
    cases = [
        ({"all": 375, "found": 375, "listed": 24, "filter": none, "order": "surest"},
         "375 mistakes. The first 24 are listed, surest first."),
        ({"all": 375, "found": 375, "listed": 384, "filter": none, "order": "index"},
         "375 mistakes. All are listed, by index."),
        ({"all": 375, "found": 20, "listed": 24, "filter": three | {"read": "5"}, "order": "unsure"},
         "20 of 375 mistakes: true class 3, read as 5. All are listed, least sure first."),
        ({"all": 375, "found": 0, "listed": 24, "filter": {"truth": "3", "read": "5", "level": "0.99"},
          "order": "surest"},
         "None of 375 mistakes: true class 3, read as 5, confidence at least 0.99. Choose another combination."),
        ({"all": 375, "found": 0, "listed": 24, "filter": three | {"read": "3"}, "order": "surest"},
         "None of 375 mistakes: true class 3, read as 3. That would be no mistake."),
    ]  # fmt: skip
    said = run(TAG, "given.map((list) => element.listInWords(list))", [given for given, _ in cases])
    assert said == [words for _, words in cases]


def test_the_game_is_told_in_words() -> None:
    none = {"truth": "", "read": "", "level": "0"}
    seven = none | {"truth": "7"}
    cases = [
        ({"all": 375, "found": 375, "left": 374, "filter": none}, "Digits left to guess: 374 of 375."),
        ({"all": 375, "found": 9, "left": 9, "filter": seven},
         "Digits left to guess: 9 of 9 (true class 7). Choose “all” classes for a fair game."),
        ({"all": 375, "found": 9, "left": 0, "filter": seven},
         "All 9 digits are guessed (true class 7). Change the filter."),
        ({"all": 375, "found": 0, "left": 0, "filter": seven | {"level": "0.9"}},
         "None of 375 mistakes (true class 7, confidence at least 0.9). Choose another combination."),
    ]  # fmt: skip
    said, answered = run(
        TAG,
        """[
            given.map((game) => element.leftInWords(game)),
            [3, 8].map((answer) =>
                element.answerInWords({ truth: 8, read: 3, confidence: 0.5, index: 61 }, answer)),
        ]""",
        [given for given, _ in cases],
    )
    assert said == [words for _, words in cases]
    model = "The model read 3, with confidence 0.500 (test image 61)."
    assert answered == [f"It is an 8. You said 3: wrong. {model}", f"It is an 8. You said 8: right. {model}"]


def test_the_shuffle_puts_all_places_in_another_order() -> None:
    places = run(TAG, "given.map(element.shuffled)", list(range(10_000)))
    assert len(set(places)) == 10_000
    assert abs(np.corrcoef(places, range(10_000))[0, 1]) < 0.05
