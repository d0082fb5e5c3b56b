"""What a user may change of himself.

The rule: everybody may change his name, language and time zone, and his e-mail address and phone as far as his profiles let
him read those fields. All else of a user (account, department, role, profiles, status …) is the matter of those who look
after users. Values are checked like those of every record, and its history says who changed them.

Links to a new password go to the e-mail address. Whoever changes it shows that he knows the password, and the former address
is told.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Field
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api import mails, messages, signing_in
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.signing_in import Client
from objectry.runtime.context import Context
from objectry.runtime.database import identity
from objectry.runtime.database.identity import Credential, Principal
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.records import save
from objectry.runtime.records.drafts import Given, demand_saved
from objectry.runtime.records.reading import JSON
from objectry.runtime.store import read

SHOWN_ANYWAY = ("name", "language", "timezone")
"""What decides what every page shows of its reader, whatever his profiles say."""
AS_READ = ("email", "phone")
"""What belongs to a user as far as he may read it."""
CONFIRMED = "email"
"""What is changed with the password only."""


def own_fields(context: Context) -> tuple[Field, ...]:
    """The fields that the user may change of himself, in the order in which they are defined."""
    users = context.catalog.objects["user"]
    readable = access_of(context).on(users).readable
    return tuple(
        field
        for name, field in users.fields.items()
        if name in SHOWN_ANYWAY or (name in AS_READ and name in readable)
    )


def profile(context: Context) -> dict[str, Any]:
    """What the user may change of himself, as the API has it."""
    assert context.user
    own, users = own_fields(context), context.catalog.objects["user"]
    asked = tuple((field,) for field in own)
    page = read.one(context, _itself(context), users, context.user.id, asked, form="json")
    return {field.name: one.values[0] for field, one in zip(own, page.series, strict=True)}


def change(
    organization: Organization, user: Principal, given: Mapping[str, Any], password: str, client: Client,
    request: str,
) -> None:  # fmt: skip
    """Change what the user may change of himself. Raises Invalid with everything that is wrong.

    The password is asked for where it matters only, and is checked outside any transaction, as it takes long.
    """
    with organization.read_for(user.id, request) as context:
        _demand_own(own_fields(context), given)
        moves = CONFIRMED in given and given[CONFIRMED] != profile(context)[CONFIRMED]
    known = signing_in.confirm(organization, user.account, password, client) if moves else None
    with organization.write_for(user.id, request) as context:
        _demand_own(own_fields(context), given)
        _save(context, user.id, given, known)


def _save(context: Context, user: str, given: Mapping[str, Any], known: Credential | None) -> None:
    tables = context.state.tables
    if known is not None and not identity.holds_still(context.connection, tables, known):
        raise signing_in.wrong_password()
    before = identity.addressee_with_id(context.connection, tables, user)
    users = context.catalog.objects["user"]
    demand_saved(save.update(context, _itself(context), users, [Given(0, given, user)], JSON))
    if known is not None and before is not None:
        mails.post_email_changed(context, before)


def _demand_own(own: Iterable[Field], given: Mapping[str, Any]) -> None:
    """Raise Invalid for what is not the user's own matter: what he may not read, and what there is not, alike."""
    names = {field.name for field in own}
    errors = [
        FieldError(excerpt(name), messages.NOT_YOUR_OWN, {"name": excerpt(name)})
        for name in given
        if name not in names
    ]
    if errors:
        raise Invalid(errors[0].message, errors[0].params, errors)


def _itself(context: Context) -> Access:
    """The access by which users reach what is their own in their records."""
    return access_of(context).as_system(reasons.OWN_PROFILE)
