"""Look-ups in drafts: keys become IDs, and every record that is newly pointed to must exist, be readable and fit."""

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from objectry.formula.messages import Message, excerpt
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.base import LookupKey, ValueRefused
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Draft, Given
from objectry.runtime.records.filters import condition_filter
from objectry.runtime.store import find, reach

HINTED = 20
"""Names in one batch for which the nearest existing one is looked for."""
NAMES = 5_000
"""Existing names that are compared for a hint."""

Found = Mapping[tuple[tuple[str, ...], str | LookupKey], RecordRef]
"""The one record that a key means, by the objects in which it is looked for."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """One record that a draft points to."""

    draft: Draft
    field: Field
    targets: tuple[str, ...]
    """The objects in which it is looked for."""
    key: str | LookupKey

    def refuse(self, message: Message, thing: Object, hint: str = "", **params: object) -> None:
        """Note that the record cannot be pointed to, and take the value out of the draft: no key goes any further."""
        self.draft.values.pop(self.field.name, None)
        value = excerpt(self.key if isinstance(self.key, str) else self.key.value)
        told = {
            "object_zh": thing.label.zh, "object_en": thing.label.en, "value": value, **params,
        }  # fmt: skip
        self.draft.errors.append(FieldError(self.field.name, message, told, hint, value))


def find_records(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft], held: bool = True
) -> None:
    """Replace the keys in look-ups by IDs, and refuse what cannot be pointed to. Only what came in is in the drafts yet.

    Afterwards drafts hold IDs of records that were found, and nothing where one was not. Those records are `held` until the
    end of the transaction, as nobody may delete them before the drafts are written; who only reads cannot hold them.
    """
    fields = [field for field in thing.fields.values() if field.relation is not None]
    wishes, found = _resolve(context, access, fields, drafts, held)
    for field in fields:
        if field.link:
            _keep_unseen(context, access, field, drafts)
    _refuse_unfitting(context, [wish for wish in wishes if _is_new(wish, found)], found)


def find_keys(context: Context, access: Access, field: Field, drafts: Sequence[Draft]) -> None:
    """Replace the keys of one look-up, by which records are to be found, by IDs, and refuse those that name none."""
    _resolve(context, access, [field], drafts, held=True)


def refused(
    context: Context, access: Access, thing: Object, field: Field, values: Sequence[Any]
) -> dict[int, FieldError]:
    """What is wrong with values that new records would be given in a look-up, by their places; nothing with most of them."""
    drafts = [
        Draft(Given(index, {}), "", None, {field.name: value})
        for index, value in enumerate(values)
    ]
    find_records(context, access, thing, drafts, held=False)
    return {draft.given.index: draft.errors[0] for draft in drafts if draft.errors}


def _resolve(
    context: Context, access: Access, fields: Sequence[Field], drafts: Sequence[Draft], held: bool
) -> tuple[list[_Wish], Found]:
    """Put the IDs of records into drafts in the place of their keys. A value that was not found is taken out."""
    wishes = [
        wish
        for field in fields
        for draft in drafts
        if draft.changed(field.name) and draft.values[field.name] is not None
        for wish in _wishes(draft, field)
    ]
    found = _find_all(context, access, wishes, held)
    for draft in drafts:
        for field in fields:
            if draft.values.get(field.name) is not None:
                draft.values[field.name] = _with_ids(field, draft.values[field.name], found)
    return wishes, found


def _is_new(wish: _Wish, found: Found) -> bool:
    """Tell whether a record was found that its draft did not point to before. Those from before stay, whatever they are."""
    one = found.get((wish.targets, wish.key))
    before = wish.draft.before.values.get(wish.field.name) if wish.draft.before else None
    if one is None or before is None:
        return one is not None
    if isinstance(before, tuple):
        return one.id not in before
    return before not in (one, one.id)


def _wishes(draft: Draft, field: Field) -> list[_Wish]:
    """The records that a draft may newly point to. Those in a list from before stay, whatever has become of them."""
    assert field.relation
    value = draft.values[field.name]
    targets = field.relation.targets
    if isinstance(value, tuple):
        before = (draft.before.values.get(field.name) if draft.before else None) or ()
        return [_Wish(draft, field, targets, key) for key in value if key not in before]
    if isinstance(value, RecordRef):
        return [_Wish(draft, field, (value.object,), value.id)]
    if isinstance(value, LookupKey) and value.object:
        return [_Wish(draft, field, (value.object,), value)]
    return [_Wish(draft, field, targets, value)]


def _with_ids(field: Field, value: Any, found: Found) -> Any:
    assert field.relation
    targets = field.relation.targets
    if isinstance(value, tuple):
        # Two keys may mean the same record; it is linked once.
        held = ((key, found.get((targets, key))) for key in value)
        ids = (key if record is None else record.id for key, record in held)
        return tuple(dict.fromkeys(ids)) or None
    if isinstance(value, LookupKey):
        one = found[(value.object,) if value.object else targets, value]
        return one if len(field.columns) > 1 else one.id
    return value


def _keep_unseen(context: Context, access: Access, field: Field, drafts: Sequence[Draft]) -> None:
    """A list is saved as the user saw it, so what he could not see in it is still meant to be there."""
    assert field.relation
    changed = [draft for draft in drafts if draft.before is not None and draft.changed(field.name)]
    held = {
        draft.id: draft.before.values.get(field.name) or ()
        for draft in changed
        if draft.before is not None
    }
    if not any(held.values()):
        return
    target = context.catalog.objects[field.relation.targets[0]]
    everything = [one for ids in held.values() for one in ids]
    seen = reach.reachable(context, access, target, "read", everything)
    for draft in changed:
        before, wanted = held[draft.id], draft.values[field.name] or ()
        if wanted == tuple(record for record in before if record in seen):
            draft.values[field.name] = before or None
        else:
            kept = (record for record in before if record not in seen and record not in wanted)
            draft.values[field.name] = (*wanted, *kept) or None


def _find_all(context: Context, access: Access, wishes: Sequence[_Wish], held: bool) -> Found:
    """The records that drafts point to. Says of every one that is not found, or not alone, what is wrong."""
    keys: dict[str, dict[str | LookupKey, None]] = defaultdict(dict)
    for wish in wishes:
        for target in wish.targets:
            keys[target][wish.key] = None
    found: dict[tuple[str, str | LookupKey], str] = {}
    counts: dict[tuple[str, LookupKey], int] = {}
    for target, wanted in keys.items():
        _find(
            context,
            access,
            context.catalog.objects[target],
            list(wanted),
            found,
            counts,
            held,
        )
    chosen: dict[tuple[tuple[str, ...], str | LookupKey], RecordRef] = {}
    missing: dict[str, list[_Wish]] = defaultdict(list)
    for wish in wishes:
        thing = context.catalog.objects[wish.targets[0]]
        at = [target for target in wish.targets if (target, wish.key) in found]
        count = len(at) + sum(counts.get((target, wish.key), 0) for target in wish.targets
                              if isinstance(wish.key, LookupKey))  # fmt: skip
        if count > 1:
            wish.refuse(messages.LOOKUP_AMBIGUOUS, thing, count=count)
        elif at:
            chosen[wish.targets, wish.key] = RecordRef(at[0], found[at[0], wish.key])
        else:
            missing[wish.targets[0]].append(wish)
    for target, group in missing.items():
        _explain(context, access, context.catalog.objects[target], group)
    return chosen


def _find(
    context: Context, access: Access, thing: Object, keys: Sequence[str | LookupKey],
    found: dict[tuple[str, str | LookupKey], str], counts: dict[tuple[str, LookupKey], int],
    held: bool,
) -> None:  # fmt: skip
    """The IDs of the records of one object that keys name, and how many fit a key that fits several."""
    ids = [key for key in keys if isinstance(key, str)]
    for record in reach.reachable(context, access, thing, "read", ids, held=held) if ids else ():
        found[thing.name, record] = record
    named = [key for key in keys if isinstance(key, LookupKey)]
    for field, group in fields_for(access, thing, named).items():
        rest = [key for key in group if (thing.name, key) not in found]
        for key, records in _match(context, access, thing, field, rest, held):
            if len(records) == 1:
                found[thing.name, key] = records[0]
                counts.pop((thing.name, key), None)
            else:
                counts[thing.name, key] = len(records)


def meant(
    context: Context, access: Access, thing: Object, texts: Collection[str]
) -> dict[str, str]:
    """The record that each text names when it is read; texts that name none, or several, are missing."""
    found: dict[tuple[str, str | LookupKey], str] = {}
    _find(context, access, thing, [LookupKey("", text) for text in texts], found, {}, held=False)
    return {key.value: record for (_, key), record in found.items() if isinstance(key, LookupKey)}


def fields_for(
    access: Access, thing: Object, keys: Sequence[LookupKey]
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
    held: bool,
) -> Iterator[tuple[LookupKey, list[str]]]:  # fmt: skip
    """The records that keys name by one field."""
    values = values_of(context, field, keys)
    if values:
        for value, ids in find.by_value(context, access, thing, field, values, held).items():
            for key in values[value]:
                yield key, ids


def values_of(
    context: Context, field: Field, keys: Iterable[LookupKey]
) -> dict[Any, list[LookupKey]]:
    """The values of a field that keys stand for. One that the field could never hold stands for nothing."""
    values: dict[Any, list[LookupKey]] = defaultdict(list)
    for key in keys:
        try:
            value = field.type.from_text(key.value, field.definition, context.style)
        except ValueRefused:
            continue
        if value is not None and not isinstance(value, LookupKey):
            values[value].append(key)
    return values


def _explain(context: Context, access: Access, thing: Object, missing: Sequence[_Wish]) -> None:
    """Say of every record that was not found why, with the nearest name that exists."""
    hints: dict[str, str] = {}
    names: list[str] | None = None
    for wish in missing:
        key = wish.key
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


def _refuse_unfitting(context: Context, wishes: Sequence[_Wish], found: Found) -> None:
    """Refuse records that do not meet the condition of the look-up that newly points to them."""
    by_field: dict[tuple[Field, str], list[tuple[_Wish, str]]] = defaultdict(list)
    for wish in wishes:
        one = found[wish.targets, wish.key]
        by_field[wish.field, one.object].append((wish, one.id))
    for (field, target), pairs in by_field.items():
        thing = context.catalog.objects[target]
        for text, of_object, _ in field.type.conditions(field.definition):
            if of_object != target:
                continue
            wanted = condition_filter(context, text, of_object)
            system = Access.system(reasons.LOOKUP_CONDITION)
            fitting = find.meeting(
                context, system, thing, wanted, list({record for _, record in pairs})
            )
            for wish, record in pairs:
                if record not in fitting:
                    wish.refuse(messages.LOOKUP_FILTERED, thing)
