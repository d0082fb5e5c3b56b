"""Values that new records begin with by formulas."""

import logging
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

from objectry.formula.faults import Fault
from objectry.formula.functions.declare import Use
from objectry.formula.messages import Message
from objectry.metadata.catalog import Field, Object
from objectry.metadata.default_formulas import by_formula, default_order
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.formula_scope import CatalogScope, default_wanted
from objectry.metadata.problems import NO_PARAMS
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.formulas.formulas import Formula, formula
from objectry.runtime.formulas.rows import answers, known
from objectry.runtime.records import computing, messages
from objectry.runtime.records.drafts import Draft, as_it_will_be

log = logging.getLogger("objectry.formulas")


def begin(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Give new drafts what their fields begin with, where nothing was given. What cannot be computed stays empty."""
    new = [draft for draft in drafts if draft.new]
    fields = by_formula(thing)
    if not new or not fields:
        return
    for names in context.state.memo.get(("beginning", thing.name), lambda: _order(context, thing)):
        together = [fields[name] for name in names]
        waiting = [draft for draft in new if any(_lacks(draft, field) for field in together)]
        if waiting:
            _fill(context, access, thing, together, waiting)


def _order(context: Context, thing: Object) -> tuple[tuple[str, ...], ...]:
    """The fields that begin with the value of a formula, each behind those that it reads: together those that do not read
    each other."""
    order = TopologicalSorter(
        default_order(thing, CatalogScope(thing.name, context.catalog.objects))
    )
    order.prepare()
    found: list[tuple[str, ...]] = []
    while order.is_active():
        ready = order.get_ready()
        found.append(tuple(name for name in ready if name in by_formula(thing)))
        order.done(*ready)
    return tuple(filter(None, found))


def _lacks(draft: Draft, field: Field) -> bool:
    """Empty counts as given, but not where there must be a value."""
    if field.name in {error.field for error in draft.errors}:
        return False
    return draft.value(field.name) is None and (
        field.definition.required or field.name not in draft.values
    )


def _fill(
    context: Context,
    access: Access,
    thing: Object,
    fields: Sequence[Field],
    drafts: Sequence[Draft],
) -> None:
    """Fill in fields that do not read each other, each in those drafts that lack it."""
    places = {
        field: [at for at, draft in enumerate(drafts) if _lacks(draft, field)] for field in fields
    }
    formulas = {field: _formula(context, thing, field) for field in fields if places[field]}
    own = frozenset[str]().union(*(one.own for one in formulas.values()))
    if any(kept.name in own for kept in thing.computed_fields):
        computing.foresee(context, access, thing, drafts)
    records = [as_it_will_be(context, access, draft) for draft in drafts]
    found = known(context, access, thing, formulas.values(), records)
    for field, one in formulas.items():
        said = answers(one, found, places[field])
        for at, answer in zip(places[field], said, strict=True):
            _begin_with(drafts[at], field, answer)


def _formula(context: Context, thing: Object, field: Field) -> Formula:
    text = field.definition.default_formula
    assert text is not None
    wanted = default_wanted(field.definition, field.type)
    return formula(context, thing.name, text, Use.DEFAULT, wanted)


def _begin_with(draft: Draft, field: Field, answer: object) -> None:
    if isinstance(answer, Fault):
        _leave_out(draft, field, answer.message)
        return
    try:
        value = field.type.from_formula(answer, field.definition)
    except ValueRefused as refused:
        _leave_out(draft, field, refused.message, refused.params)
        return
    if value is not None:
        draft.values[field.name] = value


def _leave_out(
    draft: Draft, field: Field, reason: Message, params: Mapping[str, object] = NO_PARAMS
) -> None:
    """Note why a field begins empty. Who has to fill it in is told."""
    zh, en = reason.text("zh", params), reason.text("en", params)
    log.info("default of %s.%s left out: %s", field.object, field.name, en)
    told = {
        "field_zh": field.label.zh,
        "field_en": field.label.en,
        "reason_zh": zh,
        "reason_en": en,
    }
    draft.left_out[field.name] = FieldError(field.name, messages.DEFAULT_LEFT_OUT, told)
