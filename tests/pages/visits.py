"""Visits: a page is opened once in a certain way, and all is looked at that can be seen in this way.

Each visit gives one pair after the other: the name of a check, and the faults it has found, in words.
"""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.pages.checks import barriers, elements, hand, keyboard, look, paper, reading, traces
from tests.pages.living import COMPLETE, DESK, PHONE, READY, watched

SHEET_FILE = "/_static/digit-sheet.js"
Seen = Iterator[tuple[str, list[str]]]


def at_a_desk(browser: Browser, address: str) -> Seen:
    """Visit with keyboard and screen, in light; print from the dark, then operate what lives, one of each kind."""
    with watched(browser, address, time_stands_still=True, viewport=DESK, color_scheme="light") as (page, found):
        yield from arrive(page)
        asked = requests(page)
        yield "theme", reading.theme(page, "light")
        yield "content", reading.content(page)
        yield "width", reading.width(page)
        yield "look", look.look(page)
        yield "skip link", keyboard.skip_link(page)
        yield "Tab walk", keyboard.tab_walk(page)
        yield "fit, large and roomy type", elements.fit_roomy(page, "200%")
        yield from print_in_the_dark(page)
        yield from open_to_all(page)
        yield "look, all open", look.code(page) + look.cut_off(page)
        yield "hand", hand.operated(page, hand.one_of_each_kind(page))
        yield from on_a_phone_in_the_dark(page)
        yield "requests while it is read", asked
        yield "console and requests", found


def under_the_hand(browser: Browser, address: str) -> Seen:
    """Visit to operate all that lives on a page."""
    with watched(browser, address, time_stands_still=True, viewport=DESK) as (page, found):
        yield from arrive(page)
        yield "hand", hand.operated(page, page.query_selector_all(".living"))
        yield "console and requests", found


def on_a_phone(browser: Browser, address: str, closely: bool = True) -> Seen:
    """Visit with a narrow screen: in the dark, in light, and closely, in forced colors and with all open."""
    with watched(browser, address, time_stands_still=True, viewport=PHONE, color_scheme="dark") as (page, found):
        yield from arrive(page)
        yield "theme, dark", reading.theme(page, "dark")
        yield "content, dark", reading.content(page)
        yield "width, dark", reading.width(page)
        yield "cut off", look.cut_off(page)
        yield from on_a_phone_in_the_dark(page)
        show(page, color_scheme="light")
        yield "theme, light", reading.theme(page, "light")
        yield "content, light", reading.content(page)
        yield "width, light", reading.width(page)
        yield "width, spaced type", reading.width_when_spaced(page)
        yield "fit, light", elements.fit(page)
        yield "fit, roomy type", elements.fit_roomy(page, "100%")
        if closely:
            show(page, forced_colors="active")
            yield "Tab walk, forced colors", keyboard.tab_walk(page)
            show(page, forced_colors="none", color_scheme="dark")
            yield from open_to_all(page, looks_alone=True)  # the rest is that of a desk
            yield "cut off, all open", look.cut_off(page)
        yield "console and requests", found


def over_http(browser: Browser, address: str, kinds: set[str]) -> Seen:
    """Visit as on a server: all arrives, and of each of some kinds of elements one is operated with the mouse."""
    with watched(browser, address, time_stands_still=True, viewport=DESK, color_scheme="light") as (page, found):
        yield from arrive(page)
        asked = requests(page)
        yield "theme", reading.theme(page, "light")
        yield "content", reading.content(page)
        yield "width", reading.width(page)
        hosts = [page.query_selector(f"{kind}.living") for kind in sorted(kinds)]
        yield "hand", hand.operated(page, hosts, mouse=True)
        yield "traces", traces.traces(page)
        yield "requests while it is read", asked
        yield "console and requests", found


def without_scripts(browser: Browser, address: str) -> Seen:
    """Visit where scripts do not run."""
    with watched(browser, address, viewport=PHONE, java_script_enabled=False) as (page, found):
        yield "without scripts", reading.without_scripts(page)
        yield "console and requests", found


def open_to_all_in(browser: Browser, address: str, view: dict[str, int], scheme: str) -> Seen:
    """Visit for those whom a page may bar, with each token of code by itself."""
    with watched(browser, address, viewport=view, color_scheme=scheme) as (page, found):
        page.evaluate(READY)
        barriers.unfold(page)
        yield "axe", barriers.axe(page, each_token=True)
        yield "motion", barriers.motion(page)
        yield "console and requests", found


def arrive(page: Page) -> Seen:
    """Wait until all is there, and see whether it stays where it is."""
    page.evaluate(COMPLETE)
    yield "alive", elements.alive(page)
    yield "jumps", elements.jumps(page)
    page.clock.resume()
    page.evaluate(READY)


def requests(page: Page) -> list[str]:
    """A list that grows with each further request of a page.

    The browser itself asks for the icon when it likes, and the digits of elements come when these are near the screen.
    """
    asked: list[str] = []

    def on_request(url: str) -> None:
        if not (url.startswith("data:") or "/favicon." in url or url.endswith(SHEET_FILE)):
            asked.append(url)

    page.on("request", lambda request: on_request(request.url))
    return asked


def show(page: Page, **media: Any) -> None:
    """Change what the reader's system asks for, and wait until the page follows."""
    page.emulate_media(**media)
    page.evaluate(READY)


def print_in_the_dark(page: Page) -> Seen:
    """Look at what would be printed while the screen is dark."""
    show(page, color_scheme="dark")
    yield "print", elements.printed(page)
    yield "paper", paper.faults(page)
    show(page, color_scheme="light")


def open_to_all(page: Page, looks_alone: bool = False) -> Seen:
    """Look for barriers, all that is folded open."""
    page.clock.run_for(elements.MOMENT)  # a button's name that was under way has come and can go
    expect(page.locator(".tooltip")).to_have_count(0)
    barriers.unfold(page)
    yield "axe", barriers.axe(page, looks_alone=looks_alone)
    yield "motion", barriers.motion(page)


def on_a_phone_in_the_dark(page: Page) -> Seen:
    """See whether what lives on a page keeps to the screen and to the page's ground."""
    show(page, color_scheme="dark")
    yield "ground", elements.framed(page)
    yield "pictures in the dark", reading.pictures_in_the_dark(page)
    page.set_viewport_size(PHONE)
    yield "fit, dark", elements.fit(page)


def report(seen: Seen, subtests: Any, page: str = "") -> None:
    """Name each fault by itself: each check of a visit is a test within the test."""
    for check, faults in seen:
        with subtests.test(f"{page} {check}".strip()):
            assert not faults, "\n".join(dict.fromkeys(faults))
