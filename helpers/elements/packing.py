"""What all elements share on Python's side: the HTML of an element, written and read, and numbers as text for it.

Whatever wants to know what an element carries asks :func:`elements_in`. A rendered page may keep long data in
scripts beside it: :func:`without_long_data` and :func:`long_data_script` take it out, :func:`with_long_data` and
:func:`whole_page` put it back.
"""

import base64
import html
import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from helpers._checks import checked_array
from helpers.digit_sheet import packed_sheet

LIVING = "living"  # the class of all elements
LIVE = "data-live"  # the attribute with the name of an element's widget, where there is one
AWAY = "data-from"  # the attribute in place of the data that a script keeps: that script's address
SHEET = "digit-sheet"  # the class of the script that holds the digits which all elements share
CALL, END = "fillElement(", ");"  # what stands in that script around its address and the data
FOLDER = Path(__file__).parent
PICTURES = ("(height, width)", "(height, width, 3)")  # shapes of a picture in gray, and of one in colors
COMMENT = re.compile(r"^\s*(?://[^\n]*|/\*(?:(?!\*/).)*\*/[ \t]*)$", re.MULTILINE | re.DOTALL)  # on lines of its own
SHARED = {  # the scripts that an element needs beside its own and base.js, in this order
    "blind-reading": ["numbers", "pixels"],
    "case-file": ["memory"],
    "chapter-quiz": ["memory"],
    "digit-pad": [
        *("numbers", "pixels", "colors", "sight", "slices", "memory", "digits", "ink", "handwriting", "network"),
        *("share", "teaching", "readers", "paper", "pointers", "pen_by_keys", "answer", "preparation"),
        *("filter_map", "layers", "lessons", "link"),
    ],
    "gradient-step": ["numbers", "plot"],
    "linear-neuron": ["numbers", "plot"],
    "live-training": ["numbers", "pixels", "digits", "plot", "curves", "weights", "trainer"],
    "mistake-gallery": ["numbers", "pixels"],
    "reader-guess": ["numbers", "memory", "plot", "guess_number", "guess_choice", "guess_curve"],
    "sliding-kernel": ["numbers", "pixels", "colors", "ink"],
    "softmax-bars": ["numbers", "pixels"],
    "weighing-digit": ["numbers", "pixels", "digits", "ink", "plot", "template"],
}


def script_of(tag: str) -> str:
    """Return the script that defines an element, behind those that it shares with others.

    Parameters
    ----------
    tag : str
        Name of the element and of its file, such as ``"digit-pad"``.

    Returns
    -------
    str
        JavaScript that can run more than once on a page, without its comments and indentation.

    Raises
    ------
    ValueError
        If there is no such element.
    """
    known = sorted(path.stem for path in FOLDER.glob("*-*.js"))
    if not isinstance(tag, str) or tag not in known:
        raise ValueError(f"tag is {tag!r:.60}, expected one of {', '.join(known)}; pass the name of an element.")
    names = ["base", *SHARED.get(tag, []), tag]
    return "\n".join(_lean((FOLDER / f"{name}.js").read_text(encoding="utf-8")) for name in names)


def _lean(script: str) -> str:
    """Leave out indentation, and lines that hold a comment alone: every output of a notebook carries its script."""
    return "\n".join(line.strip() for line in COMMENT.sub("", script).splitlines() if line.strip())


