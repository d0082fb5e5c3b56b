"""Rights that people give to others, and to themselves, as they look after users and roles.

Nobody gives what he lacks himself: a profile that allows more than his own, a role from which one sees more, somebody's
records by placing him below oneself, the account of somebody with more rights. And nobody leaves the organisation
without those who look after it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from objectry.metadata.catalog import Object
from objectry.metadata.kinds.profile import PROFILE
from objectry.metadata.object_definitions import SetupRight
from objectry.runtime.access.gains import OPENNESS
from objectry.runtime.access.grants import Access
from objectry.runtime.access.messages import SETUP_RIGHTS
from objectry.runtime.access.rights import Rights, sum_of
from objectry.runtime.context import Context
from objectry.runtime.database import identity, locks
from objectry.runtime.errors import FieldError
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Draft
from objectry.runtime.store import find, trees
from objectry.runtime.store.write import Stored

Values = Mapping[str, Any]
SIGNING_IN = ("account", "email", "status", "profiles", "role")
"""What decides whether and how somebody can sign in, and what he may do then."""


def check_given(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Note on drafts what would give more than the user has, or take away the last one with a right."""
    if access.rights is None:
        return
    _check_profiles(context, access.rights, thing, drafts)
    placed = [one for one in drafts if _is_placed(thing, one)]
    if placed and not _sees_everything(context, access.rights):
        _check_places(context, access, thing, placed)
    if thing.name == "user":
        _check_accounts(context, access.rights, drafts)
        _check_last(context, drafts)


def check_removed(
    context: Context, access: Access, thing: Object, wanted: Mapping[str, Stored]
) -> dict[str, FieldError]:
    """What is wrong with removing records, by ID: their rights would go with users and profiles."""
    if thing.name == "profile":
        return {one: FieldError("", messages.PROFILE_DEFINED) for one in wanted}
    if thing.name != "user" or access.rights is None:
        return {}
    users = {one: stored.values for one, stored in wanted.items()}
    held = _rights_of(context, users)
    above = {
        one: FieldError("", messages.USER_ABOVE)
        for one in users
        if not held[one] <= access.rights.setup
    }
    return {**_last_ones(context, {one: (users[one], {}) for one in users}), **above}


def _last_ones(
    context: Context, changes: Mapping[str, tuple[Values, Values]]
) -> dict[str, FieldError]:
    """What is wrong with changes of users, by ID, that leave a right in the back office without anybody who can use it.

    A change is what a user was and what he will be; nothing for somebody who goes.
    """
    had = _usable(context, {one: before for one, (before, _) in changes.items()})
    has = _usable(context, {one: after for one, (_, after) in changes.items()})
    refused: dict[str, FieldError] = {}
    for right in sorted({right for one in had for right in had[one] - has[one]}):
        locks.hold(context.connection, "last administrators")  # two may let go of it together
        losing = [one for one in had if right in had[one] - has[one]]
        holders = [
            name for name, profile in PROFILE.of(context.catalog).items() if right in profile.setup
        ]
        tables, others = context.state.tables, changes.keys()
        if any(right in rights for rights in has.values()) or identity.first_with(
            context.connection, tables, holders, without=others
        ):
            continue
        named = SETUP_RIGHTS[right]
        params = {"right_zh": named.zh, "right_en": named.en}
        refused |= {one: FieldError("", messages.LAST_WITH_RIGHT, params) for one in losing}
    return refused


def _check_profiles(
    context: Context, rights: Rights, thing: Object, drafts: Sequence[Draft]
) -> None:
    """Nobody gives a profile that allows more than his own ones do."""
    for field in thing.fields.values():
        if field.relation is None or field.relation.targets != ("profile",):
            continue
        given = {
            draft.id: set(_listed(draft.values.get(field.name))) - set(_listed(before))
            for draft in drafts
            for before in [draft.before.values.get(field.name) if draft.before else None]
        }
        codes = _codes(context, set().union(*given.values()))
        for draft in drafts:
            named = [codes[one] for one in given[draft.id] if one in codes]
            if named and not rights.cover(sum_of(context.catalog, named)):
                draft.errors.append(FieldError(field.name, messages.PROFILE_TOO_WIDE))


