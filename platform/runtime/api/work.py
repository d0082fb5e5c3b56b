"""Objects whose records are activities, tasks or events, with the fields that say what of them, as a user may know them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.metadata.work_definitions import WorkDef
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """An object of work."""

    thing: Object
    definition: WorkDef
    about: Field
    at: Field
    status: Field | None
    previous: Field | None

    @property
    def open(self) -> str:
        """The condition of records with which something is left to do; empty where all are so."""
        closed = [one for one in (self.definition.done, *self.definition.closed) if one]
        if self.status is None or not closed:
            return ""
        listed = ", ".join(f'"{one}"' for one in closed)
        return f"NOT(IN({self.status.name}, {listed}))"

    def about_text(self, object_name: str, record: str) -> str:
        """A record as the value of `about`, as addresses and forms write it."""
        return f"{object_name}:{record}" if len(self.about.columns) > 1 else record

    def about_json(self, object_name: str, record: str) -> Any:
        """A record as the value of `about`, as the API takes it."""
        return {"object": object_name, "id": record} if len(self.about.columns) > 1 else record


def works(context: Context, access: Access) -> Mapping[str, Work]:
    """The objects of work whose records the user may read, with when they are and what they are about, by name."""
    return context.state.memo.get(
        ("works", access.key), lambda: {one.thing.name: one for one in _works(context, access)}
    )


def _works(context: Context, access: Access) -> Iterator[Work]:
    for thing in context.catalog.objects.values():
        definition = thing.definition.work
        rights = access.on(thing)
        if definition is None or "read" not in rights.actions:
            continue

        def known(name: str | None, thing: Object = thing) -> Field | None:
            return thing.fields.get(name) if name in access.on(thing).readable and name else None

        about, at = known(definition.about), known(definition.at)
        status = known(definition.status)
        if about and at and (status or not definition.status):
            yield Work(thing, definition, about, at, status, known(definition.previous))


@dataclass(frozen=True, slots=True)
class Entry:
    """A quick entry beside a record."""

    object: str
    label: str
    icon: str
    kind: str


def entries(context: Context, access: Access, thing: Object) -> tuple[Entry, ...]:
    """What can be entered about records of an object: activities first, then tasks, then events."""
    order = ("activity", "todo", "event")
    found = [
        Entry(
            one.thing.name, one.thing.label.text(context.language), one.thing.definition.icon,
            one.definition.kind,
        )
        for one in works(context, access).values()
        if one.about.relation and thing.name in one.about.relation.targets and may_enter(access, one)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def may_enter(access: Access, work: Work) -> bool:
    """Tell whether the user may make a record of work about another one."""
    rights = access.on(work.thing)
    return "create" in rights.actions and work.about.name in rights.editable
