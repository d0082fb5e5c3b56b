"""Sending what waits in the outbox. Nothing is locked while a mail server takes its time."""

import logging
from collections.abc import Callable
from datetime import timedelta

from objectry.runtime.database import mails
from objectry.runtime.database.mails import Mail
from objectry.runtime.jobs.interface import Site
from objectry.runtime.mail.channels import Undelivered, channel_of, composed

AT_ONCE = 20
"""Mails that are sent before jobs get their turn again."""
TAKEN = timedelta(minutes=10)
"""For how long nobody else sends a mail that somebody is about to send: longer than any server takes."""
TOO_LATE = "it was of no use any more"
log = logging.getLogger("objectry.mail")


def deliver(site: Site, stopped: Callable[[], bool]) -> int:
    """Send the mails that are due. Answers how many there were."""
    with site.read_for(None) as context:
        found = mails.due(context.connection, context.now, AT_ONCE)
    taken = 0
    for mail_id in found:
        if stopped():
            break
        with site.write_for(None) as context:
            mail = mails.take(context.connection, mail_id, context.now, context.now + TAKEN)
        if mail is not None:
            taken += 1
            _send(site, mail)
    return taken


def _send(site: Site, mail: Mail) -> None:
    """Send a mail that was taken, or put it off: each time for twice as long."""
    settings, now = site.settings, site.clock()
    problem, final = TOO_LATE, True
    if now < mail.until:
        try:
            channel_of(settings).send(composed(mail, settings.mail_from, now))
            problem = ""
        except Undelivered as refused:
            problem, final = str(refused), refused.final
    if problem:
        log.warning("mail %s was not sent: %s", mail.id, problem)
    with site.write_for(None) as context:
        if not problem or final or mail.attempts >= settings.mail_attempts:
            mails.finish(context.connection, mail.id, problem, context.now)
        else:
            pause = timedelta(seconds=settings.mail_retry_seconds * 2 ** (mail.attempts - 1))
            mails.put_off(context.connection, mail.id, context.now + pause, problem)
