"""Values of fields that are only read, as records and files show them: they may come back as they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Field, FieldPath, Object, path_name
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Draft
from objectry.runtime.records.paths import readable
from objectry.runtime.store import read
from objectry.runtime.store.series import Series
from objectry.runtime.store.source import expand


def check_echoes(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Refuse drafts that came with other texts than their records hold. A new record holds nothing yet."""
    echoing = [draft for draft in drafts if draft.given.echoes]
    if not echoing:
        return
    # Rights may have changed since the columns were recognised.
    paths = tuple(
        path
        for path in dict.fromkeys(path for draft in echoing for path in draft.given.echoes)
        if readable(context, access, thing, path_name(path))
    )
    held = _held(context, access, thing, [draft.id for draft in echoing if not draft.new], paths)
    for draft in echoing:
        for path, text in draft.given.echoes.items():
            if path[-1].derived or expand(context.state, path)[-1].derived:
                continue  # it follows from the rest, whatever it was when it was exported
            error = _refusal(context.style, path, text, draft, held.get(path))
            if error is not None:
                draft.errors.append(error)


def shown(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft]
) -> Mapping[tuple[str, str], tuple[Field, Any]]:
    """What records show in fields of no column of their own, as far as drafts came with values for those: by record and
    field, with the field that has the value. Drafts of records as they were read are left out: they may say anything there.
    """
    unkept = {one.name for one in thing.fields.values() if one.derived and not one.columns}
    naming = {
        draft.id: names
        for draft in drafts
        if draft.before is not None and not draft.given.as_read
        if (names := unkept & draft.given.values.keys())
    }
    found = (
        readable(context, access, thing, name) for name in sorted(set().union(*naming.values()))
    )
    paths = tuple(path for path in found if path)
    if not paths:
        return {}
    held = _held(context, access, thing, list(naming), paths)
    return {
        (record, path_name(path)): (series.field, series.values[place])
        for path, places in held.items()
        for record, (series, place) in places.items()
    }


def _held(
    context: Context, access: Access, thing: Object, ids: Sequence[str],
    paths: tuple[FieldPath, ...],
) -> Mapping[FieldPath, Mapping[str, tuple[Series, int]]]:  # fmt: skip
    """Where the values of each field stand, by record."""
    page = read.some(context, access, thing, ids, paths)
    places = {record: place for place, record in enumerate(page.ids)}
    return {
        path: {record: (series, place) for record, place in places.items()}
        for path, series in zip(paths, page.series, strict=True)
    }


def _refusal(
    style: TextStyle, path: FieldPath, text: str, draft: Draft,
    held: Mapping[str, tuple[Series, int]] | None,
) -> FieldError | None:  # fmt: skip
    name = path_name(path)
    if held is None:
        return FieldError(name, messages.FIELD_UNKNOWN, {"field": name})
    found = held.get(draft.id)
    if found is None:
        if not text.strip():
            return None
        alone = len(path) == 1
        message = messages.FIELD_READ_ONLY if alone else messages.PATH_READ_ONLY
        return FieldError(name, message, {"field": name}, value=excerpt(text))
    if _same(style, *found, text):
        return None
    if len(path) > 1:
        return FieldError(name, messages.PATH_READ_ONLY, {"field": name}, value=excerpt(text))
    params = {"field": name, "held": excerpt(_text(style, *found))}
    return FieldError(name, messages.ECHO_DIFFERS, params, value=excerpt(text))


def _same(style: TextStyle, series: Series, place: int, text: str) -> bool:
    """Tell whether a text stands for a value: it is its very text, or is read as the same value."""
    value, field = series.values[place], series.field
    if value is None:
        return not text.strip()
    if field.relation is not None:
        parts, linked = text.split("; "), _linked(series, place)
        return len(parts) == len(linked) and all(map(lambda part, one: part in one, parts, linked))
    if text == field.type.to_text(value, field.definition, style):
        return True
    try:
        return bool(field.type.from_text(text, field.definition, style) == value)
    except ValueRefused:
        return False


def _text(style: TextStyle, series: Series, place: int) -> str:
    value, field = series.values[place], series.field
    if value is None:
        return ""
    if field.relation is not None:
        return "; ".join(names[-1] for names in _linked(series, place))
    return field.type.to_text(value, field.definition, style)


def _linked(series: Series, place: int) -> list[tuple[str, ...]]:
    """What each record that a field points to may be called: by its ID, and by its name if the user may know it."""
    value: Any = series.values[place]
    names: Any = series.names[place] if series.names is not None else None
    if isinstance(value, RecordRef):
        return [(f"{value.object}:{value.id}",)]
    if not isinstance(value, tuple):
        value, names = (value,), (names,)
    return [
        (record, *((name,) if isinstance(name, str) else ()))
        for record, name in zip(value, names or (None,) * len(value), strict=True)
    ]
