"""Light pages: what is sent, what may hold up the first paint, and what is left out of pages."""

import base64
import io
import re
from pathlib import Path

import numpy as np
import pydata_sphinx_theme
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from sphinx.errors import ExtensionError

from helpers.digit_sheet import packed_sheet
from helpers.elements.packing import (
    element_around,
    element_html,
    elements_in,
    png,
    sheet_file,
    with_long_data,
    without_sheet,
)
from tests.pages.living import FILES, ROOT
from tools import audit
from tools.pages.extensions.light_pages import FONTS as FOLDER
from tools.pages.extensions.light_pages import MATH
from tools.pages.extensions.light_pages.clearing import clear
from tools.pages.extensions.light_pages.icons import icon_names, with_files, with_icons
from tools.pages.extensions.light_pages.late_data import LONG, parted
from tools.pages.extensions.light_pages.math_font import characters_of_formulas, used_glyphs
from tools.pages.extensions.light_pages.pages import with_common_files
from tools.pages.extensions.light_pages.pictures import with_picture_files, with_sizes
from tools.pages.extensions.light_pages.scripts import LIST, SCROLLING, common_script
from tools.pages.extensions.light_pages.styles import common_sheet, light_on_paper, rules_in_pages
from tools.pages.extensions.light_pages.used_rules import used_rules, words_in

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme"
FONTS = THEME / "static" / FOLDER
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
def test_only_one_style_sheet_and_a_short_script_hold_up_a_page(book_html: Path, name: str) -> None:
    head = (book_html / name).read_text(encoding="utf-8").partition("</head>")[0]
    sheet, script = holding_up(head)
    assert "_static/book.css" in sheet
    assert "_static/early.js" in script
    assert len(audit.sent(book_html / "_static" / "early.js")) < 1000


def test_the_style_sheet_that_holds_up_all_pages_is_below_its_budget(book_html: Path) -> None:
    assert 20_000 < len(audit.sent(book_html / "_static" / "book.css")) < 55_000


@pytest.mark.parametrize("name", PAGES)
def test_no_code_stands_in_a_page(book_html: Path, name: str) -> None:
    page = (book_html / name).read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]* src=)[^>]*>|<[a-z][^<>]* on[a-z]+=", page) == []


def test_what_holds_up_a_page_is_found() -> None:
    head = '<script src="a.js"></script><script defer src="b.js"></script><link href="c.css" rel="stylesheet">'
    assert holding_up(head) == ['<link href="c.css" rel="stylesheet">', '<script src="a.js">']


