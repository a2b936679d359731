"""<digit-pad> in a real browser, under mouse, finger and keyboard. What needs no page is in tests/helpers/elements."""

import re
from contextlib import contextmanager
from itertools import pairwise, product

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from helpers.elements.digit_pad import DigitPad, notebook_script
from helpers.elements.handwriting import FIVE
from helpers.elements.live import joining_script
from helpers.numpy_network import predict
from helpers.preprocessing import standardize
from helpers.reproducibility import make_reproducible
from tests.pages.digits import SIDE, Recording, keys_of, prepared, recorded, typed
from tests.pages.living import DESK, PHONE, barriers, standalone, watched

make_reproducible()


STEPS = {"Scale to 20 × 20": True, "Center by mass": True, "Even stroke width": True}
STANDARDIZE = "Standardize"
EXAMPLES = [0, 1, 2, 61, 84]  # of the test images: 7, 2, 1, 8, 8
SEVEN = [[(8, 8), (14, 8), (20, 8), (17, 14), (14, 21)]]


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


@pytest.fixture(scope="module")
def desk(browser, address):
    """The page in one window for all tests that need no window of their own, and what goes wrong on it."""
    with watched(browser, address, viewport=DESK) as (page, faults):
        yield page, faults


@pytest.fixture
def pad(desk):
    """A new pad in that window, as it is when a page has been loaded; nothing goes wrong while it is used."""
    page, faults = desk
    page.evaluate("""() => {
        const used = document.querySelector("digit-pad");
        used.replaceWith(used.cloneNode(true));
        scrollTo(0, 0);
    }""")
    page.mouse.move(0, 0)
    faults.clear()
    yield Pad(page)
    assert faults == []


