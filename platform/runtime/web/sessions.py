"""Signing in and out over HTTP. The cookie holds a random secret and nothing else; the server keeps the session."""

from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from objectry.metadata.column_types import utc_text
from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Caller, Organization
from objectry.runtime.errors import BadRequest, Forbidden, Refused, WrongMediaType
from objectry.runtime.web import door, messages
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Answer, Call
from objectry.runtime.web.json_body import read_json_body
from objectry.runtime.web.threads import threads_of

JSON = "application/json"
OWN_SITES = ("same-origin", "none")
"""What browsers say of requests that our own pages make, or the user; programs say nothing."""


def endpoint(organization: Organization) -> Any:
    """`POST /session` with `{"account", "password"}` signs in."""

    async def handle(request: Request) -> Response:
        try:
            _refuse_foreign_pages(request)
            body = await door.read_body(request, organization.settings.body_limit)
            work = partial(_sign_in, organization, request, body)
            # It takes its turns to write by itself: the password is checked between them.
            return await threads_of(request).run(work, writing=False)
        except Refused as refused:
            return door.problem(refused, request, None)

    return handle


def _refuse_foreign_pages(request: Request) -> None:
    """Somebody who signs a user in as somebody else reads what the user then writes. A form cannot send JSON."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        raise WrongMediaType(messages.JSON_NEEDED)
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITES:
        raise Forbidden(messages.FOREIGN_PAGE)


def _sign_in(organization: Organization, request: Request, body: bytes) -> Response:
    given = read_json_body(body)
    if not isinstance(given, dict) or given.keys() != {"account", "password"}:
        raise BadRequest(messages.BODY_SHAPE, {"key": "account, password"})
    account, password = given["account"], given["password"]
    if not isinstance(account, str) or not isinstance(password, str):
        raise BadRequest(messages.BODY_SHAPE, {"key": "account, password"})
    client = "" if request.client is None else request.client.host
    session = accounts.sign_in(organization, account, password, client)
    until = utc_text(session.until)
    response = door.json_response(201, {"csrf": session.csrf, "until": until})
    settings = organization.settings
    response.set_cookie(
        settings.session_cookie,
        session.secret,
        max_age=settings.session_hours * 3600,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
        path="/",
    )
    return response


def sign_out(caller: Caller, call: Call) -> Answer:
    """`DELETE /session`"""
    known_parameters(call, ())
    settings = caller.context.settings
    name = settings.session_cookie
    accounts.sign_out(caller.context, call.cookies.get(name, ""))
    response = Response(status_code=204)
    # A browser takes nothing under this name that is not marked like the cookie itself.
    response.delete_cookie(
        name, path="/", httponly=True, secure=settings.secure_cookies, samesite="lax"
    )
    return Answer(204, headers={"set-cookie": response.headers["set-cookie"]})


def list_tokens(caller: Caller, call: Call) -> Answer:
    """`GET /session/tokens`"""
    known_parameters(call, ())
    assert caller.context.user
    found = accounts.tokens(caller.context, caller.context.user.id)
    return Answer(200, accounts.tokens_json(found))


def revoke_token(caller: Caller, call: Call) -> Answer:
    """`DELETE /session/tokens/{id}`"""
    known_parameters(call, ())
    assert caller.context.user
    accounts.revoke_token(caller.context, caller.context.user.id, call.parts["id"])
    return Answer(204)
