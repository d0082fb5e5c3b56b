"""Reading what a request says: query parameters and versions."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence

from objectry.formula.messages import excerpt
from objectry.runtime.api.records import ANY_VERSION, Version
from objectry.runtime.errors import BadRequest, Stale
from objectry.runtime.web import messages
from objectry.runtime.web.door import Call

_TAG = re.compile(r'(?P<weak>W/)?"(?P<number>[1-9][0-9]{0,17})"')


def known_parameters(call: Call, names: Collection[str]) -> Mapping[str, str]:
    """The query parameters. Those that nobody reads are refused: a misspelt filter must not list everything."""
    for name in call.query:
        if name not in names:
            near = difflib.get_close_matches(name[:100], list(names), 1, 0.6)
            raise BadRequest(messages.PARAMETER_UNKNOWN, {"name": name[:100]}, hint="".join(near))
    return call.query


def required(query: Mapping[str, str], name: str) -> str:
    """A parameter that cannot be left out."""
    if name not in query:
        raise BadRequest(messages.PARAMETER_MISSING, {"name": name})
    return query[name]


def integer(query: Mapping[str, str], name: str) -> int | None:
    """A parameter that is a whole number; None when it is left out."""
    text = query.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadRequest(messages.PARAMETER_NUMBER, {"name": name})
    return int(text)


def boolean(query: Mapping[str, str], name: str) -> bool:
    """A parameter that is true or false; false when it is left out."""
    return choice(query, name, "false", ("true", "false")) == "true"


def choice(query: Mapping[str, str], name: str, default: str, allowed: Sequence[str]) -> str:
    """A parameter that is one of some words."""
    text = query.get(name, default)
    if text not in allowed:
        params = {"name": name, "value": excerpt(text), "allowed": ", ".join(allowed)}
        raise BadRequest(messages.PARAMETER_WRONG, params)
    return text


def version(call: Call) -> Version | None:
    """The versions that a change is made to (RFC 9110, 13.1.1): `"3"`, `"3", "4"`, or `*` for whatever is there.

    Raises BadRequest for what is no list of versions in quotes, and Stale where only weak ones are left: they may be
    equal for records that are not.
    """
    text = call.headers.get("if-match")
    if text is None:
        return None
    if text.strip() == "*":
        return ANY_VERSION
    tags = [tag.strip() for tag in text.split(",") if tag.strip()]
    found = [_TAG.fullmatch(tag) for tag in tags]
    strong = {int(tag["number"]) for tag in found if tag is not None and not tag["weak"]}
    if not found or None in found:
        raise BadRequest(messages.IF_MATCH_WRONG)
    if not strong:
        raise Stale(messages.IF_MATCH_WEAK)
    return strong
