"""The pure functions of elements, run in the Node that Playwright brings along: no page, no browser."""

import atexit
import json
import subprocess
from functools import cache
from typing import Any

from playwright._impl._driver import compute_driver_executable

from helpers.elements.packing import script_of

PROGRAM = """
const vm = require("node:vm");
const timeout = 120_000; // milliseconds, for what never ends
const plain = (_, part) => (ArrayBuffer.isView(part) ? Array.from(part) : part);

function answer({ script, expression, given }) {
  const elements = new Map();
  const context = vm.createContext({
    window: {},
    atob,
    HTMLElement: class {},
    customElements: { get: (tag) => elements.get(tag), define: (tag, element) => elements.set(tag, element) },
  });
  vm.runInContext(script, context, { timeout });
  vm.runInContext(script, context, { timeout }); // as on a page that shows two of a kind
  context.question = {
    element: [...elements.values()].at(-1),
    shared: context.window.readingDigits,
    given: vm.runInContext("JSON.parse", context)(JSON.stringify(given)),
  };
  const asked = `(({ element, shared, given }) => (delete globalThis.question, (${expression})))(question)`;
  return vm.runInContext(asked, context, { timeout });
}

require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
  let reply;
  try {
    reply = { value: answer(JSON.parse(line)) ?? null };
  } catch (error) {
    reply = { error: String(error?.stack ?? error) };
  }
  process.stdout.write(JSON.stringify(reply, plain) + "\\n");
});
"""


@cache
def started_node() -> subprocess.Popen[str]:
    """Start a process that answers one question a line, each in a world of its own; it ends with the tests."""
    node, _ = compute_driver_executable()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
    process = subprocess.Popen([node, "-e", PROGRAM], **pipes)
    atexit.register(process.kill)
    return process


def run(tag: str, expression: str, given: Any = None) -> Any:
    """Return the value of a JavaScript expression, computed behind the script of an element.

    Nothing is left of a question when the next one is asked.

    Parameters
    ----------
    tag : str
        Name of an element, such as ``"softmax-bars"``; its whole script runs, as ``script_of`` gives it.
    expression : str
        It may use `element`, the element's class, whose static functions need no page; `shared`, which is
        ``window.readingDigits``; and `given`. ``document`` and the like are not there.
    given
        What JSON can write.

    Returns
    -------
    Any
        What JSON can write: typed arrays come back as lists, NaN and infinity as None.

    Raises
    ------
    AssertionError
        The script or the expression throws; the message is that of Node.
    """
    process = started_node()
    process.stdin.write(json.dumps({"script": script_of(tag), "expression": expression, "given": given}) + "\n")
    process.stdin.flush()
    reply = json.loads(process.stdout.readline())
    assert "error" not in reply, reply["error"]
    return reply["value"]
