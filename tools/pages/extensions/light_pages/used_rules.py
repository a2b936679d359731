"""The rules of a style sheet that some page can use: the theme brings those of all that its pages may ever show."""

import re
from collections.abc import Iterable, Iterator

import tinycss2
from tinycss2.ast import AtRule, Comment, Node, QualifiedRule

WORD = re.compile(r"[\w-]+")
COMPOSED = {"bs-tooltip-auto"}  # classes that the theme's script puts together of several words; a test looks for more
WITH_RULES = ("media", "supports", "layer", "container")  # which hold rules themselves


def words_in(texts: Iterable[str]) -> set[str]:
    """Words of pages and scripts, of which some are names of classes, and ids.

    Parameters
    ----------
    texts
        HTML, and JavaScript that may give an element a class later.
    """
    return COMPOSED.union(word for text in texts for word in WORD.findall(text))


def used_rules(css: str, words: set[str]) -> str:
    """A style sheet without what needs a class or an id that no page has.

    Notices of copyright, ``/*! … */``, stay.

    Parameters
    ----------
    css
        The style sheet.
    words
        What classes and ids may be called, from :func:`words_in`.
    """
    return "\n".join(_kept(tinycss2.parse_stylesheet(css, skip_whitespace=True), words))


def _kept(nodes: Iterable[Node], words: set[str]) -> Iterator[str]:
    """Text of the rules that stay."""
    for node in nodes:
        if isinstance(node, Comment):
            if node.value.startswith("!"):
                yield node.serialize()
        elif isinstance(node, QualifiedRule):
            selectors = [each for each in _selectors(node.prelude) if _can_match(each, words)]
            if selectors:
                yield f"{','.join(tinycss2.serialize(each).strip() for each in selectors)}{{{_lean(node.content)}}}"
        elif isinstance(node, AtRule) and node.lower_at_keyword in WITH_RULES and node.content:
            inner = "".join(_kept(tinycss2.parse_rule_list(node.content, skip_whitespace=True), words))
            if inner:
                yield f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{inner}}}"
        else:
            yield node.serialize()


def _selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    """The selectors of a rule, without comments."""
    selector: list[Node] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield selector
            selector = []
        elif token.type != "comment":
            selector.append(token)
    yield selector


def _can_match(selector: list[Node], words: set[str]) -> bool:
    """Whether all classes and ids that a selector asks for exist; those in ``:not()`` and its like count as there."""
    for before, token in zip([None, *selector], selector, strict=False):
        is_class = token.type == "ident" and before is not None and before.type == "literal" and before.value == "."
        if (is_class or token.type == "hash") and not set(WORD.findall(token.value)) <= words:
            return False
    return True


def _lean(content: list[Node]) -> str:
    """Declarations without the comments between them."""
    return tinycss2.serialize([token for token in content if token.type != "comment"]).strip()
