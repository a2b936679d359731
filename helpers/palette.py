"""The colors of the book: of each thing in figures, diagrams and elements, on a light page and on a dark one.

What each color stands for is told in :mod:`helpers.figures`.
"""

import re

import numpy as np
from matplotlib.colors import to_hex, to_rgb

# After Okabe and Ito. Of each thing first the color of lines, then that of areas, on which words stand.
PALETTE = {
    "input": ("#0072B2", "#D6E8F3"),
    "weight": ("#8F6300", "#E69F00"),
    "activation": ("#009E73", "#CDEBE2"),
    "prediction": ("#B0508A", "#F5E0EC"),
    "truth": ("#555555", "#EEEEEE"),
    "error": ("#B84A00", "#FAE0D0"),
}
GRAYS = ("#222222", "#444444", "#555555", "#767676", "#949494", "#CCCCCC", "#EEEEEE", "#F6F6F6", "#FFFFFF")

# What a color becomes on a dark page. Paper is the ground of the page itself.
DARK = {
    "#0072B2": "#6CB8F0",
    "#D6E8F3": "#17384D",
    "#8F6300": "#F0B83C",
    "#E69F00": "#7A5500",
    "#009E73": "#3FCF9F",
    "#CDEBE2": "#10402F",
    "#B0508A": "#E595C8",
    "#F5E0EC": "#4D2440",
    "#B84A00": "#FF9A5C",
    "#FAE0D0": "#4F2611",
    "#000000": "#F2F3F5",
    "#222222": "#E8EAED",
    "#444444": "#CDD0D5",
    "#555555": "#B9BEC5",
    "#767676": "#9DA3AB",
    "#808080": "#949AA2",
    "#949494": "#868C95",
    "#CCCCCC": "#4A515B",
    "#EEEEEE": "#2E343C",
    "#F6F6F6": "#20252C",
    "#FFFFFF": "var(--pst-color-background)",
}
HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![\w-])")
IMAGE_STYLE = "image-rendering:"  # how the style of each image begins
# What the ends of an image's color map become on a dark page: paper its ground, ink light, positive and negative
# weights vivid. Color maps are straight lines between ends. So is what lies between them on a dark page, but the pale
# stands nearer to the vivid there: a tone of a share has that share to the power LIFT, for the dark swallows the pale.
GROUND = "#15171C"
DARK_IMAGE = {"#FFFFFF": GROUND, "#000000": DARK["#000000"], "#E69F00": "#F5A800", "#0072B2": "#56B4F5"}
LIFT = 0.7
IMAGE_FILTER = "figure-image"  # the id of the filter, within a page and within the root of each element


def themed(svg: str) -> str:
    """Let the colors of an SVG follow the page that it stands in; elsewhere they stay.

    Parameters
    ----------
    svg : str
        An element ``svg`` with colors as ``#rrggbb`` or ``#rgb``.

    Returns
    -------
    str
        The same, with each color that the book has as ``var(--figure-rrggbb, #rrggbb)``.
    """
    filtered = svg.replace(f'style="{IMAGE_STYLE}', f'style="filter: var(--figure-image); {IMAGE_STYLE}')
    return HEX.sub(_variable, filtered)


def dark_colors() -> str:
    """Return CSS declarations of what :func:`themed` asks for, on a dark page with :func:`image_filter`."""
    colors = [f"{_name(light)}: {dark};" for light, dark in DARK.items()]
    return "\n".join([*colors, f"--figure-image: url(#{IMAGE_FILTER});"])


def image_filter() -> str:
    """Return an element ``svg`` without a size, which holds the filter of images on a dark page."""
    rows = [[*row[:3], 0, row[3]] for row in _dark_image_matrix()] + [[0, 0, 0, 1, 0]]
    values = " ".join(f"{value:.4g}" for row in rows for value in row)
    return (
        '<svg class="image-filter" width="0" height="0" aria-hidden="true" focusable="false">'
        f'<filter id="{IMAGE_FILTER}" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">'
        + _of_each_channel('type="table" tableValues="1 0"')
        + _of_each_channel(f'type="gamma" exponent="{LIFT}"')
        + f'<feColorMatrix values="{values}"/></filter></svg>'
    )


def dark_image_color(color: str) -> str:
    """Return what a color of an image is on a dark page.

    Parameters
    ----------
    color : str
        As ``#rrggbb``.

    Returns
    -------
    str
        Likewise.
    """
    return to_hex(np.clip(_dark_image_matrix() @ [*_ink(color), 1], 0, 1)).upper()


def _dark_image_matrix() -> np.ndarray:
    """Return the one straight map from ink to colors, shape (3, 4), that does what DARK_IMAGE says of its four."""
    before = [[*_ink(color), 1] for color in DARK_IMAGE]
    after = [to_rgb(color) for color in DARK_IMAGE.values()]
    return np.linalg.solve(before, after).T


def _ink(color: str) -> np.ndarray:
    """Return how far each channel of a color is from paper, from 0 to 1, with what is pale lifted."""
    return (1 - np.array(to_rgb(color))) ** LIFT


def _of_each_channel(function: str) -> str:
    """Return the part of a filter that applies a function to red, green and blue."""
    parts = "".join(f"<feFunc{channel} {function}/>" for channel in "RGB")
    return f"<feComponentTransfer>{parts}</feComponentTransfer>"


def _name(color: str) -> str:
    return f"--figure-{color[1:].lower()}"


def _variable(color: re.Match[str]) -> str:
    written = color[0] if len(color[0]) == 7 else "#" + "".join(2 * letter for letter in color[0][1:])
    return f"var({_name(written)}, {color[0]})" if written.upper() in DARK else color[0]
