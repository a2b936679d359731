"""Keep the committed bytes of outputs that say the same again, so that a second run changes nothing."""

import base64
import binascii
import hashlib
import io
import re
from typing import Any

from helpers.elements.packing import LIVE
from tools.notebooks.clean import Notebook, Output, count_results
from tools.notebooks.sanitize import Sanitizers, sanitizers

NUMBER = (r"\d+([.,]\d+)*(e[+-]?\d+)?", "NUMBER")
EMBEDDED = re.compile(r"data:image/[a-z+]+;base64,([A-Za-z0-9+/=]+)")  # an image within HTML


def keep_equal_outputs(notebook: Notebook, committed: Notebook) -> None:
    """Put committed outputs back where the new ones say the same.

    Two outputs say the same if they differ in nothing but what the sanitize file covers; in a cell
    that is tagged ``nbval-ignore-output``, numbers may differ, too.
    """
    committed_cells = {cell.get("id"): cell for cell in committed.cells if cell.cell_type == "code"}
    for cell in notebook.cells:
        before = committed_cells.get(cell.id)
        if cell.cell_type != "code" or before is None:
            continue
        ignored = "nbval-ignore-output" in cell.metadata.get("tags", [])
        masks = [*sanitizers(), NUMBER] if ignored else sanitizers()
        if len(before.outputs) == len(cell.outputs):
            cell.outputs = [
                old if essence(new, masks) == essence(old, masks) and not is_named(old) else new
                for new, old in zip(cell.outputs, before.outputs, strict=True)
            ]
        count_results(cell)


def is_named(output: Output) -> bool:
    """Whether an output was saved by JupyterLab with the name of a widget: see ``helpers.elements.live``."""
    return f" {LIVE}=" in output.get("data", {}).get("text/html", "")


def essence(value: Any, masks: Sanitizers) -> Any:
    """What of an output counts: its text without times and addresses, the pixels of its images."""
    if isinstance(value, dict):
        return {
            key: pixels(item) if key == "image/png" else essence(item, masks)
            for key, item in value.items()
            if key != "execution_count"
        }
    if isinstance(value, list):
        return [essence(item, masks) for item in value]
    if isinstance(value, str):
        value = EMBEDDED.sub(embedded_pixels, value)  # the masks would hide a changed image
        for pattern, replacement in masks:
            value = re.sub(pattern, replacement, value)
    return value


def pixels(png: str) -> Any:
    """Size and pixels of an image in base64; the text itself when it is no image."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(base64.b64decode(png))) as image:
            return image.size, image.convert("RGBA").tobytes()
    except (binascii.Error, OSError):
        return png


def embedded_pixels(match: re.Match[str]) -> str:
    """Letters that stand for the pixels of an embedded image, or the match itself when it is no image."""
    found = pixels(match[1])
    if isinstance(found, str):
        return match[0]
    digest = hashlib.sha256(repr(found).encode()).hexdigest()
    return "image " + digest.translate(str.maketrans("0123456789", "ghijklmnop"))  # numbers may be masked, letters not
