"""The ways that mails take: into a folder, or to a mail server. One interface; settings choose."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Protocol

from objectry.runtime.database.mails import Mail
from objectry.runtime.settings import Settings

PERMANENT = 500
"""From this reply on a mail server means that trying again is of no use."""
OWNER_ONLY = 0o600
"""Who may read a mail in a folder: it may hold a link to a new password."""


class Undelivered(Exception):
    """A mail was not sent. Its text says why."""

    def __init__(self, why: str, final: bool) -> None:
        self.final = final
        """Whether it is of no use to try again."""
        super().__init__(why)


class Channel(Protocol):
    """A way for mails."""

    def send(self, message: EmailMessage) -> None:
        """Send a mail. Raises Undelivered."""


def composed(mail: Mail, sender: str, now: datetime) -> EmailMessage:
    """A mail as the standards want it. Raises Undelivered for what cannot stand in the head of one, such as a line break."""
    message = EmailMessage(SMTP)
    try:
        message["From"] = sender
        message["To"] = mail.recipient
        message["Subject"] = mail.subject
    except ValueError as error:
        raise Undelivered(str(error), final=True) from None
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">") or None)
    message["Auto-Submitted"] = "auto-generated"  # nobody's absence is answered to it
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


class Folder:
    """Puts mails into a folder, one file each: for those who try the product out, and for tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the mail down."""
        name = "".join(filter(str.isalnum, message["Message-ID"].partition("@")[0]))
        file = self._folder / f"{name}.eml"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file.touch(OWNER_ONLY)
            file.write_bytes(message.as_bytes())
        except OSError as error:
            raise Undelivered(f"{file}: {error.strerror}", final=False) from None


class Server:
    """Hands mails to a mail server (SMTP)."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, message: EmailMessage) -> None:
        """Hand the mail over."""
        try:
            with self._connected() as server:
                if self._settings.smtp_user:
                    server.login(self._settings.smtp_user, self._settings.smtp_password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            ((code, _), *_) = error.recipients.values()
            raise Undelivered(
                f"the server does not take the recipient ({code})", code >= PERMANENT
            ) from None
        except smtplib.SMTPResponseException as error:
            raise Undelivered(f"the server answers {error.smtp_code}", final=False) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise Undelivered(f"{type(error).__name__}: {error}", final=False) from None

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        where, patience = (settings.smtp_host, settings.smtp_port), settings.smtp_timeout_seconds
        if settings.smtp_security == "tls":
            return smtplib.SMTP_SSL(*where, timeout=patience, context=ssl.create_default_context())
        server = smtplib.SMTP(*where, timeout=patience)
        if settings.smtp_security == "starttls":
            try:
                server.starttls(context=ssl.create_default_context())
            except BaseException:
                server.close()
                raise
        return server


def channel_of(settings: Settings) -> Channel:
    """The way that the settings name."""
    return Server(settings) if settings.smtp_host else Folder(settings.mail_folder)
