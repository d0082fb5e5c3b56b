"""The threads of a serving process that work on jobs: they look for those that wait or were left behind, send mails, and
keep house.

Several processes may sweep the same database: the lease decides who gets a job.
"""

import logging
import os
import secrets
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread

from objectry.runtime.database import copies, jobs, mails
from objectry.runtime.errors import Refused
from objectry.runtime.jobs import compare as compare_job
from objectry.runtime.jobs import mailing
from objectry.runtime.jobs.interface import Site
from objectry.runtime.jobs.run import run
from objectry.runtime.progress import untold
from objectry.runtime.records import expiring
from objectry.runtime.store import journal, notifications

EVENTS_AT_ONCE = 1_000
"""Old events, or notifications, that one transaction removes."""
REMOVED_AT_ONCE = 200
"""Deleted records that one transaction removes for good."""
log = logging.getLogger("objectry.jobs")


def holder_name() -> str:
    """A name for a holder of jobs: the machine, the process, and something that no other holder has."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def alive(holder: str) -> bool:
    """Tell whether a holder may still be at work. Only a process of this machine is known to be gone."""
    machine, _, rest = holder.rpartition(":")[0].rpartition(":")
    if machine != socket.gethostname():
        return True
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sweep(site: Site, holder: str, stopped: Callable[[], bool]) -> int:
    """Work on every job that may be begun or taken over, oldest first. Answers how many there were."""
    with site.read_for(None) as context:
        found = jobs.ready(context.connection, context.now)
    worked = 0
    for job_id in found:
        if stopped():
            break
        worked += run(site, job_id, holder, untold, stopped)
    return worked


def tidy(site: Site) -> None:
    """Forget jobs that ended, mails that were sent, events that happened and notifications that were given long ago, and
    remove what killed rehearsals have left."""
    database = copies.database_file(site.settings)
    if database is not None:
        copies.sweep_scratch(database)
    with site.write_for(None) as context:
        before = context.now - timedelta(days=site.settings.job_days)
        jobs.sweep_away(context.connection, before)
        mails.sweep_away(context.connection, before)
    more = True
    while more:  # not all at once: others want to write, too
        with site.write_for(None) as context:
            old = context.now - timedelta(days=site.settings.event_days)
            more = journal.forget_events(context, old, EVENTS_AT_ONCE)
    more = True
    while more:
        with site.write_for(None) as context:
            old = context.now - timedelta(days=site.settings.notification_days)
            more = notifications.forget_old(context, old, EVENTS_AT_ONCE)


def empty_bins(site: Site, stopped: Callable[[], bool]) -> None:
    """Remove for good what has lain in the recycle bin for longer than it is kept. A defect in one object keeps no other
    from its turn."""
    days = site.settings.bin_days
    if not days:
        return
    with site.read_for(None) as context:
        before = context.now - timedelta(days=days)
        names = [one.name for one in context.catalog.objects.values() if one.has_bin]
    for name in names:
        guarded(partial(_empty_bin, site, name, before, stopped))


def _empty_bin(site: Site, name: str, before: datetime, stopped: Callable[[], bool]) -> None:
    after: expiring.Place | None = None
    while not stopped():  # not all at once: others want to write, too
        with site.write_for(None) as context:
            thing = context.catalog.objects.get(name)
            if thing is None or not thing.has_bin:
                return  # the metadata have changed in the meantime
            after = expiring.remove_expired(context, thing, before, after, REMOVED_AT_ONCE)
        if after is None:
            return


def compare(site: Site) -> None:
    """Leave a job that compares computed values, if it is time again for the organisation."""
    with site.read_for(None) as context:
        due = compare_job.is_due(context)
    if due:
        with site.write_for(None) as context:
            compare_job.leave(context)


def guarded(work: Callable[[], object]) -> None:
    """A defect in one work must not keep the others waiting: a job's lease runs out, and it is tried again."""
    try:
        work()
    except Refused as refused:
        log.warning("jobs: %s", refused)
    except Exception:
        log.exception("a job ended in a defect")


class Workers:
    """The threads. Start them once, stop them at the end: a job that is under way stops after its present step."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._stop = Event()
        self._last: dict[str, datetime] = {}
        """When each work of `_keep_house` was begun last."""
        self._threads = [
            Thread(
                target=self._work, args=(number == 0,), name=f"job worker {number}", daemon=True
            )
            for number in range(site.settings.job_threads)
        ]

    def start(self) -> None:
        """Begin to look for jobs."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let the present steps end, and wait for that."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, keeps_house: bool) -> None:
        holder = holder_name()
        while not self._stop.is_set():
            if keeps_house:
                self._keep_house()
            guarded(lambda: mailing.deliver(self._site, self._stop.is_set))
            guarded(lambda: sweep(self._site, holder, self._stop.is_set))
            self._stop.wait(self._site.settings.job_sweep_ms / 1000)

    def _keep_house(self) -> None:
        """Do what is done from time to time."""
        settings = self._site.settings
        every = timedelta(minutes=settings.tidy_minutes)
        guarded(lambda: self._in_time("tidy", every, tidy))
        guarded(
            lambda: self._in_time("bins", every, lambda site: empty_bins(site, self._stop.is_set))
        )
        guarded(lambda: self._in_time("compare", every, compare))

    def _in_time(self, name: str, every: timedelta, work: Callable[[Site], None]) -> None:
        """Do something at the start and whenever it is time again. A clock that was set back puts nothing off."""
        now, last = self._site.clock(), self._last.get(name)
        if last is not None and abs(now - last) < every:
            return
        self._last[name] = now  # before it is done: what fails is not tried again each second
        work(self._site)
