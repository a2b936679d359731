"""The browser that prints the book, and that the tests read it with."""

import os
import shutil

from playwright.sync_api import Browser, Playwright

QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
WHOLE_WORDS = "--font-render-hinting=none"  # or letters stand on whole pixels, and a PDF has gaps within words
# On the PATH; macOS and Windows put theirs elsewhere. The first is Chromium without windows and menus: the same pages
# take less than half of the time.
CHROMES = ["chromium-headless-shell", "chromium", "google-chrome"]
CHROMES += ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]
CHROMES += ["C:/Program Files/Google/Chrome/Application/chrome.exe"]
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class BrowserMissing(Exception):
    """There is no browser; the message says how to get one."""


def launch(playwright: Playwright) -> Browser:
    """Start a headless Chromium that cannot reach any other machine."""
    root = hasattr(os, "getuid") and os.getuid() == 0
    sandbox = ["--no-sandbox"] if root else []  # as root Chromium runs only without it
    arguments = [*QUIET, WHOLE_WORDS, *sandbox, ONLY_THIS_MACHINE]
    return playwright.chromium.launch(executable_path=find_chromium(playwright), args=arguments)


def find_chromium(playwright: Playwright) -> str:
    """Path of Chromium or Chrome: the one that is named in CHROMIUM, the system's, or Playwright's own.

    Raises
    ------
    BrowserMissing
        There is none, or CHROMIUM names a program that is not there.
    """
    named = os.environ.get("CHROMIUM")
    own = playwright.chromium.executable_path
    for candidate in [named] if named else [*CHROMES, own]:
        if path := shutil.which(candidate):
            return path
    if named:
        raise BrowserMissing(f"CHROMIUM is {named}, and there is no such program.")
    raise BrowserMissing(
        "No browser to read the book with: install Chromium (Debian: sudo apt install "
        "chromium-headless-shell) or Google Chrome, or name one in the environment variable CHROMIUM, "
        "or run .venv/bin/playwright install chromium."
    )
