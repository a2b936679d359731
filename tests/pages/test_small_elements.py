"""The three small elements: a neuron, softmax and a step of gradient descent, in Python and in a browser."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect

from helpers import numpy_network
from helpers.elements.gradient_step import GradientStep
from helpers.elements.linear_neuron import LinearNeuron
from helpers.elements.packing import elements_in
from helpers.elements.softmax_bars import SoftmaxBars
from tests.pages.living import standalone

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(0, 3, size=(3, 10))
IMAGES = RNG.integers(0, 256, size=(3, 28, 28), dtype=np.uint8)
LABELS = np.array([3, 8, 0])
TAGS = ("linear-neuron", "softmax-bars", "gradient-step")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def outputs() -> tuple[LinearNeuron, SoftmaxBars, GradientStep]:
    return LinearNeuron(), SoftmaxBars(LOGITS, IMAGES, LABELS), GradientStep()


def data_of(output: Any) -> dict[str, Any]:
    """What an output's element carries."""
    (element,) = elements_in(output._repr_mimebundle_()["text/html"])
    return element.data


# In Python


@pytest.mark.parametrize(("output", "tag"), list(zip(outputs(), TAGS, strict=True)))
def test_an_output_is_html_and_a_name_and_always_the_same(output, tag):
    bundle = output._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/html"].startswith(f"<{tag} ")
    assert f'define("{tag}"' in bundle["text/html"]
    assert bundle["text/plain"] == f"{type(output).__name__}()"
    assert bundle == output._repr_mimebundle_()


def test_a_neuron_carries_its_numbers():
    assert data_of(LinearNeuron()) == {
        "inputs": [1.0, 2.0, 3.0], "weights": [0.5, -1.0, 0.25], "bias": 2.0, "activation": "none",
    }  # fmt: skip
    assert data_of(LinearNeuron([0, 1, 2], np.array([1, 2, -3]), 1, "ReLU"))["weights"] == [1, 2, -3]
    assert "weighted sum 1.25." in LinearNeuron()._repr_mimebundle_()["text/html"]


def test_softmax_carries_rounded_logits_and_16_shades():
    data = data_of(SoftmaxBars([[-0.001, 1.2345, *range(8)]], IMAGES[:1], LABELS[:1]))
    assert str(data["logits"][0][:3]) == "[0.0, 1.23, 0.0]"
    assert data["labels"] == [3]
    assert set(data_of(SoftmaxBars(LOGITS))) == {"logits"}


def test_softmax_carries_logits_near_the_largest_float():
    assert data_of(SoftmaxBars(np.full((1, 10), 1e308)))["logits"] == [[1e308] * 10]