def element_html(
    tag: str,
    data: dict[str, Any],
    sentence: str,
    picture: np.ndarray | None = None,
    name: str | None = None,
    digits: bool = False,
) -> str:
    """Return an element as HTML that is complete in itself: the tag with its data, then its script.

    Parameters
    ----------
    tag : str
        Name of the element.
    data : dict
        What the element is to know, as JSON can write it. It travels in the tag's attribute ``data``.
    sentence : str
        What to say where scripts do not run; also the picture's alternative text.
    picture : np.ndarray, optional
        Gray values from 0 (paper) to 255 (ink), shape (height, width), or red, green and blue, shape
        (height, width, 3); ``uint8``: shown where scripts do not run.
    name : str, optional
        By which a live widget finds the element: see `helpers.elements.live`.
    digits : bool, default False
        Whether the output carries the digits of `helpers.digit_sheet`, 316 kB, which the element's script loads with
        `loadDigits`. One output of a notebook is enough for all elements in it.

    Returns
    -------
    str
        HTML without any address of another file.

    Raises
    ------
    TypeError
        If an argument has another type.
    ValueError
        If there is no such element, `data` holds NaN or infinity, or the picture has another shape.
    """
    if not isinstance(sentence, str):
        raise TypeError(f"sentence is {type(sentence).__name__}, expected a str; say what the element shows.")
    image = ""
    if picture is not None:
        pixels = _checked_pixels(picture, *PICTURES)
        drawn = png(255 - pixels if pixels.ndim == 2 else pixels)
        source = f"data:image/png;base64,{base64.b64encode(drawn).decode()}"
        image = f'<img src="{source}" alt="{html.escape(sentence)}">'
    element = element_around(tag, data, f"<p>{html.escape(sentence)}</p>{image}", name)
    return f"{element}\n{_sheet_script()}" if digits else element


def element_around(tag: str, data: dict[str, Any], inside: str, name: str | None = None) -> str:
    """Return the same as :func:`element_html` around ready-made HTML, which is seen where scripts do not run."""
    try:
        text = _json(data)
    except (TypeError, ValueError, RecursionError) as error:
        kind = ValueError if isinstance(error, ValueError) else TypeError
        raise kind(f"data cannot be written as JSON ({error}); use finite numbers, str, list and dict.") from None
    script = script_of(tag)
    live = {} if name is None else {LIVE: name}
    opening = _start_tag(tag, {"class": LIVING, "data-lm-suppress-shortcuts": "true", **live, "data": text})
    return f"{opening}{inside}</{tag}>\n<script>\n{script}\n</script>"


def _sheet_script() -> str:
    """Return the digits as text in a script that no browser runs."""
    return f'<script type="text/plain" class="{SHEET}">{packed_sheet()}</script>'


def without_sheet(markup: str, source: str) -> tuple[str, str | None]:
    """Take the shared digits out of a page.

    Parameters
    ----------
    markup : str
        The HTML of the page.
    source : str
        Address of the file that holds :func:`sheet_file` instead, as seen from the page.

    Returns
    -------
    markup : str
        The HTML, in which the name of that file stands in place of the first, and nothing in place of others.
    sheet : str or None
        The packed digits; None if the page had none.
    """
    pattern = re.compile(rf'<script type="text/plain" class="{SHEET}">([^<]*)</script>')
    first = pattern.search(markup)
    if not first:
        return markup, None
    kept = f'<data class="{SHEET}" value="{html.escape(source)}"></data>'
    return markup[: first.start()] + kept + pattern.sub("", markup[first.end() :]), first[1]


def sheet_file(sheet: str) -> str:
    """Return the script that :func:`without_sheet` wants beside a page."""
    return f'window.readingDigitsSheet = "{sheet}";\n'


def _start_tag(tag: str, attributes: dict[str, str | None]) -> str:
    """Write a start tag. JSON is full of double quotes, so data stands between single ones."""
    words = [tag]
    for name, value in attributes.items():
        if value is None:
            words.append(name)
        elif name == "data":
            text = html.escape(value, quote=False).replace("'", "&#39;")
            words.append(f"data='{text}'")
        else:
            words.append(f'{name}="{html.escape(value)}"')
    return f"<{' '.join(words)}>"


