"""How lists are shown as boards and calendars: the names that this mentions, and the types that the fields must have."""

from collections.abc import Iterator

from objectry.formula.types import Type
from objectry.metadata import messages
from objectry.metadata.catalog import Field, Object
from objectry.metadata.kinds.interface import Fault, Use
from objectry.metadata.object_definitions import (
    BoardDef,
    CalendarDef,
    InlineListViewDef,
    ObjectDef,
)
from objectry.metadata.problems import Path

DATED = frozenset({Type.DATE, Type.DATETIME})
Shown = ObjectDef | InlineListViewDef
"""What may say how lists are shown."""


def look_uses(object_name: str, shown: Shown, at: Path = ()) -> Iterator[Use]:
    """The fields that are mentioned; `at` is where the definition stands in its document."""
    for part, look in (("board", shown.board), ("calendar", shown.calendar)):
        for key, name in _single(look):
            yield Use("field", f"{object_name}.{name}", (*at, part, key))
    if shown.board:
        for index, path in enumerate(shown.board.fields):
            yield Use("field", f"{object_name}.{path}", (*at, "board", "fields", index))


def _single(look: BoardDef | CalendarDef | None) -> Iterator[tuple[str, str]]:
    """The keys that each name one field, with what they name."""
    match look:
        case BoardDef(by=by, sum=total):
            yield "by", by
            if total:
                yield "sum", total
        case CalendarDef(start=start, end=end, color=color):
            yield "start", start
            yield from ((key, name) for key, name in (("end", end), ("color", color)) if name)


def look_faults(thing: Object, shown: Shown, at: Path = ()) -> Iterator[Fault]:
    """What is wrong with fields that exist. Others are reported with all unknown names."""
    fields = thing.fields
    if shown.board:
        yield from _unless_select(fields.get(shown.board.by), (*at, "board", "by"))
        summed = fields.get(shown.board.sum or "")
        if summed and summed.info.type is not Type.NUMBER:
            yield Fault((*at, "board", "sum"), messages.NOT_A_NUMBER, {"field": summed.name})
    if shown.calendar:
        start, end = fields.get(shown.calendar.start), fields.get(shown.calendar.end or "")
        if start and start.info.type not in DATED:
            yield Fault((*at, "calendar", "start"), messages.NOT_A_DATE, {"field": start.name})
        elif start and end and end.info.type is not start.info.type:
            params = {"end": end.name, "start": start.name}
            yield Fault((*at, "calendar", "end"), messages.CALENDAR_END, params)
        yield from _unless_select(
            fields.get(shown.calendar.color or ""), (*at, "calendar", "color")
        )


def _unless_select(field: Field | None, at: Path) -> Iterator[Fault]:
    if field and not field.type.controlling:
        yield Fault(at, messages.NOT_A_SELECT, {"field": field.name})
