"""Sentences about types that do not fit: each is told at its place, with what could stand there instead."""

from collections.abc import Collection, Sequence

from objectry.formula import sayings
from objectry.formula.checking.interface import Checking
from objectry.formula.checking.overloads import misfit
from objectry.formula.checking.remedies import alike, instead, joined
from objectry.formula.checking.typed import Constant, Typed
from objectry.formula.functions.declare import Function
from objectry.formula.syntax.nodes import Span
from objectry.formula.types import TYPE_NAMES, Type


def misused(
    check: Checking, name: str, available: Sequence[Function], arguments: Sequence[Typed], span: Span
) -> Constant:  # fmt: skip
    """Say why no form of a function takes the arguments."""
    counted = [one for one in available if one.least <= len(arguments) <= one.most]
    if not counted:
        least = min(one.least for one in available)
        most = max(one.most for one in available)
        return miscounted(check, name, least, most, len(arguments), span)
    form, index = max(
        ((one, misfit(one, arguments) or 0) for one in counted), key=lambda pair: pair[1]
    )
    wanted = {kind for one in counted for kind in one.parameter(index).types}
    return mistaken(check, name, arguments[index], index, wanted)


def mistaken(
    check: Checking, name: str, given: Typed, index: int, taken: Collection[Type]
) -> Constant:
    """Say of which types an argument has to be; `index` counts from 0."""
    wanted = sorted({*taken} - {Type.NULL}, key=lambda kind: kind.value)
    names = [TYPE_NAMES[one] for one in wanted]
    zh, en = TYPE_NAMES[given.type]
    hint = instead(check.text, given, wanted)
    return check.refuse(given.span, sayings.ARGUMENT_TYPE, hint, name=name, index=index + 1,
                        wanted_zh="或".join(one[0] for one in names),
                        wanted_en=" or ".join(one[1] for one in names), found_zh=zh, found_en=en)  # fmt: skip


def miscounted(
    check: Checking, name: str, least: int, most: int, found: int, span: Span
) -> Constant:
    """Say how many arguments a function takes."""
    wanted = str(least) if least == most else f"{least}–{most}"
    return check.refuse(span, sayings.ARGUMENT_COUNT, name=name, wanted=wanted, found=found)


def no_condition(
    check: Checking, found: Typed, span: Span, name: str, index: int, hint: str
) -> Constant:
    """Say that an argument has to be true or false; `index` counts from 1."""
    zh, en = TYPE_NAMES[found.type]
    if not hint and name == "||" and found.type is Type.TEXT:
        hint = "&"  # what other databases join texts with
    hint = hint or instead(check.text, found, {Type.BOOLEAN})
    return check.refuse(span, sayings.ARGUMENT_TYPE, hint, name=name, index=index,
                        wanted_zh="真假值", wanted_en="something true or false", found_zh=zh, found_en=en)  # fmt: skip


def not_between(
    check: Checking, operator: str, available: Sequence[Function], left: Typed, right: Typed, span: Span
) -> Constant:  # fmt: skip
    """Say that an operator does not go with what stands on its two sides."""
    wanted = {kind for one in available for index in (0, 1) for kind in one.parameter(index).types}
    (left_zh, left_en), (right_zh, right_en) = TYPE_NAMES[left.type], TYPE_NAMES[right.type]
    hint = joined(check.text, operator, left, right, wanted)
    return check.refuse(span, sayings.OPERANDS_DIFFER, hint, name=operator, left_zh=left_zh, left_en=left_en,
                        right_zh=right_zh, right_en=right_en)  # fmt: skip


def results_differ(check: Checking, values: Sequence[Typed], span: Span) -> None:
    """Say of which two types the values are that one expression may have."""
    kinds = dict.fromkeys(one.type for one in values if one.type is not Type.NULL)
    left, right = (next(one for one in values if one.type is kind) for kind in [*kinds][:2])
    (left_zh, left_en), (right_zh, right_en) = TYPE_NAMES[left.type], TYPE_NAMES[right.type]
    check.refuse(span, sayings.RESULTS_DIFFER, alike(check.text, left, right), left_zh=left_zh, left_en=left_en,
                 right_zh=right_zh, right_en=right_en)  # fmt: skip


def wrong_result(check: Checking, root: Typed, wanted: Collection[Type]) -> None:
    """Say of which types the whole formula has to be."""
    zh, en = TYPE_NAMES[root.type]
    names = [TYPE_NAMES[one] for one in sorted(wanted, key=lambda one: one.value)]
    hint = instead(check.text, root, wanted)
    check.refuse(Span(0, len(check.text)), sayings.RESULT_TYPE, hint, found_zh=zh, found_en=en,
                 wanted_zh="或".join(one[0] for one in names),
                 wanted_en=" or ".join(one[1] for one in names))  # fmt: skip
