"""The first stop inside: what came in becomes Python values, field by field. Unknown and forbidden fields answer alike."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from objectry.formula.messages import excerpt
from objectry.formula.types import Type
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from objectry.metadata.field_types.record_key import key_text
from objectry.runtime.access.rights import ObjectRights
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Draft, Reader
from objectry.runtime.records.paths import LONGEST_NAME
from objectry.runtime.records.present import TOLD


def _read_json(field: Field, raw: Any) -> Any:
    return field.type.from_json(raw, field.definition)


def _is_shown_in_json(field: Field, value: Any, raw: Any) -> bool:
    if isinstance(raw, list) and (field.link or field.type.holds_files):
        # Records and files are answered with their names.
        raw = [one.get("id") if isinstance(one, dict) else one for one in raw]
    shown = field.type.to_json(value, field.definition)
    return type(raw) is type(shown) and bool(raw == shown)  # 1 is no True


JSON = Reader(_read_json, _is_shown_in_json)
"""Values as the API has them."""
_TYPED = frozenset({Type.NUMBER, Type.DATE, Type.DATETIME, Type.TIME})
"""What people write in their own way: `1,234.5`, `50%`, `2026/11/3`, `下午3点`, in their time zone."""


def typed(style: TextStyle) -> Reader:
    """Values as a form has them: numbers, days and times may be texts as people write them, all others are plain JSON."""

    def read(field: Field, raw: Any) -> Any:
        if isinstance(raw, str) and field.type.formula_type in _TYPED:
            return field.type.from_text(raw, field.definition, style)
        return _read_json(field, raw)

    def is_shown(field: Field, value: Any, raw: Any) -> bool:
        if isinstance(raw, str) and field.type.formula_type in _TYPED:
            return bool(field.type.to_text(value, field.definition, style) == raw)
        return _is_shown_in_json(field, value, raw)

    return Reader(read, is_shown)


def written(style: TextStyle) -> Reader:
    """Values as addresses of pages have them: texts as people write them, `customer:<ID>` among them."""

    def read(field: Field, raw: Any) -> Any:
        return field.type.from_text(raw, field.definition, style)

    def is_shown(field: Field, value: Any, raw: Any) -> bool:
        return bool(field.type.to_text(value, field.definition, style) == raw)

    return Reader(read, is_shown)


HINTED = 20
"""Unknown names of one batch for which the nearest field is looked for."""


def read_values(
    drafts: Iterable[Draft], thing: Object, rights: ObjectRights, reader: Reader, key: str | None,
    shown: Mapping[tuple[str, str], tuple[Field, Any]],
) -> None:  # fmt: skip
    """Put the values that came in into the drafts. `key` names records and may be automatic. What follows from other
    values, in a record that comes back as it was read, is passed over: its version says nothing of it. `shown` has, by
    record and field, what else is shown than is kept with the records, with the fields that have those values.
    """
    hints: dict[str, str] = {}
    fields, readable, editable = thing.fields, rights.readable, rights.editable
    read = reader.read
    for draft in drafts:
        values, before = draft.values, draft.before
        for name, raw in draft.given.values.items():
            field = fields.get(name)
            if field is None or name not in readable:
                if before is None or name not in TOLD:
                    draft.errors.append(_unknown(name, rights, hints))
            elif name in editable:
                try:
                    values[name] = (
                        read(field, raw)
                        if before is None
                        else _value(before.values.get(name), field, raw, reader)
                    )
                except ValueRefused as refused:
                    draft.errors.append(_refused(name, refused, raw))
            elif before is not None and field.derived and draft.given.as_read:
                continue  # by now something else may follow from other records
            elif not _echo(draft, field, raw, reader, shown) and name != key:
                if not _compared_as_seen(draft, field, raw, reader):
                    draft.errors.append(
                        FieldError(name, messages.FIELD_READ_ONLY, {"field": name})
                    )


def _value(present: Any, field: Field, raw: Any, reader: Reader) -> Any:
    """The value that came in. The present one, sent back as it is shown, stays: it may not fit the field any more, or be
    shown with less than is kept. Raises ValueRefused.
    """
    if present is None:
        return reader.read(field, raw)
    try:
        value = reader.read(field, raw)
    except ValueRefused:
        if reader.is_shown(field, present, raw):
            return present
        raise
    return present if value != present and reader.is_shown(field, present, raw) else value


def _refused(name: str, refused: ValueRefused, raw: Any) -> FieldError:
    return FieldError(name, refused.message, refused.params, refused.hint, excerpt(raw))


def _echo(
    draft: Draft, field: Field, raw: Any, reader: Reader,
    shown: Mapping[tuple[str, str], tuple[Field, Any]],
) -> bool:  # fmt: skip
    """Tell whether a value that nobody may write is just the present one sent back, as forms and exports do."""
    if draft.before is None:
        return raw is None or raw == ""
    kept = (field, draft.before.values.get(field.name))
    having, present = shown.get((draft.id, field.name), kept)
    try:
        return bool(_value(present, having, raw, reader) == present)
    except ValueRefused:
        return False


def _compared_as_seen(draft: Draft, field: Field, raw: Any, reader: Reader) -> bool:
    """Leave it to the echoes to compare a list of records that nobody may write: the user may not see all of them."""
    if not field.link or draft.before is None:
        return False
    try:
        value = reader.read(field, raw) or ()
    except ValueRefused:
        return False
    echoes = {**draft.given.echoes, (field,): "; ".join(map(key_text, value))}
    draft.given = replace(draft.given, echoes=echoes)
    return True


def _unknown(name: str, rights: ObjectRights, hints: dict[str, str]) -> FieldError:
    """A name that no field has. The nearest one is looked for once, for a few names of a batch: it takes long."""
    if name not in hints and len(hints) < HINTED and len(name) <= LONGEST_NAME:
        near = difflib.get_close_matches(name, sorted(rights.readable), 1, 0.6)
        hints[name] = near[0] if near else ""
    told = excerpt(name)
    return FieldError(told, messages.FIELD_UNKNOWN, {"field": told}, hints.get(name, ""))
