"""Signing in and out over HTTP. The cookie holds a random secret and nothing else; the server keeps the session."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import BadRequest, Refused
from objectry.runtime.web import door, messages
from objectry.runtime.web.json_body import read_json_body


def endpoint(organization: Organization) -> Any:
    """`POST /session` with `{"account", "password"}` signs in, `DELETE /session` signs out."""

    async def handle(request: Request) -> Response:
        try:
            body = await door.read_body(request, organization.settings.body_limit)
            work = _sign_in if request.method == "POST" else _sign_out
            return await run_in_threadpool(work, organization, request, body)
        except Refused as refused:
            return door.problem(refused, request, None)

    return handle


def _sign_in(organization: Organization, request: Request, body: bytes) -> Response:
    given = read_json_body(body)
    if not isinstance(given, dict) or given.keys() != {"account", "password"}:
        raise BadRequest(messages.BODY_SHAPE, {"key": "account, password"})
    account, password = given["account"], given["password"]
    if not isinstance(account, str) or not isinstance(password, str):
        raise BadRequest(messages.BODY_SHAPE, {"key": "account, password"})
    session = accounts.sign_in(organization, account, password)
    response = door.json_response(201, {"csrf": session.csrf, "until": session.until.isoformat()})
    settings = organization.settings
    response.set_cookie(
        door.SESSION_COOKIE,
        session.secret,
        max_age=settings.session_hours * 3600,
        httponly=True,
        secure=settings.secure_cookies,
        samesite="lax",
        path="/",
    )
    return response


def _sign_out(organization: Organization, request: Request, body: bytes) -> Response:
    secret = request.cookies.get(door.SESSION_COOKIE)
    if secret:
        accounts.sign_out(organization, secret)
    response = Response(status_code=204)
    response.delete_cookie(door.SESSION_COOKIE, path="/")
    return response
