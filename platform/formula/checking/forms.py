"""Special forms: they look like functions, but leave arguments uncomputed or take them as they are written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from objectry.formula import sayings
from objectry.formula.checking.comparing import choice, compared, never_same
from objectry.formula.checking.interface import Checking
from objectry.formula.checking.look_ups import look_up_form
from objectry.formula.checking.overloads import apply, matched_by, nothing, observed
from objectry.formula.checking.paths import before_change
from objectry.formula.checking.rebuilding import with_results
from objectry.formula.checking.refusals import not_comparable
from objectry.formula.checking.remedies import each_equal, included, keyed
from objectry.formula.checking.selects import selects, value_text
from objectry.formula.checking.typed import (
    Choose,
    Constant,
    FieldRef,
    FirstOf,
    IsFault,
    Logic,
    Match,
    Rescue,
    Typed,
)
from objectry.formula.functions import conversions, records
from objectry.formula.functions.declare import BOTH, EVERYWHERE, MOST, OURS, THEIRS, Profile, Use
from objectry.formula.functions.operators import TEXTUAL, negated
from objectry.formula.functions.periods import RANGES
from objectry.formula.moments import MAX_COUNT
from objectry.formula.syntax.nodes import Call, Literal
from objectry.formula.types import Type

_DAYS = frozenset({Type.DATE, Type.DATETIME})
Build = Callable[[Checking, Call], Typed]


@dataclass(frozen=True, slots=True)
class Form:
    """One special form: how it is written, and what makes its tree."""

    name: str
    parameters: str
    """The parameters as the reference shows them."""
    least: int
    most: int
    help_zh: str
    help_en: str
    examples: tuple[tuple[str, str], ...]
    build: Build
    uses: frozenset[Use] = EVERYWHERE
    profiles: frozenset[Profile] = BOTH


def _if(check: Checking, call: Call) -> Typed:
    if check.profile is Profile.SALESFORCE and len(call.arguments) < 3:
        return check.refuse(
            call.span,
            sayings.ARGUMENT_COUNT,
            name=call.name,
            wanted="3",
            found=len(call.arguments),
        )
    condition = check.condition(call.arguments[0], call.name, 1)
    otherwise = call.arguments[2] if len(call.arguments) > 2 else Literal(None, call.span)
    values = [check.typed(call.arguments[1]), check.typed(otherwise)]
    (then, other), kind = check.unified(values, call.span)
    return Choose(((condition, then),), other, kind, then.nullable or other.nullable,
                  then.exact and other.exact, call.span)  # fmt: skip


def _ifs(check: Checking, call: Call) -> Typed:
    given = call.arguments
    if len(given) % 2 == 0:
        last = given[-2]
        if not isinstance(last, Literal) or last.value is not True:
            return check.refuse(call.span, sayings.PAIRS, name=call.name)
        given = (*given[:-2], given[-1])  # spreadsheets say with TRUE that a value is the last one
    pairs = len(given) // 2
    conditions = [check.condition(given[2 * at], call.name, 2 * at + 1) for at in range(pairs)]
    results = [check.typed(given[2 * at + 1]) for at in range(pairs)]
    values, kind = check.unified([*results, check.typed(given[-1])], call.span)
    return Choose(tuple(zip(conditions, values[:-1], strict=True)), values[-1], kind,
                  any(one.nullable for one in values), all(one.exact for one in values), call.span)  # fmt: skip


def _case(check: Checking, call: Call) -> Typed:
    if len(call.arguments) % 2:
        return check.refuse(call.span, sayings.CASE_PAIRS, name=call.name)
    subject = check.typed(call.arguments[0])
    keys = [check.beside(subject, one) for one in call.arguments[1:-1:2]]
    results = [check.typed(one) for one in (*call.arguments[2:-1:2], call.arguments[-1])]
    values, kind = check.unified(results, call.span)
    theirs = check.profile is Profile.SALESFORCE
    if theirs and Type.BOOLEAN in (subject.type, kind):
        return check.refuse(call.span, sayings.NO_CASE_BOOLEAN)
    return _matched(check, subject, keys, values, kind, call, blank=True)


def _in(check: Checking, call: Call) -> Typed:
    subject = check.typed(call.arguments[0])
    keys = [check.beside(subject, one) for one in call.arguments[1:]]
    yes, no = Constant(True, Type.BOOLEAN, call.span), Constant(False, Type.BOOLEAN, call.span)
    values = (*(yes for _ in keys), no)
    return _matched(check, subject, keys, values, Type.BOOLEAN, call, blank=False)


def _matched(
    check: Checking, subject: Typed, keys: list[Typed], values: tuple[Typed, ...], kind: Type, call: Call, blank: bool
) -> Typed:  # fmt: skip
    """The tree of CASE and IN."""
    given = matched_by((subject, *keys), check.mixing)
    if given is None:
        clash = next(
            one
            for one in keys
            if matched_by((subject, one), check.mixing) is None or one.type is not keys[0].type
        )
        if subject.type is Type.MULTIPICKLIST and call.name == "IN":
            hint = included(check.text, subject, keys)
        elif clash.type is Type.PERIOD and call.name == "IN" and subject.type in _DAYS:
            hint = each_equal(check.text, call.span, subject, keys)
        else:
            hint = keyed(check, subject, keys, clash)
        return not_comparable(check, subject, clash, clash.span, hint)
    for key in keys:
        never_same(check, subject, key)
        choice(check, subject, key)
        choice(check, key, subject)
    if check.profile is Profile.OBJECTRY:
        given = tuple(observed(one) for one in given)
    elif subject.type in TEXTUAL:
        given = tuple(_filled(one) for one in given)
    arms = tuple(zip(given[1:], values[:-1], strict=True))
    return Match(given[0], arms, values[-1], kind, any(one.nullable for one in values),
                 all(one.exact for one in values), call.span, blank, check.profile is Profile.OBJECTRY)  # fmt: skip


def _filled(node: Typed) -> Typed:
    """What may be an empty text as nothing. Selects have no empty value."""
    return apply(conversions.filled, (node,), node.span) if node.type is Type.TEXT else node


def _and(check: Checking, call: Call) -> Typed:
    return check.logic(True, call.name, call.arguments, call.span)


def _or(check: Checking, call: Call) -> Typed:
    return check.logic(False, call.name, call.arguments, call.span)


def _not(check: Checking, call: Call) -> Typed:
    condition = check.condition(call.arguments[0], call.name, 1)
    return apply(negated, (condition,), call.span)


def _first_of(check: Checking, call: Call) -> Typed:
    values = [check.typed(one) for one in call.arguments]
    unified, kind = check.unified(values, call.span)
    return FirstOf(unified, kind, all(one.nullable for one in unified),
                   all(one.exact for one in unified), call.span)  # fmt: skip


def _null_value(check: Checking, call: Call) -> Typed:
    """NULLVALUE: the first argument itself when it is a text."""
    found = _first_of(check, call)
    return found.operands[0] if isinstance(found, FirstOf) and found.type is Type.TEXT else found


def _blank_value(check: Checking, call: Call) -> Typed:
    found = _first_of(check, call)
    if (
        check.profile is Profile.OBJECTRY
        or not isinstance(found, FirstOf)
        or found.type is not Type.TEXT
    ):
        return found
    first = apply(conversions.filled, (found.operands[0],), call.span)
    return FirstOf((first, found.operands[1]), Type.TEXT, True, True, call.span)


def _null_if(check: Checking, call: Call) -> Typed:
    value, other = (check.typed(one) for one in call.arguments)
    (value,), _ = check.unified([value], call.span)
    same = compared(check, "=", value, other, call.span)
    return Choose(((same, nothing(value.type, call.span)),), value, value.type, True, value.exact, call.span)  # fmt: skip


def _if_error(check: Checking, call: Call) -> Typed:
    values = [check.typed(call.arguments[0]), check.typed(call.arguments[1])]
    (operand, otherwise), kind = check.unified(values, call.span)
    return Rescue(operand, otherwise, kind, operand.nullable or otherwise.nullable,
                  operand.exact and otherwise.exact, call.span)  # fmt: skip


def _is_error(check: Checking, call: Call) -> Typed:
    return IsFault(check.typed(call.arguments[0]), call.span)


def _between(check: Checking, call: Call) -> Typed:
    value, low, high = (check.typed(one) for one in call.arguments)
    return Logic(True, (compared(check, ">=", value, low, call.span),
                        compared(check, "<=", value, high, call.span)), call.span)  # fmt: skip


def _prior_value(check: Checking, call: Call) -> Typed:
    before = check.names.own(call.arguments[0], call.name, old=True)
    if check.profile is Profile.OBJECTRY or not isinstance(before, FieldRef):
        return before
    # To Salesforce, a new record has always been what it is.
    now = check.names.own(call.arguments[0], call.name)
    arms = ((apply(records.is_new, (), call.span), now),)
    return Choose(arms, before, before.type, before.nullable, before.exact, call.span)


def _is_changed(check: Checking, call: Call) -> Typed:
    now = check.names.own(call.arguments[0], call.name)
    theirs = check.profile is Profile.SALESFORCE
    if isinstance(now, FieldRef) and now.path[-1].stamped and not theirs:
        return check.refuse(call.span, sayings.ALWAYS_CHANGED, "NOT(ISNEW())", name=now.path[-1].name)  # fmt: skip
    before = before_change(now) if isinstance(now, FieldRef) else now
    return apply(records.is_changed, (now, before), call.span)


def _range(check: Checking, call: Call) -> Typed:
    """A range of so many days, weeks …: the number is written out, so that it is known before any record is read."""
    count = call.arguments[0]
    value = count.value if isinstance(count, Literal) else None
    if not isinstance(value, Decimal) or value != int(value) or not 1 <= value <= MAX_COUNT:
        return check.refuse(count.span, sayings.COUNT_RANGE, name=call.name, limit=MAX_COUNT)
    return check.applied(call.name, (check.typed(count),), call.span)


def _pick_label(check: Checking, call: Call) -> Typed:
    """PICKLABEL: the label that belongs to the value, in the language that is written out or in that of the place."""
    subject = check.typed(call.arguments[0])
    shown = selects(subject)
    labelled = (
        one.type is Type.PICKLIST or one.type is Type.TEXT and one.choice_labels for one in shown
    )
    if not shown or not all(labelled):
        return check.refuse(call.arguments[0].span, sayings.NOT_A_SELECT, name=call.name)
    zh, en = (_labelled(subject, language, call) for language in (0, 1))
    if len(call.arguments) == 1:
        speaks = apply(records.speaks_english, (), call.span)
        return Choose(((speaks, en),), zh, Type.TEXT, True, True, call.span)
    language = call.arguments[1]
    if not isinstance(language, Literal) or language.value not in ("zh", "en"):
        return check.refuse(language.span, sayings.LANGUAGE_UNKNOWN, name=call.name)
    return zh if language.value == "zh" else en


def _labelled(subject: Typed, language: int, call: Call) -> Typed:
    """The labels of values in one language, each of them that of its select; a value without one stands for itself."""

    def label(shown: Typed) -> Typed:
        plain = value_text(shown)
        if not isinstance(shown, FieldRef):
            return plain
        info = shown.path[-1]
        arms = tuple(
            (Constant(value, Type.TEXT, call.span), Constant(labels[language], Type.TEXT, call.span))
            for value, labels in zip(info.choices, info.choice_labels, strict=False)
        )  # fmt: skip
        return Match(shown, arms, plain, Type.TEXT, True, True, call.span) if arms else plain

    return with_results(subject, label, Type.TEXT)


_BRANCHES = "condition, value, …, otherwise"
_CASES = "value, key, result, …, otherwise"
_ON_SAVE = frozenset({Use.RULE})
_ALL = (
    Form("IF", "condition, then, otherwise", 2, 3, "条件为真时取第二个参数，否则取第三个；另一个不计算",
         "The second argument when the condition is true, else the third one; the other one is not computed.",
         (('IF(amount > 1000, "A", "B")', "A"),), _if),
    Form("IFS", _BRANCHES, 3, MOST, "第一个为真的条件后面的值，都不成立时取最后一个，它前面可以写 TRUE",
         "The value behind the first condition that is true, else the last argument, before which `TRUE` may stand.",
         (('IFS(amount > 5000, "A", amount > 1000, "B", "C")', "B"),
          ('IFS(amount > 5000, "A", TRUE, "C")', "C")), _ifs),
    Form("CASE", _CASES, 4, MOST, "第一个等于该值的键后面的结果，都不相等时取最后一个",
         "The result behind the first key that equals the value, else the last argument.",
         (('CASE(stage, "open", 1, "won", 2, 0)', "2"), ('CASE(2, 1, "一", 2, "二", "多")', "二")), _case),
    Form("SWITCH", _CASES, 4, MOST, "与 CASE 相同", "The same as CASE.",
         (('SWITCH(stage, "won", "赢单", "其他")', "赢单"),), _case, profiles=OURS),
    Form("AND", "condition, …", 1, MOST, "所有条件都成立；空值算假", "All conditions hold. Nothing counts as false.",
         (('AND(stage = "won", amount > 0)', "TRUE"),), _and),
    Form("OR", "condition, …", 1, MOST, "至少一个条件成立；空值算假", "Some condition holds. Nothing counts as false.",
         (('OR(stage = "lost", amount > 0)', "TRUE"),), _or),
    Form("NOT", "condition", 1, 1, "条件不成立；空值仍为空值", "The condition does not hold. Nothing stays nothing.",
         (('NOT(stage = "won")', "FALSE"),), _not),
    Form("IN", "value, key, …", 2, MOST, "值是列出的其中之一；空值不在任何列表中",
         "The value is one of those listed. Nothing is in no list.",
         (('stage IN ("won", "lost")', "TRUE"), ("IN(NULL, 1)", "FALSE")), _in),
    Form("BETWEEN", "value, low, high", 3, 3, "值在两个界限之间，含界限",
         "The value lies between two bounds or on one of them.",
         (("BETWEEN(amount, 1000, 2000)", "TRUE"),), _between, profiles=OURS),
    Form("COALESCE", "value, …", 1, MOST, "第一个不为空的值", "The first value that is something.",
         (('COALESCE(NULL, "无")', "无"),), _first_of, profiles=OURS),
    Form("BLANKVALUE", "value, otherwise", 2, 2, "值为空时取第二个参数",
         "The value, or the second argument when there is none.",
         (("BLANKVALUE(NULL, 0)", "0"),), _blank_value),
    Form("NULLVALUE", "value, otherwise", 2, 2, "值为空时取第二个参数；文本总是取第一个",
         "The value, or the second argument when there is none; for texts always the first one.",
         (("NULLVALUE(NULL, 0)", "0"),), _null_value, profiles=THEIRS),
    Form("NULLIF", "value, unwanted", 2, 2, "两个值相等时为空，否则取第一个",
         "Nothing when both values are equal, else the first one.",
         (("NULLIF(0, 0)", "NULL"), ("100 / NULLIF(0, 0)", "NULL")), _null_if, profiles=OURS),
    Form("IFERROR", "value, otherwise", 2, 2, "值无法计算时取第二个参数",
         "The second argument where the value cannot be computed.", (("IFERROR(1 / 0, 0)", "0"),), _if_error),
    Form("ISERROR", "value", 1, 1, "值无法计算时为真", "True when the value cannot be computed.",
         (("ISERROR(1 / 0)", "TRUE"),), _is_error, profiles=OURS),
    Form("PICKLABEL", "select, language", 1, 2, "单选字段所选值的名称，语言 zh 或 en，缺省为系统语言",
         "The label of a select's value, in `zh` or `en`; without it in the language of the organisation.",
         (('PICKLABEL(stage, "zh")', "赢单"), ('PICKLABEL(stage, "en")', "Won")), _pick_label, profiles=OURS),
    Form("VLOOKUP", "object.field, object.key, value", 3, 3,
         "另一对象中键字段等于该值的那条记录的字段值；没有或不止一条时为空",
         "A field of the one record of another object whose key field has this value; nothing for none or several.",
         (), look_up_form, _ON_SAVE, profiles=OURS),
    Form("PRIORVALUE", "field", 1, 1, "字段在本次修改之前的值", "The value of a field before this change.",
         (), _prior_value, _ON_SAVE),
    Form("ISCHANGED", "field", 1, 1, "字段在本次修改中变了；新建记录时为假",
         "True when this change gives the field another value; false for new records.", (), _is_changed, _ON_SAVE),
)  # fmt: skip
_RANGES = tuple(
    Form(one.name, "count", 1, 1, one.help_zh, one.help_en, one.examples, _range, profiles=OURS)
    for one in RANGES
    if one.parameters
)
FORMS: Mapping[str, Form] = MappingProxyType({one.name: one for one in (*_ALL, *_RANGES)})
"""All special forms by name."""
