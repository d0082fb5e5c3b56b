"""What to write instead where a value is of another type than its place wants.

Whatever is proposed is tried first: a hint that leads on to the next refusal is worse than none.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import NamedTuple

from objectry.formula.checking.interface import Checking
from objectry.formula.checking.overloads import compared_by_day, fitting, matched_by
from objectry.formula.checking.selects import selects
from objectry.formula.checking.typed import Apply, Constant, FieldRef, Run, Typed
from objectry.formula.functions.declare import Function, Profile
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.functions.operators import TEXTUAL
from objectry.formula.places import Span
from objectry.formula.syntax.meanings import day_constant, moment_constant
from objectry.formula.syntax.nodes import Chain, Literal, Node
from objectry.formula.types import UUID, Type

LONGEST = 60
"""Characters of a formula's part that a hint repeats."""
_TRUTHS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("true", "yes", "y", "1", "真", "是", "对"), "TRUE"),
        **dict.fromkeys(("false", "no", "n", "0", "假", "否", "错"), "FALSE"),
    }
)
"""How people write something true or false as a text or a number."""
_AS_TEXT = (Type.TEXT, "TEXT({})")
_TURNED: Mapping[Type, tuple[tuple[Type, str], ...]] = MappingProxyType(
    {
        Type.TEXT: (
            (Type.NUMBER, "VALUE({})"),
            (Type.DATE, "DATEVALUE({})"),
            (Type.DATETIME, "DATETIMEVALUE({})"),
            (Type.TIME, "TIMEVALUE({})"),
        ),
        Type.NUMBER: (_AS_TEXT,),
        Type.BOOLEAN: ((Type.NUMBER, "IF({}, 1, 0)"),),
        Type.DATE: (_AS_TEXT,),
        Type.DATETIME: (_AS_TEXT, (Type.DATE, "DATEVALUE({})"), (Type.TIME, "TIMEVALUE({})")),
        Type.PICKLIST: (_AS_TEXT,),
        Type.LOOKUP: (_AS_TEXT,),
    }
)
"""What makes something of another type of a value, the likeliest first."""
_OPENING, _CLOSING = ("(", "（"), (")", "）")


class Remedy(NamedTuple):
    """What could stand in the place of a value, and of which type that is."""

    text: str
    type: Type

    def tried(self, given: Typed) -> FieldRef:
        """Something of its type in the place of a value, to see whether it fits there."""
        return FieldRef((), self.type, given.nullable, given.span)


def enclosing(text: str, span: Span) -> Span:
    """A place of a formula's text with the brackets that belong to it: that of a run begins at its first operand, which may
    stand in brackets itself."""
    start, end = span.start, span.end
    while lacking := _lacking(text[start:end]):
        before, behind = text[:start].rstrip(), text[end:].lstrip()
        if lacking > 0 and before.endswith(_OPENING):
            start = len(before) - 1
        elif lacking < 0 and behind.startswith(_CLOSING):
            end = len(text) - len(behind) + 1
        else:
            return span
    return Span(start, end)


def source(text: str, span: Span) -> str:
    """What stands at a place of a formula's text; nothing where that is too long to be repeated."""
    if span.end - span.start > LONGEST:
        return ""
    whole = enclosing(text, span)
    return text[whole.start : whole.end]


def _operand(text: str, span: Span) -> str:
    """The same for an operand, which keeps its brackets where it stands beside another operator."""
    shown = source(text, span)
    in_brackets = text[: span.start].rstrip().endswith(_OPENING) and text[
        span.end :
    ].lstrip().startswith(_CLOSING)
    return f"({shown})" if shown and in_brackets else shown


def _lacking(shown: str) -> int:
    """How many brackets are closed that are not opened, less those that are opened and not closed."""
    return sum(map(shown.count, _CLOSING)) - sum(map(shown.count, _OPENING))


def remedies(check: Checking, given: Typed, wanted: Collection[Type]) -> Iterator[Remedy]:
    """What could stand in the place of a value to be of a wanted type, the likeliest first."""
    written = check.text[given.span.start : given.span.end]
    if wanted and {Type.DATE, Type.DATETIME}.issuperset(wanted):
        day, moment = day_constant(written), moment_constant(written)
        if day:
            yield Remedy(day, Type.DATE)
        elif moment and Type.DATETIME in wanted:
            yield Remedy(moment, Type.DATETIME)
    if isinstance(given, Constant):
        yield from _constant(given.value, written, wanted)
        return
    joined_here = _joined_parts(given)
    if (
        joined_here
        and Type.BOOLEAN in wanted
        and {one.type for one in joined_here} == {Type.BOOLEAN}
    ):
        yield Remedy(_parted(check.text, given.span, given), Type.BOOLEAN)
    shown = source(check.text, given.span)
    if not shown:
        return
    if isinstance(given, FieldRef) and given.path and (target := given.path[-1].target):
        known = {one.name: one.type for one in check.names.behind(target)}
        if Type.TEXT in wanted and known.get("name") is Type.TEXT:
            yield Remedy(f"{shown}.name", Type.TEXT)
        yield from (
            Remedy(f"{shown}.…", kind) for kind in dict.fromkeys(known.values()) if kind in wanted
        )
    for kind, call in _TURNED.get(given.type, ()):
        if kind in wanted:
            yield Remedy(call.format(shown), kind)