def test_weight_counts_each_file_once_and_not_the_next_page(tmp_path: Path) -> None:
    page = '<link href="a.css"><link href="a.css"><script src="b.js"></script><img src="c.png"><a href="next.html">'
    page += '<svg><image xlink:href="f.png" /></svg>'
    page += '<data class="digit-sheet" value="e.js"></data><digit-pad data-from="g.js"></digit-pad>'
    files = {
        "page.html": page,
        "a.css": "p { background: url(d.woff2) }",
        "b.js": "let b;",
        "e.js": "let e;",
        "g.js": "let g;",
        "next.html": 9000 * "next ",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in ("c.png", "d.woff2", "f.png"):
        (tmp_path / name).write_bytes(bytes(1000))
    shown = ("page.html", "a.css", "b.js", "c.png", "d.woff2", "e.js", "f.png", "g.js")
    counted = [audit.sent(tmp_path / name) for name in shown]
    assert audit.weight(tmp_path, "page.html") == sum(map(len, counted))
    assert len(audit.sent(tmp_path / "c.png")) == 1000
    assert len(audit.sent(tmp_path / "next.html")) < 1000


def test_style_sheets_become_one_that_keeps_each_rule(tmp_path: Path) -> None:
    files = {
        "_static/theme.css": '@charset "UTF-8";\n.x:is(.used,.gone){color:red}\n/*# sourceMappingURL=theme.map */',
        "_static/more/own.css": "@import 'other.css';\n.gone{background:url('../a.png')}",
        "_static/more/other.css": "#a{fill:url(#b);background:url(data:image/png;base64,AA==)}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    links = [f'<link rel="stylesheet" href="_static/{name}?v=1" />' for name in ("theme.css", "more/own.css")]
    sheet = common_sheet(tmp_path, f"<head>{links[0]}<link rel='icon' href='i.svg'/>{links[1]}</head>")
    assert sheet.split() == [
        ".x:is(.used,.gone){color:red}",
        *["#a{fill:url(#b);background:url(data:image/png;base64,AA==)}", ".gone{background:url(a.png)}"],
    ]


def faces(css: str) -> dict[str, set[int]]:
    """The characters of each font in a style sheet, by its weight and family."""
    found = {}
    for face in re.findall(r"@font-face{([^}]*)}", css):
        data = base64.b64decode(re.search(r"base64,([^)]*)\)", face)[1])
        found[face.partition(";")[0]] = set(TTFont(io.BytesIO(data)).getBestCmap())
    return found


FACES = "".join(
    f"@font-face{{font-family:{name};src:url(fonts/{name}.woff2),url(fonts/{name}.ttf) format('truetype')}}"
    for name in ("fa-solid-900", "fa-regular-400", "fa-brands-400")
)
RULES = [
    '.fa-adjust:before,.fa-sun:before{content:"\\f185"}',
    '.fa-github:before{content:"\\f09b"}',
    '.fa-plus:before{content:"+"}',
    '.fa-xmark:before{content:"\\f00d"}',
]
OWN = '.more:after{content:"\\f107";color:red}.raw:after{content:"\uf303"}.fa-spin{color:red}p:before{content:"a"}'


@pytest.mark.parametrize(
    ("names", "kept", "expected"),
    [
        ({"fa-sun", "fa-solid"}, [0], {"solid-900": {0xF185, 0xF107, 0xF303}}),
        ({"fa-plus", "fa-xmark"}, [2, 3], {"solid-900": {0x2B, 0xF00D, 0xF107, 0xF303}}),
        ({"fa-github"}, [1], {"solid-900": {0xF107, 0xF303}, "brands-400": {0xF09B}}),
    ],
)
def test_fonts_hold_the_icons_that_are_used(names: set[str], kept: list[int], expected: dict[str, set[int]]) -> None:
    css = with_icons(FACES + "".join(RULES) + OWN, names, FONTS)
    assert css.endswith("".join(RULES[place] for place in kept) + OWN)
    assert faces(css) == {f"font-family:fa-{name}": characters for name, characters in expected.items()}


def test_names_of_icons_are_found_in_pages_and_scripts() -> None:
    assert icon_names(['<i class="fas fa-sun"></i>', "icon.className = 'fa-solid fa-x-mark'"]) == {
        *{"fa-sun", "fa-solid", "fa-x-mark"},
    }


@pytest.mark.parametrize("css", ["p { color: red }", FACES, "".join(RULES)])
def test_a_theme_with_other_icons_stops_the_build(css: str) -> None:
    with pytest.raises(ExtensionError, match="icons are not where they were"):
        with_icons(css, {"fa-sun"}, FONTS)


HEAD = """<!doctype html>
<html>
<head>
<meta name="viewport" content="old" /><title>A &amp; B</title>
<script data-cfasync="false">choose();</script>
<link rel="stylesheet" href="_static/theme.css" /><link rel="preload" as="script" href="_static/scripts/a.js" />
<script src="_static/doctools.js"></script><script>let hint;</script>
<script src="_static/searchtools.js?v=1"></script><script src="searchindex.js"></script>
</head>
<body>%s<script defer src="_static/scripts/bootstrap.js?v=1"></script></body></html>"""


COMMON = ["../_static/early.js", "../_static/book.js"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("<p>Words.</p>", COMMON),
        ('<div id="search-results">', [*COMMON, "_static/searchtools.js?v=1", "searchindex.js"]),
    ],
)
def test_a_page_asks_for_the_common_files(words: str, expected: list[str]) -> None:
    page = BeautifulSoup(with_common_files(HEAD % words, "../_static"), "html.parser")
    scripts = page.select("script")
    assert [script.get("src") for script in scripts] == expected
    assert ["defer" in script.attrs for script in scripts] == [source != COMMON[0] for source in expected]
    assert [link["href"] for link in page.select("link")] == ["../_static/book.css"]
    assert len(page.select("meta[name=viewport]")) == 1
    assert page.title.string == "A & B"
    assert words in str(page)


@pytest.mark.parametrize("part", ["<title>", "data-cfasync", "stylesheet"])
def test_a_theme_with_other_pages_stops_the_build(part: str) -> None:
    with pytest.raises(ExtensionError, match="pages are not what they were"):
        with_common_files(HEAD.replace(part, "<p>"), "_static")


def test_a_theme_that_looks_for_what_scrolls_in_another_way_stops_the_build(tmp_path: Path) -> None:
    for known in (LIST, SCROLLING):
        with pytest.raises(ExtensionError, match="what scrolls in another way"):
            common_script(tmp_path, f"<script>{known}</script>")
    page = f"<script>{SCROLLING};{LIST}scroll()}})</script><script>let hint;</script>"
    script = common_script(tmp_path, page)
    assert "hint" in script
    assert "load" not in script
    assert "requestAnimationFrame(()=>setTimeout(scroll)))(function(){" in script


def test_pictures_say_their_size_and_the_first_comes_at_once(tmp_path: Path) -> None:
    (tmp_path / "_images").mkdir()
    (tmp_path / "_images" / "a.png").write_bytes(png(np.zeros((20, 30), np.uint8)))
    (tmp_path / "_images" / "b.svg").write_text('<svg xmlns="x" width="7" height="8" viewBox="0 0 7 8"></svg>')
    page = '<img alt="A" src="../_images/a.png" /><img src="../_images/b.svg"><img src="data:,">'
    assert with_sizes(page, tmp_path) == (
        '<img alt="A" src="../_images/a.png" width="30" height="20" fetchpriority="high">'
        '<img src="../_images/b.svg" width="7" height="8" loading="lazy" decoding="async"><img src="data:,">'
    )


def test_larger_pictures_in_a_page_are_files(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(256, size=(60, 60), dtype=np.uint8)
    large, small = png(noise), png(noise[:40, :40])
    data, small_data = (f"data:image/png;base64,{base64.b64encode(each).decode()}" for each in (large, small))
    told = f"""<a-b data='{{"content":"<img src=\\"{data}\\">"}}'></a-b><style>p {{ mask: url({data}) }}</style>"""
    page = f'<image x="1" xlink:href="{data}" y="2" /><img alt="A" src=\'{data}\'><img src="{small_data}">{told}'
    found = with_picture_files(page, "../", tmp_path)
    (file,) = (tmp_path / "_images").iterdir()
    assert file.read_bytes() == large
    address = f"../_images/{file.name}"
    assert found == (
        f'<image x="1" xlink:href="{address}" y="2" /><img loading="lazy" alt="A" src=\'{address}\'>'
        f'<img src="{small_data}">{told}'
    )


def test_fonts_of_icons_are_files_too(tmp_path: Path) -> None:
    css = with_icons(FACES + "".join(RULES), {"fa-sun", "fa-github"}, FONTS)
    found = re.findall(r"base64,([^)]*)\) format\(\"woff\"\),url\(([^)]*)\)", with_files(css, tmp_path))
    assert len(found) == len(list(tmp_path.iterdir())) == 2
    for data, name in found:
        assert (tmp_path / name).read_bytes() == base64.b64decode(data)


DARK, LIGHT = 'html[data-theme="dark"]', "html[data-theme=light]"


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("p{color:red}/* dark */", "p{color:red}/* dark */"),
        (f"p{{a:b}}\n/* D */{DARK} p{{c:d}}", f"p{{a:b}}\n/* D */@media not print{{{DARK} p{{c:d}}}}"),
        (f"{LIGHT}{{a:b}}", f"@media not print{{{LIGHT}{{a:b}}}}@media print{{html[data-theme]{{a:b}}}}"),
        (
            f"p,{DARK},{LIGHT}{{a:b}}",
            f"@media not print{{p,{DARK},{LIGHT}{{a:b}}}}"
            "@media print{p,html[data-theme=none],html[data-theme]{a:b}}",
        ),
        (f"@media(x){{p{{a:b}}{DARK}{{c:d}}}}", f"@media(x){{p{{a:b}}@media not print{{{DARK}{{c:d}}}}}}"),
        ("@media (prefers-color-scheme: dark) {p{a:b}}", "@media screen and (prefers-color-scheme:dark) {p{a:b}}"),
    ],
)
def test_dark_rules_hold_on_screens_and_light_ones_on_paper(css: str, expected: str) -> None:
    assert light_on_paper(css) == expected


