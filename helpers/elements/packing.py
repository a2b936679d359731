"""What all elements share on Python's side: the HTML of an element, and numbers as text for it."""

import base64
import html
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

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
    """
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
    """
    image = ""
    if picture is not None:
        source = f"data:image/png;base64,{base64.b64encode(png(255 - picture)).decode()}"
        image = f'<img src="{source}" alt="{html.escape(sentence)}">'
    return element_around(tag, data, f"<p>{html.escape(sentence)}</p>{image}")


def element_around(tag: str, data: dict[str, Any], inside: str) -> str:
    """Return the same as :func:`element_html` around ready-made HTML, which is seen where scripts do not run."""
    packed = html.escape(json.dumps(data, separators=(",", ":"), allow_nan=False), quote=False).replace("'", "&#39;")
    return (
        f'<{tag} class="living" data-lm-suppress-shortcuts="true" data=\'{packed}\'>'
        f"{inside}</{tag}>\n<script>\n{script_of(tag)}\n</script>"
    )


def png(pixels: np.ndarray) -> bytes:
    """Return gray or RGB values, ``uint8``, as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def packed_bytes(array: np.ndarray) -> str:
    """Return an array's bytes, first axis first and little-endian, as base64."""
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
    """
    shades = ((images.astype(np.uint16) + 8) // 17).astype(np.uint8).reshape(-1, 2)
    return packed_bytes(shades[:, 0] << 4 | shades[:, 1])
