"""VLOOKUP: how it is written, and which fields of other records it reads."""

from collections.abc import Iterator

from objectry.formula import sayings
from objectry.formula.checking.comparing import compared
from objectry.formula.checking.interface import Checking
from objectry.formula.checking.overloads import compared_by_day, nothing, observed, typed_nothing
from objectry.formula.checking.refusals import not_comparable
from objectry.formula.checking.remedies import comparable
from objectry.formula.checking.typed import Apply, Constant, FieldRef, Typed, walk
from objectry.formula.functions.records import look_up
from objectry.formula.places import Span
from objectry.formula.syntax.nodes import Call
from objectry.formula.types import FieldInfo, Type


def look_up_form(check: Checking, call: Call) -> Typed:
    """VLOOKUP: a field of the one record of another object whose key field has a value."""
    result, key = (check.names.of_object(one, call.name) for one in call.arguments[:2])
    value = check.typed(call.arguments[2])
    if result is None or key is None:
        return nothing(span=call.span)
    (target, info), (other, key_info) = result, key
    at = call.arguments[1].span
    if other != target:
        return check.refuse(at, sayings.OBJECT_FIELDS, name=call.name)
    if not key_info.kept or not key_info.single:
        return check.refuse(at, sayings.NO_KEY, name=call.name, field=key_info.name)
    given = _as_key(check, key_info, value, call.arguments[2].span)
    names = (target, info.name, key_info.name)
    arguments = (*(Constant(one, Type.TEXT, call.span) for one in names), given)
    return Apply(look_up, arguments, info.type, True, True, call.span)


def _as_key(check: Checking, info: FieldInfo, value: Typed, span: Span) -> Typed:
    """A value as it is compared with those of a key field, if it can be."""
    # Only the value can be written in another way, so the key has no place that a hint could repeat.
    key = FieldRef((info,), info.type, True)
    left, right = compared_by_day(key, value)
    if left is not key or right.type is Type.PERIOD:
        # Many moments have one day, and many days are in a range: no one record is found by them.
        return not_comparable(check, key, value, span, comparable(check, "=", key, value))
    compared(check, "=", key, right, span)
    return typed_nothing(observed(right), info.type)


def looked_up_in(root: Typed) -> Iterator[tuple[str, str]]:
    """The fields, each with its object, that the VLOOKUPs of a tree read in all records, whoever may see those."""
    for node in walk(root):
        if isinstance(node, Apply) and node.function is look_up:
            target, *fields = (
                str(one.value) for one in node.arguments[:3] if isinstance(one, Constant)
            )
            yield from ((target, name) for name in fields)
