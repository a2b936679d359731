"""The pure functions of elements, run in the Node that Playwright brings along: no page, no browser."""

import json
import subprocess
from typing import Any

from playwright._impl._driver import compute_driver_executable

from helpers.elements.packing import script_of

PROGRAM = """
const vm = require("node:vm");
const { script, expression, given } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const elements = new Map();
const context = vm.createContext({
  window: {},
  atob,
  HTMLElement: class {},
  customElements: { get: (tag) => elements.get(tag), define: (tag, element) => elements.set(tag, element) },
});
vm.runInContext(script, context);
vm.runInContext(script, context); // as on a page that shows two of a kind
const element = [...elements.values()].at(-1);
const value = vm.runInContext(`(({ element, shared, given }) => (${expression}))`, context)({
  element, shared: context.window.readingDigits, given: vm.runInContext("JSON.parse", context)(JSON.stringify(given)),
});
const plain = (_, part) => (ArrayBuffer.isView(part) ? Array.from(part) : part);
process.stdout.write(JSON.stringify(value, plain) ?? "null");
"""


def run(tag: str, expression: str, given: Any = None) -> Any:
    """Return the value of a JavaScript expression, computed behind the script of an element.

    A process of its own is started, so one call should answer many questions: let the expression map over
    a list in `given`.

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
    node, _ = compute_driver_executable()
    question = json.dumps({"script": script_of(tag), "expression": expression, "given": given})
    done = subprocess.run(
        [node, "-e", PROGRAM], input=question, capture_output=True, encoding="utf-8", check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
