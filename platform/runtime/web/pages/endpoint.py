"""From a browser's request to a page: who is asking, what is shown, and where those go who have not signed in."""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from objectry.formula.messages import Language
from objectry.runtime.api.navigation import Item, Menu, bar, menus, places
from objectry.runtime.api.organization import Caller, Organization
from objectry.runtime.errors import NotFound, Refused
from objectry.runtime.shown.accounts import shown_preferences
from objectry.runtime.web import messages
from objectry.runtime.web.door import Call, call_of, noting_use
from objectry.runtime.web.languages import language_of
from objectry.runtime.web.pages.rendering import render
from objectry.runtime.web.threads import taking_turns, threads_of

log = logging.getLogger("objectry.web")
Preferences = Mapping[str, Any]
SIGN_IN = "/sign-in"
HTML = "text/html; charset=utf-8"
HEADERS = {"cache-control": "no-store", "vary": "cookie, accept-language, hx-request"}
"""Pages are for one reader and one moment."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows."""

    template: str
    title: str
    model: object
    """What the template draws, as plain values."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a page, for one that is open already."""

    template: str
    model: object


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page."""

    title: str
    path: str
    user: str
    """The name of the user."""
    user_id: str
    account: str
    csrf: str
    menus: tuple[Menu, ...]
    places: tuple[Item, ...]
    """The pages beside those of objects."""
    bar: tuple[Item, ...]
    """What is always at hand on phones."""
    preferences: Preferences
    """What the user likes, by key."""


class Failed(Refused):
    """What nobody was prepared for."""

    status = 500


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a page is drawn, as far as it is known."""

    language: Language
    preferences: Preferences | None = None
    """What he likes; nothing where nobody is known."""


PageHandler = Callable[[Caller, Call], Page | Fragment]


def endpoint(organization: Organization, handler: PageHandler) -> Any:
    """The endpoint of a page for those who have signed in."""

    async def handle(request: Request) -> Response:
        try:
            call = call_of(request, b"", uuid.uuid4().hex[:16])
        except Refused as refused:
            return refusal(refused, Reader(language_of(request)))
        work = partial(_answered, organization, handler, call)
        response = await threads_of(request).run(work, writing=False)
        return taking_turns(request, response)

    return handle


def _answered(organization: Organization, handler: PageHandler, call: Call) -> Response:
    """Read and draw a page in one transaction."""
    reader = Reader(call.language)
    secret = call.cookies.get(organization.settings.session_cookie, "")
    try:
        with organization.read_as(secret, "session", call.request) as caller:
            if caller is None:
                return _to_sign_in(call)
            reader = _reader(caller)
            response = _drawn(handler(caller, call), caller, call, reader)
        return noting_use(response, organization, caller, call)
    except Refused as refused:
        return refusal(refused, reader)
    except Exception:
        log.exception("page %s: %s failed", call.request, call.path)
        return refusal(Failed(messages.INTERNAL, {"request": call.request}), reader)


def _reader(caller: Caller) -> Reader:
    return Reader(caller.context.language, shown_preferences(caller.context))


async def unknown_address(organization: Organization, request: Request) -> Response:
    """The page of an address that there is not, in the language of whoever has signed in."""
    secret = request.cookies.get(organization.settings.session_cookie, "")

    def known() -> Reader:
        with organization.read_as(secret, "session") as caller:
            return Reader(language_of(request)) if caller is None else _reader(caller)

    try:
        reader = await threads_of(request).run(known, writing=False)
    except Refused as refused:
        return refusal(refused, Reader(language_of(request)))
    return refusal(NotFound(messages.PATH_UNKNOWN), reader)


def _to_sign_in(call: Call) -> Response:
    """Send a browser to sign in, and back afterwards."""
    back = call.path + (f"?{urlencode(call.query)}" if call.query else "")
    target = f"{SIGN_IN}?{urlencode({'next': back})}" if back != "/" else SIGN_IN
    if "hx-request" in call.headers:  # a part of a page cannot be signed in to
        return Response(status_code=204, headers={"hx-redirect": target})
    return Response(status_code=303, headers={"location": target})


def _drawn(page: Page | Fragment, caller: Caller, call: Call, reader: Reader) -> Response:
    context = caller.context
    assert context.user and reader.preferences is not None
    if isinstance(page, Fragment):
        text = render(context.language, page.template, page=page.model)
    else:
        shell = Shell(
            page.title, call.path, context.user.name, context.user.id, context.user.account or "",
            caller.csrf, menus(context), places(context), bar(context),
            reader.preferences,
        )  # fmt: skip
        text = render(context.language, page.template, shell=shell, page=page.model)
    return Response(text, 200, HEADERS, HTML)


def refusal(refused: Refused, reader: Reader) -> Response:
    """The page of a refusal: one sentence that says what to do."""
    reason = refused.text(reader.language)
    try:
        text = render(
            reader.language, "refusal.html", status=refused.status, reason=reason,
            preferences=reader.preferences,
        )  # fmt: skip
    except Refused as missing:  # nothing has been built that pages are drawn with
        reason = missing.text(reader.language)
        return Response(reason, missing.status, HEADERS, "text/plain; charset=utf-8")
    return Response(text, refused.status, HEADERS, HTML)
