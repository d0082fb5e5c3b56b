"""The ASGI application: one parametrised route for each call, whatever the number of objects."""

from collections.abc import Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import NotFound
from objectry.runtime.settings import read_settings
from objectry.runtime.web import door, handlers, home, messages, sessions, transfer_handlers
from objectry.runtime.web.door import Handler
from objectry.runtime.web.handlers import API
from objectry.runtime.web.headers import SecurityHeaders

ROUTES: tuple[tuple[str, Mapping[str, Handler]], ...] = (
    ("/session", {"GET": handlers.who_am_i}),
    ("/openapi.json", {"GET": handlers.openapi_document}),
    ("/search", {"GET": handlers.search}),
    ("/metadata/objects", {"GET": handlers.describe_objects}),
    ("/metadata/objects/{object}", {"GET": handlers.describe_object}),
    ("/{object}", {"GET": handlers.list_records, "POST": handlers.create_record}),
    ("/{object}/bulk", {"POST": handlers.bulk}),
    ("/{object}/aggregate", {"GET": handlers.aggregate}),
    ("/{object}/import", {"POST": transfer_handlers.import_records}),
    ("/{object}/export", {"GET": transfer_handlers.export_records}),
    ("/{object}/deleted", {"GET": handlers.list_deleted}),
    (
        "/{object}/{id}",
        {
            "GET": handlers.get_record,
            "PATCH": handlers.update_record,
            "DELETE": handlers.delete_record,
        },
    ),
    ("/{object}/{id}/restore", {"POST": handlers.restore_record}),
    ("/{object}/{id}/purge", {"POST": handlers.purge_record}),
    ("/{object}/{id}/history", {"GET": handlers.history}),
    ("/{object}/{id}/access", {"GET": handlers.why}),
)
"""The paths below `/api/v1` with their methods. Fixed words come before the names of objects."""


def build_app(organization: Organization) -> Starlette:
    """The application of one organisation."""
    routes = [
        Route("/", home.home),
        Route("/static/{name}", home.static_file),
        Route(f"{API}/session", sessions.endpoint(organization), methods=["POST", "DELETE"]),
        *(
            Route(API + path, door.endpoint(organization, calls), methods=list(calls))
            for path, calls in ROUTES
        ),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: _unknown},
    )


def app_from_environment() -> Starlette:
    """The application of the organisation that the environment names: what a server process runs."""
    return build_app(Organization(read_settings()))


async def _unknown(request: Request, error: Exception) -> Response:
    """Addresses and methods that do not exist are refused in the same form as everything else."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        refused = door.MethodNotAllowed(messages.METHOD_WRONG, {"method": request.method})
        return door.problem(refused, request, error.headers)
    return door.problem(NotFound(messages.PATH_UNKNOWN), request, None)
