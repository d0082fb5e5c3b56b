"""Comparisons: with nothing, of days with moments, and of selects with the values that they have."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from objectry.formula import sayings
from objectry.formula.checking.hints import nearest_choice
from objectry.formula.checking.interface import Checking
from objectry.formula.checking.overloads import apply, compared_by_day, fitting, prepared
from objectry.formula.checking.refusals import not_comparable
from objectry.formula.checking.remedies import comparable, instead
from objectry.formula.checking.selects import choices_of, selects
from objectry.formula.checking.typed import Apply, Constant, FieldRef, Typed
from objectry.formula.functions.blanks import is_blank, is_empty, is_missing, is_nowhere
from objectry.formula.functions.declare import Function, Profile
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.functions.operators import TURNED, negated
from objectry.formula.functions.records import look_up
from objectry.formula.places import Span
from objectry.formula.types import UUID, FieldInfo, Type

COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_BLANK_TESTS: Mapping[Type, Function] = MappingProxyType(
    {
        **dict.fromkeys((Type.TEXT, Type.PICKLIST, Type.LOOKUP), is_blank),
        Type.MULTIPICKLIST: is_empty,
        Type.GEOLOCATION: is_nowhere,
    }
)


def compared(
    check: Checking, operator: str, left: Typed, right: Typed, span: Span, hint: str = ""
) -> Typed:
    """A comparison; in our own profile `= NULL` asks whether there is a value. `hint` is told where the types differ."""
    if left.type is Type.PERIOD and right.type is not Type.PERIOD:
        left, right, operator = right, left, TURNED[operator]
    if check.mixing:
        left, right = compared_by_day(left, right)
    if check.profile is Profile.OBJECTRY and operator in ("=", "<>"):
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Constant) and one.value is None:
                if other.type is Type.PERIOD:  # it is never nothing
                    return Constant(operator == "<>", Type.BOOLEAN, span)
                blank = apply(_BLANK_TESTS.get(other.type, is_missing), (untouched(other),), span)
                return blank if operator == "=" else apply(negated, (blank,), span)
    form = fitting(FUNCTIONS[check.profile][operator], (left, right), check.mixing)
    if form is None:
        hint = hint or comparable(check, operator, left, right)
        return not_comparable(check, left, right, span, hint)
    never_same(check, left, right)
    choice(check, left, right)
    choice(check, right, left)
    return apply(form, prepared(form, (left, right), check.profile), span)


def choices(check: Checking, name: str, reference: Typed, values: Sequence[Typed]) -> None:
    """Refuse values that a select does not have, and those of which nobody knows which ones they are."""
    for index, one in enumerate(values):
        choice(check, reference, one)
        if reference.type is Type.MULTIPICKLIST and not isinstance(one, Constant):
            check.refuse(one.span, sayings.WRITTEN_OUT, name=name, index=index + 2)


def never_same(check: Checking, left: Typed, right: Typed) -> None:
    """Refuse what a look-up is compared with though it can never be that: a look-up that points to other objects, or a field
    with a text of its own. Salesforce compares any IDs, and texts with them."""
    if check.profile is not Profile.OBJECTRY:
        return
    if not isinstance(left, FieldRef) or not isinstance(right, FieldRef):
        return
    if not left.path or not right.path:  # what stands for a run is no field
        return
    for one, other in ((left, right), (right, left)):
        if one.path[-1].uuids and one.type is Type.LOOKUP and other.type is not Type.LOOKUP:
            not_comparable(check, left, right, right.span, instead(check, one, {Type.TEXT}))
            return
    first, second = left.path[-1].objects, right.path[-1].objects
    if first and second and set(first).isdisjoint(second):
        names = (
            check.text[one.span.start : one.span.end] or one.path[-1].name for one in (left, right)
        )
        check.refuse(right.span, sayings.LOOKUPS_DIFFER, left=next(names), right=next(names))


def choice(check: Checking, reference: Typed, value: Typed) -> None:
    """Refuse a constant that the select or look-up it is compared with can never be."""
    if not isinstance(value, Constant) or not isinstance(value.value, str) or not value.value:
        return
    if isinstance(reference, FieldRef) and reference.path and reference.path[-1].uuids:
        _record_id(check, reference, value.value, value.span)
    shown = _chosen_by(check, reference)
    if value.value not in (choices_of(shown) or (value.value,)):
        hint = next(filter(None, (nearest_choice(value.value, one) for one in shown)), "")
        names = ", ".join(one.name for one in shown)
        check.refuse(value.span, sayings.CHOICE_UNKNOWN, hint, field=names, value=value.value)


def _chosen_by(check: Checking, reference: Typed) -> tuple[FieldInfo, ...]:
    """The selects whose values something shows. In Salesforce any text is compared with that of a select."""
    if isinstance(reference, Apply) and reference.function is look_up:
        target, name = (one.value for one in reference.arguments[:2] if isinstance(one, Constant))
        behind = check.names.behind(str(target))
        return tuple(one for one in behind if one.name == name and one.choices)
    return selects(reference, written=check.profile is Profile.OBJECTRY)


def _record_id(check: Checking, reference: FieldRef, value: str, span: Span) -> None:
    """Refuse a text that is no ID of a record."""
    if UUID.fullmatch(value):
        return
    hint, info = value.strip().lower(), reference.path[-1]
    if not UUID.fullmatch(hint):
        hint = instead(check, reference, {Type.TEXT}) if info.target else ""
    check.refuse(span, sayings.NO_ID, hint, field=info.name, value=value)


def untouched(node: Typed) -> Typed:
    """What is asked for emptiness: a switch that nobody has touched is false everywhere else."""
    if isinstance(node, FieldRef) and node.type is Type.BOOLEAN:
        return replace(node, nullable=True)
    return node
