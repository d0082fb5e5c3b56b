"""The ASGI application: one parametrised route for each call, whatever the number of objects."""

import re
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from objectry.runtime.api.jobs import Workers
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import MethodNotAllowed, NotFound
from objectry.runtime.settings import read_settings
from objectry.runtime.web import (
    account_handlers,
    card_handlers,
    deleted_handlers,
    door,
    file_handlers,
    formula_handlers,
    handlers,
    health,
    job_handlers,
    messages,
    metadata_handlers,
    note_handlers,
    notification_handlers,
    sessions,
    transfer_handlers,
    view_handlers,
    work_handlers,
)
from objectry.runtime.web.door import Handler, Handlers, WriteHandler
from objectry.runtime.web.handlers import API
from objectry.runtime.web.headers import SecurityHeaders
from objectry.runtime.web.languages import language_of
from objectry.runtime.web.pages import installable, strangers
from objectry.runtime.web.pages.assets import static_file
from objectry.runtime.web.pages.boards import board_part, step_part
from objectry.runtime.web.pages.calendars import calendar_part
from objectry.runtime.web.pages.cells import cell_part, change_part, deeds_part, rows_part
from objectry.runtime.web.pages.deleted import deleted_page
from objectry.runtime.web.pages.endpoint import SIGN_IN, PageHandler, endpoint, unknown_address
from objectry.runtime.web.pages.forms import edit_page, lines_part, new_page, quick_form, regions
from objectry.runtime.web.pages.formulas import formulas_page
from objectry.runtime.web.pages.home import home_page, home_part, numbers_part
from objectry.runtime.web.pages.list_tools import (
    chip_tool,
    columns_tool,
    condition_tool,
    filter_tool,
    view_tool,
)
from objectry.runtime.web.pages.lists import list_page
from objectry.runtime.web.pages.me import (
    appearance_page,
    profile_page,
    security_page,
    shortcuts_page,
    shortcuts_part,
)
from objectry.runtime.web.pages.notifications import latest_notifications, notifications_page
from objectry.runtime.web.pages.palette import palette_entries
from objectry.runtime.web.pages.people import people_page
from objectry.runtime.web.pages.records import (
    access_part,
    conflict_part,
    inline_part,
    owner_part,
    printed_record,
    record_page,
    record_pane,
    related_part,
)
from objectry.runtime.web.pages.search import search_page
from objectry.runtime.web.pages.strangers import FIRST_STEPS, StrangerPage
from objectry.runtime.web.pages.timeline import entry_part, tags, timeline
from objectry.runtime.web.pages.transfer import (
    export_page,
    import_page,
    imports_page,
    upload_page,
)
from objectry.runtime.web.sessions import StrangerHandler
from objectry.runtime.web.threads import Threads

