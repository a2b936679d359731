"""tools/pages/extensions/native_math.py: formulas as MathML, spaced as TeX spaces them."""

from xml.etree import ElementTree

import pytest

from tools.pages.extensions.native_math import to_mathml

MATHML = "{http://www.w3.org/1998/Math/MathML}"


def parts(formula: str) -> list[tuple[str, str]]:
    """Tags and texts of a formula's leaves, in order."""
    math = ElementTree.fromstring(to_mathml(formula, display=True))
    return [(leaf.tag.removeprefix(MATHML), leaf.text or "") for leaf in math.iter() if not len(leaf)]


@pytest.mark.parametrize(("display", "way"), [(True, "block"), (False, "inline")])
def test_a_formula_is_a_math_element(display: bool, way: str) -> None:
    math = ElementTree.fromstring(to_mathml("x < 2", display=display))
    assert (math.tag, math.get("display")) == (f"{MATHML}math", way)
    assert parts("x < 2") == [("mi", "x"), ("mo", "<"), ("mn", "2")]


@pytest.mark.parametrize(
    ("formula", "character"),
    [(r"\mathbf{x}", "\U0001d431"), (r"\mathbf{W}", "\U0001d416"), (r"\mathbb{R}", "ℝ"), (r"\varepsilon", "ε")],
)
def test_letters_are_characters_of_their_own(formula: str, character: str) -> None:
    assert parts(formula) == [("mi", character)]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"y \ln x", ["mi y", "mspace", "mi ln", "mspace", "mi x"]),
        (r"-\ln 10", ["mo −", "mi ln", "mspace", "mn 10"]),
        (r"\max(0, z)", ["mi max", "mo (", "mn 0", "mo ,", "mi z", "mo )"]),
        (r"y_i \ln \hat{y}", ["mi y", "mi i", "mspace", "mi ln", "mspace", "mi y", "mo ˆ"]),
        ("x'", ["mi x", "mo ′"]),
        (r"2ex", ["mn 2", "mi e", "mi x"]),
        (r"\text{of 10 in all}", ["mtext of\xa010\xa0in\xa0all"]),
        (r"\partial L", ["mi ∂", "mi L"]),
    ],
)
def test_names_signs_and_accents(formula: str, expected: list[str]) -> None:
    assert [f"{tag} {text}".strip() for tag, text in parts(formula)] == expected


def test_a_sign_is_no_difference() -> None:
    assert to_mathml(r"L = -\sum_i y_i", display=True).count('form="prefix"') == 1
    assert 'form="prefix"' not in to_mathml("(a) - b", display=True)


def test_a_slash_takes_no_space() -> None:
    assert '<mo lspace="0" rspace="0">/</mo>' in to_mathml("1/x", display=False)


def test_lines_are_aligned() -> None:
    mathml = to_mathml("\\begin{aligned}\na &= b \\\\\nL &= c\n\\end{aligned}", display=True)
    math = ElementTree.fromstring(mathml)
    assert [cell.get("columnalign") for cell in math.iter(f"{MATHML}mtd")] == ["right", "left"] * 2


WRONG = [r"\frac{1}", r"\alhpa + 1", "a & b", r"\begin{gathered} a \\ b \end{gathered}", "{x", "x}", "x^", r"\left( x"]


@pytest.mark.parametrize("formula", WRONG)
def test_a_wrong_formula_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="formula"):
        to_mathml(formula, display=True)