def _check_accounts(context: Context, rights: Rights, drafts: Sequence[Draft]) -> None:
    """How somebody signs in is left alone by those who have fewer rights in the back office.

    An account that is frozen counts as much as an open one: whoever has it may open it, or wait until somebody does.
    """
    changed = [
        (draft, draft.before.values, next(filter(draft.changed, SIGNING_IN)))
        for draft in drafts
        if draft.before is not None and any(map(draft.changed, SIGNING_IN))
    ]
    had = _rights_of(context, {draft.id: before for draft, before, _ in changed})
    has = _rights_of(context, {d.id: {**before, **d.values} for d, before, _ in changed})
    for draft, _, name in changed:
        if not had[draft.id] | has[draft.id] <= rights.setup:
            draft.errors.append(FieldError(name, messages.USER_ABOVE))


def _listed(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _codes(context: Context, profiles: Collection[str]) -> dict[str, str]:
    """The codes of profiles, by the IDs of their records."""
    code = context.catalog.objects["profile"].fields["code"]
    return find.values_of(context, code, profiles) if profiles else {}


# Places in the tree of roles -----------------------------------------------------------------------------------------


def _is_placed(thing: Object, draft: Draft) -> bool:
    """Tell whether a save changes who sees whose records by their roles."""
    if thing.name == "user":
        return draft.changed("role") and draft.values["role"] is not None
    return thing.name == "role" and not draft.new and draft.changed("parent")


def _sees_everything(context: Context, rights: Rights) -> bool:
    """Tell whether no role could show the user a record that he cannot see anyhow."""
    return all(
        "view_all" in rights.on(thing.name).actions or "view_all" in OPENNESS[thing.sharing]
        for thing in context.catalog.objects.values()
        if thing.owned
    )


def _check_places(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft]
) -> None:
    """Users are placed, and roles moved, within what the user oversees."""
    name = "role" if thing.name == "user" else "parent"
    named = {role for one in drafts for role in _roles(thing, one) if role}
    overseen = trees.below(
        context, context.catalog.objects["role"].fields["parent"], access.role, named
    )
    for draft in drafts:
        if not all(role in overseen for role in _roles(thing, draft)):
            draft.errors.append(FieldError(name, messages.ROLE_TOO_HIGH))


def _roles(thing: Object, draft: Draft) -> tuple[str | None, ...]:
    """The roles that a user must oversee for a change: from where, and to where."""
    if thing.name == "role":
        return (draft.id,)
    before = () if draft.before is None else (draft.before.values.get("role"),)
    return (draft.values["role"], *before)


# The last ones -------------------------------------------------------------------------------------------------------


def _check_last(context: Context, drafts: Sequence[Draft]) -> None:
    """Nobody freezes, or takes a profile from, the last one with a right in the back office."""
    sound = [one for one in drafts if one.before is not None and not one.errors]
    changes = {
        one.id: (one.before.values, {**one.before.values, **one.values})
        for one in sound
        if one.before is not None and (one.changed("status") or one.changed("profiles"))
    }
    refused = _last_ones(context, changes)
    for draft in sound:
        if draft.id in refused:
            field = "status" if draft.changed("status") else "profiles"
            draft.errors.append(replace(refused[draft.id], field=field))


def _rights_of(context: Context, users: Mapping[str, Values]) -> dict[str, frozenset[SetupRight]]:
    """The rights in the back office that the profiles of users give, by ID, whether they can sign in just now or not."""
    defined = PROFILE.of(context.catalog)
    held = {one: _listed(user.get("profiles")) for one, user in users.items()}
    codes = _codes(context, {profile for listed in held.values() for profile in listed})
    return {
        one: frozenset(
            right
            for profile in listed
            if (code := codes.get(profile, "")) in defined
            for right in defined[code].setup
        )
        for one, listed in held.items()
    }


def _usable(context: Context, users: Mapping[str, Values]) -> dict[str, frozenset[SetupRight]]:
    """The rights in the back office that users can make use of: none when they cannot sign in."""
    return {
        one: rights if _signs_in(users[one]) else frozenset()
        for one, rights in _rights_of(context, users).items()
    }


def _signs_in(user: Values) -> bool:
    return user.get("status") == identity.ACTIVE and user.get("deleted_at") is None
