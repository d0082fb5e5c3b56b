"""What can be wrong with computed fields, though every name in them stands for something and each formula is right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.checking.paths import MAX_LEVELS
from objectry.formula.problems import FormulaError
from objectry.formula.sql.conditions import refuse_unpushable, written_out
from objectry.formula.types import Changes
from objectry.metadata import messages
from objectry.metadata.catalog import Catalog, Field, Object, walk
from objectry.metadata.computing import (
    changes_of,
    circle,
    computations,
    formula_of,
    levels,
)
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.field_types.rollup import Operation, RollupDef
from objectry.metadata.kinds.interface import Fault
from objectry.metadata.problems import Path

MAX_ROLLUPS = 40
"""Roll-ups of one object: each of them is computed whenever a record that it looks at is saved."""

_NUMBER = Label(zh="数字", en="a number")
_BOUNDED = Label(zh="数字、日期或时间", en="a number, a date or a time")
_SWITCH = Label(zh="勾选框", en="a checkbox")
FITS: Mapping[Operation, Label] = MappingProxyType(
    {
        "count_distinct": Label(zh="记录自己的、只有一个值的字段", en="a field of the record itself with one value"),
        "sum": _NUMBER, "avg": _NUMBER, "min": _BOUNDED, "max": _BOUNDED, "any": _SWITCH, "all": _SWITCH,
    }
)  # fmt: skip
"""What each operation is computed over, in words."""


def faults_of_computed(thing: Object, catalog: Catalog) -> Iterator[Fault]:
    """Everything that does not fit together in the computed fields of an object."""
    own = list(computations(thing))
    if not own:
        return
    round_about = circle(catalog.objects)
    if round_about:
        if round_about[0][0] == thing.name:
            loop = " → ".join(".".join(name) for name in round_about)
            at: Path = ("fields", round_about[0][1])
            yield Fault(at, sayings.CYCLE, {"path": loop})
        return
    deep, written = levels(catalog.objects), _Written(catalog, {})
    rollups = [field.name for field, one in own if isinstance(one.definition, RollupDef)]
    for name in rollups[MAX_ROLLUPS:]:
        yield Fault(("fields", name), messages.ROLLUPS_TOO_MANY, {"limit": MAX_ROLLUPS})
    for field, computation in own:
        if isinstance(computation.definition, RollupDef):
            yield from _of_rollup(field, computation.definition, catalog)
        elif field.fleeting:
            found = list(_of_fleeting(thing, field, catalog))
            yield from found
            if deep[thing.name, field.name] > MAX_LEVELS:
                at = ("fields", field.name, "formula")
                yield Fault(at, sayings.TOO_MANY_LEVELS, {"limit": MAX_LEVELS})
            elif not found and not written.fits(field):
                yield Fault(("fields", field.name, "formula"), sayings.TOO_NESTED)


def _of_fleeting(thing: Object, field: Field, catalog: Catalog) -> Iterator[Fault]:
    """What is computed whenever it is read is computed by the database, and nothing can be found by it quickly."""
    at: Path = ("fields", field.name)
    if field.definition.indexed:
        yield Fault((*at, "indexed"), messages.FLEETING_INDEX, {"field": field.name})
    if thing.definition.name_field == field.name:
        yield Fault(("name_field",), messages.FLEETING_NAME, {"field": field.name})
    try:
        refuse_unpushable(formula_of(field), messages.FLEETING_IN_PYTHON)
    except FormulaError as error:
        first = error.problems[0]
        if first.message in (messages.FLEETING_IN_PYTHON, sayings.TOO_NESTED):
            yield Fault((*at, "formula"), first.message, first.params)


@dataclass(frozen=True, slots=True)
class _Written:
    """What databases are asked to compute for fields that are computed when they are read: formulas in formulas, of which a
    few levels can become more than any database is asked."""

    catalog: Catalog
    known: dict[str, sa.ColumnElement[Any]]

    def fits(self, field: Field) -> bool:
        """Tell whether the expression of a field is not too large, with those of all fields that it reads."""
        if field.info.id in self.known:
            return True
        for text in _reads(field):
            for step in walk(self.catalog.objects, field.object, text) or ():
                if step.fleeting and not self.fits(step):
                    return True  # told of that field
        try:
            value = written_out(formula_of(field), self.known)
            self.known[field.info.id] = field.type.from_formula_sql(value, field.definition)
        except (FormulaError, RecursionError):
            return False
        return True


def _of_rollup(field: Field, definition: RollupDef, catalog: Catalog) -> Iterator[Fault]:
    """A roll-up looks at fields that are kept with the records that point here."""
    at: Path = ("fields", field.name)
    child = catalog.objects.get(definition.of)
    if child is None:
        return  # reported with all other unknown names
    through = child.fields.get(definition.through)
    if through is not None and not _points_to(through, field.object):
        fitting = (one.name for one in child.fields.values() if _points_to(one, field.object))
        params = {"field": f"{child.name}.{through.name}", "object": field.object}
        yield Fault((*at, "through"), messages.ROLLUP_THROUGH, params, next(fitting, ""))
    measured = child.fields.get(definition.field or "")
    if measured is not None:
        yield from _of_measured(field, definition, measured)
    condition = field.checked
    if condition is None:
        return
    if changes_of(condition, catalog.objects) is not Changes.NEVER:
        yield Fault((*at, "filter"), messages.ROLLUP_FLEETING)
        return
    far = [one for one in _reads(field) if "." in one]
    if far:
        params = {"object": child.name, "path": far[0]}
        yield Fault((*at, "filter"), messages.ROLLUP_FILTER_FAR, params)


def _points_to(field: Field, object_name: str) -> bool:
    """Tell whether a field points to one or several records of an object, be it among others."""
    return field.relation is not None and object_name in field.relation.targets


def _reads(field: Field) -> tuple[str, ...]:
    return field.computation.reads if field.computation else ()


def _of_measured(field: Field, definition: RollupDef, measured: Field) -> Iterator[Fault]:
    at: Path = ("fields", field.name, "field")
    if measured.fleeting or measured.info.changes is not Changes.NEVER:
        yield Fault(at, messages.ROLLUP_FLEETING)
        return
    values: FieldDef | None = field.kind.values(definition, measured.definition)
    if values is None or len(measured.columns) != 1:
        fit = FITS[definition.operation]
        params = {
            "operation": definition.operation,
            "field": f"{measured.object}.{measured.name}",
            "type": measured.definition.type,
            "fit_zh": fit.zh,
            "fit_en": fit.en,
        }
        yield Fault(at, messages.ROLLUP_FIELD_TYPE, params)
