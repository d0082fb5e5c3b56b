"""What a change of the metadata does to the records that there are, in the same transaction, behind that of the tables.

Neither versions nor histories tell of it: nobody has changed a record, its object has got another shape.
"""

from collections.abc import Sequence
from dataclasses import replace

from objectry.metadata.actions import (
    Action,
    BuildSearch,
    BuildTree,
    ClearSearch,
    ClearTree,
    FillField,
    RenameField,
    RequireValue,
)
from objectry.metadata.catalog import Field, Object
from objectry.metadata.kinds.profile import PROFILE
from objectry.metadata.plan import Plan, Proposal
from objectry.metadata.problems import MetadataError, Problem
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.database import identity
from objectry.runtime.records import messages
from objectry.runtime.records.filling import default_of
from objectry.runtime.store import backfill, find, reach, search_building, tree_building

UPGRADING = Access.system(reasons.UPGRADING)


def upgrade_records(context: Context, proposal: Proposal, author: str | None) -> None:
    """Carry out what a plan says about records. Raises MetadataError where they stand against it.

    `author` is the user who applies the plan, if it is one.
    """
    for action in proposal.plan.actions:
        match action:
            case FillField():
                _fill(context, proposal, _field(context, action), author)
            case BuildSearch():
                search_building.build(context, _field(context, action))
            case ClearSearch():
                search_building.clear(context, _field(context, action))
            case BuildTree():
                field = _field(context, action)
                if circle := tree_building.build(context, field):
                    raise MetadataError([_in_circle(context, proposal, field, circle)])
            case ClearTree():
                tree_building.clear(context, _field(context, action))


def counted(context: Context, access: Access, plan: Plan) -> Plan:
    """The plan with the number of records that lack what becomes required. Where none does, nothing is told of it.

    The context is that of the metadata before the plan. Records that the user may not read are not counted.
    """
    actions: list[Action] = []
    for action in plan.actions:
        if isinstance(action, RequireValue):
            action = replace(action, lacking=_lacking(context, access, plan, action))
            if not action.lacking:
                continue
        actions.append(action)
    return replace(plan, actions=tuple(actions))


def _lacking(context: Context, access: Access, plan: Plan, action: RequireValue) -> int:
    """How many records lack a value, looked for where the values are before the plan."""
    former = {
        (one.object, one.field): one.before
        for one in plan.actions
        if isinstance(one, RenameField)
    }  # fmt: skip
    name = former.get((action.object, action.field), action.field)
    thing = context.catalog.objects[action.object]
    known = next((one for one in thing.kept if one.name == name), None)
    return find.count_lacking(context, access, thing, known)


def _field(
    context: Context, action: FillField | BuildSearch | ClearSearch | BuildTree | ClearTree
) -> Field:
    kept = context.catalog.objects[action.object].kept
    return next(field for field in kept if field.name == action.field)


def _fill(context: Context, proposal: Proposal, field: Field, author: str | None) -> None:
    """Give records what a new one would begin with."""
    thing = context.catalog.objects[field.object]
    if field.system and field.name == "owner":
        _own(context, proposal, thing, author)
    elif field.system and field.name == "department":
        backfill.join_departments(context, thing)
    elif field.system and field.name == "business_type":
        backfill.fill(context, field, {None: thing.default_business_type})
    else:
        local = context.now.astimezone(context.zone)
        kinds = (None, *thing.business_types)
        backfill.fill(
            context, field, {kind: default_of(thing, field, kind, local) for kind in kinds}
        )


def _own(context: Context, proposal: Proposal, thing: Object, author: str | None) -> None:
    """Records belong to their makers; what nobody made belongs to the author, or to the first administrator."""
    count = backfill.nobodys(context, thing)
    heir = author or _administrator(context)
    if count and heir is None:
        place = proposal.places.of("object", thing.name)
        params = {"object": thing.name, "count": count}
        raise MetadataError([Problem(messages.OWNER_NOBODY, place, params)])
    backfill.own(context, thing, heir)


def _administrator(context: Context) -> str | None:
    """The first of those who may change the metadata."""
    profiles = PROFILE.of(context.catalog)
    names = [name for name, profile in profiles.items() if "metadata" in profile.setup]
    return identity.first_with(context.connection, context.state.tables, names)


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
