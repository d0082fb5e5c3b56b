"""Which form of a function fits the types of its arguments, and what has to be converted for it."""

from collections.abc import Sequence
from dataclasses import replace

from objectry.formula.checking.selects import selects
from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FirstOf,
    Match,
    Rescue,
    Typed,
)
from objectry.formula.functions import conversions
from objectry.formula.functions.declare import Function, Nulls, Profile, Types
from objectry.formula.functions.operators import TEXTUAL
from objectry.formula.places import NOWHERE, Span
from objectry.formula.types import Type

_DAYS = frozenset({Type.DATE, Type.DATETIME})


def fitting(
    forms: Sequence[Function], arguments: Sequence[Typed], mixing: bool = True
) -> Function | None:
    """The first form that takes the arguments as they are, else the first one that takes them converted, where it is allowed
    to mix types."""
    counted = [one for one in forms if one.least <= len(arguments) <= one.most]
    for converting in (False, True) if mixing else (False,):
        for one in counted:
            if misfit(one, arguments, converting) is None:
                return one
    return None


def misfit(form: Function, arguments: Sequence[Typed], converting: bool = True) -> int | None:
    """The place of the first argument that a form does not take; None when it takes all."""
    first: Type | None = None
    for index, argument in enumerate(arguments):
        given, taken = argument.type, form.parameter(index).types
        if given is Type.NULL:
            continue
        if given not in taken and not (converting and _becomes(argument, taken)):
            return index
        if form.same and not form.parameter(index).types <= TEXTUAL:
            if first is None:
                first = given
            elif given is not first and not (converting and {given, first} == _DAYS):
                return index
    return None


def _becomes(argument: Typed, taken: Types) -> bool:
    """Whether a value can stand where others are wanted: a date is a moment, and a text that shows a select is one."""
    if argument.type is Type.TEXT and Type.PICKLIST in taken:
        return bool(selects(argument))
    return argument.type is Type.DATE and Type.DATETIME in taken


def common(nodes: Sequence[Typed], mixing: bool = True) -> Type | None:
    """The type that all values have or can be turned into; None when there is none."""
    types = {one.type for one in nodes} - {Type.NULL}
    if not types:
        return Type.NULL
    if len(types) == 1:
        return next(iter(types))
    return Type.DATETIME if types == _DAYS and mixing else None


def converted(node: Typed, wanted: Type | None) -> Typed:
    """A date as the moment at which it begins, where a moment is wanted; nothing as nothing of the wanted type."""
    if node.type is Type.NULL and wanted not in (None, Type.NULL):
        return typed_nothing(node, wanted)
    if wanted is Type.DATETIME and node.type is Type.DATE:
        return apply(conversions.day_start, (node,), node.span)
    return node


def typed_nothing(node: Typed, wanted: Type) -> Typed:
    """What never has a value as something of a type: a database has to know of which one."""
    if node.type is not Type.NULL:
        return node
    match node:
        case Choose():
            arms = tuple((test, typed_nothing(value, wanted)) for test, value in node.arms)
            return replace(
                node, arms=arms, otherwise=typed_nothing(node.otherwise, wanted), type=wanted
            )
        case Match():
            arms = tuple((key, typed_nothing(value, wanted)) for key, value in node.arms)
            return replace(
                node, arms=arms, otherwise=typed_nothing(node.otherwise, wanted), type=wanted
            )
        case FirstOf():
            operands = tuple(typed_nothing(one, wanted) for one in node.operands)
            return replace(node, operands=operands, type=wanted)
        case Rescue():
            return replace(node, operand=typed_nothing(node.operand, wanted),
                           otherwise=typed_nothing(node.otherwise, wanted), type=wanted)  # fmt: skip
        case Apply():
            arguments = tuple(typed_nothing(one, wanted) for one in node.arguments)
            return replace(node, arguments=arguments, type=wanted)
        case Constant():
            return replace(node, type=wanted)
    return node


