"""<weighing-digit> in a browser: painted with mouse, finger and keys, and judged at once. All of it in one visit."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers.digit_sheet import digit_sheet
from helpers.elements.packing import SHEET
from helpers.elements.weighing_digit import WeighingDigit
from tests.helpers.elements.equations import value_of
from tests.pages.living import DESK, PHONE, barriers, standalone, watched
from tests.pages.test_small_elements import ANEW, BEYOND

(LEARNED, LEARNED_LABELS), (IMAGES, LABELS) = digit_sheet()
SHARES = IMAGES.reshape(-1, 784) / 15
MEANS = np.stack([LEARNED[digit == LEARNED_LABELS].reshape(-1, 784).mean(axis=0) / 15 for digit in range(10)])
BIAS = -(MEANS**2).sum(axis=1) / 2
PLACE = 18  # a 0
WITHOUT_DIGITS = """async () => {
    const host = document.querySelector("weighing-digit");
    const ready = await host.ready;
    host.paint([[14, 14]], -1, 3);
    const note = host.shadowRoot.querySelector(".results .note").textContent;
    return {ready, note, score: host.score, painted: host.weights[14 * 28 + 14]};
}"""
FALL = """async host => {
    const falling = () => host.shadowRoot.querySelectorAll(".falling").length;
    const buttons = [...host.shadowRoot.querySelectorAll("button")];
    const press = words => buttons.find(one => one.textContent === words).click();
    const counts = [falling()];
    press("Add up");
    counts.push(falling());
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    press("10 neurons");
    counts.push(falling());
    press("1 neuron");
    return counts;
}"""
FINGER = """(canvas, [type, id, x, y]) => {
    const {left, top, width, height} = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new PointerEvent(type, {
        pointerId: id, pointerType: id > 50 ? "pen" : "touch", isPrimary: true, bubbles: true, button: 0,
        clientX: left + x / 28 * width, clientY: top + y / 28 * height,
    }));
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A page whose digits are not yet found."""
    path = tmp_path_factory.mktemp("weighing") / "page.html"
    address = standalone(path, WeighingDigit(MEANS.T, BIAS, mean=0, std=255, digit=0, place=PLACE))
    sheet = '<script type="text/plain" class="%s">'
    path.write_text(path.read_text(encoding="utf-8").replace(sheet % SHEET, sheet % "away"), encoding="utf-8")
    return address


@pytest.fixture(scope="module")
def without_digits() -> dict[str, Any]:
    """What the element was like while the digits were not there: `visit` fills it."""
    return {}


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str, without_digits: dict[str, Any]) -> Iterator[Page]:
    with watched(browser, address, viewport=DESK) as (page, found):
        without_digits.update(page.evaluate(WITHOUT_DIGITS))
        page.evaluate("name => document.querySelector('.away').className = name", SHEET)
        without_digits["again"] = page.evaluate("document.querySelector('weighing-digit').ready")
        yield page
        assert found == []


@pytest.fixture
def weighing(visit: Page) -> Locator:
    """A new element whose digits are there."""
    visit.evaluate(ANEW)
    host = visit.locator("weighing-digit")
    assert host.evaluate("host => host.ready")
    return host


def prop(host: Locator, name: str) -> Any:
    return host.evaluate("(host, name) => host[name]", name)


def press(host: Locator, name: str) -> None:
    host.get_by_role("button", name=name, exact=True).click()


def surface(host: Locator) -> Locator:
    return host.get_by_role("application")


def score_of(template: list[float], digit: int) -> float:
    """The score at the best threshold, by trying all."""
    sums, own = SHARES @ np.array(template), digit == LABELS
    taken = sums > np.unique(sums.round(9))[:, np.newaxis] + 1e-9
    return ((taken[:, own].mean(axis=1) + 1 - taken[:, ~own].mean(axis=1)) / 2).max()


def test_it_opens_on_a_digit_that_is_weighed_and_judged(weighing: Locator) -> None:
    template = np.array(prop(weighing, "weights"))
    np.testing.assert_allclose(template, MEANS[0], atol=MEANS.max() / 250)
    assert prop(weighing, "score") == pytest.approx(score_of(template, 0))
    total = value_of(weighing.locator(".sum").inner_text().partition("= ")[2].rpartition("= ")[2])
    assert total == pytest.approx(SHARES[PLACE] @ template, abs=0.006)
    rows = weighing.locator(".results tr").all_inner_texts()
    assert [row.split("\t")[0] for row in rows] == ["this template", "trained", "mean − rest", "mean", "blank"]
    rest = LEARNED[LEARNED_LABELS != 0].reshape(-1, 784).mean(axis=0) / 15
    scores = [score_of(each, 0) for each in (template, template, MEANS[0] - rest, MEANS[0], 0 * rest)]
    assert [row.split("\t")[-1] for row in rows] == [f"{100 * score:.1f}\u00a0%" for score in scores]


def test_a_mouse_paints_and_the_score_follows(weighing: Locator, visit: Page) -> None:
    press(weighing, "blank")
    assert prop(weighing, "score") == 0.5
    press(weighing, "− against")
    surface(weighing).scroll_into_view_if_needed()
    box = surface(weighing).bounding_box()
    visit.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.45 * box["height"])
    visit.mouse.down()
    visit.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.6 * box["height"], steps=3)
    visit.mouse.up()
    template = prop(weighing, "weights")
    assert template[14 * 28 + 14] == -1
    assert max(template) == 0
    assert prop(weighing, "score") == pytest.approx(score_of(template, 0))
    assert prop(weighing, "score") > 0.8
    press(weighing, "Undo")
    assert not any(prop(weighing, "weights"))
    press(weighing, "Undo")
    assert any(prop(weighing, "weights"))
    expect(weighing.get_by_role("button", name="Undo")).to_be_disabled()
    expect(surface(weighing)).to_be_focused()


def test_a_finger_paints_and_gives_way_to_a_pen(weighing: Locator) -> None:
    canvas = surface(weighing)
    press(weighing, "blank")
    for step in (["pointerdown", 7, 5.5, 5.5], ["pointermove", 7, 9.5, 5.5]):
        canvas.evaluate(FINGER, step)
    canvas.evaluate(FINGER, ["pointerdown", 8, 20.5, 20.5])  # a second finger
    painted = np.array(prop(weighing, "weights")).reshape(28, 28)
    assert (painted[5, 5:10] == 1).all()
    assert painted[20, 20] == 0
    for step in (["pointerdown", 60, 20.5, 20.5], ["pointermove", 7, 9.5, 25.5], ["pointerup", 60, 20.5, 20.5]):
        canvas.evaluate(FINGER, step)  # a pen: the finger was the palm
    painted = np.array(prop(weighing, "weights")).reshape(28, 28)
    assert (painted[20, 20], painted[5, 5], painted[25, 9]) == (1, 0, 0)
    for step in (["pointerdown", 7, 5.5, 5.5], ["pointercancel", 7, 5.5, 5.5]):
        canvas.evaluate(FINGER, step)
    assert np.array_equal(np.array(prop(weighing, "weights")).reshape(28, 28), painted)


def test_keys_point_and_paint(weighing: Locator) -> None:
    press(weighing, "blank")
    canvas = surface(weighing)
    canvas.focus()
    for key in ("Shift+ArrowLeft", "ArrowUp"):
        canvas.press(key)
    expect(weighing.locator(".pixel")).to_contain_text(f"Row 13, column 11: input {SHARES[PLACE][13 * 28 + 11]:.2f}")
    for key in ("-", "Space", "ArrowDown", "ArrowDown", "Space", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"):
        canvas.press(key)
    painted = np.array(prop(weighing, "weights")).reshape(28, 28)
    assert (painted[13:16, 11] == -1).all()
    assert painted[19, 11] == 0
    canvas.press("e")
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "Space", "Escape"):
        canvas.press(key)
    assert np.array(prop(weighing, "weights")).reshape(28, 28)[16, 11] == 0
    canvas.press("Backspace")
    np.testing.assert_array_equal(np.array(prop(weighing, "weights")).reshape(28, 28), painted)


def test_pointing_at_a_product_names_what_is_multiplied(weighing: Locator) -> None:
    products = weighing.get_by_role("img", name="The products")
    box = products.bounding_box()
    products.hover(position={"x": 12.5 / 28 * box["width"], "y": 20.5 / 28 * box["height"]})
    pixel = 20 * 28 + 12
    share, weight = SHARES[PLACE][pixel], prop(weighing, "weights")[pixel]
    words = f"Row 20, column 12: input {share:.2f} × weight {weight:.2f} = {share * weight:.2f}"
    expect(weighing.locator(".pixel")).to_have_text(f"{words} ")


def test_ten_neurons_weigh_the_next_pictures(weighing: Locator) -> None:
    press(weighing, "10 neurons")
    press(weighing, "Next picture")
    rows = weighing.locator(".ten tr")
    expected = SHARES[PLACE + 1] @ MEANS.T + BIAS
    shown = [value_of(row.split("\t")[-1]) for row in rows.all_inner_texts()]
    np.testing.assert_allclose(shown, expected, atol=0.25)  # templates have 255 steps
    assert rows.locator("css=th").nth(int(expected.argmax())).evaluate("cell => cell.closest('.mine') !== null")
    read = (SHARES @ MEANS.T + BIAS).argmax(axis=1)
    press(weighing, "Next mistake")
    wrong = next(place for place in range(PLACE + 2, 500) if read[place] != LABELS[place])
    words = f"The largest sum is that of neuron {read[wrong]}, so this {LABELS[wrong]} is read as a"
    expect(weighing.get_by_role("status")).to_contain_text(words)


def test_products_fall_until_something_changes_and_only_for_who_likes_motion(visit: Page, weighing: Locator) -> None:
    expect(weighing.get_by_role("button", name="Add up")).to_have_count(0)
    visit.emulate_media(reduced_motion="no-preference")
    visit.evaluate(ANEW)
    whole = weighing.locator(".sum").inner_text()
    assert weighing.evaluate(FALL) == [0, 1, 0]
    assert weighing.locator(".sum").inner_text() == whole
    visit.emulate_media(reduced_motion="reduce")


def test_ten_neurons_have_room_and_bar_nobody(visit: Page, weighing: Locator) -> None:
    press(weighing, "10 neurons")
    visit.set_viewport_size(PHONE)
    assert weighing.evaluate(BEYOND) == []
    assert barriers(visit) == []
    visit.set_viewport_size(DESK)


def test_digits_that_are_not_there_are_told_and_the_rest_works(visit: Page, without_digits: dict[str, Any]) -> None:
    assert without_digits["ready"] is False
    assert without_digits["again"] is True
    assert without_digits["score"] is None
    assert without_digits["note"].startswith("The digits are not here.")
    assert without_digits["painted"] == -1
