"""The sign-in page: the only one for those whom nobody knows yet."""

from starlette.requests import Request
from starlette.responses import Response

from objectry.formula.messages import LANGUAGES, Language
from objectry.runtime.errors import Refused
from objectry.runtime.web.languages import language_of
from objectry.runtime.web.pages.endpoint import HEADERS, HTML, refusal
from objectry.runtime.web.pages.rendering import render


async def sign_in(request: Request) -> Response:
    """`GET /sign-in?next=…&lang=…`"""
    language = _language(request)
    try:
        text = render(
            language, "sign_in.html", next=_own_address(request.query_params.get("next", ""))
        )
    except Refused as refused:
        return refusal(refused, language)
    return Response(text, 200, HEADERS, HTML)


def _language(request: Request) -> Language:
    wanted = request.query_params.get("lang")
    return next((one for one in LANGUAGES if one == wanted), language_of(request))


def _own_address(text: str) -> str:
    """Where to go after signing in: a page of ours and nothing else, as anybody may have made the address. Browsers leave
    tabs and line breaks out of addresses, and take a backslash for a slash."""
    elsewhere = text[1:2] in ("/", "\\") or not text.isprintable()
    return text if text.startswith("/") and not elsewhere else "/"
