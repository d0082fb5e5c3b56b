"""The first stop inside: what came in becomes Python values, field by field. Unknown and forbidden fields answer alike."""

import difflib
from collections.abc import Iterable
from typing import Any

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import ValueRefused
from objectry.runtime.access.rights import ObjectRights
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Draft, Reader
from objectry.runtime.records.paths import LONGEST_NAME


def read_json(field: Field, raw: Any) -> Any:
    """The value of a field in the API."""
    return field.type.from_json(raw, field.definition)


HINTED = 20
"""Unknown names of one batch for which the nearest field is looked for."""


def read_values(
    drafts: Iterable[Draft], thing: Object, rights: ObjectRights, reader: Reader, key: str | None
) -> None:
    """Put the values that came in into the drafts. `key` names records and may be automatic."""
    hints: dict[str, str] = {}
    fields, readable, editable = thing.fields, rights.readable, rights.editable
    for draft in drafts:
        values = draft.values
        for name, raw in draft.given.values.items():
            field = fields.get(name)
            if field is None or name not in readable:
                draft.errors.append(_unknown(name, rights, hints))
            elif name in editable:
                try:
                    values[name] = reader(field, raw)
                except ValueRefused as refused:
                    draft.errors.append(_refused(name, refused, raw))
            elif not _echo(draft, field, raw, reader) and name != key:
                draft.errors.append(FieldError(name, messages.FIELD_READ_ONLY, {"field": name}))


def _refused(name: str, refused: ValueRefused, raw: Any) -> FieldError:
    return FieldError(name, refused.message, refused.params, refused.hint, excerpt(raw))


def _echo(draft: Draft, field: Field, raw: Any, reader: Reader) -> bool:
    """Tell whether a value that nobody may write is just the present one sent back, as forms and exports do."""
    if draft.before is None:
        return raw is None or raw == ""
    try:
        return bool(reader(field, raw) == draft.before.values.get(field.name))
    except ValueRefused:
        return False


def _unknown(name: str, rights: ObjectRights, hints: dict[str, str]) -> FieldError:
    """A name that no field has. The nearest one is looked for once, for a few names of a batch: it takes long."""
    if name not in hints and len(hints) < HINTED and len(name) <= LONGEST_NAME:
        near = difflib.get_close_matches(name, sorted(rights.readable), 1, 0.6)
        hints[name] = near[0] if near else ""
    told = excerpt(name)
    return FieldError(told, messages.FIELD_UNKNOWN, {"field": told}, hints.get(name, ""))
