"""Look-ups in drafts: keys become IDs, and every record that is newly pointed to must exist, be readable and fit."""

import difflib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from objectry.formula.messages import Message
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import LookupKey, ValueRefused
from objectry.metadata.field_types.lookup import RecordRef
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Draft
from objectry.runtime.records.filters import condition_filter
from objectry.runtime.store import find, read

HINTED = 20
"""Names in one batch for which the nearest existing one is looked for."""
NAMES = 5_000
"""Existing names that are compared for a hint."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """One record that a draft points to."""

    draft: Draft
    field: Field
    target: str
    key: str | LookupKey

    def refuse(self, message: Message, thing: Object, hint: str = "", **params: object) -> None:
        """Note that the record cannot be pointed to."""
        value = self.key if isinstance(self.key, str) else self.key.value
        told = {
            "object_zh": thing.label.zh, "object_en": thing.label.en.lower(), "value": value, **params,
        }  # fmt: skip
        self.draft.errors.append(FieldError(self.field.name, message, told, hint, value))


def find_records(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Replace the keys in look-ups by IDs, and refuse what cannot be pointed to."""
    wishes = [
        wish
        for field in thing.fields.values()
        if field.relation is not None
        for draft in drafts
        if draft.changed(field.name) and draft.values[field.name] is not None
        for wish in _wishes(draft, field)
    ]
    found: dict[tuple[str, str | LookupKey], str] = {}
    by_target: dict[str, list[_Wish]] = defaultdict(list)
    for wish in wishes:
        by_target[wish.target].append(wish)
    for target, group in by_target.items():
        found.update(_find(context, access, context.catalog.objects[target], group))
    for draft in drafts:
        for field in thing.fields.values():
            if field.relation is not None and draft.values.get(field.name) is not None:
                draft.values[field.name] = _with_ids(field, draft.values[field.name], found)
    _refuse_unfitting(context, access, wishes, found)


def _wishes(draft: Draft, field: Field) -> list[_Wish]:
    assert field.relation
    value = draft.values[field.name]
    only = field.relation.targets[0]
    if isinstance(value, tuple):
        return [_Wish(draft, field, only, key) for key in value]
    if isinstance(value, RecordRef):
        return [_Wish(draft, field, value.object, value.id)]
    if isinstance(value, LookupKey):
        return [_Wish(draft, field, value.object or only, value)]
    return [_Wish(draft, field, only, value)]


def _with_ids(field: Field, value: Any, found: Mapping[tuple[str, str | LookupKey], str]) -> Any:
    assert field.relation
    only = field.relation.targets[0]
    if isinstance(value, tuple):
        # Two keys may mean the same record; it is linked once.
        return tuple(dict.fromkeys(found.get((only, key), key) for key in value)) or None
    if isinstance(value, LookupKey):
        target = value.object or only
        record = found.get((target, value))
        if record is None:
            return value
        return RecordRef(target, record) if len(field.relation.targets) > 1 else record
    return value


def _find(
    context: Context, access: Access, thing: Object, wishes: Sequence[_Wish]
) -> dict[tuple[str, str | LookupKey], str]:
    """The IDs of the records of one object that drafts point to."""
    found: dict[tuple[str, str | LookupKey], str] = {}
    ids = {wish.key for wish in wishes if isinstance(wish.key, str)}
    readable = read.reachable(context, access, thing, "read", sorted(ids))
    found.update({(thing.name, record): record for record in readable})
    counts: dict[LookupKey, int] = {}
    keys = {wish.key for wish in wishes if isinstance(wish.key, LookupKey)}
    for field, group in _fields_for(access, thing, keys).items():
        _match(context, access, thing, field, [key for key in group if (thing.name, key) not in found],
               found, counts)  # fmt: skip
    _explain(context, access, thing, wishes, found, counts)
    return found


