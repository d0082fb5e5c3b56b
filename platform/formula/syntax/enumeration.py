"""Texts with commas between them, some of which are formulas: `count,sum:(IF(won, amount, 0))`."""

import re

from objectry.formula.syntax.characters import plain

_SIGNS = re.compile(
    r'"(?:[^"\\]|\\.)*+"?'  # possessive, here and below: nothing is read twice, however a text ends
    r"|'(?:[^'\\]|\\.)*+'?"
    r"|\{[^{}\n]{0,200}\}"
    r"|/\*.*?(?:\*/|\Z)"
    r"|//[^\n]*+"
    r"|[(),]",
    re.DOTALL,
)
"""What decides where a part ends, and what hides such signs: texts, names in braces, comments."""


def enumerated(text: str) -> list[str]:
    """The parts of a text between its commas. Those in brackets, quoted texts, `{names}` and comments part nothing.

    What is not closed goes on to the end: whoever reads the last part will say so.
    """
    parts: list[str] = []
    start = depth = 0
    for found in _SIGNS.finditer(plain(text)):
        match found[0]:
            case "(":
                depth += 1
            case ")":
                depth = max(0, depth - 1)
            case "," if not depth:
                parts.append(text[start : found.start()])
                start = found.end()
    return [*parts, text[start:]]