@dataclass(frozen=True)
class Element:
    """An element as it stands in some HTML.

    Attributes
    ----------
    tag : str
        Its name, such as ``"digit-pad"``.
    attributes : dict
        Its attributes as text, in order; one without a value has None.
    inside : str
        The HTML between its tags, which is seen where scripts do not run.
    start, inner, stop : int
        Places in the HTML: of its first character, of the first one inside, of the first one after it.
    """

    tag: str
    attributes: dict[str, str | None]
    inside: str
    start: int
    inner: int
    stop: int

    @property
    def data(self) -> dict[str, Any]:
        """What it carries; empty if it carries nothing.

        Raises
        ------
        ValueError
            If a script beside the page keeps its data.
        """
        if AWAY in self.attributes:
            raise ValueError(f"A script keeps the data of this <{self.tag}>; read its page with whole_page.")
        return json.loads(self.attributes.get("data") or "{}")


def elements_in(markup: str) -> list[Element]:
    """Find the elements in some HTML, as a browser does.

    Parameters
    ----------
    markup : str
        An output of a notebook, a rendered page, or a part of one.

    Returns
    -------
    list of Element
        In the order of the HTML. An element inside another is part of what that one holds.
    """
    return _Finder(markup).found if LIVING in markup else []


class _Finder(HTMLParser):
    """Reads HTML once, and keeps each element when it ends; one that never ends goes on to the end."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.markup = markup
        self.lines = [0, *(match.end() for match in re.finditer("\n", markup))]
        self.found: list[Element] = []
        self.opened: tuple[str, dict[str, str | None], int, int] | None = None
        self.depth = 0  # of the opened element and of those in it that have the same name
        self.feed(markup)
        self.close()
        if self.opened:
            self._keep(len(markup), len(markup))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self.opened:
            self.depth += tag == self.opened[0]
        elif "-" in tag and LIVING in (attributes.get("class") or "").split():
            start = self._place()
            self.opened = (tag, attributes, start, start + len(self.get_starttag_text() or ""))
            self.depth = 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # in HTML a slash closes nothing

    def handle_endtag(self, tag: str) -> None:
        if self.opened and tag == self.opened[0]:
            self.depth -= 1
            if not self.depth:
                self._keep(self._place(), self.markup.index(">", self._place()) + 1)

    def _place(self) -> int:
        line, column = self.getpos()
        return self.lines[line - 1] + column

    def _keep(self, end: int, stop: int) -> None:
        tag, attributes, start, inner = self.opened
        self.found.append(Element(tag, attributes, self.markup[inner:end], start, inner, stop))
        self.opened = None


def without_elements(markup: str) -> str:
    """Return some HTML with a space in place of each element."""
    return _replaced(markup, ((element.start, element.stop, " ") for element in elements_in(markup)))


def without_long_data(markup: str, name: str, least: int) -> tuple[str, dict[str, dict[str, Any]]]:
    """Take long data out of a page's elements.

    Parameters
    ----------
    markup : str
        The HTML of the page.
    name : str
        Name of the page, with which the names of its scripts begin; letters, digits, ``_`` and ``-``.
    least : int
        How many characters are long.

    Returns
    -------
    markup : str
        The HTML, in which those elements carry the address of a script beside the page in place of their data.
    data : dict
        The data that was taken, by that address.
    """
    taken: dict[str, dict[str, Any]] = {}
    changes = []
    for element in elements_in(markup):
        if len(element.attributes.get("data") or "") >= least:
            address = f"{name}-{len(taken) + 1}.js"
            taken[address] = element.data
            changes.append((element.start, element.inner, _exchanged(element, "data", AWAY, address)))
    return _replaced(markup, changes), taken


def long_data_script(address: str, data: dict[str, Any]) -> str:
    """Return the script that gives an element the data which :func:`without_long_data` took out of its page.

    Its first line calls a function, which the next lines define, with two strings: the address, and the data as JSON,
    which the browser so reads once.
    """
    return f"{CALL}{_json(address)},{_json(_json(data))}{END}\n{(FOLDER / 'long_data.js').read_text(encoding='utf-8')}"


def with_long_data(markup: str, read: Callable[[str], str]) -> str:
    """Put the data in scripts back into the elements of a page.

    Parameters
    ----------
    markup : str
        The HTML of the page.
    read : callable
        Takes a script's address, as an element carries it, and returns what :func:`long_data_script` has returned.

    Returns
    -------
    str
        The HTML as it was before :func:`without_long_data`.

    Raises
    ------
    ValueError
        If a script begins otherwise, or holds the data of another element.
    """
    changes = []
    for element in elements_in(markup):
        address = element.attributes.get(AWAY)
        if address is not None:
            first = read(address).partition("\n")[0]
            begin = f"{CALL}{_json(address)},"
            if not (first.startswith(begin) and first.endswith(END)):
                raise ValueError(f"{address} begins with {first[:40]!r}, and not with its data; build the book again.")
            data = json.loads(first.removeprefix(begin).removesuffix(END))
            changes.append((element.start, element.inner, _exchanged(element, AWAY, "data", data)))
    return _replaced(markup, changes)


def whole_page(path: Path) -> str:
    """Read a rendered page, with all the data that its elements carry.

    Parameters
    ----------
    path : Path
        The page; the scripts that keep long data stand beside it.

    Raises
    ------
    FileNotFoundError
        If the page, or a script that it needs, is missing.
    ValueError
        If a script does not hold the data of its element.
    """
    markup = path.read_text(encoding="utf-8")
    return with_long_data(markup, lambda address: (path.parent / address).read_text(encoding="utf-8"))


def _json(data: Any) -> str:
    return json.dumps(data, separators=(",", ":"), allow_nan=False)


def _exchanged(element: Element, old: str, new: str, value: str) -> str:
    """Write an element's start tag with another attribute in place of an old one."""
    attributes = dict((new, value) if name == old else (name, text) for name, text in element.attributes.items())
    return _start_tag(element.tag, attributes)


