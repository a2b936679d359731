"""One visual language: every diagram and every chart has the colors of helpers.figures, and type to read on a phone."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from matplotlib.text import Text

from helpers import figures, palette
from helpers.elements.packing import FOLDER, elements_in
from helpers.figure_svg import figure_svg
from tests.contrast import contrast, lightness

DIAGRAMS = sorted((Path(__file__).resolve().parents[2] / "book" / "figures").glob("*.svg"))
NOTEBOOKS = sorted(Path(__file__).resolve().parents[2].glob("book/*.ipynb"))
STATIC = Path(__file__).resolve().parents[2] / "book" / "_static"
CLASSES = {thing: thing for thing in palette.PALETTE} | {"activation": "active"}
COLORS = {color.lower() for pair in palette.PALETTE.values() for color in pair} | {*map(str.lower, palette.GRAYS)}
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
PAGE = 328  # CSS pixels that a figure has on a page of 360
SMALLEST = 9  # CSS pixels of type on it


def rules_of(style: str) -> dict[str, dict[str, str]]:
    """Return the declarations of each selector; later ones are added to earlier ones."""
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        pairs = dict(pair.split(":", 1) for pair in body.split(";") if pair.strip())
        for selector in selectors.split(","):
            rules.setdefault(selector.strip(), {}).update({k.strip(): v.strip() for k, v in pairs.items()})
    return rules


def long(color: str) -> str:
    """Return #abc as #aabbcc."""
    return "#" + "".join(2 * c for c in color[1:]) if len(color) == 4 else color.lower()


def size_of(element: ET.Element, rules: dict[str, dict[str, str]], inherited: float) -> float:
    """Return the size of an element's type in units of the drawing."""
    size = inherited
    for selector in [element.tag, *("." + name for name in element.get("class", "").split())]:
        for name in ("font", "font-size"):
            if found := re.search(r"([\d.]+)px", rules.get(selector, {}).get(name, "")):
                size = float(found[1])
    return float(element.get("font-size", size))


def sizes_below(element: ET.Element, rules: dict[str, dict[str, str]], size: float = 16) -> list[tuple[float, str]]:
    """Return size and words of all type in an element."""
    size = size_of(element, rules, size)
    own = [(size, element.text.strip())] if element.tag in ("text", "tspan") and (element.text or "").strip() else []
    return own + [found for child in element for found in sizes_below(child, rules, size)]


def problems_of(source: str) -> list[str]:
    """Return what a diagram lacks."""
    root = ET.fromstring(re.sub(r' xmlns="[^"]+"', "", source))
    box = [float(number) for number in root.get("viewBox", "").split()]
    if len(box) != 4:
        return ["no viewBox"]
    rules = rules_of("".join(each.text or "" for each in root.iter("style")))
    _, _, width, height = box
    return [
        *color_problems(source, root, rules),
        *thing_problems(root, rules),
        *shape_problems(root),
        *ground_problems(root, width, height),
        *type_problems(root, rules, width),
    ]


def color_problems(source: str, root: ET.Element, rules: dict[str, dict[str, str]]) -> list[str]:
    """Return the colors that the book does not have, and those that are written otherwise than #rrggbb."""
    written = HEX.findall(source)
    painted = [rule[key] for rule in rules.values() for key in ("fill", "stroke", "color") if key in rule]
    painted += [each.get(key, "none") for each in root.iter() for key in ("fill", "stroke", "color", "style")]
    foreign = [color for color in written if long(color) not in COLORS]
    foreign += [paint for paint in painted if not re.fullmatch(r"none|url\(#\w+\)|#\w+", paint)]
    return [f"color {color}" for color in foreign]