def test_styles_that_stand_in_pages_stand_in_the_sheet_too() -> None:
    head = "<head><noscript><style>p {}</style></noscript></head>"
    diagrams = "<svg><style> #f a {b: c} </style></svg><pre>&lt;style&gt;</pre><svg><style>i {}</style></svg>"
    attributes = (
        '<p style="margin: 0"><b id="c" style="font-family: &quot;A&quot;"><i style="true"><p style="margin: 0">'
    )
    assert rules_in_pages([head + diagrams, head + attributes]).split("\n") == [
        *["", "#f a {b: c}", "i {}", 'html[lang] body [style="margin: 0"]{margin: 0}'],
        r'html[lang] body [style="font-family: \22 A\22 "]{font-family: "A"}',
    ]


def test_static_files_that_nothing_names_go(tmp_path: Path) -> None:
    stays = ["book.css", "book.js", "fonts/math.woff2", "logo.svg", "searchtools.js"]
    for name in [*stays, "gone.js", "deep/er/gone.css"]:
        (tmp_path / "_static" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "_static" / name).touch()
    (tmp_path / "_static" / "book.css").write_text("p{src:url(fonts/math.woff2)}")
    (tmp_path / "page.html").write_text('<img src="../_static/logo.svg?v=1"> gone.js')
    clear(tmp_path)
    left = sorted(path.relative_to(tmp_path / "_static").as_posix() for path in tmp_path.glob("_static/**/*"))
    assert left == sorted([*stays, "fonts"])