def instead(check: Checking, given: Typed, wanted: Collection[Type]) -> str:
    """What could stand in the place of a value, to be of a wanted type; empty for nothing."""
    return next((one.text for one in remedies(check, given, wanted)), "")


def as_labelled(text: str, given: Typed, beside: Sequence[Typed]) -> str:
    """The label of a select whose value stands beside a text that is part of its labels, and of none of its values."""
    words = {
        one.value for one in beside if isinstance(one, Constant) and isinstance(one.value, str)
    }
    for select in selects(given) if given.type is Type.PICKLIST else ():
        labels = [label for pair in select.choice_labels for label in pair]
        for word in words:
            found = any(word in one for one in labels)
            if found and not any(word in one for one in select.choices):
                return f"PICKLABEL({source(text, given.span)})"
    return ""


def comparable(check: Checking, operator: str, left: Typed, right: Typed) -> str:
    """What could stand for one of two values, or for their comparison, so that they can be compared."""
    forms = FUNCTIONS[check.profile][operator]

    def fits(one: Typed, other: Typed) -> bool:
        pair = compared_by_day(one, other) if check.mixing else (one, other)
        return fitting(forms, pair, check.mixing) is not None

    # `a = 1 & b` joins 1 to b; where a could be compared with 1 alone, that is what is meant.
    beside = (*_joined_parts(left)[-1:], right), (left, *_joined_parts(right)[:1])
    if any(len(pair) == 2 and fits(*pair) for pair in beside):
        return _parted(check.text, Span(left.span.start, right.span.end), left, right)
    for one, other in ((left, right), (right, left)):
        if one.type is Type.MULTIPICKLIST and other.type is Type.TEXT and operator in ("=", "<>"):
            shown = included(check.text, one, (other,))
            return f"NOT({shown})" if shown and operator == "<>" else shown
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Constant):
            continue
        also = {Type.DATE} if one.type in (Type.DATETIME, Type.PERIOD) else set()
        found_all = sorted(
            remedies(check, other, {one.type, *also}), key=lambda found: found.type is not one.type
        )
        for found in found_all:
            if fits(one, found.tried(other)):
                return found.text
    return ""


def included(text: str, several: Typed, values: Sequence[Typed]) -> str:
    """What asks whether a field with several values holds one of these; empty where that takes IDs, which nobody knows by
    heart."""
    shown, each = source(text, several.span), among(text, several, values)
    info = several.path[-1] if isinstance(several, FieldRef) and several.path else None
    if not shown or "…" in each and info is not None and info.uuids:
        return ""
    whole = f"INCLUDES({shown}, {', '.join(each)})"
    return whole if len(whole) <= 2 * LONGEST else ""


def each_equal(text: str, whole: Span, subject: Typed, keys: Sequence[Typed]) -> str:
    """A list of days and ranges of days as the comparisons that people mean by it; empty where that is too long."""
    shown = source(text, subject.span)
    each = [f"{shown} = {source(text, one.span)}" for one in keys]
    joined_by = " || ".join(each)
    alone = not f"{text[: whole.start]}{text[whole.end :]}".strip()
    return _short(joined_by if alone or len(each) == 1 else f"({joined_by})", 2 * LONGEST)


def among(text: str, reference: Typed, values: Sequence[Typed]) -> list[str]:
    """Values that a field is asked for, as they are written; `…` for what it can never hold, and, of a field with several
    values, for what is not written out."""
    return [source(text, one.span) if _holdable(reference, one) else "…" for one in values]


def _holdable(reference: Typed, asked: Typed) -> bool:
    info = reference.path[-1] if isinstance(reference, FieldRef) and reference.path else None
    if not isinstance(asked, Constant):
        return reference.type is not Type.MULTIPICKLIST
    if not isinstance(asked.value, str):
        return False
    return info is None or (
        (not info.choices or asked.value in info.choices)
        and (not info.uuids or UUID.fullmatch(asked.value) is not None)
    )


