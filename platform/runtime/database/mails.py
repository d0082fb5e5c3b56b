"""The outbox of mails: each waits until it is sent, or until it is of no use any more.

Whoever sends one takes it first: for some minutes nobody else finds it. A process that dies in between leaves it to others,
so a mail may be sent twice, but none is lost.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from objectry.runtime.database.system_tables import mail


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it stands in the outbox."""

    id: str
    recipient: str
    subject: str
    text: str
    html: str
    attempts: int
    """How often somebody has begun to send it."""
    until: datetime


def add(connection: sa.Connection, new: Mail, now: datetime) -> None:
    """Put a mail into the outbox."""
    row = {
        "id": new.id,
        "recipient": new.recipient,
        "subject": new.subject,
        "text": new.text,
        "html": new.html,
        "state": "waiting",
        "due_at": now,
        "until": new.until,
        "created_at": now,
    }
    connection.execute(sa.insert(mail), row)


def due(connection: sa.Connection, now: datetime, most: int) -> list[str]:
    """The IDs of mails that are to be sent, oldest first."""
    statement = sa.select(mail.c.id).where(*_due(now)).order_by(mail.c.due_at).limit(most)
    return list(connection.execute(statement).scalars())


def take(connection: sa.Connection, mail_id: str, now: datetime, until: datetime) -> Mail | None:
    """Take a mail that is due, so that nobody else does before `until`. None when somebody has."""
    statement = (
        sa.update(mail)
        .where(mail.c.id == mail_id, *_due(now))
        .values(due_at=until, attempts=mail.c.attempts + 1)
        .returning(
            mail.c.id, mail.c.recipient, mail.c.subject, mail.c.text, mail.c.html,
            mail.c.attempts, mail.c.until,
        )
    )  # fmt: skip
    row = connection.execute(statement).first()
    return None if row is None else Mail(*row)


def put_off(connection: sa.Connection, mail_id: str, until: datetime, problem: str) -> None:
    """Try again later."""
    values = {"due_at": until, "problem": problem}
    connection.execute(sa.update(mail).where(mail.c.id == mail_id).values(values))


def finish(connection: sa.Connection, mail_id: str, problem: str, now: datetime) -> None:
    """Note that a mail was sent, or why it never will be. What it said is forgotten: it may hold a secret."""
    values = {
        "state": "failed" if problem else "sent",
        "text": "",
        "html": "",
        "problem": problem,
        "finished_at": now,
    }
    connection.execute(sa.update(mail).where(mail.c.id == mail_id).values(values))


def sweep_away(connection: sa.Connection, before: datetime) -> None:
    """Forget mails that were finished long ago."""
    connection.execute(sa.delete(mail).where(mail.c.finished_at < before))


def _due(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return mail.c.state == "waiting", mail.c.due_at <= now
