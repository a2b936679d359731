"""<mistake-gallery>: the real mistakes of the model, in a real browser."""

import html
import json
import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from helpers.data import load_mnist
from helpers.elements.mistake_gallery import MistakeGallery
from helpers.preprocessing import pixel_statistics, standardize
from helpers.reproducibility import make_reproducible
from tests.pages.living import barriers, standalone

make_reproducible()

from helpers.training import trained_network  # noqa: E402 (after the log is quiet)

GALLERY = "mistake-gallery"
CANVAS = """canvas => [...canvas.getContext("2d").getImageData(0, 0, 28, 28).data]"""
EDGES = """() => {
    const found = [];
    for (const host of document.querySelectorAll(".living")) {
        for (const part of host.shadowRoot.querySelectorAll("*")) {
            if (part.getBoundingClientRect().right > host.getBoundingClientRect().right) found.push(part.outerHTML);
        }
    }
    return [document.scrollingElement.scrollWidth <= innerWidth, found];
}"""


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


@pytest.fixture(scope="module")
def probabilities(mnist):
    (x_train, _), (x_test, _) = mnist
    return trained_network().predict(standardize(x_test, *pixel_statistics(x_train)), verbose=0)


@pytest.fixture(scope="module")
def mistakes(mnist, probabilities):
    """Index, truth, class read and confidence, rounded, of each mistake: the surest first."""
    labels, read, confidence = mnist[1][1], probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(read != labels)
    wrong = wrong[np.argsort(confidence[wrong])[::-1]]
    return wrong, labels[wrong], read[wrong], confidence[wrong].round(3)


@pytest.fixture(scope="module")
def gallery(mnist, probabilities):
    return MistakeGallery(*mnist[1], probabilities)


@pytest.fixture(scope="module")
def folder(gallery, tmp_path_factory):
    """A light and a dark page with the gallery alone."""
    folder = tmp_path_factory.mktemp("gallery")
    standalone(folder / "light.html", gallery)
    standalone(folder / "dark.html", gallery, dark=True)
    return folder