class Pad:
    """The pad on a page, in the hands of a reader."""

    def __init__(self, page: Page, number: int = 0):
        self.page = page
        self.host = page.locator("digit-pad").nth(number)
        self.paper = self.host.get_by_role("application")

    def get(self, name: str):
        return self.host.evaluate("(pad, name) => pad[name]", name)

    @property
    def pixels(self) -> np.ndarray:
        return np.array(self.get("pixels")).reshape(SIDE, SIDE)

    @property
    def strokes(self) -> list:
        return self.get("strokes")

    @property
    def status(self):
        return self.host.get_by_role("status")

    def click(self, name: str) -> None:
        self.host.get_by_role("button", name=name).click()

    def switch(self, steps: dict[str, bool]) -> None:
        for label, on in steps.items():
            self.host.get_by_label(label).set_checked(on)

    def begin_with(self, strokes) -> None:
        """Draw as a script would, through the pad's own methods."""
        self.host.evaluate(
            """(pad, strokes) => {
                for (const [first, ...others] of strokes) {
                    pad.begin(first);
                    others.forEach(point => pad.extend(point));
                    pad.lift();
                }
            }""",
            [[list(point) for point in stroke] for stroke in strokes],
        )

    def see(self, selector: str) -> None:
        """Scroll to a part, which is painted once it is in sight."""
        self.host.locator(selector).scroll_into_view_if_needed()
        frame = "new Promise(requestAnimationFrame)"
        self.page.evaluate(f"async () => {{ for (let k = 0; k < 3; k++) await {frame}; }}")

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Whole pixels of the screen, of a point on the paper."""
        return self.on_screen([[(x, y)]])[0][0]

    def on_screen(self, strokes) -> list[list[tuple[int, int]]]:
        """Strokes in whole pixels of the screen, where the paper is now."""
        box = self.paper.bounding_box()
        return [
            [(round(box["x"] + x / SIDE * box["width"]), round(box["y"] + y / SIDE * box["height"])) for x, y in stroke]
            for stroke in strokes
        ]

    def on_paper(self, strokes) -> list[np.ndarray]:
        """The other way about."""
        box = self.paper.bounding_box()
        corner, scale = np.array([box["x"], box["y"]]), SIDE / np.array([box["width"], box["height"]])
        return [(np.array(stroke) - corner) * scale for stroke in strokes]

    def draw(self, strokes) -> list[np.ndarray]:
        """Draw with the mouse, and give the strokes as they are in whole pixels of the screen."""
        self.paper.scroll_into_view_if_needed()
        drawn = self.on_screen(strokes)
        for first, *others in drawn:
            self.page.mouse.move(*first)
            self.page.mouse.down()
            for point in others:
                self.page.mouse.move(*point)
            self.page.mouse.up()
        return self.on_paper(drawn)

    def touch(self, strokes) -> list[np.ndarray]:
        """Draw with a finger, and give the strokes as they are in whole pixels of the screen."""
        self.paper.scroll_into_view_if_needed()
        session = self.page.context.new_cdp_session(self.page)
        drawn = self.on_screen(strokes)
        for stroke in drawn:
            for number, (x, y) in enumerate(stroke):
                kind = "touchMove" if number else "touchStart"
                session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
            session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        session.detach()
        return self.on_paper(drawn)


# The strokes of ten digits, in six hands: each device draws some. All of them are read in tests/helpers/elements.


def share_read_right(readings: list[tuple[Recording, int]]) -> float:
    wrong = [f"{recording.hand} {recording.digit} as {read}" for recording, read in readings if recording.digit != read]
    print("misread:", ", ".join(wrong) or "none")
    return 1 - len(wrong) / len(readings)


def check_strokes(pad: Pad, expected: list, tolerance: float) -> None:
    """What is on the paper was drawn, and the image that the network sees is made of it."""
    found = pad.strokes
    assert len(found) == len(expected)
    for stroke, drawn in zip(found, expected, strict=True):
        np.testing.assert_allclose(stroke, drawn, rtol=0, atol=tolerance)
    np.testing.assert_allclose(pad.pixels, prepared(found), rtol=0, atol=1e-9)
    assert sum(pad.get("probabilities")) == pytest.approx(1, abs=1e-9)


def test_mouse_strokes_are_read(open_pad, chapter):
    readings = []
    with open_pad(chapter["disk"]) as pad:
        for recording in recorded()[:30:6] + recorded()[31::6]:  # each digit once, by all hands
            pad.click("Clear")
            check_strokes(pad, pad.draw(recording.strokes), 1e-3)
            readings.append((recording, pad.get("prediction")))
    assert share_read_right(readings) >= 0.95


def test_finger_strokes_are_read_and_the_page_stays(open_pad, chapter):
    readings = []
    with open_pad(chapter["http"], viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=3) as pad:
        pad.paper.scroll_into_view_if_needed()
        place = pad.page.evaluate("scrollY")
        for recording in recorded()[1:30:6] + recorded()[32::6]:  # each digit once, by all hands
            pad.host.evaluate("pad => pad.clear()")
            check_strokes(pad, pad.touch(recording.strokes), 1e-3)
            readings.append((recording, pad.get("prediction")))
        assert pad.page.evaluate("scrollY") == place
        # A canvas of 300 pixels, as wide as one that nobody has sized, was taken to be sized already.
        assert pad.paper.evaluate("paper => [paper.clientWidth, paper.width, paper.height]") == [300, 900, 900]
    assert share_read_right(readings) >= 0.95


def test_keyboard_strokes_are_read(open_pad, chapter):
    readings, cursor = [], (SIDE // 2, SIDE // 2)
    with open_pad(chapter["disk"]) as pad:
        pad.paper.focus()
        place = pad.page.evaluate("scrollY")
        for recording in recorded()[2::3]:
            pad.host.evaluate("pad => pad.clear()")
            keys = keys_of(recording.strokes, cursor)
            for key in keys:
                pad.page.keyboard.press(key)
            expected = typed(keys, cursor)
            check_strokes(pad, expected, 1e-9)
            cursor = expected[-1][-1]
            readings.append((recording, pad.get("prediction")))
            assert pad.page.evaluate("scrollY") == place
    assert share_read_right(readings) >= 0.95


@pytest.mark.parametrize("home", ["disk", "http"])
def test_the_pad_of_the_chapter_reads_as_the_model_does(open_pad, chapter, mnist, statistics, model, home):
    images = mnist[1][0][:100]
    expected = model.predict(standardize(images, *statistics), verbose=0)
    with open_pad(chapter[home], device_scale_factor=1.5) as pad:
        before = pad.get("probabilities")
        found = pad.host.evaluate(
            "(pad, images) => images.map(pixels => pad.classify(pixels))", (images.reshape(100, 784) / 255).tolist()
        )
        assert pad.get("probabilities") == before  # reading others changes nothing
        np.testing.assert_allclose(found, expected, rtol=0, atol=2e-3)
        pad.draw(SEVEN)
        strokes = pad.strokes
        for scale, center, even in np.ndindex(2, 2, 2):
            pad.switch(dict(zip(STEPS, map(bool, (scale, center, even)), strict=True)))
            np.testing.assert_allclose(pad.pixels, prepared(strokes, scale, center, even), rtol=0, atol=1e-9)


# What it offers to others, and what it does.


def test_begins_with_the_example(pad, mnist, make_pad):
    assert (pad.get("prediction"), len(pad.get("probabilities")), len(pad.get("pixels"))) == (7, 10, 784)
    np.testing.assert_array_equal(pad.pixels, mnist[1][0][0] / 255)
    np.testing.assert_allclose(pad.get("probabilities"), make_pad(start=0).probabilities, atol=1e-9)
    reading = "Read as 7, more than 99 percent. Next: 3, less than 1 percent. This is a test digit, a 7: read right."
    expect(pad.status).to_have_text(reading)
    for step in STEPS:  # which would change nothing
        expect(pad.host.get_by_label(step)).to_be_disabled()
    expect(pad.host.get_by_text("they wait for a drawing of yours")).to_be_visible()
    expect(pad.host.get_by_label(STANDARDIZE)).to_be_enabled()


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


def test_a_digit_writes_itself_once_and_gives_way_to_the_reader(browser, make_pad, tmp_path):
    address = standalone(tmp_path / "pad.html", make_pad(written=FIVE))
    whole = [[list(point) for point in stroke] for stroke in FIVE]
    with watched(browser, address, time_stands_still=True, viewport=DESK) as (page, faults):
        pad = Pad(page)
        assert pad.strokes == whole  # the reader has asked for less motion
        assert pad.get("prediction") == 5
        page.emulate_media(reduced_motion="no-preference")
        renew = """() => new Promise(done => {
            const used = document.querySelector("digit-pad");
            used.replaceWith(used.cloneNode(true));
            new IntersectionObserver(done).observe(document.querySelector("digit-pad"));
        })"""
        page.evaluate(renew)
        assert pad.strokes == []
        page.clock.run_for(2_000)
        assert 1 < len(pad.strokes[0]) < len(whole[0])
        pad.paper.click(position={"x": 50, "y": 50})
        (dot,) = pad.strokes  # what was there has gone
        page.clock.run_for(10_000)
        assert pad.strokes == [dot]
        pad.click("Undo")
        assert (pad.strokes, pad.get("prediction")) == ([], None)  # and not what the reader has not drawn
        page.evaluate(renew)
        page.clock.run_for(10_000)
        assert pad.strokes == whole
        expect(pad.status).to_contain_text("Read as 5")
        expect(pad.host.get_by_text("Your turn")).to_be_visible()
    assert faults == []


def test_tells_each_change_once(pad):
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


def test_is_current_when_the_pen_is_lifted(pad):
    pad.page.evaluate("""() => addEventListener("pointerup", event => {
        const pad = document.querySelector("digit-pad");
        const sum = pad.probabilities.reduce((total, share) => total + share);
        const best = pad.shadowRoot.querySelector(".best [role=rowheader]");
        window.seen = [pad.prediction, sum, pad.pixels, best.textContent];
    }, {once: true})""")
    strokes = pad.draw(SEVEN)
    prediction, total, pixels, shown = pad.page.evaluate("seen")
    assert (prediction, shown) == (7, "7")
    assert total == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(np.reshape(pixels, (SIDE, SIDE)), prepared(strokes), atol=1 / 255)


def test_clear_undo_and_load(pad, mnist):
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


def test_a_tap_leaves_a_dot_that_is_seen(pad):
    pad.draw([[(14, 14)]])
    middle = "canvas => canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[3]"
    assert pad.paper.evaluate(middle) == 255
    assert max(pad.get("pixels")) > 0


GREEN = (0, 158, 115)  # of an activation
BOXES = """(canvas, [columns, rows]) => Array.from({length: columns * rows}, (_, neuron) => {
    const [x, y] = [neuron % columns + 0.3, Math.floor(neuron / columns) + 0.3];
    const place = [x * canvas.width / columns, y * canvas.height / rows, 1, 1];
    return [...canvas.getContext("2d").getImageData(...place).data].slice(0, 3);
})"""


def test_shows_what_it_read(pad, model, statistics):
    pad.draw(SEVEN)
    probabilities = pad.get("probabilities")
    pad.see(".hidden-layers")
    rows = [row.inner_text().split() for row in pad.host.get_by_role("row").all()]
    assert [[int(row[0]), float(row[1])] for row in rows] == [
        [k, round(100 * p, 1)] for k, p in enumerate(probabilities)
    ]
    weights = model.get_weights()
    activations = standardize(pad.pixels[None], *[number / 255 for number in statistics])
    for layer, name in enumerate(["First", "Second"]):
        activations = np.maximum(activations @ weights[2 * layer] + weights[2 * layer + 1], 0)
        words = f"{name} hidden layer: {(activations > 0).sum()} of 128 neurons active"
        colors = pad.host.get_by_role("slider", name=words).evaluate(BOXES, [32, 4])
        shares = (activations[0] / activations.max())[:, None]
        np.testing.assert_allclose(colors, 255 + shares * np.subtract(GREEN, 255), atol=2)
    pad.see(".chain")
    shades = pad.host.get_by_role("img", name="28 by 28").evaluate(
        "c => [...c.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, k) => k % 4 === 0)"
    )
    np.testing.assert_allclose(1 - np.divide(shades, 255), np.ravel(pad.pixels), atol=0.51 / 255)
    best, second = sorted(range(10), key=lambda digit: -probabilities[digit])[:2]
    expect(pad.status).to_have_text(re.compile(rf"^Read as {best}, .* percent\. Next: {second}, .* percent\.$"))


# A look into the network.


def test_a_neuron_that_is_pointed_at_shows_what_it_does(pad, model, statistics):
    kernels, inputs = model.get_weights(), standardize(pad.pixels[None], *[number / 255 for number in statistics])
    sums = (inputs @ kernels[0] + kernels[1])[0]
    first, second = pad.host.get_by_role("slider").all()
    title = pad.host.locator(".whose")
    expect(title).to_have_text(f"Neuron {sums.argmax() + 1}, first hidden layer")  # the one that responds most
    box = first.bounding_box()
    first.hover(position={"x": 4.5 / 32 * box["width"], "y": 2.5 / 4 * box["height"]})
    expect(title).to_have_text("Neuron 69, first hidden layer")
    told = [float(words.replace("−", "-")) for words in pad.host.locator(".sums dd").all_inner_texts()]
    expected = [sums[68] - kernels[1][68], kernels[1][68], sums[68], max(sums[68], 0)]
    np.testing.assert_allclose(told, expected, atol=0.02)
    first.focus()
    for key in ["ArrowUp", "ArrowRight", "Shift+ArrowRight"]:
        pad.page.keyboard.press(key)
    expect(first).to_have_attribute("aria-valuetext", re.compile(r"^Neuron 39, first hidden layer: weighted sum .*\d$"))
    for key in ["End", "ArrowRight", "ArrowDown"]:  # no farther than the last
        pad.page.keyboard.press(key)
    expect(title).to_have_text("Neuron 128, first hidden layer")
    second.click(position={"x": 2, "y": 2})
    expect(title).to_have_text("Neuron 1, second hidden layer")
    expect(first).to_have_attribute("aria-valuetext", "128")
    pad.draw(SEVEN)  # it stays the one that was chosen
    expect(title).to_have_text("Neuron 1, second hidden layer")
    pad.click("Clear")
    assert pad.host.locator(".sums dd").all_inner_texts() == ["–"] * 4


WEIGHTS = """host => {
    const [, canvas] = host.shadowRoot.querySelectorAll(".equation canvas");
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return [canvas.width, canvas.height, [...data].filter((_, k) => k % 4 === 0)];
}"""


def test_the_weights_of_a_neuron_are_a_picture(pad, model):
    first = pad.host.get_by_role("slider").first
    first.focus()
    pad.page.keyboard.press("Home")
    width, height, reds = pad.host.evaluate(WEIGHTS)
    weights = model.get_weights()[0][:, 0] / np.abs(model.get_weights()[0][:, 0]).max()
    assert (width, height) == (28, 28)
    expected = np.where(weights < 0, 255 + 255 * weights, 255 - 25 * weights)  # blue has no red, orange 230
    np.testing.assert_allclose(reds, expected, atol=1.5)


def test_filters_are_pictures_too(open_pad, statistics, tmp_path):
    import keras

    keras.utils.set_random_seed(0)
    conv = {"activation": "relu", "padding": "same"}
    layers = [keras.layers.Conv2D(8, 3, **conv), keras.layers.MaxPooling2D(), keras.layers.Conv2D(16, 3, **conv)]
    output = [keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
    network = keras.Sequential([keras.Input((28, 28, 1)), *layers, *output])
    with open_pad(standalone(tmp_path / "filters.html", DigitPad(network, *statistics, written=FIVE))) as pad:
        expected = network.predict(standardize(255 * pad.pixels[None], *statistics).reshape(1, 28, 28, 1), verbose=0)[0]
        np.testing.assert_allclose(pad.get("probabilities"), expected, atol=2e-3)
        strips = pad.host.locator(".strip").get_by_role("slider")
        names = [strip.get_attribute("aria-label") for strip in strips.all()]
        assert names == ["First hidden layer: 8 filters", "Second hidden layer: 16 filters"]
        strips.nth(1).click(position={"x": 5, "y": 5})
        expect(pad.host.locator(".whose")).to_have_text("Filter 1, second hidden layer, at its strongest")
        assert pad.host.evaluate(WEIGHTS)[:2] == [11, 11]  # eight pictures of 3 × 3, three in a row
        inputs = standardize(255 * pad.pixels[None], *statistics).reshape(1, 28, 28, 1)
        given = keras.Sequential(network.layers[:3])(inputs)
        chart = pad.host.get_by_role("slider", name="Where filter 1 responds")
        box = chart.bounding_box()
        chart.click(position={"x": 4.5 / 14 * box["width"], "y": 2.5 / 14 * box["height"]})
        expect(pad.host.locator(".whose")).to_have_text("Filter 1, second hidden layer, row 3, column 5")
        chart.press("ArrowDown")
        expect(pad.host.locator(".whose")).to_have_text("Filter 1, second hidden layer, row 4, column 5")
        expect(chart).to_have_attribute("aria-valuetext", f"row 4, column 5: {float(given[0, 3, 4, 0]):.2f}")
        looks = pad.host.locator(".looks .ring")
        sides = looks.evaluate("ring => ['left', 'top', 'width', 'height'].map(side => parseFloat(ring.style[side]))")
        np.testing.assert_allclose(
            np.multiply(sides, 28 / 100), [5, 3, 8, 8], atol=1e-4
        )  # 6 pooled pixels, and 2 beside


def test_the_look_into_the_network_may_be_folded_at_first(open_pad, model, statistics, tmp_path):
    folded = DigitPad(model, *statistics, written=FIVE, folded=True)
    with open_pad(standalone(tmp_path / "folded.html", folded)) as pad:
        strip = pad.host.get_by_role("slider").first
        expect(strip).to_be_hidden()
        pad.host.get_by_text("Look inside the network").click()
        expect(strip).to_be_visible()
        pad.see(".hidden-layers")
        greens = strip.evaluate(BOXES, [32, 4])
        assert len({tuple(color) for color in greens}) > 1  # it is painted once it is opened


COUNT = """() => {
    window.painted = 0;
    const paint = CanvasRenderingContext2D.prototype.fillRect; // once for each box of a dense layer
    CanvasRenderingContext2D.prototype.fillRect = function (...sides) { painted += 1; paint.apply(this, sides); };
}"""


def test_layers_are_painted_once_they_are_seen_and_not_while_they_are_not(open_pad):
    with open_pad(viewport={"width": 1280, "height": 600}) as pad:
        pad.see(".paper")
        pad.page.evaluate(COUNT)
        pad.draw(SEVEN)
        pad.see(".paper")
        assert pad.page.evaluate("painted") == 0
        pad.see(".neuron")
        assert pad.page.evaluate("painted") == 2 * 128
        pad.begin_with(SEVEN)  # five points, in one frame
        pad.see(".neuron")
        assert pad.page.evaluate("painted") == 2 * 2 * 128


# Several readers, and what they are taught.


@pytest.fixture(scope="module")
def linear() -> list[tuple[np.ndarray, np.ndarray]]:
    return [(np.random.default_rng(0).normal(size=(784, 10)) / 100, np.zeros(10))]


@pytest.fixture(scope="module")
def school(model, statistics, linear, tmp_path_factory):
    """A page with a pad that two networks read, and that can be taught."""
    pad = DigitPad({"network": model, "linear": linear}, *statistics, teach=True)
    return standalone(tmp_path_factory.mktemp("school") / "pad.html", pad)


def error_of(pad: Pad, act: str) -> str:
    return pad.host.evaluate(f"async pad => {{ try {{ {act} }} catch (error) {{ return error.message; }} }}")


def test_a_reader_is_chosen_by_button_and_by_name(open_pad, school, linear, statistics):
    with open_pad(school) as pad:
        pad.draw(SEVEN)
        assert (pad.get("reader"), pad.get("prediction")) == ("network", 7)
        pad.click("linear")
        assert pad.get("reader") == "linear"
        halves = [tuple(part.astype(np.float16) for part in layer) for layer in linear]
        expected = predict(standardize(255 * pad.pixels.reshape(1, -1), *statistics), halves)[0]
        np.testing.assert_allclose(pad.get("probabilities"), expected, atol=1e-6)
        expect(pad.host.get_by_text("7,850 numbers")).to_be_visible()
        expect(pad.host.get_by_role("slider")).to_have_count(0)  # it has no hidden layer
        told = """pad => new Promise(resolve => {
            pad.addEventListener("digit", ({detail}) => resolve(detail.prediction));
            pad.reader = "network";
        })"""
        assert pad.host.evaluate(told) == 7
        expect(pad.host.get_by_role("button", name="network")).to_have_attribute("aria-pressed", "true")
        expect(pad.host.get_by_role("slider")).to_have_count(2)
        said = error_of(pad, "pad.reader = 'best';")
        assert said == 'There is no reader "best" on this pad; choose from network, linear.'
        assert barriers(pad.page) == []


def test_a_hand_teaches_the_reader_until_it_is_to_forget(open_pad, school):
    with open_pad(school) as pad:
        assert "There is no drawing on the pad" in error_of(pad, "await pad.teach(3);")
        expect(pad.host.get_by_role("button", name="This is a 7")).to_be_disabled()
        pad.draw(SEVEN)
        before = pad.get("probabilities")
        assert "a is no digit" in error_of(pad, "await pad.teach('a');")
        pad.page.evaluate("document.addEventListener('taught', ({detail}) => { window.lesson = detail; })")
        assert pad.host.evaluate("async pad => { await pad.teach(3); return pad.prediction; }") == 3
        assert pad.page.evaluate("[lesson.reader, lesson.labels, lesson.images.length]") == ["network", [3], 784]
        gray = np.rint(255 * pad.pixels).ravel()
        assert pad.get("taught") == [{"image": gray.tolist(), "label": 3}]
        expect(pad.host.get_by_text("It has learned from 1 of your digits. Of 500 digits")).to_be_visible()
        pad.see(".hand")
        expect(pad.host.locator(".hand li")).to_have_text(["7 → 3"])
        pad.click("This is a 7")  # it was a slip
        expect(pad.status).to_contain_text("It has learned that this is a 7. Read as 7")
        assert [example["label"] for example in pad.get("taught")] == [7]
        taught = pad.get("probabilities")
        assert taught != before
        assert barriers(pad.page) == []
        strokes = pad.strokes
        pad.page.reload()
        pad.begin_with(strokes)
        np.testing.assert_allclose(pad.get("probabilities"), taught, atol=1e-6)  # the browser has kept it
        pad.host.evaluate("pad => { pad.reader = 'linear'; }")
        assert pad.get("taught") == []  # each reader learns for itself
        pad.host.evaluate("pad => { pad.reader = 'network'; }")
        pad.click("Forget what I taught")
        assert (pad.get("taught"), pad.get("probabilities")) == ([], before)
        expect(pad.host.locator(".hand")).to_be_hidden()
        pad.page.reload()
        assert pad.get("taught") == []


def test_what_is_taught_while_a_lesson_goes_on_is_learned_too(open_pad, school):
    with open_pad(school) as pad:
        pad.draw(SEVEN)
        taught = """async pad => {
            const lessons = [pad.teach(7)];
            pad.clear();
            pad.begin([14, 4]); pad.extend([14, 24]); pad.lift();
            lessons.push(pad.teach(1));
            await Promise.all(lessons);
            const labels = pad.taught.map(({label}) => label);
            const last = pad.teach(2);
            pad.forget();
            await last;
            return [labels, pad.taught];
        }"""
        assert pad.host.evaluate(taught) == [[7, 1], []]


def test_without_digits_to_rehearse_a_lesson_ends_in_a_sentence(open_pad, model, statistics, tmp_path):
    pad = DigitPad(model, *statistics, teach=True, digits=False)
    with open_pad(standalone(tmp_path / "alone.html", pad)) as pad:
        pad.draw(SEVEN)
        pad.click("This is a 3")
        expect(pad.status).to_contain_text("The digits are not here.")
        assert (pad.get("taught"), pad.get("prediction")) == ([], 7)


# The stages of preparation.

PICTURES = """host => [...host.shadowRoot.querySelectorAll(".chain canvas")].map(canvas => {
    const {data} = canvas.getContext("2d").getImageData(0, 0, 28, 28);
    return [...data].filter((_, k) => k % 4 === 0).map(level => 1 - level / 255);
})"""


def test_each_stage_shows_what_it_makes_of_the_drawing(pad, model, statistics):
    pad.draw([[(4, 4), (9, 4), (9, 5), (7, 10)]])
    strokes = pad.strokes
    stages = [(False, False, False), (True, False, False), (True, True, False), (True, True, True)]
    expected = np.reshape([prepared(strokes, *stage) for stage in [*stages, stages[-1]]], (5, 784))
    pad.see(".chain")
    np.testing.assert_allclose(pad.host.evaluate(PICTURES), expected, atol=1 / 255)
    pad.host.locator(".chain canvas").nth(1).click()  # a picture is a switch
    expect(pad.host.get_by_label("Scale to 20 × 20")).not_to_be_checked()
    expected = np.reshape([prepared(strokes, False, *stage[1:]) for stage in [*stages, stages[-1]]], (5, 784))
    pad.see(".chain")
    np.testing.assert_allclose(pad.host.evaluate(PICTURES), expected, atol=1 / 255)
    pad.switch({STANDARDIZE: False})
    raw = model.predict(255 * pad.pixels.reshape(1, 784), verbose=0)[0]
    np.testing.assert_allclose(pad.get("probabilities"), raw, atol=0.02)
    expect(pad.host.get_by_text("0 to 255")).to_be_visible()


def test_the_answer_is_in_sight_of_the_hand_on_a_phone(open_pad):
    with open_pad(viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True) as pad:
        box = pad.host.locator(".answer").bounding_box()
        paper = pad.paper.bounding_box()
        assert box["y"] + box["height"] <= paper["y"]
        assert paper["y"] + paper["height"] - box["y"] < 720 - 100  # what the browser and the book's head may take
        for part in (".digit", ".sure", ".bar >> nth=7"):
            expect(pad.host.locator(part)).to_be_visible()
        assert pad.host.locator(".digit").evaluate("digit => parseFloat(getComputedStyle(digit).fontSize)") >= 80
        heights = [bar.bounding_box()["height"] for bar in pad.host.locator(".bar").all()]
        np.testing.assert_allclose(np.array(heights) / max(heights), pad.get("probabilities"), atol=0.02)


def test_the_answer_stays_in_sight_while_stages_are_switched_on_a_phone(open_pad):
    with open_pad(viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True) as pad:
        pad.draw(SEVEN)
        for part in (pad.host.get_by_label(STANDARDIZE), pad.host.get_by_role("slider").last):
            part.evaluate("part => part.scrollIntoView({block: 'center'})")
            expect(pad.host.locator(".answer")).not_to_be_in_viewport()
            expect(pad.host.locator(".echo")).to_be_in_viewport(ratio=1)
            expect(pad.host.locator(".echo")).to_have_text(re.compile(r"^7.*%, next: \d, .*%$"))


def test_at_a_desk_paper_picture_and_answer_stand_in_a_row(pad):
    parts = [pad.host.locator(part).bounding_box() for part in (".paper", ".sees canvas", ".answer")]
    for left, right in pairwise(parts):
        assert left["x"] + left["width"] < right["x"]
        assert right["y"] < left["y"] + left["height"] / 2 < right["y"] + right["height"]
    pad.draw(SEVEN)
    ink = "c => 1 - c.getContext('2d').getImageData(14, 7, 1, 1).data[0] / 255"
    assert pad.host.locator(".sees canvas").evaluate(ink) == pytest.approx(pad.pixels[7, 14], abs=1 / 255)


# A drawing in the address.


def link_of(pad: Pad) -> str:
    pad.click("Copy a link to this drawing")
    link = pad.host.get_by_role("link")
    expect(link).to_be_visible()
    return link.evaluate("link => link.href")


def test_a_link_to_a_drawing_is_copied_or_else_selected(open_pad):
    with open_pad() as pad:
        expect(pad.host.get_by_role("button", name="Copy a link")).to_be_disabled()  # a test digit is no drawing
        pad.draw(SEVEN)
        pad.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        address = link_of(pad)
        expect(pad.host.get_by_text("The link is copied:")).to_be_visible()
        assert pad.page.evaluate("navigator.clipboard.readText()") == address
        assert "#digit=" in address
        pad.draw([[(3, 3), (4, 4)]])
        expect(pad.host.get_by_role("link")).to_be_hidden()  # it leads to another drawing
        pad.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('No.')); }")
        address = link_of(pad)
        expect(pad.host.get_by_text("Copy this link:")).to_be_visible()
        pad.page.wait_for_function("address => getSelection().toString() === address", arg=address)


def test_a_page_opens_on_the_drawing_that_its_address_names(open_pad, chapter):
    with open_pad(chapter["http"], viewport=PHONE) as pad:
        pad.draw(SEVEN)
        strokes, address, prediction = pad.strokes, link_of(pad), pad.get("prediction")
        assert len(address) < 2000
        pad.page.goto("about:blank")
        pad.page.goto(address)
        for stroke, drawn in zip(pad.strokes, strokes, strict=True):
            np.testing.assert_allclose(stroke[0], drawn[0], atol=0.06)
        assert pad.get("prediction") == prediction == 7
        expect(pad.paper).to_be_in_viewport(ratio=0.95)
        expect(pad.status).to_contain_text("Read as 7")
        pad.draw([[(14, 4), (14, 24)]])  # the reader's own drawing takes its place
        assert len(pad.strokes) == 1
        pad.page.evaluate("location.hash = '#exercises'")
        pad.page.wait_for_function("Math.abs(document.getElementById('exercises').getBoundingClientRect().y) < 200")
        assert len(pad.strokes) == 1
        pad.page.evaluate("address => { location.href = address; }", address)  # the same page, the drawing again
        pad.page.wait_for_function("pad => pad.strokes[0].length > 2", arg=pad.host.element_handle())
        expect(pad.paper).to_be_in_viewport(ratio=0.95)


def test_a_drawing_that_comes_with_the_address_was_sent_by_somebody(open_pad, pad, address):
    pad.draw(SEVEN)
    with open_pad(link_of(pad)) as sent:
        expect(sent.status).to_contain_text("Somebody sent you this drawing. Read as 7")
        expect(sent.host.locator(".hint")).to_have_text("Somebody sent you this drawing. Your turn: write here")
        sent.draw([[(14, 4), (14, 24)]])
        expect(sent.host.locator(".hint")).to_be_hidden()
        sent.click("Undo")
        assert sent.strokes == []


def test_an_address_that_is_broken_is_told_and_changes_nothing(open_pad, address):
    with open_pad(f"{address}#digit=AB!") as pad:
        assert pad.get("prediction") == 7  # the test digit of the beginning
        expect(pad.status).to_have_text(re.compile("^The address names a drawing that cannot be read; .* Read as 7,"))


# Hands and fingers of all kinds.


def test_other_buttons_do_not_draw(pad):
    pad.page.mouse.move(*pad.at(10, 10))
    for button in ("right", "middle"):
        pad.page.mouse.down(button=button)
        pad.page.mouse.move(*pad.at(20, 20))
        pad.page.mouse.up(button=button)
    pad.page.mouse.move(*pad.at(10, 20))  # and without any button
    assert pad.strokes == []
    assert pad.get("prediction") == 7


def test_a_stroke_may_leave_the_paper(pad):
    pad.draw([[(20, 5), (35, 14), (20, 23)]])
    assert len(pad.strokes) == 1
    assert np.max(pad.strokes) == SIDE


WANDER = """async ([pad, points]) => {
    const paper = pad.shadowRoot.querySelector("[role=application]");
    const {left, top, width} = paper.getBoundingClientRect();
    const told = [];
    pad.addEventListener("digit", ({detail}) => told.push(detail.pixels.length + detail.probabilities.length));
    const frame = () => new Promise(requestAnimationFrame);
    const counts = [];
    for (let k = 0; k < points.length; k += 500) {
        for (const [x, y] of points.slice(k, k + 500)) {
            const place = {clientX: left + x * width / 28, clientY: top + y * width / 28};
            paper.dispatchEvent(new PointerEvent("pointermove", {pointerId: 1, ...place})); // the mouse's
        }
        const before = told.length;
        await frame();
        counts.push([before, told.length]);
    }
    return [counts, Math.max(...told)];
}"""


def test_a_stroke_of_ten_thousand_points_is_read_once_a_frame(pad):
    angles = np.linspace(0, 40 * np.pi, 10_000)
    points = np.stack([14 + 4 * np.sin(angles), 14 - 7 * np.cos(angles)], axis=1) + 0.2 * np.sin(7 * angles)[:, None]
    pad.page.mouse.move(*pad.at(*points[0]))
    pad.page.mouse.down()
    counts, told = pad.page.evaluate(WANDER, [pad.host.element_handle(), points.tolist()])
    pad.page.mouse.up()
    assert counts == [[number, number + 1] for number in range(20)]  # 500 moves, then one reading in the next frame
    assert told == 794  # numbers in an event, however long the stroke
    (stroke,) = pad.strokes
    assert len(stroke) == 10_001
    np.testing.assert_allclose(stroke[1:], points, atol=1e-9)
    np.testing.assert_allclose(pad.pixels, prepared([np.array(stroke)]), atol=1e-9)
    assert pad.get("prediction") == 0
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
        drawn = "pad => pad.strokes[0].length === 3"  # a browser tells moves a frame later
        pad.page.wait_for_function(drawn, arg=pad.host.element_handle())
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


def test_a_finger_beside_the_paper_scrolls(open_pad):
    with open_pad(viewport=PHONE, has_touch=True, is_mobile=True) as pad:
        pad.paper.scroll_into_view_if_needed()
        before = pad.page.evaluate("scrollY")
        pad.touch([[(14, y) for y in range(60, 38, -2)]])  # below the paper
        pad.page.wait_for_function("before => scrollY > before", arg=before)
        assert pad.strokes == []


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


class Hand:
    """The pointers of a hand on a page with a pad: a pen, a finger, a palm. Each goes to where it is told."""

    def __init__(self, pad: Pad):
        self.pad = pad
        self.session = pad.page.context.new_cdp_session(pad.page)

    def pen(self, kind: str, at: tuple[float, float]) -> None:
        x, y = self.pad.at(*at)
        pressed = {"button": "left", "buttons": int(kind != "mouseReleased"), "clickCount": 1, "pointerType": "pen"}
        self.session.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **pressed})

    def skin(self, kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(places)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def write(self, stroke, before=None, halfway=None) -> None:
        """Draw a stroke with the pen; before it comes down, and in its middle, something else may happen."""
        middle = len(stroke) // 2
        if before:
            before()
        self.pen("mousePressed", stroke[0])
        for number, point in enumerate(stroke[1:], 1):
            if halfway and number == middle:
                halfway()
            self.pen("mouseMoved", point)
        self.pen("mouseReleased", stroke[-1])


PALM = (0.85 * SIDE, 0.93 * SIDE)


def test_a_palm_beside_the_pen_leaves_the_stroke_whole(pad):
    pad.paper.scroll_into_view_if_needed()
    hand = Hand(pad)
    threes = [recording.strokes[0][::3] for recording in recorded() if recording.digit == 3]
    cases = product(["before", "halfway"], ["touchEnd", "touchCancel"])
    for three, (when, end) in zip(threes, cases, strict=False):
        hand.write(three, **{when: lambda: hand.skin("touchStart", pad.at(*PALM))})
        hand.skin(end)
        check_strokes(pad, pad.on_paper(pad.on_screen([three])), 1e-3)
        assert pad.get("prediction") == 3
        pad.click("Undo")
        assert pad.get("prediction") == 7  # the test digit: the palm has left nothing to be undone


def test_a_palm_on_a_button_presses_it_only_without_the_pen(pad):
    pad.paper.scroll_into_view_if_needed()
    hand = Hand(pad)
    box = pad.host.get_by_role("button", name="Clear").bounding_box()
    pad.page.evaluate("addEventListener('touchend', () => { window.touches = (window.touches || 0) + 1 })")

    def tap() -> None:
        hand.skin("touchStart", (box["x"] + 9, box["y"] + 9))
        hand.skin("touchEnd")

    def tapped() -> None:
        tap()
        pad.page.wait_for_function("window.touches === 1")

    hand.write(SEVEN[0], halfway=tapped)
    assert pad.get("prediction") == 7
    assert [len(stroke) for stroke in pad.strokes] == [len(SEVEN[0])]
    tap()
    pad.page.wait_for_function("pad => pad.prediction === null", arg=pad.host.element_handle())


def test_a_thumb_that_holds_the_phone_does_not_keep_a_finger_from_drawing(pad):
    pad.paper.scroll_into_view_if_needed()
    hand, thumb = Hand(pad), (3, 3)  # pixels of the screen
    hand.skin("touchStart", thumb)
    hand.skin("touchStart", thumb, pad.at(14, 5))
    hand.skin("touchMove", thumb, pad.at(14, 23))
    hand.skin("touchEnd")
    (stroke,) = pad.strokes
    assert len(stroke) == 2


# The browser takes a pointer away as the system does.
TAKE = """(paper, [kind, pointerId, x, y]) => {
    const {left, top, width} = paper.getBoundingClientRect();
    const [clientX, clientY] = [left + x * width / 28, top + y * width / 28];
    paper.dispatchEvent(new PointerEvent(kind, {pointerId, pointerType: "touch", isPrimary: true, clientX, clientY}));
}"""


def test_a_pointer_that_is_taken_away_takes_its_own_stroke_alone(pad):
    def finger(kind: str, number: int, x: float, y: float = 14) -> None:
        pad.paper.evaluate(TAKE, [f"pointer{kind}", number, x, y])

    finger("down", 71, 4)
    finger("up", 71, 4)
    finger("down", 72, 8)
    pad.paper.focus()
    pad.page.keyboard.press("Space")  # a stroke by keyboard, which ends that of the finger
    finger("move", 72, 9)
    finger("cancel", 72, 9)
    assert [stroke[0] for stroke in pad.strokes] == [pytest.approx([4, 14]), [14, 14]]
    pad.page.keyboard.press("ArrowRight")  # the keyboard's goes on
    assert len(pad.strokes[-1]) == 2
    finger("cancel", 71, 4)  # it has long been up
    finger("cancel", 73, 4)  # it has never drawn
    assert len(pad.strokes) == 2
    for number in (1, 0):
        pad.click("Undo")
        assert len(pad.strokes) == number
    pad.click("Undo")
    assert pad.get("prediction") == 7  # the test digit is back


@pytest.mark.parametrize("kind", ["lostpointercapture", "pointerleave"])
def test_a_stroke_ends_where_its_pointer_is_lost(pad, kind):
    for each, x in (("pointerdown", 4), ("pointermove", 8), (kind, 8), ("pointermove", 20)):
        pad.paper.evaluate(TAKE, [each, 71, x, 14])
    assert [[x for x, _ in stroke] for stroke in pad.strokes] == [pytest.approx([4, 8])]
    assert not pad.get("drawing")


def test_a_pad_that_is_taken_away_holds_no_pointer(pad):
    pad.paper.evaluate(TAKE, ["pointerdown", 71, 4, 14])
    pad.host.evaluate("pad => { const place = pad.parentElement; pad.remove(); place.append(pad); }")
    assert not pad.get("drawing")
    pad.paper.evaluate(TAKE, ["pointermove", 71, 8, 14])
    pad.paper.evaluate(TAKE, ["pointerdown", 72, 20, 14])
    assert [len(stroke) for stroke in pad.strokes] == [1, 1]


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


def test_keys(pad):
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


JOIN = """script => {
    const pad = document.querySelector("digit-pad");
    const again = () => pad.parentElement.append(pad);
    const another = name => {
        const other = pad.cloneNode();
        other.dataset.live = name;
        pad.after(other);
        other.remove();
    };
    const joinElements = new Function(`${script}; return joinElements`)();
    const controller = new AbortController();
    const met = [];
    pad.dataset.live = "its name";
    joinElements({get: key => key === "_name" && "its name"}, controller.signal, host => met.push(host === pad));
    again();
    another("its name");
    another("another name");
    controller.abort();
    another("its name");
    delete pad.dataset.live;
    return met;
}"""


# A notebook's widget beside what is on the page: what it sends, and what its kernel answers.
WIDGET = """([pad, script]) => {
    const { render } = new Function(script.replace("export default", "return"))();
    const model = { kept: {}, sent: [], answers: new Set() };
    model.get = () => pad.getAttribute("data");
    model.set = (name, value) => { model.kept[name] = value; };
    model.save_changes = () => {};
    model.send = (content, _, [bytes]) => model.sent.push({ ...content, bytes: [...new Uint8Array(bytes)] });
    model.on = (_, answer) => model.answers.add(answer);
    model.off = (_, answer) => model.answers.delete(answer);
    const [el, controller] = [document.createElement("div"), new AbortController()];
    render({ model, el, signal: controller.signal });
    document.querySelector("main").append(el);
    return { model, pad: el.querySelector("digit-pad"), end: () => controller.abort(), remove: () => el.remove() };
}"""
DROP = """({ pad }, [name, bytes, size]) => {
    const dataTransfer = new DataTransfer();
    const file = new File([new Uint8Array(bytes)], name);
    if (size) Object.defineProperty(file, "size", { value: size });
    dataTransfer.items.add(file);
    if (size) Object.defineProperty(dataTransfer, "files", { value: [file] });
    const drops = ["dragover", "drop"].map(type => new DragEvent(type, {
        dataTransfer, bubbles: true, cancelable: true, composed: true
    }));
    for (const drop of drops) pad.shadowRoot.querySelector(".paper canvas").dispatchEvent(drop);
    return drops.every(({ defaultPrevented }) => defaultPrevented);
}"""
ANSWER = """({ model }, [content, pixels]) => {
    const bytes = Uint8Array.from([9, ...pixels]); // a part of what has arrived
    for (const answer of model.answers) answer(content, [new DataView(bytes.buffer, 1)]);
}"""


@pytest.fixture
def widget(pad):
    """A widget of a notebook, with a pad of its own, below the pad of the page."""
    widget = pad.page.evaluate_handle(WIDGET, [pad.host.element_handle(), notebook_script()])
    yield widget
    widget.evaluate("({ remove }) => remove()")


def test_a_widget_sends_what_is_drawn_and_taught(widget):
    sent = widget.evaluate("""({ model: { kept }, pad }) => {
        pad.begin([4, 4]);
        pad.lift();
        pad.forget();
        return [kept._reader, kept._prediction === pad.prediction, kept._taught_labels, kept._taught_images.byteLength];
    }""")
    assert sent == ["network", True, [], 0]


def test_a_picture_that_is_dropped_on_a_widget_is_prepared_and_read(pad, widget, mnist):
    shown = Pad(pad.page, 1)
    shown.draw(SEVEN)
    drawn = shown.strokes
    assert widget.evaluate(DROP, ["seven.png", [1, 2, 3], None])
    expect(shown.status).to_contain_text("The notebook prepares your picture, as soon as no cell is running. Read as")
    pad.page.wait_for_function("({ model }) => model.sent.length", arg=widget)
    (sent,) = widget.evaluate("({ model }) => model.sent")
    assert (sent["picture"], sent["bytes"]) == ("seven.png", [1, 2, 3])
    image = mnist[1][0][1]  # a 2
    widget.evaluate(ANSWER, [{"sender": 7}, image.ravel().tolist()])  # to the same widget, shown elsewhere
    assert shown.strokes == drawn
    widget.evaluate(ANSWER, [{"sender": sent["sender"]}, image.ravel().tolist()])
    np.testing.assert_allclose(shown.pixels, image / 255)
    assert (shown.get("prediction"), shown.strokes) == (2, [])
    assert shown.host.get_by_role("button", name="Copy a link").is_disabled()  # a link holds strokes
    assert widget.evaluate("({ model: { kept } }) => [kept._prediction, kept._pixels.byteLength]") == [2, 8 * 784]
    shown.click("Undo")
    assert shown.strokes == drawn


def test_a_picture_that_cannot_be_prepared_is_told_of_and_changes_nothing(pad, widget):
    shown = Pad(pad.page, 1)
    shown.draw(SEVEN)
    drawn = shown.strokes
    widget.evaluate(DROP, ["large.png", [1], 9_000_001])
    expect(shown.status).to_contain_text("large.png is larger than 9 MB; save it smaller. Read as")
    assert widget.evaluate("({ model }) => model.sent") == []
    with pad.page.expect_file_chooser() as chooser:
        shown.click("Read a picture of yours")
    chooser.value.set_files({"name": "blank.png", "mimeType": "image/png", "buffer": b"white"})
    pad.page.wait_for_function("({ model }) => model.sent.length", arg=widget)
    sender = widget.evaluate("({ model }) => model.sent[0].sender")
    widget.evaluate(ANSWER, [{"sender": sender, "refusal": "blank.png: no ink."}, []])
    expect(shown.status).to_contain_text("blank.png: no ink. Read as")
    assert shown.strokes == drawn


def test_a_pad_takes_pictures_as_long_as_its_widget_lives(pad, widget):
    button = "Read a picture of yours"
    assert pad.host.get_by_role("button", name=button).count() == 0  # a page has no Python
    assert Pad(pad.page, 1).host.get_by_role("button", name=button).count() == 1
    widget.evaluate("({ end }) => end()")
    assert Pad(pad.page, 1).host.get_by_role("button", name=button).count() == 0
    assert widget.evaluate("({ model }) => model.answers.size") == 0
    assert widget.evaluate(DROP, ["seven.png", [1, 2, 3], None])  # or the browser would leave the notebook
    expect(Pad(pad.page, 1).status).to_contain_text("The notebook's kernel has ended; run the cell again")
    assert widget.evaluate("({ model }) => model.sent") == []


def test_a_pad_that_waits_for_a_kernel_says_when_that_has_ended(pad, widget):
    widget.evaluate(DROP, ["seven.png", [1, 2, 3], None])
    pad.page.wait_for_function("({ model }) => model.sent.length", arg=widget)
    widget.evaluate("({ end }) => end()")
    expect(Pad(pad.page, 1).status).to_contain_text("The notebook's kernel has ended")


def test_a_file_that_cannot_be_fetched_is_told_of(pad, widget):
    widget.evaluate("() => { File.prototype.arrayBuffer = () => Promise.reject(new Error('gone')); }")
    widget.evaluate(DROP, ["cloud.png", [1], None])
    expect(Pad(pad.page, 1).status).to_contain_text("cloud.png cannot be read; choose a file that is on this computer.")
    widget.evaluate("() => { delete File.prototype.arrayBuffer; }")  # that of Blob is behind it


def test_a_widget_finds_its_elements_whenever_they_are_shown(pad):
    assert pad.page.evaluate(JOIN, joining_script()) == [True, False]


# Nothing on the page moves.

# From the moment when the page is there: where each part of a pad is, and each height that the pad has had since.
WATCH = """addEventListener("DOMContentLoaded", () => {
    const pad = document.querySelector("digit-pad");
    const changing = "style, option, .hint, .bar, .ring, .echo, .echo *"; // shows a state by its size or place
    window.places = () => [pad, ...pad.shadowRoot.querySelectorAll(`:not(${changing})`)].map(part => {
        const {left, top, height} = part.getBoundingClientRect();
        return [part.localName, left + scrollX, top + scrollY, height].join(" ");
    });
    window.before = places();
    window.begins = pad.shadowRoot.querySelector("[role=status]").textContent;
    window.heights = [];
    new ResizeObserver(() => heights.push(pad.offsetHeight)).observe(pad);
    window.moved = () => {
        const now = places();
        return [...before.filter((place, k) => place !== now[k]), ...heights.filter(height => height !== heights[0])];
    };
})"""


@pytest.mark.parametrize("start", [0, None], ids=["digit", "empty"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_after_the_first_paint_nor_while_the_reader_draws(browser, make_pad, tmp_path, viewport, start):
    address = standalone(tmp_path / "pad.html", make_pad(start=start))
    begins = "This is a test digit, a 7: read right." if start == 0 else "Draw a digit, or load a test digit."
    with watched(browser, "about:blank", viewport=viewport) as (page, _):
        page.add_init_script(WATCH)
        page.goto(address)
        pad = Pad(page)
        assert begins in page.evaluate("begins")  # it was said at once
        seen = page.evaluate("moved()")
        first, *others = pad.on_screen(SEVEN)[0]
        page.mouse.move(*first)
        page.mouse.down()
        for point in others:
            page.mouse.move(*point)
        seen += page.evaluate("moved()")
        page.mouse.up()
        expect(pad.status).to_contain_text("Read as 7")
        seen += page.evaluate("moved()")
        pad.paper.focus()
        page.keyboard.press("Space")
        expect(pad.status).to_contain_text("Pen down. Read as")
        seen += page.evaluate("moved()")
        page.keyboard.press("Delete")
        expect(pad.status).to_have_text("Draw a digit, or load a test digit.")
        seen += page.evaluate("moved()")
        pad.host.evaluate("pad => pad.load(4)")
        expect(pad.status).to_contain_text("This is a test digit, an 8: read right.")
        assert seen + page.evaluate("moved()") == []


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


def test_a_pad_that_cannot_be_built_shows_what_is_seen_without_scripts(browser, address):
    spoil = """() => {
        const spoilt = document.querySelector("digit-pad").cloneNode(true);
        spoilt.setAttribute("data", "{");
        document.querySelector("main").append(spoilt);
    }"""
    with watched(browser, address) as (page, faults):
        page.evaluate(spoil)
        expect(page.get_by_text("With JavaScript")).to_have_count(2)
        expect(page.get_by_text("With JavaScript").last).to_be_visible()
        expect(page.get_by_text("With JavaScript").first).to_be_hidden()
        page.evaluate("document.querySelectorAll('digit-pad')[1].remove()")
    assert len(faults) == 1  # it is told, and nothing else goes wrong
    assert "JSON" in faults[0]


def test_without_scripts(browser, address):
    with watched(browser, address, viewport=PHONE, java_script_enabled=False) as (page, faults):
        expect(page.get_by_text("With JavaScript")).to_contain_text("The picture shows a 7, which it reads as 7.")
        assert page.get_by_role("img", name="shows a 7").evaluate("img => img.naturalWidth") == 224
    assert faults == []
