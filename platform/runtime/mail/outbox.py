"""Mails of the platform: put into the outbox in the transaction that gives reason to them, sent by workers later."""

from datetime import datetime

from objectry.runtime.context import Context
from objectry.runtime.database import mails
from objectry.runtime.database.mails import Mail
from objectry.runtime.ids import new_id
from objectry.runtime.mail.letters import Letter, as_html, as_text


def post(context: Context, recipient: str, letter: Letter, until: datetime) -> None:
    """Send a letter, as long as it is of use."""
    text, html = as_text(letter), as_html(letter)
    new = Mail(new_id(context.now), recipient, letter.subject, text, html, 0, until)
    mails.add(context.connection, new, context.now)
