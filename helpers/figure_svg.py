"""Figures as SVG: sharp at any size, with real text, and written alike on every machine.

matplotlib's own SVG names its parts after hashes, which a rounding error changes; it writes six decimals of a point,
and a style for all elements of the page around it. What is written here can be compared to the character, can stand in
any page, and is half as long.
"""

import base64
import io
import re
import zlib
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import matplotlib as mpl
import numpy as np
from matplotlib import cbook
from matplotlib.backend_bases import register_backend
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

PIXELS_PER_POINT = 1.4  # on a page: the 11 points of a figure's type are 15.4 pixels, a little less than its text
DECIMALS = 2  # of a point: machines differ in what is a million times smaller

NAMESPACES = {"": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}
SVG, XLINK = (f"{{{address}}}" for address in NAMESPACES.values())
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
FONT = re.compile(r"font-family: [^;]*(; |$)")  # said once, for the whole figure
NO_TURN = re.compile(r"rotate\(-?0 [^)]*\)")
PNG = "data:image/png;base64,"
LINK = re.compile(r"#([\w.-]+)")
VARIES = "varies"  # the gid of an artist that differs from machine to machine, such as the curve of a run that diverges
PLACE_THAT_VARIES = re.compile(f'class="{VARIES}".*? style=')
ID = "FIGURE-"  # how ids begin until the whole figure is known

for prefix, address in NAMESPACES.items():
    ElementTree.register_namespace(prefix, address)


def show_as_svg() -> None:
    """Let the notebook, if this is one, show its figures as SVG from now on; `savefig` writes the same."""
    register_backend("svg", _Canvas)
    try:
        from IPython import get_ipython
        from matplotlib_inline.config import InlineBackend
    except ImportError:  # no notebook
        return
    if (shell := get_ipython()) is not None:
        inline = InlineBackend.instance(parent=shell)
        inline.print_figure_kwargs = {"bbox_inches": None}  # a figure is as large as it says
        inline.figure_formats = {"svg"}


def figure_svg(figure: Figure) -> str:
    """Draw a figure as SVG.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Images in it whose interpolation is "none", as in the book's style, keep the pixels that they have. An artist
        whose gid is "varies" has that class, and tests do not compare where it is.

    Returns
    -------
    str
        One element ``svg`` without a header. Width and height are pixels of a page; no other figure has the same ids.
    """
    before = figure.canvas
    try:
        written = io.StringIO()
        _Canvas(figure).print_svg(written)
        return written.getvalue()
    finally:
        figure.set_canvas(before)


class _Canvas(FigureCanvasSVG):
    """Writes SVG as this module promises it."""

    def print_svg(self, filename: Any, *, bbox_inches_restore: Any = None, **_: Any) -> None:
        written = io.StringIO()
        nothing_more = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        with mpl.rc_context({"svg.fonttype": "none", "image.composite_image": False}):
            super().print_svg(written, bbox_inches_restore=bbox_inches_restore, metadata=nothing_more)
        root = ElementTree.fromstring(written.getvalue())
        _mark_what_varies(root)
        _say_once(root)
        _open_groups(root)
        _number_ids(root)
        for element in root.iter():
            _shorten(element)
        text = _with_own_ids(ElementTree.tostring(root, encoding="unicode"))
        with cbook.open_file_cm(filename, "w", encoding="utf-8") as file:
            file.write(text if cbook.file_requires_unicode(file) else text.encode())


def _mark_what_varies(root: Element) -> None:
    """Give the parts of artists whose gid is "varies" that class, in front of all other attributes."""
    for group in root.iter(f"{SVG}g"):
        if group.get("id") == VARIES:
            for part in [*group.iter(f"{SVG}path"), *group.iter(f"{SVG}use")]:
                others = dict(part.attrib)
                part.attrib.clear()
                part.attrib.update({"class": VARIES, **others})


def _say_once(root: Element) -> None:
    """What holds for the whole figure stands in its first tag, and binds nothing else on a page."""
    definitions = root.find(f"{SVG}defs")
    definitions.remove(definitions.find(f"{SVG}style"))
    for side in ("width", "height"):
        points = float(root.get(side).removesuffix("pt"))
        root.set(side, f"{points * PIXELS_PER_POINT:.0f}")
    root.attrib.pop("version")
    root.set("class", "figure")
    root.set("font-family", "Atkinson Hyperlegible Next, sans-serif")
    root.set("fill", "#000000")
    root.set("stroke-linejoin", "round")


def _open_groups(parent: Element) -> None:
    """Put the parts of a group that says nothing in its place."""
    for place, child in reversed(list(enumerate(parent))):
        _open_groups(child)
        says_nothing = child.tag == f"{SVG}g" and child.attrib.keys() <= {"id"}
        if says_nothing or (child.tag == f"{SVG}defs" and not len(child)):
            parent[place : place + 1] = list(child)


def _number_ids(root: Element) -> None:
    """Give the ids that are referred to new names, in the order in which they are; and leave out the others."""
    named = {name for element in root.iter() for value in element.attrib.values() for name in LINK.findall(value)}
    new: dict[str, str] = {}
    for element in root.iter():
        if (name := element.attrib.pop("id", None)) in named:
            element.set("id", new.setdefault(name, f"{ID}{len(new)}"))
    for element in root.iter():
        for attribute, value in element.items():
            if attribute in ("clip-path", f"{XLINK}href") and not value.startswith("data:"):
                name = LINK.search(value)[1]
                element.set(attribute, value.replace(name, new[name]))


def _with_own_ids(text: str) -> str:
    """Begin the ids with a checksum of the figure, so that several figures can stand in a page."""
    return text.replace(ID, f"i{zlib.crc32(PLACE_THAT_VARIES.sub(VARIES, text).encode()):x}-")


def _shorten(element: Element) -> None:
    """Round numbers, and leave out what says nothing."""
    if element.tag == f"{SVG}image":
        element.attrib.setdefault("style", "image-rendering:auto")
    element.text, element.tail = (element.text or "").strip() or None, None
    for attribute, value in element.items():
        if value.startswith(PNG):
            element.set(attribute, PNG + _repacked(value.removeprefix(PNG)))
            continue
        value = FONT.sub("", NO_TURN.sub("", value))
        value = NUMBER.sub(_rounded, " ".join(value.split()))
        if value:
            element.set(attribute, value)
        else:
            del element.attrib[attribute]


def _repacked(png: str) -> str:
    """Pack a picture with no more than the colors that it has."""
    with Image.open(io.BytesIO(base64.b64decode(png))) as picture:
        pixels = np.asarray(picture.convert("RGBA"))
    if (pixels[..., 3] == 255).all():
        pixels = pixels[..., :3]
        if (pixels == pixels[..., :1]).all():
            pixels = pixels[..., 0]
    packed = io.BytesIO()
    Image.fromarray(pixels).save(packed, "png", optimize=True)
    return base64.b64encode(packed.getvalue()).decode()


def _rounded(number: re.Match[str]) -> str:
    value = round(float(number[0]), DECIMALS) + 0.0  # no −0
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
