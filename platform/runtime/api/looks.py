"""As what pages show a list: the records are the same, and the word `as` of the address says how they stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Field, ListView, Object
from objectry.metadata.kinds.looks import DATED
from objectry.metadata.object_definitions import BoardDef, CalendarDef, Look
from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records.forms import layout_meant
from objectry.runtime.records.paths import is_readable
from objectry.runtime.records.requests import ListRequest, readable_path
from objectry.runtime.texts.values import Choice

LOOKS: tuple[Look, ...] = get_args(Look)
"""All looks in the order in which they are offered; the first one is that of lists of which nothing else is said."""


def _makes_columns(field: Field) -> bool:
    return field.type.controlling


def _is_dated(field: Field) -> bool:
    return field.info.type in DATED and field.type.shows(field.definition) is None


FITS: Mapping[Look, Callable[[Field], bool]] = MappingProxyType(
    {"board": _makes_columns, "calendar": _is_dated}
)
"""By which fields records stand in a look; those of the others stand by none."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the records of a list stand."""

    look: Look
    field: Field | None = None
    """The field by which they stand in columns or on days."""
    board: BoardDef | None = None
    """What the view, or the object, says of boards."""
    calendar: CalendarDef | None = None


def arrangement(
    context: Context, access: Access, thing: Object, asked: ListRequest, meant: ListRequest, view: ListView | None
) -> Arrangement:  # fmt: skip
    """How the records of a list stand: as it is `asked`, or as its view says. Raises Invalid for a look that the object
    cannot have, and for a field that is unknown, hidden or does not fit."""
    said = meant.look or (view.definition.shown_as if view else "")
    look = next((one for one in LOOKS if one == said), LOOKS[0])
    if look not in FITS:
        return Arrangement(look)
    if asked.by:
        demand_look(context, access, thing, look, asked.by)
    fields = {one.name: one for one in arranging_fields(context, access, thing, look)}
    if not fields:
        if asked.look:
            raise Invalid(messages.LOOK_NOTHING, {"look": look})
        return Arrangement(LOOKS[0])
    board = (view and view.definition.board) or thing.definition.board
    calendar = (view and view.definition.calendar) or thing.definition.calendar
    named = (meant.by, *_named_first(context, thing, look, board, calendar), *fields)
    by = next(name for name in named if name in fields)
    return Arrangement(look, fields[by], board, calendar)


def _named_first(
    context: Context, thing: Object, look: Look, board: BoardDef | None, calendar: CalendarDef | None
) -> tuple[str, ...]:  # fmt: skip
    """The field that the metadata mean, where they mean one."""
    if look == "calendar":
        return (calendar.start,) if calendar else ()
    layout = layout_meant(context, thing, None)
    status = layout.status_path if layout else None
    return (board.by,) if board else (status.name,) if status else ()


def arranging_fields(
    context: Context, access: Access, thing: Object, look: Look
) -> tuple[Field, ...]:
    """The object's own fields by which the records may stand in a look, as far as the user may read them."""
    return context.state.memo.get(
        ("arranging", thing.name, look, access.key),
        lambda: tuple(
            field
            for field in thing.fields.values()
            if not field.system and FITS[look](field) and is_readable(context, access, (field,))
        ),
    )


def demand_look(context: Context, access: Access, thing: Object, look: str, by: str) -> None:
    """Raise Invalid for a look that there is not, and for a field by which records cannot stand in it."""
    known = next((one for one in LOOKS if one == look or not look), None)
    if known is None:
        raise Invalid(messages.LOOK_WRONG, {"look": excerpt(look), "allowed": ", ".join(LOOKS)})
    if by and readable_path(context, access, thing, by):
        fitting = arranging_fields(context, access, thing, known) if known in FITS else ()
        if all(field.name != by for field in fitting):
            raise Invalid(messages.LOOK_UNFIT, {"look": known, "field": excerpt(by)})


def looks(context: Context, access: Access, thing: Object, look: Look) -> tuple[Choice, ...]:
    """As what the lists of an object can be shown to the user. Pages know what each is called."""
    return tuple(
        Choice(name, "", name == look)
        for name in LOOKS
        if name not in FITS or arranging_fields(context, access, thing, name)
    )


def bys(
    context: Context, access: Access, thing: Object, stands: Arrangement
) -> tuple[Choice, ...]:
    """The fields to choose from by which the records may stand."""
    return tuple(
        Choice(field.name, field.label.text(context.language), field is stands.field)
        for field in (
            arranging_fields(context, access, thing, stands.look) if stands.field else ()
        )
    )
