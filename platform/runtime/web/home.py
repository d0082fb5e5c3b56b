"""The front page and its two files: sign in, see the objects, open their records as JSON. The full pages come later."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from objectry.runtime.web import pages
from objectry.runtime.web.languages import language_of

FOLDER = Path(__file__).parent / "static"
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)
FILES = {"home.js": "text/javascript", "home.css": "text/css"}
"""The files that pages load, with their media types. Nothing else can be asked for."""
SECONDS = 3600
"""How long a browser may keep them."""


async def home(request: Request) -> Response:
    """`GET /`"""
    language = language_of(request)
    texts = {name: message.text(language) for name, message in pages.TEXTS.items()}
    page = TEMPLATES.get_template("home.html").render(language=language, texts=texts)
    return Response(page, media_type="text/html", headers={"vary": "accept-language"})


async def static_file(request: Request) -> Response:
    """`GET /static/{name}`"""
    name = request.path_params["name"]
    if name not in FILES:
        return Response(status_code=404)
    headers = {"cache-control": f"max-age={SECONDS}"}
    return Response((FOLDER / name).read_bytes(), media_type=FILES[name], headers=headers)
