"""Grants as SQL: the one place where "whose records" becomes a WHERE clause.

The user and the role are bound parameters, so that one prepared statement serves all users with equal rights.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.metadata.column_types import RecordId
from objectry.runtime.access.grants import (
    Access,
    ByMaster,
    Condition,
    Everyone,
    Grant,
    OwnedBelow,
    OwnedBySelf,
)
from objectry.runtime.context import State
from objectry.runtime.database.system_tables import tree

ROLE_TREE = "role.parent"
"""The look-up whose tree says which roles stand below which."""


def parameters(access: Access) -> Mapping[str, str | None]:
    """The bound values that every statement with grants needs."""
    return {"access_user": access.user, "access_role": access.role}


def reach(
    state: State, rows: FromClause, grants: tuple[Grant, ...]
) -> sa.ColumnElement[bool] | None:
    """What a row must meet to be reached through one of the grants; None when every row may be."""
    if any(isinstance(grant.condition, Everyone) for grant in grants):
        return None
    return sa.or_(sa.false(), *(condition(state, rows, grant.condition) for grant in grants))


def condition(state: State, rows: FromClause, wanted: Condition) -> sa.ColumnElement[bool]:
    """One condition on the rows of an object's table or of an alias of it."""
    match wanted:
        case Everyone():
            return sa.true()
        case OwnedBySelf():
            return rows.c.owner == sa.bindparam("access_user", type_=RecordId)
        case OwnedBelow():
            user = state.tables.objects["user"].alias()
            below = tree.alias()
            owners = (
                sa.select(user.c.id)
                .join(
                    below, sa.and_(below.c.field == ROLE_TREE, below.c.descendant == user.c.role)
                )
                .where(below.c.ancestor == sa.bindparam("access_role", type_=RecordId))
                .where(below.c.depth > 0)
                # A user who owns records cannot be deleted. Saying so lets the index by role answer: without it, SQLite
                # makes one of all users for each statement.
                .where(user.c.deleted_at.is_(None))
            )
            return rows.c.owner.in_(owners)
        case ByMaster(field, grants):
            assert field.target
            master = state.tables.objects[field.target].alias()
            link = rows.c[field.columns[0].name]
            allowed = reach(state, master, grants)
            if allowed is None:
                return sa.true()
            return sa.exists().where(master.c.id == link, allowed)
