"""Formulas that the browser typesets by itself: a Sphinx extension that writes MathML.

MathML needs no script and no time, is read out by screen readers, can be copied, and is there
where scripts are not. latex2mathml translates what :mod:`.supported` lists; :mod:`.setting` says what
it leaves to be said. What neither can set right is an error of the build.
"""

import re
from html import unescape
from xml.etree.ElementTree import tostring

from docutils import nodes
from latex2mathml.converter import convert_to_element
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

from tools.pages.extensions.native_math.setting import set_right
from tools.pages.extensions.native_math.supported import fault_of

PRODUCT = re.compile(r"\\(?:text|operatorname){[^}]*}|(\d) *([a-z])(?=[a-z])")  # or 2ex would be taken for a length
UPRIGHT = re.compile(r"\\mathrm\s*{([A-Za-z]+)}")
PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "mover": 2, "munder": 2, "munderover": 3}


def to_mathml(formula: str, *, display: bool) -> str:
    """Translate a formula into MathML.

    Parameters
    ----------
    formula
        LaTeX, without dollar signs.
    display
        Whether it stands in a line of its own.

    Returns
    -------
    str
        A ``math`` element.

    Raises
    ------
    ValueError
        The formula holds what is not supported, or it is not well formed.
    """
    if fault := fault_of(formula):
        raise ValueError(f"In the formula {formula!r} {fault}; see native_math/supported.py.")
    try:
        math = convert_to_element(prepared(formula), display="block" if display else "inline")
    except Exception as error:  # the library has a class for each fault, and others slip through
        raise ValueError(f"The formula {formula!r} is not well formed: {type(error).__name__}.") from error
    braces = re.sub(r"\\.", "", formula)
    if braces.count("{") != braces.count("}"):
        raise ValueError(f"In the formula {formula!r} a brace is missing.")
    for element in math.iter():
        element.text = unescape(element.text or "")  # the library writes characters as entities
        if "\\" in element.text or element.text == "&":
            raise ValueError(f"In the formula {formula!r} {element.text} is unknown, or not where it may be.")
        if len(element) < PARTS.get(element.tag, 0):
            raise ValueError(f"In the formula {formula!r} an argument is missing.")
    try:
        set_right(math)
    except ValueError as error:
        raise ValueError(f"In the formula {formula!r} {error}.") from error
    return tostring(math, encoding="unicode")


def prepared(formula: str) -> str:
    """The formula in words that the library takes as they are meant."""
    # Within a displayed formula split is what aligned is, and the library knows it alone.
    latex = re.sub(r"(\\(?:begin|end)){aligned}", r"\1{split}", formula)
    latex = UPRIGHT.sub(r"\\text{\1}", latex)  # it makes a single letter slanted
    return PRODUCT.sub(lambda found: f"{found[1]} {found[2]} " if found[1] else found[0], latex)


def mathml(translator: HTML5Translator, node: nodes.math | nodes.math_block) -> str:
    """MathML of a node; a formula that cannot be translated is a warning, which stops the build."""
    try:
        return to_mathml(node.astext(), display=isinstance(node, nodes.math_block))
    except ValueError as error:
        logging.getLogger(__name__).warning(str(error), location=node)
        return translator.encode(node.astext())


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in the text."""
    self.body.append(
        f"{self.starttag(node, 'span', '', CLASS='math notranslate nohighlight')}{mathml(self, node)}</span>"
    )
    raise nodes.SkipNode


def visit_display(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula in a line of its own, with its number when it has one."""
    self.body.append(self.starttag(node, "div", "", CLASS="math notranslate nohighlight"))
    # A page that stands in no table of contents counts its formulas, and has no number to give them.
    if node["number"] and (number := get_node_equation_number(self, node)):
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(f"{mathml(self, node)}</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Offer the renderer, which ``html_math_renderer: mathml`` chooses."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
