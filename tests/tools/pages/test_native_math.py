"""tools/pages/extensions/native_math: formulas as MathML, set as TeX sets them, or refused."""

import re
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser

from tests.tools.pages.small_book import ROOT
from tools.pages.extensions.native_math import supported, to_mathml

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
        (r"y \max_k z", ["mi y", "mspace", "mi max", "mi k", "mspace", "mi z"]),
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


TABLE = """
alpha α  beta β  gamma γ  delta δ  epsilon ϵ  varepsilon ε  zeta ζ  eta η  theta θ  vartheta ϑ  iota ι  kappa κ
lambda λ  mu μ  nu ν  xi ξ  pi π  rho ρ  varrho ϱ  sigma σ  varsigma ς  tau τ  upsilon υ  phi ϕ  varphi φ  chi χ
psi ψ  omega ω  Gamma Γ  Delta Δ  Theta Θ  Lambda Λ  Xi Ξ  Pi Π  Sigma Σ  Upsilon Υ  Phi Φ  Psi Ψ  Omega Ω
ell ℓ  nabla ∇  infty ∞  emptyset ∅  top ⊤  forall ∀  exists ∃  neg ¬  cdot ·  times ×  div ÷  pm ±  mp ∓
odot ⊙  oplus ⊕  otimes ⊗  circ ∘  ast *  star ⋆  cap ∩  cup ∪  setminus ∖  wedge ∧  vee ∨  sum ∑  prod ∏  int ∫
le ≤  leq ≤  ge ≥  geq ≥  ne ≠  neq ≠  approx ≈  equiv ≡  sim ∼  simeq ≃  propto ∝  in ∈  notin ∉  ni ∋
subset ⊂  subseteq ⊆  supset ⊃  supseteq ⊇  ll ≪  gg ≫  mid ∣  parallel ∥  perp ⟂  to →  gets ←  leftarrow ←
rightarrow →  leftrightarrow ↔  Leftarrow ⇐  Rightarrow ⇒  Leftrightarrow ⇔  implies ⟹  iff ⟺  mapsto ↦
longrightarrow ⟶  ldots …  cdots ⋯  vdots ⋮  ddots ⋱  dots …  langle ⟨  rangle ⟩  lfloor ⌊  rfloor ⌋  lceil ⌈
rceil ⌉  lvert |  rvert |  lVert ‖  rVert ‖  { {  } }  | ‖  % %
"""
SYMBOLS = dict(zip(TABLE.split()[::2], TABLE.split()[1::2], strict=True))
OPERATORS = set("∇∞∅⊤∀∃¬")  # among the letters


@pytest.mark.parametrize("name", SYMBOLS)
def test_a_symbol_is_one_character_and_an_operator_is_no_letter(name: str) -> None:
    is_letter = name in {"ldots", "%", *supported.LETTERS.split()} and SYMBOLS[name] not in OPERATORS
    assert parts(f"\\{name}") == [("mi" if is_letter else "mo", SYMBOLS[name])]


@pytest.mark.parametrize("name", supported.FUNCTIONS.split())
def test_the_name_of_a_function_is_one_word(name: str) -> None:
    assert parts(rf"\{name}(x)")[0] == ("mi", name)


ACCENTS = {"hat": "ˆ", "bar": "¯", "tilde": "˜", "dot": "˙", "ddot": "¨"}


@pytest.mark.parametrize("name", supported.ACCENTS.split())
def test_an_accent_is_close_to_its_letter(name: str) -> None:
    mathml = to_mathml(rf"\{name}{{x}}", display=True)
    assert '<mover accent="true">' in mathml
    assert f'<mo stretchy="false">{ACCENTS[name]}</mo>' in mathml


FONTS = {
    "mathbb": "𝕩𝔸𝟚ℝ",
    "mathbf": "𝐱𝐀𝟐𝐑",
    "mathcal": "𝓍𝒜ℛ",
    "mathfrak": "𝔵𝔄ℜ",
    "mathsf": "𝗑𝖠2𝖱",
    "mathtt": "𝚡𝙰𝟸𝚁",
    "boldsymbol": "𝒙𝑨𝟐𝑹",
}


@pytest.mark.parametrize("name", FONTS)
def test_each_letter_of_a_font_is_a_character_of_its_own(name: str) -> None:
    text = "xA2R" if name not in ("mathcal", "mathfrak") else "xAR"
    assert "".join(letter for _, letter in parts(rf"\{name}{{{text}}}")) == FONTS[name]
    assert "".join(letter for letter in (parts(rf"\{name}{{{each}}}")[0][1] for each in text)) == FONTS[name]
    assert "mathvariant" not in to_mathml(rf"\{name}{{{text}}}", display=True)


