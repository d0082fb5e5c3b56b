"""List views that users save, and how each user uses the lists that he opens."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from objectry.metadata.column_types import RecordId
from objectry.runtime.context import Context
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.database.system_tables import list_habit, view

PAGE = 1_000
"""Views that are in memory at the same time while all are looked through."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list view that a user has saved. What it names may be gone by now, or hidden from whoever opens it."""

    id: str
    object: str
    user: str
    """Who made it."""
    shared: bool
    """Whether everybody sees it who may read the object."""
    name: str
    filter: str
    sort: str
    scope: str
    columns: Mapping[str, int | None]
    """The fields and paths that it shows, in their order, with their widths."""
    look: str
    """As what pages show it; empty for a table."""
    by: str
    """The field by which records stand in columns or on days; empty for that of the object."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How a user uses a list view."""

    first: bool = False
    """Whether lists of the object open with it."""
    widths: Mapping[str, int] = field(default_factory=dict)
    """Widths of columns, by field or path."""


def of_object(context: Context, object_name: str) -> list[SavedView]:
    """The saved views of an object that the user sees: his own and shared ones, the oldest first."""
    assert context.user

    def make() -> Prepared:
        mine = view.c.user == sa.bindparam("user", type_=RecordId)
        wanted = sa.and_(view.c.object == sa.bindparam("object"), sa.or_(mine, view.c.shared))
        return Prepared(sa.select(*view.c).where(wanted).order_by(view.c.id))

    prepared = context.state.memo.get(("saved views",), make)
    given = {"user": context.user.id, "object": object_name}
    return [_view(row) for row in prepared.fetch(context.connection, given)]


def _view(row: Any) -> SavedView:
    id_, object_name, user, shared, name, condition, sort, scope, columns, look, by = row
    return SavedView(
        id_, object_name, user, shared, name, condition, sort, scope, dict(json.loads(columns)),
        look or "", by or "",
    )  # fmt: skip


def add(context: Context, saved: SavedView) -> None:
    """Keep a new view."""
    context.connection.execute(sa.insert(view), _values(saved))


def replace(context: Context, saved: SavedView) -> None:
    """Keep a view as it is now."""
    context.connection.execute(sa.update(view).where(view.c.id == saved.id), _values(saved))


def _values(saved: SavedView) -> dict[str, object]:
    return {
        "id": saved.id, "object": saved.object, "user": saved.user, "shared": saved.shared,
        "name": saved.name, "filter": saved.filter, "sort": saved.sort, "scope": saved.scope,
        "columns": json.dumps(list(saved.columns.items()), ensure_ascii=False),
        "look": saved.look or None, "by": saved.by or None,
    }  # fmt: skip


def remove(context: Context, saved: SavedView) -> None:
    """Remove a view, with what anybody has made of it."""
    gone = sa.and_(list_habit.c.object == saved.object, list_habit.c.view == saved.id)
    context.connection.execute(sa.delete(list_habit).where(gone))
    context.connection.execute(sa.delete(view).where(view.c.id == saved.id))


def habits(context: Context, object_name: str) -> dict[str, Habit]:
    """How the user uses the list views of an object, by their names and IDs."""
    assert context.user

    def make() -> Prepared:
        own = list_habit.c.user == sa.bindparam("user", type_=RecordId)
        of_object = list_habit.c.object == sa.bindparam("object")
        columns = (list_habit.c.view, list_habit.c.first, list_habit.c.widths)
        return Prepared(sa.select(*columns).where(own, of_object))

    prepared = context.state.memo.get(("list habits",), make)
    given = {"user": context.user.id, "object": object_name}
    return {
        row[0]: Habit(row[1], json.loads(row[2]))
        for row in prepared.fetch(context.connection, given)
    }


def keep_habit(context: Context, object_name: str, name: str, habit: Habit) -> None:
    """Remember how the user uses a view. One view of an object comes first at most."""
    assert context.user
    own = sa.and_(list_habit.c.user == context.user.id, list_habit.c.object == object_name)
    if habit.first:
        context.connection.execute(sa.update(list_habit).where(own).values(first=False))
    context.connection.execute(sa.delete(list_habit).where(own, list_habit.c.view == name))
    values = {
        "user": context.user.id, "object": object_name, "view": name, "first": habit.first,
        "widths": json.dumps(dict(habit.widths), ensure_ascii=False),
    }  # fmt: skip
    context.connection.execute(sa.insert(list_habit), values)


# All of them ---------------------------------------------------------------------------------------------------------


def rewrite(context: Context, rewritten: Callable[[SavedView], SavedView]) -> None:
    """Let the views of all users say something else."""
    page = sa.select(*view.c).order_by(view.c.id).limit(PAGE)
    write = sa.update(view).where(view.c.id == sa.bindparam("known", type_=RecordId))
    found = context.connection.execute(page).all()
    while found:
        before = [_view(row) for row in found]
        after = [rewritten(one) for one in before]
        changed = [now for was, now in zip(before, after, strict=True) if now != was]
        if changed:
            rows = [{"known": one.id, **_values(one)} for one in changed]
            context.connection.execute(write, rows)
        found = context.connection.execute(page.where(view.c.id > before[-1].id)).all()


Widths = Mapping[str, int]
"""Widths of columns, by field or path."""


def rewrite_widths(
    context: Context, names: Collection[str], rewritten: Callable[[str, Widths], Widths]
) -> None:
    """Let what users remember of widths say something else, as far as it tells of fields with certain names: `rewritten`
    makes the new ones of the object and the former ones."""
    told = sa.or_(*(list_habit.c.widths.contains(name, autoescape=True) for name in names))
    known = list_habit.c
    asked = sa.select(known.user, known.object, known.view, known.widths).where(told)
    rows = [
        {
            "known_user": user, "known_object": object_name, "known_view": name,
            "widths": json.dumps(dict(rewritten(object_name, json.loads(widths))), ensure_ascii=False),
        }
        for user, object_name, name, widths in context.connection.execute(asked)
    ]  # fmt: skip
    if rows:
        same = [
            one == sa.bindparam(f"known_{one.name}", type_=one.type)
            for one in (known.user, known.object, known.view)
        ]
        context.connection.execute(sa.update(list_habit).where(*same), rows)
