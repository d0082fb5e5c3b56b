"""Every SQL statement of the hand-written application, built once.

Users who are no administrators see what they own, and what users in roles below their own do. The
condition is part of each statement, also of the join that shows a parent's name.
"""

from itertools import product
from typing import Any

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

HITS = 20
"""Records that a search answers."""

_owner = user.alias("owner_user")
_creator = user.alias("creator")
_updater = user.alias("updater")
_parent = customer.alias("parent_customer")

CALLER = (
    sa.select(user.c.id, user.c.role, user.c.admin)
    .join_from(token, user, token.c.user == user.c.id)
    .where(token.c.hash == sa.bindparam("hash"), token.c.expires_at > sa.bindparam("now"))
    .where(user.c.active)
)
"""Who calls, by the hash of the token."""


def _visible(owner: sa.ColumnElement[str], admin: bool) -> sa.ColumnElement[bool]:
    """The condition that a record with this owner may be seen by `:me`, who has `:role`."""
    if admin:
        return sa.true()
    below = (
        sa.select(user.c.id)
        .join_from(role_below, user, user.c.role == role_below.c.below)
        .where(role_below.c.above == sa.bindparam("role"))
    )
    return sa.or_(owner == sa.bindparam("me"), owner.in_(below))


def _customers(admin: bool) -> sa.Select[Any]:
    """Visible customers with the names of everything that they point at."""
    names = (_owner.c.name, department.c.name, _parent.c.name, _creator.c.name, _updater.c.name)
    parent_shown = sa.and_(_parent.c.deleted_at.is_(None), _visible(_parent.c.owner, admin))
    return (
        sa.select(*(column for column in customer.c if column.name != "deleted_at"))
        .add_columns(*(name.label(f"shown_{place}") for place, name in enumerate(names)))
        .join_from(customer, _owner, _owner.c.id == customer.c.owner, isouter=True)
        .join(department, department.c.id == customer.c.department, isouter=True)
        .join(_parent, sa.and_(_parent.c.id == customer.c.parent, parent_shown), isouter=True)
        .join(_creator, _creator.c.id == customer.c.created_by, isouter=True)
        .join(_updater, _updater.c.id == customer.c.updated_by, isouter=True)
        .where(customer.c.deleted_at.is_(None), _visible(customer.c.owner, admin))
    )


def _page(admin: bool, filtered: bool, continued: bool) -> sa.Select[Any]:
    """A page of customers, newest first: of one status, after a place."""
    statement = _customers(admin)
    if filtered:
        statement = statement.where(customer.c.status == sa.bindparam("status"))
    if continued:
        place = (sa.bindparam("moment", type_=sa.String), sa.bindparam("last", type_=sa.String))
        here = sa.tuple_(customer.c.created_at, customer.c.id)
        statement = statement.where(here < sa.tuple_(*place))
    newest = (customer.c.created_at.desc(), customer.c.id.desc())
    return statement.order_by(*newest).limit(sa.bindparam("limit", type_=sa.Integer))


def _search(admin: bool) -> sa.Select[Any]:
    """Visible customers that hold a phrase, newest first."""
    return (
        sa.select(customer.c.id, customer.c.name, customer.c.code, customer.c.phone)
        .join_from(customer_words, customer_text, customer_text.c.number == customer_words.c.rowid)
        .join(customer, customer.c.id == customer_text.c.customer)
        .where(customer_words.c.customer_words.op("MATCH")(sa.bindparam("phrase")))
        .where(customer.c.deleted_at.is_(None), _visible(customer.c.owner, admin))
        .order_by(customer_words.c.rowid.desc())
        .limit(HITS)
    )


def _funnel(admin: bool) -> sa.Select[Any]:
    """Number and amount of visible opportunities by stage."""
    return (
        sa.select(opportunity.c.stage, sa.func.count(), sa.func.sum(opportunity.c.amount))
        .where(opportunity.c.deleted_at.is_(None), _visible(opportunity.c.owner, admin))
        .group_by(opportunity.c.stage)
        .order_by(opportunity.c.stage)
    )


BOTH = (False, True)
CUSTOMER = {
    admin: _customers(admin).where(customer.c.id == sa.bindparam("record")) for admin in BOTH
}
"""One customer, by whether an administrator asks."""
PAGES = {key: _page(*key) for key in product(BOTH, repeat=3)}
"""A page of customers, by (administrator, filtered by status, after a place)."""
SEARCH = {admin: _search(admin) for admin in BOTH}
FUNNEL = {admin: _funnel(admin) for admin in BOTH}

CURRENT = {
    admin: sa.select(customer)
    .where(customer.c.id == sa.bindparam("record"), customer.c.deleted_at.is_(None))
    .where(_visible(customer.c.owner, admin))
    for admin in BOTH
}
"""The stored values of one customer, before a change."""
PARENT_EXISTS = {
    admin: sa.select(sa.literal(1))
    .where(customer.c.id == sa.bindparam("record"), customer.c.deleted_at.is_(None))
    .where(_visible(customer.c.owner, admin))
    for admin in BOTH
}
USER_EXISTS = sa.select(sa.literal(1)).where(user.c.id == sa.bindparam("record"), user.c.active)
DEPARTMENT_EXISTS = sa.select(sa.literal(1)).where(department.c.id == sa.bindparam("record"))
CODE_TAKEN = sa.select(customer.c.id).where(customer.c.code == sa.bindparam("code"))

ADD_CUSTOMER = sa.insert(customer).inline()
ADD_AUDIT = sa.insert(audit).inline()
ADD_TEXT = sa.insert(customer_text)
ADD_WORDS = sa.insert(customer_words).values(
    {name: sa.bindparam(name) for name in ("rowid", "name", "code", "phone")}
)
TEXT_OF = sa.select(customer_text).where(customer_text.c.customer == sa.bindparam("record"))
CHANGE_TEXT = (
    sa.update(customer_text)
    .where(customer_text.c.number == sa.bindparam("rowid"))
    .values({name: sa.bindparam(f"new_{name}") for name in ("name", "code", "phone")})
)
DROP_WORDS = sa.insert(customer_words).values(
    {"customer_words": "delete"}
    | {name: sa.bindparam(name) for name in ("rowid", "name", "code", "phone")}
)
"""Tell the full-text index which words a row had: it keeps no copy of them."""


def change_customer(names: frozenset[str]) -> sa.Update:
    """The update of the fields `names` of one customer (`:record`)."""
    return (
        sa.update(customer)
        .where(customer.c.id == sa.bindparam("record"))
        .values({name: sa.bindparam(f"new_{name}") for name in sorted(names)})
    )
