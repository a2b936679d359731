"""The browser that reads the pages: where it is found, and what happens without one."""

import shutil
from types import SimpleNamespace

import pytest

from tests.conftest import launch_or_skip

MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
WINDOWS_CHROME = "C:/Program Files/Google/Chrome/Application/chrome.exe"


@pytest.mark.parametrize(
    ("variables", "there", "path"),
    [
        ({"CHROMIUM": "mine", "CI": "true"}, {"mine", "chromium"}, "/bin/mine"),
        ({}, {"chromium-headless-shell", "chromium", "own"}, "/bin/chromium-headless-shell"),
        ({}, {"chromium", "google-chrome", "own"}, "/bin/chromium"),
        ({}, {"google-chrome", "own"}, "/bin/google-chrome"),
        ({}, {MAC_CHROME, "own"}, MAC_CHROME),
        ({}, {WINDOWS_CHROME, "own"}, WINDOWS_CHROME),
        ({}, {"own"}, "/bin/own"),
    ],
)
def test_browser_is_found(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], there: set[str], path: str
) -> None:
    assert find_browser_with(monkeypatch, variables, there) == path


@pytest.mark.parametrize(
    ("variables", "outcome", "message"),
    [
        ({}, pytest.skip.Exception, "apt install chromium-headless-shell"),
        ({"CI": "true"}, pytest.fail.Exception, "apt install chromium-headless-shell"),
        ({"CHROMIUM": "gone"}, pytest.fail.Exception, "CHROMIUM is gone"),
    ],
)
def test_missing_browser_is_skipped_and_in_ci_a_failure(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], outcome: type[BaseException], message: str
) -> None:
    with pytest.raises((pytest.skip.Exception, pytest.fail.Exception), match=message) as raised:
        find_browser_with(monkeypatch, variables, set())
    assert raised.type is outcome


def find_browser_with(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], there: set[str]) -> str:
    """Look for a browser where only these variables are set and only these programs are there."""
    for name in ("CHROMIUM", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(shutil, "which", lambda name: name if "/" in name else f"/bin/{name}")
    monkeypatch.setattr(shutil, "which", lambda name, which=shutil.which: which(name) if name in there else None)
    chromium = SimpleNamespace(executable_path="own", launch=lambda executable_path, **_: executable_path)
    return launch_or_skip(SimpleNamespace(chromium=chromium))