def _replaced(markup: str, changes: Iterable[tuple[int, int, str]]) -> str:
    """Put texts in place of parts of the HTML, which are given in order: start, stop, text."""
    parts, done = [], 0
    for start, stop, text in changes:
        parts += [markup[done:start], text]
        done = stop
    return "".join([*parts, markup[done:]])


def png(pixels: np.ndarray) -> bytes:
    """Return gray values or colors, ``uint8`` of shape (height, width) or (height, width, 3), as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(_checked_pixels(pixels, *PICTURES)).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def packed_bytes(array: np.ndarray) -> str:
    """Return an array's bytes, first axis first and little-endian, as base64; it may be empty."""
    if type(array) is not np.ndarray or array.dtype.kind not in "iuf":
        raise TypeError("array is no NumPy array of numbers; pass one.")
    little = array.dtype.newbyteorder("<")
    return base64.b64encode(np.ascontiguousarray(array, dtype=little).tobytes()).decode()


def packed_images(images: np.ndarray) -> str:
    """Return images as base64 with 16 shades: two pixels a byte, the left one in the upper half.

    Parameters
    ----------
    images : np.ndarray
        Shape (n, 28, 28), ``uint8``: 0 is paper, 255 full ink. A shade is a multiple of 17.

    Returns
    -------
    str
        392 bytes an image, as base64.

    Raises
    ------
    TypeError
        If they are not ``uint8``.
    ValueError
        If the shape is another one.
    """
    images = _checked_pixels(images, "(n, 28, 28)")
    if images.shape[1:] != (28, 28):
        raise ValueError(f"images has shape {images.shape}, expected (n, 28, 28); pass images of MNIST.")
    shades = ((images.astype(np.uint16) + 8) // 17).astype(np.uint8).reshape(-1, 2)
    return packed_bytes(shades[:, 0] << 4 | shades[:, 1])


def _checked_pixels(pixels: Any, *shapes: str) -> np.ndarray:
    array = checked_array(pixels, "pixels", *shapes, kinds="iu")
    if array.dtype != np.uint8:
        raise TypeError(f"pixels holds {array.dtype} values, expected uint8; convert it first.")
    if "(height, width, 3)" in shapes and array.ndim == 3 and array.shape[2] != 3:
        raise ValueError(f"pixels has shape {array.shape}, expected three colors; pass red, green and blue last.")
    return array
