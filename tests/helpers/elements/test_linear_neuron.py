"""<linear-neuron>: what its class packs and refuses, and what its script computes."""

import math

import numpy as np
import pytest

from helpers import numpy_network
from helpers.elements.linear_neuron import LinearNeuron
from tests.helpers.elements.equations import both_sides
from tests.helpers.elements.outputs import data_of
from tests.pages.node import run

TAG = "linear-neuron"


def test_an_output_is_html_and_a_name_and_always_the_same() -> None:
    bundle = LinearNeuron()._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].startswith(f"<{TAG} ")
    assert f'define("{TAG}"' in bundle["text/html"]
    assert bundle["text/plain"] == "LinearNeuron()"
    assert bundle == LinearNeuron()._repr_mimebundle_()


def test_it_carries_its_numbers() -> None:
    assert data_of(LinearNeuron()) == {
        "inputs": [1.0, 2.0, 3.0], "weights": [0.5, -1.0, 0.25], "bias": 2.0, "activation": "none",
    }  # fmt: skip
    assert data_of(LinearNeuron([0, 1, 2], np.array([1, 2, -3]), 1, "ReLU"))["weights"] == [1, 2, -3]


def test_without_scripts_a_sentence_tells_its_sum() -> None:
    html = LinearNeuron([-0.0, 1, 1], [2, -1, 0.5], -0.0)._repr_mimebundle_()["text/html"]
    assert "Its inputs 0, 1, 1 with the weights 2, −1, 0.5 and the bias 0 have the weighted sum −0.5." in html


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"inputs": [1, 2]}, ValueError, "inputs holds 2 numbers, expected 3"),
        ({"weights": [[1, 2, 3]]}, ValueError, "weights has shape"),
        ({"weights": [1, 2, -3.5]}, ValueError, "weights goes beyond the sliders"),
        ({"inputs": np.int8([1, 2, -128])}, ValueError, "inputs goes beyond the sliders"),
        ({"inputs": ["1", "2", "3"]}, TypeError, "inputs holds"),
        ({"bias": 4}, ValueError, "bias goes beyond the sliders"),
        ({"bias": "2"}, TypeError, "bias is str"),
        ({"activation": np.array(["ReLU", "none"])}, ValueError, "activation is array"),
        ({"activation": "tanh"}, ValueError, "activation is 'tanh'"),
    ],
)
def test_an_error_says_what_is_wrong(given: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        LinearNeuron(**given)


def test_the_script_computes_what_numpy_does() -> None:
    chance = np.random.default_rng(1)
    settings = np.hstack([chance.integers(-6, 7, size=(40, 3)) / 2, chance.integers(-12, 13, size=(40, 4)) / 4])
    products, sums, formulas = run(
        TAG,
        """[
            given.map(element.products),
            given.map(element.sum),
            given.map((values) => element.formula(values).join(" ")),
        ]""",
        settings.tolist(),
    )
    inputs, weights, bias = settings[:, :3], settings[:, 3:6], settings[:, 6]
    expected = [
        numpy_network.affine(x[None], w[:, None], np.array([b])).item()
        for x, w, b in zip(inputs, weights, bias, strict=True)
    ]
    assert products == np.column_stack([inputs * weights, bias]).tolist()
    assert sums == expected
    for formula, value in zip(formulas, expected, strict=True):
        assert both_sides(formula) == (value, value)


def test_the_script_activates_as_numpy_does() -> None:
    sums = [-710.0, -3.5, -0.0, 0.0, 0.25, 3.5, 22.125, 710.0]
    activated = "['none', 'ReLU', 'sigmoid'].map((name) => given.map((sum) => element.activated(name, sum)))"
    none, relu, sigmoid = run(TAG, activated, sums)
    assert none == sums
    assert relu == numpy_network.relu(np.array(sums)).tolist()
    np.testing.assert_allclose(
        sigmoid, [1 / (1 + math.exp(-z)) if z > -700 else 0 for z in sums], rtol=1e-12, atol=1e-300
    )


def test_the_script_says_the_result() -> None:
    found = run(TAG, "given.map(([name, sum]) => element.sentence(name, sum))", [
        ["none", 1.25], ["ReLU", -2.75], ["ReLU", 0.5], ["sigmoid", -2.75], ["sigmoid", 0], ["sigmoid", 22.125],
    ])  # fmt: skip
    assert found == [
        "The weighted sum is 1.25, and so is the output.",
        "The weighted sum is −2.75; ReLU gives 0.",
        "The weighted sum is 0.5; ReLU gives 0.5.",
        "The weighted sum is −2.75; the sigmoid gives 0.06.",
        "The weighted sum is 0; the sigmoid gives 0.5.",
        "The weighted sum is 22.125; the sigmoid gives almost 1.",
    ]


def test_no_sign_stands_before_what_is_rounded_to_nothing() -> None:
    formula = run(TAG, "element.formula([1, -0.0001, 3, 0.5, 0.0001, -0.0001, -0.0001])")
    assert formula == ["z = 0.5 × 1", "+ 0 × 0", "+ 0 × 3", "+ 0", "= 0.5"]
