"""<digit-pad>: what it draws and reads, compared with Python; in a real browser under mouse, finger and keyboard."""

import base64
import gzip
import re
from contextlib import contextmanager
from itertools import pairwise

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from playwright.sync_api import Page, expect

from helpers.data import load_mnist
from helpers.elements.digit_pad import DigitPad
from helpers.numpy_network import predict
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from tests.pages.digits import HANDS, SIDE, Recording, recorded
from tests.pages.living import DESK, PHONE, barriers, standalone, watched

make_reproducible()

from helpers.training import trained_network  # noqa: E402 (after the log is quiet)

STEPS = {"Scale to 20 × 20": True, "Center by mass": True, "Even stroke width": True}
OPPOSITE = {"ArrowRight": "ArrowLeft", "ArrowDown": "ArrowUp"}
EXAMPLES = [0, 1, 2, 61, 84]  # of the test images: 7, 2, 1, 8, 8


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


@pytest.fixture(scope="module")
def statistics(mnist):
    return pixel_statistics(mnist[0][0])


@pytest.fixture(scope="module")
def model():
    return trained_network()


@pytest.fixture(scope="module")
def make_pad(mnist, statistics, model):
    images, labels = mnist[1]
    return lambda **settings: DigitPad(
        model, *statistics, examples=images[EXAMPLES], labels=labels[EXAMPLES], **settings
    )


@pytest.fixture(scope="module")
def address(make_pad, tmp_path_factory):
    """A page with a pad on it, and the model's weights in the pad."""
    return standalone(tmp_path_factory.mktemp("pad") / "pad.html", make_pad(start=0))


@pytest.fixture(scope="module")
def chapter(homes):
    """Addresses of the built chapter 7, from disk and over http: its pad is the one that readers use."""
    return {home: f"{address}/book/07_predictions.html" for home, address in homes.items()}


@pytest.fixture
def open_pad(browser, address):
    """A function that opens the page in a window of its own and finds nothing wrong while it is used."""

    @contextmanager
    def opened(at=address, **options):
        with watched(browser, at, **{"viewport": DESK, **options}) as (page, faults):
            yield Pad(page)
        assert faults == []

    return opened


