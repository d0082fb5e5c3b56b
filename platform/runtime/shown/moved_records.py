"""What judges records that people move on boards and calendars: what they may do with each, and the layout of its form."""

from collections.abc import Mapping
from dataclasses import dataclass

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records.forms import layout_meant
from objectry.runtime.shown.cells import common_layout
from objectry.runtime.store.reach import Opening
from objectry.runtime.store.series import Series

CLOSED = Opening(0, False, False)
"""What may be done with a record of which nothing is known."""


@dataclass(frozen=True, slots=True)
class Layouts:
    """The layouts by which saves of the records of an object are judged."""

    context: Context
    thing: Object
    common: str | None
    """That of all records; None where it depends on their business type."""
    kind: Field | None
    """The field that has to be read of each record: its business type, where the layout depends on it and the user may
    read it."""

    @classmethod
    def of(cls, context: Context, access: Access, thing: Object) -> "Layouts":
        """Those that are meant for the user."""
        common = common_layout(context, thing)
        read = common is None and "business_type" in access.on(thing).readable
        return cls(context, thing, common, thing.fields["business_type"] if read else None)

    def named(self, series: Mapping[str, Series], at: int) -> str:
        """The layout of one of the records that were read; empty where it has none."""
        if self.common is not None:
            return self.common
        kind = series[self.kind.name].values[at] if self.kind else None
        layout = layout_meant(self.context, self.thing, kind)
        return layout.definition.layout if layout else ""