def test_greek_has_fonts_too_and_letters_are_italic_anyway() -> None:
    assert parts(r"\boldsymbol{\mu}") == [("mi", "𝝁")]
    assert parts(r"\mathit{xy}") == [("mi", "x"), ("mi", "y")]
    assert "mathvariant" not in to_mathml(r"\mathit{xy}", display=True)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (r"\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
        (r"\dfrac1n", '<mstyle displaystyle="true" scriptlevel="0"><mfrac><mn>1</mn><mi>n</mi></mfrac></mstyle>'),
        (r"\tfrac1n", '<mstyle displaystyle="false" scriptlevel="0"><mfrac><mn>1</mn><mi>n</mi></mfrac></mstyle>'),
        (r"\binom nk", '<mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>'),
        (r"\sqrt{x}", "<msqrt><mrow><mi>x</mi></mrow></msqrt>"),
        (r"\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mn>3</mn></mroot>"),
        (r"\overset{a}{=}", "<mover><mrow><mo>=</mo></mrow><mrow><mi>a</mi></mrow></mover>"),
        (r"\underset{a}{=}", "<munder><mrow><mo>=</mo></mrow><mrow><mi>a</mi></mrow></munder>"),
        (
            r"\underbrace{a}_b",
            "<munder><munder><mrow><mi>a</mi></mrow><mo>⏟</mo></munder><mi>b</mi></munder>",
        ),
        (r"\overbrace{a}^b", "<mover><mover><mrow><mi>a</mi></mrow><mo>⏞</mo></mover><mi>b</mi></mover>"),
        (r"\mathrm{T}", "<mtext>T</mtext>"),
        (r"x^{\mathrm{new}}", "<mtext>new</mtext>"),
        (r"\mathrm{a_i}", '<mi mathvariant="normal">a</mi><mi mathvariant="normal">i</mi>'),
        (r"\text{a_b, 2ex}", "<mtext>a_b,\xa02ex</mtext>"),
        (r"\operatorname{argmax}_x f", "<munder><mi>argmax</mi><mi>x</mi></munder>"),
        (r"\max_x f", "<munder><mi>max</mi><mi>x</mi></munder>"),
        (r"\sum_i^n x", "<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>"),
        (r"\displaystyle x", '<mstyle displaystyle="true" scriptlevel="0"><mi>x</mi></mstyle>'),
        (r"a\,b", '<mspace width="0.167em" />'),
        (r"a\:b", '<mspace width="0.222em" />'),
        (r"a\;b", '<mspace width="0.278em" />'),
        (r"a\!b", '<mspace width="-0.1667em" />'),
        (r"a\quad b", '<mspace width="1em" />'),
        (r"a\qquad b", '<mspace width="2em" />'),
        (r"a\ b~c", "<mi>a</mi><mtext>\xa0</mtext><mi>b</mi><mtext>\xa0</mtext><mi>c</mi>"),
        (r"60{,}000", '<mn>60</mn><mrow><mo lspace="0" rspace="0">,</mo></mrow><mn>000</mn>'),
        (r"f: x", "<mi>f</mi><mo>:</mo><mi>x</mi>"),
        (r"\lvert x\rvert", '<mo stretchy="false">|</mo>'),
        (r"\left(x\right]", '<mo stretchy="true" fence="true" form="postfix">]</mo>'),
        (r"\left.x\right|_0", '<mo stretchy="true" fence="true" form="prefix" />'),
        (r"\left\lVert x\right\rVert", '<mo stretchy="true" fence="true" form="prefix">‖</mo>'),
        (r"\left\{x\right\}", '<mo stretchy="true" fence="true" form="prefix">{</mo>'),
        (r"\begin{cases} a & b \\ c & d \end{cases}", '<mtd columnalign="left"><mi>d</mi></mtd></mtr></mtable>'),
        (r"\begin{array}{rcl} a & = & b \end{array}", '<mtd columnalign="center"><mo>=</mo></mtd>'),
        (
            r"\begin{matrix} a & b \end{matrix}",
            "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr></mtable>",
        ),
        (r"\begin{pmatrix} a \end{pmatrix}", "<mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable><mo>)</mo>"),
        (r"\begin{bmatrix} a \end{bmatrix}", "<mo>[</mo><mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable><mo>]</mo>"),
        (r"\begin{split} a \\ {[}b] \end{split}", "<mtr>"),
        (r"\begin{aligned} a \\ b \end{aligned}", "<mtr>"),
    ],
)
def test_what_is_supported_is_set(formula: str, expected: str) -> None:
    assert expected in to_mathml(formula, display=True)


