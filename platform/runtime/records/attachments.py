"""Files in drafts: every file that is newly put into a record must be the user's to use, and fit the field."""

from collections.abc import Sequence

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.files import messages
from objectry.runtime.files.names import suffix
from objectry.runtime.records.drafts import Draft
from objectry.runtime.store.file_rights import openable
from objectry.runtime.store.files import StoredFile


def check_files(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Refuse files that the user could not open, and those that are too large or of another kind.

    Files that a record has held already stay, whatever the field has come to say since.
    """
    wanted = [
        (draft, field, record)
        for field in thing.fields.values()
        if field.type.holds_files
        for draft in drafts
        if draft.changed(field.name)
        for record in _added(draft, field.name)
    ]
    if not wanted:
        return
    found = openable(context, access, {record for _, _, record in wanted}, lock=True)
    for draft, field, record in wanted:
        error = _obstacle(field, record, found.get(record))
        if error is not None:
            draft.errors.append(error)


def _added(draft: Draft, name: str) -> list[str]:
    before = (draft.before.values.get(name) if draft.before else None) or ()
    return [record for record in draft.values[name] or () if record not in before]


def _obstacle(field: Field, record: str, found: StoredFile | None) -> FieldError | None:
    """Why a file cannot be put into a field."""
    limits = field.type.file_limits(field.definition)
    assert limits is not None, "the field holds files"
    if found is None:
        return FieldError(field.name, messages.FILE_UNKNOWN, value=record)
    if found.size > limits.size:
        params = {"name": found.name, "limit": limits.size}
        return FieldError(field.name, messages.FILE_TOO_LARGE, params, value=record)
    if limits.extensions and suffix(found.name) not in limits.extensions:
        params = {"name": found.name, "allowed": ", ".join(limits.extensions)}
        return FieldError(field.name, messages.FILE_EXTENSION, params, value=record)
    return None
