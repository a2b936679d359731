"""What tests share: the rendered book, and a browser to read it with."""

import functools
import os
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tools.build_book import BuildFailed, build

QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run"]
QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="session")
def book_html() -> Path:
    """The folder of the rendered book, which is built when it is missing or stale."""
    try:
        return build()
    except BuildFailed as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def homes(book_html: Path) -> Iterator[dict[str, str]]:
    """Addresses of the rendered book: on disk, and over http from this machine."""
    handler = functools.partial(QuietHandler, directory=str(book_html))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {"disk": book_html.as_uri(), "http": f"http://127.0.0.1:{server.server_port}"}
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    """A file server that logs nothing."""

    def log_message(self, *_: object) -> None:
        """Keep still."""


@pytest.fixture(scope="module")  # no wider: while it is open, its event loop blocks that of others
def browser() -> Iterator[Browser]:
    """A headless Chromium that cannot reach any other machine."""
    with sync_playwright() as playwright:
        sandbox = [] if os.getuid() else ["--no-sandbox"]  # as root Chromium runs only without it
        launched = playwright.chromium.launch(
            executable_path=find_chromium(playwright), args=[*QUIET, *sandbox, ONLY_THIS_MACHINE]
        )
        yield launched
        launched.close()


def find_chromium(playwright: Playwright) -> str:
    """Path of the browser; without one the tests are skipped, or fail where CI is "true"."""
    candidates = [os.environ.get("CHROMIUM"), "chromium", "google-chrome", playwright.chromium.executable_path]
    for candidate in candidates:
        path = candidate and shutil.which(candidate)
        if path:
            return path
        if candidate and candidate == os.environ.get("CHROMIUM"):
            pytest.fail(f"CHROMIUM is {candidate}, and there is no such program.", pytrace=False)
    message = (
        "No browser to read the book with: install Chromium (Debian and Ubuntu: sudo apt install chromium), "
        "or name one in the environment variable CHROMIUM, or run .venv/bin/playwright install chromium."
    )
    if os.environ.get("CI") == "true":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
