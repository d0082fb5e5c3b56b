"""Where requests are worked on: in so many threads as the settings say, and no more than one of them waiting to write.

A thread that waits for SQLite's one writer does nothing, and keeps readers out. So writers wait on the event loop.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TypeVar

from anyio import CapacityLimiter, WouldBlock, fail_after, to_thread
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from objectry.runtime import messages
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Unavailable

T = TypeVar("T")


class Threads:
    """The worker threads of one application."""

    def __init__(self, organization: Organization) -> None:
        settings = organization.settings
        self._workers = CapacityLimiter(settings.worker_threads)
        self._writer = CapacityLimiter(1) if organization.dialect == "sqlite" else None
        self._patience = settings.busy_timeout_ms / 1000

    async def run(self, work: Callable[[], T], writing: bool) -> T:
        """Do some work in a thread. Raises Unavailable when a writer does not get its turn in time."""
        if not writing or self._writer is None:
            return await to_thread.run_sync(work, limiter=self._workers)
        async with _turn(self._writer, self._patience):
            return await to_thread.run_sync(work, limiter=self._workers)

    async def afterwards(self, work: Callable[[], object]) -> None:
        """Do some writing work of which nobody waits to hear. What gets no turn is left undone."""
        with suppress(Unavailable):
            await self.run(work, writing=True)


@asynccontextmanager
async def _turn(writer: CapacityLimiter, patience: float) -> AsyncIterator[None]:
    try:
        writer.acquire_nowait()
    except WouldBlock:
        try:
            with fail_after(patience):
                await writer.acquire()
        except TimeoutError:
            raise Unavailable(messages.DATABASE_BUSY) from None
    try:
        yield
    finally:
        writer.release()


def taking_turns(request: Request, response: Response) -> Response:
    """The response, after which its task takes its turn among all that is worked on, as requests do."""
    task = response.background
    if task is not None:
        work = partial(task.func, *task.args, **task.kwargs)
        response.background = BackgroundTask(threads_of(request).afterwards, work)
    return response


def threads_of(request: Request) -> Threads:
    """The threads of the application that a request is made to."""
    found = request.app.state.threads
    assert isinstance(found, Threads)
    return found
