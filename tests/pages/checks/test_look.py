"""What is not as the book is to look is found on pages made up for it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.pages.checks.look import cut_off, look
from tests.pages.living import PHONE
from tests.pages.made_up import WORDS, opened

LETTERS = "A few words that are long enough to be a paragraph. " * 20
TWO_LINES = f"<p style='width: 30em'>{'Words that fill a line, and a half of the next, where they end. ' * 2}</p>"
APART = "<p style='width: 30em'><em style='display: table'>Apart.</em> Few.</p>"
CHAPTER = "<h1><span class='section-number'>1.</span> A chapter</h1>"
TALL = "<p style='height: 700px'>Words, and no picture."
PICTURE = "<svg width='90' height='90'></svg>"
CORNER = "<svg width='90' height='90'><text x='40' y='50' text-anchor='end'>−4</text>"
CORNER += "<text x='40' y='%s' text-anchor='middle'>−4</text></svg>"
TICKS = "<svg width='300' height='90'><text x='40' y='50'>100</text><text x='%s' y='50'>1,000</text></svg>"
INSIDE = "<div id='host'></div><script>host.attachShadow({mode: 'open'}).innerHTML = `%s`</script>"

CONTENTS = """<section id='one'><h2>One</h2><p style='height: 2000px'>Long.</section>
<nav class='bd-sidebar-secondary'><li class='toc-entry'><a href='#one' aria-current='true'>One</a></nav>
<script>SCRIPT</script>"""
INDENTED = "<div class='cell'><details style='padding-left: 2px'><summary><p>Show"
FOLLOW = "const [a] = document.querySelectorAll('nav a'); onscroll = () => a.ariaCurrent = scrollY > 9 ? 'true' : null"


def article(content: str) -> str:
    """An article with one section, in a page without other pictures."""
    return WORDS.partition("<img")[0] + f"<article><section>{content}</section></article></main>"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (f"<pre>code</pre><p style='width: 36em; line-height: 20px'>{LETTERS}", None),
        ("<pre style='width: 5em; overflow: auto'>one\na line that is long</pre>", "code scrolls: a line that is long"),
        ("<pre style='font-family: serif'>mill</pre>", "not of the width of code: i l"),
        (f"<p style='width: 60em; line-height: 20px'>{LETTERS}", "a full line of text has "),
        (f"<p style='width: 15em; line-height: 20px'>{LETTERS}", "a full line of text has "),
        (TWO_LINES * 6, None),
        (APART * 6, None),
        (f"{TWO_LINES}<p style='width: 60em'>{LETTERS}", "a full line of text has "),
        (f"{CHAPTER}{TALL}</p>{PICTURE}", "no picture and nothing to try on the first screen"),
        (f"{CHAPTER}{PICTURE}{TALL}", None),
        (f"<h1>No chapter</h1>{TALL}", None),
        (CORNER % 64, "words nearly touch: −4 | −4"),
        (CORNER % 70, None),
        (TICKS % 70, "words nearly touch: 100 | 1,000"),
        (TICKS % 80, None),
        (INSIDE % CORNER % 64, "words nearly touch: −4 | −4"),
        (
            f"<h1>One</h1>{INDENTED}",
            "begins 2 px beside the text",
        ),
        (CONTENTS.replace("SCRIPT", FOLLOW), None),
        (CONTENTS.replace("SCRIPT", ""), 'the contents mark "One", not ""'),
    ],
)
def test_what_does_not_look_as_it_should_is_found(
    browser: Browser, tmp_path: Path, content: str, fault: str | None
) -> None:
    with opened(browser, tmp_path, article(content)) as page:
        found = look(page)
    assert (found[0].startswith(fault) if found else False) if fault else (found == []), found


@pytest.mark.parametrize(("style", "found"), [("", 1), ("background: linear-gradient(red, red) local", 0)])
def test_what_is_cut_off_without_a_sign_is_found(browser: Browser, tmp_path: Path, style: str, found: int) -> None:
    box = f"<pre style='width: 5em; overflow: auto; {style}'>a line that is long</pre>"
    with opened(browser, tmp_path, article(box)) as page:
        assert len(cut_off(page)) == found


COVERED = "background-image: linear-gradient(to right, rgb(9, 9, 9), transparent); background-attachment: local"
BANDS = "bands at its edges: <pre> code"


@pytest.mark.parametrize(("ground", "found"), [("rgb(9, 9, 9)", []), ("rgb(8, 9, 9)", [BANDS])])
def test_a_cover_of_another_color_than_the_ground_is_found(
    browser: Browser, tmp_path: Path, ground: str, found: list[str]
) -> None:
    box = f"<div style='background: {ground}'><pre style='{COVERED}'>code</pre></div>"
    with opened(browser, tmp_path, article(box)) as page:
        assert cut_off(page) == found


@pytest.mark.parametrize(("color", "found"), [("blue", 0), ("teal", 1)])
def test_links_of_several_colors_are_found(browser: Browser, tmp_path: Path, color: str, found: int) -> None:
    links = "<p><a class='reference' style='color: blue'>One</a></p>"
    links += f"<table><tr><td><a class='reference' style='color: {color}'>Two</a></td></tr></table>"
    with opened(browser, tmp_path, article(links)) as page:
        assert len(cut_off(page)) == found


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<div class='cell_input'><pre>code</pre></div>", []),
        ("<div class='cell_input'><pre style='white-space: pre-wrap'>code</pre></div>", ["code wraps"]),
        ("<details><summary style='border-left: 3px solid'>Show", ["a bar beside the line of a fold: Show"]),
        ("<details><summary style='border: 1px solid'>Show", []),
    ],
)
def test_code_that_wraps_and_bars_beside_folds_are_found(
    browser: Browser, tmp_path: Path, content: str, found: list[str]
) -> None:
    with opened(browser, tmp_path, article(content)) as page:
        assert cut_off(page) == found


def test_the_paragraph_with_the_longest_lines_is_quoted(browser: Browser, tmp_path: Path) -> None:
    wide = f"<p style='width: 60em'>Here it is wide. {LETTERS}"
    with opened(browser, tmp_path, article(f"{TWO_LINES}{wide}")) as page:
        (fault,) = look(page)
    assert "in the paragraph “Here it is wide. A few words that are long" in fault
    assert "Words that fill" not in fault


@pytest.mark.parametrize(
    ("style", "found"), [("margin: 0 16px 0 -8px", 1), ("margin: 0 -8px 0 16px", 1), ("margin: 0 16px", 0)]
)
def test_text_that_runs_to_the_edge_of_the_screen_is_found(
    browser: Browser, tmp_path: Path, style: str, found: int
) -> None:
    page_of = article(f"<details open><summary>Fold</summary><div style='{style}'><p>{LETTERS}</div></details>")
    with opened(
        browser, tmp_path, page_of.replace("<main", "<main style='margin: 0; padding: 0'"), viewport=PHONE
    ) as page:
        page.add_style_tag(content="body { margin: 0 }")
        found_here = [
            fault for fault in cut_off(page) if fault.startswith("text at the edge of the screen: A few words")
        ]
        assert len(found_here) == found
