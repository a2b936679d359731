"""Numbers and code as readers see them, for all modules that put one into a sentence."""

import html
import re

import numpy as np


def number_in_words(value: float) -> str:
    """Return a finite number with at most 12 digits that count: "60,000", "0.00001", "−0.5".

    Thousands are parted by commas, the minus sign is a true one, and a zero has none.
    """
    digits = np.format_float_positional(abs(value), precision=12, fractional=False, trim="-")
    whole, point, places = digits.partition(".")
    sign = "−" if value < 0 else ""
    return f"{sign}{int(whole):,}{point}{places}"


def marked(text: str) -> str:
    """Return the HTML of a text in which `backticks` enclose code; the rest is set as in print."""
    words = re.split(r"`(.+?)`", text)
    words[::2] = [html.escape(_in_print(each)) for each in words[::2]]
    words[1::2] = [f"<code>{html.escape(each)}</code>" for each in words[1::2]]
    return "".join(words)


def _in_print(text: str) -> str:
    """Return a text with true apostrophes, and numbers that stay with their percent signs."""
    return re.sub(r"(\d) %", "\\1\u00a0%", re.sub(r"(\w)'", r"\1’", text))