def thing_problems(root: ET.Element, rules: dict[str, dict[str, str]]) -> list[str]:
    """Return which things of the palette, where they are drawn, have other colors or another's outline."""
    used = {name for element in root.iter() for name in element.get("class", "").split()}
    problems = []
    for thing, name in CLASSES.items():
        if name not in used:
            continue
        line, area = (color.lower() for color in palette.PALETTE[thing])
        rule = rules.get("." + name, {})
        if (long(rule.get("stroke", "")), long(rule.get("fill", ""))) != (line, area):
            problems.append(f"{thing} has other colors: {rule}")
        if (thing == "error") != ("stroke-dasharray" in rule):
            problems.append(f"{thing}: an error, and nothing else, has a dashed outline")
        if (thing == "prediction") != (float(rule.get("stroke-width", 0)) >= 4):
            problems.append(f"{thing}: a prediction, and nothing else, has a thick outline")
    return problems


def shape_problems(root: ET.Element) -> list[str]:
    """Return which boxes have the corners of another thing."""
    problems = []
    for rect in root.iter("rect"):
        names, radius = rect.get("class", "").split(), float(rect.get("rx", 0))
        if "input" in names and radius:
            problems.append("an input has round corners")
        if "weight" in names and 2 * radius != float(rect.get("height", 0)):
            problems.append("a weight is no pill")
    return problems


def ground_problems(root: ET.Element, width: float, height: float) -> list[str]:
    """Return whether the first box is no white ground behind all."""
    first = root.find("rect")
    ground = None if first is None else (first.get("width"), first.get("height"), first.get("fill"))
    return [] if ground == (f"{width:g}", f"{height:g}", "#fff") else ["no white ground behind all"]


def type_problems(root: ET.Element, rules: dict[str, dict[str, str]], width: float) -> list[str]:
    """Return whether there is type, of a generic family, and large enough on a phone."""
    problems = [] if list(root.iter("text")) else ["no type"]
    fonts = [rule["font"] for rule in rules.values() if "font" in rule]
    problems += [f"font {font}" for font in fonts if not font.endswith("serif")]  # generic, with or without sans-
    for size, words in sizes_below(root, rules):
        pixels = size * PAGE / width
        if pixels < SMALLEST:
            problems.append(f"{words!r} has {pixels:.1f} pixels")
    return problems


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_speaks_the_language_of_the_book(path):
    assert problems_of(path.read_text(encoding="utf-8")) == []


