"""<digit-pad> in a real JupyterLab: what the reader draws is in the notebook's next cell."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, expect

from tests.pages.digits import SIDE, recorded

SHOW = """
from helpers.reproducibility import make_reproducible
make_reproducible()
from helpers.data import load_mnist
from helpers.elements.digit_pad import DigitPad
from helpers.preprocessing import pixel_statistics, standardize
from helpers.training import trained_network
(x_train, _), (x_test, y_test) = load_mnist()
mean, std = pixel_statistics(x_train)
model = trained_network()
pad = DigitPad(model, mean, std, examples=x_test[:3], labels=y_test[:3])
pad
"""
READ = """
import numpy as np
again = model.predict((255 * pad.pixels.reshape(1, 784) - mean) / std, verbose=0)[0]
alike = np.abs(pad.probabilities - again).max() < 2e-3
print("the pad:", pad.prediction, "the model:", again.argmax(), "alike:", alike)
"""
MINUTE = 60_000  # in the milliseconds of Playwright
MOST_RUNS = 100  # of the second cell, until it sees what was drawn


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[str]:
    """Address of a JupyterLab that serves a notebook with these two cells, and nothing of this machine's settings."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip()) for cell in (SHOW, READ)])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    (tmp_path / "root").mkdir()
    nbformat.write(notebook, tmp_path / "root" / "pad.ipynb")
    folders = ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR"]
    folders += ["JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR"]
    own = {name: str(tmp_path / name.lower()) for name in folders}
    settings = tmp_path / "jupyterlab_settings_dir" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)  # it does not ask whether it may fetch news
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0", "--allow-root"]
    options += ["--IdentityProvider.token=", f"--ServerApp.root_dir={tmp_path / 'root'}"]
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
        yield f"http://127.0.0.1:{port}/lab/tree/pad.ipynb?reset"
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


def test_a_drawing_reaches_the_next_cell(browser: Browser, lab: str) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1100})
    page.set_default_timeout(2 * MINUTE)
    page.goto(lab)
    cells = page.locator(".jp-Notebook .jp-CodeCell")
    expect(cells).to_have_count(2, timeout=2 * MINUTE)
    idle = page.get_by_role("button", name="Python 3 (ipykernel) | Idle")
    expect(idle).to_be_visible(timeout=2 * MINUTE)
    cells.nth(0).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    pad = cells.nth(0).locator("digit-pad")
    expect(pad).to_be_visible(timeout=2 * MINUTE)
    paper = pad.locator("canvas").first
    for digit in (3, 7):
        strokes = next(recording.strokes for recording in recorded() if recording.digit == digit)
        pad.get_by_role("button", name="Clear").click()
        paper.scroll_into_view_if_needed()
        box = paper.bounding_box()
        for stroke in strokes:
            places = [(box["x"] + x / SIDE * box["width"], box["y"] + y / SIDE * box["height"]) for x, y in stroke]
            page.mouse.move(*places[0])
            page.mouse.down()
            for place in places[1:]:
                page.mouse.move(*place)
            page.mouse.up()
        assert pad.evaluate("pad => pad.prediction") == digit
        # JupyterLab sends what is drawn beside the cells, so a cell may run before it has arrived: run it again.
        expected = f"the pad: {digit} the model: {digit} alike: True"
        for _ in range(MOST_RUNS):
            cells.nth(1).locator(".cm-content").click()
            page.keyboard.press("Control+Enter")
            expect(cells.nth(1).locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"), timeout=MINUTE)
            shown = " ".join(" ".join(cells.nth(1).locator(".jp-OutputArea-output").all_inner_texts()).split())
            if shown == expected:
                break
        assert shown == expected
    assert cells.count() == 2  # no key or click made a new one
    # Keys that mean something to JupyterLab are the pad's while it has the focus.
    paper.focus()
    for key in ["a", "b", "d", "d", "Space", "ArrowDown", "Space"]:
        page.keyboard.press(key)
    assert cells.count() == 2
    assert pad.evaluate("pad => pad.strokes.length") == len(strokes) + 1
    page.close()
