"""The pages of those whom nobody knows yet: signing in, a forgotten password, and the first steps of an organisation."""

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from objectry.formula.messages import LANGUAGES, Language
from objectry.metadata.time_zones import time_zones
from objectry.runtime.api import first_steps, passwords
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Refused
from objectry.runtime.web.languages import language_of
from objectry.runtime.web.pages.endpoint import HEADERS, HTML, SIGN_IN, Reader, refusal
from objectry.runtime.web.pages.rendering import render
from objectry.runtime.web.threads import threads_of

FIRST_STEPS = "/welcome"
StrangerPage = Callable[[Organization, Request, Language], Response]


def endpoint(organization: Organization, page: StrangerPage) -> Any:
    """The endpoint of a page for those who have not signed in. `?lang=` chooses its language."""

    async def handle(request: Request) -> Response:
        language = _language(request)
        work = partial(page, organization, request, language)
        try:
            return await threads_of(request).run(work, writing=False)
        except Refused as refused:
            return refusal(refused, Reader(language))

    return handle


def sign_in(organization: Organization, request: Request, language: Language) -> Response:
    """`GET /sign-in?next=…`. Where nobody can sign in yet, the first steps come first."""
    begun = first_steps.standing(organization)
    if not begun.accounts:
        return _elsewhere(FIRST_STEPS)
    following = _own_address(request.query_params.get("next", ""))
    return _drawn(request, language, "sign_in.html", organization=begun.name, next=following)


def welcome(organization: Organization, request: Request, language: Language) -> Response:
    """`GET /welcome`: as long as nobody can sign in."""
    begun = first_steps.standing(organization)
    if begun.accounts:
        return _elsewhere(SIGN_IN)
    return _drawn(
        request, language, "welcome.html", zone=begun.zone,
        zone_names=sorted(time_zones()), shortest=passwords.LENGTHS[0],
    )  # fmt: skip


def forgot(organization: Organization, request: Request, language: Language) -> Response:
    """`GET /forgot`"""
    called = first_steps.standing(organization).name
    return _drawn(request, language, "forgot.html", organization=called)


def new_password(organization: Organization, request: Request, language: Language) -> Response:
    """`GET /new-password`: the link itself follows #, and no server sees it before the password is sent."""
    called, shortest = first_steps.standing(organization).name, passwords.LENGTHS[0]
    return _drawn(request, language, "new_password.html", organization=called, shortest=shortest)


def _drawn(request: Request, language: Language, template: str, **values: object) -> Response:
    path = request.url.path
    text = render(language, template, spoken=language, path=path, preferences=None, **values)
    return Response(text, 200, HEADERS, HTML)


def _elsewhere(target: str) -> Response:
    return Response(status_code=303, headers={"location": target, "cache-control": "no-store"})


def _language(request: Request) -> Language:
    wanted = request.query_params.get("lang")
    return next((one for one in LANGUAGES if one == wanted), language_of(request))


def _own_address(text: str) -> str:
    """Where to go after signing in: a page of ours and nothing else, as anybody may have made the address. Browsers leave
    tabs and line breaks out of addresses, and take a backslash for a slash."""
    elsewhere = text[1:2] in ("/", "\\") or not text.isprintable()
    return text if text.startswith("/") and not elsewhere else "/"
