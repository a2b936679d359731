"""<gradient-step>: what its class packs and refuses, and what its script computes."""

from collections.abc import Callable

import numpy as np
import pytest

from helpers.elements.gradient_step import GradientStep
from tests.helpers.elements.equations import both_sides
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

TAG = "gradient-step"
START = {"weight": 0.5, "bias": 0}
EXAMPLE = {"x": 2, "target": 3, "rate": 0.05}  # of chapter 6


def test_an_output_is_html_and_a_name_and_always_the_same() -> None:
    bundle = GradientStep()._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].startswith(f"<{TAG} ")
    assert f'define("{TAG}"' in bundle["text/html"]
    assert bundle["text/plain"] == "GradientStep()"
    assert bundle == GradientStep()._repr_mimebundle_()


def test_it_carries_its_settings() -> None:
    assert data_of(GradientStep()) == {"x": 2.0, "target": 3.0, "weight": 0.5, "bias": 0.0, "rate": 0.05}
    assert data_of(GradientStep(learning_rate=0.2))["rate"] == 0.2


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"x": 0}, ValueError, "x is 0, expected 0.5 to 4"),
        ({"learning_rate": 0.5}, ValueError, "learning_rate is 0.5, expected 0.005 to 0.3"),
        ({"target": np.inf}, ValueError, "target is inf"),
        ({"weight": None}, TypeError, "weight is NoneType"),
    ],
)
def test_an_error_says_what_is_wrong(given: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        GradientStep(**given)


def test_the_worked_example_of_chapter_6() -> None:
    lines, after = run(TAG, "[element.lines(...given), element.next(...given)]", [START, EXAMPLE])
    assert lines == {
        "answer": "0.5 × 2 + 0 = 1",
        "loss": "(1 − 3)² = 4",
        "slope for w": "2 × (1 − 3) × 2 = −8",
        "slope for b": "2 × (1 − 3) = −4",
        "next w": "w ← 0.5 − 0.05 × (−8) = 0.9",
        "next b": "b ← 0 − 0.05 × (−4) = 0.2",
    }
    assert after == pytest.approx({"weight": 0.9, "bias": 0.2})


def loss_of(x: float, target: float) -> Callable[[float, float], float]:
    return lambda weight, bias: (weight * x + bias - target) ** 2


def test_steps_go_against_the_measured_slopes() -> None:
    chance = np.random.default_rng(3)
    cases = []
    for x in (2, 0.7, *chance.uniform(0.5, 4, size=30)):
        weight, bias = chance.integers(-30, 31, size=2) / 10
        settings = {"x": x, "target": chance.integers(-12, 13) / 2, "rate": chance.integers(1, 61) / 200}
        cases.append([{"weight": weight, "bias": bias}, settings])
    found = run(
        TAG,
        """given.map(([at, settings]) => [0, 1, 2].map(() => {
            at = element.next(at, settings);
            return [at.weight, at.bias, element.loss(at, settings)];
        }))""",
        cases,
    )
    for (at, settings), steps in zip(cases, found, strict=True):
        loss, h = loss_of(settings["x"], settings["target"]), 1e-4
        weight, bias = at["weight"], at["bias"]
        for step in steps:
            slope_w = (loss(weight + h, bias) - loss(weight - h, bias)) / (2 * h)
            slope_b = (loss(weight, bias + h) - loss(weight, bias - h)) / (2 * h)
            weight, bias = weight - settings["rate"] * slope_w, bias - settings["rate"] * slope_b
            assert step == pytest.approx([weight, bias, loss(weight, bias)], rel=1e-6, abs=1e-6)


def test_the_calculation_is_right_wherever_it_begins() -> None:
    chance = np.random.default_rng(4)
    cases = []
    for size in (0.01, 1, 3, 30, 1e3, 1e5):
        for weight, bias in chance.uniform(-size, size, size=(8, 2)):
            settings = {"x": chance.integers(5, 41) / 10, "target": chance.integers(-12, 13) / 2, "rate": 0.05}
            cases.append([{"weight": weight, "bias": bias}, settings])
    for lines in run(TAG, "given.map((at) => Object.values(element.lines(...at)))", cases):
        for line in lines:
            calculated, said = both_sides(line)
            places = 0.2 if "×\u00a010" in line else 1e-3  # numbers with a power of ten have two digits
            assert calculated == pytest.approx(said, abs=2e-2, rel=places), line


def test_it_diverges_above_a_rate_of_one_fifth() -> None:
    cases = [(0.1, ": the slopes are 0, and nothing moves any more."), (0.195, ", down from 4."),
             (0.2, ", as before: the steps jump to and fro."), (0.205, ", up from 4. The loss grows: the learning rate "
             "is too large for this neuron.")]  # fmt: skip
    rates = [rate for rate, _ in cases]
    found = run(
        TAG,
        """given.rates.map((rate) => {
            const settings = { ...given.settings, rate };
            const loss = element.loss(element.next(given.at, settings), settings);
            return [loss, element.verdict(loss, 4)];
        })""",
        {"rates": rates, "at": START, "settings": EXAMPLE},
    )
    assert [verdict for _, verdict in found] == [words for _, words in cases]
    np.testing.assert_allclose([loss for loss, _ in found], [4 * (1 - 2 * rate * 5) ** 2 for rate in rates], atol=1e-12)


def test_it_says_where_it_is_and_when_it_ends() -> None:
    found = run(
        TAG,
        """[
            element.place(given[0], 0, given[1]), element.place(given[0], 1, given[1]),
            element.place({ weight: -1, bias: 2 }, 12, given[1]), element.verdict(4, null), element.verdict(2e12, 1e12),
        ]""",
        [START, EXAMPLE],
    )
    assert found[:4] == [
        "At the start the weight is 0.5, the bias 0 and the loss 4",
        "After 1 step the weight is 0.5, the bias 0 and the loss 4",
        "After 12 steps the weight is −1, the bias 2 and the loss 9",
        ".",
    ]
    assert found[4].endswith("The steps end here; choose a smaller rate and start again.")


def test_marks_are_round_and_few() -> None:
    chance = np.random.default_rng(5)
    spans = [(0, 4), (0, 10), (-3, 3), (0, 1.2e6)]
    spans += [
        (low, low + size) for low, size in zip(chance.normal(0, 50, 40), 10 ** chance.uniform(-3, 6, 40), strict=True)
    ]
    for (low, high), marks in zip(spans, run(TAG, "given.map((ends) => element.marks(...ends))", spans), strict=True):
        assert 2 <= len(marks) <= 6
        assert low <= marks[0] < marks[-1] <= high
        step = marks[1] - marks[0]
        np.testing.assert_allclose(np.diff(marks), step)
        assert f"{step:.0e}"[0] in "125"
