"""Equations as elements write them."""

import re


def value_of(words: str) -> float:
    """A number as an element writes it."""
    return float(words.replace("−", "-").replace(",", ""))


def both_sides(equation: str) -> tuple[float, float]:
    """What the numbers of a written calculation make, and what it says that they make.

    The calculation may begin with a letter and a sign: "z = 2 × (−3) = −6", "w ← 0.5 − 0.05 × (−8) = 0.9".
    """
    plain = equation.replace("−", "-").replace("×", "*").replace("²", "**2").replace(",", "").replace("\u00a0", " ")
    plain = re.sub("10([⁻⁰¹²³⁴-⁹]+)", lambda power: f"10**({power[1].translate(RAISED)})", plain)
    plain = re.sub("^[wbz] (←|=) ", "", plain)
    calculation, _, result = plain.rpartition(" = ")
    assert set(plain) <= set("0123456789.*()+-= "), equation
    return eval(calculation), eval(result)


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
