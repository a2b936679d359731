"""The LaTeX that formulas may use. What latex2mathml does not know it prints, or leaves out, without a word.

So a formula may use what is listed here, and each of these commands has its test. To add one, look at what comes of
it in the browser, add the test, then the name.
"""

import re

LETTERS = """alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho
varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
ell nabla partial infty emptyset top forall exists neg"""
OPERATORS = """cdot times div pm mp odot oplus otimes circ ast star cap cup setminus wedge vee sum prod int"""
RELATIONS = """le leq ge geq ne neq approx equiv sim simeq propto in notin ni subset subseteq supset supseteq ll gg
mid parallel perp to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow implies iff mapsto
longrightarrow"""
DOTS = "ldots cdots vdots ddots dots"
FENCES = r"langle rangle lfloor rfloor lceil rceil lvert rvert lVert rVert { } |"
FUNCTIONS = """arccos arcsin arctan cos cosh det dim exp gcd inf ker lim ln log max min sin sinh sup tan tanh"""
ACCENTS = "hat bar tilde dot ddot"
FONTS = "mathbb mathbf mathcal mathfrak mathit mathrm mathsf mathtt boldsymbol"
PARTS = r"""frac dfrac tfrac binom sqrt overset underset overbrace underbrace left right text operatorname displaystyle
begin end \ %"""
SPACES = r", : ; ! quad qquad"
SYMBOLS = [LETTERS, OPERATORS, RELATIONS, DOTS, FENCES, FUNCTIONS]
COMMANDS = {" ", *" ".join([*SYMBOLS, ACCENTS, FONTS, PARTS, SPACES]).split()}
ENVIRONMENTS = {"aligned", "array", "bmatrix", "cases", "matrix", "pmatrix", "split"}
DELIMITERS = r"[()\[\]|./]|\\[{}|]|\\(?:langle|rangle|lfloor|rfloor|lceil|rceil|lvert|rvert|lVert|rVert)\b"

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)
TEXT = re.compile(r"\\text\{[^{}\\$]*\}")
BLOCK = re.compile(r"\\begin\{(\w+)\}.*?\\end\{\1\}", re.DOTALL)
FORMS = {  # how the rest of some commands has to look, and what to say where it looks otherwise
    r"\\text(?![A-Za-z{])|\\text\s*\{[^}]*[\\${]": r"\text holds more than words",
    r"\\operatorname(?!\{[A-Za-z]+\})": r"\operatorname holds more than letters, or has a star",
    r"\\begin\{array\}(?!\{[lcr]+\})": "the columns of an array are others than l, c and r",
    r"\\begin\{(?!array\})\w+\}\s*\[": "an environment has an argument",
    r"\\\\\s*[\[*]": r"\\ has an argument or a star",
    rf"\\(?:left|right)\b(?!\s*(?:{DELIMITERS}))": r"\left or \right has no delimiter that can grow",
}
STRAY = set('%#$@`"')


def fault_of(latex: str) -> str | None:
    """What a formula uses that is not supported, in words; None if it is all supported.

    Parameters
    ----------
    latex
        The formula, without dollar signs.
    """
    for form, words in FORMS.items():
        if re.search(form, latex):
            return words
    unknown = [name for name in re.findall(r"\\begin\s*\{([^}]*)\}", latex) if name not in ENVIRONMENTS]
    if unknown:
        return f"the environment {unknown[0]} is not supported"
    tokens = TOKEN.findall(TEXT.sub(" ", latex))
    for token in tokens:
        if token[0] == "\\" and token[1:] not in COMMANDS:
            return f"{token} is not supported"
        if token in STRAY:
            return f"{token} stands for no symbol"
    if r"\\" in TOKEN.findall(BLOCK.sub(" ", latex)):
        return r"\\ stands outside an environment"
    return None
