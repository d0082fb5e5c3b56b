"""The address book: colleagues who are active, as far as the user may know them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from objectry.metadata.catalog import Object, Order
from objectry.metadata.field_types.operators import quoted
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.records import thing_for
from objectry.runtime.api.vcards import may_make
from objectry.runtime.context import Context
from objectry.runtime.database import identity
from objectry.runtime.records import requests
from objectry.runtime.records.filters import user_filter
from objectry.runtime.records.paths import readable
from objectry.runtime.records.requests import ListRequest
from objectry.runtime.shown.lists import Column, Row, column_of, rows_of
from objectry.runtime.shown.palette import meant
from objectry.runtime.store import read
from objectry.runtime.store.query import Query

TOLD = ("name", "title", "department", "phone", "email", "manager")
"""What is told of a colleague, as far as it may be read."""
SEARCHED = ("name", "account", "title", "email", "phone")
"""Where words are looked for."""
LOOKED_AT = 5_000
"""Colleagues that are looked at, the latest first: an index of words knows no pinyin."""
DEPARTMENTS = 500
"""Departments that can be chosen."""


@dataclass(frozen=True, slots=True)
class Division:
    """A department to choose."""

    id: str
    name: str
    depth: int
    """How many departments stand above it."""


@dataclass(frozen=True, slots=True)
class ShownPeople:
    """A page of the address book."""

    words: str
    department: str
    departments: tuple[Division, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    next: str | None
    cards: int
    """The most people of whom one file of vCards can be made; 0 where none can."""


def shown_people(context: Context, words: str, department: str, after: str) -> ShownPeople:
    """Colleagues in the order of their names: those in whose name, account, address or number some words stand, or their
    pinyin, and those of a department with all below it. Raises Forbidden where colleagues are closed to the user,
    and Invalid for a wrong cursor."""
    access, users = thing_for(context, "user")
    demand(access, users, "read")
    divisions = tuple(_divisions(context)) if "department" in access.on(users).readable else ()
    chosen = as_id(department) if department else None
    inside = _inside(divisions, chosen or "")
    known = "status" in access.on(users).readable
    active = f"status = {quoted(identity.ACTIVE)}" if known else ""
    among = requests.pointing_to(context, users.fields["department"], inside) if inside else None
    if words.strip():
        among = _called(context, access, users, words.strip(), active, among)
    shown = [one for one in TOLD if readable(context, access, users, one)]
    asked = ListRequest(
        fields=",".join(shown) or "id", filter=active, after=after,
        sort="name" if "name" in shown else "", among=among,
    )  # fmt: skip
    query = requests.list_query(context, access, users, asked)
    page = read.page(context, access, query)
    return ShownPeople(
        words, chosen if inside and chosen else "", divisions,
        tuple(column_of(context, path) for path in query.columns), rows_of(context, users, page),
        requests.cursor(context, query, page.after), context.settings.card_limit if may_make(access, users) else 0,
    )  # fmt: skip


def _called(
    context: Context, access: Access, users: Object, words: str, condition: str, among: tuple[str, ...] | None
) -> tuple[str, ...]:  # fmt: skip
    """The colleagues in whom some words stand, in what the user may read of them, or by the pinyin of their names, of those
    that meet a condition and, where some are named, are among these."""
    fields = [(users.fields[one],) for one in SEARCHED if readable(context, access, users, one)]
    filters = (user_filter(context, access, users, condition),) if condition else ()
    query = Query(users, tuple(fields), filters, among=among, limit=LOOKED_AT)
    page = read.page(context, access, query)
    return tuple(
        record
        for at, record in enumerate(page.ids)
        if any(meant(words, str(one.values[at])) for one in page.series if one.values[at])
    )


def _divisions(context: Context) -> Iterator[Division]:
    """The departments that the user may see, each above those that belong to it."""
    access, thing = _departments(context)
    if thing is None or not readable(context, access, thing, "name"):
        return
    parent = thing.fields.get("parent")
    columns = tuple(
        (thing.fields[one],) for one in ("name", "parent") if one in access.on(thing).readable
    )
    query = Query(thing, columns, sort=(Order((thing.name_field,), False),), limit=DEPARTMENTS)
    page = read.page(context, access, query)
    values = {one.name: one.values for one in page.series}
    names = dict(zip(page.ids, map(str, values["name"]), strict=True))
    above = (
        dict(zip(page.ids, values["parent"], strict=True)) if parent and "parent" in values else {}
    )
    below: dict[str, list[str]] = {}
    for one in page.ids:
        over = above.get(one)
        below.setdefault(over if over in names else "", []).append(one)
    yield from _walked(names, below, "", 0)


def _walked(
    names: Mapping[str, str], below: Mapping[str, list[str]], top: str, depth: int
) -> Iterator[Division]:
    for one in below.get(top, ()):
        yield Division(one, names[one], depth)
        yield from _walked(names, below, one, depth + 1)


def _departments(context: Context) -> tuple[Access, Object | None]:
    access, _ = thing_for(context, "user")
    thing = context.catalog.objects["department"]
    return access, thing if "read" in access.on(thing).actions else None


def _inside(divisions: tuple[Division, ...], chosen: str) -> list[str]:
    """A department with all below it; none where it is not there."""
    found: list[str] = []
    depth: int | None = None
    for one in divisions:
        if one.id == chosen:
            depth = one.depth
        elif depth is not None and one.depth <= depth:
            break
        if depth is not None:
            found.append(one.id)
    return found
