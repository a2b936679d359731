"""What the book is made from, and what it may do: packages with hashes, no code out of data, no trace of a reader."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.living import FILES, watched
from tests.tools.notebooks.lint.made_up import code, make, words
from tools import environment
from tools.notebooks.lint.notebooks import PATHS, ROOT, Notebook, read

LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PINNED = re.compile(r"[a-z0-9][a-z0-9.-]*==[\w.+!]+( ; [^#]+?)?( --hash=sha256:[0-9a-f]{64})+")

LOADERS = {"pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}  # data that is code
CLIENTS = {"aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "urllib", "urllib3", "websockets"}
FORBIDDEN = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load"}
METHODS = {"enable_unsafe_deserialization", "get_file", "load_weights", "read_pickle", "to_pickle"}  # of whatever
ASKED_FOR = {"numpy.load": "allow_pickle=False", "load_model": "safe_mode=True"}  # what a call has to say
SAFE = {"allow_pickle": False, "safe_mode": True, "shell": False}  # and what none may say otherwise

WORDS = re.compile(  # what asks others, keeps something in the browser, or makes code of text
    r"\bdocument\.cookie|\bcookieStore\b|\bfetch\s*\(|\bXMLHttpRequest\b|\bsendBeacon\b|\bWebSocket\b|\bEventSource\b"
    r"|\bRTCPeerConnection\b|\bindexedDB\b|\bsessionStorage\b|\blocalStorage\b|\bcaches\s*\.|\bserviceWorker\b"
    r"|\bimport\s*\(|\bimportScripts\b|\beval\s*\(|\bnew\s+Function\b"
)
SLOT = "reading-digits quiz "  # what the quizzes' keys begin with
THEME = {"mode", "theme"}  # light or dark; for the visit it also keeps how far its sidebar is scrolled
VISIT = {"session sidebar-scroll-top"}
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_\w{36}|\bgithub_pat_\w{22}|\bAKIA[0-9A-Z]{16}\b|\bxox[abprs]-\w{10}"
    r"|\bpypi-Ag\w{40}|\bglpat-[\w-]{20}|\bhf_[A-Za-z]{34}|(?i:\b(?:api[_-]?key|password|secret)\b[\"']?\s*[:=]\s*[\"']\w)"
)
TEXTS = {".bib", ".cfg", ".cff", ".css", ".ipynb", ".js", ".md", ".mplstyle", ".py", ".toml", ".txt", ".yaml", ".yml"}
NOT_OURS = {".venv", ".venv-peers", "_build", ".git", ".ipynb_checkpoints", ".pytest_cache", ".ruff_cache"}


def lock_faults(text: str) -> list[str]:
    """Say which lines of a lock leave it open what is installed."""
    entries = re.sub(r" *\\\n *", " ", re.sub(r"(?m)^\s*#.*\n?", "", text)).splitlines()
    return [f"{entry[:60]!r} is not one version with its hashes" for entry in entries if not PINNED.fullmatch(entry)]


def test_each_package_of_the_locks_is_one_version_with_hashes() -> None:
    assert lock_faults(LOCK) == []
    assert LOCK.count("==") > 100
    peers = (ROOT / "scale" / "bench" / "peers.txt").read_text(encoding="utf-8")
    assert lock_faults(peers) == []
    assert re.search("^torch==", peers, re.MULTILINE)


@pytest.mark.parametrize(
    "entry",
    [
        "six",
        "six==1.17.0",
        f"six>=1.17 --hash=sha256:{'0' * 64}",
        f"six==1.* --hash=sha256:{'0' * 64}",
        f"six==1.17.0 --hash=md5:{'0' * 32}",
        f"six @ https://host.invalid/six.whl --hash=sha256:{'0' * 64}",
        "--index-url https://host.invalid",
        "-e .",
    ],
)
def test_open_entry_of_a_lock_is_found(entry: str) -> None:
    good = (
        f"# a lock\nsix==1.17.0 ; os_name != 'nt' \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{'1' * 64}\n"
    )
    assert lock_faults(good) == []
    assert len(lock_faults(f"{good}{entry}\n")) == 1


def test_nothing_is_installed_without_a_hash_but_the_book_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, ...]] = []

    def make_venv(folder: str) -> None:
        Path(folder).mkdir()

    monkeypatch.setattr(environment, "make_venv", make_venv)
    monkeypatch.setattr(environment, "pip", lambda python, log, root, *arguments: calls.append(arguments))
    for name in ("requirements.txt", "pyproject.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    environment.make_environment(str(tmp_path))
    lock = ("--require-hashes", "--requirement", str(tmp_path / "requirements.txt"))
    assert calls == [lock, ("--no-deps", "--no-build-isolation", "--editable", str(tmp_path))]


def meanings(tree: ast.AST) -> dict[str, str]:
    """Give what each imported name stands for, such as numpy for np."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module or ''}.{alias.name}" for alias in node.names}
    return found


