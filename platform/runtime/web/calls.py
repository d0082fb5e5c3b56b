"""Reading what a request says: query parameters and versions."""

from collections.abc import Collection, Mapping

from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages
from objectry.runtime.web.door import Call


def known_parameters(call: Call, names: Collection[str]) -> Mapping[str, str]:
    """The query parameters. Those that nobody reads are refused: a misspelt filter must not list everything."""
    for name in call.query:
        if name not in names:
            raise BadRequest(messages.PARAMETER_UNKNOWN, {"name": name[:100]})
    return call.query


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
    text = query.get(name, "false")
    if text not in ("true", "false"):
        raise BadRequest(messages.BODY_SHAPE, {"key": name})
    return text == "true"


def version(call: Call) -> int | None:
    """The version that a change is made to, from `If-Match: "3"`."""
    text = call.headers.get("if-match")
    if text is None:
        return None
    bare = text.strip().removeprefix("W/").strip('"')
    if not (bare.isascii() and bare.isdigit() and len(bare) < 19):
        raise BadRequest(messages.IF_MATCH_WRONG)
    return int(bare)
