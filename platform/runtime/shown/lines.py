"""The lines of a record as a table in its form: what stands in them, and what follows while they are filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

from objectry.formula.types import Type
from objectry.metadata.catalog import Field, Layout, LineTable, Object, Order
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.percent import PercentDef
from objectry.metadata.field_types.rollup import RollupDef
from objectry.metadata.form_states import FieldState, Form, FormState
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records.copying import is_copied
from objectry.runtime.records.drafts import Draft, Given, Reader
from objectry.runtime.records.entering import copied_lines, entered_lines
from objectry.runtime.records.forms import as_begun, states
from objectry.runtime.records.lines import Lines
from objectry.runtime.records.paths import is_placed, is_readable
from objectry.runtime.records.present import error_json
from objectry.runtime.shown.inputs import Area, Check, Input, Line, List, Output, Records
from objectry.runtime.shown.making_inputs import Filling, fillings
from objectry.runtime.shown.offered_values import controlled, offered_values
from objectry.runtime.store import read
from objectry.runtime.store.query import Pointing, Query

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LineCell:
    """A field of a line."""

    help: ClassVar = ""
    """What it is for is said at the head of its column."""
    name: str
    label: str
    state: FieldState
    input: Input
    copied: bool
    """Whether a line that is made from this one begins with the value."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line."""

    id: str
    """Nothing for a new one."""
    version: int
    place: str
    """Its place in the order that is kept; nothing where there is none."""
    removable: bool
    cells: tuple[LineCell, ...]


@dataclass(frozen=True, slots=True)
class LineColumn:
    """The head of a column, and what stands below it."""

    name: str
    label: str
    help: str
    required: bool
    numeric: bool
    total: str | None
    """What all lines come to; None where nobody adds them up."""


