"""Which records a user may reach, as data: a list of grants, each with its reason and its condition.

`runtime/store/predicate.py` turns the same list into SQL, and "why may I see this?" evaluates it grant by grant, so
that the two can never disagree. Sharing rules, teams and territories become further conditions here, and nowhere else.
"""

from dataclasses import dataclass
from typing import Literal

from objectry.formula.messages import Message
from objectry.metadata.catalog import Catalog, Field, Object
from objectry.runtime.access import messages
from objectry.runtime.access.rights import ObjectRights, Rights, everything, sum_of
from objectry.runtime.context import Context

Deed = Literal["read", "edit", "delete"]
"""What is done with a record that exists."""


@dataclass(frozen=True, slots=True)
class Everyone:
    """Every record of the object."""


@dataclass(frozen=True, slots=True)
class OwnedBySelf:
    """Records whose owner is the user."""


@dataclass(frozen=True, slots=True)
class OwnedBelow:
    """Records whose owner has a role below the user's."""


@dataclass(frozen=True, slots=True)
class ByMaster:
    """Records whose master record meets one of the grants."""

    field: Field
    grants: "tuple[Grant, ...]"


Condition = Everyone | OwnedBySelf | OwnedBelow | ByMaster


@dataclass(frozen=True, slots=True)
class Grant:
    """One reason to let the user in, and the records that it holds for."""

    reason: Message
    condition: Condition


SYSTEM_KEY = ("system",)
ALL = (Grant(messages.SYSTEM, Everyone()),)
MINE = Grant(messages.OWNER, OwnedBySelf())
SUBORDINATES = Grant(messages.SUPERIOR, OwnedBelow())


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """Whose rights bind a call. There is no way to a record without one."""

    user: str | None
    role: str | None
    reason: Message | None
    """Why the platform acts by itself; None when a user acts."""
    rights: Rights | None
    """None for the platform itself, which may do everything."""
    key: tuple[str, ...]
    """Equal for users with equal rights, whoever they are: prepared statements are shared between them."""

    @staticmethod
    def system(reason: Message) -> "Access":
        """The platform's own access. `reason`, one of `reasons.py`, is told by the audit trail."""
        return Access(None, None, reason, None, SYSTEM_KEY)

    def as_system(self, reason: Message) -> "Access":
        """The platform's own access while it acts for this user: it may read everything, and it is still him who asks."""
        return Access(self.user, self.role, reason, None, SYSTEM_KEY)

    def on(self, thing: Object) -> ObjectRights:
        """Rights on an object and its fields."""
        return everything(thing) if self.rights is None else self.rights.on(thing.name)

    def grants(self, catalog: Catalog, thing: Object, deed: Deed) -> tuple[Grant, ...]:
        """The grants that open records of an object for a deed; none when the object is out of reach."""
        if self.rights is None:
            return ALL
        actions = self.rights.on(thing.name).actions
        if deed not in actions:
            return ()
        if "edit_all" in actions or (deed == "read" and "view_all" in actions):
            return (Grant(messages.EVERY_RECORD, Everyone()),)
        if thing.master is not None and thing.master.target:
            above = catalog.objects[thing.master.target]
            through = self.grants(catalog, above, "read" if deed == "read" else "edit")
            return (Grant(messages.MASTER, ByMaster(thing.master, through)),) if through else ()
        if not thing.owned:
            return (Grant(messages.PUBLIC, Everyone()),)
        return (*self._shared(thing, deed), *self._own())

    def _shared(self, thing: Object, deed: Deed) -> tuple[Grant, ...]:
        open_to_all = thing.sharing == "public_read_write" or (
            thing.sharing == "public_read" and deed == "read"
        )
        # Deleting stays with owners and superiors even where everybody may edit.
        if open_to_all and deed != "delete":
            return (Grant(messages.PUBLIC, Everyone()),)
        return ()

    def _own(self) -> tuple[Grant, ...]:
        return (MINE, SUBORDINATES) if self.role else (MINE,)


def through_owner(catalog: Catalog, thing: Object, owners: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """Grants on the owner of records put to an object: a detail belongs to the owner of its master.

    None where records belong to nobody.
    """
    if thing.owned:
        return owners
    if thing.master is None or not thing.master.target:
        return ()
    through = through_owner(catalog, catalog.objects[thing.master.target], owners)
    return (Grant(messages.MASTER, ByMaster(thing.master, through)),) if through else ()


def access_of(context: Context) -> Access:
    """The access of the user who is asking."""
    user = context.user
    if user is None:
        raise ValueError("work without a user names its reason: Access.system(reason)")
    key = tuple(sorted(user.profiles))
    rights = context.state.memo.get(
        ("rights", key), lambda: sum_of(context.catalog, sorted(user.profiles))
    )
    return Access(user.id, user.role, None, rights, ("role" if user.role else "no role", *key))
