"""explore() on a page: controls choose the frame, time plays, and nothing else moves. All of it in three visits."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from helpers.explore import INTERVAL, Explorer
from tests.helpers.elements.outputs import data_of
from tests.helpers.explorers import CAPTION, drawn, written
from tests.pages.living import DARK, DESK, PHONE, barriers, standalone, watched

Frames = list[dict[str, str]]
PARSED = """window.parsed = (content) => {
  const place = document.createElement("div");
  place.innerHTML = content;
  return place.firstElementChild.innerHTML;
}; 0"""


@pytest.fixture(scope="module")
def figures() -> Explorer:
    return drawn()


@pytest.fixture(scope="module")
def texts() -> Explorer:
    return written()


@pytest.fixture(scope="module")
def frames(figures: Explorer) -> Frames:
    return data_of(figures)["frames"]


@pytest.fixture(scope="module")
def words(texts: Explorer) -> Frames:
    return data_of(texts)["frames"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, figures: Explorer, texts: Explorer) -> str:
    """A page with an explorer of figures, one of texts, and the one of figures once more."""
    return standalone(tmp_path_factory.mktemp("explorers") / "page.html", figures, texts, figures)


@pytest.fixture(scope="module")
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """One visit, in which time goes on when told to; at its end nothing has gone wrong."""
    with watched(browser, address, viewport=DESK) as (page, found):
        page.clock.install()
        page.evaluate(PARSED)
        page.clock.pause_at(page.evaluate("Date.now()") + 1000)
        yield page
        assert found == []


@pytest.fixture
def page(visit: Page) -> Page:
    """The page as it was at the beginning: nothing plays, each setting has its first value, all has been said."""
    for host in visit.locator("frame-explorer").all():
        for control in host.locator("input, select").all():
            control.press("Home")
    visit.clock.run_for(1000)
    return visit


def at(page: Page, number: int) -> Locator:
    return page.locator("frame-explorer").nth(number)


def shows(host: Locator, frame: dict[str, str]) -> None:
    """Wait until an explorer of figures shows a frame."""
    picture = host.get_by_role("img")
    expect(picture).to_have_attribute("aria-label", frame["alt"])
    expect(picture).to_be_visible()
    assert picture.evaluate("(picture, content) => picture.innerHTML === parsed(content)", frame["content"])


def test_it_says_at_once_what_its_first_frame_shows(visit: Page, frames: Frames, words: Frames) -> None:
    said = [f"learning rate: 0.01. step: 0. {frames[0]['alt']}", f"label: 3. kind: one hot. {words[0]['alt']}"]
    expect(visit.get_by_role("status")).to_have_text([*said, said[0]])


def test_keys_on_sliders_choose_the_frame(page: Page, frames: Frames) -> None:
    host = at(page, 0)
    rate, step = host.get_by_role("slider", name="learning rate"), host.get_by_role("slider", name="step")
    shows(host, frames[0])
    for index, (control, key) in {1: (step, "ArrowRight"), 3: (step, "End"), 7: (rate, "ArrowRight")}.items():
        control.focus()
        page.keyboard.press(key)
        shows(host, frames[index])
    assert (rate.get_attribute("aria-valuetext"), step.get_attribute("aria-valuetext")) == ("0.5", "1,000")
    assert host.locator(".value:visible").all_text_contents() == ["0.5", "1,000"]
    page.clock.run_for(1000)
    expect(host.get_by_role("status")).to_have_text(f"learning rate: 0.5. step: 1,000. {frames[7]['alt']}")
    page.keyboard.press("ArrowRight")
    shows(host, frames[11])
    expect(rate).to_have_attribute("aria-valuetext", "−2")


def test_keys_on_selects_choose_the_text(page: Page, words: Frames) -> None:
    host = at(page, 1)
    text = host.locator("pre:visible")
    expect(text).to_have_text(words[0]["content"])
    host.get_by_label("kind").focus()
    page.keyboard.press("i")  # a select goes to what begins with it
    assert host.get_by_label("kind").input_value() == "integer"
    expect(text).to_have_text(words[1]["content"])
    expect(text).to_have_attribute("aria-label", words[1]["alt"])
    host.get_by_role("slider", name="label").focus()
    page.keyboard.press("ArrowRight")
    expect(text).to_have_text(words[3]["content"])
    page.clock.run_for(1000)
    expect(host.get_by_role("status")).to_have_text(f"label: 5. kind: integer. {words[3]['alt']}")


def test_a_mouse_moves_a_slider(page: Page, frames: Frames) -> None:
    host = at(page, 0)
    slider = host.get_by_role("slider", name="step")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
    shows(host, frames[3])


def test_play_runs_to_the_end_and_again_from_the_beginning(page: Page, frames: Frames) -> None:
    host = at(page, 0)
    button = host.get_by_role("button")
    status = host.get_by_role("status")
    expect(button).to_have_text("Play")
    page.clock.run_for(5000)
    shows(host, frames[0])  # it does not start by itself
    host.get_by_role("slider", name="learning rate").press("ArrowRight")
    button.press("Enter")
    for index in (4, 5, 6):
        shows(host, frames[index])
        expect(button).to_have_text("Pause")
        page.clock.run_for(INTERVAL)
    shows(host, frames[7])
    expect(button).to_have_text("Play")
    page.clock.run_for(5000)
    shows(host, frames[7])
    expect(status).to_have_text(f"learning rate: 0.5. step: 1,000. {frames[7]['alt']}")
    button.click()
    shows(host, frames[4])
    expect(button).to_have_text("Pause")
    page.clock.run_for(INTERVAL)
    shows(host, frames[5])
    expect(status).to_contain_text("step: 1,000.")  # nothing is said while it plays
    button.click()
    expect(button).to_have_text("Play")
    page.clock.run_for(5000)
    shows(host, frames[5])
    expect(status).to_have_text(f"learning rate: 0.5. step: 1. {frames[5]['alt']}")


def test_a_reader_who_moves_time_herself_stops_the_playing(page: Page, frames: Frames) -> None:
    host = at(page, 0)
    host.get_by_role("button").click()
    host.get_by_role("slider", name="learning rate").press("ArrowRight")
    expect(host.get_by_role("button")).to_have_text("Pause")
    host.get_by_role("slider", name="step").press("ArrowRight")
    expect(host.get_by_role("button")).to_have_text("Play")
    page.clock.run_for(5000)
    shows(host, frames[5])


# Adds the explorer once more, to open on the last step, far below all else.
OPENING = """() => {
    const host = document.querySelector("frame-explorer").cloneNode(true);
    host.setAttribute("data", JSON.stringify({ ...JSON.parse(host.getAttribute("data")), first: [1, 3] }));
    host.style.marginTop = "200vh";
    document.querySelector("main").append(host);
}"""


def test_what_opens_on_its_end_plays_once_when_it_is_seen(page: Page, frames: Frames) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.evaluate(OPENING)
    host = at(page, 3)
    button = host.get_by_role("button")
    shows(host, frames[7])
    page.clock.run_for(5000)
    expect(button).to_have_text("Play")  # nobody sees it yet
    host.locator("figure:visible").scroll_into_view_if_needed()
    expect(button).to_have_text("Pause")
    shows(host, frames[4])
    page.clock.run_for(3 * INTERVAL)
    shows(host, frames[7])
    expect(button).to_have_text("Play")
    page.evaluate("scrollTo(0, 0)")
    host.locator("figure:visible").scroll_into_view_if_needed()
    page.clock.run_for(5000)
    shows(host, frames[7])
    host.evaluate("host => host.remove()")
    page.emulate_media(reduced_motion="reduce")


def test_what_is_seen_stands_still_for_those_who_want_no_motion(page: Page, frames: Frames) -> None:
    page.evaluate(OPENING)
    host = at(page, 3)
    host.locator("figure:visible").scroll_into_view_if_needed()
    host.evaluate("host => new Promise(seen => new IntersectionObserver(seen).observe(host))")
    page.clock.run_for(5000)
    shows(host, frames[7])
    expect(host.get_by_role("button")).to_have_text("Play")
    host.evaluate("host => host.remove()")


def test_what_plays_stops_when_it_is_taken_away(page: Page, frames: Frames) -> None:
    host = at(page, 0)
    host.get_by_role("button").click()
    host.evaluate("host => { const place = host.parentElement; host.remove(); place.append(host); }")
    page.clock.run_for(5000)
    shows(host, frames[0])
    expect(host.get_by_role("button")).to_have_text("Play")


def test_explorers_on_a_page_are_independent(page: Page, frames: Frames) -> None:
    one, other = at(page, 0), at(page, 2)
    other.get_by_role("slider", name="step").press("End")
    one.get_by_role("slider", name="learning rate").press("End")
    shows(one, frames[8])
    shows(other, frames[3])
    one.get_by_role("button").click()
    page.clock.run_for(INTERVAL)
    shows(one, frames[9])
    shows(other, frames[3])
    expect(other.get_by_role("button")).to_have_text("Play")


def test_nothing_moves_when_the_frame_changes(page: Page) -> None:
    boxes = []
    for number, key in ((0, "Home"), (0, "End"), (1, "End")):
        at(page, number).locator("input").first.press(key)
        boxes.append([at(page, n).locator("figure:visible").bounding_box() for n in (0, 1)])
    assert boxes[0] == boxes[1] == boxes[2]


def test_print_shows_the_chosen_frame_without_controls(page: Page, frames: Frames) -> None:
    at(page, 0).get_by_role("slider", name="step").press("End")
    page.emulate_media(media="print")
    shows(at(page, 0), frames[3])
    assert page.locator("input:visible, select:visible, button:visible, label:visible").count() == 0
    expect(page.locator("figcaption:visible")).to_have_count(3)
    page.emulate_media(media="screen")


@pytest.fixture(scope="module")
def free(browser: Browser, address: str) -> Iterator[Page]:
    """One visit in which time goes on by itself, as axe-core needs it."""
    with watched(browser, address, viewport=DESK) as (page, found):
        yield page
        assert found == []


def test_no_barrier_and_no_overflow(free: Page) -> None:
    page = free
    at(page, 0).get_by_role("slider", name="step").press("End")
    expect(at(page, 0).get_by_role("status")).to_contain_text("step: 1,000")
    found = []
    for size in (PHONE, DESK):
        for scheme, style in (("light", ""), ("dark", DARK)):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            page.evaluate("style => document.documentElement.style.cssText = style", style)
            found += [f"{size['width']} {scheme}: {fault}" for fault in [*barriers(page), *misfits(page)]]
    page.evaluate("document.documentElement.style.cssText = ''")
    assert found == []


def misfits(page: Page) -> list[str]:
    """What is wider than the page, or too small for a finger."""
    width = page.viewport_size["width"]
    found = [] if page.evaluate("document.scrollingElement.scrollWidth") == width else ["the page is too wide"]
    for control in page.locator("input:visible, select:visible, button:visible").all():
        box = control.bounding_box()
        if box["x"] < 0 or box["x"] + box["width"] > width or min(box["height"], box["width"]) < 44:
            found.append(f"{control} at {box}")
    return found


def test_forced_colors_show_what_is_chosen(free: Page) -> None:
    page = free
    page.emulate_media(forced_colors="active", color_scheme="dark")
    colors = at(page, 0).evaluate("host => [getComputedStyle(host).color, getComputedStyle(host).backgroundColor]")
    assert colors == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]  # the system's, not the theme's
    picture = at(page, 0).locator("svg:visible")
    paper, ink = (
        picture.locator(part).first.evaluate("part => getComputedStyle(part).fill") for part in ("path", "text")
    )
    assert (paper, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")  # a figure is on its own paper
    assert barriers(page) == []
    page.emulate_media(forced_colors="none", color_scheme="light")


def test_first_frame_is_seen_without_scripts_and_in_print(browser: Browser, address: str, frames: Frames) -> None:
    with watched(browser, address, java_script_enabled=False, viewport=PHONE) as (page, found):
        for media in ("screen", "print"):
            page.emulate_media(media=media)
            picture = page.locator("frame-explorer svg").first
            expect(picture).to_be_visible()
            assert picture.get_attribute("aria-label") == frames[0]["alt"]
            box = picture.bounding_box()
            assert box["x"] + box["width"] <= PHONE["width"]
            assert box["width"] / box["height"] == pytest.approx(1.5, abs=0.02)
            expect(page.locator("frame-explorer pre")).to_be_visible()
            expect(page.locator("frame-explorer figcaption")).to_have_text([CAPTION, "A label in two ways.", CAPTION])
        assert found == []