@dataclass(frozen=True, slots=True)
class ShownLines:
    """A table of lines."""

    object: str
    title: str
    label: str
    """What one of them is called."""
    columns: tuple[LineColumn, ...]
    lines: tuple[ShownLine, ...]
    blank: ShownLine | None
    """What a new line begins with; None for those who may make none."""
    position: str
    """The field that keeps their order; nothing where there is none that may be written."""
    limit: int
    more: bool
    """Whether there are more than a form takes: then they are changed in their list, or none of them is copied."""
    through: str


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as somebody may see it."""

    thing: Object
    through: Field
    title: str
    form: Form
    position: Field | None
    copied: bool
    totals: tuple[Field, ...]


def tables(context: Context, access: Access, layout: Layout | None) -> tuple[_Table, ...]:
    """The tables of a layout, as far as the user may see them."""
    if layout is None or not layout.lines:
        return ()
    return context.state.memo.get(
        ("line tables", layout.definition.layout, access.key, context.language),
        lambda: tuple(_tables(context, access, layout)),
    )


def _tables(context: Context, access: Access, layout: Layout) -> Iterator[_Table]:
    parent = context.catalog.objects[layout.definition.object]
    for one in layout.lines:
        thing = context.catalog.objects[one.through.object]
        columns = tuple(field for field in one.columns if is_placed(context, access, field))
        if "read" not in access.on(thing).actions or not columns:
            continue
        if not is_readable(context, access, (one.through,)):
            continue
        title = (one.definition.label or thing.plural).text(context.language)
        totals = tuple(field for field in columns if _is_added_up(parent, one, field))
        placed = one.position
        position = placed if placed and placed.name in access.on(thing).editable else None
        yield _Table(
            thing, one.through, title, Form(columns), position, one.definition.copied, totals
        )


def _is_added_up(parent: Object, table: LineTable, field: Field) -> bool:
    """Tell whether a sum of the column means something: the record has it too, it is computed, or it is a quantity."""
    if field.info.type is not Type.NUMBER or isinstance(field.definition, PercentDef):
        return False
    sums = (one.written for one in parent.computed_fields)
    if any(
        isinstance(one, RollupDef)
        and one.operation == "sum"
        and (one.of, one.field) == (table.through.object, field.name)
        for one in sums
    ):
        return True
    return field.computed or (field.type.name == "integer" and field is not table.position)


# What stands in the form -----------------------------------------------------------------------------------------------


def shown_lines(
    context: Context, access: Access, layout: Layout | None, parent: Draft, source: str | None = None
) -> tuple[tuple[ShownLines, ...], dict[str, Sequence[Draft]]]:  # fmt: skip
    """The tables of the form of a record, and by object the drafts of the lines that stand there; of a record that is a copy
    of `source`, with copies of its lines."""
    found = [
        _shown(context, access, one, parent, source) for one in tables(context, access, layout)
    ]
    return tuple(shown for shown, _ in found), {shown.object: drafts for shown, drafts in found}


def _shown(
    context: Context, access: Access, table: _Table, parent: Draft, source: str | None
) -> tuple[ShownLines, Sequence[Draft]]:
    thing, limit = table.thing, context.settings.lines_limit
    own = None if parent.new else parent.id
    ids = () if own is None else _ids(context, access, table, own, limit + 1)
    creatable = (
        "create" in access.on(thing).actions and table.through.name in access.on(thing).editable
    )
    copying = creatable and table.copied
    sources = _ids(context, access, table, source, limit + 1) if source and copying else ()
    more = max(len(ids), len(sources)) > limit
    given = [Given(at, {}, one) for at, one in enumerate(() if more else ids)]
    if creatable:
        given.append(Given(len(given), {}))
    drafts = entered_lines(context, access, thing, own, given)
    if sources and not more:
        drafts = [*copied_lines(context, access, thing, sources), *drafts]
    lines = list(_lines(context, access, table, drafts))
    known = len(drafts) - creatable
    shown = ShownLines(
        thing.name, table.title, thing.label.text(context.language),
        tuple(_columns(context, table, drafts[:known])),
        tuple(lines[:known]), lines[-1] if creatable else None,
        table.position.name if table.position else "", limit, more, table.through.name,
    )  # fmt: skip
    return shown, drafts[:known]


def _ids(
    context: Context, access: Access, table: _Table, parent: str, limit: int
) -> Sequence[str]:
    """The lines of a record in their order: that which they keep, else that in which they were made."""
    own_id = (table.thing.fields["id"],)
    order = () if table.position is None else (Order((table.position,), descending=False),)
    query = Query(
        table.thing, (own_id,), (), (*order, Order(own_id, descending=False)),
        pointing=Pointing(table.through, parent), limit=limit,
    )  # fmt: skip
    return read.page(context, access, query).ids


def _lines(
    context: Context, access: Access, table: _Table, drafts: Sequence[Draft]
) -> Iterator[ShownLine]:
    language, removable = context.language, "delete" in access.on(table.thing).actions
    found = _states(context, access, table, drafts)
    for draft, state, made in zip(
        drafts,
        found,
        fillings(context, access, table.thing, drafts, table.form.fields),
        strict=True,
    ):
        allowed = draft.before is None or draft.before.allowed
        yield ShownLine(
            "" if draft.new else draft.id, draft.before.version if draft.before else 0,
            _place(table, draft), draft.new or (removable and allowed),
            tuple(
                LineCell(
                    field.name, field.label.text(language), state.fields[field.name], made.input(field), is_copied(field),
                )
                for field in table.form.fields
            ),
        )  # fmt: skip


def _place(table: _Table, draft: Draft) -> str:
    value = None if table.position is None else draft.value(table.position.name)
    return "" if value is None or draft.new else str(value)


def _states(
    context: Context, access: Access, table: _Table, drafts: Sequence[Draft]
) -> list[FormState]:
    """What holds for the fields of lines; in one that the user may not change, all are locked."""
    editable = access.on(table.thing).editable
    before = (
        as_begun(context, access, table.thing, drafts)
        if table.form.before
        else [lambda _: None] * len(drafts)
    )
    found = states(
        context, access, table.thing, table.form, editable, drafts, before, unknown=True
    )
    locked = FormState({field.name: FieldState(read_only=True) for field in table.form.fields}, ())
    return [
        state if draft.before is None or draft.before.allowed else locked
        for state, draft in zip(found, drafts, strict=True)
    ]


def _columns(context: Context, table: _Table, drafts: Sequence[Draft]) -> Iterator[LineColumn]:
    for field in table.form.fields:
        total = _total(context, field, drafts) if field in table.totals else None
        numeric, helped = field.info.type is Type.NUMBER, field.definition.help
        yield LineColumn(
            field.name, field.label.text(context.language), helped.text(context.language) if helped else "",
            field.definition.required, numeric, total,
        )  # fmt: skip


def _total(context: Context, field: Field, drafts: Sequence[Draft]) -> str:
    """What the lines come to in a field, as people read it; nothing where the sum is more than the field takes."""
    values = (draft.value(field.name) for draft in drafts)
    total: Any = sum((one for one in values if one is not None), Decimal(0))
    whole: Any = int(total) if field.type.whole else f"{total:f}"
    try:
        value = field.type.from_json(whole, field.definition)
    except ValueRefused:
        return ""
    return field.type.to_display(value, field.definition, context.style)


# What follows while it is filled in ------------------------------------------------------------------------------------


def following(
    context: Context, access: Access, layout: Layout | None, parent: Draft, given: Sequence[Lines], reader: Reader
) -> tuple[Json, dict[str, Sequence[Draft]]]:  # fmt: skip
    """What holds for the lines of a form as they stand there, by object, and the drafts of those that stay."""
    known = {one.thing.name: one for one in tables(context, access, layout)}
    told: Json = {}
    kept: dict[str, Sequence[Draft]] = {}
    for one in given:
        table = known.get(one.thing.name)
        if table is None:
            continue
        own = None if parent.new else parent.id
        saved = [replace(line, versions=None) for line in one.saved]
        drafts = entered_lines(context, access, one.thing, own, saved, reader)
        sound = [draft for draft in drafts if draft.given.id is None or draft.before is not None]
        told[one.thing.name] = {
            "lines": list(_followed(context, access, table, drafts)),
            "totals": {field.name: _total(context, field, sound) for field in table.totals},
        }
        kept[one.thing.name] = sound
    return told, kept


def _followed(
    context: Context, access: Access, table: _Table, drafts: Sequence[Draft]
) -> Iterator[Json]:
    found = _states(context, access, table, drafts)
    made = fillings(context, access, table.thing, drafts, table.form.fields)
    for draft, state, filling in zip(drafts, found, made, strict=True):
        inputs = {field.name: filling.input(field) for field in table.form.fields}
        yield {
            "index": draft.given.index,
            "fields": {name: asdict(one) for name, one in state.fields.items()},
            "options": _options(access, table, draft),
            "computed": {name: one.shown.text for name, one in inputs.items() if isinstance(one, Output)},
            "begun": {
                name: begun
                for name, one in inputs.items()
                if draft.new and name not in draft.given.values and (begun := _begun(one)) is not None
            },
            "errors": [error_json(error, context.language) for error in draft.errors],
        }  # fmt: skip


def _options(access: Access, table: _Table, draft: Draft) -> Json:
    return {
        field.name: [
            {"value": one.value, "label": one.label.model_dump(), "color": one.color}
            for one in offered_values(access, table.thing, field, draft)
        ]
        for field in table.form.fields
        if controlled(field)
    }


def _begun(entered: Input) -> Json | None:
    """What a new line begins with in an input: its value, and how it reads where that is something else."""
    match entered:
        case Line(text=text) | Area(text=text):
            return {"value": text}
        case Check(checked=checked):
            return {"value": checked}
        case List(options=options, many=False):
            return {"value": next((one.value for one in options if one.chosen), "")}
        case Records(many=False, mixed=False, value=value, picks=picks):
            return {"value": value, "text": picks[0].text if picks else ""}
    return None


def computed_texts(filled: Filling, fields: Sequence[Field]) -> Mapping[str, str]:
    """What a form shows that is computed, as it would read after a save."""
    inputs = {field.name: filled.input(field) for field in fields}
    return {name: one.shown.text for name, one in inputs.items() if isinstance(one, Output)}
