"""Look-ups that make a tree (roles, departments, categories): all ancestors of every record, kept in `sys_tree`.

With them "everything below" is one indexed join, at any depth. They change in the transaction that moves the record.
Whoever moves something has the tree for himself until the end of the transaction: two moves that fit the tree as it is
may make a circle together.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from objectry.metadata.catalog import Field, Object
from objectry.runtime.context import Context
from objectry.runtime.database import locks
from objectry.runtime.database.system_tables import tree
from objectry.runtime.store import chunks
from objectry.runtime.store.chunks import among, rows


def tree_name(field: Field) -> str:
    """The name of a look-up's tree."""
    return f"{field.object}.{field.name}"


def fields_of(context: Context, thing: Object) -> tuple[Field, ...]:
    """The look-ups of an object that make trees."""
    return context.state.memo.get(
        ("trees", thing), lambda: tuple(field for field in thing.kept if field.tree)
    )


def lock(context: Context, field: Field, moving: bool) -> None:
    """Wait until nobody else moves anything in the tree; records that are only added do not wait for each other."""
    held = locks.hold if moving else locks.share
    held(context.connection, f"tree {tree_name(field)}")


def add(context: Context, field: Field, parents: Mapping[str, str | None]) -> None:
    """Add new records under their parents. A parent may be new too."""
    name = tree_name(field)
    context.connection.execute(
        sa.insert(tree),
        [{"field": name, "ancestor": one, "descendant": one, "depth": 0} for one in parents],
    )
    _hang(context, field, parents, moving=False)


def move(context: Context, field: Field, parents: Mapping[str, str | None]) -> None:
    """Hang records, each with everything below it, under other parents. The caller has refused circles."""
    if not parents:
        return
    lock(context, field, moving=True)
    name = tree_name(field)
    context.connection.execute(_CUT, [{"tree": name, "record": record} for record in parents])
    _hang(context, field, parents, moving=True)


def _hang(context: Context, field: Field, parents: Mapping[str, str | None], moving: bool) -> None:
    """Tie everything below each record to everything above and including its parent, in any order."""
    name = tree_name(field)
    ties = [
        {"tree": name, "record": record, "parent": parent}
        for record, parent in parents.items()
        if parent is not None
    ]
    if ties:
        lock(context, field, moving)
        context.connection.execute(_HANG, ties)


def parents(context: Context, field: Field, records: Sequence[str]) -> dict[str, str | None]:
    """The parent of each of the records and of everything above them; None at the top."""
    chains: dict[str, dict[int, str]] = defaultdict(dict)
    for row in rows(context, _CHAINS, records, {"tree": tree_name(field)}):
        chains[row.descendant][row.depth] = row.ancestor
    return {
        record: chain.get(depth + 1)
        for chain in chains.values()
        for depth, record in chain.items()
    }


def below(context: Context, field: Field, top: str | None, records: Collection[str]) -> set[str]:
    """Those of the records that stand below another one, or are that one itself; none without one."""
    if top is None:
        return set()
    given = {"tree": tree_name(field), "top": top}
    return {row.descendant for row in rows(context, _UNDER, records, given)}


def leads_back(parents: Mapping[str, str | None], record: str) -> bool:
    """Tell whether going up from a record comes back to it."""
    seen: set[str] = set()
    at = parents.get(record)
    while at is not None and at != record and at not in seen:
        seen.add(at)
        at = parents.get(at)
    return at == record


def remove(context: Context, field: Field, records: Sequence[str]) -> None:
    """Take purged records out of the tree."""
    given = {"tree": tree_name(field)}
    for column in (tree.c.descendant, tree.c.ancestor):
        chunks.change(context, sa.delete(tree).where(_OWN, among(column)), records, given)


# Statements ----------------------------------------------------------------------------------------------------------

_TREE = sa.bindparam("tree", type_=sa.Text)
_OWN = tree.c.field == _TREE
_ABOVE, _BELOW = tree.alias("above"), tree.alias("below")
_PARENT = sa.bindparam("parent", type_=tree.c.ancestor.type)
_RECORD = sa.bindparam("record", type_=tree.c.ancestor.type)
_CHAINS = sa.select(tree.c.descendant, tree.c.depth, tree.c.ancestor).where(
    _OWN, among(tree.c.descendant)
)

_UNDER = sa.select(tree.c.descendant).where(
    _OWN,
    among(tree.c.descendant),
    tree.c.ancestor == sa.bindparam("top", type_=tree.c.ancestor.type),
)


def _cut() -> sa.Delete:
    """Take away what ties a record and anything below it to what is above it."""
    above = sa.select(_ABOVE.c.ancestor).where(
        _ABOVE.c.field == _TREE, _ABOVE.c.descendant == _RECORD, _ABOVE.c.depth > 0
    )
    below = sa.select(_BELOW.c.descendant).where(
        _BELOW.c.field == _TREE, _BELOW.c.ancestor == _RECORD
    )
    return sa.delete(tree).where(_OWN, tree.c.ancestor.in_(above), tree.c.descendant.in_(below))


def _hanging() -> sa.Insert:
    ties = (
        sa.select(
            _ABOVE.c.field,
            _ABOVE.c.ancestor,
            _BELOW.c.descendant,
            _ABOVE.c.depth + _BELOW.c.depth + 1,
        )
        .join(_BELOW, _BELOW.c.field == _ABOVE.c.field)
        .where(
            _ABOVE.c.field == _TREE,
            _ABOVE.c.descendant == _PARENT,
            _BELOW.c.ancestor == _RECORD,
        )
    )
    return sa.insert(tree).from_select(["field", "ancestor", "descendant", "depth"], ties)


_CUT = _cut()
_HANG = _hanging()
