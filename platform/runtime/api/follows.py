"""Following records: whoever does so is told of what changes in them."""

from typing import Any

from objectry.runtime.api.records import readable_record
from objectry.runtime.context import Context
from objectry.runtime.store import follows


def following(context: Context, object_name: str, record: str) -> dict[str, Any]:
    """Whether the user follows a record that he may read: `{"following"}`."""
    access, _, identifier = readable_record(context, object_name, record)
    assert access.user
    return {"following": follows.follows(context, access.user, identifier)}


def follow(context: Context, object_name: str, record: str) -> None:
    """Follow a record that the user may read."""
    access, _, identifier = readable_record(context, object_name, record)
    assert access.user
    follows.begin(context, access.user, identifier)


def unfollow(context: Context, object_name: str, record: str) -> None:
    """Follow a record no more."""
    access, _, identifier = readable_record(context, object_name, record)
    assert access.user
    follows.end(context, access.user, identifier)
