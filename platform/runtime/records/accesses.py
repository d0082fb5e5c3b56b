"""What becomes of the sessions, tokens and passwords of users whose records change."""

from collections.abc import Sequence

from objectry.runtime.context import Context
from objectry.runtime.database import identity, links
from objectry.runtime.records.changes import Action, Change


def follow(context: Context, action: Action, changes: Sequence[Change]) -> None:
    """End what opens the organisation to users who are frozen, leave or are deleted, in the transaction that says so.

    It is for good: whoever comes back signs in anew, and makes new tokens. The password goes with the record only. A link to
    a new password goes with the address to which it was sent.
    `changes` are those of users to which the same is done.
    """
    if action == "purge":
        identity.forget(context.connection, [one.id for one in changes])
    elif action == "delete":
        identity.lock_out(context.connection, [one.id for one in changes])
    elif action == "update":
        out = [one.id for one in changes if _leaves(one)]
        identity.lock_out(context.connection, out)
        for one in changes:
            if "email" in one.values:
                links.forget(context.connection, "password", one.id)


def _leaves(change: Change) -> bool:
    """Tell whether a user can no longer sign in after a change of his status."""
    return bool(change.values.get("status", identity.ACTIVE) != identity.ACTIVE)
