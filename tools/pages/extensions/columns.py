"""Sphinx extension: marks what a cell prints in columns. A phone keeps them, in smaller type or scrolled.

A single line wraps where it does not fit, since a number that has scrolled out of sight is not read; lines that stand
below each other would lose their columns.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LINES = 3  # that make columns
FITS, FITS_SMALL, FITS_AT_A_DESK = 38, 46, 88  # characters: on a phone, there in the smallest type, at 1280 pixels
COLUMNS, SMALL = "columns", "columns-small"  # classes; custom.css says what they look like


class MarkColumns(SphinxPostTransform):
    """Mark the printed columns of one page."""

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Give what is printed its class."""
        for printed in self.document.findall(nodes.literal_block):
            if "stream" in printed.get("classes", []):
                printed["classes"] += classes_of(printed.astext())


def classes_of(printed: str) -> list[str]:
    """The classes of what a cell prints; none if it may wrap."""
    lengths = [len(line.rstrip()) for line in printed.strip("\n").split("\n")]
    if len(lengths) < LINES or not FITS < max(lengths) <= FITS_AT_A_DESK:
        return []
    return [COLUMNS, SMALL] if max(lengths) <= FITS_SMALL else [COLUMNS]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_post_transform(MarkColumns)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
