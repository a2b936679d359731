"""Windows of browsers with other engines than Chromium's: Firefox, and WebKit, the engine of Safari and of iPhones.

Firefox is spoken to in WebDriver BiDi, which it understands by itself; WebKit through the driver that comes with it,
and Selenium. A reader's hand is the same for both: the actions of WebDriver, and scripts that answer in JSON.
"""

import json
import os
import re
import shutil
import subprocess
import threading
import time
import warnings
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import websocket
from selenium.common.exceptions import NoSuchFrameException
from selenium.webdriver import WebKitGTK, WebKitGTKOptions
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.command import Command
from selenium.webdriver.webkitgtk.service import Service

from tests.pages.living import DESK

Point = tuple[float, float]
PATIENCE = 10_000  # milliseconds until something that should have happened is given up
FIREFOXES = ["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"]
FIREFOXES += ["C:/Program Files/Mozilla Firefox/firefox.exe"]
PREFERENCES = {  # of Firefox: less motion, and nothing that it does by itself
    "ui.prefersReducedMotion": 1,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.proxy.type": 1,  # a proxy that is not there: no other machine is reached
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": 9,
}
BAR = 38  # pixels of WebKit's window above the page
LESS_MOTION = "[Settings]\ngtk-enable-animations=0\n"
LOADED = """async () => {
    if (document.readyState !== "complete") await new Promise(done => addEventListener("load", done, {once: true}));
}"""
UNTIL = """async (...given) => {
    const isSo = %s;
    const end = performance.now() + %d;
    while (!await isSo(...given)) {
        if (performance.now() > end) return false;
        await new Promise(done => setTimeout(done, 10));
    }
    return true;
}"""


class EngineMissing(Exception):
    """A browser is not there; the message says how to get it."""


class Refused(Exception):
    """A browser does not do what it was told; the message says why."""


class PageLeft(Exception):
    """The page on which a function was at work was left for another."""


class Window(ABC):
    """The window of a browser, and a reader's hand."""

    @abstractmethod
    def open(self, address: str, view: dict[str, int]) -> None:
        """Load a page, in a window of a certain width and height, and wait until it is there."""

    @abstractmethod
    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Call a function of JavaScript on the page, wait for its promise, and give what it returns, as JSON."""

    @abstractmethod
    def perform(self, source: dict[str, Any]) -> None:
        """Perform what one source of input, a keyboard or a pointer, does: see WebDriver's actions."""

    def until(self, function: str, *arguments: Any) -> bool:
        """Wait until a function of JavaScript says true, here or on the page that comes; tell whether it has."""
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end:
            with suppress(PageLeft):
                return self.evaluate(UNTIL % (function, PATIENCE), *arguments)
        return False

    def press(self, *keys: str) -> None:
        """Press keys, one after the other; those before the last stay down if they are Control or the like."""
        held = [key for key in keys if key == Keys.CONTROL]
        actions = [{"type": "keyDown", "value": key} for key in held]
        for key in keys:
            if key not in held:
                actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        actions += [{"type": "keyUp", "value": key} for key in held]
        self.perform({"type": "key", "id": "keyboard", "actions": actions})

    def click(self, point: Point) -> None:
        """Click with the mouse on a point of the window."""
        self.drag([point])

    def drag(self, points: list[Point], device: str = "mouse") -> None:
        """Put the mouse down at the first point, or a finger (touch), move it over the others, and lift it."""
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0} for x, y in points]
        down, up = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
        actions = [moves[0], down, *moves[1:], up]
        self.perform({"type": "pointer", "id": device, "parameters": {"pointerType": device}, "actions": actions})


