"""Values as people read them, for pages: texts in the user's language, with what a page makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from objectry.formula.faults import FAULT_MESSAGES, Kind
from objectry.formula.messages import Language
from objectry.metadata.catalog import Field
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.choices import ChoicesDef, listed_values
from objectry.runtime.context import Context
from objectry.runtime.store.files import StoredFile
from objectry.runtime.store.series import Series

MASKED = "•••"
"""What stands for the name of a record that the user may not read."""

SCHEMES = MappingProxyType({"phone": "tel:", "email": "mailto:", "url": ""})
"""What opens values that are addresses, by how they are drawn: they are checked when they are saved."""

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})
"""The kinds of files that browsers show as pictures, and that can run nothing."""
KILO = 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a value consists of: a record, a file, a choice."""

    text: str
    to: str = ""
    """The address that it leads to."""
    color: str = ""
    """The colour of a choice."""
    size: str = ""
    """How large a file is."""
    image: bool = False
    """Whether it is a picture that browsers show."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as people read it. One that is empty has no text."""

    text: str
    parts: tuple[Part, ...] = ()
    """What the text consists of where that is more than words."""
    fault: str = ""
    """Why there is no value, for computed ones."""


NOTHING = Shown("")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from: a value of a list, a list view."""

    name: str
    label: str
    chosen: bool


def shown_column(context: Context, series: Series) -> list[Shown]:
    """The values of one field, for all records of a page."""
    field = series.field
    if field.relation is not None:
        return _records(field, series)
    if series.files is not None:
        return [NOTHING if held is None else _of(map(_file, held)) for held in series.files]
    to_display, definition, style = field.type.to_display, field.definition, context.style
    if isinstance(definition, ChoicesDef):
        known: dict[Any, Shown] = {None: NOTHING}
        for value in series.values:
            if value not in known:
                known[value] = _choices(definition, value, context.language)
        return [known[value] for value in series.values]
    scheme = SCHEMES.get(field.type.widget)
    shown = [
        NOTHING if value is None else _said(to_display(value, definition, style), value, scheme)
        for value in series.values
    ]
    if series.errors is None:
        return shown
    return [
        one if code is None else _faulty(code, context.language)
        for one, code in zip(shown, series.errors, strict=True)
    ]


def _file(one: StoredFile) -> Part:
    address = f"/api/v1/files/{one.id}"
    return Part(one.name, address, size=size_text(one.size), image=one.media_type in PICTURES)


def size_text(size: int) -> str:
    """How large a file is, as people say it: `12 KB`, `1.5 MB`."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{size / KILO:.0f} KB"
    return f"{size / KILO / KILO:.1f} MB"


def _said(text: str, value: Any, scheme: str | None) -> Shown:
    """A text, which leads somewhere where there is a scheme for it."""
    return Shown(text) if scheme is None else Shown(text, (Part(text, scheme + value),))


def _faulty(code: str, language: Language) -> Shown:
    return Shown("", fault=FAULT_MESSAGES[Kind(code)].text(language))


def _of(parts: Any) -> Shown:
    found = tuple(parts)
    return Shown(", ".join(one.text for one in found), found)


def _choices(definition: ChoicesDef, value: Any, language: Language) -> Shown:
    chosen = (definition.by_value.get(key) for key in listed_values(value))
    return _of(
        Part(one.label.text(language), color=one.color or "") for one in chosen if one is not None
    )


def _records(field: Field, series: Series) -> list[Shown]:
    assert field.relation and series.names is not None
    target = field.relation.targets[0]
    return [
        NOTHING if value is None else _of(_links(target, value, name))
        for value, name in zip(series.values, series.names, strict=True)
    ]


def _links(target: str, value: Any, name: Any) -> Sequence[Part]:
    if isinstance(value, tuple):
        pairs = zip(value, name or (), strict=True)
        return [_link(target, one, shown) for one, shown in pairs]
    if isinstance(value, RecordRef):
        return [_link(value.object, value.id, name)]
    return [_link(target, value, name)]


def _link(thing: str, record: str, name: str | None) -> Part:
    return Part(MASKED) if name is None else Part(name, record_address(thing, record))


def record_address(thing: str, record: str) -> str:
    """The address of the page of a record."""
    return f"/o/{thing}/{record}"
