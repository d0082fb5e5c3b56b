"""Why values that are computed when they are read could not be computed: asked only for those that are empty."""

from collections.abc import Sequence
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
    field = series.field
    own = field.fleeting and thing.fields.get(series.name) is field
    empty = [
        record for record, value in zip(page.ids, series.values, strict=True) if value is None
    ]
    if not own or not empty:
        return series
    codes = _codes(context, access, thing, field, empty)
    return replace(series, errors=[codes.get(record) for record in page.ids])


def _codes(
    context: Context, access: Access, thing: Object, field: Field, ids: Sequence[str]
) -> dict[str, str | None]:
    names = sorted(one for one in formula_of(context, field).own if not thing.fields[one].fleeting)
    asked = tuple((thing.fields[name],) for name in names)
    page = read.some(context, SYSTEM, thing, ids, asked, deleted=None)
    found = computed(context, access, field, [record.get for record in page.records()])
    return {record: code for record, (_, code) in zip(page.ids, found, strict=True)}
