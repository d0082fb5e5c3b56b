"""What the platform adds to a draft: defaults, business type, owner and department, times, automatic numbers."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import Counter
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Draft
from objectry.runtime.store import counters, find


def fill_in(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Add to each draft what was not given. Empty counts as given, but not where there must be a value."""
    new = [draft for draft in drafts if draft.new]
    local = context.now.astimezone(context.zone)
    defaults: dict[str | None, list[tuple[Field, Any]]] = {}
    for draft in new:
        if thing.business_types and draft.value("business_type") is None:
            draft.values["business_type"] = thing.default_business_type
        kind = draft.value("business_type")
        if kind not in defaults:
            defaults[kind] = _defaults(thing, kind, local)
        for field, default in defaults[kind]:
            if draft.values.get(field.name) is not None:
                continue
            if field.definition.required or field.name not in draft.values:
                draft.values[field.name] = default
    if thing.owned:
        _own(context, access, thing, drafts)


def _defaults(thing: Object, business_type: str | None, now: datetime) -> list[tuple[Field, Any]]:
    """The fields that begin with a value, and what they begin with."""
    return [
        (field, default)
        for field in thing.fields.values()
        if not field.computed
        if (default := default_of(thing, field, business_type, now)) is not None
    ]


def default_of(thing: Object, field: Field, business_type: str | None, now: datetime) -> Any:
    """What a field begins with: the choice of the business type, else the field's own default (catalogue M4).

    `now` is the present moment in the user's time zone.
    """
    kind = thing.business_types.get(business_type or "")
    chosen = kind.defaults.get(field.name) if kind else None
    if chosen is None:
        return field.type.default(field.definition, now)
    return field.type.from_json(chosen, field.definition)


def _own(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """New records belong to their maker. Any other change of hands needs the right to transfer: taking a record over,
    too, for its owner may do more with it.
    """
    may_transfer = "transfer" in access.on(thing).actions
    moved: list[Draft] = []
    for draft in drafts:
        if draft.new and draft.value("owner") is None:
            draft.values["owner"] = access.user
        if not draft.changed("owner") or draft.values["owner"] is None:
            continue  # a missing owner is told elsewhere
        own_new = draft.new and draft.values["owner"] == access.user
        if not own_new and not may_transfer:
            draft.errors.append(FieldError("owner", messages.OWNER_TRANSFER))
        if "department" not in draft.values:
            moved.append(draft)
    owners = {draft.values["owner"] for draft in moved}
    if owners:
        department = context.catalog.objects["user"].fields["department"]
        belongs = find.values_of(context, department, owners)
        for draft in moved:
            draft.values["department"] = belongs.get(draft.values["owner"])


def number(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Give new records their automatic numbers, in the order of the batch. Refused ones use up none."""
    new = [draft for draft in drafts if draft.new and not draft.errors]
    day = context.now.astimezone(context.state.locale.zone).date()
    for field in thing.fields.values():
        if field.type.counter(field.definition, None, day) is not None:
            waiting = [draft for draft in new if draft.value(field.name) is None]
            _count(context, field, waiting, day)


def _count(context: Context, field: Field, drafts: Sequence[Draft], day: date) -> None:
    """Number drafts in a field that counts, those of each counter in their order."""
    groups: dict[str, tuple[Counter, list[Draft]]] = {}
    for draft in drafts:
        counter = field.type.counter(field.definition, draft.value("business_type"), day)
        assert counter is not None, "the type counts, whatever the business type"
        groups.setdefault(counter.series, (counter, []))[1].append(draft)
    # Always in the same order, so that two writers never wait for each other's counters.
    for series, (counter, group) in sorted(groups.items(), key=lambda one: one[0]):
        taken = counters.take(context, field, series, counter.period, len(group), counter.start)
        for draft, value in zip(group, taken, strict=True):
            draft.values[field.name] = counter.text(value)
