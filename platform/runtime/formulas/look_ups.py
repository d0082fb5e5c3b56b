"""VLOOKUP: a record that is found by the value of one of its fields."""

from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.formulas.values import seen
from objectry.runtime.store import find, read


def look_up(
    context: Context, access: Access, target: str, result: str, key: str, value: object
) -> object:
    """The field `result` of the one record whose field `key` has a value; None for no record and for several.

    Whoever may see the record, it is found. `access` tells who the user is.
    """
    thing = context.catalog.objects[target]
    system = access.as_system(reasons.FORMULA)
    ids = find.by_value(context, system, thing, thing.fields[key], {value}).get(value, ())
    if len(ids) != 1:
        return None
    page = read.some(context, system, thing, ids, ((thing.fields[result],),))
    (series,) = page.series
    return seen(series.field, series.values[0]) if page.ids else None
