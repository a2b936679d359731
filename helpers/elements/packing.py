"""What all elements share on Python's side: the HTML of an element, and numbers as text for it."""

import base64
import html
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from helpers._checks import checked_array

FOLDER = Path(__file__).parent


def script_of(tag: str) -> str:
    """Return the script that defines an element, behind the one that all elements share.

    Parameters
    ----------
    tag : str
        Name of the element and of its file, such as ``"digit-pad"``.

    Returns
    -------
    str
        JavaScript that can run more than once on a page.

    Raises
    ------
    ValueError
        If there is no such element.
    """
    known = sorted(path.stem for path in FOLDER.glob("*-*.js"))
    if not isinstance(tag, str) or tag not in known:
        raise ValueError(f"tag is {tag!r:.60}, expected one of {', '.join(known)}; pass the name of an element.")
    return "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8").strip() for name in ("base", tag))


def element_html(tag: str, data: dict[str, Any], sentence: str, picture: np.ndarray | None = None) -> str:
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
        Gray values from 0 (paper) to 255 (ink), shape (height, width), ``uint8``: shown where scripts do
        not run.

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
        source = f"data:image/png;base64,{base64.b64encode(png(255 - _checked_pixels(picture))).decode()}"
        image = f'<img src="{source}" alt="{html.escape(sentence)}">'
    return element_around(tag, data, f"<p>{html.escape(sentence)}</p>{image}")


def element_around(tag: str, data: dict[str, Any], inside: str) -> str:
    """Return the same as :func:`element_html` around ready-made HTML, which is seen where scripts do not run."""
    try:
        text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        kind = ValueError if isinstance(error, ValueError) else TypeError
        raise kind(f"data cannot be written as JSON ({error}); use finite numbers, str, list and dict.") from None
    packed = html.escape(text, quote=False).replace("'", "&#39;")
    return (
        f'<{tag} class="living" data-lm-suppress-shortcuts="true" data=\'{packed}\'>'
        f"{inside}</{tag}>\n<script>\n{script_of(tag)}\n</script>"
    )


def png(pixels: np.ndarray) -> bytes:
    """Return gray values, ``uint8`` of shape (height, width), as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(_checked_pixels(pixels)).save(buffer, "PNG", optimize=True)
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


def _checked_pixels(pixels: Any, shape: str = "(height, width)") -> np.ndarray:
    array = checked_array(pixels, "pixels", shape, kinds="iu")
    if array.dtype != np.uint8:
        raise TypeError(f"pixels holds {array.dtype} values, expected uint8; convert it first.")
    return array
