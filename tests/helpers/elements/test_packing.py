"""helpers/elements/packing.py: what an element carries comes back as it was, out of outputs and out of pages."""

import json
import re
from html.parser import HTMLParser

import pytest

from helpers.elements import packing
from helpers.elements.packing import (
    Element,
    element_around,
    element_html,
    elements_in,
    long_data_script,
    whole_page,
    with_long_data,
    without_elements,
    without_long_data,
)

DATA = [
    {},
    {"text": """it's "quoted" and 'quoted' and `ticked`"""},
    {"text": "</script><script>alert(1)</script></digit-pad> <!-- <b> ]]>"},
    {"text": "a & b &amp; &#39; &lt; &notin; &#x27;"},
    {"text": "line\nline\r\n\ttab \\ \\n \u2028\u2029\u00a0 – ② 手書き 🖊 \x00"},
    {"numbers": [0, -1, 1.5, 1e-7, 2**53], "more": {"none": None, "yes": True, "nested": [[], {}]}},
]
INSIDE = '<figure><p>Words, <b title="a > b">bold</b> &amp; so on.</p><img alt="x" src="data:,"></figure>'
LONG = {"text": "it's <long> & " + "x" * 1000}


def page(*elements: str) -> str:
    between = "\n<p>Text.</p>\n"
    return f"<!doctype html>\n<article>\n<h1>Ä &amp; B</h1>\n{between.join(elements)}</article>"


@pytest.mark.parametrize("data", DATA)
def test_what_is_written_is_read(data: dict) -> None:
    markup = page(element_around("digit-pad", data, INSIDE))
    (element,) = elements_in(markup)
    assert (element.tag, element.data, element.inside) == ("digit-pad", data, INSIDE)
    assert markup[element.start : element.stop].startswith('<digit-pad class="living"')
    assert markup[element.start : element.stop].endswith(f"{INSIDE}</digit-pad>")


@pytest.mark.parametrize("data", DATA)
def test_a_browser_reads_the_same(data: dict) -> None:
    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            if tag == "digit-pad":
                found.append(json.loads(dict(attrs)["data"]))

    found = []
    Reader().feed(element_around("digit-pad", data, INSIDE))
    assert found == [data]


def test_elements_come_in_order_and_leave_a_space_each() -> None:
    parts = [element_around("softmax-bars", {"n": 1}, "one"), element_html("digit-pad", {"n": 2}, "a < b")]
    found = elements_in(page(*parts))
    assert [(each.tag, each.data, each.inside) for each in found] == [
        ("softmax-bars", {"n": 1}, "one"),
        ("digit-pad", {"n": 2}, "<p>a &lt; b</p>"),
    ]
    left = without_elements("before" + "<p>and</p>".join(f"<{tag} class='living'>x</{tag}>" for tag in ("a-b", "c-d")))
    assert left == "before <p>and</p> "


@pytest.mark.parametrize(
    ("markup", "inside"),
    [
        ("<a-b class='living'>1<a-b>2</a-b>3</a-b>4", ["1<a-b>2</a-b>3"]),
        ("<a-b class='living'>1<c-d class='living'>2</c-d></a-b>", ["1<c-d class='living'>2</c-d>"]),
        ("<a-b class='wide living' hidden style='a: \">\"'>1</a-b >2", ["1"]),
        ("<a-b class='living'/>1</a-b>", ["1"]),
        ("<a-b class='living'>1<br>2", ["1<br>2"]),
        ("<!-- <a-b class='living'></a-b> --><script>'<a-b class=\"living\"></a-b>'</script>", []),
        ("<p class='living'>1</p><a-b class='lively'>2</a-b><a-b>living</a-b>", []),
        ("&lt;a-b class='living'&gt;1&lt;/a-b&gt;", []),
    ],
)
def test_an_element_is_found_as_a_browser_finds_it(markup: str, inside: list[str]) -> None:
    assert [element.inside for element in elements_in(markup)] == inside


