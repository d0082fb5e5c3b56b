"""What somebody sees whose record others have changed while he changed it: the record as it is by now, and by whom."""

from dataclasses import dataclass

from objectry.runtime.api.records import HISTORY_LIMIT, thing_for
from objectry.runtime.context import Context
from objectry.runtime.shown.forms import ShownForm, shown_form
from objectry.runtime.store import journal, reach


@dataclass(frozen=True, slots=True)
class Change:
    """A change that somebody else has made."""

    who: str
    """The name of the user; nothing for the platform itself, and for those whose names the reader may not know."""
    at: str


@dataclass(frozen=True, slots=True)
class ShownConflict:
    """A record that has been changed since a form was opened."""

    form: ShownForm
    """The form as it would be opened now."""
    changes: tuple[Change, ...]
    """What has happened since, latest first."""


def shown_conflict(context: Context, object_name: str, record: str, version: int) -> ShownConflict:
    """What has become of a record since it had a version. Raises like a form."""
    access, thing = thing_for(context, object_name)
    form = shown_form(context, object_name, record, {})
    events = [
        one
        for one in journal.history(context, thing, form.id, HISTORY_LIMIT)
        if one.version is not None and one.version > version
    ]
    users = context.catalog.objects["user"]
    named = reach.names(context, access, users, [one.user for one in events if one.user])
    moment = thing.fields["updated_at"]
    return ShownConflict(form, tuple(
        Change(
            str(named.get(one.user or "") or ""),
            moment.type.to_display(one.at, moment.definition, context.style),
        )
        for one in events
    ))  # fmt: skip
