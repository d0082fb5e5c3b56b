"""Sentences about types that do not fit: each is told at its place, with what could stand there instead."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from types import MappingProxyType

from objectry.formula import sayings
from objectry.formula.checking.hints import ELSEWHERE, OVER_RECORDS, nearest_function, otherwise
from objectry.formula.checking.interface import Checking
from objectry.formula.checking.overloads import fitting, misfit
from objectry.formula.checking.remedies import (
    LONGEST,
    alike,
    among,
    as_labelled,
    included,
    instead,
    joined,
    remedies,
    source,
)
from objectry.formula.checking.typed import Constant, Typed
from objectry.formula.functions.declare import LIST, TEXT, Function, Profile
from objectry.formula.messages import Message
from objectry.formula.places import Span
from objectry.formula.syntax.nodes import Call, Node
from objectry.formula.types import TYPE_NAMES, Supply, Type

_UNQUOTABLE = frozenset('"“”\\\n')
"""Characters that a text in quotes cannot have as they are."""
_ASKING_ONE = frozenset({"BEGINS", "CONTAINS", "ENDS", "ISPICKVAL"})
"""Functions that ask whether one value is, or has in it, what is written behind it."""
_ASKING_USER = frozenset({"HASPERMISSION", "HASROLE"})
"""Functions that ask of the user what is called by a name, whatever the record has."""
_FEW = 3
"""Arguments that are tried in every order."""
_ASKING_FOR = frozenset({"INCLUDES", "INCLUDES_ALL", "ISPICKVAL"})
"""Functions that ask for values which fields of one type only can hold."""

_LACKING: Mapping[Supply, Message] = MappingProxyType(
    {
        Supply.COPIES: sayings.NO_COPIES,
        Supply.RATES: sayings.NO_RATES,
        Supply.CALENDARS: sayings.NO_CALENDARS,
    }
)


def refuse_lacking(
    check: Checking, form: Function, arguments: Sequence[Typed], lacking: frozenset[Supply], span: Span
) -> None:  # fmt: skip
    """Refuse a function that asks for what nobody supplies where the formula stands: it would do nothing."""
    if form.asks is None:
        return
    asked = form.asks(*(one.value if isinstance(one, Constant) else None for one in arguments))
    if asked in lacking:
        check.refuse(span, _LACKING[asked], name=form.name)


def misused(
    check: Checking, name: str, available: Sequence[Function], arguments: Sequence[Typed], span: Span
) -> Constant:  # fmt: skip
    """Say why no form of a function takes the arguments."""
    counted = [one for one in available if one.least <= len(arguments) <= one.most]
    if not counted:
        least = min(one.least for one in available)
        most = max(one.most for one in available)
        return miscounted(check, name, least, most, arguments, span)
    form, index = max(
        ((one, misfit(one, arguments) or 0) for one in counted), key=lambda pair: pair[1]
    )
    given = arguments[index]
    listed = index > 0 and form.parameter(0).types == LIST
    if listed and arguments[0].type is Type.MULTIPICKLIST and not isinstance(given, Constant):
        return check.refuse(given.span, sayings.WRITTEN_OUT, name=name, index=index + 1)
    wanted = {kind for one in counted for kind in one.parameter(index).types}
    hint = next(_proposals(check, name, counted, arguments, index, wanted), "")
    return mistaken(check, name, given, index, wanted, hint)


def _proposals(
    check: Checking, name: str, counted: Sequence[Function], arguments: Sequence[Typed], index: int,
    wanted: Collection[Type],
) -> Iterator[str]:  # fmt: skip
    """What could be written for an argument that no form of a function takes, or for the whole call."""
    given = arguments[index]
    written = check.text[given.span.start : given.span.end]
    if quoted(counted, arguments[:index], index, written):
        yield f'"{written}"'
        return
    if asked := _asked_otherwise(check, name, arguments):
        yield asked
    if turned := _turned(check, name, counted, arguments):
        yield turned
    if name in _ASKING_USER and given.type is Type.LOOKUP:
        yield '"…"'
    if Type.TEXT in wanted and check.profile is Profile.OBJECTRY:  # only there is PICKLABEL
        if labelled := as_labelled(check.text, given, arguments):
            yield labelled
    for one in remedies(check, given, wanted):
        trial = [*arguments[:index], one.tried(given), *arguments[index + 1 :]]
        if _taken(check, counted, trial, index + 1):
            yield one.text


def _turned(
    check: Checking, name: str, forms: Sequence[Function], arguments: Sequence[Typed]
) -> str:
    """The call with its arguments in another order, in which a function takes them."""
    if len(arguments) > _FEW or any(one.type is Type.NULL for one in arguments):
        return ""
    for order in permutations(arguments):
        if _taken(check, forms, order, len(order)):
            shown = [source(check.text, one.span) for one in order]
            return f"{name}({', '.join(shown)})" if all(shown) else ""
    return ""


def _taken(
    check: Checking, forms: Sequence[Function], arguments: Sequence[Typed], least: int
) -> bool:
    """Whether a function takes the arguments, also those that are written out; or else at least the first ones, while what
    is behind them is wrong for all forms."""
    form = fitting(forms, arguments, check.mixing)
    if form is not None:
        judged = ((form.parameter(at).judge, one) for at, one in enumerate(arguments))
        values = (
            (judge, one.value) for judge, one in judged if judge and isinstance(one, Constant)
        )
        return all(value is None or judge(value) is None for judge, value in values)
    wrong = max(misfit(one, arguments) or 0 for one in forms)
    kind = arguments[wrong].type
    return wrong >= least and all(kind not in one.parameter(wrong).types for one in forms)


def quoted(forms: Sequence[Function], before: Sequence[Typed], index: int, written: str) -> bool:
    """Whether what is written for an argument would be right as a text, such as a unit or a format without its quotes.
    `before` are the arguments that stand before it."""
    judged = [one for one in forms if index < one.most and one.parameter(index).judge]
    judged = [one for one in judged if one.parameter(index).types == TEXT]
    if not judged or len(written) > LONGEST or not _UNQUOTABLE.isdisjoint(written):
        return False
    for converting in (False, True):
        found = [one for one in judged if misfit(one, before, converting) is None]
        if found:
            judges = (one.parameter(index).judge for one in found)
            return any(judge is not None and judge(written) is None for judge in judges)
    return False


def _asked_otherwise(check: Checking, name: str, arguments: Sequence[Typed]) -> str:
    """What asks of one value what a function asks of several, or the other way about; empty where that makes no sense."""
    if len(arguments) < 2:
        return ""
    first, *values = arguments
    if first.type is Type.MULTIPICKLIST and name in _ASKING_ONE:
        return included(check.text, first, values)
    shown, each = source(check.text, first.span), among(check.text, first, values)
    sensible = all(one.type in (Type.TEXT, Type.PICKLIST) for one in arguments) and all(each)
    if name not in _ASKING_FOR or not shown or not sensible:
        return ""
    if first.type is Type.TEXT and name != "ISPICKVAL":
        return f"CONTAINS({shown}, {each[0]})" if len(each) == 1 else ""
    if len(each) == 1:
        return f"{shown} = {each[0]}"
    return f"{shown} IN ({', '.join(each)})" if name == "INCLUDES" else ""


def mistaken(
    check: Checking, name: str, given: Typed, index: int, taken: Collection[Type], hint: str = ""
) -> Constant:
    """Say of which types an argument has to be; `index` counts from 0."""
    wanted = sorted({*taken} - {Type.NULL}, key=lambda kind: kind.value)
    names = [TYPE_NAMES[one] for one in wanted]
    zh, en = TYPE_NAMES[given.type]
    return check.refuse(given.span, sayings.ARGUMENT_TYPE, hint, name=name, index=index + 1,
                        wanted_zh="或".join(one[0] for one in names),
                        wanted_en=" or ".join(one[1] for one in names), found_zh=zh, found_en=en)  # fmt: skip


def miscounted(
    check: Checking, name: str, least: int, most: int, arguments: Sequence[Node | Typed], span: Span
) -> Constant:  # fmt: skip
    """Say how many arguments a function takes."""
    wanted = str(least) if least == most else f"{least}–{most}"
    hint = _otherwise(check, name, arguments)
    return check.refuse(span, sayings.ARGUMENT_COUNT, hint, name=name, wanted=wanted, found=len(arguments))  # fmt: skip


def unknown_function(check: Checking, call: Call, known: Iterable[str]) -> Constant:
    """Say that there is no function of that name, with what does the same here."""
    several = call.name in ELSEWHERE and len(call.arguments) > 1
    if call.name in OVER_RECORDS and not several:
        return check.refuse(call.name_span, sayings.OVER_RECORDS, name=call.name)
    meant = _otherwise(check, call.name, call.arguments)
    if meant:
        return check.refuse(call.span, sayings.FUNCTION_UNKNOWN, meant, name=call.name)
    hint = nearest_function(call.name, known)
    return check.refuse(call.name_span, sayings.FUNCTION_UNKNOWN, hint, name=call.name)


def _otherwise(check: Checking, name: str, arguments: Sequence[Node | Typed]) -> str:
    """How a whole call is written here, if it is written in another way."""
    return otherwise(name, [source(check.text, one.span) for one in arguments])


def no_condition(
    check: Checking, found: Typed, span: Span, name: str, index: int, hint: str
) -> Constant:
    """Say that an argument has to be true or false; `index` counts from 1."""
    zh, en = TYPE_NAMES[found.type]
    hint = hint or instead(check, found, {Type.BOOLEAN})
    if not hint and name == "||" and found.type is Type.TEXT:
        hint = "&"  # what other databases join texts with
    return check.refuse(span, sayings.ARGUMENT_TYPE, hint, name=name, index=index,
                        wanted_zh="真假值", wanted_en="something true or false", found_zh=zh, found_en=en)  # fmt: skip


def not_between(
    check: Checking, operator: str, available: Sequence[Function], left: Typed, right: Typed, span: Span
) -> Constant:  # fmt: skip
    """Say that an operator does not go with what stands on its two sides."""
    (left_zh, left_en), (right_zh, right_en) = TYPE_NAMES[left.type], TYPE_NAMES[right.type]
    hint = joined(check, operator, available, left, right)
    return check.refuse(span, sayings.OPERANDS_DIFFER, hint, name=operator, left_zh=left_zh, left_en=left_en,
                        right_zh=right_zh, right_en=right_en)  # fmt: skip


def not_comparable(check: Checking, left: Typed, right: Typed, span: Span, hint: str) -> Constant:
    """Say of which types two values are that cannot be compared."""
    (left_zh, left_en), (right_zh, right_en) = TYPE_NAMES[left.type], TYPE_NAMES[right.type]
    return check.refuse(span, sayings.TYPES_DIFFER, hint, left_zh=left_zh, left_en=left_en,
                        right_zh=right_zh, right_en=right_en)  # fmt: skip


def results_differ(check: Checking, values: Sequence[Typed], span: Span) -> None:
    """Say of which two types the values are that one expression may have."""
    kinds = dict.fromkeys(one.type for one in values if one.type is not Type.NULL)
    left, right = (next(one for one in values if one.type is kind) for kind in [*kinds][:2])
    (left_zh, left_en), (right_zh, right_en) = TYPE_NAMES[left.type], TYPE_NAMES[right.type]
    check.refuse(span, sayings.RESULTS_DIFFER, alike(check, left, right), left_zh=left_zh, left_en=left_en,
                 right_zh=right_zh, right_en=right_en)  # fmt: skip


def wrong_result(check: Checking, root: Typed, wanted: Collection[Type]) -> None:
    """Say of which types the whole formula has to be."""
    zh, en = TYPE_NAMES[root.type]
    names = [TYPE_NAMES[one] for one in sorted(wanted, key=lambda one: one.value)]
    hint = instead(check, root, wanted)
    check.refuse(Span(0, len(check.text)), sayings.RESULT_TYPE, hint, found_zh=zh, found_en=en,
                 wanted_zh="或".join(one[0] for one in names),
                 wanted_en=" or ".join(one[1] for one in names))  # fmt: skip
