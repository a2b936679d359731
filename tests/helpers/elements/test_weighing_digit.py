"""<weighing-digit>: what its class packs and refuses, and what its scripts compute with the digits of the sheet."""

import base64
import zlib

import numpy as np
import pytest

from helpers.digit_sheet import digit_sheet, packed_sheet
from helpers.elements.packing import elements_in
from helpers.elements.weighing_digit import WeighingDigit
from helpers.preprocessing import standardize
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

TAG = "weighing-digit"
CHANCE = np.random.default_rng(5)
WEIGHTS, BIAS = CHANCE.normal(0, 0.1, size=(784, 10)), CHANCE.normal(size=10)
MEAN, STD = 33.0, 78.0
(LEARNED, LEARNED_LABELS), (IMAGES, LABELS) = digit_sheet()
SHARES, LEARNED_SHARES = IMAGES.reshape(-1, 784) / 15, LEARNED.reshape(-1, 784) / 15
DIGITS = "(() => { const sheet = shared.unpackSheet(shared.bytes(given.sheet)); return (%s)(sheet); })()"
SHEET = base64.b64encode(zlib.decompress(base64.b64decode(packed_sheet()))).decode()


def with_sheet(expression: str, **given: object) -> list:
    """The value of a function of the sheet, computed in Node."""
    return run(TAG, DIGITS % expression, given | {"sheet": SHEET})


def mean_of(wanted: np.ndarray) -> np.ndarray:
    return LEARNED_SHARES[wanted].mean(axis=0)


def weighing(**given: object) -> WeighingDigit:
    return WeighingDigit(**{"weights": WEIGHTS, "bias": BIAS, "mean": MEAN, "std": STD} | given)


# ---- What the class packs ----


def test_an_output_is_html_and_a_name_and_always_the_same() -> None:
    bundle = weighing()._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].startswith(f"<{TAG} ")
    assert f'define("{TAG}"' in bundle["text/html"]
    assert packed_sheet() in bundle["text/html"]
    assert bundle["text/plain"] == "WeighingDigit()"
    assert bundle == weighing()._repr_mimebundle_()


def test_it_carries_templates_whose_sums_are_those_of_the_model() -> None:
    data = data_of(weighing(digit=7, place=3))
    unpacked = run(TAG, "element.templates(...given)", [data["weights"], data["unit"]])
    sums = SHARES @ np.array(unpacked).T + data["biases"]
    expected = standardize(17 * IMAGES, MEAN, STD) @ WEIGHTS + BIAS
    most = data["unit"] / 2 * SHARES.sum(axis=1, keepdims=True)  # each weight is rounded
    assert (np.abs(sums - expected) <= most + 1e-4).all()
    assert np.abs(unpacked).max() == pytest.approx(np.abs(WEIGHTS).max() * 255 / STD, rel=1e-5)
    assert (data["digit"], data["place"], data["truth"]) == (7, 3, LABELS[3])
    shown = run(TAG, "shared.unpackImage(shared.bytes(given), 0)", data["picture"])
    np.testing.assert_allclose(shown, SHARES[3])


