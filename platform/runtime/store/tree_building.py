"""Trees as a whole: built from the records that there are, and compared with them by the doctor.

A tie of depth 1 leads to a record's parent; one that is longer goes on from the end of one that is shorter by 1. So a
tree is made, and checked, depth by depth, by the database alone, however many records there are.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from objectry.metadata.catalog import Field
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import tree
from objectry.runtime.store.trees import tree_name

NAMED = 8
"""Records of a circle that are named."""


def build(context: Context, field: Field) -> list[str]:
    """Make the tree of a look-up, in the place of any that it has. Answers the IDs of a circle instead, if there is one.

    Records in the recycle bin have their places too.
    """
    clear(context, field)
    name, ids, parent = _columns(context, field)
    depth = 0
    longer: sa.Select[Any] = sa.select(sa.literal(name), ids, ids, sa.literal(depth))
    while _insert(context, longer):
        ends = (tree.c.ancestor == ids, tree.c.field == name, tree.c.depth == depth)
        around = sa.select(ids).join(tree, sa.and_(*ends)).where(parent == tree.c.descendant)
        # A record on a circle is met before any that only hangs on it comes round for the second time.
        if met := context.connection.execute(around.limit(1)).scalar():
            return _circle(context, field, met)
        depth += 1
        longer = (
            sa.select(sa.literal(name), parent, tree.c.descendant, sa.literal(depth))
            .join(tree, sa.and_(*ends))
            .where(parent.is_not(None))
        )
    return []


def _insert(context: Context, ties: sa.Select[Any]) -> int:
    """Insert ties and answer their number."""
    statement = sa.insert(tree).from_select(["field", "ancestor", "descendant", "depth"], ties)
    counting = statement.execution_options(preserve_rowcount=True)
    return context.connection.execute(counting).rowcount


def _circle(context: Context, field: Field, start: str) -> list[str]:
    """The records of a circle from one of them on, as many as are worth naming."""
    _, ids, parent = _columns(context, field)
    found = [start]
    while len(found) < NAMED:
        above: str = context.connection.execute(
            sa.select(parent).where(ids == found[-1])
        ).scalar_one()
        found.append(above)
        if above == start:
            break
    return found


def clear(context: Context, field: Field) -> None:
    """Forget the tree of a look-up."""
    context.connection.execute(sa.delete(tree).where(tree.c.field == tree_name(field)))


def differences(context: Context, field: Field) -> int:
    """How many ties are missing or wrong."""
    name, ids, parent = _columns(context, field)
    own = tree.c.field == name
    shorter = tree.alias()
    count = sa.select(sa.func.count())
    selves = sa.and_(own, tree.c.ancestor == ids, tree.c.descendant == ids, tree.c.depth == 0)
    follows = sa.and_(
        shorter.c.field == name,
        shorter.c.descendant == tree.c.descendant,
        shorter.c.depth == tree.c.depth - 1,
        ids == shorter.c.ancestor,
        parent == tree.c.ancestor,
    )
    checks = (
        count.select_from(ids.table).where(~sa.exists().where(selves)),
        count.select_from(tree).where(own, tree.c.depth == 0, ~sa.exists().where(selves)),
        count.select_from(tree).where(own, tree.c.depth > 0, ~sa.exists().where(follows)),
        count.select_from(shorter.join(ids.table, ids == shorter.c.ancestor))
        .where(shorter.c.field == name, parent.is_not(None))
        .where(~sa.exists().where(own, follows).correlate(shorter, ids.table)),
    )
    return sum(context.connection.execute(check).scalar_one() for check in checks)


def strangers(context: Context, fields: Sequence[Field]) -> list[str]:
    """Trees of which no look-up knows, each with the number of its ties."""
    known = [tree_name(field) for field in fields]
    found = sa.select(tree.c.field, sa.func.count()).where(tree.c.field.not_in(known))
    rows = context.connection.execute(found.group_by(tree.c.field).order_by(tree.c.field))
    return [f"{name} {count}" for name, count in rows]


def _columns(context: Context, field: Field) -> tuple[str, sa.Column[Any], sa.Column[Any]]:
    """The name of the tree, and the columns that say who a record is and who is above it."""
    table = context.state.tables.objects[field.object]
    return tree_name(field), table.c.id, table.c[field.columns[0].name]
