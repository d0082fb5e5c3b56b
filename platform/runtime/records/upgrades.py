"""What a change of the metadata does to the records that there are, in the same transaction, behind that of the tables.

Neither versions nor histories tell of it: nobody has changed a record, its object has got another shape.
"""

from collections.abc import Sequence

from objectry.metadata.actions import BuildSearch, BuildTree, ClearSearch, ClearTree
from objectry.metadata.catalog import Field
from objectry.metadata.plan import Proposal
from objectry.metadata.problems import MetadataError, Problem
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records import messages
from objectry.runtime.store import reach, search_building, tree_building

UPGRADING = Access.system("the metadata have changed")


def upgrade_records(context: Context, proposal: Proposal) -> None:
    """Carry out what a plan says about records. Raises MetadataError where they stand against it."""
    for action in proposal.plan.actions:
        match action:
            case BuildSearch():
                search_building.build(context, _field(context, action.object, action.field))
            case ClearSearch():
                search_building.clear(context, _field(context, action.object, action.field))
            case BuildTree():
                field = _field(context, action.object, action.field)
                if circle := tree_building.build(context, field):
                    raise MetadataError([_in_circle(context, proposal, field, circle)])
            case ClearTree():
                tree_building.clear(context, _field(context, action.object, action.field))


def _field(context: Context, object_name: str, name: str) -> Field:
    return next(one for one in context.catalog.objects[object_name].kept if one.name == name)


def _in_circle(
    context: Context, proposal: Proposal, field: Field, circle: Sequence[str]
) -> Problem:
    thing = context.catalog.objects[field.object]
    named = reach.names(context, UPGRADING, thing, circle)
    loop = " → ".join(str(named.get(record) or record) for record in circle)
    if circle[0] != circle[-1]:
        loop += " → …"
    params = {"object": thing.name, "field": field.name, "loop": loop}
    place = proposal.places.field(thing.name, field.name, "hierarchy")
    return Problem(messages.TREE_IN_CIRCLE, place, params)
