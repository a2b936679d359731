"""<live-training> in a real browser: it begins in time, learns as NumPy does, answers to buttons and choices."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers.elements.live_training import LiveTraining
from helpers.page_training import PageTraining, Settings
from tests.pages.living import DARK, DESK, PHONE, barriers, standalone, watched

TAG = "live-training"
STEPS = 20  # of the first state
NEW = """() => {
    const host = document.querySelector("live-training");
    host.removeAttribute("ready");
    host.replaceWith(host.cloneNode(true));
}"""
AWAY = "() => { document.querySelector('h1').style.marginBottom = '4000px'; }"
BEYOND = """host => {
    const {left, right} = host.getBoundingClientRect();
    return [...host.shadowRoot.querySelectorAll("*")].filter(part => {
        const box = part.getBoundingClientRect();
        return box.width && part.checkVisibility() && (box.left < left || box.right > right);
    }).map(part => part.outerHTML.slice(0, 80));
}"""
INKED = """host => [...host.shadowRoot.querySelectorAll(".neurons canvas")].map(
    canvas => new Set(canvas.getContext("2d").getImageData(1, 1, 28, 28).data).size)"""
FRAMED = """host => [...host.shadowRoot.querySelectorAll(".neurons canvas, .misread li:not(.free) canvas")].filter(
    canvas => canvas.checkVisibility({visibilityProperty: true})
        && (canvas.closest("li") || canvas.getContext("2d").getImageData(0, 0, 1, 1).data[3])).length"""
ORDER = """host => [".row", ".plots", ".weights", ".choices", ".misread"].map(
    name => host.shadowRoot.querySelector(name).getBoundingClientRect().top)"""
HEIGHT = "host => host.getBoundingClientRect().height"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return standalone(tmp_path_factory.mktemp("live") / "page.html", LiveTraining(steps=STEPS))


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """One visit; at its end nothing was requested and nothing went wrong."""
    with watched(browser, address, viewport=DESK) as (page, found):
        yield page
        assert found == []


@pytest.fixture
def network(visit: Page) -> Locator:
    """A new element, in its first state."""
    visit.evaluate(NEW)
    element = visit.locator(TAG)
    element.evaluate("host => host.prepare()")
    expect(element).to_have_attribute("ready", "")
    return element


def prop(element: Locator, name: str) -> Any:
    return element.evaluate("(element, name) => element[name]", name)


def press(element: Locator, button: str) -> None:
    element.get_by_role("button", name=button, exact=True).click()


def until(element: Locator, condition: str) -> None:
    """Wait until something holds for the element, `host`."""
    look = f"const look = () => ({condition}) ? done() : requestAnimationFrame(look); look();"
    element.evaluate(f"host => new Promise(done => {{ {look} }})")


def difference(element: Locator, training: PageTraining) -> float:
    """The largest difference of a weight, or of a bias, to those of NumPy."""
    layers = element.evaluate("host => host.layers.map(({weights, bias}) => [Array.from(weights), Array.from(bias)])")
    pairs = [
        pair
        for found, expected in zip(layers, training.layers, strict=True)
        for pair in zip(found, expected, strict=True)
    ]
    return max(np.abs(np.array(found) - expected.reshape(-1)).max() for found, expected in pairs)


def test_it_begins_when_it_comes_near_and_nothing_grows(browser: Browser, address: str) -> None:
    with watched(browser, address, viewport=PHONE) as (page, found):
        element = page.locator(TAG)
        expect(element).to_have_attribute("ready", "")
        page.evaluate(AWAY)
        page.evaluate(NEW)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        height, said = element.evaluate(HEIGHT), element.get_by_role("status").inner_text()
        assert said.startswith(f"After {STEPS} steps it reads ")
        assert element.evaluate(FRAMED) == Settings().hidden + 16  # no holes where pictures will be
        page.emulate_media(media="print")  # before the network is there, paper has the picture
        expect(page.locator(f"{TAG} > img")).to_be_visible()
        page.emulate_media(media="screen")
        expect(page.locator(f"{TAG} > img")).to_be_hidden()
        assert prop(element, "steps") == 0
        element.scroll_into_view_if_needed()
        expect(element).to_have_attribute("ready", "")
        assert (prop(element, "steps"), prop(element, "running")) == (STEPS, False)
        assert element.evaluate(HEIGHT) == height
        assert element.get_by_role("status").inner_text() == said  # Python has computed the same
        assert found == []


def test_its_first_state_and_the_next_steps_are_those_of_numpy(network: Locator) -> None:
    training = PageTraining(Settings())
    training.step(STEPS)
    assert difference(network, training) < 1e-5
    press(network, "Step")
    until(network, f"host.history.at(-1).steps === {STEPS + 1}")
    training.step()
    assert difference(network, training) < 1e-5
    learned, others = training.judged()
    last = prop(network, "history")[-1]
    assert last["validation"]["accuracy"] == others.accuracy
    assert last["training"]["loss"] == pytest.approx(learned.loss, abs=1e-5)
    plot = network.get_by_role("img", name="accuracy")
    shown = f"training {100 * learned.accuracy:.1f} %, validation {100 * others.accuracy:.1f} %."
    expect(plot).to_have_attribute("aria-label", f"accuracy in % over the steps. At step {STEPS + 1}: {shown}")
    expect(network.locator(".misread p")).to_contain_text(f"Misread: {round(500 * (1 - others.accuracy))} of 500")


def test_it_learns_until_it_is_paused_and_begins_anew(network: Locator) -> None:
    press(network, "Start")
    until(network, f"host.steps >= {STEPS + 20}")
    assert network.get_by_role("button", name="Step").is_disabled()
    press(network, "Pause")
    until(network, "host.history.at(-1).steps === host.steps && !host.running")
    steps = prop(network, "steps")
    expect(network.get_by_role("status")).to_contain_text(f"After {steps} steps it reads")
    training = PageTraining(Settings())
    training.step(steps)
    assert difference(network, training) < 1e-5
    press(network, "Reset")
    until(network, "host.steps === 0 && host.history.length === 1")
    expect(network.get_by_role("status")).to_contain_text("Before the first step it reads")
    expect(network.locator(".runs")).to_contain_text("Before, dotted: the same.")
    assert network.locator("polyline.former").first.get_attribute("points").count(",") > 10


def test_each_choice_begins_a_new_run_with_pictures_for_its_neurons(network: Locator) -> None:
    height = network.evaluate(HEIGHT)
    choices = [("learning rate", "10"), ("batch size", "8"), ("pixels", "raw"), ("start weights", "zero"),
               ("labels", "shuffled"), ("hidden neurons", "none")]  # fmt: skip
    for label, option in choices:
        network.get_by_role("combobox", name=label).select_option(label=option)
    until(network, "host.steps === 0 && host.history.length === 1")
    chosen = {"hidden": 0, "rate": 10, "batch": 8, "pixels": "raw", "start": "zero", "labels": "shuffled"}
    chosen |= {"images": 2000, "shift": 0, "seed": 0}
    assert prop(network, "settings") == chosen
    assert network.locator(".neurons").inner_text().split() == list("0123456789")
    assert network.evaluate(INKED) == [1] * 10  # zeros are white
    press(network, "Step")
    until(network, "host.steps === 1 && host.history.length === 2")
    assert max(network.evaluate(INKED)) > 20
    network.get_by_role("combobox", name="hidden neurons").select_option(label="64")
    until(network, "host.steps === 0 && host.history.length === 1")
    assert network.locator(".neurons canvas").count() == 64
    expect(network.locator(".caption b")).to_have_text("64 hidden neurons, 64 dead")
    assert network.evaluate(HEIGHT) == height


def test_fewer_images_make_shorter_epochs_and_moved_ones_are_learned_as_numpy_does(network: Locator) -> None:
    network.evaluate("host => host.choose({ images: 300, shift: 2 })")
    for _ in range(3):
        press(network, "Step")
    until(network, "host.history.at(-1).steps === 3")
    expect(network.locator(".where")).to_contain_text("epoch 0.3")
    training = PageTraining(Settings(images=300, shift=2))
    training.step(3)
    assert difference(network, training) < 1e-5


def test_steps_that_are_too_large_are_told(network: Locator) -> None:
    network.get_by_role("combobox", name="learning rate").select_option(label="10")
    press(network, "Start")
    until(network, "host.steps >= 20")
    press(network, "Pause")
    expect(network.get_by_role("status")).to_contain_text("The training has diverged: the steps are too large.")
    network.evaluate("host => host.choose({ rate: 1e300 })")
    press(network, "Start")
    expect(network.get_by_role("status")).to_contain_text("a number is too large to compute with")
    expect(network.locator(".where")).to_contain_text("diverged")
    assert network.get_by_role("button", name="Start").is_disabled()
    assert network.evaluate("host => host.shadowRoot.activeElement.textContent") == "Reset"


def test_keys_operate_it_and_on_a_phone_all_stands_in_order(visit: Page, network: Locator) -> None:
    start = network.get_by_role("button", name="Start")
    start.focus()
    visit.keyboard.press("Space")
    until(network, f"host.steps > {STEPS}")
    visit.keyboard.press("Enter")
    until(network, "!host.running")
    visit.set_viewport_size(PHONE)
    tops = network.evaluate(ORDER)
    assert tops == sorted(tops)
    assert tops[2] - tops[0] < 480  # the curves are between the buttons and the pictures of weights
    visit.set_viewport_size(DESK)


def test_axe_finds_nothing_and_nothing_overflows(visit: Page, network: Locator) -> None:
    for size in (PHONE, DESK):
        visit.set_viewport_size(size)
        assert visit.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert network.evaluate(BEYOND) == []
        for scheme, style in (("light", ""), ("dark", DARK)):
            visit.emulate_media(color_scheme=scheme)
            visit.evaluate("style => document.documentElement.style.cssText = style", style)
            assert barriers(visit) == [], (size, scheme)
    visit.evaluate("document.documentElement.style.cssText = ''")


def test_digits_that_do_not_come_are_told_of_and_can_be_asked_for_again(browser: Browser, address: str) -> None:
    with watched(browser, address, viewport=DESK, java_script_enabled=False) as (page, _):
        expect(page.locator(f"{TAG} > p")).to_contain_text("a network that learns")
        expect(page.locator(f"{TAG} > img")).to_be_visible()
    with watched(browser, "about:blank", viewport=DESK) as (page, found):
        page.context.add_init_script("window.DecompressionStream = undefined;")
        page.goto(address)
        status = page.locator(TAG).get_by_role("status")
        expect(status).to_contain_text("cannot unpack the digits")
        page.locator(TAG).get_by_role("button", name="Start").click()
        expect(status).to_contain_text("cannot unpack the digits")
        assert [
            fault for fault in found if "another host" not in fault
        ] == []  # the page itself is none of the blank one
