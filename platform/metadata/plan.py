"""From one catalog to the next: the difference as typed actions, and what cannot be done.

An action says what changes, not how: `runtime/database/migrate.py` carries it out. Only changes that lose nothing are
planned; every other one is a problem that names it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from objectry.formula.messages import Message
from objectry.metadata import messages
from objectry.metadata.catalog import Catalog, Field, Object
from objectry.metadata.documents import Definition
from objectry.metadata.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class AddObject:
    """A new object with all its fields."""

    object: str


@dataclass(frozen=True, slots=True)
class AddField:
    """A new field of an object that exists."""

    object: str
    field: str


@dataclass(frozen=True, slots=True)
class AddIndex:
    """An index for a field that has become `indexed` or `unique`."""

    object: str
    field: str
    unique: bool


@dataclass(frozen=True, slots=True)
class DropIndex:
    """The end of an index of a field that is `indexed` or `unique` no more."""

    object: str
    field: str
    unique: bool


@dataclass(frozen=True, slots=True)
class AddDefinition:
    """A new definition without tables of its own: a layout, a profile, a select value …"""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ChangeDefinition:
    """Other options of something that exists."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class RemoveDefinition:
    """The end of a definition that no data depend on."""

    kind: str
    name: str


Action = (
    AddObject
    | AddField
    | AddIndex
    | DropIndex
    | AddDefinition
    | ChangeDefinition
    | RemoveDefinition
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What it takes to get from one catalog to another."""

    actions: tuple[Action, ...]
    problems: tuple[Problem, ...]


def plan(before: Catalog | None, after: Catalog) -> Plan:
    """The plan from `before`, or from nothing, to `after`."""
    actions: list[Action] = []
    problems: list[Problem] = []
    known: Mapping[str, Object] = before.objects if before else {}
    for name, thing in after.objects.items():
        if name not in known:
            actions.append(AddObject(name))
        else:
            _compare_objects(known[name], thing, actions, problems)
    for name in known.keys() - after.objects.keys():
        problems.append(_refusal(name, messages.OBJECT_REMOVED, name=name))
    for kind in ("pack", "value_set", "layout", "profile", "role", "menu"):
        part = f"{kind}s"
        old: Mapping[str, Definition] = getattr(before, part) if before else {}
        actions.extend(_compare(kind, old, getattr(after, part)))
    return Plan(tuple(actions), tuple(problems))


def _refusal(place: str, message: Message, **params: object) -> Problem:
    return Problem(message, Place(place), params)


def _compare(
    kind: str,
    before: Mapping[str, Definition],
    after: Mapping[str, Definition],
    prefix: str = "",
) -> Iterator[Action]:
    for name, definition in after.items():
        if name not in before:
            yield AddDefinition(kind, prefix + name)
        elif before[name] != definition:
            yield ChangeDefinition(kind, prefix + name)
    for name in before.keys() - after.keys():
        yield RemoveDefinition(kind, prefix + name)


def _compare_objects(
    before: Object, after: Object, actions: list[Action], problems: list[Problem]
) -> None:
    own = {field.name: field for field in before.kept}
    new = {field.name: field for field in after.kept}
    for name, field in new.items():
        if name not in own:
            actions.append(AddField(after.name, name))
        else:
            _compare_fields(own[name], field, actions, problems)
    for name in own.keys() - new.keys():
        if own[name].system:
            problems.append(_refusal(after.name, messages.SYSTEM_FIELD_LOST, field=name))
        else:
            problems.append(_refusal(after.name, messages.FIELD_REMOVED, field=name))
    prefix = f"{after.name}."
    actions.extend(_compare("business_type", before.business_types, after.business_types, prefix))
    actions.extend(_compare("list_view", before.list_views, after.list_views, prefix))
    if _options(before) != _options(after):
        actions.append(ChangeDefinition("object", after.name))


def _options(thing: Object) -> object:
    return thing.definition.model_copy(
        update={"fields": (), "business_types": (), "list_views": ()}
    )


def _compare_fields(
    before: Field, after: Field, actions: list[Action], problems: list[Problem]
) -> None:
    name = f"{after.object}.{after.name}"
    if _storage(before) != _storage(after):
        problems.append(_refusal(name, messages.STORAGE_CHANGED,
                                 before=before.definition.type, after=after.definition.type))  # fmt: skip
        return
    for value in before.type.choices(before.definition):
        if value not in after.type.choices(after.definition):
            problems.append(_refusal(name, messages.VALUE_REMOVED, field=after.name, value=value))
    if before.definition == after.definition:
        return
    actions.append(ChangeDefinition("field", name))
    for unique in (False, True):
        had, has = _has_index(before, unique), _has_index(after, unique)
        if has and not had:
            actions.append(AddIndex(after.object, after.name, unique))
        if had and not has:
            actions.append(DropIndex(after.object, after.name, unique))


def _storage(field: Field) -> object:
    """What cannot change without touching stored values: the type, its columns, and what they point to."""
    columns = tuple(
        (column.name, repr(column.type), field.type.scale(field.definition))
        for column in field.columns
    )
    targets = field.relation.targets if field.relation else ()
    return (field.definition.type, columns, targets, field.link)


def _has_index(field: Field, unique: bool) -> bool:
    """Tell whether the field has an index of its own of that sort."""
    if not field.columns:
        return False
    if unique:
        return field.definition.unique
    plain = field.definition.indexed or (field.relation is not None and not field.system)
    return plain and not field.definition.unique
