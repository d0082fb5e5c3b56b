"""The built front-end: scripts, styles and icons, as `make assets` puts them into the package."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from objectry.runtime.errors import Unavailable
from objectry.runtime.web import messages
from objectry.runtime.web.door import problem

FOLDER = Path(__file__).parents[2] / "static" / "dist"
ADDRESS = "/static/"
FOR_EVER = "public, max-age=31536000, immutable"
"""Every file has a hash in its name: what a name stands for never changes."""
TYPES = MappingProxyType({
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
    ".woff2": "font/woff2", ".png": "image/png",
})  # fmt: skip
"""The kinds of files that are given out, with their media types."""
ENCODINGS = MappingProxyType({"br": ".br", "gzip": ".gz"})
"""How files lie there compressed, the smaller one first."""
UNKNOWN_ICON = "box"
"""What is drawn for an icon that there is not: packs name them freely."""


@dataclass(frozen=True)
class Assets:
    """The files of one build."""

    folder: Path
    files: frozenset[str]
    """The names of all files, compressed ones too."""
    entries: Mapping[str, str]
    """The name of each entry of the build with its hash: `app.js`."""

    @cached_property
    def icons(self) -> Mapping[str, Markup]:
        """All icons by name, as SVG: those that pages share refer to one file, the others are drawn where they stand."""
        found = json.loads((self.folder / "icons.json").read_bytes())
        sheet, shared = self.address("icons.svg"), frozenset(found["shared"])
        # All of it comes from the build, nothing from users.
        return MappingProxyType({
            name: Markup(f'<svg class="icon" aria-hidden="true"><use href="{sheet}#{name}"/></svg>')  # noqa: S704
            if name in shared
            else Markup(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{drawing}</svg>')  # noqa: S704
            for name, drawing in found["drawings"].items()
        })  # fmt: skip

    def address(self, entry: str) -> str:
        """Where browsers get a file of the build."""
        return ADDRESS + self.entries[entry]

    def icon(self, name: str) -> Markup:
        """An icon, drawn in the colour of the text around it; readers of the screen pass over it."""
        return self.icons.get(name) or self.icons[UNKNOWN_ICON]


@cache
def assets(folder: Path = FOLDER) -> Assets:
    """The files of the build. Raises Unavailable where nothing has been built."""
    if not (folder / "manifest.json").is_file():
        raise Unavailable(messages.ASSETS_MISSING)
    entries = json.loads((folder / "manifest.json").read_bytes())
    return Assets(folder, frozenset(one.name for one in folder.iterdir()), entries)


async def static_file(request: Request) -> Response:
    """`GET /static/{name}`"""
    try:
        built = assets()
    except Unavailable as refused:
        return problem(refused, request, None)
    name: str = request.path_params["name"]
    kind = TYPES.get(Path(name).suffix)
    if kind is None or name not in built.files:
        return Response(status_code=404)
    headers = {"cache-control": FOR_EVER, "vary": "accept-encoding"}
    taken = request.headers.get("accept-encoding", "")
    for encoding, ending in ENCODINGS.items():
        if encoding in taken and name + ending in built.files:
            name += ending
            headers["content-encoding"] = encoding
            break
    try:
        content = (built.folder / name).read_bytes()
    except (
        FileNotFoundError
    ):  # a newer build has taken its place, and this process goes on with the former one
        return Response(status_code=404)
    return Response(content, media_type=kind, headers=headers)
