"""Validation rules: formulas that are true when a record is wrong."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from objectry.formula.faults import EvaluationError, Fault
from objectry.formula.functions.declare import Use
from objectry.formula.surroundings import Row
from objectry.metadata.catalog import Object
from objectry.metadata.object_definitions import ValidationRuleDef
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.formulas.formulas import Formula, formula
from objectry.runtime.formulas.look_ups import LookUps
from objectry.runtime.formulas.rows import Known, answers, known
from objectry.runtime.formulas.values import seen
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Draft, as_it_will_be


def check_rules(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Refuse drafts for which a rule is true, or cannot be computed. Who changes nothing is not judged."""
    judged = [draft for draft in drafts if draft.new or any(map(draft.changed, draft.values))]
    rules = [rule for rule in thing.validation_rules if rule.active]
    if not judged or not rules:
        return
    made = [(rule, _formula(context, thing, rule)) for rule in rules]
    records = [as_it_will_be(context, access, draft) for draft in judged]
    found = known(context, access, thing, [one for _, one in made], records)
    said = _said(context, access, thing, [one for _, one in made], judged, found)
    readable = access.on(thing).readable
    for (rule, one), answered in zip(made, said, strict=True):
        _judge(rule, one, readable, judged, answered)


def _formula(context: Context, thing: Object, rule: ValidationRuleDef) -> Formula:
    return formula(context, thing.name, rule.when, Use.RULE, profile=rule.language, zero=rule.zero)


def _said(
    context: Context, access: Access, thing: Object, rules: Sequence[Formula], drafts: Sequence[Draft],
    found: Known,
) -> list[Mapping[int, bool | Fault]]:  # fmt: skip
    """What each rule says of those drafts, by their places, in which all that it reads is right. What rules find by values
    is asked for together, of all records, whoever may see them."""
    look_ups = LookUps(context, access.as_system(reasons.FORMULA))
    asking = replace(found, around=replace(found.around, find=look_ups.find))
    wrong = [{error.field for error in draft.errors} for draft in drafts]

    def of_all(one: Formula) -> Mapping[int, bool | Fault]:
        sound = [at for at, fields in enumerate(wrong) if one.own.isdisjoint(fields)]
        return dict(zip(sound, _answers(thing, one, asking, drafts, sound), strict=True))

    said = [of_all(one) for one in rules]
    while look_ups.answer():
        said = [
            of_all(one) if one.looks_up else before
            for one, before in zip(rules, said, strict=True)
        ]
    return said


def _judge(
    rule: ValidationRuleDef, one: Formula, readable: Set[str], drafts: Sequence[Draft],
    said: Mapping[int, bool | Fault],
) -> None:  # fmt: skip
    """Refuse the drafts of which a rule does not say that they are right, unless another rule has refused before what it
    reads of them."""
    shown = rule.field if rule.field in readable else None
    for at, answer in said.items():
        draft = drafts[at]
        if answer is not False and one.own.isdisjoint({error.field for error in draft.errors}):
            draft.errors.append(_refusal(rule, shown or "", answer))


def _answers(
    thing: Object, one: Formula, found: Known, drafts: Sequence[Draft], places: Sequence[int]
) -> Iterator[bool | Fault]:
    """What a rule says of the drafts in some places."""
    if not one.of_the_save:
        yield from answers(one, found, places)
        return
    for at in places:
        draft, row = drafts[at], found.rows[at]
        old = None if draft.before is None else _old(thing, one, draft.before.values)
        try:
            yield one.program.evaluate(row, replace(found.around, old=old))
        except EvaluationError as error:
            yield error.fault


def _old(thing: Object, one: Formula, values: Mapping[str, Any]) -> Row:
    return {name: seen(thing.fields[name], values.get(name)) for name in one.before}


def _refusal(rule: ValidationRuleDef, field: str, answer: bool | Fault) -> FieldError:
    params: dict[str, object] = {"rule": rule.name, "zh": rule.message.zh, "en": rule.message.en}
    if isinstance(answer, Fault):
        reasons = {"reason_zh": answer.message.text("zh"), "reason_en": answer.message.text("en")}
        return FieldError(field, messages.RULE_FAILED, {**params, **reasons})
    return FieldError(field, messages.RULE_BROKEN, params)
