"""<softmax-bars>: what its class packs and refuses, and what its script says."""

import numpy as np
import pytest

from helpers import numpy_network
from helpers.elements.softmax_bars import SoftmaxBars
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

TAG = "softmax-bars"
CHANCE = np.random.default_rng(0)
LOGITS = CHANCE.normal(0, 3, size=(3, 10))
IMAGES = CHANCE.integers(0, 256, size=(3, 28, 28), dtype=np.uint8)
LABELS = np.array([3, 8, 0])


def test_an_output_is_html_and_a_name_and_always_the_same() -> None:
    bundle = SoftmaxBars(LOGITS, IMAGES, LABELS)._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].startswith(f"<{TAG} ")
    assert f'define("{TAG}"' in bundle["text/html"]
    assert bundle["text/plain"] == "SoftmaxBars()"
    assert bundle == SoftmaxBars(LOGITS, IMAGES, LABELS)._repr_mimebundle_()


def test_it_carries_rounded_logits_images_and_labels() -> None:
    data = data_of(SoftmaxBars([[-0.0000001, 1.23456789, *range(8)]], IMAGES[:1], LABELS[:1]))
    assert str(data["logits"][0][:3]) == "[0.0, 1.234568, 0.0]"
    assert data["labels"] == [3]
    assert set(data_of(SoftmaxBars(LOGITS))) == {"logits"}


def test_it_shows_the_probabilities_that_numpy_prints() -> None:
    logits = np.random.default_rng(1).normal(0, 3, size=(40, 10))
    carried = np.array(data_of(SoftmaxBars(logits))["logits"])
    for temperature in (0.5, 1, 2, 5):
        shown, printed = (numpy_network.softmax(each / temperature).round(3) for each in (carried, logits))
        np.testing.assert_array_equal(shown, printed)


def test_it_carries_logits_near_the_largest_float() -> None:
    assert data_of(SoftmaxBars(np.full((1, 10), 1e308)))["logits"] == [[1e308] * 10]


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"logits": np.zeros(10)}, ValueError, "logits has shape"),
        ({"logits": np.zeros((2, 9))}, ValueError, r"expected \(n, 10\)"),
        ({"logits": np.full((1, 10), np.nan)}, ValueError, "logits holds NaN"),
        ({"images": IMAGES[:2]}, ValueError, r"expected uint8 of shape \(3, 28, 28\)"),
        ({"images": IMAGES.astype(int)}, ValueError, "images is int64"),
        ({"images": IMAGES / 255}, TypeError, "images holds float64"),
        ({"labels": [1, 2]}, ValueError, "expected 3 digits"),
        ({"labels": [1, 2, 10]}, ValueError, "from 0 to 9"),
        ({"labels": [1.0, 2.0, 3.0]}, TypeError, "labels holds float64"),
    ],
)
def test_an_error_says_what_is_wrong(given: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        SoftmaxBars(**{"logits": LOGITS, **given})


def test_the_script_names_the_likeliest_classes() -> None:
    two = [0.05] * 10
    two[2] = two[7] = 0.3
    three = [0.01] * 10
    three[0] = three[4] = three[9] = 0.31
    sure = [0.0] * 10
    sure[4] = 0.9996
    one = [0.05] * 10
    one[6] = 0.55
    sentences = run(TAG, "given.map((shares) => element.sentence(shares))", [[0.1] * 10, two, three, sure, one])
    assert sentences == [
        "Every class has 0.100; the probabilities sum to 1.",
        "Classes 2 and 7 have 0.300 each; the probabilities sum to 1.",
        "Classes 0, 4 and 9 have 0.310 each; the probabilities sum to 1.",
        "Class 4 has more than 0.999; the probabilities sum to 1.",
        "Class 6 has 0.550; the probabilities sum to 1.",
    ]


def test_the_sliders_reach_every_logit() -> None:
    assert run(TAG, "given.map(element.ends)", [[0, 3, -9.5], [10.5, 0], [-10.01, 12]]) == [
        [-10, 10],
        [-10, 11],
        [-11, 12],
    ]
