"""Every SQL statement of the hand-written application, built once.

Who is not an administrator sees what he owns and what users in roles below his own do. The condition is part of each
statement, also of the join that shows a parent's name.
"""

from itertools import product

import sqlalchemy as sa

from bench.limit.schema import (
    audit,
    customer,
    customer_text,
    customer_words,
    department,
    opportunity,
    role_below,
    token,
    user,
)

PAGE = 50
"""Records of a page."""
HITS = 20
"""Records that a search answers."""

_owner = user.alias("owner_user")
_creator = user.alias("creator")
_updater = user.alias("updater")
_parent = customer.alias("parent_customer")
_me = sa.bindparam("me", type_=sa.String)

CALLER = (
    sa.select(user.c.id, user.c.role, user.c.admin)
    .join_from(token, user, token.c.user == user.c.id)
    .where(token.c.hash == sa.bindparam("hash"), token.c.expires_at > sa.bindparam("now"))
    .where(user.c.active)
)
"""Who calls, from the hash of his token."""


def _visible(owner: sa.ColumnElement[str], admin: bool) -> sa.ColumnElement[bool]:
    """The condition that a record with this owner may be seen."""
    if admin:
        return sa.true()
    below = (
        sa.select(user.c.id)
        .join_from(role_below, user, user.c.role == role_below.c.below)
        .where(role_below.c.above == sa.bindparam("role"))
    )
    # Without the plus sign SQLite reads owner by owner and sorts, instead of reading in order.
    steady = owner.op("+", precedence=15)
    del steady
    return sa.or_(owner == _me, owner.in_(below))