def _fields_for(
    access: Access, thing: Object, keys: set[LookupKey]
) -> dict[Field, list[LookupKey]]:
    """By which fields to look for the keys: the named one, or each unique one and then the name."""
    readable = access.on(thing).readable
    unique = [field for field in thing.unique_fields if field.name in readable]
    tried: dict[Field, list[LookupKey]] = {}
    for key in keys:
        if key.field:
            field = thing.fields.get(key.field)
            fits = field is not None and (field in unique or field is thing.name_field)
            chosen = [field] if field is not None and fits and field.name in readable else []
        else:
            named = thing.name_field
            chosen = [
                *unique,
                *([named] if named not in unique and named.name in readable else []),
            ]
        for one in chosen:
            tried.setdefault(one, []).append(key)
    return tried


def _match(
    context: Context, access: Access, thing: Object, field: Field, keys: Sequence[LookupKey],
    found: dict[tuple[str, str | LookupKey], str], counts: dict[LookupKey, int],
) -> None:  # fmt: skip
    """Look for keys by one field. A value that the field could never hold finds nothing."""
    values: dict[Any, list[LookupKey]] = defaultdict(list)
    for key in keys:
        try:
            value = field.type.from_text(key.value, field.definition, context.style)
        except ValueRefused:
            continue
        if value is not None and not isinstance(value, LookupKey):
            values[value].append(key)
    if not values:
        return
    for value, ids in find.by_value(context, access, thing, field, values).items():
        for key in values[value]:
            if len(ids) == 1:
                found[(thing.name, key)] = ids[0]
            else:
                counts[key] = len(ids)


def _explain(
    context: Context, access: Access, thing: Object, wishes: Sequence[_Wish],
    found: Mapping[tuple[str, str | LookupKey], str], counts: Mapping[LookupKey, int],
) -> None:  # fmt: skip
    """Say of every record that was not found why, with the nearest name that exists."""
    missing = [wish for wish in wishes if (thing.name, wish.key) not in found]
    hints: dict[str, str] = {}
    names: list[str] | None = None
    for wish in missing:
        key = wish.key
        if isinstance(key, LookupKey) and key in counts:
            wish.refuse(messages.LOOKUP_AMBIGUOUS, thing, count=counts[key])
            continue
        if isinstance(key, LookupKey) and key.field and not _is_key(access, thing, key.field):
            wish.refuse(messages.LOOKUP_FIELD, thing, field=key.field)
            continue
        if isinstance(key, LookupKey) and key.value not in hints and len(hints) < HINTED:
            if names is None:
                names = _names(context, access, thing)
            near = difflib.get_close_matches(key.value, names, 1, 0.6)
            hints[key.value] = near[0] if near else ""
        hint = hints.get(key.value, "") if isinstance(key, LookupKey) else ""
        wish.refuse(messages.LOOKUP_NOT_FOUND, thing, hint)


def _is_key(access: Access, thing: Object, name: str) -> bool:
    field = thing.fields.get(name)
    if field is None or name not in access.on(thing).readable:
        return False
    return field.definition.unique or field is thing.name_field


def _names(context: Context, access: Access, thing: Object) -> list[str]:
    if thing.name_field.name not in access.on(thing).readable:
        return []
    return find.some_names(context, access, thing, NAMES)


def _refuse_unfitting(
    context: Context, access: Access, wishes: Sequence[_Wish],
    found: Mapping[tuple[str, str | LookupKey], str],
) -> None:  # fmt: skip
    """Refuse records that do not meet the condition of the look-up that points to them."""
    by_field: dict[tuple[Field, str], list[tuple[_Wish, str]]] = defaultdict(list)
    for wish in wishes:
        record = found.get((wish.target, wish.key))
        if record is not None:
            by_field[(wish.field, wish.target)].append((wish, record))
    for (field, target), pairs in by_field.items():
        thing = context.catalog.objects[target]
        for text, of_object, _ in field.type.conditions(field.definition):
            if of_object != target:
                continue
            wanted = condition_filter(context, text, of_object)
            system = Access.system("the condition of a look-up")
            fitting = find.meeting(
                context, system, thing, wanted, list({record for _, record in pairs})
            )
            for wish, record in pairs:
                if record not in fitting:
                    wish.refuse(messages.LOOKUP_FILTERED, thing)
