"""The engines: where they are found, what happens without them; and the table knows each kind of element."""

import shutil
from collections.abc import Callable
from typing import Any

import pytest

from tests.pages.engines.conftest import found_or_skipped
from tests.pages.engines.operations import OPERATIONS
from tests.pages.engines.windows import find_firefox, find_webkit
from tests.pages.inventory import KINDS


def test_each_kind_of_element_is_operated() -> None:
    assert set(OPERATIONS) == KINDS
    assert [kind for kind, steps in OPERATIONS.items() if not any(step.says for step in steps)] == []


@pytest.mark.parametrize(
    ("find", "there", "found"),
    [
        (find_firefox, {"firefox", "firefox-esr"}, "/bin/firefox-esr"),
        (find_firefox, {"firefox"}, "/bin/firefox"),
        (find_webkit, {"WebKitWebDriver", "Xvfb"}, ("/bin/WebKitWebDriver", "/bin/Xvfb")),
    ],
)
def test_engine_is_found(
    monkeypatch: pytest.MonkeyPatch, find: Callable[[], Any], there: set[str], found: str | tuple[str, str]
) -> None:
    only_there(monkeypatch, there)
    assert found_or_skipped(find) == found


@pytest.mark.parametrize("variables", [{}, {"CI": "true"}])
@pytest.mark.parametrize(
    ("find", "there", "message"),
    [
        (find_firefox, {"chromium"}, "apt install firefox-esr"),
        (find_webkit, {"WebKitWebDriver"}, "apt install webkit2gtk-driver xvfb"),
        (find_webkit, {"Xvfb"}, "apt install webkit2gtk-driver xvfb"),
    ],
)
def test_missing_engine_is_skipped_and_in_ci_a_failure(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], find: Callable[[], Any], there: set[str], message: str
) -> None:
    only_there(monkeypatch, there)
    monkeypatch.delenv("CI", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(pytest.fail.Exception if variables else pytest.skip.Exception, match=message):
        found_or_skipped(find)


def only_there(monkeypatch: pytest.MonkeyPatch, there: set[str]) -> None:
    """Let only these programs be there."""
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}" if name in there else None)
