"""SVG becomes a part of the page."""

import pytest
from sphinx.errors import ExtensionError

from helpers.palette import image_filter
from tools.pages.extensions.native_figures import add_image_filter, scoped, set_in_page

DIAGRAM = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" role="img" aria-labelledby="title desc">
  <title id="title">A box</title>
  <desc id="desc">A box and
    an arrow.</desc>
  <style>
    text, .eq { font: 20px system-ui, "Segoe UI", sans-serif; fill: #222; }
    .plain { fill: #fff; }
  </style>
  <!-- A comment -->
  <marker id="head"/><path marker-end="url(#head)"/><use href="#head"/><g id="header" fill="#header"/>
</svg>
"""


def test_alternative_text_takes_the_place_of_the_title() -> None:
    page = set_in_page(DIAGRAM, 'A "box" & more', "figure-1")
    assert page.startswith("<svg ")
    assert page.count("aria-label") == 1
    assert 'role="img" aria-label="A &quot;box&quot; &amp; more">' in page
    assert "<title" not in page
    assert "<desc" not in page
    assert "<!--" not in page


def test_a_picture_that_says_nothing_is_left_out_for_listeners() -> None:
    assert 'aria-hidden="true"' in set_in_page(DIAGRAM, "", "figure-1")


def test_ids_are_of_this_figure_alone() -> None:
    page = set_in_page(DIAGRAM, "words", "figure-2")
    for part in ('id="figure-2-head"', "url(#figure-2-head)", 'href="#figure-2-head"', 'id="figure-2-header"'):
        assert part in page


def test_styles_are_of_this_figure_alone() -> None:
    assert scoped("text, .eq { a: b } .plain { c: d }", "f1") == "#f1 text, #f1 .eq { a: b }#f1 .plain { c: d }"


def test_letters_and_colors_are_those_of_the_page() -> None:
    page = set_in_page(DIAGRAM, "words", "figure-1")
    assert "font-size: 20px; fill: var(--figure-222222, #222);" in page
    assert "system-ui" not in page
    assert "font-family" not in set_in_page('<svg font-family="Other"></svg>', "words", "figure-1")


def test_each_page_begins_with_the_filter_of_images() -> None:
    context = {"body": "<h1>A page</h1>"}
    add_image_filter(None, "page", "page.html", context, None)
    assert context["body"] == image_filter() + "<h1>A page</h1>"
    add_image_filter(None, "search", "search.html", search := {}, None)
    assert search == {}


def test_what_is_no_svg_is_named() -> None:
    with pytest.raises(ExtensionError, match="figure-1 is no SVG"):
        set_in_page("<html>", "words", "figure-1")