def compared_by_day(left: Typed, right: Typed) -> tuple[Typed, Typed]:
    """Both sides of a comparison: a moment that is compared with a date is its day."""
    if {left.type, right.type} in (_DAYS, {Type.DATETIME, Type.PERIOD}):
        return _day(left), _day(right)
    return left, right


def matched_by(values: Sequence[Typed], mixing: bool) -> tuple[Typed, ...] | None:
    """Values that are compared with each other, as they are compared; None when they cannot be."""
    types = {one.type for one in values} - {Type.NULL}
    if types == _DAYS and mixing:
        return tuple(typed_nothing(_day(one), Type.DATE) for one in values)
    if (
        len(types) > 1
        and not types <= TEXTUAL
        or types & {Type.MULTIPICKLIST, Type.GEOLOCATION, Type.PERIOD}
    ):
        return None
    wanted = Type.TEXT if types <= TEXTUAL else next(iter(types))
    return tuple(typed_nothing(one, wanted) for one in values)


def _day(node: Typed) -> Typed:
    if node.type is Type.DATETIME:
        return apply(conversions.day_of, (node,), node.span)
    return node


def observed(node: Typed) -> Typed:
    """An inexact number as everybody sees it; everything else as it is."""
    if node.type is Type.NUMBER and not node.exact:
        return apply(conversions.observed, (node,), node.span, exact=True)
    return node


def _zeroed(node: Typed) -> Typed:
    """An inexact divisor as zero where everybody sees zero: what equals zero divides nothing."""
    if node.type is Type.NUMBER and not node.exact:
        return apply(conversions.zeroed, (node,), node.span)
    return node


def prepared(form: Function, arguments: Sequence[Typed], profile: Profile) -> tuple[Typed, ...]:
    """The arguments as a form takes them."""
    given = tuple(arguments)
    if form.observes and profile is Profile.OBJECTRY:
        given = tuple(observed(one) for one in given)
    elif form.zeroes and profile is Profile.OBJECTRY:
        given = tuple(
            _zeroed(one) if form.parameter(at).name == form.zeroes else one
            for at, one in enumerate(given)
        )
    wanted = common(given) if form.same else None
    return tuple(
        _typed_for(
            converted(one, wanted if form.same else _moment_only(form, index)), form, index, wanted
        )
        for index, one in enumerate(given)
    )


def _typed_for(node: Typed, form: Function, index: int, wanted: Type | None) -> Typed:
    """Nothing of no type as nothing of the type that is expected in its place."""
    if node.type is not Type.NULL:
        return node
    if wanted not in (None, Type.NULL):
        return typed_nothing(node, wanted)
    types = form.parameter(index).types
    first = next((one for one in Type if one in types), Type.TEXT)
    return typed_nothing(node, Type.TEXT if Type.TEXT in types else first)


def _moment_only(form: Function, index: int) -> Type | None:
    taken = form.parameter(index).types
    return Type.DATETIME if Type.DATETIME in taken and Type.DATE not in taken else None


def apply(
    form: Function, arguments: tuple[Typed, ...], span: Span = NOWHERE, exact: bool | None = None
) -> Apply:
    """A form with arguments that it takes."""
    kind = form.result or common(arguments) or Type.NULL
    return Apply(form, arguments, kind, may_be_nothing(form, arguments),
                 stays_exact(form, arguments) if exact is None else exact, span)  # fmt: skip


def may_be_nothing(form: Function, arguments: Sequence[Typed]) -> bool:
    """Whether the result may be nothing."""
    if form.nulls is Nulls.TOTAL:
        return form.blank
    return form.blank or any(one.nullable for one in arguments)


def stays_exact(form: Function, arguments: Sequence[Typed]) -> bool:
    """Whether all digits of the result are right."""
    if not form.exact:
        return False
    return form.observes or all(one.exact for one in arguments)


def nothing(kind: Type = Type.NULL, span: Span = NOWHERE) -> Constant:
    """The constant for nothing, with the type that it stands for."""
    return Constant(None, kind, span)
