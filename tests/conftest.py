"""What tests share: the rendered book, and a browser to read it with."""

import functools
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tools.pages.browser import BrowserMissing, launch
from tools.pages.build import ROOT, BuildFailed, build


@pytest.fixture(scope="session")
def mnist() -> tuple:
    """The data set, as `load_mnist` gives it; a test that changes it copies it first."""
    from helpers.data import load_mnist

    return load_mnist()


@pytest.fixture(scope="session")
def statistics(mnist: tuple) -> tuple[float, float]:
    """Mean and standard deviation of the pixels that *the model* was trained on."""
    from helpers.preprocessing import pixel_statistics

    return pixel_statistics(mnist[0][0])


@pytest.fixture(scope="session")
def model() -> Any:
    """*The model*, a `keras.Model`."""
    from helpers.training import trained_network

    return trained_network()


@pytest.fixture(scope="session")
def book_html(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the rendered book, which is built when it is missing or stale.

    From a checkout that cannot be written to it is built among temporary files, once for all processes of tests.
    """
    if not os.access(ROOT, os.W_OK):
        os.environ.setdefault("BOOK_BUILD", str(tmp_path_factory.getbasetemp().parent))
    try:
        return build()
    except BuildFailed as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def homes(book_html: Path) -> Iterator[dict[str, str]]:
    """Addresses of the rendered book: on disk, and over http from this machine."""
    with served(book_html) as address:
        yield {"disk": book_html.as_uri(), "http": address}


@contextmanager
def served(folder: Path, handler: type[SimpleHTTPRequestHandler] | None = None) -> Iterator[str]:
    """Serve a folder over http from this machine; give its address."""
    answer = functools.partial(handler or QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    """A file server that logs nothing."""

    def log_message(self, *_: object) -> None:
        """Keep still."""


@pytest.fixture(scope="module")  # no wider: while it is open, its event loop blocks that of others
def browser() -> Iterator[Browser]:
    """A headless Chromium that cannot reach any other machine."""
    with sync_playwright() as playwright:
        launched = launch_or_skip(playwright)
        yield launched
        launched.close()


def launch_or_skip(playwright: Playwright) -> Browser:
    """Start the browser; without one the tests are skipped, or fail where one is named or CI is "true"."""
    try:
        return launch(playwright)
    except BrowserMissing as error:
        if os.environ.get("CHROMIUM") or os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))
