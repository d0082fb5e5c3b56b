"""From one catalog to the next: the difference as typed actions, and what cannot be done.

Only changes that lose nothing are planned; every other one is a problem that names it, where it was written.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from objectry.metadata import messages
from objectry.metadata.actions import (
    Action,
    AddDefinition,
    AddIndex,
    AddObject,
    ChangeDefinition,
    DropIndex,
    RemoveDefinition,
    RemoveHeld,
    RewriteFile,
)
from objectry.metadata.catalog import Catalog, Field, Object
from objectry.metadata.differences import differences
from objectry.metadata.documents import Definition
from objectry.metadata.field_changes import added, changed, labelled_values
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.kinds.object import OBJECT
from objectry.metadata.kinds.pack import PACK, PackDef, version_key
from objectry.metadata.option_changes import OptionChange
from objectry.metadata.parse import Parsed, Reading
from objectry.metadata.problems import Place, Problem
from objectry.metadata.renaming import NewNames, Renamed, new_names, renamed
from objectry.metadata.resolve import draft, resolve
from objectry.metadata.storage import losses
from objectry.metadata.whereabouts import Whereabouts

NO_NAMES: Mapping[tuple[str, str], str] = MappingProxyType({})
"""What is renamed where nothing is."""
PLANNED_APART = frozenset({"fields", "business_types", "list_views", "indexes"})
"""Parts of an object that have actions of their own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes to get from one catalog to another."""

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """Metadata that would be installed: all their documents, the catalog that they make, and the way there."""

    documents: tuple[Parsed, ...]
    before: Catalog
    """The installed metadata under the names that fields get: what tells `catalog` from it is no renaming."""
    catalog: Catalog
    plan: Plan
    names: NewNames | None
    """What fields are called before and after; None where they have been called so before."""

    @property
    def places(self) -> Whereabouts:
        """Where everything in the catalog was written."""
        return Whereabouts(self.documents)

    def followed_by(self, *actions: Action) -> "Proposal":
        """The proposal with further actions, those that it has already left out."""
        every = tuple(dict.fromkeys((*self.plan.actions, *actions)))
        return replace(self, plan=replace(self.plan, actions=every))


def propose(before: Catalog, installed: Sequence[Parsed], given: Reading) -> Proposal:
    """What becomes of installed packs when others are given, which replace those of the same name as a whole.

    `before` is the catalog of the installed documents. Those that stay follow the fields that are renamed. Raises
    MetadataError when the whole cannot be resolved.
    """
    kept = tuple(item for item in installed if item.pack not in given.packs)
    new = new_names(before, (*kept, *given.definitions))
    if new is None:
        known, names = tuple(Renamed(item, item) for item in installed), NO_NAMES
    else:
        known, names = tuple(renamed(item, new) for item in installed), new.names
    staying = tuple(one.written for one in known if one.item.pack not in given.packs)
    whole = Reading(staying).followed_by(given)
    after, documents = resolve(whole), whole.definitions
    same = draft(one.item for one in known) if any(one.changes for one in known) else before
    found = plan(Former(before, same, names), after, Whereabouts(documents))
    labelled = (one for one in labelled_values(same, after) if one not in found.actions)
    actions = (
        *found.actions,
        *labelled,
        *_rewritten(known, documents, given, bool(found.actions)),
    )
    return Proposal(documents, same, after, Plan(actions, found.problems), new)


@dataclass(frozen=True, slots=True, eq=False)
class Former:
    """What is installed."""

    catalog: Catalog
    """The catalog as it is: its tables have these names."""
    renamed: Catalog
    """The same under the names that fields get."""
    names: Mapping[tuple[str, str], str]
    """Those names, by objects and former names."""


def plan(former: Former, after: Catalog, places: Whereabouts) -> Plan:
    """The plan from what is installed to `after`, whose documents `places` knows."""
    before = former.renamed
    actions: list[Action] = []
    problems = list(_older(PACK.of(before), PACK.of(after), places))
    for name, thing in after.objects.items():
        if name not in before.objects:
            actions.append(AddObject(name))
        else:
            _compare_objects(former, thing, places, actions, problems)
            old, new = _views_of(before, name), _views_of(after, name)
            actions.extend(_compare("list_view", old, new, f"{name}."))
    fresh = after.objects.keys() - before.objects.keys()
    for name in sorted(before.objects.keys() - after.objects.keys()):
        place = places.of("pack", before.objects[name].pack)
        problems.append(
            Problem(messages.OBJECT_REMOVED, place, {"name": name}, _near(name, fresh))
        )
    for kind in KINDS.values():
        if not kind.of_objects:
            actions.extend(_compare(kind.name, kind.of(before), kind.of(after)))
    return Plan(tuple(actions), tuple(problems))


def _older(
    before: Mapping[str, PackDef], after: Mapping[str, PackDef], places: Whereabouts
) -> Iterator[Problem]:
    """Packs of which a newer version is installed: to go back would lose what that has brought."""
    for name in before.keys() & after.keys():
        installed, found = before[name].version, after[name].version
        if version_key(found) < version_key(installed):
            params = {"pack": name, "installed": installed, "found": found}
            place = places.of("pack", name, ("version",))
            yield Problem(messages.PACK_OLDER, place, params, installed)


def _rewritten(
    installed: Iterable[Renamed], documents: Iterable[Parsed], given: Reading, changed: bool
) -> Iterator[RewriteFile]:
    """Files whose text is another one, though it means the same, under new names if fields are renamed.

    What a file means is told by other actions; when there are none, every file that differs is told.
    """
    old = {(one.item.pack, one.item.name): one for one in installed}
    for item in documents:
        known = old.get((item.pack, item.name))
        if known is None:
            if not changed:
                yield RewriteFile(item.pack, item.name)
        elif known.item.document.text != item.document.text:
            if not changed or known.item.definition == item.definition:
                fields = () if item.pack in given.packs else known.fields
                yield RewriteFile(item.pack, item.name, fields)


def _near(name: str, names: Iterable[str]) -> str:
    """A new name that looks like one that has gone: perhaps it was renamed."""
    return next(iter(difflib.get_close_matches(name, sorted(names), 1, 0.6)), "")


def _views_of(catalog: Catalog, name: str) -> Mapping[str, Definition]:
    return {name: view.definition for name, view in catalog.list_views[name].items()}


def _compare(
    kind: str,
    before: Mapping[str, Definition],
    after: Mapping[str, Definition],
    prefix: str = "",
) -> Iterator[Action]:
    for name, definition in after.items():
        if name not in before:
            yield AddDefinition(kind, prefix + name)
        elif changes := tuple(map(OptionChange.of, differences(before[name], definition))):
            yield ChangeDefinition(kind, prefix + name, changes)
    for name in sorted(before.keys() - after.keys()):
        held = kind in RemoveHeld.kinds
        yield RemoveHeld(kind, name) if held else RemoveDefinition(kind, prefix + name)


def _compare_objects(
    former: Former,
    after: Object,
    places: Whereabouts,
    actions: list[Action],
    problems: list[Problem],
) -> None:
    before, same = (one.objects[after.name] for one in (former.catalog, former.renamed))
    called = {new: old for (thing, old), new in former.names.items() if thing == after.name}
    own = {field.name: field for field in same.kept}
    new = {field.name: field for field in after.kept}
    problems.extend(_false_renamings(before, after, called, places))
    lasting = before.indexes.keys() & after.indexes.keys()
    for name, field in new.items():
        known = own.get(name)
        if known is None:
            actions.extend(added(after, field))
            continue
        refused = list(_refusals(known, field, places))
        problems.extend(refused)
        if not refused:
            old_name = called.get(name, name)
            actions.extend(changed(same, after, known, field, old_name, lasting))
    gone = [own[name] for name in sorted(own.keys() - new.keys())]
    fresh = [field for name, field in new.items() if name not in own]
    problems.extend(_removals(gone, fresh, places))
    prefix = f"{after.name}."
    actions.extend(_compare("business_type", same.business_types, after.business_types, prefix))
    for index in after.indexes.keys() - before.indexes.keys():
        actions.append(AddIndex(after.name, index, False))
    for index in before.indexes.keys() - after.indexes.keys():
        actions.append(DropIndex(after.name, index, False))
    options = OBJECT.difference(same.definition, after.definition)
    changes = tuple(OptionChange.of(one) for one in options if one.at[0] not in PLANNED_APART)
    if changes:
        actions.append(ChangeDefinition("object", after.name, changes))


def _removals(
    gone: Sequence[Field], fresh: Sequence[Field], places: Whereabouts
) -> Iterator[Problem]:
    """What is said of fields that are missing: that they are, and how to rename them where they seem to be renamed."""
    now = _successors(gone, [field for field in fresh if not field.system])
    for field in gone:
        place = places.of("object", field.object, () if field.system else ("fields",))
        params = {"field": field.name}
        if field.system:
            yield Problem(messages.SYSTEM_FIELD_LOST, place, params)
        elif field.name in now:
            params = {**params, "now": now[field.name]}
            yield Problem(messages.FIELD_RENAMED_OR_REMOVED, place, params)
        else:
            yield Problem(messages.FIELD_REMOVED, place, params)


def _successors(gone: Sequence[Field], fresh: Sequence[Field]) -> Mapping[str, str]:
    """For each missing field a new one of its type that may be it: those whose names are alike first."""
    found: dict[str, str] = {}
    for by_name in (True, False):
        for field in gone:
            free = [one.name for one in fresh
                    if one.written.type == field.written.type
                    and one.name not in found.values()]  # fmt: skip
            now = _near(field.name, free) if by_name else next(iter(free), "")
            if now and field.name not in found:
                found[field.name] = now
    return found


def _false_renamings(
    before: Object, after: Object, called: Mapping[str, str], places: Whereabouts
) -> Iterator[Problem]:
    """Fields that say a former name which another field has, or gets. `called` has those that are renamed."""
    own = {field.name: field for field in before.kept}
    names = {field.name for field in after.kept}
    for field in after.kept:
        name, old = field.name, field.definition.renamed_from
        if old is None or old not in own or own[old].system or called.get(name) == old:
            continue
        place = places.field(field.object, name, "renamed_from")
        params = {"field": name, "before": old}
        if name in own and own[name].definition.renamed_from == old:
            continue  # it has been renamed already
        if old in names:
            yield Problem(messages.RENAMED_STAYS, place, params)
        elif name not in own:
            other = next(new for new, former in called.items() if former == old)
            yield Problem(messages.RENAMED_TWICE, place, {**params, "other": other})


def _refusals(before: Field, after: Field, places: Whereabouts) -> Iterator[Problem]:
    """What stands against a change of a field that has data."""
    lost = list(losses(before, after, places))
    if lost:
        yield from lost
        return
    had, has = (one.type.choices(one.definition) for one in (before, after))
    fresh = [value for value in has if value not in had]
    for value in had:
        if value not in has:
            params = {"field": after.name, "value": value}
            place = _place_of_values(after, places)
            yield Problem(messages.VALUE_REMOVED, place, params, _near(value, fresh))


def _place_of_values(field: Field, places: Whereabouts) -> Place:
    """Where the values of a select are written: at the field, or in their value set."""
    for what, named, _ in field.type.mentions(field.definition):
        if what == "value_set":
            return places.of(what, named, ("values",))
    return places.field(field.object, field.name, "values")
