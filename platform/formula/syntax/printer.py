"""From syntax tree to text. `parse(printed(tree)) == tree` for every tree that `parse` answers."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType

from objectry.formula.functions.declare import Profile
from objectry.formula.syntax.nodes import Call, Chain, Literal, Node, Path, Unary
from objectry.formula.syntax.operators import ATOM, LEVELS, SIGN
from objectry.formula.syntax.parser import WORDS

_NAME = re.compile(r"\$?[^\W\d]\w*")
_SHORT = re.compile(r"[^\x00-\x1f\"\\\x7f-\x9f]*")


def printed(node: Node, profile: Profile = Profile.OBJECTRY) -> str:
    """The text of a tree, with no more brackets than it takes."""
    match node:
        case Literal(value):
            return _constant(value, profile)
        case Path(names) if profile is Profile.SALESFORCE:
            return ".".join(names)
        case Path(names):
            return ".".join(name_text(name) for name in names)
        case Call(name, arguments):
            return f"{name}({', '.join(printed(one, profile) for one in arguments)})"
        case Unary(operator, operand):
            return operator + _in_brackets(operand, SIGN - 1, profile)
        case Chain(operands, operators):
            level = _level(node, profile)
            out = [_in_brackets(operands[0], level, profile)]
            for operator, operand in zip(operators, operands[1:], strict=True):
                out.append(f" {operator} {_in_brackets(operand, level, profile)}")
            return "".join(out)


def name_text(name: str) -> str:
    """A field's name or label as it stands in a formula: in braces where it would be read as something else."""
    return name if _NAME.fullmatch(name) and name.lower() not in WORDS else f"{{{name}}}"


def text_constant(value: str, profile: Profile = Profile.OBJECTRY) -> str:
    """A text as a formula's constant, in quotes."""
    if _SHORT.fullmatch(value):
        return f'"{value}"'
    ours = profile is Profile.OBJECTRY
    return '"' + "".join(_character(one, ours) for one in value) + '"'


_ESCAPED: Mapping[str, str] = MappingProxyType(
    {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


def _character(one: str, ours: bool) -> str:
    if one in _ESCAPED:
        return _ESCAPED[one]
    readable = not ours or one.isprintable() or ord(one) > 0xFFFF  # Salesforce has no codes
    return one if readable else f"\\u{ord(one):04x}"


def _in_brackets(node: Node, level: int, profile: Profile) -> str:
    text = printed(node, profile)
    return text if _level(node, profile) > level else f"({text})"


def _level(node: Node, profile: Profile) -> int:
    match node:
        case Chain(_, operators):
            return LEVELS[profile][operators[0]]
        case Unary():
            return SIGN
    return ATOM


def _constant(value: object, profile: Profile) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return f"{value:f}"
        case datetime():
            return f"#{value.isoformat(' ')}#"
        case date():
            return f"#{value.isoformat()}#"
    return text_constant(str(value), profile)
