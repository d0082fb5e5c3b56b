"""Look-ups that make a tree (roles, departments, categories): all ancestors of every record, kept in `sys_tree`.

With them "everything below" is one indexed join, at any depth. They change in the transaction that moves the record.
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from objectry.metadata.catalog import Field
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import tree


def tree_name(field: Field) -> str:
    """The name of a look-up's tree."""
    return f"{field.object}.{field.name}"


def add(context: Context, field: Field, parents: Mapping[str, str | None]) -> None:
    """Add new records under their parents. A parent may be new too, if it comes before its children."""
    name = tree_name(field)
    for record, parent in parents.items():
        context.connection.execute(
            sa.insert(tree), {"field": name, "ancestor": record, "descendant": record, "depth": 0}
        )
        if parent is not None:
            _hang(context, name, record, parent)


def move(context: Context, field: Field, record: str, parent: str | None) -> None:
    """Hang a record with everything below it under another parent. The caller has refused circles."""
    name = tree_name(field)
    below = sa.select(tree.c.descendant).where(tree.c.field == name, tree.c.ancestor == record)
    above = sa.select(tree.c.ancestor).where(
        tree.c.field == name, tree.c.descendant == record, tree.c.depth > 0
    )
    context.connection.execute(
        sa.delete(tree).where(
            tree.c.field == name, tree.c.descendant.in_(below), tree.c.ancestor.in_(above)
        )
    )
    if parent is not None:
        _hang(context, name, record, parent)


def _hang(context: Context, name: str, record: str, parent: str) -> None:
    """Tie everything below `record` to everything above and including `parent`."""
    above, below = tree.alias(), tree.alias()
    ties = (
        sa.select(
            above.c.field, above.c.ancestor, below.c.descendant, above.c.depth + below.c.depth + 1
        )
        .join(below, below.c.field == above.c.field)
        .where(above.c.field == name, above.c.descendant == parent, below.c.ancestor == record)
    )
    context.connection.execute(
        sa.insert(tree).from_select(["field", "ancestor", "descendant", "depth"], ties)
    )


def ancestors(context: Context, field: Field, records: Sequence[str]) -> dict[str, set[str]]:
    """All records above each of `records`, themselves included."""
    found: dict[str, set[str]] = {record: {record} for record in records}
    rows = context.connection.execute(
        sa.select(tree.c.ancestor, tree.c.descendant).where(
            tree.c.field == tree_name(field), tree.c.descendant.in_(list(records))
        )
    )
    for row in rows:
        found[row.descendant].add(row.ancestor)
    return found


def remove(context: Context, field: Field, records: Sequence[str]) -> None:
    """Take purged records out of the tree."""
    context.connection.execute(
        sa.delete(tree).where(
            tree.c.field == tree_name(field),
            tree.c.descendant.in_(list(records)) | tree.c.ancestor.in_(list(records)),
        )
    )
