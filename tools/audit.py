"""Weigh each page and let Lighthouse judge it as a phone would see it: ``make audit``.

It prints a line for each page, the medians of three runs, and ends with an error if a page is outside the
budgets. Lighthouse runs in Node.js, which npx has to be there for; it is fetched once, in one version.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

from tools.pages.browser import QUIET, BrowserMissing, find_chromium
from tools.pages.build import BuildFailed, build
from tools.pages.extensions.light_pages import REDIRECT

LIGHTHOUSE = "lighthouse@12.8.2"  # the newest that runs on Node.js 20
RUNS = 3
HEAVIEST = 1_000_000  # bytes of a page with all that it shows, gzipped
LOWEST = {"performance": 0.90, "accessibility": 1.0, "best-practices": 1.0, "seo": 0.95}
PAINTS = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest",
    "total-blocking-time": "block",
}
ZIPPED = (".css", ".html", ".js", ".json", ".svg")
ADDRESS = re.compile(
    r"""(?:\bsrc=|\bxlink:href=|\bdata-from=|<link\b[^>]*\bhref=|<data\b[^>]*\bvalue=)"([^"]+)"|\burl\(["']?([^"')]+)"""
)


class NotAudited(Exception):
    """The pages could not be judged; the message says why."""


@dataclass(frozen=True)
class Verdict:
    """What a page weighs and how it was judged."""

    page: str
    weight: int  # bytes
    scores: dict[str, float]  # 0 to 1
    paints: dict[str, float]  # milliseconds

    def faults(self) -> list[str]:
        """What is outside the budgets."""
        low = [f"{name} {self.scores[name]:.2f}" for name, least in LOWEST.items() if self.scores[name] < least]
        return low + ([f"{self.weight:,} bytes"] if self.weight > HEAVIEST else [])


def page_names(html: Path) -> list[str]:
    """Addresses of the pages of a rendered book, but for those that only lead to another."""
    pages = sorted(path for path in html.rglob("*.html") if "_static" not in path.parts)
    return [path.relative_to(html).as_posix() for path in pages if REDIRECT not in path.read_text(encoding="utf-8")]


def weight(html: Path, page: str) -> int:
    """Bytes of a page, its pictures, scripts, style sheets and fonts, as a server sends them, gzipped."""
    files, waiting = set(), [html / page]
    while waiting:
        file = waiting.pop()
        if file in files or (file.suffix == ".html" and files):
            continue  # the next page is not this one
        files.add(file)
        if file.suffix in (".html", ".css"):
            for source, url in ADDRESS.findall(file.read_text(encoding="utf-8")):
                address = urlsplit(source or url)
                if address.path and not address.scheme:
                    waiting.append((file.parent / address.path).resolve())
    return sum(len(sent(file)) for file in files)


@cache
def sent(file: Path) -> bytes:
    """The bytes of a file that go over the network; packed once, or a page would wait for it each time."""
    content = file.read_bytes()
    return gzip.compress(content, mtime=0) if file.suffix in ZIPPED else content


class Handler(SimpleHTTPRequestHandler):
    """Answers as the servers of the world do: gzipped, and at once."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or the body of a short answer waits 40 ms for its head to be acknowledged

    def do_GET(self) -> None:
        """Send a file."""
        file = Path(self.translate_path(self.path))
        if not file.is_file():
            self.send_error(404)
            return
        body = sent(file)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(body)))
        if file.suffix in ZIPPED:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with suppress(ConnectionError):  # Lighthouse has seen enough, and hung up
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(html: Path) -> Iterator[str]:
    """Serve a folder on this machine; give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(html)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def judge(address: str, chromium: str) -> dict[str, Any]:
    """Let Lighthouse look at a page once, as on a phone; give its report."""
    npx = shutil.which("npx")
    if not npx:
        raise NotAudited("Lighthouse needs Node.js 20 or newer with npx (Debian and Ubuntu: sudo apt install npm).")
    root = hasattr(os, "getuid") and os.getuid() == 0
    flags = ["--headless=new", *QUIET, *(["--no-sandbox"] if root else [])]
    command = [npx, "--yes", LIGHTHOUSE, address, "--output=json", "--quiet", f"--chrome-flags={' '.join(flags)}"]
    command.append(f"--only-categories={','.join(LOWEST)}")
    with tempfile.TemporaryDirectory() as folder:  # what it writes besides
        environment = {**os.environ, "CHROME_PATH": chromium}
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise NotAudited(f"Lighthouse failed on {address}: {(run.stderr.strip().splitlines() or ['no reason'])[-1]}")
    return json.loads(run.stdout)


def verdict(page: str, heavy: int, reports: list[dict[str, Any]]) -> Verdict:
    """Medians of some reports on one page, which weighs so many bytes."""
    for report in reports:
        for name in LOWEST:
            if report["categories"][name]["score"] is None:
                raise NotAudited(f"Lighthouse could not judge {name} of {page}.")
    scores = {name: median(report["categories"][name]["score"] for report in reports) for name in LOWEST}
    paints = {name: median(report["audits"][name]["numericValue"] for report in reports) for name in PAINTS}
    return Verdict(page, heavy, scores, paints)


def reasons(report: dict[str, Any]) -> list[str]:
    """What Lighthouse finds wrong besides speed."""
    places = {
        each["id"] for name in LOWEST if name != "performance" for each in report["categories"][name]["auditRefs"]
    }
    audits = [report["audits"][place] for place in sorted(places)]
    return [each["title"] for each in audits if each["scoreDisplayMode"] == "binary" and each["score"] == 0]


def line(verdict: Verdict) -> str:
    """A page's line of the table."""
    scores = "".join(f"{verdict.scores[name]:>15.2f}" for name in LOWEST)
    paints = "".join(f"{verdict.paints[name] / 1000:>10.2f} s" for name in PAINTS)
    return f"{verdict.page:30}{verdict.weight / 1000:>7.0f} kB{scores}{paints}"


def main() -> int:
    """Judge the pages named on the command line, or all."""
    parser = argparse.ArgumentParser(description="Weigh the pages and let Lighthouse judge them.")
    parser.add_argument("pages", nargs="*", help="such as book/05_model.html; default: all")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each page is judged; the median counts")
    options = parser.parse_args()
    faults = []
    try:
        html = build()
        with sync_playwright() as playwright:
            chromium = find_chromium(playwright)
        head = "".join(f"{name:>15}" for name in LOWEST) + "".join(f"{name:>12}" for name in PAINTS.values())
        print(f"{'page':30}{'gzipped':>10}{head}")
        with served(html) as address:
            for page in options.pages or page_names(html):
                heavy = weight(html, page)  # and all is packed before the first visit
                reports = [judge(f"{address}/{page}", chromium) for _ in range(options.runs)]
                seen = verdict(page, heavy, reports)
                print(line(seen), flush=True)
                for fault in seen.faults() + reasons(reports[0]):
                    faults.append(f"{page}: {fault}")
    except (BuildFailed, BrowserMissing, NotAudited) as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(["", "Outside the budgets:", *faults]) if faults else "All pages are within the budgets.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
