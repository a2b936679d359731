"""No number without a cell: a number in the prose that no cell has shown is found."""

import re
from decimal import Decimal

import pytest

from helpers.elements.packing import element_html
from tests.tools.notebooks.lint.made_up import code, explorer_html, make, shown, words
from tools.notebooks.lint.numbers import evidence, faults

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
