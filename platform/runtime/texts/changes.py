"""What has changed in records, as people read it: labels, values in words, and nothing of what the reader may not know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.choices import ChoicesDef
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records.past import Changes, visible_changes
from objectry.runtime.store import files, reach
from objectry.runtime.store.series import Series
from objectry.runtime.texts.values import Shown, shown_column

SHOWN_TEXT = 200
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A field that has got another value."""

    label: str
    before: Shown
    after: Shown
    files: bool
    """Whether the field holds files."""


def shown_changes(
    context: Context, access: Access, thing: Object, events: Sequence[Changes]
) -> list[tuple[ShownChange, ...]]:
    """What has changed in each of some events, the object's own fields first; nothing where the user may know of none of
    it."""
    found = visible_changes(context, access, thing, events)
    made: list[list[ShownChange]] = [[] for _ in found]
    for field in sorted(thing.fields.values(), key=lambda one: one.system):
        touched = [at for at, one in enumerate(found) if field.name in one]
        if not touched:
            continue
        raw = [side for at in touched for side in found[at][field.name]]
        shown = list(_shown(context, access, field, raw))
        label = field.label.text(context.language)
        for place, at in enumerate(touched):
            before, after = shown[2 * place : 2 * place + 2]
            made[at].append(ShownChange(label, before, after, field.type.holds_files))
    return [tuple(one) for one in made]


def _shown(context: Context, access: Access, field: Field, raw: Sequence[Any]) -> Iterator[Shown]:
    """Values of one field, as its history keeps them."""
    if field.type.holds_files:
        known = files.known(context, {one for held in raw for one in held or ()})
        for held in raw:
            yield Shown(", ".join(known[one].name for one in held or () if one in known))
        return
    values = [_value(field, one) for one in raw]
    names = _names(context, access, field, values) if field.relation else None
    shown = shown_column(context, Series(field.name, field, values, names))
    for kept, value, one in zip(raw, values, shown, strict=True):
        refused = kept is not None and value is None and field.relation is None
        text = str(kept) if refused else one.text
        short = text if len(text) <= SHOWN_TEXT else text[: SHOWN_TEXT - 1] + "…"
        yield one if short == one.text else Shown(short)


def _value(field: Field, raw: Any) -> Any:
    """A value out of a history; None for one that the field would refuse by now."""
    if raw is None:
        return None
    if isinstance(field.definition, ChoicesDef):
        return tuple(raw) if isinstance(raw, list) else raw
    try:
        return field.type.from_json(raw, field.definition)
    except ValueRefused:
        return None


def _names(context: Context, access: Access, field: Field, values: Sequence[Any]) -> list[Any]:
    """The names of the records that a field pointed to, None where the user may not read them."""
    assert field.relation
    target = field.relation.targets[0]
    meant: dict[str, set[str]] = {}
    for value in values:
        for name, record in _records(target, value):
            meant.setdefault(name, set()).add(record)
    objects = context.catalog.objects
    named = {
        record: text
        for name, ids in meant.items()
        for record, text in reach.names(context, access, objects[name], ids).items()
    }
    found = [[named.get(record) for _, record in _records(target, one)] for one in values]
    return [
        tuple(names) if isinstance(one, tuple) else names[0] if names else None
        for one, names in zip(values, found, strict=True)
    ]


def _records(target: str, value: Any) -> list[tuple[str, str]]:
    """The records that a value points to, each with its object."""
    if value is None:
        return []
    if isinstance(value, RecordRef):
        return [(value.object, value.id)]
    return [(target, one) for one in (value if isinstance(value, tuple) else (value,))]
