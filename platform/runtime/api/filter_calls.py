"""Filters between text and form, in plain JSON: `{"all": [{"field", "operator", "values"}, {"any": […]}, {"formula"}]}`."""

from typing import Any

from objectry.runtime.access.demands import demand
from objectry.runtime.api import messages
from objectry.runtime.api.filter_forms import (
    MOST_LEVELS,
    MOST_PARTS,
    Condition,
    Formula,
    Group,
    Part,
    filter_text,
    form_of,
)
from objectry.runtime.api.records import reader, thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.records.filters import user_filter

Json = dict[str, Any]


def as_form(context: Context, object_name: str, text: str) -> Json:
    """A filter text with its form: `{"filter", "conditions"}`; null where it has none. Raises Invalid for what is wrong."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    if text.strip():
        user_filter(context, access, thing, text)
    form = form_of(context, access, thing, text)
    return {"filter": text, "conditions": None if form is None else _json(form)}


def as_text(context: Context, object_name: str, conditions: Json, typed: bool) -> Json:
    """The text of a form: `{"filter"}`. Where values are `typed`, numbers, days and times may be texts as the user writes
    them. Raises Invalid with what is wrong with its conditions."""
    access, thing = thing_for(context, object_name)
    demand(access, thing, "read")
    form = _group(conditions, 1)
    if _size(form) > MOST_PARTS:
        raise _too_large()
    return {"filter": filter_text(context, access, thing, form, reader(context, typed))}


def _json(part: Part) -> Json:
    match part:
        case Condition(field, operator, values):
            return {"field": field, "operator": operator, "values": list(values)}
        case Formula(text):
            return {"formula": text}
    return {part.joined: [_json(one) for one in part.parts]}


def _group(raw: object, level: int) -> Group:
    """A group as JSON has it. Raises Invalid for any other shape."""
    if level > MOST_LEVELS:
        raise _too_large()
    match raw:
        case {"all": list(parts), **rest} if not rest:
            return Group("all", tuple(_part(one, level) for one in parts))
        case {"any": list(parts), **rest} if not rest:
            return Group("any", tuple(_part(one, level) for one in parts))
    raise Invalid(messages.FORM_SHAPE)


def _part(raw: object, level: int) -> Part:
    match raw:
        case {"formula": str(text), **rest} if not rest:
            return Formula(text)
        case {"field": str(field), "operator": str(operator), **rest} if rest.keys() <= {"values"}:
            values = rest.get("values", [])
            if isinstance(values, list) and len(values) <= MOST_PARTS:
                return Condition(field, operator, tuple(values))
    return _group(raw, level + 1)


def _size(part: Part) -> int:
    return 1 + (sum(map(_size, part.parts)) if isinstance(part, Group) else 0)


def _too_large() -> Invalid:
    return Invalid(messages.FORM_TOO_LARGE, {"parts": MOST_PARTS, "levels": MOST_LEVELS})
