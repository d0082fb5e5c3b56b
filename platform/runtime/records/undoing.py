"""Taking back what one request did to records, long afterwards, without taking anything of what others did since.

A record that was made goes to the recycle bin, unless somebody has worked on it. A record that was changed gets its former
values back, field by field, where the field still holds what the request put there. History says what that was: what a
field that keeps none held before, nobody knows, and it stays as it is. All of this is done with the rights of whoever takes
it back, by the same stops as every other change, so it may be refused, and may be done again.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access, Deed
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages, removal, save
from objectry.runtime.records.drafts import Given, Outcome
from objectry.runtime.records.reading import JSON
from objectry.runtime.store import journal, write
from objectry.runtime.store.journal import Past
from objectry.runtime.store.write import Stored

Fate = Literal["deleted", "restored", "unchanged", "gone", "left", "failed"]
"""What came of a record: it went to the recycle bin, got values back, needed nothing, was in the recycle bin already, kept
something because of others, or could not be changed. One that got some values back and kept others counts twice.
"""


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of one record."""

    record: str
    fates: tuple[Fate, ...]
    errors: tuple[FieldError, ...] = ()
    """What stays as it is, and why."""


def counts_of(undone: Iterable[Undone]) -> Mapping[str, int]:
    """How many records met each fate."""
    return Counter(fate for one in undone for fate in one.fates)


@dataclass(frozen=True, slots=True)
class _Present:
    """Records as they are now, locked, with what happened to them."""

    stored: Mapping[str, Stored]
    away: Collection[str]
    """Those in the recycle bin."""
    pasts: Mapping[str, Sequence[Past]]


def _present(
    context: Context, access: Access, thing: Object, ids: Sequence[str], deed: Deed
) -> _Present:
    stored = write.fetch(context, access, thing, ids, deed)
    missing = [one for one in ids if one not in stored]
    away = write.fetch(context, access, thing, missing, deed, deleted=True) if missing else {}
    return _Present(stored, away.keys(), journal.pasts(context, thing, list(stored)))


# What was made -------------------------------------------------------------------------------------------------------


def take_away(
    context: Context, access: Access, thing: Object, request: str, ids: Sequence[str]
) -> list[Undone]:
    """Delete the records that a request made. Those on which somebody has worked since stay."""
    present = _present(context, access, thing, ids, "delete")
    undone = {one: Undone(one, ("gone",)) for one in present.away}
    for record, pasts in present.pasts.items():
        since = [past for past in pasts if past.request != request]
        if _net(thing, since) or any(_tells_nothing(past) for past in since):
            error = FieldError("", messages.UNDO_WORKED_ON)
            undone[record] = Undone(record, ("left",), (error,))
    wanted = [one for one in ids if one not in undone]
    if wanted:
        given = [Given(index, {}, record) for index, record in enumerate(wanted)]
        for outcome in removal.delete(context, access, thing, given):
            undone[wanted[outcome.index]] = _taken(wanted[outcome.index], outcome)
    return [undone[one] for one in ids]


def _taken(record: str, outcome: Outcome) -> Undone:
    fate: Fate = "failed" if outcome.errors else "deleted"
    return Undone(record, (fate,), outcome.errors)


def _tells_nothing(past: Past) -> bool:
    """Tell whether something was changed of which there is no history."""
    return past.action == "update" and not past.changes


# What was changed ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Return:
    """What can be given back to a record, and what stays."""

    values: Mapping[str, Any]
    left: tuple[FieldError, ...]


def give_back(
    context: Context, access: Access, thing: Object, request: str, ids: Sequence[str]
) -> list[Undone]:
    """Give records back the values that a request has taken from them, where nobody has changed them since."""
    present = _present(context, access, thing, ids, "edit")
    undone = {one: Undone(one, ("gone",)) for one in present.away}
    returns = {
        record: _return(access, thing, stored, present.pasts.get(record, ()), request)
        for record, stored in present.stored.items()
    }
    for record, back in returns.items():
        if not back.values:
            undone[record] = Undone(record, ("left",) if back.left else ("unchanged",), back.left)
    wanted = [one for one in ids if one not in undone]
    if wanted:
        given = [
            Given(index, returns[record].values if record in returns else {}, record)
            for index, record in enumerate(wanted)
        ]
        for outcome in save.update(context, access, thing, given, JSON):
            record = wanted[outcome.index]
            left = returns[record].left if record in returns else ()
            undone[record] = _returned(record, outcome, left)
    return [undone[one] for one in ids]


def _returned(record: str, outcome: Outcome, left: tuple[FieldError, ...]) -> Undone:
    if outcome.errors:
        return Undone(record, ("failed",), (*outcome.errors, *left))
    return Undone(record, ("restored", "left") if left else ("restored",), left)


def _return(
    access: Access, thing: Object, stored: Stored, pasts: Sequence[Past], request: str
) -> _Return:
    values: dict[str, Any] = {}
    left: list[FieldError] = []
    forbidden = False
    editable = access.on(thing).editable
    own = [past for past in pasts if past.request == request]
    for name, (old, new) in _net(thing, own).items():
        field = thing.fields[name]
        if not field.writable:
            continue  # it follows from others
        if name not in editable:
            forbidden = True
            continue
        held = _kept(field, stored.values.get(name))
        if held == new:
            values[name] = old
        elif held != old:
            params = {"field_zh": field.label.zh, "field_en": field.label.en}
            left.append(FieldError(name, messages.UNDO_CHANGED, params))
    if forbidden:  # which ones they are is not told: they may be hidden by now
        left.append(FieldError("", messages.UNDO_FORBIDDEN))
    return _Return(values, tuple(left))


def _net(thing: Object, pasts: Iterable[Past]) -> dict[str, tuple[Any, Any]]:
    """What several changes come to: the first old and the last new value of each field that is different after them all."""
    found: dict[str, tuple[Any, Any]] = {}
    for past in pasts:
        for name, (old, new) in past.changes.items():
            field = thing.fields.get(name)
            if field is not None and not field.derived:
                found[name] = (found[name][0] if name in found else old, new)
    return {name: (old, new) for name, (old, new) in found.items() if old != new}


def _kept(field: Field, value: Any) -> Any:
    """A value in the form in which history keeps it."""
    if value is None:
        return None
    return json.loads(json.dumps(field.type.to_json(value, field.definition)))