def code_faults(source: str, alone: bool = True) -> list[str]:
    """Say where code makes code out of data, hands a line to the shell or, if it has to be alone, asks others."""
    tree = ast.parse(re.sub(r"(?m)^(\s*)[%!].*$", r"\1shell_command", source))
    names = meanings(tree)
    modules = {name.partition(".")[0] for name in names.values()}
    found = [f"imports {name}" for name in sorted(modules & (LOADERS | CLIENTS if alone else LOADERS))]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            full = full_name(node, names)
            if full in FORBIDDEN | {"shell_command"} or full.rpartition(".")[2] in METHODS:
                found.append(f"uses {full}")
        elif isinstance(node, ast.Call):
            said = [f"{word.arg}={ast.unparse(word.value)}" for word in node.keywords if word.arg in SAFE]
            found += [f"says {word}" for word in said if word not in {f"{name}={SAFE[name]}" for name in SAFE}]
            full = full_name(node.func, names)
            wanted = ASKED_FOR.get(full) or ASKED_FOR.get(full.rpartition(".")[2])
            if wanted and wanted not in said:
                found.append(f"calls {full} without {wanted}")
    return found


def full_name(node: ast.AST, names: dict[str, str]) -> str:
    """Give the name of what is used or called, as it is where it comes from."""
    first, dot, rest = ast.unparse(node).partition(".")
    return names.get(first, first) + dot + rest


def python_files(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", python_files("helpers", "scale", "tools"), ids=lambda path: path.stem)
def test_no_code_comes_out_of_data_and_helpers_ask_nobody(path: Path) -> None:
    assert code_faults(path.read_text(encoding="utf-8"), alone="helpers" in path.relative_to(ROOT).parts) == []


def cells(notebook: Notebook) -> str:
    return "\n".join(cell["source"] for _, cell in notebook.numbered("code"))


@pytest.mark.parametrize("path", [*PATHS, ROOT / "tools" / "notebooks" / "template.ipynb"], ids=lambda path: path.stem)
def test_notebooks_run_no_code_out_of_data_and_ask_nobody(path: Path) -> None:
    assert code_faults(cells(read(path))) == []


def test_cells_are_read_together() -> None:
    notebook = make(code("import numpy as np"), words("Then:"), code("np.load('x.npz')"))
    assert code_faults(cells(notebook)) == ["calls numpy.load without allow_pickle=False"]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("import pickle", "imports pickle"),
        ("import os, joblib.parallel as p", "imports joblib"),
        ("from marshal import loads", "imports marshal"),
        ("def f():\n    import dill", "imports dill"),
        ("from urllib.request import urlopen", "imports urllib"),
        ("import http.client", "imports http"),
        ("import requests as r", "imports requests"),
        ("import numpy as np\nnp.load('x')", "calls numpy.load without allow_pickle=False"),
        ("from numpy import load as read\nread('x')", "calls numpy.load without allow_pickle=False"),
        ("np.savez('x', allow_pickle=True)", "says allow_pickle=True"),
        ("np.savez('x', allow_pickle=yes)", "says allow_pickle=yes"),
        ("eval('1')", "uses eval"),
        ("run = exec", "uses exec"),
        ("import os\nos.system('ls')", "uses os.system"),
        ("from os import popen\npopen('ls')", "uses os.popen"),
        ("import yaml\nyaml.load('x', Loader)", "uses yaml.load"),
        ("pd.read_pickle('x')", "uses pd.read_pickle"),
        ("import keras\nkeras.models.load_model('x')", "calls keras.models.load_model without safe_mode=True"),
        (
            "from keras.saving import load_model\nload_model('x')",
            "calls keras.saving.load_model without safe_mode=True",
        ),
        ("f(safe_mode=False)", "says safe_mode=False"),
        ("model.load_weights('x')", "uses model.load_weights"),
        ("keras.utils.get_file('x')", "uses keras.utils.get_file"),
        (
            "from keras.config import enable_unsafe_deserialization as on\non()",
            "uses keras.config.enable_unsafe_deserialization",
        ),
        ("subprocess.run('ls', shell=True)", "says shell=True"),
        ("if True:\n    !ls", "uses shell_command"),
        ("%load_ext x", "uses shell_command"),
    ],
)
def test_code_out_of_data_is_found(source: str, fault: str) -> None:
    assert code_faults(source) == [fault]


