"""No number without a cell: what the prose says in figures, a cell of its notebook has shown."""

import ast
import re
from decimal import Decimal

from tools.notebooks.lint.notebooks import Notebook
from tools.notebooks.lint.page import output_text, page_texts

DIGITS = r"(?:[0-9]{1,3}(?:[,_][0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?(?:[eE][-−+]?[0-9]+)?"
# Not in x1, Layer3 or MNIST-60k, which are names; a minus sign is one only where no number precedes it.
IN_PROSE = re.compile(rf"(?<![\w.])(?<![^\W\d_]-)[-−]?(?:{DIGITS}|\.[0-9]+)")
IN_OUTPUT = re.compile(rf"(?:(?<![\w.])[-−])?{DIGITS}")

NARROW_BLANK = "[\u00a0\u2009\u202f]"
GROUPS = re.compile(r"(?<![\w.,-])[0-9]{1,3}(?: [0-9]{3})+(?![\w.,][0-9])")  # 50 000, one number if a cell says so
DATE_OR_LICENSE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|\bCC BY(?:-[A-Z]+)* [0-9]\.[0-9]\b")
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
        proof |= code_numbers(cell["source"])
        proof |= {decimal(number) for number in IN_OUTPUT.findall(output_text(cell))}
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
    text = with_plain_numbers(text, proof)
    found = []
    for match in IN_PROSE.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if not is_exempt(match[0], before, after) and not is_proven(match[0], after, proof):
            found.append(f"{match[0]} in “{before[-25:]}{match[0]}{after[:15]}”")
    return found


def with_plain_numbers(text: str, proof: set[Decimal]) -> str:
    """Take out dates and licenses, and write numbers as code does: without blanks, and apart from a cross."""
    text = re.sub(rf"(?<=[0-9]){NARROW_BLANK}(?=[0-9]{{3}}(?![0-9]))", "", text)
    text = re.sub(r"(?<=[0-9])\s*x\s*(?=[0-9])", " × ", text)
    text = DATE_OR_LICENSE.sub("", text)

    def joined(match: re.Match[str]) -> str:
        number = match[0].replace(" ", "")
        return number if Decimal(number) in proof else match[0]

    return GROUPS.sub(joined, text)


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
