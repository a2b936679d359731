"""A visit lays each check on a page, and names what it finds after the check."""

from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser

from tests.conftest import served
from tests.pages import visits
from tests.pages.checks import reading
from tests.pages.made_up import LIVING, WORDS, written

# Faults that all visits can see, and a button that asks for a file when it is pressed.
SPOILT = WORDS % (
    "<img src='gone.png' alt=''><p class='wide' style='color: #aaa'>wide, and faint words</p>"
    "<style>a { transition: color 1s } button:focus { outline: none }</style>"
    "<script>document.documentElement.dataset.theme = 'blue'; localStorage.reader = 1;"
    "document.querySelector('.skip').remove()</script>"
    "<pre style='width: 9em; overflow: auto' tabindex='0'>a line of code that does not fit</pre>"
    "<div style='background: #eee'><x-spoilt class='living'></x-spoilt></div>"
) + (
    LIVING.partition("</main>")[2]
    % """define("x-spoilt", `<style>@media print { button { display: none } }</style>
    <div style="width: 2000px">Wide</div><button>Ask</button><p role="status"></p>`,
    () => { new Image().src = "asked.png"; },
    root => {
        setTimeout(() => { root.querySelector("[role=status]").textContent = "Words that were not there."; }, 300);
    });"""
)


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up page will never do what is waited for."""
    monkeypatch.setattr(reading, "PATIENCE", 100)


def found_by(seen: visits.Seen) -> set[str]:
    """Names of the checks that have found something."""
    return {check for check, faults in seen if faults}


def test_a_visit_at_a_desk_finds_all_that_it_looks_for(browser: Browser, tmp_path: Path) -> None:
    expected = {
        "theme",
        "content",
        "width",
        "look",
        "look, all open",
        "jumps",
        "Tab walk",
        "skip link",
        "print",
        "paper",
        "axe",
        "motion",
        "hand",
    }
    expected |= {
        "ground",
        "fit, dark",
        "fit, large and roomy type",
        "requests while it is read",
        "console and requests",
    }
    assert found_by(visits.at_a_desk(browser, written(tmp_path, SPOILT))) == expected


def test_a_visit_on_a_phone_finds_all_that_it_looks_for(browser: Browser, tmp_path: Path) -> None:
    expected = {"jumps", "ground", "Tab walk, forced colors", "axe", "motion", "console and requests"}
    expected |= {f"{check}, {scheme}" for check in ("theme", "content", "width", "fit") for scheme in ("dark", "light")}
    expected |= {"width, spaced type", "fit, roomy type"}
    assert found_by(visits.on_a_phone(browser, written(tmp_path, SPOILT))) == expected


def test_a_visit_over_http_finds_all_that_it_looks_for(browser: Browser, tmp_path: Path) -> None:
    written(tmp_path, SPOILT)
    expected = {"theme", "content", "width", "jumps", "hand", "traces"}
    expected |= {"requests while it is read", "console and requests"}
    with served(tmp_path) as home:
        assert found_by(visits.over_http(browser, f"{home}/page.html", {"x-spoilt"})) == expected


def test_a_visit_without_scripts_finds_all_that_it_looks_for(browser: Browser, tmp_path: Path) -> None:
    expected = {"without scripts", "console and requests"}
    assert found_by(visits.without_scripts(browser, written(tmp_path, SPOILT))) == expected


def test_an_element_that_is_not_alive_does_not_end_the_visit(browser: Browser, tmp_path: Path) -> None:
    address = written(tmp_path, LIVING % ("<x-dead class='living'>Oh</x-dead>", "throw new Error('oh');"))
    assert {"alive", "console and requests"} <= found_by(visits.at_a_desk(browser, address))
    assert {"alive", "console and requests"} <= found_by(visits.on_a_phone(browser, address))


def test_each_fault_is_a_test_of_its_own(subtests: pytest.Subtests) -> None:
    seen = [("good", []), ("bad", ["one fault", "another", "one fault"])]
    with pytest.raises(AssertionError, match=r"^one fault\nanother$"):
        visits.report(iter(seen), SimpleNamespace(test=nullcontext))
    visits.report(iter(seen[:1]), subtests)