def test_harmless_code_has_no_faults() -> None:
    harmless = "import re, numpy as np\nre.compile('x'), model.eval(), np.load(f, allow_pickle=False), data.load('x')"
    assert code_faults(f"{harmless}\nload_model('x', safe_mode=True)\nsubprocess.run(['ls'], shell=False)") == []
    assert code_faults("import http.server, socket", alone=False) == []


def script_faults(text: str) -> list[str]:
    """Say which words of a script ask others, keep something in the browser, or make code out of text."""
    return [" ".join(match[0].split()) for match in WORDS.finditer(text)]


@pytest.mark.parametrize("path", sorted((ROOT / "helpers" / "elements").glob("*.js")), ids=lambda path: path.name)
def test_scripts_ask_nobody_and_only_the_quiz_keeps_something(path: Path) -> None:
    kept = {"localStorage"} if path.name == "chapter-quiz.js" else set()
    assert set(script_faults(path.read_text(encoding="utf-8"))) == kept


def test_scripts_of_the_rendered_pages_ask_nobody(book_html: Path) -> None:
    scripts = {path.name: path.read_text(encoding="utf-8") for path in (book_html / "book").glob("*.js")}
    assert len(scripts) >= len(PATHS)  # what the elements of a page are made of
    for path in book_html.glob("book/*.html"):
        inline = re.findall(r"(?s)<script\b[^>]*>(.*?)</script>", path.read_text(encoding="utf-8"))
        scripts[path.name] = "\n".join(script for script in inline if "dataset.theme" not in script)  # the theme's
    found = {name: set(script_faults(text)) - {"localStorage"} for name, text in scripts.items()}
    assert {name: words for name, words in found.items() if words} == {}


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


# What a browser keeps of a visit, in words.
KEPT = """async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage).map(key => `session ${key}`),
    ...(await indexedDB.databases()).map(({name}) => `database ${name}`),
    ...(await caches.keys()).map(key => `cache ${key}`),
    ...(await navigator.serviceWorker.getRegistrations()).map(({scope}) => `worker ${scope}`),
]"""


def traces(page: Page) -> set[str]:
    """Give what a page has left behind, apart from the answers of a quiz and the choice of light or dark."""
    cookies = {f"cookie {cookie['name']}" for cookie in page.context.cookies()}
    return {kept for kept in page.evaluate(KEPT) if kept not in THEME | VISIT and not kept.startswith(SLOT)} | cookies


def test_a_visit_leaves_the_theme_and_the_answers_and_no_cookie(browser: Browser, homes: dict[str, str]) -> None:
    with watched(browser, f"{homes['http']}/search.html?q=digit") as (page, _):
        page.wait_for_load_state("networkidle")  # it reads the pages that it has found
        for name in FILES:
            page.goto(f"{homes['http']}/{name}.html")
        page.goto(f"{homes['http']}/book/01_dataset.html")
        page.locator("button.theme-switch-button").first.click()
        question = page.locator("chapter-quiz fieldset").first
        question.get_by_role("radio").first.check()
        question.get_by_role("button").click()
        expect(question.locator(".verdict")).not_to_be_empty()
        assert set(page.evaluate("Object.keys(localStorage)")) == THEME | {f"{SLOT}01_dataset"}
        assert traces(page) == set()


@pytest.mark.parametrize(
    "script",
    [
        "document.cookie = 'reader=1'",
        "localStorage.reader = 1",
        "sessionStorage.reader = 1",
        "new Promise(done => { indexedDB.open('reader').onsuccess = done; }).then(() => 1)",
        "caches.open('reader').then(() => 1)",
    ],
)
def test_trace_of_a_reader_is_found(browser: Browser, homes: dict[str, str], script: str) -> None:
    with watched(browser, f"{homes['http']}/genindex.html") as (page, _):
        page.evaluate(script)
        (trace,) = traces(page)
        assert "reader" in trace


def texts() -> Iterator[Path]:
    """Give the files of the repository that are text."""
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in TEXTS and not NOT_OURS & set(path.relative_to(ROOT).parts):
            yield path


def test_no_secret_is_in_the_repository() -> None:
    paths = list(texts())
    assert len(paths) > 100
    found = {path.name: match[0] for path in paths if (match := SECRET.search(path.read_text(encoding="utf-8")))}
    assert found == {}


@pytest.mark.parametrize(
    "parts",
    [
        ("-----BEGIN RSA ", "PRIVATE KEY-----"),
        ("gh", "p_" + "a" * 36),
        ("AK", "IA" + "A" * 16),
        ("api_", "key = 'abc'"),
        ("PASS", 'WORD: "abc"'),
    ],
)
def test_secret_is_found(parts: tuple[str, str]) -> None:
    assert SECRET.search("".join(parts))