def test_a_gradient_step_carries_its_settings():
    assert data_of(GradientStep()) == {"x": 2.0, "target": 3.0, "weight": 0.5, "bias": 0.0, "rate": 0.05}
    assert data_of(GradientStep(learning_rate=0.2))["rate"] == 0.2


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: LinearNeuron([1, 2]), ValueError, "inputs holds 2 numbers, expected 3"),
        (lambda: LinearNeuron(weights=[[1, 2, 3]]), ValueError, "weights has shape"),
        (lambda: LinearNeuron(weights=[1, 2, -3.5]), ValueError, "weights goes beyond the sliders"),
        (lambda: LinearNeuron(np.int8([1, 2, -128])), ValueError, "inputs goes beyond the sliders"),
        (lambda: LinearNeuron(activation=np.array(["ReLU", "none"])), ValueError, "activation is array"),
        (lambda: LinearNeuron(bias=4), ValueError, "bias goes beyond the sliders"),
        (lambda: LinearNeuron(bias="2"), TypeError, "bias is str"),
        (lambda: LinearNeuron(inputs=["1", "2", "3"]), TypeError, "inputs holds"),
        (lambda: LinearNeuron(activation="tanh"), ValueError, "activation is 'tanh'"),
        (lambda: SoftmaxBars(np.zeros(10)), ValueError, "logits has shape"),
        (lambda: SoftmaxBars(np.zeros((2, 9))), ValueError, r"expected \(n, 10\)"),
        (lambda: SoftmaxBars(np.full((1, 10), np.nan)), ValueError, "logits holds NaN"),
        (lambda: SoftmaxBars(LOGITS, IMAGES[:2]), ValueError, r"expected uint8 of shape \(3, 28, 28\)"),
        (lambda: SoftmaxBars(LOGITS, IMAGES.astype(int)), ValueError, "images is int64"),
        (lambda: SoftmaxBars(LOGITS, IMAGES / 255), TypeError, "images holds float64"),
        (lambda: SoftmaxBars(LOGITS, labels=[1, 2]), ValueError, "expected 3 digits"),
        (lambda: SoftmaxBars(LOGITS, labels=[1, 2, 10]), ValueError, "from 0 to 9"),
        (lambda: SoftmaxBars(LOGITS, labels=[1.0, 2.0, 3.0]), TypeError, "labels holds float64"),
        (lambda: GradientStep(x=0), ValueError, "x is 0, expected 0.5 to 4"),
        (lambda: GradientStep(learning_rate=0.5), ValueError, "learning_rate is 0.5, expected 0.005 to 0.3"),
        (lambda: GradientStep(target=np.inf), ValueError, "target is inf"),
        (lambda: GradientStep(weight=None), TypeError, "weight is NoneType"),
    ],
)
def test_an_error_says_what_is_wrong(make, error, message):
    with pytest.raises(error, match=message):
        make()


# In a browser


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., SimpleNamespace]]:
    """Show outputs on a page that may ask for nothing and complain of nothing."""
    contexts, complaints = [], []

    def show(*shown: Any, width: int = 1000, dark: bool = False, scripts: bool = True):
        address = standalone(tmp_path / "page.html", *shown, dark=dark)
        scheme = "dark" if dark else "light"
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: request.url == address or complaints.append(request.url))
        page.goto(address)
        return page

    yield show
    for context in contexts:
        context.close()
    assert complaints == []


def prop(element: Locator, name: str) -> Any:
    return element.evaluate("(element, name) => element[name]", name)


def slide(element: Locator, label: str, value: float) -> None:
    element.get_by_role("slider", name=label, exact=True).fill(f"{value:g}")


def press(element: Locator, button: str) -> None:
    element.get_by_role("button", name=button).click()


def value_of(words: str) -> float:
    """A number as the page writes it."""
    return float(words.replace("−", "-"))


def result_of(equation: str) -> tuple[float, float]:
    """Both sides of a written equation: what its numbers make, and what it says they make."""
    said = equation.replace("−", "-").replace("×", "*").replace("²", "**2")
    calculation, result = said.split(" = ")[-2:]
    assert set(re.sub(r"^[wbz] (←|=) ", "", said)) <= set("0123456789.*()+-= ")
    return eval(re.sub(r"^[wbz] (←|=)? ?", "", calculation)), float(result)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [360, 1000])
def test_axe_finds_nothing_and_nothing_overflows(shown, dark, width):
    page = shown(*outputs(), width=width, dark=dark)
    neuron, bars, steps = (page.locator(tag) for tag in TAGS)
    for place in "₁₂₃":  # the longest numbers
        slide(neuron, f"input x{place}", -2.5)
        slide(neuron, f"weight w{place}", -2.75)
    for digit in range(10):
        slide(bars, f"logit {digit}", -12)
    slide(steps, "learning rate", 0.3)
    for _ in range(3):
        if steps.get_by_role("button", name="Ten steps").is_enabled():
            press(steps, "Ten steps")
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in results.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for tag in TAGS:
        beyond = page.locator(tag).evaluate("""host => {
            const {left, right} = host.getBoundingClientRect();
            return [...host.shadowRoot.querySelectorAll("*")].filter(part => {
                const box = part.getBoundingClientRect();
                return box.width && (box.left < left || box.right > right);
            }).map(part => part.outerHTML.slice(0, 80));
        }""")
        assert beyond == []
        small = page.locator(tag).evaluate("""host => [...host.shadowRoot.querySelectorAll("input, select, button")]
            .map(part => part.getBoundingClientRect()).filter(({width, height}) => width < 44 || height < 32).length""")
        assert small == 0


