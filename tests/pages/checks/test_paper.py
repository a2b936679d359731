"""The check of what is printed finds each fault that it looks for, and none where there is none."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.pages.checks import paper
from tests.pages.made_up import opened

PAGE = """<!doctype html><html lang="en"><title>A page</title><style>
body { background: #111; color: #eee } figure { break-inside: avoid }
@media print { body { background: #fff; color: #222 } nav { display: none }
details::details-content { content-visibility: visible }
.solution details::details-content { content-visibility: hidden }
.solution summary::before { content: "at the end of the print edition" } }
</style><nav>Menu</nav><main><h1>A page</h1><p>Words.</p><figure>A figure</figure>
<details><summary>Show</summary><p>An answer</p></details>
<div class="solution"><details><summary>Show</summary><p>A solution</p></details></div>%s</main>"""


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", []),
        ("<p style='color: #ccc'>pale", ["faint on paper: pale, contrast 1.6"]),
        (
            "<p style='color: #fff; background: #000'>white",
            ["faint on paper: white, contrast 1.0", "on dark paper: white"],
        ),
        ("<p style='color: #fff; background: #000; print-color-adjust: exact'>white", []),
        ("<p style='color: #ccc; display: none'>pale", []),
        ("<a class='headerlink'>#</a>", ["useless on paper: <a> #"]),
        (
            "<style>details::details-content { content-visibility: hidden !important }</style>",
            ["folded on paper: <details> ShowAn answer"],
        ),
        (
            "<style>summary::before { content: none !important }</style>",
            ["says not where: <details> ShowA solution"],
        ),
        ("<figure style='break-inside: auto; height: 9px'>F", ["torn: <figure> F, 9 px high"]),
        ("<figure style='height: 1999px'>F", ["torn: <figure> F, 1999 px high"]),
        ("<style>h1 { display: none }</style>", ["without a title"]),
    ],
)
def test_what_is_wrong_on_paper_is_found(browser: Browser, tmp_path: Path, markup: str, expected: list[str]) -> None:
    with opened(browser, tmp_path, PAGE % markup, color_scheme="dark") as page:
        assert paper.faults(page) == expected
