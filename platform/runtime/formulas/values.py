"""Values of fields as formulas see them, and what formulas give as fields keep it."""

from typing import Any

from objectry.formula.faults import Fault, Kind
from objectry.metadata.catalog import Field
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import ValueRefused


def seen(field: Field, value: Any) -> object:
    """A field's value as formulas see it."""
    return None if value is None or value == () else field.type.in_formula(value)


def kept(field: Field, answer: object) -> tuple[Any, str | None]:
    """What a formula gave, as its field keeps it; nothing, and the code of the reason, where there is no such value."""
    if isinstance(answer, Fault):
        return None, answer.kind.value
    try:
        return field.type.from_formula(answer, field.definition), None
    except ValueRefused as refused:
        return None, _reason(answer, refused).value


def _reason(answer: object, refused: ValueRefused) -> Kind:
    """Why a field does not take what a formula gave."""
    if not isinstance(answer, str):
        return Kind.OUT_OF_RANGE
    return Kind.LIMIT if refused.message is messages.TEXT_TOO_LONG else Kind.BAD_TEXT
