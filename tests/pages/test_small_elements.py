"""The three small elements in a browser: a neuron, softmax and a step of gradient descent. All of it in two visits."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers import numpy_network
from helpers.elements.gradient_step import GradientStep
from helpers.elements.linear_neuron import LinearNeuron
from helpers.elements.softmax_bars import SoftmaxBars
from helpers.palette import PALETTE
from tests.helpers.elements.equations import both_sides, value_of
from tests.pages.living import DARK, DESK, PHONE, barriers, standalone, watched

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(0, 3, size=(3, 10)).round(6)
IMAGES = RNG.integers(0, 256, size=(3, 28, 28), dtype=np.uint8)
LABELS = np.array([3, 8, 0])
TAGS = ("linear-neuron", "softmax-bars", "gradient-step")

# New elements in place of those there, and none that a test has added.
ANEW = """() => {
    for (const added of document.querySelectorAll(".added")) added.remove();
    for (const host of document.querySelectorAll(".living")) host.replaceWith(host.cloneNode(true));
}"""
BEYOND = """host => {
    const {left, right} = host.getBoundingClientRect();
    return [...host.shadowRoot.querySelectorAll("*")].filter(part => {
        const box = part.getBoundingClientRect();
        return box.width && (box.left < left || box.right > right);
    }).map(part => part.outerHTML.slice(0, 80));
}"""
SMALL = """host => [...host.shadowRoot.querySelectorAll("input, select, button")]
    .map(part => part.getBoundingClientRect()).filter(({width, height}) => width < 44 || height < 32).length"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    outputs = LinearNeuron(activation="ReLU"), SoftmaxBars(LOGITS, IMAGES, LABELS), GradientStep()
    return standalone(tmp_path_factory.mktemp("small") / "page.html", *outputs)


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """One visit to a page with all three; at its end nothing was requested and nothing went wrong."""
    with watched(browser, address, viewport=DESK) as (page, found):
        yield page
        assert found == []


@pytest.fixture
def page(visit: Page) -> Page:
    """The page with new elements."""
    visit.evaluate(ANEW)
    return visit


@pytest.fixture
def neuron(page: Page) -> Locator:
    return page.locator("linear-neuron")


@pytest.fixture
def bars(page: Page) -> Locator:
    return page.locator("softmax-bars")


@pytest.fixture
def steps(page: Page) -> Locator:
    return page.locator("gradient-step")


def prop(element: Locator, name: str) -> Any:
    return element.evaluate("(element, name) => element[name]", name)


def slide(element: Locator, label: str, value: float) -> None:
    element.get_by_role("slider", name=label, exact=True).fill(f"{value:g}")


def press(element: Locator, button: str) -> None:
    element.get_by_role("button", name=button).click()


def test_axe_finds_nothing_and_nothing_overflows(page: Page, neuron: Locator, bars: Locator, steps: Locator) -> None:
    for place in "₁₂₃":  # the longest numbers
        slide(neuron, f"input x{place}", -2.5)
        slide(neuron, f"weight w{place}", -2.75)
    for digit in range(10):
        slide(bars, f"logit {digit}", -10)
    slide(steps, "learning rate", 0.3)
    for _ in range(3):
        if steps.get_by_role("button", name="Ten steps").is_enabled():
            press(steps, "Ten steps")
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        for tag in TAGS:
            assert page.locator(tag).evaluate(BEYOND) == []
            assert page.locator(tag).evaluate(SMALL) == 0
        for scheme, style in (("light", ""), ("dark", DARK)):
            page.emulate_media(color_scheme=scheme)
            page.evaluate("style => document.documentElement.style.cssText = style", style)
            assert barriers(page) == [], (size, scheme)
    page.evaluate("document.documentElement.style.cssText = ''")


# Of each slider its name and its color.
COLORS = """host => [...host.shadowRoot.querySelectorAll("input[type=range]")].map(slider => [
    slider.getAttribute("aria-label") || slider.labels[0]?.textContent || "logit",
    getComputedStyle(slider).accentColor,
])"""