def test_without_scripts_a_sentence_stands_there(shown):
    page = shown(*outputs(), scripts=False)
    for tag in TAGS:
        expect(page.locator(f"{tag} > p")).to_be_visible()
        expect(page.locator(f"{tag} > p")).to_contain_text("interactive")
    expect(page.locator("softmax-bars > img")).to_be_visible()


def test_two_of_a_kind_do_not_meddle_with_each_other(shown):
    page = shown(*outputs(), *outputs())
    for tag, label in zip(TAGS, ("bias b", "logit 4", "target"), strict=True):
        one, two = page.locator(tag).all()
        assert one.evaluate(f"(one) => one.constructor === document.querySelectorAll('{tag}')[1].constructor")
        before = two.evaluate("host => host.shadowRoot.textContent")
        slide(one, label, -1)
        assert two.evaluate("host => host.shadowRoot.textContent") == before
        assert one.evaluate("host => host.shadowRoot.textContent") != before


def test_the_status_speaks_from_the_start_and_after_each_change(shown):
    page = shown(*outputs())
    neuron, bars, steps = (page.locator(tag) for tag in TAGS)
    expect(neuron.get_by_role("status")).to_have_text("The weighted sum is 1.25, and so is the output.")
    expect(steps.get_by_role("status")).to_have_text("At the start the weight is 0.5, the bias 0 and the loss 4.")
    neuron.get_by_label("activation").select_option("sigmoid")
    slide(neuron, "bias b", -2)
    expect(neuron.get_by_role("status")).to_have_text("The weighted sum is −2.75; the sigmoid gives 0.06.")
    bars.get_by_label("Start from").select_option("all equal")
    expect(bars.get_by_role("status")).to_have_text("Every class has 0.100; the probabilities sum to 1.")
    slide(bars, "logit 7", 2)
    slide(bars, "logit 2", 2)
    expect(bars.get_by_role("status")).to_have_text("Classes 2 and 7 have 0.324 each; the probabilities sum to 1.")
    press(steps, "One step")
    expect(steps.get_by_role("status")).to_have_text(
        "After 1 step the weight is 0.9, the bias 0.2 and the loss 1, down from 4."
    )


# <linear-neuron>