CREATE = WriteHandler(handlers.create_record, handlers.record_again)
UPDATE = WriteHandler(handlers.update_record, handlers.record_again)
RESTORE = WriteHandler(handlers.restore_record, handlers.record_again)
BULK = WriteHandler(handlers.bulk, handlers.bulk_again)
CANCEL = WriteHandler(job_handlers.cancel_job, job_handlers.cancel_again)
ROUTES: tuple[tuple[str, Handlers], ...] = (
    ("/session", {"GET": handlers.who_am_i, "DELETE": sessions.sign_out}),
    ("/session/sessions", {"GET": sessions.list_sessions, "DELETE": sessions.end_other_sessions}),
    ("/session/sessions/{id}", {"DELETE": sessions.end_session}),
    ("/session/tokens", {"GET": account_handlers.list_tokens}),
    ("/session/tokens/{id}", {"DELETE": account_handlers.revoke_token}),
    (
        "/session/profile",
        {"GET": account_handlers.get_profile, "PATCH": account_handlers.CHANGE_PROFILE},
    ),
    ("/session/password", {"POST": account_handlers.CHANGE_PASSWORD}),
    (
        "/preferences",
        {"GET": account_handlers.get_preferences, "PATCH": account_handlers.choose_preferences},
    ),
    ("/openapi.json", {"GET": handlers.openapi_document}),
    ("/search", {"GET": handlers.search}),
    ("/files/{id}", {"GET": file_handlers.download, "DELETE": file_handlers.delete}),
    ("/metadata/objects", {"GET": handlers.describe_objects}),
    ("/metadata/objects/{object}", {"GET": handlers.describe_object}),
    ("/metadata/functions", {"GET": formula_handlers.functions}),
    ("/metadata/apply", {"POST": metadata_handlers.APPLY}),
    ("/metadata/export", {"GET": metadata_handlers.export}),
    ("/jobs", {"GET": job_handlers.list_jobs}),
    ("/jobs/{id}", {"GET": job_handlers.get_job}),
    ("/jobs/{id}/errors", {"GET": job_handlers.job_errors}),
    ("/jobs/{id}/cancel", {"POST": CANCEL}),
    (
        "/jobs/{id}/mapping",
        {"GET": transfer_handlers.get_mapping, "PUT": transfer_handlers.MAPPING},
    ),
    ("/jobs/{id}/start", {"POST": transfer_handlers.START}),
    ("/jobs/{id}/undo", {"POST": job_handlers.UNDO}),
    ("/notifications", {"GET": notification_handlers.list_notifications}),
    ("/notifications/unread", {"GET": notification_handlers.count_unread}),
    ("/notifications/read", {"POST": notification_handlers.mark_read}),
    ("/deleted", {"GET": deleted_handlers.recycle_bin}),
    ("/{object}", {"GET": handlers.list_records, "POST": CREATE}),
    ("/{object}/bulk", {"POST": BULK}),
    ("/{object}/candidates", {"GET": handlers.candidates}),
    ("/{object}/aggregate", {"GET": handlers.aggregate}),
    ("/{object}/import", {"POST": transfer_handlers.IMPORT}),
    ("/{object}/import/draft", {"POST": transfer_handlers.DRAFT}),
    ("/{object}/export", {"GET": transfer_handlers.export_records}),
    ("/{object}/vcards", {"GET": card_handlers.export_cards}),
    ("/{object}/deleted", {"GET": handlers.list_deleted}),
    ("/{object}/views", {"GET": view_handlers.list_views, "POST": view_handlers.CREATE}),
    (
        "/{object}/views/{id}",
        {"PATCH": view_handlers.CHANGE, "DELETE": view_handlers.delete_view},
    ),
    ("/{object}/views/{id}/habit", {"PUT": view_handlers.keep_habit}),
    (
        "/{object}/{id}",
        {
            "GET": handlers.get_record,
            "PATCH": UPDATE,
            "DELETE": handlers.delete_record,
        },
    ),
    ("/{object}/{id}/restore", {"POST": RESTORE}),
    ("/{object}/{id}/purge", {"POST": handlers.purge_record}),
    ("/{object}/{id}/follow_up", {"POST": work_handlers.FOLLOW_UP}),
    ("/{object}/{id}/history", {"GET": handlers.history}),
    ("/{object}/{id}/access", {"GET": handlers.why}),
    ("/{object}/{id}/notes", {"GET": note_handlers.list_notes, "POST": note_handlers.WRITE}),
    (
        "/{object}/{id}/notes/{note}",
        {"PATCH": note_handlers.EDIT, "DELETE": note_handlers.delete_note},
    ),
    ("/{object}/{id}/colleagues", {"GET": note_handlers.list_colleagues}),
    (
        "/{object}/{id}/follow",
        {
            "GET": note_handlers.following,
            "PUT": note_handlers.follow,
            "DELETE": note_handlers.unfollow,
        },
    ),
    ("/{object}/{id}/opened", {"POST": view_handlers.note_opened}),
)
"""The paths below `/api/v1` with their methods. Fixed words come before what stands for anything in the same place."""
ASKING: tuple[tuple[str, Handler], ...] = (
    ("/{object}/form", handlers.form),
    ("/{object}/filter", view_handlers.filter_form),
    ("/{object}/export", transfer_handlers.export_some),
    ("/{object}/formula/check", formula_handlers.check),
    ("/{object}/formula/complete", formula_handlers.complete),
    ("/{object}/formula/preview", formula_handlers.preview),
    ("/metadata/plan", metadata_handlers.plan),
)
"""Further paths there, which are asked by POST and write nothing: what they ask about is in the body."""
PAGES: tuple[tuple[str, PageHandler], ...] = (
    ("/", home_page),
    ("/start/{number}", home_part),
    ("/start/{number}/numbers", numbers_part),
    ("/search", search_page),
    ("/notifications", notifications_page),
    ("/deleted", deleted_page),
    ("/people", people_page),
    ("/notifications/latest", latest_notifications),
    ("/regions", regions),
    ("/formulas", formulas_page),
    ("/me", profile_page),
    ("/me/appearance", appearance_page),
    ("/me/shortcuts", shortcuts_page),
    ("/me/security", security_page),
    ("/shortcuts", shortcuts_part),
    ("/palette", palette_entries),
    ("/o/{object}", list_page),
    ("/o/{object}/rows", rows_part),
    ("/o/{object}/board", board_part),
    ("/o/{object}/calendar", calendar_part),
    ("/o/{object}/deeds", deeds_part),
    ("/o/{object}/change", change_part),
    ("/o/{object}/new", new_page),
    ("/o/{object}/filter", filter_tool),
    ("/o/{object}/condition", condition_tool),
    ("/o/{object}/chip", chip_tool),
    ("/o/{object}/columns", columns_tool),
    ("/o/{object}/view", view_tool),
    ("/o/{object}/quick", quick_form),
    ("/imports", imports_page),
    ("/imports/{id}", import_page),
    ("/o/{object}/import", upload_page),
    ("/o/{object}/export", export_page),
    ("/o/{object}/{id}", record_page),
    ("/o/{object}/{id}/pane", record_pane),
    ("/o/{object}/{id}/edit", edit_page),
    ("/o/{object}/{id}/lines/{child}", lines_part),
    ("/o/{object}/{id}/timeline", timeline),
    ("/o/{object}/{id}/entry/{work}", entry_part),
    ("/o/{object}/{id}/tags", tags),
    ("/o/{object}/{id}/print", printed_record),
    ("/o/{object}/{id}/inline", inline_part),
    ("/o/{object}/{id}/owner", owner_part),
    ("/o/{object}/{id}/conflict", conflict_part),
    ("/o/{object}/{id}/access", access_part),
    ("/o/{object}/{id}/related/{child}/{through}", related_part),
    ("/o/{object}/{id}/cell", cell_part),
    ("/o/{object}/{id}/step", step_part),
)
"""The pages with their addresses."""
STRANGER_PAGES: tuple[tuple[str, StrangerPage], ...] = (
    (SIGN_IN, strangers.sign_in),
    (FIRST_STEPS, strangers.welcome),
    ("/forgot", strangers.forgot),
    ("/new-password", strangers.new_password),
)
"""The pages of those who have not signed in."""
STRANGERS: tuple[tuple[str, StrangerHandler], ...] = (
    ("/session", sessions.sign_in),
    ("/session/first", sessions.take_first_steps),
    ("/session/link", sessions.ask_for_link),
    ("/session/link/password", sessions.use_link),
)
"""The calls below `/api/v1` of those who have not signed in. All are `POST`."""
WORDS = sorted({path.split("/")[1] for path, _ in ROUTES if not path.startswith("/{")} | {"files"})
"""What no object can be called, because it is a path of its own."""


