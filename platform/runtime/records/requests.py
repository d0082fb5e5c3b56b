"""What people ask lists and aggregations for, in texts, becomes a query in which every name is known and allowed."""

import base64
import binascii
import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, get_args

from objectry.formula.messages import excerpt
from objectry.formula.sql.measure import MOST_ELEMENTS
from objectry.formula.syntax.enumeration import enumerated
from objectry.formula.types import Changes, Type
from objectry.metadata.catalog import Field, FieldPath, ListView, Object, Order
from objectry.metadata.column_types import utc_text
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import MINE, Access, through_owner
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.records import messages
from objectry.runtime.records.filters import user_filter, user_formula
from objectry.runtime.records.paths import LONGEST_NAME, is_readable, nearest, readable
from objectry.runtime.store import find, read
from objectry.runtime.store.query import (
    Aggregation,
    Count,
    Filter,
    Function,
    Group,
    Measure,
    Part,
    Query,
    Scope,
)
from objectry.runtime.store.search_text import search_text
from objectry.runtime.store.source import expand

MAX_FIELDS = 200
"""Fields that one list answers."""
MAX_TERMS = 20
"""Fields that one list sorts by; groups and measures of one aggregation."""
WALK = timedelta(days=1)
"""How long the pages of a list are computed as of the moment of the first one."""
AHEAD = timedelta(minutes=1)
"""How far the clocks of servers may be apart."""
BRACKETS = ("(", "（")
"""How a formula begins where a field may be named as well."""
_NUMBERS = frozenset({Type.NUMBER})
_ORDERED = _NUMBERS | {Type.DATE, Type.DATETIME, Type.TIME}
COMPUTED: Mapping[Function, frozenset[Type]] = MappingProxyType(
    {"count": _ORDERED, "sum": _NUMBERS, "avg": _NUMBERS, "min": _ORDERED, "max": _ORDERED}
)
"""What a formula may give for each function to be computed of it."""


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list as it was asked for; everything may be left out."""

    fields: str = ""
    filter: str = ""
    sort: str = ""
    scope: str = "all"
    view: str = ""
    limit: int | None = None
    after: str = ""
    count: str = "none"
    deleted: bool = False
    words: str = ""
    """What is searched for among the records."""
    of_view: str = ""
    """The condition of a saved view, which holds besides `filter`."""
    look: str = ""
    """As what a page shows it; empty for what the view says. Calls answer the same records whatever it is."""
    by: str = ""
    """The field by which records stand in columns or on days there; empty for that of the view, or of the object."""
    at: str = ""
    """The month, week or day that a calendar shows, `2026-12`; empty for the present month."""
    record: str = ""
    """The ID of the record that stands beside the list there; empty for the first one."""
    among: tuple[str, ...] | None = None
    """IDs of the only records that are meant; None where none is named."""


def list_query(context: Context, access: Access, thing: Object, asked: ListRequest) -> Query:
    """The query of a list. Raises Invalid with what is wrong, Forbidden where the object may not be read."""
    demand(access, thing, "read")
    scope = asked.scope
    texts = (one for one in (asked.of_view, asked.filter) if one)
    filters = [user_filter(context, access, thing, one) for one in texts]
    columns: tuple[FieldPath, ...] = ()
    sort: tuple[Order, ...] = ()
    if asked.view:
        view, of_view = _view(context, access, thing, asked.view)
        listed = (path for path in view.columns if is_readable(context, access, path))
        columns = tuple(dict.fromkeys(((thing.fields["id"],), *listed)))
        sort = tuple(order for order in view.sort if is_readable(context, access, order.path))
        scope = view.definition.scope if scope == "all" else scope
        filters = [*of_view, *filters]
    most = context.settings.page_limit
    limit = min(context.settings.page_size, most) if asked.limit is None else asked.limit
    if not 1 <= limit <= most:
        raise Invalid(messages.LIMIT_WRONG, {"limit": most})
    if asked.count not in get_args(Count):
        raise Invalid(messages.COUNT_WRONG)
    _demand_scope(context, thing, scope)
    query = Query(
        thing=thing,
        columns=field_paths(context, access, thing, asked.fields)
        if asked.fields or not columns
        else columns,
        filters=tuple(filters),
        sort=orders(context, access, thing, asked.sort) or sort,
        words=tuple(search_text(asked.words).split()),
        among=None if asked.among is None else _known_ids(asked.among),
        scope=scope,  # type: ignore[arg-type]
        limit=limit,
        count=asked.count,  # type: ignore[arg-type]
        deleted=asked.deleted,
    )
    return query if not asked.after else _placed(context, query, asked.after)


def pointing_to(context: Context, link: Field, targets: Sequence[str]) -> tuple[str, ...]:
    """The IDs of all records whose look-up points to one of any number of records, to be asked for as `among`: a list tells
    of them only what its user may see."""
    pointing = find.pointing_at(context, link, targets)
    return tuple(one for group in pointing.values() for one in group)


def _known_ids(texts: Iterable[str]) -> tuple[str, ...]:
    """The IDs among some texts: records that no ID can name are not there, like deleted ones."""
    return tuple(known for text in texts if (known := as_id(text)) is not None)


def _demand_scope(context: Context, thing: Object, scope: str) -> None:
    """Raise Invalid for a scope that there is not, or that means nothing for the object."""
    if scope not in get_args(Scope):
        raise Invalid(messages.SCOPE_WRONG)
    if scope not in ("all", "recent") and not through_owner(context.catalog, thing, (MINE,)):
        params = {"object_zh": thing.label.zh, "object_en": thing.label.en}
        raise Invalid(messages.SCOPE_UNOWNED, params)


def _view(
    context: Context, access: Access, thing: Object, name: str
) -> tuple[ListView, list[Filter]]:
    """A list view and its condition. A view whose condition tells of hidden fields does not exist for the user."""
    known = context.catalog.list_views[thing.name]
    view = known.get(name)
    condition = view_condition(context, access, thing, view) if view else None
    if view is None or condition is None:
        views = known if len(name) <= LONGEST_NAME else {}
        near = (
            one
            for one in difflib.get_close_matches(name, list(views), 3, 0.6)
            if view_condition(context, access, thing, views[one]) is not None
        )
        raise Invalid(messages.VIEW_UNKNOWN, {"view": excerpt(name)}, hint=next(near, ""))
    return view, condition


def view_condition(
    context: Context, access: Access, thing: Object, view: ListView
) -> list[Filter] | None:
    """The condition of a view; None if it tells of hidden fields."""
    text = view.definition.filter
    try:
        return [user_filter(context, access, thing, text)] if text else []
    except Invalid:
        return None


def field_paths(
    context: Context, access: Access, thing: Object, text: str
) -> tuple[FieldPath, ...]:
    """The fields that a list names, or all that the object has. Raises Invalid for any that the user may not read."""
    if not text:
        return own_fields(context, access, thing)
    names = [name.strip() for name in text.split(",") if name.strip()]
    if len(names) > MAX_FIELDS:
        raise Invalid(messages.TOO_MANY_FIELDS, {"limit": MAX_FIELDS})
    return tuple(readable_path(context, access, thing, name) for name in dict.fromkeys(names))


def own_fields(context: Context, access: Access, thing: Object) -> tuple[FieldPath, ...]:
    """All fields of an object that the user may read, as paths."""
    return context.state.memo.get(
        ("own fields", thing.name, access.key),
        lambda: tuple(
            path for name in thing.fields if (path := readable(context, access, thing, name))
        ),
    )


def readable_path(context: Context, access: Access, thing: Object, text: str) -> FieldPath:
    """The fields that a path goes through. Unknown and forbidden ones answer alike."""
    path = readable(context, access, thing, text)
    if path is None:
        name, hint = excerpt(text), nearest(context, access, thing, text)
        raise Invalid(
            messages.FIELD_UNKNOWN, {"field": name},
            [FieldError(name, messages.FIELD_UNKNOWN, {"field": name}, hint)], hint,
        )  # fmt: skip
    return path


def orders(context: Context, access: Access, thing: Object, text: str) -> tuple[Order, ...]:
    """The order that a list names. Raises Invalid for fields that the user may not read, or that nobody can sort by."""
    found = []
    for part in _terms(text.split(",")):
        path = readable_path(context, access, thing, part.removeprefix("-"))
        end = expand(context.state, path)[-1]
        if not end.type.sortable or end.link:
            raise Invalid(messages.FIELD_NOT_SORTABLE, {"field": excerpt(part.removeprefix("-"))})
        found.append(Order(path, part.startswith("-")))
    return tuple(found)


# Cursors -------------------------------------------------------------------------------------------------------------


def cursor(context: Context, query: Query, after: tuple[Any, ...] | None) -> str | None:
    """The place behind the last record of a page, as a text that only fits the same order. Where values change by
    themselves, it has the moment of the first page: they would move meanwhile, and records come twice or not at all.
    """
    if after is None:
        return None
    values = [
        None if value is None else _cursor_json(expand(context.state, order.path)[-1], value)
        for order, value in zip(query.order, after, strict=True)
    ]
    place: list[Any] = [query.order_text, values]
    if read.changing(context.state, query) is not Changes.NEVER:
        place.append(utc_text(query.moment or context.now))
    text = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _placed(context: Context, query: Query, text: str) -> Query:
    """The query from a cursor on. A cursor holds values and no condition, and a moment that has just been: tampering shows
    nothing new.
    """
    try:
        decoded = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        order, values, *moment = decoded
        if order != query.order_text or len(values) != len(query.order):
            raise ValueError(order)
        after = tuple(
            _cursor_value(expand(context.state, term.path)[-1], value)
            for term, value in zip(query.order, values, strict=True)
        )
        if after[-1] is None:
            raise ValueError(order)
        at = _moment(context, query.thing, *moment)
    except (ValueError, TypeError, RecursionError, binascii.Error, ValueRefused):
        raise Invalid(messages.CURSOR_WRONG) from None
    return replace(query, after=after, moment=at)


def _moment(context: Context, thing: Object, raw: Any = None) -> datetime | None:
    """The moment of a walk's first page. Raises ValueError for one that no page can have had of late."""
    created = thing.fields["created_at"]
    moment: datetime | None = created.type.from_json(raw, created.definition)
    if moment is not None and not -AHEAD <= context.now - moment <= WALK:
        raise ValueError(raw)
    return moment


