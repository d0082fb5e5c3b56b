"""What makes the pages an application that can be installed: the manifest, the service worker, the page without a server."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from objectry.runtime.errors import Unavailable
from objectry.runtime.web.door import problem
from objectry.runtime.web.languages import language_of
from objectry.runtime.web.pages.assets import assets
from objectry.runtime.web.pages.endpoint import HTML, Reader, refusal
from objectry.runtime.web.pages.rendering import TAGS, render

MANIFEST, WORKER, OFFLINE = "/manifest.webmanifest", "/worker.js", "/offline"
FRESH = {"cache-control": "no-cache"}
"""Their addresses stay the same, so browsers ask whether they are new."""
BLUE = "#066fd1"
"""The colour of the frame that a system draws around the application."""


async def manifest(request: Request) -> Response:
    """`GET /manifest.webmanifest`: how the application is called and drawn where it is installed (W3C manifest)."""
    try:
        built = assets()
    except Unavailable as refused:
        return problem(refused, request, None)
    icons = [
        {"src": built.address(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512) for purpose in ("any", "maskable")
    ]  # fmt: skip
    icons.append({"src": built.address("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"})  # fmt: skip
    body = {
        "name": "Objectry", "short_name": "Objectry", "id": "/", "start_url": "/", "scope": "/", "display": "standalone",
        "lang": TAGS[language_of(request)], "theme_color": BLUE, "background_color": "#ffffff", "icons": icons,
    }  # fmt: skip
    return JSONResponse(body, headers=FRESH, media_type="application/manifest+json")


async def worker(request: Request) -> Response:
    """`GET /worker.js`: the service worker. It lies at the top, because it serves all pages."""
    try:
        built = assets()
    except Unavailable as refused:
        return problem(refused, request, None)
    script = (built.folder / built.entries["worker.js"]).read_bytes()
    return Response(script, media_type="text/javascript; charset=utf-8", headers=FRESH)


async def offline(request: Request) -> Response:
    """`GET /offline`: what is shown while no server can be reached. It is kept in the browser."""
    language = language_of(request)
    try:
        text = render(language, "offline.html")
    except Unavailable as refused:
        return refusal(refused, Reader(language))
    return Response(text, 200, FRESH, HTML)