def test_sliders_have_the_color_of_what_they_set(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    found = {name: color for tag in TAGS for name, color in page.locator(tag).evaluate(COLORS)}
    wanted = {
        **{f"input x{place}": "input" for place in "₁₂₃"},
        **{f"weight w{place}": "weight" for place in "₁₂₃"},
        "bias b": "weight",
        "weight at the start0.5": "weight",
        "bias at the start0": "weight",
        "target3": "truth",
    }
    for name, thing in wanted.items():
        red, green, blue = (int(PALETTE[thing][0][place : place + 2], 16) for place in (1, 3, 5))
        assert found.pop(name) == f"rgb({red}, {green}, {blue})", name
    assert set(found) == {"logit", "temperature1.0", "learning rate0.05"}
    text = page.locator("gradient-step").evaluate("host => getComputedStyle(host).color")
    assert set(found.values()) <= {text, "canvastext"}


def test_each_color_has_its_shape_beside_a_name(page: Page) -> None:
    shapes = {}
    for tag in TAGS:
        for name in page.locator(tag).locator(".thing").all():
            kind = name.get_attribute("class").removeprefix("thing of-")
            box = (
                "part => { const s = getComputedStyle(part, '::before'); return s.border + s.borderRadius + s.width; }"
            )
            shapes.setdefault(kind, set()).add(name.evaluate(box))
    assert {kind: len(found) for kind, found in shapes.items()} == dict.fromkeys(PALETTE, 1)
    assert len({re.sub(r"rgb\([^)]*\)", "", shape) for found in shapes.values() for shape in found}) == len(PALETTE)


def test_without_scripts_a_sentence_stands_there(browser: Browser, address: str) -> None:
    with watched(browser, address, java_script_enabled=False) as (page, found):
        for tag in TAGS:
            expect(page.locator(f"{tag} > p")).to_be_visible()
            expect(page.locator(f"{tag} > p")).to_contain_text("interactive")
        expect(page.locator("softmax-bars > img")).to_be_visible()
        assert found == []


def test_two_of_a_kind_do_not_meddle_with_each_other(page: Page) -> None:
    for tag, label in zip(TAGS, ("bias b", "logit 4", "target"), strict=True):
        page.locator(tag).evaluate(
            "host => { host.after(host.cloneNode(true)); host.nextSibling.classList.add('added'); }"
        )
        one, two = page.locator(tag).all()
        before = two.evaluate("host => host.shadowRoot.textContent")
        slide(one, label, -1)
        assert two.evaluate("host => host.shadowRoot.textContent") == before
        assert one.evaluate("host => host.shadowRoot.textContent") != before


def test_the_status_speaks_at_once_and_after_each_change(neuron: Locator, bars: Locator, steps: Locator) -> None:
    assert neuron.get_by_role("status").inner_text() == "The weighted sum is 1.25; ReLU gives 1.25."
    assert bars.get_by_role("status").inner_text().startswith("Class ")
    assert steps.get_by_role("status").inner_text() == "At the start the weight is 0.5, the bias 0 and the loss 4."
    neuron.get_by_label("activation").select_option("sigmoid")
    slide(neuron, "bias b", -2)
    bars.get_by_label("Start from").select_option("all equal")
    press(steps, "One step")
    expect(neuron.get_by_role("status")).to_have_text("The weighted sum is −2.75; the sigmoid gives 0.06.")
    expect(bars.get_by_role("status")).to_have_text("Every class has 0.100; the probabilities sum to 1.")
    expect(steps.get_by_role("status")).to_have_text(
        "After 1 step the weight is 0.9, the bias 0.2 and the loss 1, down from 4."
    )
    slide(bars, "logit 7", 2)
    slide(bars, "logit 2", 2)
    expect(bars.get_by_role("status")).to_have_text("Classes 2 and 7 have 0.324 each; the probabilities sum to 1.")


# <linear-neuron>


def test_the_neuron_shows_what_numpy_computes(neuron: Locator) -> None:
    assert (prop(neuron, "sum"), prop(neuron, "output")) == (1.25, 1.25)
    functions = {"none": lambda z: z, "ReLU": numpy_network.relu, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    rng = np.random.default_rng(1)
    for activation, function in functions.items():
        neuron.get_by_label("activation").select_option(activation)
        for _ in range(3):
            inputs = rng.integers(-6, 7, size=(1, 3)) / 2
            weights = rng.integers(-12, 13, size=(3, 1)) / 4
            bias = rng.integers(-12, 13, size=1) / 4
            for place, sub in enumerate("₁₂₃"):
                slide(neuron, f"input x{sub}", inputs[0, place])
                slide(neuron, f"weight w{sub}", weights[place, 0])
            slide(neuron, "bias b", bias[0])
            expected = numpy_network.affine(inputs, weights, bias).item()
            assert prop(neuron, "sum") == expected
            assert prop(neuron, "output") == pytest.approx(float(function(np.array(expected))), abs=1e-12)
            assert both_sides(neuron.locator(".formula").inner_text()) == (expected, expected)
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


def test_the_neuron_answers_to_keys_and_mouse_and_starts_again(neuron: Locator) -> None:
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


def test_softmax_computes_what_numpy_does(bars: Locator) -> None:
    rng = np.random.default_rng(2)
    for example in (1, 2, 0):
        bars.get_by_label("Start from").select_option(str(example))
        assert prop(bars, "logits") == LOGITS[example].tolist()
        np.testing.assert_allclose(prop(bars, "probabilities"), numpy_network.softmax(LOGITS[example]), 1e-12)
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


def test_on_a_phone_the_bar_of_a_probability_lies_behind_its_number(bars: Locator) -> None:
    bars.page.set_viewport_size(PHONE)
    grounds = "row => [row, row.lastElementChild].map(part => getComputedStyle(part).backgroundImage !== 'none')"
    seen = bars.locator("tbody tr").first.evaluate(grounds)
    bars.page.set_viewport_size(DESK)
    assert seen == [False, True]


def test_softmax_shows_the_digit_that_the_logits_belong_to(bars: Locator) -> None:
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


def test_adding_1_to_all_logits_changes_no_probability(bars: Locator) -> None:
    before = prop(bars, "probabilities")
    press(bars, "Add 1 to all logits")
    np.testing.assert_allclose(prop(bars, "logits"), LOGITS[0] + 1)
    np.testing.assert_allclose(prop(bars, "probabilities"), before)
    expect(bars.get_by_role("status")).to_contain_text("All logits grew by 1, and no probability changed.")
    more = bars.get_by_role("button", name="Add 1")
    for _ in range(12):  # beyond the end of the sliders, which move it
        more.click()
    np.testing.assert_allclose(prop(bars, "logits"), LOGITS[0] + 13)
    ends = bars.get_by_role("slider", name="logit 0").evaluate("slider => [slider.min, slider.max]")
    assert max(prop(bars, "logits")) <= float(ends[1])
    slide(bars, "temperature", 3)
    press(bars, "Start again")
    assert prop(bars, "probabilities") == before


def test_softmax_answers_to_keys(bars: Locator) -> None:
    slider = bars.get_by_role("slider", name="logit 6")
    slider.press("End")
    assert prop(bars, "logits")[6] == float(slider.get_attribute("max"))
    slider.press("ArrowLeft")
    assert prop(bars, "logits")[6] == pytest.approx(float(slider.get_attribute("max")) - 0.1)
    assert bars.locator("tr.largest th").inner_text() == "6"
    bars.get_by_label("temperature").press("Home")
    assert prop(bars, "temperature") == 0.1


# <gradient-step>


def test_the_calculation_and_the_values_are_those_of_the_steps(steps: Locator) -> None:
    written = steps.locator("dd").all_inner_texts()
    assert written == [
        "x = 2", "0.5 × 2 + 0 = 1", "(1 − 3)² = 4", "2 × (1 − 3) × 2 = −8", "2 × (1 − 3) = −4",
        "w ← 0.5 − 0.05 × (−8) = 0.9", "b ← 0 − 0.05 × (−4) = 0.2",
    ]  # fmt: skip
    steps.evaluate("element => element.step()")
    assert state(steps) == pytest.approx([0.9, 0.2, 1, 1])
    for label, value in (("weight at the start", -1), ("bias at the start", 2), ("target", -4), ("learning rate", 0.1)):
        slide(steps, label, value)
    assert state(steps) == [-1, 2, 16, 0]
    press(steps, "One step")
    assert state(steps) == pytest.approx([-2.6, 1.2, 0, 1], abs=1e-12)


def state(steps: Locator) -> list[float]:
    return [prop(steps, name) for name in ("weight", "bias", "loss", "steps")]


def test_ten_steps_fall_and_all_points_lie_on_the_curve(steps: Locator) -> None:
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


def test_a_neuron_that_diverges_stops_and_can_start_again(steps: Locator) -> None:
    slide(steps, "learning rate", 0.3)
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