class Pad:
    """The pad on a page, in the hands of a reader."""

    def __init__(self, page: Page, number: int = 0):
        self.page = page
        self.host = page.locator("digit-pad").nth(number)
        self.cursor = (SIDE // 2, SIDE // 2)  # the keyboard's
        canvases = self.host.locator("canvas").all()
        self.paper = max(canvases, key=lambda canvas: np.prod([*canvas.bounding_box().values()][2:]))

    def get(self, name: str):
        return self.host.evaluate("(pad, name) => pad[name]", name)

    @property
    def pixels(self) -> np.ndarray:
        return np.array(self.get("pixels")).reshape(SIDE, SIDE)

    @property
    def strokes(self) -> list:
        return self.host.evaluate("pad => pad.state.strokes")

    @property
    def status(self):
        return self.host.get_by_role("status")

    def click(self, name: str) -> None:
        self.host.get_by_role("button", name=name).click()

    def switch(self, steps: dict[str, bool]) -> None:
        for label, on in steps.items():
            self.host.get_by_label(label).set_checked(on)

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Whole pixels of the screen, of a point on the paper."""
        box = self.paper.bounding_box()
        return round(box["x"] + x / SIDE * box["width"]), round(box["y"] + y / SIDE * box["height"])

    def draw(self, strokes) -> list:
        """Draw with the mouse, and give the strokes as they are in whole pixels of the screen."""
        self.paper.scroll_into_view_if_needed()
        drawn = [[self.at(*point) for point in stroke] for stroke in strokes]
        for first, *others in drawn:
            self.page.mouse.move(*first)
            self.page.mouse.down()
            for point in others:
                self.page.mouse.move(*point)
            self.page.mouse.up()
        box = self.paper.bounding_box()
        corner, scale = np.array([box["x"], box["y"]]), SIDE / np.array([box["width"], box["height"]])
        return [(np.array(stroke) - corner) * scale for stroke in drawn]

    def touch(self, strokes) -> None:
        """Draw with a finger."""
        self.paper.scroll_into_view_if_needed()
        session = self.page.context.new_cdp_session(self.page)
        for stroke in strokes:
            for kind, point in zip(["touchStart"] + ["touchMove"] * len(stroke), [stroke[0], *stroke], strict=False):
                x, y = self.at(*point)
                session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        session.detach()

    def type(self, strokes) -> None:
        """Draw with the arrow keys and Space, from where the last stroke ended."""
        self.paper.focus()
        x, y = self.cursor
        for stroke in strokes:
            for number, point in enumerate(np.clip(np.rint(stroke), 1, SIDE - 1).astype(int)):
                while (x, y) != tuple(point):  # aslant: across and down in turn
                    for key, way in [("ArrowRight", point[0] - x), ("ArrowDown", point[1] - y)]:
                        if way:
                            self.page.keyboard.press(key if way > 0 else OPPOSITE[key])
                    x, y = x + np.sign(point[0] - x), y + np.sign(point[1] - y)
                if number == 0:
                    self.page.keyboard.press("Space")
            self.page.keyboard.press("Space")
        self.cursor = x, y


# The preparation of strokes, once more: in NumPy, each pixel with each line.


def prepared(strokes, scale: bool = True, center: bool = True, even: bool = True) -> np.ndarray:
    """Image of shape (28, 28), 0 to 1, of strokes on a paper 28 wide and high; the three steps as on the pad."""
    points = np.concatenate([np.asarray(stroke, dtype=float) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    size, pen, even_width = (high - low).max(), 2.0, 2.5
    factor = 1.0
    if scale and even:  # the box of the ink, not of the points, is to be 20 wide or high
        factor = min(17.5 / max(size, 1e-9), 5.0)
    elif scale:
        factor = min(20 / (size + pen), 5.0)
    width = even_width if even else pen * factor
    move = 14 - factor * (low + high) / 2 if scale or center else np.zeros(2)
    image = inked([factor * np.asarray(stroke) + move for stroke in strokes], width)
    if not center:
        return image
    rows, columns = np.indices((SIDE, SIDE))
    center_of_mass = np.array([(image * columns).sum(), (image * rows).sum()]) / image.sum()
    move = 14 - factor * (low + high) / 2 + 14 - center_of_mass  # to the pixel with index 14
    return inked([factor * np.asarray(stroke) + move for stroke in strokes], width)


def inked(strokes, width: float, soft: float = 1.5) -> np.ndarray:
    """Full ink within (width - soft) / 2 of a line, none beyond (width + soft) / 2, linear in between."""
    middles = np.stack(np.meshgrid(np.arange(SIDE) + 0.5, np.arange(SIDE) + 0.5), axis=-1)
    nearest = np.full((SIDE, SIDE), np.inf)
    for stroke in strokes:
        for start, end in zip(stroke[[0, *range(len(stroke) - 1)]], stroke, strict=True):
            along = ((middles - start) @ (end - start)) / max(((end - start) ** 2).sum(), 1e-12)
            foot = start + np.clip(along, 0, 1)[..., None] * (end - start)
            nearest = np.minimum(nearest, np.linalg.norm(middles - foot, axis=-1))
    return np.clip((width + soft - 2 * nearest) / (2 * soft), 0, 1)


# The same numbers as in Python.


def test_reads_test_digits_as_the_model_does(open_pad, chapter, mnist, statistics, model):
    images = mnist[1][0]
    expected = model.predict(standardize(images, *statistics), verbose=0)
    weights = model.get_weights()
    layers = list(zip(weights[::2], weights[1::2], strict=True))
    np.testing.assert_allclose(predict(standardize(images[:1000], *statistics), layers), expected[:1000], atol=1e-9)
    with open_pad(chapter["http"]) as pad:
        before = pad.get("probabilities")
        found = pad.host.evaluate(
            """(pad, packed) => {
                const shades = Uint8Array.from(atob(packed), letter => letter.charCodeAt(0));
                const image = k => Array.from(shades.subarray(784 * k, 784 * k + 784), shade => shade / 255);
                return Array.from({length: shades.length / 784}, (_, k) => pad.classify(image(k)));
            }""",
            base64.b64encode(images.tobytes()).decode(),
        )
        assert pad.get("probabilities") == before  # reading others changes nothing
    found = np.array(found)
    assert found.shape == (10_000, 10)
    assert np.abs(found - expected)[:1000].max() < 2e-3
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).sum() >= 9_990
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=0, atol=1e-9)


@pytest.mark.parametrize("index", [2, 13, 24, 35, 46, 57])  # a digit of each hand
def test_image_is_that_of_the_python_reference(open_pad, chapter, index):
    recording = recorded()[index]
    with open_pad(chapter["http" if index % 2 else "disk"], device_scale_factor=1.5) as pad:
        strokes = pad.draw(recording.strokes)
        images = []
        for scale, center, even in np.ndindex(2, 2, 2):
            pad.switch(dict(zip(STEPS, map(bool, (scale, center, even)), strict=True)))
            images.append(pad.pixels)
            np.testing.assert_allclose(images[-1], prepared(strokes, scale, center, even), rtol=0, atol=1 / 255)
    for number, image in enumerate(images):  # each step makes a difference
        assert all(np.abs(image - other).max() > 0.05 for other in images[:number])


def test_prepared_drawing_lies_like_one_of_mnist(open_pad):
    with open_pad() as pad:
        for recording in recorded()[::7]:
            pad.click("Clear")
            pad.draw(recording.strokes)
            image = pad.pixels
            rows, columns = np.nonzero(image >= 0.5)
            assert 19 <= max(np.ptp(rows), np.ptp(columns)) + 1 <= 21
            center = [(image * axis).sum() / image.sum() for axis in np.indices((SIDE, SIDE))]
            np.testing.assert_allclose(center, 14, atol=0.2)  # ink may be cut off at the edge


def test_a_dot_stays_a_dot(open_pad):
    with open_pad() as pad:
        pad.draw([[(5, 5)]])
        np.testing.assert_allclose(pad.pixels, prepared([np.array([[5, 5]])]), atol=1 / 255)
        assert 3 < pad.pixels.sum() < 7
        pad.switch({"Even stroke width": False})
        assert pad.pixels.sum() < 100
        pad.draw([[(5, 5), (5.4, 5)]])
        assert np.isfinite(pad.pixels).all()
        assert pad.get("prediction") in range(10)


# The strokes of ten digits, in six hands.


def read_right(readings: list[tuple[Recording, int]]) -> float:
    wrong = [f"{recording.hand} {recording.digit} as {read}" for recording, read in readings if recording.digit != read]
    print("misread:", ", ".join(wrong) or "none")
    return 1 - len(wrong) / len(readings)


def points_of(recording: Recording) -> list:
    return [point for stroke in recording.strokes for point in stroke]


def written_by(*hands: str) -> list[Recording]:
    return [recording for recording in recorded() if recording.hand in hands]


def test_recordings_are_of_all_digits_at_many_sizes_and_places():
    recordings = recorded()
    assert [(recording.hand, recording.digit) for recording in recordings] == [(h, d) for h in HANDS for d in range(10)]
    ends = [(np.min(points, axis=0), np.max(points, axis=0)) for points in map(points_of, recordings)]
    assert all((low >= 0).all() and (high <= SIDE).all() for low, high in ends)
    sizes = [(high - low).max() for low, high in ends]
    assert min(sizes) < 9
    assert max(sizes) > 22
    assert np.ptp([low + high for low, high in ends], axis=0).min() / 2 > 14  # middles all over the paper
    assert recordings == recorded()


def test_mouse_strokes_are_read(open_pad, chapter):
    readings = []
    with open_pad(chapter["disk"]) as pad:
        for recording in recorded():
            pad.click("Clear")
            pad.draw(recording.strokes)
            assert sum(pad.get("probabilities")) == pytest.approx(1, abs=1e-9)
            readings.append((recording, pad.get("prediction")))
    assert read_right(readings) >= 0.95


def test_finger_strokes_are_read_and_the_page_stays(open_pad, chapter):
    readings = []
    with open_pad(chapter["http"], viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=3) as pad:
        pad.paper.scroll_into_view_if_needed()
        place = pad.page.evaluate("scrollY")
        for recording in written_by("continental", "hasty", "engineer"):
            pad.host.evaluate("pad => pad.clear()")
            pad.touch(recording.strokes)
            readings.append((recording, pad.get("prediction")))
        assert pad.page.evaluate("scrollY") == place
    assert read_right(readings) >= 0.95


def test_paper_is_drawn_on_as_a_square_on_a_phone(open_pad, chapter):
    """A canvas of 300 pixels, as wide as one that nobody has sized, was taken to be sized already."""
    with open_pad(chapter["disk"], viewport=PHONE) as pad:
        assert pad.paper.evaluate("paper => paper.clientWidth") == 300
        pad.page.wait_for_function("paper => paper.height === 300", arg=pad.paper.element_handle())


def test_a_finger_beside_the_paper_scrolls(open_pad):
    with open_pad(viewport=PHONE, has_touch=True, is_mobile=True) as pad:
        pad.paper.scroll_into_view_if_needed()
        before = pad.page.evaluate("scrollY")
        pad.touch([[(14, y) for y in range(60, 38, -2)]])  # below the paper
        pad.page.wait_for_function("before => scrollY > before", arg=before)
        assert pad.strokes == []


def test_keyboard_strokes_are_read(open_pad, chapter):
    readings = []
    with open_pad(chapter["disk"]) as pad:
        pad.paper.focus()
        place = pad.page.evaluate("scrollY")
        for recording in recorded():
            pad.host.evaluate("pad => pad.clear()")
            pad.type(recording.strokes)
            readings.append((recording, pad.get("prediction")))
            assert pad.page.evaluate("scrollY") == place
    assert read_right(readings) >= 0.95


# What it offers to others, and what it does.

SEVEN = [[(8, 8), (14, 8), (20, 8), (17, 14), (14, 21)]]


def test_begins_with_the_example(open_pad, mnist, make_pad):
    with open_pad() as pad:
        assert (pad.get("prediction"), len(pad.get("probabilities")), len(pad.get("pixels"))) == (7, 10, 784)
        np.testing.assert_array_equal(pad.pixels, mnist[1][0][0] / 255)
        np.testing.assert_allclose(pad.get("probabilities"), make_pad(start=0).probabilities, atol=1e-9)
        reading = "Read as 7, more than 99 percent. Next: 3, less than 1 percent. A test digit is prepared already."
        expect(pad.status).to_have_text(reading)
        for step in STEPS:  # which would change nothing
            expect(pad.host.get_by_label(step)).to_be_disabled()


def test_an_empty_pad(open_pad, make_pad, tmp_path):
    with open_pad(standalone(tmp_path / "empty.html", make_pad())) as pad:
        assert (pad.get("prediction"), pad.get("probabilities")) == (None, [0] * 10)
        assert pad.get("pixels") == [0] * 784
        hint = pad.host.get_by_text("Draw a digit here", exact=True)
        expect(hint).to_be_visible()
        expect(pad.status).to_have_text("Draw a digit, or load a test digit.")
        pad.draw(SEVEN)
        expect(hint).to_be_hidden()
        expect(pad.status).to_contain_text("Read as 7")


def test_tells_each_change_once(open_pad):
    with open_pad() as pad:
        pad.page.evaluate("""() => {
            window.told = [];
            document.addEventListener("digit", ({target, detail}) => {
                const same = Object.keys(detail).every(key => String(detail[key]) === String(target[key]));
                told.push([target.localName, Object.keys(detail).join(), same, detail.prediction]);
            });
        }""")
        told = lambda: pad.page.evaluate("told.splice(0)")  # noqa: E731
        pad.host.evaluate("pad => pad.clear()")
        assert told() == [["digit-pad", "prediction,probabilities,pixels", True, None]]
        pad.host.evaluate("pad => pad.load(1)")
        assert [each[2:] for each in told()] == [[True, 2]]
        pad.draw(SEVEN)  # and while drawing, too
        during = told()
        assert during[-1][2:] == [True, 7]
        assert len(during) >= 3
        assert all(each[2] for each in during)
        pad.switch({"Center by mass": False})
        assert [each[2] for each in told()] == [True]


def test_is_current_when_the_pen_is_lifted(open_pad):
    with open_pad() as pad:
        pad.page.evaluate("""() => addEventListener("pointerup", event => {
            const pad = document.querySelector("digit-pad");
            const sum = pad.probabilities.reduce((total, share) => total + share);
            window.seen = [pad.prediction, sum, pad.pixels, pad.shadowRoot.querySelector("tr.best th").textContent];
        })""")
        strokes = pad.draw(SEVEN)
        prediction, total, pixels, shown = pad.page.evaluate("seen")
    assert (prediction, shown) == (7, "7")
    assert total == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(np.reshape(pixels, (SIDE, SIDE)), prepared(strokes), atol=1 / 255)


def test_clear_undo_and_load(open_pad, mnist):
    with open_pad() as pad:
        pad.draw(SEVEN)  # the test digit goes away
        assert len(pad.strokes) == 1
        first = pad.get("pixels")
        pad.draw([[(10, 15), (18, 15)]])
        assert len(pad.strokes) == 2
        pad.click("Undo")
        assert pad.get("pixels") == first
        pad.click("Clear")
        assert (pad.get("prediction"), sum(pad.get("pixels"))) == (None, 0)
        pad.click("Undo")
        assert pad.get("pixels") == first
        pad.click("Undo")  # back to the test digit of the beginning
        pad.click("Undo")  # and no farther
        np.testing.assert_array_equal(pad.pixels, mnist[1][0][0] / 255)
        menu = pad.host.get_by_label("Load a test digit")
        assert menu.locator("option").all_text_contents() == ["choose …", "a 7", "a 2", "a 1", "an 8", "an 8 (2)"]
        for choice, index in zip(["a 2", "an 8 (2)"], [1, 84], strict=True):
            menu.select_option(choice)
            np.testing.assert_array_equal(pad.pixels, mnist[1][0][index] / 255)
        pad.draw(SEVEN)
        expect(menu).to_have_value("")
        assert "There is no test digit 5" in pad.host.evaluate(
            "pad => { try { pad.load(5) } catch (e) { return e.message } }"
        )


def test_shows_what_it_read(open_pad, model, statistics):
    with open_pad() as pad:
        pad.draw(SEVEN)
        shares = pad.get("probabilities")
        rows = [row.inner_text().split() for row in pad.host.get_by_role("row").all()]
        assert [[int(row[0]), float(row[1])] for row in rows] == [[k, round(100 * p, 1)] for k, p in enumerate(shares)]
        weights = model.get_weights()
        activations = standardize(pad.pixels[None], *[number / 255 for number in statistics])
        for layer, name in enumerate(["First", "Second"]):
            activations = np.maximum(activations @ weights[2 * layer] + weights[2 * layer + 1], 0)
            words = f"{name} hidden layer: {(activations > 0).sum()} of 128 neurons active"
            grid = pad.host.get_by_role("img", name=words)
            shades = grid.evaluate("c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]")
            assert len(shades) == 4 * 128
            expected = (255 * activations[0] / activations.max()).round()
            np.testing.assert_allclose(shades[3::4], expected, atol=2)
        shades = pad.host.get_by_role("img", name="28 by 28").evaluate(
            "c => [...c.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, k) => k % 4 === 3)"
        )
        np.testing.assert_allclose(np.divide(shades, 255), np.ravel(pad.pixels), atol=0.51 / 255)
        best, second = sorted(range(10), key=lambda digit: -shares[digit])[:2]
        expect(pad.status).to_have_text(re.compile(rf"^Read as {best}, .* percent\. Next: {second}, .* percent\.$"))


# Hands and fingers of all kinds.


def test_other_buttons_do_not_draw(open_pad):
    with open_pad() as pad:
        pad.page.mouse.move(*pad.at(10, 10))
        for button in ("right", "middle"):
            pad.page.mouse.down(button=button)
            pad.page.mouse.move(*pad.at(20, 20))
            pad.page.mouse.up(button=button)
        pad.page.mouse.move(*pad.at(10, 20))  # and without any button
        assert pad.strokes == []
        assert pad.get("prediction") == 7


def test_a_stroke_may_leave_the_paper(open_pad):
    with open_pad() as pad:
        pad.draw([[(20, 5), (35, 14), (20, 23)]])
        assert len(pad.strokes) == 1
        assert np.max(pad.strokes) == SIDE


WANDER = """async ({pad, points}) => {
    const paper = pad.shadowRoot.querySelector("canvas[tabindex]");
    const {left, top, width} = paper.getBoundingClientRect();
    const told = [];
    pad.addEventListener("digit", ({detail}) => told.push(detail.pixels.length + detail.probabilities.length));
    let longest = 0;
    for (let k = 0; k < points.length && longest < 2000; k += 500) {
        const start = performance.now();
        for (const [x, y] of points.slice(k, k + 500)) {
            const place = {clientX: left + x * width / 28, clientY: top + y * width / 28};
            paper.dispatchEvent(new PointerEvent("pointermove", {pointerId: pad.pointer, ...place}));
        }
        pad.change(); // what the next frame would do
        longest = Math.max(longest, performance.now() - start);
        await new Promise(requestAnimationFrame);
    }
    return [longest, Math.max(...told)];
}"""


def test_a_stroke_of_ten_thousand_points_is_read(open_pad):
    angles = np.linspace(0, 40 * np.pi, 10_000)
    points = np.stack([14 + 4 * np.sin(angles), 14 - 7 * np.cos(angles)], axis=1) + 0.2 * np.sin(7 * angles)[:, None]
    with open_pad() as pad:
        pad.page.mouse.move(*pad.at(*points[0]))
        pad.page.mouse.down()
        longest, told = pad.host.evaluate(f"(pad, points) => ({WANDER})({{pad, points}})", points.tolist())
        pad.page.mouse.up()
        (stroke,) = pad.strokes
        assert len(stroke) == 10_001
        np.testing.assert_allclose(stroke[1:], points, atol=1e-9)
        np.testing.assert_allclose(pad.pixels, prepared([np.array(stroke)]), atol=1 / 255)
        assert pad.get("prediction") == 0
        assert longest < 2_000  # milliseconds, on a machine that is busy with other tests
        assert told == 794  # numbers in an event, however long the stroke
        pad.click("Undo")
        assert pad.get("prediction") == 7


def ink_at(pad: Pad, x: float, y: float) -> int:
    """Opacity of the paper's canvas at a point of the paper, 0 to 255."""
    look = """(canvas, [x, y]) =>
        canvas.getContext("2d").getImageData(x * canvas.width / 28, y * canvas.height / 28, 1, 1).data[3]"""
    return pad.paper.evaluate(look, [x, y])


@pytest.mark.parametrize("finger", [False, True], ids=["window resized", "phone rotated"])
def test_a_stroke_stays_whole_and_in_place_while_the_page_changes_its_size(open_pad, finger):
    here, there = (PHONE, {"width": 740, "height": 360}) if finger else (DESK, PHONE)
    touch = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if finger else {}
    with open_pad(viewport=here, **touch) as pad:
        session = pad.page.context.new_cdp_session(pad.page)

        def send(kind: str, at: tuple[float, float] | None) -> None:
            points = [dict(zip("xy", pad.at(*at), strict=True))] if at else []
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        def mouse(kind: str, at: tuple[float, float] | None) -> None:
            if at:
                pad.page.mouse.move(*pad.at(*at))
            {"touchStart": pad.page.mouse.down, "touchEnd": pad.page.mouse.up}.get(kind, lambda: None)()

        act = send if finger else mouse
        first, *others = SEVEN[0]
        act("touchStart", first)
        for point in others[:2]:
            act("touchMove", point)
        before = pad.paper.bounding_box()["width"]
        pad.page.set_viewport_size(there)
        pad.page.wait_for_function("before => innerWidth !== before", arg=here["width"])
        pad.paper.scroll_into_view_if_needed()
        wide = "canvas => canvas.width === Math.round(canvas.clientWidth * devicePixelRatio)"
        pad.page.wait_for_function(wide, arg=pad.paper.element_handle())
        assert pad.paper.bounding_box()["width"] != before
        for point in others[2:]:
            act("touchMove", point)
        act("touchEnd", None)
        (stroke,) = pad.strokes
        np.testing.assert_allclose(stroke, SEVEN[0], atol=0.1)  # whole pixels of the screen
        assert [ink_at(pad, *point) for point in SEVEN[0]] == [255] * 5
        assert ink_at(pad, 8, 20) == 0
        assert pad.get("prediction") == 7


def test_a_second_finger_does_not_draw(open_pad):
    with open_pad(viewport=PHONE, has_touch=True, is_mobile=True) as pad:
        session = pad.page.context.new_cdp_session(pad.page)

        def send(kind: str, **fingers):
            points = [dict(zip("xy", pad.at(*at), strict=True), id=int(name[1:])) for name, at in fingers.items()]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        send("touchStart", f0=(8, 8))
        send("touchStart", f0=(8, 8), f1=(20, 20))
        send("touchMove", f0=(8, 14), f1=(26, 26))
        send("touchMove", f0=(8, 20))  # the second finger is gone
        send("touchEnd")
        assert len(pad.strokes) == 1
        assert np.max(np.array(pad.strokes[0])[:, 0]) < 9
        assert np.max(np.array(pad.strokes[0])[:, 1]) > 19


def test_a_stroke_that_the_system_takes_away_is_undone(open_pad):
    with open_pad(has_touch=True) as pad:
        session = pad.page.context.new_cdp_session(pad.page)
        for kind, place in [("touchStart", (8, 8)), ("touchMove", (8, 20)), ("touchCancel", None)]:
            points = [dict(zip("xy", pad.at(*place), strict=True))] if place else []
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            assert len(pad.strokes) == (0 if place is None else 1)
        assert pad.get("prediction") == 7  # the test digit is back
        pad.draw(SEVEN)
        assert len(pad.strokes) == 1


def test_keys(open_pad):
    with open_pad() as pad:
        pad.paper.focus()
        press = pad.page.keyboard.press
        for key in ["Shift+ArrowLeft", "ArrowUp", "Space", "ArrowRight", "ArrowRight", "ArrowDown"]:
            press(key)
        assert pad.strokes == [[[11, 13], [11.5, 13], [12.5, 13], [13, 13.5]]]
        press("Escape")  # lifts the pen
        press("ArrowDown")
        assert pad.strokes[0][4:] == [[13, 14]]
        expect(pad.status).to_have_text("Pen up, 13 from the left, 15 from the top.")
        press("Space")
        expect(pad.status).to_contain_text("Pen down. Read as")
        press("Space")
        assert len(pad.strokes) == 2
        press("Backspace")
        assert len(pad.strokes) == 1
        press("Delete")
        assert (pad.strokes, pad.get("prediction")) == ([], None)
        press("Control+z")
        assert len(pad.strokes) == 1
        press("Space")
        press("Tab")  # leaving lifts the pen
        pad.paper.focus()
        press("ArrowLeft")
        assert len(pad.strokes[-1]) == 1


def test_several_pads_on_a_page(open_pad, make_pad, tmp_path):
    with open_pad(standalone(tmp_path / "two.html", make_pad(start=0), make_pad(start=1))) as first:
        second = Pad(first.page, 1)
        assert (first.get("prediction"), second.get("prediction")) == (7, 2)
        second.click("Clear")
        assert (first.get("prediction"), second.get("prediction")) == (7, None)
        first.draw(SEVEN)
        assert (len(first.strokes), len(second.strokes)) == (1, 0)


# For all readers.


@pytest.mark.parametrize("dark", [False, True])
def test_no_barriers_and_fits_a_phone(open_pad, make_pad, tmp_path, dark):
    with open_pad(standalone(tmp_path / "pad.html", make_pad(), dark=dark), viewport=PHONE) as pad:
        assert barriers(pad.page) == []
        pad.draw(SEVEN)
        pad.page.keyboard.press("ArrowUp")
        expect(pad.status).not_to_be_empty()
        assert barriers(pad.page) == []
        assert pad.page.evaluate("document.scrollingElement.scrollWidth") == PHONE["width"]
        too_far = """pad => [...pad.shadowRoot.querySelectorAll("*")].filter(
            part => part.getBoundingClientRect().right > pad.getBoundingClientRect().right)"""
        assert pad.host.evaluate(f"pad => ({too_far})(pad).map(part => part.outerHTML)") == []


def test_paper_is_white_and_ink_black_in_forced_colors(open_pad):
    with open_pad(forced_colors="active", color_scheme="dark") as pad:
        paper = pad.paper.evaluate("canvas => getComputedStyle(canvas.parentElement).backgroundColor")
        image = pad.host.get_by_role("img", name="28 by 28").evaluate("c => getComputedStyle(c).backgroundColor")
        assert (paper, image) == ("rgb(255, 255, 255)", "rgb(255, 255, 255)")
        pad.draw(SEVEN)
        ink = """canvas => {
            const {data} = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height * 8 / 28, 1, 1);
            return [...data];
        }"""
        assert pad.paper.evaluate(ink) == [0, 0, 0, 255]


def test_without_scripts(browser, address):
    with watched(browser, address, viewport=PHONE, java_script_enabled=False) as (page, faults):
        expect(page.get_by_text("With JavaScript")).to_contain_text("The picture shows a 7, which it reads as 7.")
        assert page.get_by_role("img", name="shows a 7").evaluate("img => img.naturalWidth") == 224
    assert faults == []


# In Python.


def network(*sizes: int) -> list[tuple[np.ndarray, np.ndarray]]:
    chance = np.random.default_rng(0)
    return [(chance.normal(size=(a, b)) / 30, chance.normal(size=b)) for a, b in pairwise(sizes)]


def test_in_python_before_anything_is_drawn(make_pad, mnist, model, statistics):
    pad, image = make_pad(start=1), mnist[1][0][1]
    np.testing.assert_array_equal(pad.pixels, image / 255)
    assert pad.prediction == 2
    expected = model.predict(standardize(image[None], *statistics), verbose=0)[0]
    np.testing.assert_allclose(pad.probabilities, expected, atol=2e-3)
    empty = make_pad()
    assert (empty.prediction, empty.probabilities.tolist()) == (None, [0] * 10)
    assert (empty.pixels.shape, empty.pixels.max()) == ((28, 28), 0)
    layers = list(zip(model.get_weights()[::2], model.get_weights()[1::2], strict=True))
    same = DigitPad(layers, *statistics)._repr_mimebundle_()["text/html"]
    assert same == DigitPad(model, *statistics)._repr_mimebundle_()["text/html"]


def test_in_python_what_the_browser_sends(make_pad):
    pad, drawn = make_pad(start=1), np.linspace(0, 1, 784)
    pad.set_state(
        {"_pixels": memoryview(drawn.astype("<f8").tobytes()), "_prediction": 3, "_probabilities": [0.1] * 10}
    )
    np.testing.assert_array_equal(pad.pixels, drawn.reshape(28, 28))
    assert (pad.prediction, pad.probabilities.tolist()) == (3, [0.1] * 10)
    pad.set_state({"_pixels": memoryview(bytes(6272)), "_prediction": None, "_probabilities": [0] * 10})
    assert (pad.prediction, pad.pixels.max()) == (None, 0)


def test_other_networks(open_pad, tmp_path):
    networks = [network(784, 50, 10), network(784, 40, 30, 20, 10)]
    with open_pad(standalone(tmp_path / "others.html", *[DigitPad(layers, 33, 78) for layers in networks])) as first:
        for number, layers in enumerate(networks):
            pad = Pad(first.page, number)
            image = prepared(pad.draw(SEVEN))
            halves = [(weights.astype(np.float16), bias.astype(np.float16)) for weights, bias in layers]
            expected = predict((255 * image.reshape(1, -1) - 33) / 78, halves)[0]
            np.testing.assert_allclose(pad.get("probabilities"), expected, atol=1e-6)


def test_output_is_small_stable_and_complete_in_itself(make_pad):
    bundle, again = make_pad(start=0)._repr_mimebundle_(), make_pad(start=0)._repr_mimebundle_()
    assert bundle["text/plain"] == "DigitPad()"
    assert bundle["text/html"] == again["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert len(gzip.compress(bundle["text/html"].encode())) <= 260_000


def test_runs_silently_without_a_browser():
    source = """
        import numpy as np
        from helpers.elements.digit_pad import DigitPad
        pad = DigitPad([(np.zeros((784, 10)), np.arange(10.0))], 33, 78)
        pad"""
    lines = [line.strip() for line in source.strip().splitlines()]
    cells = [nbformat.v4.new_code_cell("\n".join(lines)), nbformat.v4.new_code_cell("print(pad.prediction)")]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    shown, printed = (cell.outputs for cell in notebook.cells)
    assert [(output.output_type, *sorted(output.data)) for output in shown] == [
        ("execute_result", "application/vnd.jupyter.widget-view+json", "text/html", "text/plain")
    ]
    assert [output.text for output in printed] == ["None\n"]


IMAGES, DIGITS = np.zeros((2, 28, 28), np.uint8), [3, 4]


@pytest.mark.parametrize(
    ("error", "words", "changed"),
    [
        (TypeError, "layers is neither", {"layers": 5}),
        (TypeError, "layers is neither", {"layers": [np.zeros((784, 10))]}),
        (ValueError, "layers is empty", {"layers": []}),
        (TypeError, "layer 1 is not a", {"layers": [(np.zeros((784, 10)),)]}),
        (ValueError, "layer 1's weights has shape", {"layers": network(100, 10)}),
        (ValueError, "the last layer has 12 outputs", {"layers": network(784, 12)}),
        (ValueError, "NaN or infinity", {"layers": [(np.full((784, 10), 1e9), np.zeros(10))]}),
        (TypeError, "mean is str", {"mean": "33"}),
        (ValueError, "std is 0", {"std": 0}),
        (ValueError, "std is -1", {"std": -1}),
        (ValueError, "std is 1e-10", {"std": 1e-10}),  # with nine places it would be 0
        (ValueError, "NaN or infinity", {"mean": -1e308, "std": 0.1}),
        (TypeError, "layer 1 holds <U", {"layers": [(np.full((784, 10), "1"), np.zeros(10))]}),
        (TypeError, "layer 1 holds complex", {"layers": [(np.zeros((784, 10), complex), np.zeros(10))]}),
        (ValueError, "examples has shape", {"examples": np.zeros((2, 784), np.uint8)}),
        (ValueError, "examples has shape", {"examples": np.zeros((2, 28, 27), np.uint8)}),
        (ValueError, "type int64", {"examples": np.zeros((2, 28, 28), int)}),
        (TypeError, "examples holds float64", {"examples": np.zeros((2, 28, 28))}),
        (ValueError, "at most 20", {"examples": np.zeros((21, 28, 28), np.uint8), "labels": [0] * 21}),
        (ValueError, "labels is", {"labels": [3]}),
        (ValueError, "labels is", {"labels": [3, 10]}),
        (TypeError, "labels holds float64", {"labels": [3.0, 4.0]}),
        (ValueError, "labels came without examples", {"examples": None}),
        (ValueError, "start is 2", {"start": 2}),
        (ValueError, "start is -1", {"start": -1}),
        (TypeError, "start is float", {"start": 1.0}),
        (ValueError, "there are no examples", {"examples": None, "labels": None, "start": 0}),
    ],
)
def test_errors_say_what_to_do(error, words, changed):
    good = {"layers": network(784, 10), "mean": 33.3, "std": 78.6, "examples": IMAGES, "labels": DIGITS}
    DigitPad(**good)
    with pytest.raises(error, match=words) as caught:
        DigitPad(**{**good, **changed})
    assert re.search(r"; \w.*\.$", str(caught.value))
