"""The conditions of fields, on objects and on layouts: which there are, and which of them could never mean anything."""

from collections.abc import Iterator

from objectry.metadata import messages
from objectry.metadata.catalog import Field
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.kinds.interface import Fault
from objectry.metadata.layout_definitions import PlacedFieldDef
from objectry.metadata.problems import Path

OF_FIELDS = ("required_when", "read_only_when")
"""Options of a field of an object whose values are formulas about the record."""
OF_PLACED_FIELDS = ("when", *OF_FIELDS)
"""Options of a field on a layout whose values are formulas about what the form holds."""


def pointless_of_field(field: Field, at: Path) -> Iterator[Fault]:
    """What is wrong with the conditions of a field of an object, though they may be right as formulas."""
    for option in OF_FIELDS:
        if field.computed and getattr(field.written, option):
            yield _closed(option, field.name, at)
    yield from _contradictions(field.written, at)


def pointless_of_placed(placed: PlacedFieldDef, field: Field, at: Path) -> Iterator[Fault]:
    """What is wrong with what a layout asks of a field."""
    for option in ("required", *OF_FIELDS):
        if not field.writable and getattr(placed, option):
            yield _closed(option, field.name, at)
    if placed.read_only and placed.required:
        yield _closed("required", placed.field, at)
    yield from _contradictions(placed, at)


def _contradictions(asked: FieldDef | PlacedFieldDef, at: Path) -> Iterator[Fault]:
    """Conditions beside what holds always."""
    if asked.required and asked.required_when:
        yield _idle("required_when", "required", at)
    if asked.read_only and asked.read_only_when:
        yield _idle("read_only_when", "read_only", at)
    if asked.read_only and asked.required_when:
        name = asked.field if isinstance(asked, PlacedFieldDef) else asked.name
        yield _closed("required_when", name, at)


def _idle(option: str, always: str, at: Path) -> Fault:
    return Fault((*at, option), messages.CONDITION_IDLE, {"option": option, "always": always})


def _closed(option: str, field: str, at: Path) -> Fault:
    return Fault((*at, option), messages.CONDITION_CLOSED, {"option": option, "field": field})
