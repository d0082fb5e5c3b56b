"""VLOOKUP: records that are found by the value of one of their fields, for many records at once."""

from collections import defaultdict
from collections.abc import Mapping, Set

from objectry.formula.keeping import kept, reckoned
from objectry.formula.types import Type
from objectry.metadata.catalog import Field
from objectry.metadata.field_types.base import ValueRefused
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.formulas.values import seen
from objectry.runtime.store import find, read

_Way = tuple[str, str, str]
"""An object, the field whose value is asked for, and the field by which its record is found."""


class LookUps:
    """What formulas find by VLOOKUP. What has not been asked of the database yet counts as nothing for the time being:
    `answer` asks for all of it at once, and the formulas are evaluated again until they ask for nothing new.

    They are found as far as `access` opens them.
    """

    def __init__(self, context: Context, access: Access) -> None:
        self._context = context
        self._access = access
        self._known: dict[_Way, dict[object, object]] = defaultdict(dict)
        self._asked: dict[_Way, set[object]] = defaultdict(set)

    def find(self, target: str, result: str, key: str, value: object) -> object:
        """The field `result` of the one record whose field `key` has a value; None for no record and for several."""
        way = (target, result, key)
        if value not in self._known[way]:
            self._asked[way].add(value)
        return self._known[way].get(value)

    def answer(self) -> bool:
        """Find what has been asked for; False when nothing has."""
        asked, self._asked = self._asked, defaultdict(set)
        for way, values in asked.items():
            found = _found(self._context, self._access, way, values)
            self._known[way].update({value: found.get(value) for value in values})
        return bool(asked)


def _found(
    context: Context, access: Access, way: _Way, values: Set[object]
) -> Mapping[object, object]:
    """What stands in the field of those records that are the only ones with their values."""
    target, result, key = way
    thing = context.catalog.objects[target]
    field, shown = thing.fields[key], thing.fields[result]
    stored = {value: _as_key(field, value) for value in values}
    wanted = {one for one in stored.values() if one is not None}
    ids = find.by_value(context, access, thing, field, wanted)
    only = {value: same[0] for value, same in ids.items() if len(same) == 1}
    page = read.some(context, access, thing, set(only.values()), ((shown,),))
    (series,) = page.series
    read_as = {
        record: reckoned(shown.info, seen(series.field, value))
        for record, value in zip(page.ids, series.values, strict=True)
    }
    return {value: read_as.get(only[one]) for value, one in stored.items() if one in only}


def _as_key(field: Field, value: object) -> object:
    """A value as the field keeps it, by which records are found: texts are trimmed, addresses have small letters."""
    if field.info.type is not Type.TEXT:
        return kept(field.info, value)
    try:
        return field.type.from_formula(value, field.definition)
    except ValueRefused:
        return value  # a record may have it from before the field became stricter
