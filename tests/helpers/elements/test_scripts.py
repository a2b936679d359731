"""What scripts of the book may do: ask nobody, and keep nothing in the browser but answers, guesses and lessons.

What Python may do is for ruff to say (rules S and TID251), and what may be installed for pip, which asks for the hashes
of the lock. What a visit leaves in a browser is looked at in tests/pages.
"""

import re
from pathlib import Path

import pytest

from helpers.elements.packing import SHARED

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted((ROOT / "helpers" / "elements").glob("*.js"))
WORDS = re.compile(  # what asks others, keeps something in the browser, or makes code of text
    r"\bdocument\.cookie|\bcookieStore\b|\bfetch\s*\(|\bXMLHttpRequest\b|\bsendBeacon\b|\bWebSocket\b|\bEventSource\b"
    r"|\bRTCPeerConnection\b|\bindexedDB\b|\bsessionStorage\b|\blocalStorage\b|\bcaches\s*\.|\bserviceWorker\b"
    r"|\bimport\s*\(|\bimportScripts\b|\beval\s*\(|\bnew\s+Function\b"
)


def script_faults(text: str) -> list[str]:
    """Say which words of a script ask others, keep something in the browser, or make code out of text."""
    return [" ".join(match[0].split()) for match in WORDS.finditer(text)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_look_not_behind(path: Path) -> None:
    """Safari cannot read such an expression before 16.4, nor then the rest of the script."""
    assert not re.search(r"\(\?<[=!]", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_ask_nobody_and_one_alone_keeps_something(path: Path) -> None:
    kept = {"localStorage"} if path.name == "memory.js" else set()
    assert set(script_faults(path.read_text(encoding="utf-8"))) == kept


def test_what_readers_answer_is_kept_and_nothing_else() -> None:
    keeping = {tag for tag, names in SHARED.items() if "memory" in names}
    assert keeping == {"case-file", "chapter-quiz", "digit-pad", "reader-guess"}


@pytest.mark.parametrize(
    "script",
    [
        "document.cookie = 'a=1'",
        "fetch ('x')",
        "new XMLHttpRequest()",
        "navigator.sendBeacon('x')",
        "new WebSocket('x')",
        "indexedDB.open('x')",
        "localStorage.a = 1",
        "sessionStorage.a = 1",
        "import('x')",
        "eval('1')",
        "new Function('1')",
    ],
)
def test_script_that_asks_or_keeps_is_found(script: str) -> None:
    assert len(script_faults(f"// fetched, imported, evaluated\n{script};")) == 1