class ObjectName(StringConvertor):
    """What stands for an object in a path: anything but the words that mean something else there."""

    regex = rf"(?!(?:{'|'.join(map(re.escape, WORDS))})(?:/|$))[^/]+"


register_url_convertor("object", ObjectName())


def build_app(organization: Organization) -> Starlette:
    """The application of one organisation. While it is served, it works on jobs too."""
    calls = [
        Route(
            API + path.replace("{object}", "{object:object}"),
            door.endpoint(organization, taken),
            methods=list(taken),
        )
        for path, taken in sorted(ROUTES, key=lambda route: not route[0].startswith("/{object}"))
    ]  # routes are tried in turn: most requests are about records
    routes = [
        *calls,
        *(Route(path, endpoint(organization, page)) for path, page in PAGES),
        *(Route(path, strangers.endpoint(organization, page)) for path, page in STRANGER_PAGES),
        Route("/healthz", health.alive),
        Route("/readyz", health.readiness(organization)),
        Route("/static/{name}", static_file),
        Route(installable.MANIFEST, installable.manifest),
        Route(installable.WORKER, installable.worker),
        Route(installable.OFFLINE, installable.offline),
        *(
            Route(API + path, sessions.endpoint(organization, handler), methods=["POST"])
            for path, handler in STRANGERS
        ),
        Route(f"{API}/files", file_handlers.upload_endpoint(organization), methods=["POST"]),
        *(
            Route(
                API + path.replace("{object}", "{object:object}"),
                door.endpoint(organization, {"POST": asked}, writes=False),
                methods=["POST"],
            )
            for path, asked in ASKING
        ),
    ]

    @asynccontextmanager
    async def working(app: Starlette) -> AsyncIterator[None]:
        workers = Workers(organization)
        workers.start()
        try:
            yield
        finally:
            await run_in_threadpool(workers.stop)

    app = Starlette(
        routes=routes,
        lifespan=working,
        middleware=[Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: _unknown, Exception: _failed},
    )
    app.router.redirect_slashes = (
        False  # an address has one form, and no answer repeats what `Host` says
    )
    app.state.threads = Threads(organization)
    app.state.organization = organization
    return app


def app_from_environment() -> Starlette:
    """The application of the organisation that the environment names: what a server process runs."""
    return build_app(Organization(read_settings()))


async def _unknown(request: Request, error: Exception) -> Response:
    """Addresses and methods that do not exist are refused in the same form as everything else."""
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        refused = MethodNotAllowed(messages.METHOD_WRONG, {"method": request.method})
        return door.problem(refused, request, error.headers)
    if not request.url.path.startswith(API) and "text/html" in request.headers.get("accept", ""):
        return await unknown_address(request.app.state.organization, request)
    return door.problem(NotFound(messages.PATH_UNKNOWN), request, None)


async def _failed(request: Request, error: Exception) -> Response:
    """What nobody was prepared for. The server notes it as it does whatever an application raises."""
    return door.failure(uuid.uuid4().hex[:16], language_of(request))
