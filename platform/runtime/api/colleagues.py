"""Whom one may mention in a note about a record: those first who may see it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from objectry.metadata.catalog import Object
from objectry.metadata.field_types.operators import quoted
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.records import readable_record, thing_for
from objectry.runtime.context import Context
from objectry.runtime.database import identity
from objectry.runtime.records import requests
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.store import reach, read

LOOKED_AT = 20
"""Colleagues that are looked at for one answer."""
NAMED = ("name", "account")
"""Fields of users by which they are found."""


def colleagues(context: Context, object_name: str, record: str, words: str) -> dict[str, Any]:
    """Active users in whose name or account some words stand: `{"colleagues": [{"id", "name", "sees"}]}`.

    `sees` tells whether they may read the record: those who may not are not told when they are mentioned.
    """
    _, thing, identifier = readable_record(context, object_name, record)
    access, users = thing_for(context, "user")
    page = read.page(context, access, _query(context, access, users, words))
    named = reach.names(context, access, users, page.ids)
    found = [
        {"id": one, "name": named[one], "sees": _sees(context, thing, identifier, one)}
        for one in page.ids
        if named.get(one) is not None
    ]
    return {"colleagues": sorted(found, key=lambda one: not one["sees"])}


def _query(context: Context, access: Access, users: Object, words: str) -> Any:
    """The users who are meant, as far as the user may ask for them."""
    readable = access.on(users).readable
    by_words = [
        f"CONTAINS(LOWER({name}), {quoted(words.strip().lower())})"
        for name in NAMED
        if name in readable and words.strip()
    ]
    conditions: Sequence[str] = [
        *(["(" + " || ".join(by_words) + ")"] if by_words else []),
        *([f"status = {quoted(identity.ACTIVE)}"] if "status" in readable else []),
    ]
    name = users.name_field.name
    asked = ListRequest(
        fields="id", filter=" && ".join(conditions), sort=name if name in readable else "",
        limit=LOOKED_AT,
    )  # fmt: skip
    return requests.list_query(context, access, users, asked)


def _sees(context: Context, thing: Object, record: str, user: str) -> bool:
    """Whether another user may read a record."""
    found = identity.by_id(context.connection, context.state.lookups.by_id, user)
    if found is None:
        return False
    theirs = replace(context, user=found)
    return bool(reach.reachable(theirs, access_of(theirs), thing, "read", [record]))
