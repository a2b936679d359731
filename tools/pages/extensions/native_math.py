"""Formulas that the browser typesets by itself: a Sphinx extension that writes MathML.

MathML needs no script and no time, is read out by screen readers, can be copied, and is there
where scripts are not. latex2mathml translates; here is what it leaves to be said about spaces.
"""

import re
from html import unescape
from xml.etree.ElementTree import Element, tostring

from docutils import nodes
from latex2mathml.converter import convert_to_element
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

ENVIRONMENT = re.compile(r"\\begin{([^}]*)}")
PRODUCT = re.compile(r"\\(?:text|mathrm){[^}]*}|(\d) *([a-z])(?=[a-z])")  # or 2ex would be taken for a length
ENVIRONMENTS = {"split", "cases", "array", "matrix", "pmatrix", "bmatrix"}
PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "mover": 2, "munder": 2, "munderover": 3}
THIN = "0.1667em"  # the space beside the name of a function, as in TeX
OPEN, CLOSE, SIGNS, LETTERS = set("([{|"), set(")]}|"), set("+-\u2212\u00b1"), re.compile(r"[A-Za-z]{2,}")


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
        The formula holds a command that is unknown, or it is not well formed.
    """
    try:
        # Within a displayed formula split is what aligned is, and the library knows it alone.
        latex = re.sub(r"(\\(?:begin|end)){aligned}", r"\1{split}", formula)
        latex = PRODUCT.sub(lambda found: f"{found[1]} {found[2]} " if found[1] else found[0], latex)
        math = convert_to_element(latex, display="block" if display else "inline")
    except Exception as error:  # the library has a class for each fault, and others slip through
        raise ValueError(f"The formula {formula!r} is not well formed: {type(error).__name__}.") from error
    braces = re.sub(r"\\.", "", latex)
    if braces.count("{") != braces.count("}") or not set(ENVIRONMENT.findall(latex)) <= ENVIRONMENTS:
        raise ValueError(f"In the formula {formula!r} a brace is missing, or an environment is unknown.")
    for element in math.iter():
        element.text = unescape(element.text or "")  # the library writes characters as entities
        if "\\" in element.text or element.text == "&":
            raise ValueError(f"In the formula {formula!r} {element.text} is unknown, or not where it may be.")
        if len(element) < PARTS.get(element.tag, 0):
            raise ValueError(f"In the formula {formula!r} an argument is missing.")
    space(math)
    return tostring(math, encoding="unicode")


def space(parent: Element) -> None:
    """Set the spaces of operators and of names as TeX does."""
    for child in list(parent):
        space(child)
        text = child.text or ""
        if child.tag == "mo" and text == "/":
            child.set("lspace", "0")
            child.set("rspace", "0")
        elif child.tag == "mo" and (text == "∂" or LETTERS.fullmatch(text)):
            child.tag = "mi"
            child.attrib.clear()
    if parent.tag == "mover" and parent.get("accent") == "true":
        parent[1].set("stretchy", "false")
        parent[1].text = {"^": "\u02c6", "~": "\u02dc"}.get(parent[1].text or "", parent[1].text)
    if parent.tag == "msup" and parent[1].text == "\u2032":
        parent.tag, parent[1].tag = "mrow", "mo"  # a prime is raised already
        parent[1].attrib.update(lspace="0", rspace="0")
    if parent.tag not in ("math", "mrow", "mtd"):
        return
    for before, sign in zip(list(parent), list(parent)[1:], strict=False):
        if sign.text in SIGNS and before.tag == "mo" and before.text not in CLOSE:
            sign.set("form", "prefix")  # a sign, not a difference
    for name in [child for child in parent if child.tag == "mi" and LETTERS.fullmatch(child.text or "")]:
        after = list(parent).index(name) + 1
        if after < len(parent) and (parent[after].text or "") not in OPEN:
            parent.insert(after, Element("mspace", width=THIN))
        if after > 1 and parent[after - 2].tag != "mo":
            parent.insert(after - 1, Element("mspace", width=THIN))


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
    if node["number"]:
        self.body.append(f'<span class="eqno">({get_node_equation_number(self, node)})')
        self.add_permalink_ref(node, "Link to this equation")
        self.body.append("</span>")
    self.body.append(f"{mathml(self, node)}</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Offer the renderer, which ``html_math_renderer: mathml`` chooses."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
