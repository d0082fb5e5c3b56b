"""What a change of the metadata does to the records that there are, in the same transaction, behind that of the tables.

Neither versions nor histories tell of it: nobody has changed a record, its object has got another shape.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from objectry.formula.messages import excerpt
from objectry.metadata.actions import (
    Action,
    AddIndex,
    BuildSearch,
    BuildTree,
    ClearSearch,
    ClearTree,
    ComputeField,
    ContinueNumbers,
    FillField,
    LimitValues,
    RemoveHeld,
    RenameField,
    RequireValue,
    ReshapeField,
)
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.kinds.profile import PROFILE
from objectry.metadata.plan import Proposal
from objectry.metadata.problems import MetadataError, Problem
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.computing import recalculation
from objectry.runtime.computing.graph import Node, graph_of
from objectry.runtime.context import Context
from objectry.runtime.database import identity
from objectry.runtime.records import messages
from objectry.runtime.records.filling import default_of
from objectry.runtime.store import backfill, find, numbering, reach, search_building, tree_building

UPGRADING = Access.system(reasons.UPGRADING)


def upgrade_records(context: Context, proposal: Proposal, author: str | None) -> None:
    """Carry out what a plan says about records. Raises MetadataError where they stand against it.

    `author` is the user who applies the plan, if it is one.
    """
    for action in proposal.plan.actions:
        match action:
            case FillField():
                _fill(context, proposal, _field(context, action), author)
            case ContinueNumbers():
                day = context.now.astimezone(context.state.locale.zone).date()
                numbering.continue_numbers(context, _field(context, action), day)
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
    _compute(context, proposal)


def _compute(context: Context, proposal: Proposal) -> None:
    """Compute what is computed in another way now, and what is computed of fields that have been filled in.

    A field that keeps its values in another form begins empty, as if that had been its value: those that read it are
    computed with it, as no change of what stays empty would tell them.
    """
    graph = graph_of(context.state)
    wanted: dict[int, Node] = {}
    for action in proposal.plan.actions:
        if isinstance(action, ComputeField):
            node = graph.node(action.object, action.field)
            wanted |= {} if node is None else {node.number: node}
        if isinstance(action, FillField | ReshapeField):
            edges = graph.edges.get(action.object, {}).get(action.field, ())
            wanted |= {edge.node.number: edge.node for edge in edges}
    for _, node in sorted(wanted.items()):
        recalculation.recompute_all(context, node)


def counted(context: Context, access: Access, proposal: Proposal) -> Proposal:
    """The proposal with what the data say to it: how many records lack what becomes required, or hold what a field will
    not take any more, and how many users hold what goes. Where no record does, nothing is told of it.

    The context is that of the metadata before the plan. Records that the user may not read are not counted. Raises
    MetadataError where the values of a field that becomes unique are not all different.
    """
    former = {
        (one.object, one.field): one.before
        for one in proposal.plan.actions
        if isinstance(one, RenameField)
    }  # fmt: skip

    def known(action: RequireValue | LimitValues | AddIndex) -> Field | None:
        """The field of an action where its values are before the plan; None for a new one."""
        name = former.get((action.object, action.field), action.field)
        kept = context.catalog.objects[action.object].kept
        return next((one for one in kept if one.name == name), None)

    actions: list[Action] = []
    doubles: list[Problem] = []
    for action in proposal.plan.actions:
        match action:
            case RequireValue(object=name):
                thing = context.catalog.objects[name]
                lacking = find.count_lacking(context, access, thing, known(action))
                if lacking:
                    actions.append(replace(action, lacking=lacking))
                continue
            case LimitValues():
                outside = _outside(context, access, known(action), _meant(proposal, action))
                if outside:
                    actions.append(replace(action, outside=outside))
                continue
            case RemoveHeld():
                action = replace(action, holders=_holders(context, access, action))
            case AddIndex(unique=True):
                doubles += _doubles(context, known(action), action, proposal)
        actions.append(action)
    if doubles:
        raise MetadataError(doubles)
    return replace(proposal, plan=replace(proposal.plan, actions=tuple(actions)))


def _meant(proposal: Proposal, action: LimitValues) -> Field:
    """The field of an action as it will be."""
    kept = proposal.catalog.objects[action.object].kept
    return next(field for field in kept if field.name == action.field)


def _outside(context: Context, access: Access, before: Field | None, after: Field) -> int:
    """How many records hold a value that the field takes now and would not take any more."""
    if before is None:
        return 0
    thing = context.catalog.objects[before.object]
    stored = find.stored_values(context, access, thing, before)
    values = (before.type.from_columns(row, before.definition) for row in stored)
    return sum(
        not _takes(after, value) and _takes(before, value) for value in values if value is not None
    )


def _takes(field: Field, value: object) -> bool:
    try:
        field.type.from_json(field.type.to_json(value, field.definition), field.definition)
    except ValueRefused:
        return False
    return True


def _holders(context: Context, access: Access, action: RemoveHeld) -> int:
    """How many users hold a role or a profile."""
    held, users = context.catalog.objects[action.kind], context.catalog.objects["user"]
    records = find.by_value(context, UPGRADING, held, held.fields["code"], [action.definition])
    field = users.fields["role" if action.kind == "role" else "profiles"]
    ids = records.get(action.definition, [])
    if not ids or (access.rights is not None and field.name not in access.on(users).readable):
        return 0
    return sum(find.count_at(context, access, field, ids, False).values())


def _doubles(
    context: Context, field: Field | None, action: AddIndex, proposal: Proposal
) -> Iterator[Problem]:
    """What stands against a field that becomes unique: values that live records share, whoever may read them."""
    if field is None or field.definition.unique:
        return
    thing = context.catalog.objects[field.object]
    count, value = find.doubled(context, UPGRADING, thing, field)
    if count:
        params = {"field": action.field, "count": count, "value": excerpt(value)}
        place = proposal.places.field(action.object, action.field, "unique")
        yield Problem(messages.VALUES_NOT_UNIQUE, place, params)


def _field(
    context: Context,
    action: FillField | ContinueNumbers | BuildSearch | ClearSearch | BuildTree | ClearTree,
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
