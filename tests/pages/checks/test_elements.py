"""Each fault of what lives on a page is found, before a hand is laid on it and under the hand."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.pages.checks import elements, hand
from tests.pages.living import DESK, PHONE, READY
from tests.pages.made_up import BAD_ELEMENTS, GOOD_ELEMENTS, LIVING, opened


@pytest.mark.parametrize("mouse", [False, True], ids=["keys", "mouse"])
def test_good_elements_have_no_faults(browser: Browser, tmp_path: Path, mouse: bool) -> None:
    with opened(browser, tmp_path, GOOD_ELEMENTS, time_stands_still=True) as page:
        assert elements.alive(page) + elements.jumps(page) + elements.framed(page) == []
        assert elements.fit(page) + elements.printed(page) == []
        assert hand.operated(page, page.query_selector_all(".living"), mouse=mouse) == []


def test_an_element_that_is_not_alive_is_found(browser: Browser, tmp_path: Path) -> None:
    text = LIVING % ("<x-dead class='living'>Oh</x-dead><x-mute class='living'>Oh</x-mute>", "define('x-mute', 'Hm');")
    with opened(browser, tmp_path, text) as page:
        assert elements.alive(page) == [
            "not alive, or without a status line: <x-dead>",
            "not alive, or without a status line: <x-mute>",
        ]


def test_what_does_not_fit_or_is_not_printed_is_found(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, BAD_ELEMENTS, viewport=PHONE) as page:
        found = elements.fit(page) + elements.printed(page)
    for fault in ["too wide: <table>", "too small: <button> Ask, ", "not printed: <x-bad>", "not printed: <x-empty>"]:
        assert any(each.startswith(fault) for each in found), (fault, found)


CRAMPED = """define("x-cramped", `<div style="display: flex; width: 300px"><p>${"two words ".repeat(2)}</p>
    <p style="white-space: nowrap">and on one line</p></div><p role="status"></p>`);"""


def test_what_does_not_fit_once_type_is_large_or_roomy_is_found(browser: Browser, tmp_path: Path) -> None:
    text = LIVING % ("<x-cramped class='living' style='display: block; width: 300px'>Oh</x-cramped>", CRAMPED)
    with opened(browser, tmp_path, text) as page:
        assert elements.fit_roomy(page, "100%") == []
        fault = "too wide: <p> and on one line, type of 300% with more room"
        assert elements.fit_roomy(page, "300%") == [fault]
        assert elements.fit(page) == []


def test_an_element_on_another_ground_is_found(browser: Browser, tmp_path: Path) -> None:
    panel = "<div style='background: #eee'><x-good class='living'></x-good></div>"
    with opened(browser, tmp_path, LIVING % (panel, "")) as page:
        assert elements.framed(page) == ["in a frame of another color: <x-good>"]


def test_what_is_wrong_under_the_hand_is_found(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, BAD_ELEMENTS, time_stands_still=True) as page:
        page.clock.resume()
        page.evaluate(READY)
        found = hand.operated(page, page.query_selector_all(".living"))
    for fault in [
        "<x-bad> changes nothing: Press",
        "<x-bad> says nothing",
        "<x-empty> has no control",
        "<frame-explorer> has 3 frames, of which 2 were reached",
        "<frame-explorer> shows frames in another order than packed",
        "<frame-explorer> has frames that differ under one alt text",
    ]:
        assert fault in found
    assert "<x-bad> changes nothing: Ask" not in found


JUMPING = """define("x-jump", `<p role="status" style="min-height: 1em; width: 200px"></p>`, null, root => {
    const status = root.querySelector("p");
    const later = act => %s;
    later(() => { %s });
})"""
SPEAKS = "status.textContent = 'Words that take more room than was left for them, two lines or three.';"


@pytest.mark.parametrize("view", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("later", ["setTimeout(act, 300)", "requestAnimationFrame(() => setTimeout(act))"])
@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (SPEAKS, 'jumps: <x-jump class="living">, in it <p>, '),
        ("document.querySelector('#below').textContent = 'Words';", "jumps: <p>, 0 to "),
        ("document.querySelector('x-jump').style.marginTop = '90px';", 'jumps: <x-jump class="living"> moves'),
    ],
    ids=["speaks", "page grows", "moves"],
)
def test_a_page_that_jumps_is_found(
    browser: Browser, tmp_path: Path, view: dict[str, int], later: str, act: str, fault: str
) -> None:
    text = LIVING % (
        "<x-jump class='living' style='display: block'></x-jump><p id='below'></p>",
        JUMPING % (later, act),
    )
    with opened(browser, tmp_path, text, viewport=view, time_stands_still=True) as page:
        (found,) = elements.jumps(page)
    assert found.startswith(fault)


def test_an_element_that_speaks_in_the_room_left_for_it_does_not_jump(browser: Browser, tmp_path: Path) -> None:
    room = JUMPING.replace("min-height: 1em", "height: 9em") % ("setTimeout(act, 300)", SPEAKS)
    text = LIVING % ("<x-jump class='living'></x-jump><p>Below.</p>", room)
    with opened(browser, tmp_path, text, time_stands_still=True) as page:
        assert elements.jumps(page) == []
        assert "Words" in page.locator("x-jump p").text_content()
