"""What latex2mathml leaves to be said: spaces, accents, letters of other fonts, and what goes below a name."""

import re
import unicodedata
from xml.etree.ElementTree import Element

THIN = "0.1667em"  # the space beside the name of a function, as in TeX
OPEN, CLOSE, SIGNS, NAME = set("([{|"), set(")]}|"), set("+-\u2212\u00b1"), re.compile(r"[A-Za-z]{2,}")
ACCENTS = {"^": "\u02c6", "~": "\u02dc", "\u00af": "\u00af", "\u02d9": "\u02d9", "\u00a8": "\u00a8"}
BELOW = {"argmax", "argmin", "det", "gcd", "inf", "lim", "max", "min", "sup"}  # a displayed index stands below these
LIMITS = {"msub": "munder", "msubsup": "munderover"}
TAKEN_FOR_LETTERS = {  # operators, relations and fences that the library gives as letters
    **{character: character for character in "\u00b1\u27f9\u27fa\u27f6\u27c2:\u00ac"},
    "~": "\u223c",
    "\u29f5": "\u2216",
}
FENCES = set("\u27e8\u27e9\u230a\u230b\u2308\u2309|\u2016")
ALPHABETS = {
    "bold": "BOLD",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "fraktur": "FRAKTUR",
    "monospace": "MONOSPACE",
    "sans-serif": "SANS-SERIF",
    "script": "SCRIPT",
}


def set_right(math: Element) -> None:
    """Set a formula as TeX does.

    Parameters
    ----------
    math
        The ``math`` element, which is changed.

    Raises
    ------
    ValueError
        A character has no form in the font that is asked for.
    """
    for element in math.iter():
        set_font(element)
        set_operator(element)
        set_accent(element)
        if math.get("display") == "block" and element.tag in LIMITS and (element[0].text or "") in BELOW:
            element.tag = LIMITS[element.tag]
    space(math)


def set_font(element: Element) -> None:
    """Put the characters of a font in place of an attribute that browsers do not know."""
    variant = element.get("mathvariant")
    if variant in ALPHABETS:
        element.text = "".join(styled(character, variant) for character in element.text or "")
    if variant and variant != "normal":
        del element.attrib["mathvariant"]


def styled(character: str, variant: str) -> str:
    """A letter or digit in another font, such as 𝛍, which is a character of its own."""
    name = re.sub(r"(?:LATIN|GREEK) (CAPITAL|SMALL) LETTER", r"\1", unicodedata.name(character))
    alphabet = ALPHABETS[variant]
    if name.startswith(("MATHEMATICAL ", f"{alphabet} ")):
        return character  # it is one already
    old = alphabet.replace("FRAKTUR", "BLACK-LETTER")  # letters such as ℝ are older than the others
    for candidate in (f"MATHEMATICAL {alphabet} {name}", f"{old} {name}"):
        try:
            return unicodedata.lookup(candidate)
        except KeyError:
            continue
    raise ValueError(f"{character} has no {variant} form")


def set_operator(element: Element) -> None:
    """Make an operator of a character that the library takes for a letter."""
    text = element.text or ""
    if element.tag == "mi" and text in TAKEN_FOR_LETTERS:
        element.tag, element.text = "mo", TAKEN_FOR_LETTERS[text]
    elif text in FENCES and element.get("fence") != "true":  # as \left and \right have
        element.tag = "mo"
        element.set("stretchy", "false")
    elif element.tag == "mo" and text == "/":
        element.attrib.update(lspace="0", rspace="0")
    elif element.tag == "mo" and (text == "\u2202" or NAME.fullmatch(text)):
        element.tag = "mi"
        element.attrib.clear()
    elif element.tag == "mrow" and len(element) == 1 and element[0].text == ",":
        element[0].attrib.update(lspace="0", rspace="0")  # {,} within a number
    elif element.tag == "mspace" and element.get("width") == "negativethinmathspace":
        element.set("width", f"-{THIN}")


def set_accent(element: Element) -> None:
    """Set an accent close to its letter, and a prime where it is raised already."""
    if element.tag == "mover" and element[1].tag == "mo" and element[1].text in ACCENTS:
        element.set("accent", "true")
        element[1].set("stretchy", "false")
        element[1].text = ACCENTS[element[1].text]
    if element.tag == "msup" and element[1].text == "\u2032":
        element.tag, element[1].tag = "mrow", "mo"
        element[1].attrib.update(lspace="0", rspace="0")


def space(parent: Element) -> None:
    """Set the spaces of signs and of names."""
    for child in list(parent):
        space(child)
    if parent.tag not in ("math", "mrow", "mtd"):
        return
    for before, sign in zip(list(parent), list(parent)[1:], strict=False):
        if sign.text in SIGNS and before.tag == "mo" and before.text not in CLOSE:
            sign.set("form", "prefix")  # a sign, not a difference
    for name in [child for child in parent if is_name(child)]:
        after = list(parent).index(name) + 1
        if after < len(parent) and (parent[after].text or "") not in OPEN:
            parent.insert(after, Element("mspace", width=THIN))
        if after > 1 and parent[after - 2].tag != "mo":
            parent.insert(after - 1, Element("mspace", width=THIN))


def is_name(element: Element) -> bool:
    """Whether an element is the name of a function, with or without an index."""
    indexed = element.tag in (*LIMITS, *LIMITS.values())
    word = element[0] if indexed else element
    return word.tag == "mi" and bool(NAME.fullmatch(word.text or ""))
