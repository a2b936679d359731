"""Light pages: what is sent, what may hold up the first paint, and what is left out of style sheets and pages."""

import re
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from helpers.elements.packing import element_around, elements_in, with_long_data
from tests.pages.living import FILES
from tools import audit
from tools.pages.extensions.light_pages import LONG, parted, prune, with_icons

PAGES = [f"{name}.html" for name in ["genindex", "search", *FILES]]


def holding_up(head: str) -> list[str]:
    """What a browser waits for before it paints: style sheets, scripts from files, long scripts in the page."""
    found = re.findall(r'<link\b[^>]*rel="stylesheet"[^>]*>', head)
    for attributes, code in re.findall(r"(?s)<script\b([^>]*)>(.*?)</script>", head):
        if ("src=" in attributes and "defer" not in attributes) or len(code) > 500:
            found.append(f"<script{attributes}>")
    return found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_with_all_it_shows_is_below_its_budget(book_html: Path, name: str) -> None:
    assert 10_000 < audit.weight(book_html, name) < audit.HEAVIEST


@pytest.mark.parametrize("name", PAGES)
def test_only_one_style_sheet_holds_up_a_page(book_html: Path, name: str) -> None:
    head = (book_html / name).read_text(encoding="utf-8").partition("</head>")[0]
    (sheet,) = holding_up(head)
    assert "_static/book.css" in sheet


def test_what_holds_up_a_page_is_found() -> None:
    head = '<script src="a.js"></script><script defer src="b.js"></script><link href="c.css" rel="stylesheet">'
    assert holding_up(head) == ['<link href="c.css" rel="stylesheet">', '<script src="a.js">']


def test_weight_counts_each_file_once_and_not_the_next_page(tmp_path: Path) -> None:
    page = '<link href="a.css"><link href="a.css"><script src="b.js"></script><img src="c.png"><a href="next.html">'
    files = {
        "page.html": page,
        "a.css": "p { background: url(d.woff2) }",
        "b.js": "let b;",
        "next.html": 9000 * "next ",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("c.png", "d.woff2"):
        (tmp_path / name).write_bytes(bytes(1000))
    counted = [audit.sent(tmp_path / name) for name in ("page.html", "a.css", "b.js", "c.png", "d.woff2")]
    assert audit.weight(tmp_path, "page.html") == sum(map(len, counted))
    assert len(audit.sent(tmp_path / "c.png")) == 1000
    assert len(audit.sent(tmp_path / "next.html")) < 1000


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("p{color:red}", True),
        (".used{color:red}", True),
        (".gone{color:red}", False),
        (".used .gone{color:red}", False),
        (".used:not(.gone){color:red}", True),
        ("a[class*=gone]{color:red}", True),
        ("#gone{color:red}", False),
        (".made-by-script{color:red}", True),
        ("@font-face{font-family:F}", True),
    ],
)
def test_a_style_is_left_out_where_nothing_could_use_it(rule: str, kept: bool) -> None:
    words = {"used", "made-"}
    for css in (rule, f"@media print{{{rule}}}"):
        assert ("red" in prune(css, words) or "F" in prune(css, words)) is kept


def test_of_several_selectors_those_that_are_used_stay() -> None:
    assert prune(".used,.gone{color:red}", {"used"}) == ".used{color:red}"


def test_a_theme_with_other_icons_stops_the_build(tmp_path: Path) -> None:
    import matplotlib

    font = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    with pytest.raises(ExtensionError, match="icons are not where they were"):
        with_icons("p { color: red }", font)


def test_scripts_and_long_data_come_after_the_words() -> None:
    long = element_around("digit-pad", {"text": "it's <long> & " + "x" * LONG}, "<p>Words.</p>")
    short = element_around("softmax-bars", {}, "")
    page = f"<body><article>{long}{short}{long}</article></body>"
    words, code = parted(page, "01_page")
    assert re.findall(r"<script.*", words) == ['<script defer src="01_page.js"></script>']
    assert [(each.tag, each.inside) for each in elements_in(words)] == [
        *[("digit-pad", "<p>Words.</p>"), ("softmax-bars", ""), ("digit-pad", "<p>Words.</p>")]
    ]
    assert len(words) < 1000
    assert [each.data for each in elements_in(with_long_data(words, code))] == [each.data for each in elements_in(page)]
    assert code.count('define("digit-pad"') == code.count('define("softmax-bars"') == 1
    assert parted("<body><article>Words.</article></body>", "02_page") == ("<body><article>Words.</article></body>", "")