def _cursor_json(field: Field, value: Any) -> Any:
    return field.type.to_json(value, field.definition)


def _cursor_value(field: Field, raw: Any) -> Any:
    """The sort value that a cursor holds. Texts are taken as they are: they may have been valid once and be so no more."""
    if isinstance(raw, str) and field.info.type in (Type.TEXT, Type.PICKLIST):
        if any(c == "\0" or "\ud800" <= c <= "\udfff" for c in raw):
            raise ValueError(raw)
        return raw
    if field.relation is not None or field.name == "id":
        found = as_id(raw) if isinstance(raw, str) else None
        if raw is not None and found is None:
            raise ValueError(raw)
        return found
    return field.type.from_json(raw, field.definition)


# Aggregations --------------------------------------------------------------------------------------------------------


def aggregation(
    context: Context,
    access: Access,
    thing: Object,
    group: str,
    measures: str,
    where: str,
    scope: str,
) -> Aggregation:
    """An aggregation as asked for: `group=stage,close_date:quarter`, `measures=count,sum:amount,max:(amount * 2)`."""
    demand(access, thing, "read")
    _demand_scope(context, thing, scope)
    groups = [_group(context, access, thing, part) for part in _terms(group.split(","))]
    wanted = [
        _measure(context, access, thing, part) for part in _terms(enumerated(measures or "count"))
    ]
    if sum(one.formula.size for one in wanted if one.formula) > MOST_ELEMENTS:
        raise Invalid(messages.MEASURES_TOO_LARGE)
    return Aggregation(
        thing,
        tuple(groups),
        tuple(wanted),
        (user_filter(context, access, thing, where),) if where else (),
        scope=scope,  # type: ignore[arg-type]
        limit=context.settings.group_limit,
    )


