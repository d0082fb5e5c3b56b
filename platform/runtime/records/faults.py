"""Why values that are computed when they are read could not be computed: asked only for those that are empty."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.formulas.formulas import formula_of
from objectry.runtime.formulas.rows import computed
from objectry.runtime.store import read
from objectry.runtime.store.computed import SYSTEM
from objectry.runtime.store.read import Page
from objectry.runtime.store.series import Series
from objectry.runtime.store.source import expand


def explained(context: Context, access: Access, thing: Object, page: Page) -> Page:
    """A page of records in which fields that are computed when they are read say why they are empty."""
    if not any(series.field.fleeting for series in page.series):
        return page
    return replace(
        page, series=tuple(_explained(context, access, thing, page, one) for one in page.series)
    )


def _explained(
    context: Context, access: Access, thing: Object, page: Page, series: Series
) -> Series:
    empty = [
        record for record, value in zip(page.ids, series.values, strict=True) if value is None
    ]
    if not series.field.fleeting or not empty:
        return series
    holders = _holders(context, access, thing, series.name, empty)
    codes = _codes(context, access, series.field, sorted(set(holders.values())))
    return replace(series, errors=[codes.get(holders.get(record, "")) for record in page.ids])


def _holders(
    context: Context, access: Access, thing: Object, name: str, ids: Sequence[str]
) -> Mapping[str, str]:
    """The record that holds the field at the end of a path, by the ID of the record where it starts: itself, or that to
    which look-ups lead, if there is one that the user may see."""
    path = context.catalog.path(thing.name, name)
    assert path is not None, "it has been read"
    *way, last = expand(context.state, path)
    if not way:
        return dict(zip(ids, ids, strict=True))
    identifier = context.catalog.objects[last.object].fields["id"]
    page = read.some(context, access, thing, ids, ((*way, identifier),), deleted=None)
    (found,) = page.series
    return {
        record: holder
        for record, holder in zip(page.ids, found.values, strict=True)
        if holder is not None
    }


def _codes(
    context: Context, access: Access, field: Field, ids: Sequence[str]
) -> Mapping[str, str | None]:
    thing = context.catalog.objects[field.object]
    names = sorted(one for one in formula_of(context, field).own if not thing.fields[one].fleeting)
    asked = tuple((thing.fields[name],) for name in names)
    page = read.some(context, SYSTEM, thing, ids, asked, deleted=None)
    records = [record.get for record in page.records()]
    found = computed(context, access, {field: range(len(records))}, records)
    return {record: code for record, (_, code) in zip(page.ids, found[field], strict=True)}
