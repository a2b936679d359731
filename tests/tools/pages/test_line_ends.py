"""Numbers stay with their signs at the ends of lines, and the titles of figures with their numbers."""

import pytest
from docutils import nodes

from tools.pages.extensions.line_ends import join_sign, kept_together


def inside(node: nodes.Element, words: str) -> str:
    text = nodes.Text(words)
    node += text
    return kept_together(text).replace("\N{NO-BREAK SPACE}", "_")


@pytest.mark.parametrize(
    ("words", "together"),
    [
        ("93 % of 5 × 5 pixels", "93_% of 5_×_5 pixels"),
        ("a share in % of all, and × alone", "a share in % of all, and × alone"),
        ("Fig. 3.4 of 10", "Fig. 3.4 of 10"),
    ],
)
def test_a_number_stays_with_its_sign(words: str, together: str) -> None:
    assert inside(nodes.paragraph(), words) == together


@pytest.mark.parametrize("kind", [nodes.literal, nodes.literal_block, nodes.title, nodes.math])
def test_code_and_headings_stay_as_they_are(kind: type[nodes.Element]) -> None:
    assert inside(kind(), "93 %") == "93 %"


def test_the_title_of_a_figure_stays_with_its_number() -> None:
    assert inside(nodes.inline(classes=["std", "std-numref"]), "Fig. 3.4") == "Fig._3.4"


@pytest.mark.parametrize(
    ("behind", "together", "rest"),
    [(", and so on", "$x$,", " and so on"), (".”", "$x$.”", ""), (" and so on", "", " and so on")],
)
def test_a_sign_stays_with_the_formula_before_it(behind: str, together: str, rest: str) -> None:
    formula, paragraph = nodes.math("", "$x$"), nodes.paragraph()
    paragraph += [formula, nodes.Text(behind)]
    join_sign(formula)
    joined = [part.astext() for part in paragraph if isinstance(part, nodes.inline)]
    assert joined == ([together] if together else [])
    assert paragraph[-1].astext() == rest
    assert paragraph.astext() == f"$x${behind}"
