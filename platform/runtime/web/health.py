"""Whether the process lives, and whether it can serve: two addresses for whoever watches over it."""

import time
from asyncio import Lock
from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Refused, Unavailable
from objectry.runtime.web import door, messages

SECONDS = 1.0
"""How long an answer about the database holds: asking often must cost nothing."""


async def alive(request: Request) -> Response:
    """`GET /healthz`: the process takes requests. Nothing else is looked at."""
    return door.json_response(200, {"status": "alive"})


def readiness(organization: Organization) -> Callable[[Request], Awaitable[Response]]:
    """`GET /readyz`: the database is there and holds the organisation; 503 with the reason when it is not."""
    lock = Lock()
    seen: dict[str, tuple[float, Refused | None]] = {}

    def obstacle() -> Refused | None:
        try:
            return None if organization.exists else Unavailable(messages.NOT_INSTALLED)
        except Refused as refused:
            return refused

    async def ready(request: Request) -> Response:
        async with lock:
            until, refused = seen.get("ready", (0.0, None))
            if time.monotonic() >= until:
                refused = await run_in_threadpool(obstacle)
                seen["ready"] = (time.monotonic() + SECONDS, refused)
        if refused is None:
            return door.json_response(200, {"status": "ready"})
        return door.problem(refused, request, None)

    return ready