def test_scripts_and_long_data_come_after_the_words() -> None:
    long = element_around("digit-pad", {"text": "it's <long> & " + "x" * LONG}, "<p>Words.</p>")
    short = element_around("softmax-bars", {}, "")
    page = f"<body><article>{long}{short}{long}</article></body>"
    words, files = parted(page, "01_page")
    assert [*files] == ["01_page.js", "01_page-1.js", "01_page-2.js"]
    code = files["01_page.js"]
    following = ['<script defer src="_static/next_element.js"></script>'] * 3
    assert re.findall(r"<script.*", words) == ['<script defer src="01_page.js"></script>', *following]
    assert code.index("window.elementsToBuild ??= [];") < code.index("define(")
    assert [(each.tag, each.inside) for each in elements_in(words)] == [
        *[("digit-pad", "<p>Words.</p>"), ("softmax-bars", ""), ("digit-pad", "<p>Words.</p>")]
    ]
    assert len(words) < 1000
    as_before = with_long_data(words, files.__getitem__)
    assert [each.data for each in elements_in(as_before)] == [each.data for each in elements_in(page)]
    assert code.count('define("digit-pad"') == code.count('define("softmax-bars"') == 1
    assert parted("<body><article>Words.</article></body>", "02_page") == ("<body><article>Words.</article></body>", {})


def test_the_script_of_a_page_without_an_article_comes_after_its_words_too() -> None:
    words, files = parted("<body><script>find();</script><p>Words.</p></body></html>", "search")
    assert words == '<body><p>Words.</p><script defer src="search.js"></script>\n</body></html>'
    assert "find();" in files["search.js"]
    assert parted("Words.", "words") == ("Words.", {})


def test_digits_that_elements_share_are_one_file_for_all_pages() -> None:
    output = element_html("digit-pad", {}, "A pad.", digits=True)
    words, sheet = without_sheet(f"<p>One.</p>{output}<p>Two.</p>{output}", "../_static/digit-sheet.js")
    without = element_html("digit-pad", {}, "A pad.")
    named = '<data class="digit-sheet" value="../_static/digit-sheet.js"></data>'
    assert words == f"<p>One.</p>{without}\n{named}<p>Two.</p>{without}\n"
    assert sheet == packed_sheet()
    assert without_sheet(words, "elsewhere.js") == (words, None)
    assert sheet_file(sheet) == f'window.readingDigitsSheet = "{sheet}";\n'


