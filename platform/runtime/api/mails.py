"""The mails that are about accounts, in the language of whom they are for."""

from datetime import timedelta

from objectry.formula.messages import Message
from objectry.runtime.context import Context
from objectry.runtime.database import organizations
from objectry.runtime.database.identity import Addressee
from objectry.runtime.mail import messages, outbox
from objectry.runtime.mail.letters import Letter

PRODUCT = "Objectry"
"""What an organisation is called that has no name."""
TOLD_WITHIN = timedelta(days=1)
"""How long it is worth telling somebody what has been changed."""


def post_password_link(context: Context, to: Addressee, link: str) -> None:
    """Send somebody a link to a new password."""
    minutes = context.settings.password_link_minutes
    asked = {"organization": called(context), "account": to.account}
    letter = Letter(
        to.language,
        messages.PASSWORD_LINK_SUBJECT.text(to.language),
        messages.GREETING.text(to.language, {"name": to.name}),
        (messages.PASSWORD_LINK_ASKED.text(to.language, asked),),
        (
            messages.PASSWORD_LINK_LIFE.text(to.language, {"minutes": minutes}),
            messages.PASSWORD_LINK_NOT_YOU.text(to.language),
        ),
        link,
        messages.PASSWORD_LINK_LABEL.text(to.language),
    )
    outbox.post(context, to.email, letter, context.now + timedelta(minutes=minutes))


def post_password_changed(context: Context, to: Addressee) -> None:
    """Tell somebody that his password has changed."""
    _post_change(context, to, messages.PASSWORD_CHANGED_SUBJECT, messages.PASSWORD_CHANGED)


def post_email_changed(context: Context, to: Addressee) -> None:
    """Tell somebody at his former address that it is not his any more."""
    _post_change(context, to, messages.EMAIL_CHANGED_SUBJECT, messages.EMAIL_CHANGED)


def _post_change(context: Context, to: Addressee, subject: Message, said: Message) -> None:
    letter = Letter(
        to.language,
        subject.text(to.language),
        messages.GREETING.text(to.language, {"name": to.name}),
        (said.text(to.language, {"organization": called(context)}),),
        (messages.CHANGE_NOT_YOU.text(to.language),),
    )
    outbox.post(context, to.email, letter, context.now + TOLD_WITHIN)


def called(context: Context) -> str:
    """What the organisation is called."""
    return organizations.name(context.connection) or PRODUCT
