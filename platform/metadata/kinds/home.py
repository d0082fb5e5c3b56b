"""The `home` kind: the start page of all users, or of those with certain profiles, as blocks."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from objectry.formula.functions.declare import Use as Purpose
from objectry.formula.types import Type
from objectry.metadata import messages
from objectry.metadata.catalog import Catalog
from objectry.metadata.documents import ApiName, Definition, Expression, Help, Label
from objectry.metadata.kinds.interface import Fault, Fields, FormulaUse, Kind, Use
from objectry.metadata.object_definitions import ColumnPath, Scope
from objectry.metadata.problems import Path

_DATES = {Type.DATE, Type.DATETIME, Type.TIME}
MEASURED = {
    "sum": {Type.NUMBER}, "avg": {Type.NUMBER}, "min": {Type.NUMBER, *_DATES}, "max": {Type.NUMBER, *_DATES},
}  # fmt: skip
"""What fields each measure is computed of."""
MOST_BLOCKS = 20
MOST_NUMBERS = 8
"""Numbers of one block: they stand in a row."""
MOST_ROWS = 20
"""Records of one block."""


class Records(Definition):
    """Some records of an object."""

    object: ApiName
    """The object."""
    list_view: ApiName
    """The list view that they are taken from."""
    filter: Expression | None = None
    """The formula that they must meet besides."""
    scope: Scope = "all"
    """Whose records; that of the list view when left out."""


class NumberDef(Records):
    """A number, which leads to the list of the records that it counts."""

    label: Label
    """What people read."""
    measure: Literal["count", "sum", "avg", "min", "max"] = "count"
    """What is computed: how many records there are, or something of `field`."""
    field: ColumnPath | None = None
    """The field that is added up, or whose mean, smallest or largest value is shown."""


class StepDef(Definition):
    """Something that a new organisation does first. It is done when there is a record."""

    label: Label
    """What people read."""
    object: ApiName
    """The object of which there should be records."""
    more_than: Annotated[int, Field(ge=0, le=100)] = 0
    """How many there are from the beginning."""
    to: Literal["new", "import"] = "new"
    """Where the step leads: to the form of a new record, or to an import."""


class BlockDef(Definition):
    """What all blocks have."""

    label: Label
    """The title."""
    side: bool = False
    """True puts the block into the narrow column at the side, where there is room for one."""


class TasksBlockDef(BlockDef):
    """What is overdue and what is to be done today: records of objects that say as `work` that they are tasks or events."""

    kind: Literal["tasks"]
    """Tasks and events."""
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = MOST_ROWS
    """The most records of each object."""


class NumbersBlockDef(BlockDef):
    """Numbers in a row."""

    kind: Literal["numbers"]
    """Numbers."""
    numbers: Annotated[tuple[NumberDef, ...], Field(min_length=1, max_length=MOST_NUMBERS)]
    """The numbers, from left to right."""


class ListBlockDef(BlockDef, Records):
    """The first records of a list."""

    kind: Literal["list"]
    """A list."""
    columns: Annotated[tuple[ColumnPath, ...], Field(min_length=1, max_length=8)]
    """The fields shown, from left to right."""
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 6
    """The most records."""
    empty: Help | None = None
    """What is said where there are none: what to do next."""


class RecentBlockDef(BlockDef):
    """The records that the user has opened last."""

    kind: Literal["recent"]
    """What was opened last."""
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 8
    """The most records."""


class StepsBlockDef(BlockDef):
    """The first steps of a new organisation. The block goes when all of them are done."""

    kind: Literal["steps"]
    """First steps."""
    steps: Annotated[tuple[StepDef, ...], Field(min_length=1, max_length=10)]
    """The steps, from first to last. Those that a user has no right to are left out."""


class TextBlockDef(BlockDef):
    """A few words for everybody who sees the page."""

    kind: Literal["text"]
    """Words."""
    text: Help
    """What people read."""


Block = Annotated[
    TasksBlockDef | NumbersBlockDef | ListBlockDef | RecentBlockDef | StepsBlockDef | TextBlockDef,
    Field(discriminator="kind"),
]


class HomeDef(Definition):
    """A start page."""

    home: ApiName
    """The API name."""
    label: Label
    """What administrators call it."""
    profiles: Annotated[tuple[ApiName, ...], Field(max_length=100)] = ()
    """The profiles that it is for; everybody when left out."""
    order: Annotated[int, Field(ge=0, le=10_000)] = 100
    """Of several pages that are for a user, he gets that with the lowest number."""
    blocks: Annotated[tuple[Block, ...], Field(min_length=1, max_length=MOST_BLOCKS)]
    """The blocks, from top to bottom. A block is left out for those who may not read its object."""


def _uses(definition: HomeDef, fields: Fields) -> Iterator[Use]:
    for index, profile in enumerate(definition.profiles):
        yield Use("profile", profile, ("profiles", index))
    for number, block in enumerate(definition.blocks):
        at: Path = ("blocks", number)
        if isinstance(block, ListBlockDef):
            yield from _uses_of_records(block, at)
            for index, column in enumerate(block.columns):
                yield Use("field", f"{block.object}.{column}", (*at, "columns", index))
        if isinstance(block, NumbersBlockDef):
            for index, one in enumerate(block.numbers):
                place: Path = (*at, "numbers", index)
                yield from _uses_of_records(one, place)
                if one.field:
                    yield Use("field", f"{one.object}.{one.field}", (*place, "field"))
        if isinstance(block, StepsBlockDef):
            for index, step in enumerate(block.steps):
                yield Use("object", step.object, (*at, "steps", index, "object"))


def _uses_of_records(records: Records, at: Path) -> Iterator[Use]:
    yield Use("object", records.object, (*at, "object"))
    yield Use("list_view", f"{records.object}.{records.list_view}", (*at, "list_view"))


def _formulas(definition: HomeDef, fields: Fields) -> Iterator[FormulaUse]:
    for number, block in enumerate(definition.blocks):
        at: Path = ("blocks", number)
        if isinstance(block, ListBlockDef) and block.filter:
            yield FormulaUse(block.filter, block.object, Purpose.FILTER, (*at, "filter"))
        for index, one in enumerate(block.numbers if isinstance(block, NumbersBlockDef) else ()):
            if one.filter:
                place: Path = (*at, "numbers", index, "filter")
                yield FormulaUse(one.filter, one.object, Purpose.FILTER, place)


def _check(definition: HomeDef, catalog: Catalog) -> Iterator[Fault]:
    """A number is counted, or computed of a field that can be computed with; only what belongs to somebody has a scope."""
    for number, block in enumerate(definition.blocks):
        for index, one in enumerate(block.numbers if isinstance(block, NumbersBlockDef) else ()):
            at: Path = ("blocks", number, "numbers", index)
            if (one.measure == "count") == bool(one.field):
                yield Fault((*at, "measure"), messages.HOME_MEASURE, {"measure": one.measure})
                continue
            path = catalog.path(one.object, one.field) if one.field else None
            if path and path[-1].info.type not in MEASURED[one.measure]:
                params = {"field": one.field, "measure": one.measure}
                yield Fault((*at, "field"), messages.HOME_MEASURED, params)


HOME = Kind(
    name="home",
    title=Label(zh="首页", en="Start page"),
    model=HomeDef,
    identity=lambda definition: definition.home,
    uses=_uses,
    formulas=_formulas,
    check=_check,
    setup_page="/setup/homes",
)