def _parted(text: str, span: Span, *sides: Typed) -> str:
    """A place of a formula with `&&` for each `&` that joins what stands on one of these sides: it is taken for AND, as
    people know it from elsewhere."""
    whole = enclosing(text, span)
    if whole.end - whole.start > LONGEST:
        return "&&"
    pieces: list[str] = []
    at = whole.start
    for step in (step for side in sides if isinstance(side, Run) for step in side.steps):
        if step.function.name == "&":
            pieces += (text[at : step.span.start], "&&")
            at = step.span.end
    return "".join((*pieces, text[at : whole.end]))


def _joined_parts(node: Typed) -> list[Typed]:
    """What is joined by `&`, as it was before it became texts; nothing for anything else."""
    if not isinstance(node, Run) or any(step.function.name != "&" for step in node.steps):
        return []
    found = (node.first, *(step.operand for step in node.steps))
    return [
        one.arguments[0] if isinstance(one, Apply) and one.function.name == "TEXT" else one
        for one in found
    ]


def alike(check: Checking, left: Typed, right: Typed) -> str:
    """What could stand for one of two results, so that both are of one type: a text that shows a number is that number,
    and anything else is written as a text."""
    for one, other in ((left, right), (right, left)):
        if other.type is Type.TEXT:
            number = instead(check, other, {one.type}) if isinstance(other, Constant) else ""
            return number or instead(check, one, {Type.TEXT})
    return ""


def keyed(check: Checking, subject: Typed, keys: Sequence[Typed], clash: Typed) -> str:
    """What could stand for a key that is not of its subject's type, or for the subject."""
    for found in remedies(check, clash, {subject.type}):
        if matched_by((subject, found.tried(clash)), check.mixing):
            return found.text
    for found in remedies(check, subject, {clash.type}):
        if matched_by((found.tried(subject), *keys), check.mixing):
            return found.text
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


def joined(
    check: Checking, operator: str, available: Sequence[Function], left: Typed, right: Typed
) -> str:
    """What could stand for an operator with its operands, or for one of them."""
    kinds = {left.type, right.type}
    if operator == "&" and Type.BOOLEAN in kinds:
        return "&&"
    texts = Type.TEXT in kinds and Type.DATE not in kinds or kinds <= TEXTUAL
    if operator == "&" or operator == "+" and texts:
        pair = [_joinable(check, one) for one in (left, right)]
        return _short(" & ".join(pair)) if all(pair) else ""
    wanted = {kind for one in available for index in (0, 1) for kind in one.parameter(index).types}
    lefts, rights = ([*remedies(check, one, wanted - {one.type})] for one in (left, right))

    def fits(first: Typed, second: Typed) -> bool:
        return fitting(available, (first, second), check.mixing) is not None

    alone = (
        *((left, one) for one in lefts if fits(one.tried(left), right)),
        *((right, one) for one in rights if fits(left, one.tried(right))),
    )
    if alone:
        # A text is what is turned most easily into what an operator takes, and best into what stands beside it.
        return min(alone, key=lambda pair: (pair[0].type is not Type.TEXT, pair[1].type not in kinds))[1].text  # fmt: skip
    if left.type is not right.type:
        return ""
    both = (
        f"{one.text} {operator} {other.text}"
        for one, other in zip(lefts, rights, strict=False)
        if one.type is Type.NUMBER and fits(one.tried(left), other.tried(right))
    )
    return _short(next(both, ""))


def _short(shown: str, most: int = LONGEST) -> str:
    return shown if len(shown) <= most else ""


def _joinable(check: Checking, given: Typed) -> str:
    """A value as it is joined to a text; empty for what cannot be."""
    shown = _operand(check.text, given.span)
    if given.type is Type.TEXT:
        return shown
    if given.type is not Type.LOOKUP and check.profile is Profile.OBJECTRY:
        if fitting(FUNCTIONS[check.profile]["TEXT"], (given,)):
            return shown
    return instead(check, given, {Type.TEXT})


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


def _constant(value: object, written: str, wanted: Collection[Type]) -> Iterator[Remedy]:
    """A constant as a wanted type writes it."""
    if isinstance(value, bool) or not isinstance(value, str | Decimal):
        return
    if {Type.BOOLEAN}.issuperset(wanted) and str(value).strip().casefold() in _TRUTHS:
        yield Remedy(_TRUTHS[str(value).strip().casefold()], Type.BOOLEAN)
    if isinstance(value, str) and Type.NUMBER in wanted and (number := _number(value)):
        yield Remedy(number, Type.NUMBER)
    if isinstance(value, Decimal) and Type.TEXT in wanted and written:
        yield Remedy(f'"{written}"', Type.TEXT)


def _number(value: str) -> str:
    """A text as the number that it shows, without the commas between thousands."""
    try:
        found = Decimal(value.strip().replace(",", ""))
    except InvalidOperation:
        return ""
    return f"{found:f}" if found.is_finite() and abs(found.adjusted()) < LONGEST else ""
