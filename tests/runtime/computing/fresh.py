"""What every stored value should be: computed from all records by plain Python, without the graph and without SQL.

A second reading of the same metadata, kept as simple as can be, that tests compare the database with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

import sqlalchemy as sa

from objectry.formula.faults import Fault, Kind
from objectry.formula.python.program import Program, compiled
from objectry.formula.surroundings import Surroundings
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.rollup import RollupDef
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context

Value = tuple[Any, str | None]
"""A value, and why there is none."""


@dataclass(frozen=True, slots=True)
class Different:
    """A stored value that is not what it should be."""

    field: str
    record: str
    stored: Value
    fresh: Value


@dataclass(slots=True)
class _Records:
    """All records of an organisation at one moment, with the values that were computed of them so far."""

    context: Context
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By object and ID, each row as the database has it."""
    values: dict[tuple[str, str, str], Value] = field(default_factory=dict)

    def row(self, object_name: str, record: str | None) -> Any:
        """A record by its ID."""
        if object_name not in self.rows:
            table = self.context.state.tables.objects[object_name]
            found = self.context.connection.execute(sa.select(table)).mappings()
            self.rows[object_name] = {row["id"]: row for row in found}
        return None if record is None else self.rows[object_name].get(record)

    def all(self, object_name: str) -> dict[str, Any]:
        """All records of an object."""
        self.row(object_name, None)
        return self.rows[object_name]

    def value(self, one: Field, record: str) -> Value:
        """The value that a record should have in a field."""
        key = (one.object, one.name, record)
        if key not in self.values:
            self.values[key] = self._made(one, record)
        return self.values[key]

    def _made(self, one: Field, record: str) -> Value:
        if one.computation is None:
            return self.row(one.object, record)[one.columns[0].name], None
        if isinstance(one.written, RollupDef):
            return self._rolled_up(one, one.written, record)
        program = self._program(one)
        assert program is not None
        return self._given(one, self._answer(program, one.object, record))

    def _program(self, one: Field) -> Program | None:
        """The formula of a field, or the filter of a roll-up."""

        def make() -> Program | None:
            return None if one.checked is None else compiled(one.checked)

        return self.context.state.memo.get(("plain program", one), make)

    def _answer(self, program: Program, object_name: str, record: str) -> object:
        columns = {name: [self._seen(object_name, record, name)] for name in program.fields}
        return program.evaluate_many(columns, Surroundings(), 1)[0]

    def _seen(self, object_name: str, record: str, path: str) -> object:
        """What a formula sees at the end of a path: nothing behind a look-up that is empty or leads to the recycle bin."""
        first, _, rest = path.partition(".")
        one = self.context.catalog.objects[object_name].fields[first]
        value, _ = self.value(one, record)
        if not rest:
            return None if value is None else one.type.in_formula(value)
        assert one.target is not None
        target = self.row(one.target, value)
        if target is None or target["deleted_at"] is not None:
            return None
        return self._seen(one.target, value, rest)

    @staticmethod
    def _given(one: Field, answer: object) -> Value:
        if isinstance(answer, Fault):
            return None, answer.kind.value
        try:
            return one.type.from_formula(answer, one.definition), None
        except ValueRefused as refused:
            kinds = {
                "text_too_long": Kind.LIMIT,
                "text_control": Kind.BAD_TEXT,
                "text_marks": Kind.BAD_TEXT,
            }
            return None, kinds.get(refused.message.code, Kind.OUT_OF_RANGE).value

    def _rolled_up(self, one: Field, definition: RollupDef, record: str) -> Value:
        child = self.context.catalog.objects[definition.of]
        condition = self._program(one)
        counted = [
            row["id"]
            for row in self.all(child.name).values()
            if record in self._pointed(child.fields[definition.through], row)
            and row["deleted_at"] is None
            and (condition is None or self._answer(condition, child.name, row["id"]) is True)
        ]
        if definition.field is None:
            return len(counted), None
        measured = child.fields[definition.field]
        found = [self.value(measured, number)[0] for number in counted]
        return self._number(one, definition.operation, found)

    def _pointed(self, through: Field, row: Any) -> Sequence[Any]:
        """The records that a look-up of a record points to, be it to several."""
        if through.link is None:
            return (row[through.name],)
        link = self.context.state.tables.links[through.link]
        targets = sa.select(link.c.target).where(link.c.source == row["id"])
        return self.context.connection.execute(targets).scalars().all()

    @staticmethod
    def _number(one: Field, operation: str, found: Sequence[Any]) -> Value:
        values = [value for value in found if value is not None]
        match operation:
            case "any":
                return any(found), None
            case "all":
                return all(value is True for value in found), None
            case "count_distinct":
                return len(set(values)), None
            case "min" | "max":
                return (
                    None if not values else min(values) if operation == "min" else max(values)
                ), None
        if operation == "avg" and not values:
            return None, None
        with localcontext() as numbers:
            numbers.prec = 60
            total = sum((Decimal(value) for value in values), Decimal(0))
            if operation == "avg":
                unit = Decimal(1).scaleb(-one.type.scale(one.definition))
                total = (total / len(values)).quantize(unit, ROUND_HALF_UP)
        raw: object = int(total) if one.type.whole else f"{total:f}"
        try:
            return one.type.from_json(raw, one.definition), None
        except ValueRefused:
            return None, Kind.OUT_OF_RANGE.value


def differences(context: Context, *objects: str) -> Iterator[Different]:
    """Every stored value of the objects that is not what it should be, those of records in the recycle bin too."""
    records = _Records(context)
    for name in objects:
        for one in _kept(context.catalog.objects[name]):
            assert one.error is not None
            for record, row in records.all(name).items():
                stored = (row[one.columns[0].name], row[one.error.name])
                fresh = records.value(one, record)
                if stored != fresh:
                    yield Different(f"{name}.{one.name}", record, stored, fresh)


def _kept(thing: Object) -> list[Field]:
    return [one for one in thing.fields.values() if one.error is not None]


def assert_fresh(organization: Organization, *objects: str) -> None:
    """Every stored value of the objects is what it should be."""
    with organization.read() as context:
        assert list(differences(context, *objects)) == []