def test_classes_that_a_script_puts_together_are_known(book_html: Path) -> None:
    script = (book_html / "_static" / "book.js").read_text(encoding="utf-8")
    together = set(re.findall(r"classList\.(?:add|toggle)\(`([^`]*)`", script))
    assert together == {"bs-${this.constructor.NAME}-auto"}  # a popover's, which no page has, or a tooltip's
    assert ".bs-tooltip-auto" in (book_html / "_static" / "book.css").read_text(encoding="utf-8")


KEPT_RULES = {
    "p{margin:0}": "p{margin:0}",
    ".there p,.gone p{margin:0}": ".there p{margin:0}",
    ".gone{margin:0}": "",
    "#gone{margin:0}": "",
    '#there > p.there::before{content:".gone"}': '#there > p.there::before{content:".gone"}',
    "p:not(.gone){margin:0}": "p:not(.gone){margin:0}",
    ":is(.gone,.there) p{margin:0}": ":is(.gone,.there) p{margin:0}",
    '[class="gone"]{margin:0}': '[class="gone"]{margin:0}',
    ".there\\:gone{margin:0}": "",
    "@media print{.gone{margin:0}}": "",
    "@media print{.gone{margin:0} .there{margin:0}}": "@media print{.there{margin:0}}",
    "@supports (top:0){@media print{.gone{margin:0}}}": "",
    "@font-face{font-family:gone}": "@font-face{font-family:gone}",
    "@keyframes gone{from{top:0}}": "@keyframes gone{from{top:0}}",
    "/*! A notice. *//* A note. */.there{/* Why. */color:#fff}": "/*! A notice. */\n.there{color:#fff}",
    ".there{background:url(data:image/svg+xml,%3csvg%3e);}": ".there{background:url(data:image/svg+xml,%3csvg%3e);}",
}


@pytest.mark.parametrize("css", KEPT_RULES)
def test_rules_that_a_page_can_use_stay(css: str) -> None:
    words = words_in(['<p class="there other-one">Text</p>', 'element.classList.add("later");'])
    assert words >= {"there", "other-one", "later"}
    assert used_rules(css, words) == KEPT_RULES[css]


def test_formulas_ask_for_their_characters_and_for_slanted_letters() -> None:
    pages = ["a<math><mi>x</mi><mo>&le;</mo><mn>1</mn></math>b", "<math display='block'><mi>h</mi><mi>ϵ</mi></math>c"]
    assert characters_of_formulas(pages) == set("x𝑥≤1hℎϵ𝜖")
    assert characters_of_formulas(["<math><msqrt><mn>2</mn></msqrt></math>"]) == set("√2")
    assert characters_of_formulas(["<math><mn>2</mn><mo>-</mo></math>"]) == set("2-−")
    assert characters_of_formulas(["<math><mroot><mn>2</mn><mn>3</mn></mroot></math>"]) == set("√23")


def test_the_font_of_formulas_has_what_pages_need_and_little_else(book_html: Path) -> None:
    whole, part = (TTFont(home / "_static" / MATH).getBestCmap() for home in (ROOT / "book", book_html))
    needed = set(map(ord, characters_of_formulas(path.read_text() for path in book_html.rglob("*.html"))))
    assert needed & set(whole) <= set(part)
    assert set(map(ord, "𝑥𝐖=∑(")) <= needed & set(whole)
    assert len(part) < len(needed) + 10 < len(whole) / 3


def test_a_part_of_the_font_keeps_the_sizes_of_brackets() -> None:
    whole = (ROOT / "book" / "_static" / MATH).read_bytes()
    font = TTFont(io.BytesIO(used_glyphs(whole, set("(x𝑥"))))
    assert set(map(chr, font.getBestCmap())) == set("()x𝑥")  # the other side of what can be mirrored comes along
    assert len(font.getGlyphOrder()) > 8
    assert "MATH" in font
