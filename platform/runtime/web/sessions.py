"""Signing in and out over HTTP. The cookie holds a random secret and nothing else; the server keeps the session.

Calls that those make who have not signed in take JSON from our own pages only. The answers to some of them are begun before
anything is known of accounts, so that nobody learns from the time whether there is one.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from objectry.formula.messages import LANGUAGES
from objectry.metadata.column_types import utc_text
from objectry.runtime.api import first_steps, new_passwords, sessions, signing_in
from objectry.runtime.api.first_steps import FirstSteps
from objectry.runtime.api.organization import Caller, Organization
from objectry.runtime.api.signing_in import Client, Session
from objectry.runtime.errors import BadRequest, Forbidden, Refused, WrongMediaType
from objectry.runtime.settings import Settings
from objectry.runtime.web import door, messages
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Answer, Call
from objectry.runtime.web.json_body import read_json_body
from objectry.runtime.web.threads import taking_turns, threads_of

JSON = "application/json"
OWN_SITES = ("same-origin", "none")
"""What browsers say of requests that our own pages make, or the user; programs say nothing."""
StrangerHandler = Callable[[Organization, Client, bytes], Response]
"""What is done for somebody who has not signed in, with the body that he sends."""


def endpoint(organization: Organization, handler: StrangerHandler) -> Any:
    """An endpoint for those who have not signed in."""

    async def handle(request: Request) -> Response:
        try:
            _refuse_foreign_pages(request)
            body = await door.read_body(request, organization.settings.body_limit)
            work = partial(handler, organization, door.client_of(request), body)
            # It takes its turns to write by itself: the password is checked between them.
            response = await threads_of(request).run(work, writing=False)
            return taking_turns(request, response)
        except Refused as refused:
            return door.problem(refused, request, None)

    return handle


def _refuse_foreign_pages(request: Request) -> None:
    """Somebody who signs a user in as somebody else reads what the user then writes. A form cannot send JSON."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != JSON:
        raise WrongMediaType(messages.JSON_NEEDED)
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITES:
        raise Forbidden(messages.FOREIGN_PAGE)


def texts(body: bytes, *names: str) -> tuple[str, ...]:
    """The texts of a body that has just these. Raises BadRequest."""
    given = read_json_body(body)
    wrong = BadRequest(messages.BODY_SHAPE, {"key": ", ".join(names)})
    if not isinstance(given, dict) or given.keys() != set(names):
        raise wrong
    if not all(isinstance(one, str) for one in given.values()):
        raise wrong
    return tuple(given[name] for name in names)


def sign_in(organization: Organization, client: Client, body: bytes) -> Response:
    """`POST /session`"""
    account, password = texts(body, "account", "password")
    session = signing_in.sign_in(organization, account, password, client)
    return _begun(organization.settings, session)


def take_first_steps(organization: Organization, client: Client, body: bytes) -> Response:
    """`POST /session/first`: make the first administrator, and sign him in."""
    names = ("code", "organization", "language", "zone", "name", "account", "password")
    code, called, language, zone, name, account, password = texts(body, *names)
    spoken = next((one for one in LANGUAGES if one == language), None)
    if spoken is None:
        raise BadRequest(messages.BODY_SHAPE, {"key": "language"})
    given = FirstSteps(code, called.strip(), spoken, zone, name, account, password)
    return _begun(organization.settings, first_steps.take(organization, given, client))


def ask_for_link(organization: Organization, client: Client, body: bytes) -> Response:
    """`POST /session/link`: the same answer for everybody, and then the link for those who have an account."""
    (named,) = texts(body, "account")
    named = named.strip() if named.isprintable() else ""
    new_passwords.count_request(organization, named, client)
    answer = door.json_response(202, {})
    answer.background = BackgroundTask(new_passwords.send_link, organization, named)
    return answer


def use_link(organization: Organization, client: Client, body: bytes) -> Response:
    """`POST /session/link/password`"""
    secret, password = texts(body, "link", "password")
    new_passwords.use_link(organization, secret, password)
    return Response(status_code=204)


def _begun(settings: Settings, session: Session) -> Response:
    response = door.json_response(201, begun_json(session))
    response.headers["set-cookie"] = cookie(settings, session)
    return response


def begun_json(session: Session) -> dict[str, object]:
    """A session that has begun, as the API answers it."""
    return {"csrf": session.csrf, "until": utc_text(session.until)}


def cookie(settings: Settings, session: Session | None) -> str:
    """The header that hands a browser the cookie of a session, or takes away the one that it has."""
    response = Response()
    response.set_cookie(
        settings.session_cookie,
        session.secret if session else "",
        max_age=settings.session_hours * 3600 if session else 0,
        expires=None if session else 0,
        httponly=True,
        # A browser takes nothing under this name that is not marked like the cookie itself.
        secure=settings.secure_cookies,
        samesite="lax",
        path="/",
    )
    return response.headers["set-cookie"]


def sign_out(caller: Caller, call: Call) -> Answer:
    """`DELETE /session`"""
    known_parameters(call, ())
    settings = caller.context.settings
    signing_in.sign_out(caller.context, secret_of(caller, call))
    return Answer(204, headers={"set-cookie": cookie(settings, None)})


def secret_of(caller: Caller, call: Call) -> str:
    """The secret of the session that makes a call; nothing where a token does."""
    return call.cookies.get(caller.context.settings.session_cookie, "") if caller.csrf else ""


def list_sessions(caller: Caller, call: Call) -> Answer:
    """`GET /session/sessions`"""
    known_parameters(call, ())
    found = sessions.of_user(caller.context)
    return Answer(200, sessions.sessions_json(caller.context, found, secret_of(caller, call)))


def end_session(caller: Caller, call: Call) -> Answer:
    """`DELETE /session/sessions/{id}`"""
    known_parameters(call, ())
    sessions.end(caller.context, call.parts["id"])
    return Answer(204)


def end_other_sessions(caller: Caller, call: Call) -> Answer:
    """`DELETE /session/sessions`: all but the one that asks."""
    known_parameters(call, ())
    return Answer(200, {"ended": sessions.end_others(caller.context, secret_of(caller, call))})
