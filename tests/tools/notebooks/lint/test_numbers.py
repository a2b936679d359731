"""No number without a cell: what the prose says in figures, a cell of its notebook has shown."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import pytest

from helpers.elements.packing import element_html
from tools.notebooks.lint.notebooks import (
    PATHS,
    Notebook,
    code,
    explorer_html,
    make,
    output_text,
    page_texts,
    read,
    shown,
    words,
)

DIGITS = r"(?:[0-9]{1,3}(?:[,_][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?:[eE][-−+]?[0-9]+)?"
# Not in x1, Layer3 or MNIST-60k, which are names; a minus sign is one only where no number precedes it.
IN_PROSE = re.compile(rf"(?<![\w.])(?<![^\W\d_]-)[-−]?(?:{DIGITS}|\.[0-9]+)")
IN_OUTPUT = re.compile(rf"(?:(?<![\w.])[-−])?{DIGITS}")

SMALL = 12  # whole numbers up to this need no cell
SCALES = {"k": 3, "thousand": 3, "million": 6, "billion": 9}
UNIT = r"(?:[mµμn]?s|seconds?|milliseconds?|minutes?|h|hours?|days?|weeks?|months?|years?|decades?)\b"
DURATION = re.compile(rf"(?:\s*(?:to|or|–|-)\s*{DIGITS})*[\s-]*{UNIT}")
PERCENT = re.compile(rf"(?:\s*(?:,|to|and|or|against|–|-)\s*{DIGITS})*\s*(?:%|percent\b|(?:percentage\s+)?points?\b)")
REFERENCE = re.compile(
    r"(?i)(?:#|§\s*|\b(?:chapter|figure|fig\.|section|table|equation|eq\.|exercise|page|rule|issue)s?\s+"
    rf"(?:{DIGITS}(?:,|,?\s+and|\s+to|\s+or|–|-)\s*)*)$"
)
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
BEFORE_YEAR = re.compile(
    r"(?:^|[(,;–-])\s*$|(?i:\b(?:in|of|since|by|from|to|until|before|after|around|between|and|or|during|early|late|the|"
    r"January|February|March|April|May|June|July|August|September|October|November|December)\s+)$"
)
AFTER_YEAR = re.compile(
    r"s?\s*(?:$|[.,;:)–-]|[A-Z]"
    r"|(?:and|or|to|until|by|in|on|at|the|a|an|with|when|as|for|it|he|was|is|had|post|paper)\b)"
)


def faults(notebook: Notebook) -> list[str]:
    """Say which numbers of a page stand in no output and no code of its notebook."""
    proof = evidence(notebook)
    return [
        f"{where}: the number {number}; print it in a cell of this notebook, correct it, or leave it out"
        for where, text in page_texts(notebook)
        for number in unproven(text, proof)
    ]


def evidence(notebook: Notebook) -> set[Decimal]:
    """Collect the numbers in the compared outputs and in the code (not its comments) of a notebook."""
    proof = set()
    for _, cell in notebook.numbered("code"):
        proof |= code_numbers(cell["source"]) | {decimal(number) for number in IN_OUTPUT.findall(output_text(cell))}
    return proof | {abs(number) for number in proof}


def code_numbers(source: str) -> set[Decimal]:
    """Collect the numbers in code: literals, and digits in names such as ``float64``, quoted or not."""
    found = set()
    for node in ast.walk(ast.parse(re.sub(r"(?m)^\s*[%!].*$", "", source))):
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                found.add(-decimal(repr(value)))
            case ast.Constant(value=bool()):
                pass
            case ast.Constant(value=int() | float() as value):
                found.add(decimal(repr(value)))
            case ast.Name(id=str(name)) | ast.Attribute(attr=str(name)) | ast.Constant(value=str(name)):
                if name.isidentifier():
                    found |= {Decimal(digits) for digits in re.findall(r"[0-9]+", name)}
    return found


def decimal(number: str) -> Decimal:
    """Read a number as the book prints it."""
    return Decimal(number.replace(",", "").replace("_", "").replace("−", "-"))


def unproven(text: str, proof: set[Decimal]) -> list[str]:
    """List the numbers in a text that the proof does not bear out, each with the words around it."""
    text = re.sub(r"(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))", "", text)
    text = re.sub(r"(?<=[0-9])\s*x\s*(?=[0-9])", " × ", text)
    text = re.sub(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|\bCC BY(?:-[A-Z]+)* [0-9]\.[0-9]\b", "", text)
    groups = r"(?<![\w.,-])[0-9]{1,3}(?: [0-9]{3})+(?![\w.,][0-9])"  # 50 000 is one number if a cell says so
    text = re.sub(groups, lambda m: n if Decimal(n := m[0].replace(" ", "")) in proof else m[0], text)
    return [
        f"{match[0]} in “{text[max(match.start() - 25, 0) : match.end() + 15]}”"
        for match in IN_PROSE.finditer(text)
        if not is_exempt(match[0], text[: match.start()], text[match.end() :])
        and not is_proven(match[0], text[match.end() :], proof)
    ]


def is_exempt(number: str, before: str, after: str) -> bool:
    """Tell whether a number needs no cell: small, a year, a duration or a cross-reference."""
    if number.isdecimal() and int(number) <= SMALL and not scale(after):
        return True
    if YEAR.fullmatch(number) and BEFORE_YEAR.search(before) and AFTER_YEAR.match(after):
        return True
    return bool(DURATION.match(after) or REFERENCE.search(before))


def scale(after: str) -> int:
    """Give the power of ten that the word after a number stands for."""
    match = re.match(rf"\s?({'|'.join(SCALES)})\b", after)
    return SCALES[match[1]] if match else 0


def is_proven(number: str, after: str, proof: set[Decimal]) -> bool:
    """Tell whether some proof, rounded to the places that the number is printed with, equals it."""
    value = decimal(number)
    places = Decimal(1).scaleb(value.as_tuple().exponent + scale(after))
    value = value.scaleb(scale(after))
    factors = (1, 100) if PERCENT.match(after) else (1,)
    return any(abs(known * factor - value) <= places / 2 for known in proof for factor in factors)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_numbers_have_a_cell(path: Path) -> None:
    assert not faults(read(path))


PROOF = "60000 0.9625 0.12865052 -0.42407 28 784 128 255 2.21 1e-10 0.0015"


@pytest.mark.parametrize(
    "text",
    [
        "Of the 60,000 images, 60_000 or 60000 or 60 000 or 60\u202f000 or 60k or 60 thousand.",
        "An accuracy of 0.9625, of 0.962 or 0.963, of 96.25 %, 96.3%, 96.2 percent, 96 %, or a loss of 0.15 points.",
        "From 96.2 to 96.3 %. Between 96.2 and 96.3 percent.",
        "A loss of 0.13, of 0.1287.",
        "The background is −0.42, or -0.424; it lies 0.42 below.",
        "28 × 28, 28×28 and 28x28 pixels; 784-128-128-10; 0–255; 1/255; the 128-unit layer; the 128th.",
        "With TensorFlow 2.21. An epsilon of 1e-10.",
        "Ten classes, 10 digits, 3 epochs, 12 lines, 5 %, 2D.",
        "In September 2020, the post (1998) of the 1990s; LeCun et al., 1998. In 1994 Yann and the 1998 paper.",
        "It takes 15 minutes, 40 s, 300 ms, 20 to 30 seconds, a 15-minute walk.",
        "See chapter 14, chapters 13 to 17, figure 23, sections 13, 14 and 15, issue 4084 and keras#4084.",
        "MNIST-60k, x17, Layer33, SD_19, CIFAR-100 and float32 are names, CC BY-SA 3.0 too.",
        "`n = 99`, $n = 99$, {cite:p}`le99`, [a link](page-99.md), <https://a.org/99> and {numref}`fig-99`.",
        "# Title 99\n\n$$\nx = 99\n$$ (eq-99)\n\n```python\nx = 99\n```\n\n```{math}\n99\n```\n\n<br data-x='99'>",
    ],
)
def test_good_number_passes(text: str) -> None:
    assert faults(make(words(text), code("show()", PROOF))) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("An accuracy of 96.4 %.", "96.4"),
        ("An accuracy of 96.1 to 96.2 %.", "96.1"),
        ("An accuracy of 97 percent.", "97"),
        ("An accuracy of 0.961.", "0.961"),
        ("An accuracy of 96.25 of something.", "96.25"),
        ("A loss of 0.12.", "0.12"),
        ("The background is −0.43.", "−0.43"),
        ("It is −255.", "−255"),
        ("Of 50,000 images.", "50,000"),
        ("Of 50\u202f000 images.", "50000"),
        ("About 6 million weights.", "6"),
        ("Some 61k images.", "61k"),
        ("A net of 784-127-10.", "127"),
        ("Of 28x29 pixels.", "29"),
        ("The 13th image.", "13"),
        ("With TensorFlow 2.22.", "2.22"),
        ("After 2000 steps.", "2000"),
        ("In all 1950 mistakes.", "1950"),
        ("Pixels: 77 min.", "77"),
        ("- a list with 77\n", "77"),
        ("| a | b |\n|---|---|\n| 1 | 77 |", "77"),
        (":::{note}\nA box with 77.\n:::", "77"),
        (":::{dropdown} Of 77\nA box.\n:::", "77"),
        (":::{figure} a.svg\n:alt: text\n\nA caption with 77.\n:::", "77"),
        (":::{figure} a.svg\n:alt: a text with 77\n\nA caption.\n:::", "77"),
        ("<div class='c'>in HTML 77</div>", "77"),
    ],
)
def test_unproven_number_is_found(text: str, number: str) -> None:
    found = faults(make(words(text), code("show()", PROOF)))
    assert len(found) == 1
    assert f"the number {number.removesuffix('k')}" in found[0]
    assert "09_made_up" in found[0]


def test_caption_and_alt_texts_of_an_explorer_are_prose() -> None:
    found = faults(make(code("explore()", shown(text_html=explorer_html("A bar of 88.", "One of 77", "One of 66")))))
    assert [re.search(r"number (\S+)", fault)[1] for fault in found] == ["88", "77", "66"]


def test_caption_and_alt_text_of_an_output_are_prose() -> None:
    mystnb = {"image": {"alt": "A bar of 77"}, "figure": {"caption": "A bar of 88 in {numref}`fig-99`."}}
    found = faults(make(code("plot()", shown(image_png="99", text_plain="<Figure size 77x88>"), mystnb=mystnb)))
    assert [re.search(r"number (\S+)", fault)[1] for fault in found] == ["88", "77"]


@pytest.mark.parametrize(
    ("cell", "proven"),
    [
        (code("x = 77"), True),
        (code("x = f(n=7_7)"), True),
        (code("%matplotlib inline\nx = 77"), True),
        (code("print(f'{x * 77:.3f}')"), True),
        (code("x.astype(int77)"), True),
        (code("cast('float77')"), True),
        (code("x = 7  # 77 of them"), False),
        (code("print('77 of them')"), False),
        (code("print(f'{x:.77f} of 77')"), False),
        (code("x()", "Epoch 77/77"), True),
        (code("x()", shown(text_plain="array([77.])")), True),
        (code("x()", shown(text_html="<b>77</b>")), True),
        (code("x()", shown(text_html="<b data-x='77'>x</b><script>77</script>")), False),
        (code("x()", shown(text_html="<img src='data:image/png;base64,77'>")), False),
        (code("x()", shown(text_plain="data:image/png;base64,77 <Figure size 77x77 with 77 Axes>")), False),
        (code("x()", shown(image_png="77")), False),
        (code("x()", shown(text_html=element_html("softmax-bars", {"x": 77}, "There are 77."))), False),
        (code("x()", shown(text_html=explorer_html("A bar of 6.", "There are 6.", "There are 77."))), False),
        (code("x()", shown(text_html=explorer_html("A bar of 6.", "There are 6.") + "<b>77</b>")), True),
        (code("x()", "77", tags=["nbval-ignore-output"]), False),
    ],
)
def test_evidence(cell: dict, proven: bool) -> None:
    assert bool(faults(make(words("There are 77."), cell))) is not proven


def test_evidence_in_keras_summary() -> None:
    output = shown(text_html="<pre>(None, <span style='color: #00af00'>128</span>) 100,480 (392.50 KB)</pre>")
    assert {Decimal("100480"), Decimal("392.50"), Decimal(128)} == evidence(make(code("model.summary()", output)))