@pytest.fixture
def page(browser, folder):
    """The gallery in a new window; at the end nothing was requested and nothing went wrong."""
    faults, address = [], (folder / "light.html").as_uri()
    with browser.new_page(viewport={"width": 360, "height": 740}) as page:
        page.on("request", lambda request: faults.append(request.url))
        page.on("console", lambda message: message.type in ("error", "warning") and faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        yield page
    assert set(faults) == {address}


def shown(page: Page) -> list[int]:
    return page.evaluate(f"document.querySelector('{GALLERY}').shown")


def score(page: Page) -> tuple[int, int]:
    value = page.evaluate(f"document.querySelector('{GALLERY}').score")
    return value["right"], value["guessed"]


def all_shown(page: Page) -> list[int]:
    """Press "Show more" until it is gone, and give what is listed."""
    while page.get_by_role("button", name="Show more").is_visible():
        page.get_by_role("button", name="Show more").click()
    return shown(page)


def test_packed_shades_are_those_of_the_images(gallery, page, mnist, mistakes):
    tiles = page.locator("li canvas").all()
    for tile, index in list(zip(tiles, mistakes[0], strict=False))[:5]:
        rgba = np.array(tile.evaluate(CANVAS)).reshape(28, 28, 4)
        assert np.all(rgba[..., 3] == 255)
        assert np.all(rgba[..., :1] == rgba[..., :3]), "not gray"
        assert np.abs(255 - rgba[..., 0] - mnist[1][0][index].astype(int)).max() <= 9
    page.get_by_label("Order").select_option("by index")
    last = np.argmax(mistakes[0])
    assert all_shown(page)[-1] == mistakes[0][last]
    rgba = np.array(page.locator("li canvas").last.evaluate(CANVAS)).reshape(28, 28, 4)
    assert np.abs(255 - rgba[..., 0] - mnist[1][0][mistakes[0][last]].astype(int)).max() <= 9


def test_all_mistakes_are_listed_the_surest_first(page, mistakes):
    indices, truth, read, confidence = mistakes
    assert len(indices) == 375
    assert shown(page) == indices[:24].tolist()
    tile = page.locator("li").first
    expect(tile).to_have_text(f"{truth[0]} read as {read[0]}confidence {confidence[0]:.3f}index {indices[0]}")
    expect(tile.get_by_role("img", name=f"Test image {indices[0]}")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("375 mistakes. The first 24 are listed, surest first.")
    more = page.get_by_role("button", name="Show more")
    more.click()
    assert shown(page) == indices[:48].tolist()
    expect(page.locator("li")).to_have_count(48)
    expect(page.get_by_role("status")).to_have_text("375 mistakes. The first 48 are listed, surest first.")
    expect(more).to_be_focused()
    assert all_shown(page) == indices.tolist()
    expect(page.get_by_role("status")).to_have_text("375 mistakes. All are listed, surest first.")
    expect(page.get_by_role("list")).to_be_focused()  # the button is gone, the focus is not


@pytest.mark.parametrize(
    ("truth", "read", "level", "order"),
    [
        (3, 5, 0, "surest first"),
        (None, 4, 0.9, "least sure first"),
        (8, None, 0.5, "by index"),
        (None, None, 0.99, None),
    ],
)
def test_filters_and_order_are_those_of_numpy(page, mistakes, truth, read, level, order):
    indices, truths, reads, confidences = mistakes
    passes = confidences >= level
    if truth is not None:
        page.get_by_label("True class").select_option(str(truth))
        passes &= truths == truth
    if read is not None:
        page.get_by_label("Read as").select_option(str(read))
        passes &= reads == read
    if level:
        page.get_by_label("Confidence").select_option(f"at least {level}")
    if order:
        page.get_by_label("Order").select_option(order)
    expected = indices[passes]
    if order == "least sure first":
        expected = expected[::-1]
    elif order == "by index":
        expected = np.sort(expected)
    assert 1 < len(expected) < 375
    assert all_shown(page) == expected.tolist()
    expect(page.get_by_role("status")).to_contain_text(f"{len(expected)} of 375 mistakes: ")


def test_filters_are_told_in_words(page):
    page.get_by_label("True class").select_option("3")
    page.get_by_label("Read as").select_option("5")
    status = page.get_by_role("status")
    expect(status).to_have_text("20 of 375 mistakes: true class 3, read as 5. All are listed, surest first.")
    page.get_by_label("Confidence").select_option("at least 0.99")
    expect(status).to_have_text(
        "None of 375 mistakes: true class 3, read as 5, confidence at least 0.99. Choose another combination."
    )
    assert shown(page) == []
    page.get_by_label("Read as").select_option("3")
    expect(status).to_contain_text("That would be no mistake.")


def test_guesses_by_mouse_are_counted(page, mistakes):
    truth_of = dict(zip(mistakes[0].tolist(), mistakes[1].tolist(), strict=True))
    read_of = dict(zip(mistakes[0].tolist(), mistakes[2].tolist(), strict=True))
    confidence_of = dict(zip(mistakes[0].tolist(), mistakes[3].tolist(), strict=True))
    page.get_by_role("button", name="Guess first").click()
    expect(page.locator("li").first).to_be_hidden()
    answers = page.get_by_role("group", name="Your answer")
    seen, right = [], 0
    for turn in range(1, 4):
        (index,) = shown(page)
        seen.append(index)
        truth, read = truth_of[index], read_of[index]
        text = page.locator(GALLERY).inner_text()
        assert "It is a" not in text
        assert "read as" not in text
        said = truth if turn == 2 else (truth + 1) % 10
        answers.get_by_role("button", name=str(said)).click()
        right += said == truth
        assert score(page) == (right, turn)
        verdict = "right" if said == truth else "wrong"
        expect(page.get_by_role("status")).to_have_text(
            f"It is {'an' if truth == 8 else 'a'} {truth}. You said {said}: {verdict}. "
            f"The model read {read}, with confidence {confidence_of[index]:.3f} (test image {index})."
        )
        expect(page.locator(".tally")).to_have_text(
            f"You: {right} of {turn} right. The model: 0 of {turn}, because only its mistakes are shown here."
        )
        expect(answers.get_by_role("button", name=f"{truth} ✓")).to_be_disabled()
        page.get_by_role("button", name="Next digit").click()
    assert len(set(seen)) == 3
    page.get_by_role("button", name="Guess first").click()  # back to the list
    assert shown(page) == mistakes[0][:24].tolist()
    assert score(page) == (1, 3)
    page.reload()
    page.get_by_role("button", name="Guess first").click()
    assert shown(page) == seen[:1]  # the same shuffle for everyone
    assert score(page) == (0, 0)


def test_guesses_by_keyboard_survive_filters_until_reset(page, mistakes):
    of_seven = mistakes[0][(mistakes[1] == 7) & (mistakes[2] == 1)].tolist()
    page.get_by_label("True class").select_option("7")
    page.get_by_label("Read as").focus()
    page.keyboard.press("1")  # in a select a digit chooses an option, and is no guess
    expect(page.get_by_label("Read as")).to_have_value("1")
    toggle = page.get_by_role("button", name="Guess first")
    toggle.focus()
    page.keyboard.press("7")  # not yet guessing
    page.keyboard.press("Space")
    expect(toggle).to_have_attribute("aria-pressed", "true")
    status = page.get_by_role("status")
    expect(status).to_have_text(
        f"Digits left to guess: {len(of_seven)} of {len(of_seven)} (true class 7, read as 1). "
        "Choose “all” classes for a fair game."
    )
    page.keyboard.press("Control+7")
    page.keyboard.press("x")
    assert score(page) == (0, 0)
    seen = []
    for turn in range(1, len(of_seven) + 1):
        seen += shown(page)
        page.keyboard.press("7")
        page.keyboard.press("6")  # the first answer counts
        assert score(page) == (turn, turn)
        expect(page.get_by_role("button", name="Next digit")).to_be_focused()
        page.keyboard.press("Enter")
    assert sorted(seen) == sorted(of_seven)
    expect(status).to_have_text(f"All {len(of_seven)} digits are guessed (true class 7, read as 1). Change the filter.")
    assert shown(page) == []
    page.get_by_label("Read as").select_option("all")
    assert score(page) == (len(of_seven), len(of_seven))
    (index,) = shown(page)
    assert index not in seen
    page.get_by_role("button", name="Reset score").click()
    assert score(page) == (0, 0)
    expect(page.get_by_role("button", name="Reset score")).to_be_disabled()
    expect(page.locator(".tally")).to_have_text("Your score will stand here.")


def test_a_digit_can_be_skipped_and_comes_back(page, mistakes):
    page.get_by_label("True class").select_option("0")
    page.get_by_role("button", name="Guess first").click()
    count = int(np.sum(mistakes[1] == 0))
    seen = []
    for _ in range(count + 1):
        seen += shown(page)
        page.get_by_role("button", name="Skip this digit").click()
    assert sorted(seen[:-1]) == sorted(mistakes[0][mistakes[1] == 0].tolist())
    assert seen[-1] == seen[0]
    assert seen[:-1] != sorted(seen[:-1])  # shuffled
    assert score(page) == (0, 0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_barrier_and_nothing_too_wide_on_a_phone(browser, folder, theme):
    with browser.new_page(viewport={"width": 360, "height": 740}, color_scheme=theme) as page:
        page.goto((folder / f"{theme}.html").as_uri())
        for mode in ("list", "guess", "answer"):
            if mode == "guess":
                page.get_by_role("button", name="Guess first").click()
            if mode == "answer":
                page.keyboard.press("5")
            expect(page.get_by_role("status")).to_contain_text(
                {"list": "375", "guess": "left", "answer": "It is"}[mode]
            )
            assert barriers(page) == [], mode
            assert page.evaluate(EDGES) == [True, []], mode
            small = [box for box in map(size, page.locator("button:visible, select:visible").all()) if min(box) < 44]
            assert small == [], mode


def size(part) -> tuple[float, float]:
    box = part.bounding_box()
    return box["width"], box["height"]


def test_without_scripts_the_surest_mistakes_are_pictured(browser, folder, mistakes):
    with browser.new_page(java_script_enabled=False) as page:
        page.goto((folder / "light.html").as_uri())
        first = ", ".join(f"{truth} read as {read}" for truth, read in list(zip(*mistakes[1:3], strict=True))[:10])
        sentence = f"The model gets 375 of these digits wrong. Row by row, those it is surest of: {first}."
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.get_by_role("img", name=sentence)).to_be_visible()


def test_output_is_small_and_the_same_each_time(gallery, mnist, probabilities):
    output = gallery._repr_mimebundle_()
    noisy = MistakeGallery(*mnist[1], probabilities * (1 + 1e-9))  # another machine's rounding
    assert noisy._repr_mimebundle_() == output
    assert output["text/plain"] == "MistakeGallery()"
    data = json.loads(html.unescape(re.search("data='(.*?)'", output["text/html"])[1]))
    assert len(data["images"]) == 375 * 392 * 4 / 3


def few(n=12):
    """Images, labels and probabilities of which two are wrong."""
    labels = np.arange(n) % 10
    predictions = labels.copy()
    predictions[[3, 5]] = [0, 1]
    return np.full((n, 28, 28), 255, np.uint8), labels, np.eye(10)[predictions] * 0.55 + 0.045


def test_fewer_mistakes_than_pictured():
    gallery = MistakeGallery(*few())
    assert sorted(gallery.indices) == [3, 5]
    assert "wrong. Row by row, those it is surest of: " in gallery._repr_mimebundle_()["text/html"]


def test_mistakes_that_are_equally_sure_stay_in_order():
    labels = np.ones(40, int)
    sure = np.eye(10, dtype=np.uint8)[np.zeros(40, int)]  # whole numbers are probabilities too
    gallery = MistakeGallery(np.zeros((40, 28, 28), int), labels, sure)
    assert gallery.indices.tolist() == [*range(40)]
    data = json.loads(html.unescape(re.search("data='(.*?)'", gallery._repr_mimebundle_()["text/html"])[1]))
    assert data["confidences"] == [1000] * 40


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"images": np.zeros((12, 784), np.uint8)}, ValueError, "images has shape"),
        ({"images": np.zeros((12, 28, 27), np.uint8)}, ValueError, r"expected \(12, 28, 28\)"),
        ({"images": np.zeros((12, 28, 28))}, TypeError, "images holds float64"),
        ({"images": np.full((12, 28, 28), 256)}, ValueError, "outside 0 to 255"),
        ({"labels": np.arange(11) % 10}, ValueError, r"labels has shape \(11,\), expected \(12,\)"),
        ({"labels": np.arange(12)}, ValueError, "outside 0 to 9"),
        ({"probabilities": np.zeros((12, 9))}, ValueError, "probabilities has shape"),
        ({"probabilities": np.full((12, 10), 2)}, ValueError, "outside 0 to 1"),
        ({"labels": few()[2].argmax(axis=1)}, ValueError, "nothing to show"),
    ],
)
def test_bad_arguments_are_explained(change, error, message):
    arguments = dict(zip(("images", "labels", "probabilities"), few(), strict=True)) | change
    with pytest.raises(error, match=message):
        MistakeGallery(**arguments)