SOUND = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200">
<style>
  text { font: 16px system-ui, sans-serif; fill: #222; }
  .s { font-size: 12px; }
  .input { fill: #d6e8f3; stroke: #0072b2; stroke-width: 2; }
  .weight { fill: #e69f00; stroke: #8f6300; stroke-width: 2; }
  .prediction { fill: #f5e0ec; stroke: #b0508a; stroke-width: 4; }
  .error { fill: #fae0d0; stroke: #b84a00; stroke-width: 2.5; stroke-dasharray: 8 4; }
</style>
<rect width="400" height="200" fill="#fff"/>
<rect width="30" height="30" class="input"/><rect width="60" height="30" rx="15" class="weight"/>
<circle r="9" class="prediction"/><circle r="9" class="error"/>
<text>x<tspan class="s">1</tspan></text>
</svg>"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("", "", ""),
        (".s {", ".t {", ""),
        ('viewBox="0 0 400 200"', "", "no viewBox"),
        ('<circle r="9" class="error"/>', '<circle r="9" fill="#ff0000"/>', "color #ff0000"),
        ('<circle r="9" class="error"/>', '<circle r="9" fill="red"/>', "color red"),
        ("fill: #222", "fill: rgb(9, 9, 9)", "color rgb"),
        ("#d6e8f3", "#cdebe2", "input has other colors"),
        (" stroke-dasharray: 8 4;", "", "dashed outline"),
        ("stroke-width: 4", "stroke-width: 2", "thick outline"),
        ('height="30" class="input"', 'height="30" rx="4" class="input"', "round corners"),
        ('rx="15"', 'rx="9"', "no pill"),
        ('<rect width="400" height="200" fill="#fff"/>', "", "no white ground"),
        ('<text>x<tspan class="s">1</tspan></text>', "", "no type"),
        ("system-ui, sans-serif", "Roboto", "font 16px Roboto"),
        ("16px", "10px", "'x' has 8.2 pixels"),
        ("12px", "10px", "'1' has 8.2 pixels"),
        ('class="s"', 'font-size="10"', "'1' has 8.2 pixels"),
    ],
)
def test_a_made_up_diagram_that_departs_is_found(old, new, says):
    assert old in SOUND
    problems = problems_of(SOUND.replace(old, new, 1))
    assert len(problems) == bool(says), problems
    assert says in "".join(problems)


@pytest.mark.parametrize("path", [Path(figures.__file__), figures.STYLE_SHEET], ids=lambda path: path.name)
def test_charts_have_the_colors_of_the_palette(path):
    source = path.read_text(encoding="utf-8")
    assert {color for color in HEX.findall(source) if long(color) not in COLORS} == set()
    assert set(re.findall(r'(?:cmap="|cmap: )(\w+)', source)) <= {"gray_r"}


@pytest.mark.parametrize("thing", palette.PALETTE)
def test_lines_stand_out_from_paper_and_words_from_areas(thing):
    line, area = palette.PALETTE[thing]
    assert 1.05 / (lightness(line) + 0.05) >= 3
    assert (lightness(area) + 0.05) / (lightness("#222222") + 0.05) >= 4.5


def test_curves_without_a_thing_are_gray_and_stand_out():
    cycle = mpl.rc_params_from_file(figures.STYLE_SHEET, use_default_template=False)["axes.prop_cycle"]
    for color in cycle.by_key()["color"]:
        assert color in palette.GRAYS
        assert 1.05 / (lightness(color) + 0.05) >= 3


@pytest.mark.parametrize("color", [figures.RIGHT, figures.WRONG, figures.QUIET])
def test_words_can_be_read_on_paper(color):
    assert 1.05 / (lightness(color) + 0.05) >= 4.5


def smallest_type(fig: plt.Figure) -> float:
    """Return the height in CSS pixels of a figure's smallest type, on a page of 360."""
    fig.canvas.draw()
    width = fig.get_tightbbox().width + 2 * mpl.rcParams["savefig.pad_inches"]  # as notebooks save it
    sizes = [text.get_fontsize() for text in fig.findobj(Text) if text.get_text() and text.get_visible()]
    return min(sizes) * PAGE / (72 * width)


def test_type_of_charts_can_be_read_on_a_phone():
    with mpl.rc_context():
        figures.use_style()
        fig, axes = plt.subplots(1, 3, figsize=(5, 2.8))
        axes[0].plot([0, 1], label="a line")
        axes[0].legend()
        assert smallest_type(fig) >= SMALLEST
        fig, ax = plt.subplots(figsize=(4.8, 4.8))
        figures.draw_confusion_matrix(ax, 100 * np.eye(10, dtype=int))
        assert smallest_type(fig) >= SMALLEST
        ax.texts[0].set_fontsize(9)
        assert smallest_type(fig) < SMALLEST
    plt.close("all")


def test_things_have_names_in_charts():
    with mpl.rc_context():
        figures.use_style()
    for thing, (line, _) in palette.PALETTE.items():
        assert mpl.colors.same_color(thing, line)


def drawn_in(notebook: Path) -> list[str]:
    """Return the figures of a notebook, the frames of explorers included, as SVG."""
    outputs = [output for cell in nbformat.read(notebook, as_version=4).cells for output in cell.get("outputs", [])]
    data = [output.get("data", {}) for output in outputs]
    explorers = [each for bundle in data for each in elements_in(bundle.get("text/html", ""))]
    frames = [frame["content"] for each in explorers for frame in each.data.get("frames", [])]
    return [bundle["image/svg+xml"] for bundle in data if "image/svg+xml" in bundle] + frames


def foreign_colors(svg: str) -> set[str]:
    """Return the colors of a figure that do not follow a page from light to dark."""
    painted = re.findall(r"(?:fill|stroke|stop-color)(?:: |=\")(?:var\(--figure-\w+, )?(#[0-9a-fA-F]+)", svg)
    return {color for color in painted if long(color).upper() not in palette.DARK}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_each_color_of_a_figure_follows_the_page(path):
    assert [colors for svg in drawn_in(path) if (colors := foreign_colors(svg))] == []


def test_a_color_that_stays_light_is_found():
    with mpl.rc_context():
        figures.use_style()
        fig, ax = plt.subplots()
        ax.plot([1, 2], color="#ff0000")
        assert foreign_colors(figure_svg(fig)) == {"#ff0000"}
        assert foreign_colors(palette.themed(figure_svg(fig))) == {"#ff0000"}
    plt.close("all")


def test_code_can_be_read_in_light_and_in_dark_on_all_its_grounds() -> None:
    sheets = [(STATIC / name).read_text(encoding="utf-8") for name in ("code.css", "palette.css")]
    code, page = [rules_of(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)) for sheet in sheets]
    for theme, colors in (("light", code["html"]), ("dark", code['html[data-theme="dark"]'])):
        rules = page[f'html[data-theme="{theme}"]']
        grounds = [rules[f"--pst-color-{ground}"] for ground in ("surface", "background")]
        inks = {name: color for name, color in colors.items() if name.startswith("--code-")}
        assert len(inks) == 4
        for name, color in inks.items():
            assert min(contrast(color, ground) for ground in grounds) >= 4.5, (theme, name)


def test_figures_can_be_read_on_the_card_of_a_prediction() -> None:
    sheets = [(STATIC / name).read_text(encoding="utf-8") for name in ("tasks.css", "palette.css")]
    tasks, page = [rules_of(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)) for sheet in sheets]
    own = tasks['html[data-theme="light"] .bd-article .prediction-card svg.figure']
    light = {color: own.get(f"--figure-{color[1:].lower()}", color) for color in palette.DARK}
    for colors, card in ((light, page["html"]["--card"]), (palette.DARK, page['html[data-theme="dark"]']["--card"])):
        for words in ("#000000", "#222222", "#444444", "#555555", "#767676", palette.PALETTE["error"][0]):
            assert contrast(colors[words], card) >= 4.5, (words, card)
        for line in ("#949494", *(line for line, _ in palette.PALETTE.values())):
            assert contrast(colors[line], card) >= 3, (line, card)


# Elements: what they share gives each thing its colors, and none of them paints with the color of links.
BASE = (FOLDER / "base.js").read_text(encoding="utf-8")
ELEMENTS = sorted(FOLDER.glob("*.js"))
ACCENT = re.compile(r"(?:fill|stroke)(?:: |=\")[^;\"]*--accent")
SLIDER = re.compile(r"type: \"range\"[^;]*")  # to the end of what makes it


def mark_problems(script: str) -> list[str]:
    """Return what an element draws in the color of links, and its sliders that are of nothing in particular."""
    problems = [f"a mark has no thing's color: {match[0]}" for match in ACCENT.finditer(script)]
    sliders = [match[0] for match in SLIDER.finditer(script)]
    return problems + [f"a slider is of no thing: {slider}" for slider in sliders if "of-" not in slider]


@pytest.mark.parametrize("thing", palette.PALETTE)
def test_a_thing_has_its_colors_in_elements(thing):
    line, area = (color.lower() for color in palette.PALETTE[thing])
    for name, color in ((thing, line), (f"{thing}-area", area)):
        assert f"--{name}: var(--figure-{color[1:]}, {color});" in BASE
    assert f".of-{thing} {{ --thing: var(--{thing}); --area: var(--{thing}-area); }}" in BASE


@pytest.mark.parametrize("path", ELEMENTS, ids=lambda path: path.stem)
def test_marks_and_sliders_of_elements_have_the_color_of_a_thing(path):
    assert mark_problems(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("script", "says"),
    [
        (".dot { fill: var(--accent); }", "a mark has no thing's color"),
        (".way { r: 2; stroke: var(--accent); }", "a mark has no thing's color"),
        ('make("input", { type: "range", min: 0, input })', "a slider is of no thing"),
        ('make("input", { type: "range", class: "of-weight", min: 0 })', ""),
        (".dot { fill: var(--error); } :focus { outline: 3px solid var(--accent); }", ""),
    ],
)
def test_an_element_that_departs_is_found(script, says):
    problems = mark_problems(script)
    assert len(problems) == bool(says)
    assert says in "".join(problems)
