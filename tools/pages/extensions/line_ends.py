"""Sphinx extension: what belongs together is not parted at the end of a line, such as "93 %", "5 × 5", "Fig. 3.4".

A formula and the sign behind it stand in one part of the line. Elsewhere a space becomes a no-break space where the
page is written; sources and notebooks keep the plain one, which is easier to type and to look for. Code, formulas and
headings stay as they are: the search compares headings, letter by letter, with what a reader types.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

UNIT = re.compile(r"(?<=\d) (?=[%×])|(?<=×) (?=\d)")
LABEL = re.compile(r"(?<=\.|\w) (?=[\d.]+$)")  # of a figure or a table, before its number
NO_BREAK = "\N{NO-BREAK SPACE}"
SIGN = re.compile(r"[,.;:!?)”’]+")  # behind a formula
TOGETHER = "together"  # the class of a formula and a sign; custom.css lets it not wrap
KEPT = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.title)
AFTER_REFERENCES = 200  # Sphinx writes their words at 10


class KeepTogether(SphinxPostTransform):
    """Put no-break spaces into the text of one page."""

    default_priority = AFTER_REFERENCES
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Change the text of one page."""
        for text in list(self.document.findall(nodes.Text)):
            together = kept_together(text)
            if together != text:
                text.parent.replace(text, nodes.Text(together))
        for formula in list(self.document.findall(nodes.math)):
            join_sign(formula)


def kept_together(text: nodes.Text) -> str:
    """The words of a text with the spaces that they need."""
    above = ancestors(text)
    if any("std-numref" in node.get("classes", []) for node in above):  # that of an exercise is literal
        return LABEL.sub(NO_BREAK, text)
    if any(isinstance(node, KEPT) for node in above):
        return str(text)
    return UNIT.sub(NO_BREAK, text)


def join_sign(formula: nodes.math) -> None:
    """Put a formula and the sign behind it into one part of the line."""
    behind = formula.next_node(descend=False, siblings=True)
    sign = SIGN.match(behind) if isinstance(behind, nodes.Text) else None
    if sign is None:
        return
    behind.parent.replace(behind, nodes.Text(behind[sign.end() :]))
    together = nodes.inline("", "", classes=[TOGETHER])
    formula.replace_self(together)
    together += [formula, nodes.Text(sign[0])]


def ancestors(node: nodes.Node) -> list[nodes.Element]:
    """All that a node stands in, from the inside to the outside."""
    return [] if node.parent is None else [node.parent, *ancestors(node.parent)]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.add_post_transform(KeepTogether)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
