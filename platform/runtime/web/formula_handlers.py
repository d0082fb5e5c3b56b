"""Calls that help those who write formulas. They take what has been written in a body, and change nothing."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from objectry.runtime.api import formula_help
from objectry.runtime.api.formula_help import Use, Written
from objectry.runtime.api.formula_preview import preview_formula
from objectry.runtime.api.formulas import RETURNS
from objectry.runtime.api.organization import Caller
from objectry.runtime.errors import BadRequest
from objectry.runtime.web import messages
from objectry.runtime.web.calls import choice, known_parameters
from objectry.runtime.web.door import Answer, Call
from objectry.runtime.web.json_body import read_json_body

USES = tuple(one.value for one in Use)
_KEYS: Mapping[str, type] = MappingProxyType({"text": str, "use": str, "returns": str})
"""What the body of every such call may say, and as what; `text` must be there."""


def functions(caller: Caller, call: Call) -> Answer:
    """`GET /metadata/functions`"""
    query = known_parameters(call, ("use",))
    use = Use(choice(query, "use", Use.FILTER.value, USES))
    return Answer(200, formula_help.functions(caller.context, use))


def check(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/formula/check`"""
    body = _body(call, {})
    found = formula_help.check_formula(caller.context, call.parts["object"], _written(body))
    return Answer(200, found)


def complete(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/formula/complete`"""
    body = _body(call, {"after": str, "asked": bool})
    after, asked = body.get("after", ""), body.get("asked", False)
    return Answer(200, formula_help.complete_formula(
        caller.context, call.parts["object"], _written(body), after, asked
    ))  # fmt: skip


def preview(caller: Caller, call: Call) -> Answer:
    """`POST /{object}/formula/preview`"""
    body = _body(call, {"record": str})
    return Answer(200, preview_formula(
        caller.context, call.parts["object"], _written(body), body.get("record")
    ))  # fmt: skip


def _body(call: Call, further: Mapping[str, type]) -> Mapping[str, Any]:
    """The body of a call. Raises BadRequest for what it cannot say."""
    known_parameters(call, ())
    body: Any = read_json_body(call.body)
    if not isinstance(body, dict) or "text" not in body:
        raise BadRequest(messages.BODY_SHAPE, {"key": "text"})
    keys = {**_KEYS, **further}
    for key, value in body.items():
        if not isinstance(value, keys.get(key, ())):
            raise BadRequest(messages.BODY_SHAPE, {"key": key[:100]})
    return body


def _written(body: Mapping[str, Any]) -> Written:
    choice(body, "use", Use.FILTER.value, USES)
    returns = choice(body, "returns", "", ("", *RETURNS))
    return Written(body["text"], Use(body.get("use", Use.FILTER.value)), returns or None)