def test_without_scripts_three_pictures_and_a_sentence_tell_the_sum() -> None:
    output = weighing(digit=0, place=18)
    (element,) = elements_in(output._repr_mimebundle_()["text/html"])
    template = run(TAG, "element.templates(...given)[0]", [output._data["weights"], output._data["unit"]])
    total = f"{SHARES[18] @ template:.2f}".replace("-", "−")
    assert f"They add up to {total}." in element.inside
    assert "a 0, the trained weights of the neuron for a 0, and their products" in element.inside
    assert element.inside.count("<img") == 1


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"weights": WEIGHTS.T}, ValueError, r"weights has shape \(10, 784\), expected \(784, 10\)"),
        ({"bias": 0}, ValueError, r"bias has shape \(\), expected \(10,\)"),
        ({"weights": "w"}, TypeError, "weights holds"),
        ({"mean": "33"}, TypeError, "mean is str"),
        ({"std": 0}, ValueError, "std is 0, expected a number above 0"),
        ({"std": 1e-320}, ValueError, "too small for such weights"),
        ({"digit": 10}, ValueError, "digit is 10, expected a whole number from 0 to 9"),
        ({"place": 500}, ValueError, "place is 500, expected a whole number from 0 to 499"),
        ({"place": 1.0}, TypeError, "place is float"),
    ],
)
def test_an_error_says_what_is_wrong(given: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        weighing(**given)


def test_weights_that_are_all_0_are_packed_too() -> None:
    data = data_of(weighing(weights=np.zeros((784, 10))))
    assert not np.any(run(TAG, "element.templates(...given)", [data["weights"], data["unit"]]))


# ---- What the scripts compute ----


def test_a_picture_is_weighed_as_numpy_does() -> None:
    places = [0, 18, 499]
    found = with_sheet(
        """({ images, training }) => given.places.map((place) => {
            const picture = shared.pictureOf(images, training + place);
            const parts = shared.products(picture, given.weights);
            return [picture, parts, shared.weighed(parts)];
        })""",
        places=places,
        weights=WEIGHTS[:, 2].tolist(),
    )
    for place, (picture, parts, total) in zip(places, found, strict=True):
        np.testing.assert_allclose(picture, SHARES[place])
        expected = SHARES[place] * WEIGHTS[:, 2]
        np.testing.assert_allclose(parts, expected)
        assert total["up"] == pytest.approx(expected[expected > 0].sum())
        assert total["down"] == pytest.approx(expected[expected < 0].sum())
        assert total["sum"] == pytest.approx(SHARES[place] @ WEIGHTS[:, 2])


def best_by_trying(sums: np.ndarray, digit: int) -> tuple[float, int, int]:
    """The best score of all thresholds, the digits that it finds, and the others that it lets in."""
    own = digit == LABELS
    tried = [(0.5, 0, 0)]
    for threshold in np.unique(sums)[:-1]:
        taken = sums > threshold + 1e-9
        found, let_in = (taken & own).sum(), (taken & ~own).sum()
        tried.append(((found / own.sum() + 1 - let_in / (~own).sum()) / 2, found, let_in))
    return max(tried, key=lambda each: each[0])


def test_scores_on_the_validation_digits_are_the_best_that_numpy_finds() -> None:
    templates, digits = [], []
    for digit in (0, 3, 8):
        own = digit == LEARNED_LABELS
        templates += [mean_of(own), mean_of(own) - mean_of(~own), CHANCE.normal(size=784), np.zeros(784)]
        digits += [digit] * 4
    found = with_sheet(
        """({ images, labels, training }) => {
            const [pictures, truths] = [images.subarray(training * 784), labels.subarray(training)];
            return given.templates.map((weights, k) => {
                const sums = shared.sumsOf(pictures, weights);
                return [sums, shared.bestThreshold(sums, truths, given.digits[k])];
            });
        }""",
        templates=[template.tolist() for template in templates],
        digits=digits,
    )
    for template, digit, (sums, best) in zip(templates, digits, found, strict=True):
        np.testing.assert_allclose(sums, SHARES @ template, atol=1e-10)
        score, found_own, let_in = best_by_trying(SHARES @ template, digit)
        assert best["score"] == pytest.approx(score)
        taken = np.array(sums) > best["threshold"]
        own = digit == LABELS
        assert (best["found"], best["letIn"]) == ((taken & own).sum(), (taken & ~own).sum())
        assert (best["own"], best["others"]) == (own.sum(), (~own).sum())
        if best["score"] > 0.5:
            assert (best["found"], best["letIn"]) == (found_own, let_in)
    assert [best["score"] for _, best in found[3::4]] == [0.5] * 3  # nothing is told apart by a blank template


def test_a_template_is_the_mean_of_training_digits() -> None:
    found = with_sheet("""({ images, labels, training }) => {
        const learned = [images.subarray(0, training * 784), labels.subarray(0, training)];
        const wanted = [(label) => label === 4, (label) => label !== 4, () => false];
        return wanted.map((isWanted) => shared.meanOf(...learned, isWanted));
    }""")
    np.testing.assert_allclose(found[0], mean_of(LEARNED_LABELS == 4), atol=1e-12)
    np.testing.assert_allclose(found[1], mean_of(LEARNED_LABELS != 4), atol=1e-12)
    assert not np.any(found[2])


def test_ten_neurons_read_what_numpy_reads() -> None:
    sums = CHANCE.normal(size=(10, 60)).round(1)
    assert run(TAG, "element.readings(given)", sums.tolist()) == sums.argmax(axis=0).tolist()


def test_a_threshold_parts_sums_that_are_next_to_each_other() -> None:
    ones = [1.0, np.nextafter(1, 2)]
    best = run(TAG, "shared.bestThreshold(given, [0, 1], 1)", ones)
    assert ones[0] <= best["threshold"] < ones[1]
    assert (best["score"], best["found"], best["letIn"]) == (1, 1, 0)


def test_histograms_count_all_digits_and_no_interval_has_the_threshold_inside() -> None:
    cases = [(CHANCE.normal(size=500) * 10, threshold) for threshold in (-3.1, 0.0, 12.5)]
    cases += [(np.full(500, 2.0), 2.0), (np.arange(500.0), 100.0)]
    found = run(
        TAG,
        "given.cases.map(([sums, threshold]) => shared.histograms(sums, given.labels, 6, threshold))",
        {"cases": [[sums.tolist(), threshold] for sums, threshold in cases], "labels": LABELS.tolist()},
    )
    own = LABELS == 6
    for (sums, threshold), counts in zip(cases, found, strict=True):
        assert (sum(counts["own"]), sum(counts["others"])) == (own.sum(), (~own).sum())
        for name, chosen in (("own", own), ("others", ~own)):
            assert sum(counts[name][counts["first"] :]) == (sums[chosen] > threshold).sum()
        edges = counts["low"] + counts["width"] * np.arange(len(counts["own"]) + 1)
        assert edges[counts["first"]] == pytest.approx(threshold)
        assert edges[0] <= sums.min() + 1e-9
        assert sums.max() <= edges[-1] + 1e-9


def test_products_fall_into_the_sum_and_none_is_lost() -> None:
    parts = CHANCE.normal(size=784) * (CHANCE.random(784) > 0.5)
    shares = [0, 0.2, 0.5, 0.9, 1, 1.3]
    states, places = run(
        TAG,
        "[given.shares.map((share) => element.fall(given.parts, share)), element.places(given.parts)]",
        {"parts": parts.tolist(), "shares": shares},
    )
    assert (states[0]["falling"], states[0]["up"], states[0]["down"]) == ([], 0, 0)
    up, down = parts[parts > 0].sum(), parts[parts < 0].sum()
    for state in states[1:4]:
        assert 0 < len(state["falling"]) < np.count_nonzero(parts)
        assert all(0 < way < 1 for _, way in state["falling"])
        assert 0 <= state["up"] < up
    for state in states[4:]:
        assert state["falling"] == []
        assert [state["up"], state["down"], state["sum"]] == pytest.approx([up, down, parts.sum()])
    share_up = up / (up - down)
    places = np.array(places)
    assert 0 < places[parts > 0].min() < places[parts > 0].max() < share_up
    assert share_up < places[parts < 0].min() < places[parts < 0].max() < 1


# ---- What a brush does ----


def test_a_brush_paints_towards_its_value_and_twice_is_once() -> None:
    start = CHANCE.uniform(-0.9, 0.9, size=784)
    stroke = [[5.5, 14.5], [20.5, 14.5], 3]
    for value in (1, -1, 0):
        once, twice = run(
            TAG,
            """(() => {
                const once = shared.brushed(given.start, ...given.stroke, given.value);
                return [once, shared.brushed(once, ...given.stroke, given.value)];
            })()""",
            {"start": start.tolist(), "stroke": stroke, "value": value},
        )
        assert once == twice
        painted = np.array(once).reshape(28, 28)
        np.testing.assert_array_equal(painted[14, 5:21], value)
        far = np.ones((28, 28), bool)
        far[11:18, 2:24] = False
        np.testing.assert_array_equal(painted[far], start.reshape(28, 28)[far])
        moved = (painted.ravel() - start) * (value or 1)
        assert (moved >= 0).all() if value else (np.abs(painted.ravel()) <= np.abs(start)).all()


def test_colors_are_those_of_figures_of_weights() -> None:
    colors = run(TAG, "given.map((each) => element.color(...each))", [
        [0, True], [1, True], [-1, True], [0.6, True], [-0.3, True], [0, False], [1, False], [0.5, False],
    ])  # fmt: skip
    assert colors == [
        "rgb(255,255,255)", "rgb(230,159,0)", "rgb(0,114,178)", "rgb(230,159,0)", "rgb(128,185,217)",
        "rgb(255,255,255)", "rgb(0,0,0)", "rgb(128,128,128)",
    ]  # fmt: skip


def test_which_pointer_takes_over_and_what_is_found_next() -> None:
    found = run(
        TAG,
        """[
            ["touch", "pen", "mouse"].map((type) => element.takesOver({ pointerType: type }, { type: "touch" })),
            ["touch", "pen", "mouse"].map((type) => element.takesOver({ pointerType: type }, { type: "pen" })),
            element.takesOver({ pointerType: "mouse" }, { type: "keyboard" }),
            element.following(8, 10, (place) => place % 4 === 0),
            element.following(3, 10, (place) => place === 3),
            element.following(3, 10, () => false),
            element.strongest([1, -3, 3, 0]),
        ]""",
    )
    assert found == [[False, True, True], [False, False, False], True, 0, 3, None, 1]


# ---- Words ----


def test_results_are_told_in_words() -> None:
    judged = {"found": 51, "own": 53, "letIn": 7, "others": 447, "score": 0.9733}
    said = run(
        TAG,
        """[
            element.productInWords(599, 1, -0.468).join(" "),
            element.sumInWords({ up: 16.7, down: -4.96, sum: 11.74 }).join(" "),
            element.sumInWords({ up: 16.7, down: -4.96, sum: 11.74 }, -1.3).join(" "),
            element.sumInWords({ up: 0, down: 0, sum: 0 }, 0.5).join(" "),
            element.verdictInWords(0, 0, 11.74, 5.75),
            element.verdictInWords(8, 0, 5.75, 5.75),
            element.verdictInWords(8, 0, 6, 5.75),
            element.scoreInWords(0, given),
            element.answerInWords(8, 3, 445, 500),
            element.answerInWords(3, 3),
        ]""",
        judged,
    )
    assert said == [
        "Row 21, column 11: input 1.00 × weight −0.47 = −0.47",
        "sum z = 16.70 for it − 4.96 against it = 11.74",
        "sum z = 16.70 for it − 4.96 against it − 1.30 bias = 10.44",
        "sum z = 0.00 for it − 0.00 against it + 0.50 bias = 0.50",
        "The sum for this 0 is 11.74, above the threshold 5.75: a 0, right.",
        "The sum for this 0 is 5.75, not above the threshold 5.75: not an 8, right.",
        "The sum for this 0 is 6.00, above the threshold 5.75: an 8, wrong.",
        "Score 97.3\u00a0%: 51 of 53 zeros found, 7 of 447 other digits let in.",
        "The largest sum is that of neuron 8, so this 3 is read as an 8. The ten read 445 of 500 digits right, "
        "89.0\u00a0%.",
        "The largest sum is that of neuron 3, so this 3 is read as a 3.",
    ]