@pytest.mark.parametrize("data", [*DATA, LONG])
def test_long_data_leaves_a_page_and_comes_back(data: dict) -> None:
    short = element_around("softmax-bars", {}, "<p>Short.</p>")
    whole = page(short, element_around("digit-pad", data, INSIDE), element_around("digit-pad", LONG, INSIDE))
    light, taken = without_long_data(whole, "01_page", least=1)
    assert taken == {"01_page-1.js": {}, "01_page-2.js": data, "01_page-3.js": LONG}
    scripts = {address: long_data_script(address, each) for address, each in taken.items()}
    assert with_long_data(light, scripts.__getitem__) == whole
    first, second = scripts["01_page-2.js"].split("\n")[:2]
    address, text = json.loads(f"[{first.removeprefix('fillElement(').removesuffix(');')}]")
    assert (address, json.loads(text)) == ("01_page-2.js", data)
    assert "\u2028" not in first  # a new line to a browser that is old
    assert second.startswith("//")


def test_short_data_stays() -> None:
    whole = page(element_around("softmax-bars", {"a": 1}, ""), element_around("digit-pad", LONG, INSIDE))
    light, taken = without_long_data(whole, "01_page", least=100)
    assert taken == {"01_page-1.js": LONG}
    stays, goes = elements_in(light)
    assert stays.data == {"a": 1}
    assert goes.attributes == {"class": "living", "data-lm-suppress-shortcuts": "true", "data-from": "01_page-1.js"}
    assert goes.inside == INSIDE
    assert without_long_data(light, "01_page", least=100) == (light, {})


def test_data_that_is_not_in_the_page_is_one_sentence() -> None:
    light, _ = without_long_data(element_around("digit-pad", LONG, ""), "01_page", least=100)
    with pytest.raises(ValueError, match="read its page with whole_page"):
        _ = elements_in(light)[0].data


@pytest.mark.parametrize("script", [long_data_script("01_page-2.js", LONG), "let x;"])
def test_another_script_is_one_sentence(script: str) -> None:
    light, _ = without_long_data(element_around("digit-pad", LONG, ""), "01_page", least=100)
    reason = rf"01_page-1\.js begins with {re.escape(repr(script[:40]))}, .*build the book again\.$"
    with pytest.raises(ValueError, match=reason):
        with_long_data(light, lambda address: script)


def test_a_page_is_read_with_the_scripts_beside_it(tmp_path) -> None:
    whole = page(element_around("digit-pad", LONG, INSIDE), element_around("softmax-bars", LONG, INSIDE))
    light, taken = without_long_data(whole, "01_page", least=100)
    (tmp_path / "01_page.html").write_text(light, encoding="utf-8")
    for address, data in taken.items():
        with pytest.raises(FileNotFoundError, match=re.escape(address)):
            whole_page(tmp_path / "01_page.html")
        (tmp_path / address).write_text(long_data_script(address, data), encoding="utf-8")
    assert whole_page(tmp_path / "01_page.html") == whole


def test_a_page_without_elements_needs_no_script(tmp_path) -> None:
    (tmp_path / "02_page.html").write_text("<p>A living room.</p>", encoding="utf-8")
    assert whole_page(tmp_path / "02_page.html") == "<p>A living room.</p>"


def test_an_element_without_data_carries_nothing() -> None:
    assert Element("a-b", {"class": "living"}, "", 0, 0, 0).data == {}


def test_a_script_is_without_comments_and_indentation(tmp_path, monkeypatch) -> None:
    script = """// What it is.
    /**
     * A class.
     * 2 * 3
     */
    const a = `
      *, *::before { color: red; } /* a part */
      /* alone */
    `; // 1
    const b = 2
      * 3;  /* 4 */ const c = "// no comment";
    """
    for name in ("base", "some-thing"):
        (tmp_path / f"{name}.js").write_text(script if name == "base" else "go();\n")
    monkeypatch.setattr(packing, "FOLDER", tmp_path)
    lines = ["const a = `", "*, *::before { color: red; } /* a part */", "`; // 1", "const b = 2"]
    assert packing.script_of("some-thing").splitlines() == [*lines, '* 3;  /* 4 */ const c = "// no comment";', "go();"]
