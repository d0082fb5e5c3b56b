"""Saving a record with its lines: the records of its details that were entered in the same form, in one transaction.

The record comes first, so that its lines are judged by what it will be, and what nobody has finished yet is judged last: the
demands and rules of the record itself, by what is computed of its lines. What was locked is what was locked before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.metadata.catalog import Object
from objectry.metadata.form_states import at_every_door
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import entering, forms, messages, removal, save
from objectry.runtime.records.drafts import Draft, Given, Outcome, Reader
from objectry.runtime.store import computed, write
from objectry.runtime.store.write import Stored


@dataclass(frozen=True, slots=True)
class Lines:
    """What becomes of some details of a record. The indexes of all of them are their places in one list."""

    thing: Object
    saved: tuple[Given, ...]
    """Those that are made, without an ID, and those that are changed."""
    removed: tuple[Given, ...]

    @property
    def named(self) -> list[str]:
        """The IDs of those that exist already."""
        return [one.id for one in (*self.saved, *self.removed) if one.id]


@dataclass(frozen=True, slots=True)
class Together:
    """What came of a record and of its lines, by object. Where anything is wrong, nothing must be kept of it."""

    record: Outcome
    lines: Mapping[str, tuple[Outcome, ...]]

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Everything that is wrong; what is wrong with a line names it."""
        return (
            *self.record.errors,
            *(
                replace(error, line=(name, one.index))
                for name, outcomes in self.lines.items()
                for one in outcomes
                for error in one.errors
            ),
        )


def save_together(
    context: Context, access: Access, thing: Object, given: Given, lines: Sequence[Lines], reader: Reader
) -> Together:  # fmt: skip
    """Save a record and its lines. Whoever calls ends the transaction without keeping anything where there are errors."""
    draft = save.begun(context, access, thing, given)
    if isinstance(draft, Outcome):
        return Together(draft, {})
    before = [_as_it_was(context, access, one, draft) for one in lines]
    change = save.put_first(context, access, thing, draft, reader)
    if draft.new and draft.errors:
        return Together(save.outcome(draft, None), dict(_foreseen(context, access, lines, reader)))
    saved: dict[str, tuple[Outcome, ...]] = {}
    for one, was in zip(lines, before, strict=True):
        if change is not None or saved:
            was = replace(was, stored=None)  # what has been written may have changed its lines
        outcomes = _save_lines(context, access, one, draft.id, was, reader)
        saved[one.thing.name] = tuple(sorted(outcomes, key=lambda outcome: outcome.index))
    if not draft.errors and not any(one.errors for some in saved.values() for one in some):
        _add_computed(context, thing, draft)
        save.judge_last(context, access, thing, draft)
    return Together(save.outcome(draft, change), saved)


@dataclass(frozen=True, slots=True)
class _Before:
    """Lines before their record is changed or made."""

    locked: Mapping[int, Mapping[str, bool]]
    """What their locks say, by place."""
    stored: Mapping[str, Stored] | None
    """Those that exist, as far as they were asked for; None where that is still to be done."""


def _as_it_was(context: Context, access: Access, lines: Lines, parent: Draft) -> _Before:
    """What the locks of lines say before their record is changed or made: they may read the record."""
    thing = lines.thing
    if not at_every_door(thing).before:
        return _Before({}, None)
    assert thing.master
    stored = write.fetch(context, access, thing, lines.named, "edit") if lines.named else {}
    drafts = [
        Draft(one, one.id or parent.id, stored.get(one.id or ""), {})
        for one in lines.saved
        if one.id is None or one.id in stored
    ]
    for draft in drafts:
        if draft.new:
            kind = draft.given.values.get("business_type")
            draft.values[thing.master.name] = None if parent.new else parent.id
            if isinstance(kind, str) and kind in thing.business_types:
                draft.values["business_type"] = kind
    said = forms.locks(context, access, thing, drafts)
    locked = {draft.given.index: one for draft, one in zip(drafts, said, strict=True)}
    return _Before(locked, stored)


def _save_lines(
    context: Context, access: Access, lines: Lines, parent: str, before: _Before, reader: Reader
) -> Iterator[Outcome]:
    """Remove, change and make lines, in this order: who takes the place of another one finds it free."""
    thing = lines.thing
    assert thing.master
    master = thing.master.name
    stored = before.stored
    if stored is None:
        stored = write.fetch(context, access, thing, lines.named, "edit") if lines.named else {}
    wanted: list[Given] = []
    for one in (*lines.removed, *lines.saved):
        error = _not_of(one, parent, master, stored)
        if error is None:
            wanted.append(replace(one, locked=before.locked.get(one.index)))
        else:
            yield Outcome(one.index, "failed", one.id, None, (error,))
    removed = {one.index for one in lines.removed}
    gone = [one for one in wanted if one.index in removed]
    changed = [one for one in wanted if one.index not in removed and one.id]
    made = [
        replace(one, values={**one.values, master: parent})
        for one in wanted
        if one.index not in removed and not one.id
    ]
    if gone:
        yield from removal.delete(context, access, thing, gone)
    if changed and gone:  # what follows from a removal may have changed those that stay
        yield from save.update(context, access, thing, changed, reader)
    elif changed:
        demand(access, thing, "edit")
        yield from save.update_stored(context, access, thing, changed, stored, reader)
    if made:
        yield from save.create(context, access, thing, made, reader)


def _not_of(
    one: Given, parent: str, master: str, stored: Mapping[str, Stored]
) -> FieldError | None:
    """What is wrong with a line that is none of this record, or shall be one of another record."""
    if one.values.get(master) not in (None, "", parent):
        return FieldError(master, messages.LINE_ELSEWHERE, {"field": master})
    if one.id is None or (one.id in stored and stored[one.id].values[master] == parent):
        return None
    return FieldError("id", access_messages.RECORD_UNKNOWN)


def _add_computed(context: Context, thing: Object, draft: Draft) -> None:
    """Give the draft of a record what is computed of its lines by now."""
    fields = thing.computed_fields
    if not fields:
        return
    kept = computed.present(context, fields, [draft.id])[draft.id]
    for field, one in zip(fields, kept, strict=True):
        assert field.error is not None
        draft.values[field.name] = one.value
        draft.values[field.error.name] = one.error


def _foreseen(
    context: Context, access: Access, lines: Sequence[Lines], reader: Reader
) -> Iterator[tuple[str, tuple[Outcome, ...]]]:
    """What is wrong with the lines of a record that cannot be made, as far as it can be told without the record."""
    for some in lines:
        found = entering.entered_lines(context, access, some.thing, None, some.saved, reader)
        yield (
            some.thing.name,
            tuple(
                Outcome(one.given.index, "failed", None, None, tuple(one.errors))
                for one in found
                if one.errors
            ),
        )
