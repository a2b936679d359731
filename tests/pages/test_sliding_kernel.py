"""<sliding-kernel> in a browser: the window under mouse, finger and keys, and the weights that are typed. One visit."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers.data import load_mnist
from helpers.elements.sliding_kernel import KERNELS, SlidingKernel
from tests.pages.living import DESK, PHONE, barriers, standalone, watched
from tests.pages.test_small_elements import ANEW, BEYOND

(IMAGES, LABELS), _ = load_mnist()
IMAGES, LABELS = IMAGES[:4], LABELS[:4]
SHARES = (IMAGES.astype(int) + 8) // 17 / 15  # in the 16 shades in which they travel
EDGE = np.array(KERNELS["upright edge"])
FINGER = """(canvas, [type, x, y]) => {
    const {left, top, width, height} = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new PointerEvent(type, {
        pointerId: 7, pointerType: "touch", isPrimary: true, bubbles: true,
        clientX: left + x / 30 * width, clientY: top + y / 30 * height,
    }));
}"""
SLIDE = """async host => {
    const button = [...host.shadowRoot.querySelectorAll("button")].find(one => one.textContent === "Slide");
    const change = () => host.shadowRoot.querySelector("select").dispatchEvent(new Event("change"));
    change(); // it may have begun when it was seen
    const states = [[host.slides, host.place]];
    button.click();
    states[0].push(host.shadowRoot.querySelector("[role=status]").textContent);
    for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame);
    states.push([host.slides, host.place]);
    change();
    states.push([host.slides, host.place]);
    return states;
}"""


@pytest.fixture(scope="module")
def visit(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    address = standalone(tmp_path_factory.mktemp("sliding") / "page.html", SlidingKernel(IMAGES, LABELS))
    with watched(browser, address, viewport=DESK) as (page, found):
        yield page
        assert found == []


@pytest.fixture
def sliding(visit: Page) -> Locator:
    visit.evaluate(ANEW)
    return visit.locator("sliding-kernel")


def prop(host: Locator, name: str) -> Any:
    return host.evaluate("(host, name) => host[name]", name)


def window(host: Locator) -> Locator:
    return host.get_by_role("slider", name="Where the window lies")


def map_of(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    return (windows * kernel).sum(axis=(2, 3))


def test_it_opens_on_the_strongest_answer(sliding: Locator) -> None:
    expected = map_of(SHARES[0], EDGE)
    np.testing.assert_allclose(prop(sliding, "map"), expected.ravel())
    assert expected[tuple(prop(sliding, "place"))] == expected.max()
    expect(sliding.get_by_role("status")).to_contain_text(f"nine products add up to {expected.max():.2f}")
    assert not sliding.get_by_role("button", name="Slide").count()  # less motion is asked for


def test_the_window_follows_mouse_finger_and_keys(sliding: Locator, visit: Page) -> None:
    window(sliding).scroll_into_view_if_needed()
    box = window(sliding).bounding_box()
    visit.mouse.move(box["x"] + box["width"] * 12.5 / 30, box["y"] + box["width"] * 20.5 / 30)
    assert prop(sliding, "place") == [18, 10]  # its middle is at the mouse; a frame of one pixel is around the digit
    for kind, x, y in (("pointerdown", 5.5, 5.5), ("pointermove", 0, 29)):
        window(sliding).evaluate(FINGER, [kind, x, y])
    assert prop(sliding, "place") == [25, 0]
    window(sliding).press("ArrowRight")
    window(sliding).press("Shift+ArrowUp")
    assert prop(sliding, "place") == [22, 1]
    value = map_of(SHARES[0], EDGE)[22, 1]
    expect(sliding.locator(".readout")).to_have_text(f"{value:.2f}".replace("-", "−"))


def test_a_value_of_the_map_is_pointed_at(sliding: Locator) -> None:
    sliding.locator(".map canvas").evaluate(FINGER, ["pointerdown", 2.5, 27.5])
    assert prop(sliding, "place") == [25, 0]


def test_weights_that_are_typed_are_the_readers_own_and_come_back(sliding: Locator) -> None:
    sliding.get_by_label("weight, row 2, column 2").fill("2.5")
    own = EDGE.astype(float)
    own[1, 1] = 2.5
    np.testing.assert_allclose(prop(sliding, "kernel"), own.ravel())
    np.testing.assert_allclose(prop(sliding, "map"), map_of(SHARES[0], own).ravel())
    choice = sliding.get_by_role("combobox", name="Kernel")
    expect(choice).to_have_value("your own")
    choice.select_option("blur")
    np.testing.assert_allclose(prop(sliding, "kernel"), 0.11)
    choice.select_option("your own")
    np.testing.assert_allclose(prop(sliding, "kernel"), own.ravel())
    sliding.get_by_label("weight, row 2, column 2").fill("")  # on the way to another number
    assert prop(sliding, "kernel")[4] == 0
    sliding.get_by_label("weight, row 2, column 2").fill("99")
    assert prop(sliding, "kernel")[4] == 9


def test_options_change_the_map(sliding: Locator) -> None:
    sliding.get_by_label("ReLU").check()
    assert min(prop(sliding, "map")) == 0
    expect(sliding.locator(".after")).to_contain_text("ReLU: ")
    for name, count in (("padding", 28), ("stride 2", 14)):
        sliding.get_by_label(name).check()
        assert len(prop(sliding, "map")) == count**2
    sliding.get_by_label("Digit").select_option(index=2)
    expect(sliding.get_by_role("status")).to_contain_text("The map has 14 × 14 values.")


def test_it_slides_until_something_changes_and_only_for_who_likes_motion(visit: Page) -> None:
    visit.emulate_media(reduced_motion="no-preference")
    visit.evaluate(ANEW)
    still, moving, stopped = visit.locator("sliding-kernel").evaluate(SLIDE)
    visit.emulate_media(reduced_motion="reduce")
    assert not still[0]
    assert still[2].startswith("The window slides")  # at once: what was said of another place is not left beside it
    assert moving[0]
    assert moving[1][0] < still[1][0]  # it has begun at the top
    assert stopped == [False, prop(visit.locator("sliding-kernel"), "place")]


def test_it_has_room_and_bars_nobody(visit: Page, sliding: Locator) -> None:
    sliding.get_by_label("ReLU").check()
    sliding.get_by_label("weight, row 1, column 1").fill("-8.75")
    for size in (PHONE, DESK):
        visit.set_viewport_size(size)
        assert visit.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert sliding.evaluate(BEYOND) == []
        assert barriers(visit) == []
