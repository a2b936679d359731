"""A real JupyterLab for tests, and the hands of a reader in it."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

MINUTE = 60_000  # in the milliseconds of Playwright
NAME = "notebook.ipynb"


@contextmanager
def jupyterlab(folder: Path, cells: list[str]) -> Iterator[str]:
    """Address of a JupyterLab that serves a notebook with these cells, and nothing of this machine's settings."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (folder / "root").mkdir()
    nbformat.write(notebook, folder / "root" / NAME)
    names = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR"]
    names += ["JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR"]
    own = {name: str(folder / name.lower()) for name in names}
    settings = folder / "jupyterlab_settings_dir" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)  # it does not ask whether it may fetch news
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0", "--allow-root"]
    options += ["--IdentityProvider.token=", f"--ServerApp.root_dir={folder / 'root'}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", *options],
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    try:
        wait_until_it_runs(server)
        yield f"http://127.0.0.1:{port}/lab/tree/{NAME}?reset"
    finally:
        server.terminate()  # which ends its kernels
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_it_runs(server: subprocess.Popen) -> None:
    """Read what the server logs, as long as it does; return when it says that it takes requests."""
    lines, decided = [], threading.Event()
    running = []

    def follow() -> None:
        with server.stderr:
            for line in server.stderr:
                lines.append(line)
                if "is running at:" in line:
                    running.append(line)
                    decided.set()
        decided.set()  # it has ended

    threading.Thread(target=follow, daemon=True).start()
    if not (decided.wait(90) and running):
        pytest.fail(f"JupyterLab does not answer:\n{''.join(lines)[-3000:]}", pytrace=False)


def opened(page: Page, address: str) -> Locator:
    """Go to the notebook; give its cells, once its kernel is ready."""
    page.set_default_timeout(2 * MINUTE)
    page.goto(address)
    expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=2 * MINUTE)
    return page.locator(".jp-Notebook .jp-CodeCell")


def run_cell(page: Page, cell: Locator) -> None:
    """Run a cell, and wait until it has ended."""
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(cell.locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"), timeout=2 * MINUTE)


def choose(page: Page, menu: str, command: str) -> None:
    """Choose a command from a menu of JupyterLab."""
    page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{menu}$")).click()
    page.locator(f".lm-Menu-item[data-command='{command}']").click()


def save(page: Page, folder: Path) -> None:
    """Save the notebook, and wait until it is written."""
    path = folder / "root" / NAME
    before = path.stat().st_mtime_ns
    with page.expect_response(lambda reply: reply.request.method == "PUT" and NAME in reply.url):
        choose(page, "File", "docmanager:save")
    assert path.stat().st_mtime_ns > before
