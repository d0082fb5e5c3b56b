"""The `list_view` kind: a saved list of records with its filter, columns and order, written outside of its object."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import StringConstraints

from objectry.formula.functions.declare import Use as Purpose
from objectry.metadata.catalog import Catalog, Object
from objectry.metadata.documents import ApiName, Label
from objectry.metadata.kinds.interface import Fault, Fields, FormulaUse, Kind, Use
from objectry.metadata.kinds.looks import look_faults, look_uses
from objectry.metadata.object_definitions import InlineListViewDef
from objectry.metadata.problems import Path


class ListViewDef(InlineListViewDef):
    """A list view as a document of its own, for objects of other packs."""

    list_view: Annotated[
        str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}\.[a-z][a-z0-9_]{0,47}$")
    ]
    """The object and the view's name, e.g. `customer.key_accounts`."""
    name: ApiName = "view"
    """Taken from `list_view`."""


def view_uses(object_name: str, view: InlineListViewDef, at: Path = ()) -> Iterator[Use]:
    """The names that a list view of `object_name` mentions; `at` is where the view stands in its document."""
    for index, column in enumerate(view.columns):
        yield Use("field", f"{object_name}.{column}", (*at, "columns", index))
    for index, order in enumerate(view.sort):
        yield Use("field", f"{object_name}.{order.lstrip('-')}", (*at, "sort", index))
    yield from look_uses(object_name, view, at)


def view_formulas(
    object_name: str, view: InlineListViewDef, at: Path = ()
) -> Iterator[FormulaUse]:
    """The formulas of a list view."""
    if view.filter:
        yield FormulaUse(view.filter, object_name, Purpose.FILTER, (*at, "filter"))


def _uses(definition: ListViewDef, fields: Fields) -> Iterator[Use]:
    object_name = definition.list_view.split(".")[0]
    yield Use("object", object_name, ("list_view",))
    yield from view_uses(object_name, definition)


def _formulas(definition: ListViewDef, fields: Fields) -> Iterator[FormulaUse]:
    yield from view_formulas(definition.list_view.split(".")[0], definition)


def view_faults(thing: Object) -> Iterator[Fault]:
    """What is wrong with the list views inside an object."""
    for view in thing.definition.list_views:
        yield from look_faults(thing, view, ("list_views", view.name))


def _check(definition: ListViewDef, catalog: Catalog) -> Iterator[Fault]:
    """A view shows its records by fields of fitting types."""
    thing = catalog.objects.get(definition.list_view.split(".")[0])
    if thing is not None:
        yield from look_faults(thing, definition)


LIST_VIEW = Kind(
    name="list_view",
    title=Label(zh="列表视图", en="List view"),
    model=ListViewDef,
    identity=lambda definition: definition.list_view,
    uses=_uses,
    formulas=_formulas,
    check=_check,
    setup_page="/setup/objects",
    of_objects=True,
)