# The left and the right edges of what stands in the columns of a table.
EDGES = """() => [...document.querySelectorAll("mtr")].map(row => [...row.children].map(cell => {
    const first = cell.firstElementChild.getBoundingClientRect(), last = cell.lastElementChild.getBoundingClientRect();
    return [first.left, last.right];
}))"""


@pytest.mark.parametrize("sheet", ["book/_static/custom.css", "tools/pages/print/print_book.css"])
def test_columns_are_aligned_in_the_browser(browser: Browser, sheet: str) -> None:
    formula = to_mathml(r"\begin{array}{rcl} aaa & = & b \\ c & \implies & ddd \end{array}", display=True)
    page = browser.new_page()
    page.set_content(f"<style>{(ROOT / sheet).read_text(encoding='utf-8')}</style>{formula}")
    rows = page.evaluate(EDGES)
    page.close()
    (_, right), (left, other), (start, _) = rows[0]
    assert right == pytest.approx(rows[1][0][1], abs=1)
    assert (left + other) / 2 == pytest.approx(sum(rows[1][1]) / 2, abs=1)
    assert start == pytest.approx(rows[1][2][0], abs=1)


def test_an_index_stands_beside_a_name_in_the_text() -> None:
    assert "<msub><mi>max</mi><mi>x</mi></msub>" in to_mathml(r"\max_x f", display=False)


WRONG = {
    r"\frac{1}": "argument is missing",
    r"\alhpa + 1": r"\\alhpa is not supported",
    "a & b": "not where it may be",
    r"\begin{gathered} a \\ b \end{gathered}": "environment gathered",
    "{x": "a brace is missing|not well formed",
    "x}": "a brace is missing|not well formed",
    "x^": "not well formed",
    r"\left( x": "not well formed",
    # what the library gets wrong without a word
    r"a \hspace{2em} b": "hspace",
    r"a \kern 3mu b": "kern",
    r"a \hskip 1em b": "hskip",
    r"a \mspace{3mu} b": "mspace",
    r"\rule{1em}{2pt}": "rule",
    r"\raisebox{2pt}{x}": "raisebox",
    r"\color{red} x": "color",
    r"\textcolor{red}{x}": "textcolor",
    r"\tag{1} x": "tag",
    r"\label{x} y": "label",
    r"\sum\limits_i": "limits",
    r"\big( x \big)": "big",
    r"\boxed{x}": "boxed",
    r"\overline{x}": "overline",
    r"\not= x": "not",
    r"\vec{x}": "vec",
    r"\newcommand{\a}{b} \a": "newcommand",
    r"\textbf{a}": "textbf",
    r"\begin{split} a \\[2pt] b \end{split}": "argument or a star",
    r"\begin{split} a \\* b \end{split}": "argument or a star",
    r"\begin{split} a \\ [b] \end{split}": "argument or a star",
    r"\begin{array}{c@{}c} a & b \end{array}": "columns",
    r"\begin{array}{c|c} a & b \end{array}": "columns",
    r"\begin{array}[t]{c} a \end{array}": "columns",
    r"\begin{array} a \end{array}": "columns",
    r"\begin{split}[t] a \end{split}": "an environment has an argument",
    r"\begin{matrix*}[r] a \end{matrix*}": r"environment matrix\*",
    r"a \\ b": "outside an environment",
    r"\text{a $x$}": "more than words",
    r"\text{a {b} c}": "more than words",
    r"\text{50\%}": "more than words",
    r"\text x": "more than words",
    r"\operatorname*{argmax}_x": "a star",
    r"\operatorname{a\,b}": "more than letters",
    r"\left x \right)": "no delimiter",
    r"50% of x": "% stands for no symbol",
    "a # b": "# stands for no symbol",
    '"a"': '" stands for no symbol',
    r"\mathbf{a + b}": "no bold form",
}


@pytest.mark.parametrize("formula", WRONG)
def test_what_is_not_supported_stops_the_build(formula: str) -> None:
    with pytest.raises(ValueError, match=rf"(?s)formula .*({WRONG[formula]})"):
        to_mathml(formula, display=True)


def test_each_command_and_each_environment_has_its_test() -> None:
    tables = {*SYMBOLS, *ACCENTS, *FONTS, *supported.FUNCTIONS.split()}
    marks = test_what_is_supported_is_set.pytestmark
    formulas = "".join(formula for mark in marks for formula, _ in mark.args[1])
    tested = {token[1:] for token in supported.TOKEN.findall(formulas) if len(token) > 1}
    assert tables | tested | {"mathit", "partial"} >= supported.COMMANDS  # among the names above
    assert set(re.findall(r"\\begin{(\w+)}", formulas)) == supported.ENVIRONMENTS
