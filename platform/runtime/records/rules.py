"""Validation rules: formulas that are true when a record is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from objectry.formula.faults import EvaluationError, Fault
from objectry.formula.functions.declare import Use
from objectry.formula.surroundings import Row, Surroundings
from objectry.metadata.catalog import Object
from objectry.metadata.object_definitions import ValidationRuleDef
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.formulas.formulas import Formula, formula
from objectry.runtime.formulas.look_ups import LookUps
from objectry.runtime.formulas.rows import evaluated, rows
from objectry.runtime.formulas.saving import while_saving
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
    found = rows(context, access, thing, [one for _, one in made], records)
    for rule, one in made:
        _judge(context, access, thing, rule, one, judged, found)


def _formula(context: Context, thing: Object, rule: ValidationRuleDef) -> Formula:
    return formula(context, thing.name, rule.when, Use.RULE, profile=rule.language, zero=rule.zero)


def _judge(
    context: Context, access: Access, thing: Object, rule: ValidationRuleDef, one: Formula,
    drafts: Sequence[Draft], found: Sequence[Row],
) -> None:  # fmt: skip
    """Put one rule to the drafts in which all that it reads is right."""
    sound = [
        (draft, row) for draft, row in zip(drafts, found, strict=True)
        if not one.own & {error.field for error in draft.errors}
    ]  # fmt: skip
    look_ups = LookUps(context, access)
    surroundings = replace(while_saving(context, access, one), find=look_ups.find)
    said = list(_answers(thing, one, surroundings, sound))
    while look_ups.answer():
        said = list(_answers(thing, one, surroundings, sound))
    for (draft, _), answer in zip(sound, said, strict=True):
        if answer is not False:
            shown = rule.field if rule.field in access.on(thing).readable else None
            draft.errors.append(_refusal(rule, shown or "", answer))


def _answers(
    thing: Object, one: Formula, surroundings: Surroundings, sound: Sequence[tuple[Draft, Row]]
) -> Iterator[bool | Fault]:
    """What a rule says of each draft."""
    if not one.of_the_save:
        yield from evaluated(one, surroundings, [row for _, row in sound])
        return
    for draft, row in sound:
        old = None if draft.before is None else _old(thing, one, draft.before.values)
        try:
            yield one.program.evaluate(row, replace(surroundings, old=old))
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
