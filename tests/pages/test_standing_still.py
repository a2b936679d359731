"""Nothing moves once it was painted: neither by itself after loading, nor when a result is told after a change."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from helpers.elements.blind_reading import BlindReading
from helpers.elements.chapter_quiz import ChapterQuiz, Question
from helpers.elements.gradient_step import GradientStep
from helpers.elements.linear_neuron import LinearNeuron
from helpers.elements.live_training import LiveTraining
from helpers.elements.mistake_gallery import MistakeGallery
from helpers.elements.sliding_kernel import SlidingKernel
from helpers.elements.softmax_bars import SoftmaxBars
from helpers.elements.weighing_digit import WeighingDigit
from tests.helpers.elements.cases import made_up as made_up_case
from tests.helpers.elements.mistakes import made_up
from tests.helpers.elements.test_blind_reading import few
from tests.helpers.explorers import drawn, written
from tests.pages.checks.hand import COME
from tests.pages.living import DESK, PHONE, standalone

# Where all parts of all elements are, by element: what has moved between two times.
PLACES = """() => Object.fromEntries([...document.querySelectorAll(".living")].map((host, number) => {
    const learns = host.localName === "live-training"; // what it draws and counts goes on changing
    const parts = host.shadowRoot.querySelectorAll(learns ? ":not(svg *, li, li *, span, b)" : "*");
    const places = [host, ...parts].filter(part => part.checkVisibility());
    return [`${number} ${host.localName}`, places.filter(part => part.role !== "status").map(part => {
        const {x, y, width, height} = part.getBoundingClientRect();
        return [part.localName, part.getAttribute("class"), x, y + scrollY, width, height].join(" ");
    })];
}))"""
SAID = """() => [...document.querySelectorAll(".living")].map(host =>
    host.shadowRoot.querySelector("[role=status]").textContent
)"""

# A change in each element after which it says more than at the beginning, and something else.
CHANGES = """() => {
    const part = (tag, selector) => document.querySelector(tag).shadowRoot.querySelector(selector);
    const set = (tag, selector, value) => {
        const control = part(tag, selector);
        control.value = value;
        control.dispatchEvent(new Event(control.localName === "select" ? "change" : "input"));
    };
    set("linear-neuron", "select", "sigmoid");
    set("linear-neuron", "input", -3);
    set("softmax-bars", "select", 1);
    [...part("softmax-bars", "table").querySelectorAll("input")].slice(0, 9).forEach(slider => {
        slider.value = 5;
        slider.dispatchEvent(new Event("input"));
    });
    set("gradient-step", "label:last-child input", 0.3);
    [...document.querySelector("gradient-step").shadowRoot.querySelectorAll("button")].slice(0, 2).forEach(button => {
        for (let time = 0; time < 3; time++) button.click();
    });
    for (const place of [0, 1, 3, 4, 5]) {
        const choice = [...document.querySelector("live-training").shadowRoot.querySelectorAll("select")][place];
        choice.selectedIndex = 0;
        choice.dispatchEvent(new Event("change"));
    }
    const [truth, read, level, order] = document.querySelector("mistake-gallery").shadowRoot.querySelectorAll("select");
    for (const [control, place] of [[truth, 4], [read, 6], [level, 1], [order, 1]]) {
        control.selectedIndex = place;
        control.dispatchEvent(new Event("change"));
    }
    const keys = document.querySelector("blind-reading").shadowRoot.querySelectorAll(".keys button");
    for (const digit of [8, 3, 8]) keys[digit].click();
    document.querySelector("weighing-digit").paint([[10, 10], [20, 20]], 1, 3);
    const boxes = document.querySelector("sliding-kernel").shadowRoot.querySelectorAll("[type=checkbox]");
    for (const box of boxes) box.click();
    const file = document.querySelector("case-file").shadowRoot;
    for (const control of file.querySelectorAll(".chips button, input:last-of-type")) control.click();
    for (const button of file.querySelectorAll(".hand button:first-child")) button.click();
    for (const quiz of document.querySelectorAll("chapter-quiz")) {
        for (const field of quiz.shadowRoot.querySelectorAll("fieldset")) {
            field.querySelector("input").click();
            field.querySelector("button").click();
        }
    }
}"""
GUESS = """() => {
    const gallery = document.querySelector("mistake-gallery").shadowRoot;
    gallery.querySelector("[aria-pressed]").click();
}"""

EXPLORERS = 2  # the first elements, whose words are heard and not seen; nothing is changed there


def outputs() -> list[Any]:
    logits = np.random.default_rng(0).normal(0, 3, size=(2, 10))
    images = np.zeros((2, 28, 28), np.uint8)
    questions = [
        Question(f"Question {number}?", ("Yes.", "So it is."), {"No.": "Why?", "Never.": "Alas."}, 1)
        for number in range(10)
    ]
    mistakes = MistakeGallery(*made_up()[:3])
    softmax = SoftmaxBars(logits, images, [3, 8])
    quiz = ChapterQuiz("09_made_up", questions)
    weighing = WeighingDigit(np.linspace(-1, 1, 7840).reshape(784, 10), np.zeros(10), mean=0, std=255)
    return [
        drawn(),
        written(),
        LinearNeuron(),
        softmax,
        GradientStep(),
        LiveTraining(),
        mistakes,
        quiz,
        weighing,
        made_up_case(),
        SlidingKernel(images, [3, 8]),
        BlindReading(**few(12)),
    ]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return standalone(tmp_path_factory.mktemp("still") / "page.html", *outputs())


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_moves_by_itself(browser: Browser, address: str, size: dict[str, int]) -> None:
    with browser.new_page(viewport=size) as page:
        page.clock.install(time=0)
        page.clock.pause_at(60)
        page.goto(address)
        page.evaluate(COME, "")
        said = page.evaluate(SAID)
        assert [sentence for sentence in said if not sentence] == []  # each speaks from the start
        assert moved(page) == []
        train(page)
        page.evaluate(CHANGES)
        assert moved(page) == []
        page.evaluate(GUESS)
        assert moved(page) == []
        first, then = said[EXPLORERS:], page.evaluate(SAID)[EXPLORERS:]
        assert all(before != after for before, after in zip(first, then, strict=True))


def train(page: Page) -> None:
    """Let the network come into its first state; its digits come when they like, whatever the page's time."""
    places = page.evaluate(PLACES)
    page.evaluate("() => { document.querySelector('live-training').prepare(); }")
    while not page.locator("live-training[ready]").count():
        page.clock.run_for(100)
    assert page.evaluate(PLACES) == places


def moved(page: Page) -> list[str]:
    """What moves or changes its size in the next five seconds."""
    before = page.evaluate(PLACES)
    page.clock.run_for(5000)
    after = page.evaluate(PLACES)
    return [
        f"{element}: {old} -> {new}"
        for element, parts in before.items()
        for old, new in zip(parts, after[element], strict=True)
        if old != new
    ]
