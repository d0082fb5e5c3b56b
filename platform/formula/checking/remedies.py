"""What to write instead where a value is of another type than its place wants."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from objectry.formula.checking.typed import Constant, FieldRef, Typed
from objectry.formula.syntax.meanings import day_constant, moment_constant
from objectry.formula.syntax.nodes import Chain, Literal, Node, Span
from objectry.formula.types import Type

LONGEST = 60
"""Characters of a formula's part that a hint repeats."""
_TRUTHS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("true", "yes", "y", "1", "真", "是", "对"), "TRUE"),
        **dict.fromkeys(("false", "no", "n", "0", "假", "否", "错"), "FALSE"),
    }
)
"""How people write something true or false as a text or a number."""
_WRITTEN = frozenset({Type.NUMBER, Type.DATE, Type.DATETIME, Type.PICKLIST})
"""What TEXT makes a text of, when it is meant to be one."""


def instead(text: str, given: Typed, wanted: Collection[Type]) -> str:
    """What could stand in the place of `given`, a part of the formula `text`, to be of a wanted type; empty for nothing."""
    written = text[given.span.start : given.span.end]
    if wanted and {Type.DATE, Type.DATETIME}.issuperset(wanted):
        found = day_constant(written) or (
            moment_constant(written) if Type.DATETIME in wanted else ""
        )
        if found:
            return found
    if isinstance(given, Constant):
        return _constant(given.value, wanted)
    if not written or len(written) > LONGEST:
        return ""
    if given.type is Type.LOOKUP and isinstance(given, FieldRef) and given.path[-1].target:
        return f"{written}.name" if Type.TEXT in wanted else f"{written}.…"
    if given.type is Type.MULTIPICKLIST and Type.TEXT in wanted:
        return f"INCLUDES({written}, …)"
    if Type.TEXT in wanted and given.type in _WRITTEN:
        return f"TEXT({written})"
    if given.type is Type.TEXT:
        if Type.NUMBER in wanted:
            return f"VALUE({written})"
        if Type.DATE in wanted:
            return f"DATEVALUE({written})"
    return ""


def comparable(text: str, left: Typed, right: Typed) -> str:
    """What could stand for one of two values, so that they can be compared."""
    for one, other in ((left, right), (right, left)):
        if one.type is Type.MULTIPICKLIST and other.type is Type.TEXT:
            return f"INCLUDES({text[one.span.start : one.span.end]}, {text[other.span.start : other.span.end]})"[
                : 2 * LONGEST
            ]
        wanted = {one.type, Type.DATE} if one.type is Type.DATETIME else {one.type}
        found = "" if isinstance(one, Constant) else instead(text, other, wanted)
        if found:
            return found
    return ""


def alike(text: str, left: Typed, right: Typed) -> str:
    """What could stand for one of two results, so that both are of one type: a text that shows a number is that number,
    and anything else is written as a text."""
    for one, other in ((left, right), (right, left)):
        if other.type is Type.TEXT:
            number = instead(text, other, {one.type}) if isinstance(other, Constant) else ""
            return number or instead(text, one, {Type.TEXT})
    return ""


def each_compared(text: str, span: Span, ranges: Sequence[Typed]) -> str:
    """A choice of ranges of days as the choice of comparisons that people mean by it; empty where nothing is chosen."""
    shown, end = "", span.end
    for one in reversed(ranges):
        if one.type is Type.PERIOD:
            shown = f"… = {text[one.span.start : end]}{shown}"
            end = one.span.start
    shown = text[span.start : end] + shown
    return shown if len(ranges) > 1 and len(shown) <= LONGEST else ""


def joined(text: str, operator: str, left: Typed, right: Typed, wanted: Collection[Type]) -> str:
    """What could stand for an operator with its operands. `wanted` are the types that it takes on some side."""
    kinds = {left.type, right.type}
    if operator == "+" and Type.TEXT in kinds and Type.DATE not in kinds:
        pair = (
            instead(text, one, {Type.TEXT})
            if one.type is Type.LOOKUP
            else text[one.span.start : one.span.end]
            for one in (left, right)
        )
        shown = " & ".join(pair)
        return shown if len(shown) <= LONGEST else "… & …"
    for one, other in ((left, right), (right, left)):
        if one.type not in wanted or one.type is Type.TEXT:
            found = instead(text, one, {Type.NUMBER} if Type.NUMBER in wanted else {other.type})
            if found:
                return found
    return ""


def apart(text: str, operands: Sequence[Node], operators: Sequence[str]) -> str:
    """`1 < a < 5` as the two comparisons that people mean by it; empty when the last operator is the first one."""
    if len(operators) < 2:
        return ""
    before, shared, last = (text[one.span.start : one.span.end] for one in operands[-3:])
    shown = f"{before} {operators[-2]} {shared} && {shared} {operators[-1]} {last}"
    return shown if len(shown) <= LONGEST else ""


def listed(text: str, before: Node, node: Node) -> str:
    """`stage = "won" || "lost"` as people mean it; empty when a condition does not end like that."""
    if (
        not isinstance(node, Literal)
        or not isinstance(before, Chain)
        or before.operators[-1] != "="
    ):
        return ""
    left, first = (text[one.span.start : one.span.end] for one in before.operands[-2:])
    shown = f"{left} IN ({first}, {text[node.span.start : node.span.end]})"
    return shown if len(shown) <= LONGEST else ""


def _constant(value: object, wanted: Collection[Type]) -> str:
    """A constant as the wanted type writes it."""
    if isinstance(value, bool) or not isinstance(value, str | Decimal):
        return ""
    if {Type.BOOLEAN}.issuperset(wanted):
        return _TRUTHS.get(str(value).strip().casefold(), "")
    if isinstance(value, str) and Type.NUMBER in wanted:
        return _number(value)
    return f'"{value}"' if isinstance(value, Decimal) and Type.TEXT in wanted else ""


def _number(value: str) -> str:
    """A text as the number that it shows, without the commas between thousands."""
    try:
        found = Decimal(value.strip().replace(",", ""))
    except InvalidOperation:
        return ""
    return f"{found:f}" if found.is_finite() and abs(found.adjusted()) < LONGEST else ""