def _terms(given: Iterable[str]) -> list[str]:
    """The parts of an enumeration, each once. Raises Invalid when there are too many."""
    parts = list(dict.fromkeys(part.strip() for part in given if part.strip()))
    if len(parts) > MAX_TERMS:
        raise Invalid(messages.TOO_MANY_TERMS, {"limit": MAX_TERMS})
    return parts


def _group(context: Context, access: Access, thing: Object, text: str) -> Group:
    name, _, part = text.partition(":")
    path = readable_path(context, access, thing, name)
    end = expand(context.state, path)[-1]
    dated = end.info.type in (Type.DATE, Type.DATETIME)
    if part:
        if part not in get_args(Part):
            allowed = ", ".join(get_args(Part))
            raise Invalid(messages.PART_UNKNOWN, {"part": excerpt(part), "allowed": allowed})
        if not dated:
            raise Invalid(messages.PART_NEEDS_DATE, {"field": name, "part": part})
        return Group(path, part)  # type: ignore[arg-type]
    if end.link or not end.type.groupable:
        raise Invalid(messages.FIELD_NOT_GROUPABLE, {"field": name})
    return Group(path)


_SIGNS = frozenset("(+-*/%<>=&|!\"'")
"""What stands in formulas, and in no name of a field."""


def _measure(context: Context, access: Access, thing: Object, text: str) -> Measure:
    name, _, of = (part.strip() for part in text.partition(":"))
    function = next((known for known in get_args(Function) if known == name), None)
    if function is None or (function != "count" and not of):
        raise Invalid(messages.MEASURE_UNKNOWN, {"measure": excerpt(text)})
    if not of:
        return Measure("count")
    if of.startswith(BRACKETS):
        kinds = COMPUTED[function]
        return Measure(
            function, formula=user_formula(context, access, thing, of, kinds, f"{function}:{of}")
        )
    if _SIGNS & {*of} and readable(context, access, thing, of) is None:
        hint = f"{function}:({of})"
        raise Invalid(messages.MEASURE_OPEN, {"measure": excerpt(text)}, hint=excerpt(hint))
    path = readable_path(context, access, thing, of)
    end = expand(context.state, path)[-1]
    fits = bool(end.shape) if function == "count" else end.info.type in COMPUTED[function]
    if not fits:
        raise Invalid(messages.MEASURE_NEEDS_NUMBER, {"field": of, "function": function})
    return Measure(function, path)