class FirefoxWindow(Window):
    """A window of Firefox, which itself answers in WebDriver BiDi, over a socket."""

    def __init__(self, address: str) -> None:
        self._socket = websocket.create_connection(f"{address}/session", suppress_origin=True, timeout=60)
        self._count = 0
        self.send("session.new", capabilities={})
        # In the tab that is there the keys go to the line for addresses.
        self.context = self.send("browsingContext.create", type="tab")["context"]

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command, and give its result."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        reply: dict[str, Any] = {}
        while reply.get("id") != self._count:  # events come in between
            reply = json.loads(self._socket.recv())
        if reply["type"] == "error":
            raise Refused(f"{method}: {reply['message']}")
        return reply["result"]

    def close(self) -> None:
        """Let Firefox end."""
        self.send("browser.close")
        self._socket.close()

    def open(self, address: str, view: dict[str, int]) -> None:
        """Load a page and wait until all of it is there."""
        self.send("browsingContext.setViewport", context=self.context, viewport=view)
        self.send("browsingContext.navigate", context=self.context, url=address, wait="complete")
        self.evaluate(LOADED)  # Firefox answers earlier, before scripts at the end of a page have run

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Call a function; it gets its arguments, and gives its answer, as text."""
        call = f"async text => JSON.stringify(await ({function})(...JSON.parse(text)) ?? null)"
        text = [{"type": "string", "value": json.dumps(arguments)}]
        where = {"target": {"context": self.context}, "awaitPromise": True}
        try:
            answer = self.send("script.callFunction", functionDeclaration=call, arguments=text, **where)
        except Refused as error:
            raise PageLeft from error
        if answer["type"] == "exception":
            raise Refused(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def perform(self, source: dict[str, Any]) -> None:
        """Perform actions."""
        self.send("input.performActions", context=self.context, actions=[source])


class WebKitWindow(Window):
    """A window of the small browser that comes with WebKit's driver."""

    def __init__(self, driver: WebKitGTK, folder: Path) -> None:
        self._driver = driver
        self._frame = folder / "frame.html"

    def open(self, address: str, view: dict[str, int]) -> None:
        """Load a page; if it is to be as narrow as a phone, in a frame, for the window's buttons need more room."""
        self._driver.set_window_size(DESK["width"], view["height"] + BAR)
        if view["width"] == DESK["width"]:
            self._driver.get(address)
            return
        size = f'width="{view["width"]}" height="{view["height"]}"'
        self._frame.write_text(
            f'<!doctype html><title>A frame</title><body style="margin: 0"><iframe style="border: 0" {size} '
            f'src="{address}"></iframe>',
            encoding="utf-8",
        )
        self._driver.get(self._frame.as_uri())
        self._driver.switch_to.frame(0)

    def evaluate(self, function: str, *arguments: Any) -> Any:
        """Call a function, and hand its answer, or what it throws, to the driver."""
        call = "const done = arguments[arguments.length - 1], given = [...arguments].slice(0, -1);"
        call += f"(async () => ({function})(...given))().then(a => done([a ?? null]), e => done(String(e)))"
        try:
            answer = self._driver.execute_async_script(call, *arguments)
        except NoSuchFrameException as error:
            raise PageLeft from error
        if isinstance(answer, str):
            raise Refused(answer)
        return answer[0]

    def perform(self, source: dict[str, Any]) -> None:
        """Perform actions."""
        self._driver.execute(Command.W3C_ACTIONS, {"actions": [source]})


def find_firefox() -> str:
    """Path of Firefox.

    Raises
    ------
    EngineMissing
        There is none.
    """
    for name in FIREFOXES:
        if program := shutil.which(name):
            return program
    raise EngineMissing(
        "No Firefox to read the book with: install it (Debian: sudo apt install firefox-esr, Ubuntu has firefox)."
    )


def find_webkit() -> tuple[str, str]:
    """Paths of WebKit's driver, and of a screen that nobody sees.

    Raises
    ------
    EngineMissing
        One of them is not there.
    """
    driver, screen = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
    if driver and screen:
        return driver, screen
    raise EngineMissing(
        "No WebKit to read the book with: install WebKitWebDriver and Xvfb (Debian: sudo apt install "
        "webkit2gtk-driver xvfb)."
    )


@contextmanager
def firefox(program: str, folder: Path, **preferences: Any) -> Iterator[Window]:
    """Start Firefox, without a screen and with a profile of its own in some folder; say what else it is to prefer."""
    chosen = PREFERENCES | preferences
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in chosen.items()]
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    arguments = ["--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port=0"]
    with running([program, *arguments], "stderr") as messages:
        said = (re.search(r"WebDriver BiDi listening on (ws://\S+)", line) for line in messages)
        address = next(found[1] for found in said if found)
        threading.Thread(target=deque, args=(messages, 0), daemon=True).start()  # lest it waits for a reader
        window = FirefoxWindow(address)
        try:
            yield window
        finally:
            window.close()


@contextmanager
def webkit(program: str, screen: str, folder: Path) -> Iterator[Window]:
    """Start WebKit's small browser, with settings of its own in some folder, on a screen that nobody sees."""
    (folder / "gtk-3.0").mkdir()
    (folder / "gtk-3.0" / "settings.ini").write_text(LESS_MOTION, encoding="utf-8")
    size = f"{DESK['width']}x{DESK['height'] + BAR}x24"
    arguments = ["-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp"]
    with running([screen, *arguments], "stdout") as display:
        ours = {"DISPLAY": f":{display.readline().strip()}", "GDK_BACKEND": "x11", "XDG_CONFIG_HOME": str(folder)}
        service = Service(program, env={**os.environ, **ours})
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of Selenium, by Selenium
            driver = WebKitGTK(options=WebKitGTKOptions(), service=service)
        try:
            yield WebKitWindow(driver, folder)
        finally:
            driver.quit()


@contextmanager
def running(command: list[str], stream: str) -> Iterator[IO[str]]:
    """Let a program run; give what it writes to one of its streams."""
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: subprocess.PIPE}
    process = subprocess.Popen(command, text=True, **streams)
    try:
        with getattr(process, stream) as written:
            yield written
    finally:
        process.terminate()
        process.wait()
