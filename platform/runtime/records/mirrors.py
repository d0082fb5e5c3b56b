"""Roles and profiles that come with packs exist as records too, so that people, lists and look-ups can point to them.

A role's definition only plants the record: administrators go on from there. A profile's definition stays the master, its
record follows.
"""

from collections.abc import Iterable, Mapping

from objectry.metadata.kinds.profile import PROFILE
from objectry.metadata.kinds.role import ROLE
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records.drafts import Given, demand_saved
from objectry.runtime.records.reading import JSON
from objectry.runtime.records.save import upsert
from objectry.runtime.store import find

INSTALLING = Access.system(reasons.INSTALLING)


def mirror_metadata(context: Context) -> None:
    """Make the records of roles and profiles that have none, and rename those whose profile was renamed."""
    language = context.language
    profiles = {
        name: {"code": name, "name": profile.label.text(language)}
        for name, profile in PROFILE.of(context.catalog).items()
    }
    _save(context, "profile", profiles)
    # Parents first: a role is hung below one that exists. Roles that are there belong to the administrators.
    roles = ROLE.of(context.catalog)
    done = _planted(context, roles)
    waiting = {name: role for name, role in roles.items() if name not in done}
    while waiting:
        level = {n: r for n, r in waiting.items() if r.parent is None or r.parent in done}
        rows = {
            name: {
                "code": name,
                "name": role.label.text(language),
                "parent": {"code": role.parent} if role.parent else None,
            }
            for name, role in level.items()
        }
        _save(context, "role", rows)
        done |= level.keys()
        for name in level:
            del waiting[name]


def _planted(context: Context, names: Iterable[str]) -> set[str]:
    """The roles that have a record already."""
    thing = context.catalog.objects["role"]
    return set(find.by_value(context, INSTALLING, thing, thing.fields["code"], list(names)))


def _save(context: Context, object_name: str, rows: Mapping[str, Mapping[str, object]]) -> None:
    thing = context.catalog.objects[object_name]
    given = [Given(index, row) for index, row in enumerate(rows.values())]
    outcomes = upsert(context, INSTALLING, thing, given, JSON, "code")
    demand_saved(outcomes)