@pytest.mark.parametrize("activation", ["none", "ReLU", "sigmoid"])
def test_the_neuron_computes_what_numpy_does(shown, activation):
    neuron = shown(LinearNeuron(activation="ReLU")).locator("linear-neuron")
    assert (prop(neuron, "sum"), prop(neuron, "output")) == (1.25, 1.25)
    neuron.get_by_label("activation").select_option(activation)
    functions = {"none": lambda z: z, "ReLU": numpy_network.relu, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    rng = np.random.default_rng(1)
    for _ in range(8):
        inputs = rng.integers(-6, 7, size=(1, 3)) / 2
        weights = rng.integers(-12, 13, size=(3, 1)) / 4
        bias = rng.integers(-12, 13, size=1) / 4
        for place, sub in enumerate("₁₂₃"):
            slide(neuron, f"input x{sub}", inputs[0, place])
            slide(neuron, f"weight w{sub}", weights[place, 0])
        slide(neuron, "bias b", bias[0])
        expected = numpy_network.affine(inputs, weights, bias).item()
        assert prop(neuron, "sum") == expected
        assert prop(neuron, "output") == pytest.approx(float(functions[activation](np.array(expected))), abs=1e-12)
        calculated, said = result_of(neuron.locator(".formula").inner_text())
        assert calculated == said == expected
        products = [value_of(words) for words in neuron.locator(".term > :last-child").all_inner_texts()[1:]]
        assert products == [*(inputs[0] * weights[:, 0]), bias[0], expected]
        assert place_of_dot(neuron) == pytest.approx((expected, prop(neuron, "output")), abs=0.01)


def place_of_dot(neuron: Locator) -> tuple[float, float]:
    """Where the dot lies, measured against the numbers at the axes."""
    texts = neuron.locator("svg text").evaluate_all(
        "all => all.map(text => [text.textContent, ...['x', 'y', 'text-anchor'].map(name => text.getAttribute(name))])"
    )
    along = [(value_of(words), float(x)) for words, x, _, anchor in texts if anchor == "middle"]
    up = [(value_of(words), float(y) - 5) for words, _, y, anchor in texts if anchor == "end" and words != "sum z"]
    dot = neuron.locator("circle")
    found = []
    for marks, name in ((along, "cx"), (up, "cy")):
        (low, start), (high, end) = marks[0], marks[-1]
        found.append(low + (float(dot.get_attribute(name)) - start) / (end - start) * (high - low))
    return tuple(found)


def test_the_neuron_answers_to_keys_and_mouse_and_starts_again(shown):
    neuron = shown(LinearNeuron(activation="ReLU")).locator("linear-neuron")
    slider = neuron.get_by_label("weight w₂")
    slider.press("ArrowRight")
    assert prop(neuron, "sum") == 1.75
    slider.press("Home")
    assert prop(neuron, "sum") == 1.25 - 2 * 2
    assert prop(neuron, "output") == 0
    box = neuron.get_by_label("bias b").bounding_box()
    neuron.get_by_label("bias b").click(position={"x": box["width"] - 2, "y": box["height"] / 2})
    assert prop(neuron, "sum") == 1.25 - 2 * 2 + 1
    neuron.get_by_label("activation").select_option("none")
    press(neuron, "Start again")
    assert (prop(neuron, "sum"), prop(neuron, "output")) == (1.25, 1.25)
    assert neuron.get_by_label("activation").input_value() == "ReLU"
    assert slider.input_value() == "-1"


# <softmax-bars>


def test_softmax_computes_what_numpy_does(shown):
    bars = shown(SoftmaxBars(LOGITS, IMAGES, LABELS)).locator("softmax-bars")
    rng = np.random.default_rng(2)
    for example in (1, 2, 0):
        bars.get_by_label("Start from").select_option(str(example))
        assert prop(bars, "logits") == LOGITS[example].round(2).tolist()
        np.testing.assert_allclose(prop(bars, "probabilities"), numpy_network.softmax(LOGITS[example].round(2)), 1e-12)
        logits, temperature = rng.integers(-100, 101, size=10) / 10, rng.integers(1, 51) / 10
        for digit in range(10):
            slide(bars, f"logit {digit}", logits[digit])
        slide(bars, "temperature", temperature)
        assert prop(bars, "logits") == logits.tolist()
        assert prop(bars, "temperature") == temperature
        expected = numpy_network.softmax(logits / temperature)
        np.testing.assert_allclose(prop(bars, "probabilities"), expected, rtol=1e-12, atol=1e-300)
        cells = bars.locator("tbody tr").evaluate_all(
            """rows => rows.map(row => {
                const bar = row.querySelector(".bar").getBoundingClientRect();
                return [...row.cells].map(cell => cell.innerText).concat(bar.width);
            })"""
        )
        assert [cell[0] for cell in cells] == [str(digit) for digit in range(10)]
        assert [value_of(cell[2]) for cell in cells] == logits.tolist()
        np.testing.assert_allclose([float(cell[4]) for cell in cells], expected, atol=5.1e-4)
        widths = np.array([cell[5] for cell in cells])
        np.testing.assert_allclose(widths, expected / expected.max() * widths.max(), atol=1.1)  # pixels
        expect(bars.locator("tfoot")).to_have_text("sum 1.000")


def test_softmax_shows_the_digit_that_the_logits_belong_to(shown):
    bars = shown(SoftmaxBars(LOGITS, IMAGES, LABELS)).locator("softmax-bars")
    names = bars.get_by_label("Start from").locator("option").all_inner_texts()
    assert names == ["a 3 (example 1)", "an 8 (example 2)", "a 0 (example 3)", "all equal"]
    for example in (0, 1, 2):
        bars.get_by_label("Start from").select_option(str(example))
        drawn = bars.locator("canvas").evaluate("""it => {
            const copy = new OffscreenCanvas(28, 28).getContext("2d");
            copy.drawImage(it, 0, 0);
            return [...copy.getImageData(0, 0, 28, 28).data];
        }""")
        pixels = np.array(drawn).reshape(28, 28, 4)
        assert (pixels[..., 3] == 255).all()
        assert abs(255 - pixels[..., 0] - IMAGES[example].astype(int)).max() <= 8  # 16 shades
    bars.get_by_label("Start from").select_option("all equal")
    expect(bars.locator("canvas")).to_be_hidden()
    assert prop(bars, "probabilities") == pytest.approx([0.1] * 10)


def test_adding_1_to_all_logits_changes_no_probability(shown):
    bars = shown(SoftmaxBars(LOGITS)).locator("softmax-bars")
    before = prop(bars, "probabilities")
    press(bars, "Add 1 to all logits")
    np.testing.assert_allclose(prop(bars, "logits"), LOGITS[0].round(2) + 1)
    np.testing.assert_allclose(prop(bars, "probabilities"), before)
    expect(bars.get_by_role("status")).to_contain_text("All logits grew by 1, and no probability changed.")
    more = bars.get_by_role("button", name="Add 1")
    for _ in range(12):  # beyond the end of the sliders, which move it
        more.click()
    np.testing.assert_allclose(prop(bars, "logits"), LOGITS[0].round(2) + 13)
    ends = bars.get_by_role("slider", name="logit 0").evaluate("slider => [slider.min, slider.max]")
    assert max(prop(bars, "logits")) <= float(ends[1])
    slide(bars, "temperature", 3)
    press(bars, "Start again")
    assert prop(bars, "probabilities") == before


def test_softmax_answers_to_keys(shown):
    bars = shown(SoftmaxBars(LOGITS)).locator("softmax-bars")
    slider = bars.get_by_role("slider", name="logit 6")
    slider.press("End")
    assert prop(bars, "logits")[6] == float(slider.get_attribute("max"))
    slider.press("ArrowLeft")
    assert prop(bars, "logits")[6] == pytest.approx(float(slider.get_attribute("max")) - 0.1)
    assert bars.locator("tr.largest th").inner_text() == "6"
    bars.get_by_label("temperature").press("Home")
    assert prop(bars, "temperature") == 0.1


# <gradient-step>


def test_the_worked_example_of_chapter_6(shown):
    steps = shown(GradientStep()).locator("gradient-step")
    written = steps.locator("dd").all_inner_texts()
    assert written == [
        "x = 2", "0.5 × 2 + 0 = 1", "(1 − 3)² = 4", "2 × (1 − 3) × 2 = −8", "2 × (1 − 3) = −4",
        "w ← 0.5 − 0.05 × (−8) = 0.9", "b ← 0 − 0.05 × (−4) = 0.2",
    ]  # fmt: skip
    steps.evaluate("element => element.step()")
    found = [prop(steps, name) for name in ("weight", "bias", "loss", "steps")]
    assert found == pytest.approx([0.9, 0.2, 1, 1])


def test_steps_go_against_the_measured_slopes(shown):
    rng = np.random.default_rng(3)
    page = shown(GradientStep(), GradientStep(x=0.7, weight=-1, bias=2, target=-4))
    for steps, x in zip(page.locator("gradient-step").all(), (2, 0.7), strict=True):
        for _ in range(4):
            weight, bias = rng.integers(-30, 31, size=2) / 10
            target, rate = rng.integers(-12, 13) / 2, rng.integers(1, 61) / 200
            for label, value in (("weight at the start", weight), ("bias at the start", bias)):
                slide(steps, label, value)
            slide(steps, "target", target)
            slide(steps, "learning rate", rate)

            def loss(w: float, b: float, x: float = x, target: float = target) -> float:
                return (w * x + b - target) ** 2

            for number in range(1, 4):
                for equation in steps.locator("dd").all_inner_texts()[1:]:
                    calculated, said = result_of(equation)
                    assert calculated == pytest.approx(said, abs=2e-2, rel=1e-3)
                h = 1e-4
                slope_w = (loss(weight + h, bias) - loss(weight - h, bias)) / (2 * h)
                slope_b = (loss(weight, bias + h) - loss(weight, bias - h)) / (2 * h)
                weight, bias = weight - rate * slope_w, bias - rate * slope_b
                press(steps, "One step")
                found = [prop(steps, name) for name in ("weight", "bias", "loss", "steps")]
                assert found == pytest.approx([weight, bias, loss(weight, bias), number], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("rate", "words"), [(0.1, "nothing moves"), (0.195, "down from 4"), (0.2, "as before"), (0.205, "The loss grows")]
)
def test_it_diverges_above_a_rate_of_one_fifth(shown, rate, words):
    steps = shown(GradientStep(learning_rate=rate)).locator("gradient-step")
    press(steps, "One step")
    assert prop(steps, "loss") == pytest.approx(4 * (1 - 2 * rate * 5) ** 2, abs=1e-12)
    expect(steps.get_by_role("status")).to_contain_text(words)


def test_ten_steps_fall_and_all_points_lie_on_the_curve(shown):
    steps = shown(GradientStep()).locator("gradient-step")
    press(steps, "Ten steps")
    press(steps, "One step")
    assert prop(steps, "steps") == 11
    assert prop(steps, "loss") == pytest.approx(4 * 0.25**11)
    for plot, name in zip(steps.locator("svg").all(), ("weight", "step"), strict=True):
        assert plot.locator("circle").count() == 12
        expect(plot).to_have_attribute("aria-label", f"The loss over the {name}. Points: 12; off the chart: 0.")
    points = (
        steps.locator("svg")
        .first.locator("circle")
        .evaluate_all("all => all.map(point => [point.getAttribute('cx'), point.getAttribute('cy')].map(Number))")
    )
    line = steps.locator(".curve").first.get_attribute("points")
    curve = np.array([pair.split(",") for pair in line.split()], dtype=float)
    for x, y in points:
        assert np.interp(x, curve[:, 0], curve[:, 1]) == pytest.approx(y, abs=0.2)
    press(steps, "Start again")
    assert [prop(steps, name) for name in ("weight", "bias", "loss", "steps")] == [0.5, 0, 4, 0]


def test_a_neuron_that_diverges_stops_and_can_start_again(shown):
    steps = shown(GradientStep(learning_rate=0.3), width=360).locator("gradient-step")
    press(steps, "Ten steps")
    assert prop(steps, "loss") == pytest.approx(4 * 4.0**10)
    assert "= 4.2 × 10⁶" in steps.locator("dd").nth(2).inner_text().replace("\xa0", " ")
    expect(steps.locator("svg").first).to_contain_text("▲ off the chart: 10")
    steps.get_by_role("button", name="Ten steps").press("Enter")
    assert prop(steps, "steps") == 19  # 4 × 4¹⁹ is the first loss above 10¹²
    assert prop(steps, "loss") > 1e12
    expect(steps.get_by_role("status")).to_contain_text("The steps end here; choose a smaller rate and start again.")
    assert steps.get_by_role("button", name="One step").is_disabled()
    again = steps.get_by_role("button", name="Start again")
    expect(again).to_be_focused()  # the focus is not lost with the button that was disabled
    slide(steps, "learning rate", 0.1)
    again.press("Enter")
    press(steps, "One step")
    assert prop(steps, "loss") == pytest.approx(0, abs=1e-12)
