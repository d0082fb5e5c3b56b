"""Mails: what becomes of them in the outbox, and how they are handed to a folder or to a mail server."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.runtime.api.organization import Organization
from objectry.runtime.database import mails
from objectry.runtime.database.system_tables import mail
from objectry.runtime.jobs.mailing import TAKEN, TOO_LATE, deliver
from objectry.runtime.jobs.sweep import tidy
from objectry.runtime.mail import outbox
from objectry.runtime.mail.letters import Letter, as_html, as_text
from tests.runtime.conftest import ONE_DATABASE, TestClock

LETTER = Letter(
    "zh", "设置新密码", "山姆，您好：", ("请打开：",), ("谢谢。",), "https://crm.example.com/x#y", "打开",
)  # fmt: skip


class Server(socketserver.ThreadingTCPServer):
    """A mail server without encryption. It takes mails for `example.com`, and answers others as it is told."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refusal: str) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.refusal = refusal
        self.taken: list[bytes] = []
        self.said: list[str] = []


class Talk(socketserver.StreamRequestHandler):
    """What it says."""

    def handle(self) -> None:
        """Talk until the other side has enough."""
        server: Any = self.server
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            text = line.decode().strip()
            server.said.append(text)
            word = text[:4].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                server.taken.append(body)
                self.wfile.write(b"250 taken\r\n")
            elif word == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            elif word == "RCPT" and "example.com" not in text:
                self.wfile.write(server.refusal.encode() + b"\r\n")
            else:
                self.wfile.write(b"250 fine\r\n")


@contextmanager
def mail_server(refusal: str = "550 no such user") -> Iterator[Server]:
    """A mail server that runs meanwhile."""
    with Server(refusal) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def _site(organization: Organization, **given: Any) -> Organization:
    """The same organisation under other settings."""
    organization.settings = organization.settings.model_copy(update=given)
    return organization


def _by(server: Server) -> dict[str, Any]:
    host, port = server.server_address[:2]
    return {"smtp_host": host, "smtp_port": port, "smtp_security": "none"}


def _post(organization: Organization, recipient: str = "sam@example.com") -> None:
    with organization.write() as context:
        outbox.post(context, recipient, LETTER, context.now + timedelta(hours=1))


def _rows(organization: Organization) -> list[Any]:
    with organization.read() as context:
        return list(context.connection.execute(sa.select(mail).order_by(mail.c.id)).all())


def _deliver(organization: Organization) -> int:
    return deliver(organization, lambda: False)


def test_a_mail_goes_into_the_folder_once(organization: Organization, tmp_path: Path) -> None:
    site = _site(organization, mail_folder=tmp_path / "mail")
    _post(site)
    assert (_deliver(site), _deliver(site)) == (1, 0)
    (file,) = (tmp_path / "mail").glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0  # it may hold a secret
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (message["to"], message["subject"]) == ("sam@example.com", "设置新密码")
    assert message["auto-submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain and html
    assert LETTER.link in plain.get_content().splitlines()
    assert f'href="{LETTER.link}"' in html.get_content()
    (row,) = _rows(site)
    assert (row.state, row.text, row.html, row.attempts) == ("sent", "", "", 1)


@ONE_DATABASE
def test_a_mail_server_takes_it(organization: Organization) -> None:
    with mail_server() as server:
        site = _site(organization, **_by(server))
        _post(site)
        assert _deliver(site) == 1
        (taken,) = server.taken
    message = message_from_bytes(taken, policy=policy.default)
    assert message["from"].addresses[0].addr_spec == "objectry@localhost"
    assert message["subject"] == "设置新密码"


@ONE_DATABASE
def test_nothing_is_sent_in_the_clear_where_encryption_is_wanted(
    organization: Organization,
) -> None:
    with mail_server() as server:
        given = {"smtp_security": "starttls", "smtp_user": "me", "smtp_password": "secret"}
        site = _site(organization, **{**_by(server), **given})
        _post(site)
        _deliver(site)
        assert server.taken == [] and not any("AUTH" in one for one in server.said)
    (row,) = _rows(site)
    assert row.state == "waiting" and "secret" not in row.problem


def test_it_is_tried_again_each_time_after_a_longer_pause_and_then_given_up(
    organization: Organization,
) -> None:
    clock = organization.clock
    assert isinstance(clock, TestClock)
    nobody = {"smtp_host": "127.0.0.1", "smtp_port": 1, "smtp_security": "none"}
    site = _site(organization, **nobody, mail_attempts=3, mail_retry_seconds=60)
    _post(site)
    pauses = []
    for _ in range(2):
        assert _deliver(site) == 1
        (row,) = _rows(site)
        assert (row.state, bool(row.problem), bool(row.text)) == ("waiting", True, True)
        pauses.append(round((row.due_at - clock.now).total_seconds()))
        assert _deliver(site) == 0
        clock.now = row.due_at
    assert pauses == [59, 119]  # the clock went on by a second meanwhile
    assert _deliver(site) == 1
    (row,) = _rows(site)
    assert (row.state, row.text, row.attempts) == ("failed", "", 3)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("refusal", "state"), [("550 no such user", "failed"), ("451 try later", "waiting")]
)
def test_a_recipient_whom_nobody_knows_is_given_up_at_once(
    organization: Organization, refusal: str, state: str
) -> None:
    with mail_server(refusal) as server:
        site = _site(organization, **_by(server))
        _post(site, "sam@elsewhere.example")
        _deliver(site)
    assert _rows(site)[0].state == state


@ONE_DATABASE
@pytest.mark.parametrize(
    "recipient", ["sam@example.com\r\nBcc: eve@example.com", "sam@example.com\nX: y", "no address"]
)
def test_nobody_writes_into_the_head_of_a_mail(organization: Organization, recipient: str) -> None:
    with mail_server() as server:
        site = _site(organization, **_by(server))
        _post(site, recipient)
        _deliver(site)
        assert server.taken == [] and not any("eve" in one for one in server.said)
    assert _rows(site)[0].state == "failed"


@ONE_DATABASE
def test_what_is_of_no_use_any_more_is_not_sent(
    organization: Organization, tmp_path: Path
) -> None:
    clock = organization.clock
    assert isinstance(clock, TestClock)
    site = _site(organization, mail_folder=tmp_path / "mail")
    _post(site)
    clock.now += timedelta(hours=2)
    assert _deliver(site) == 1
    (row,) = _rows(site)
    assert (row.state, row.problem) == ("failed", TOO_LATE)
    assert not (tmp_path / "mail").exists()


def test_a_mail_that_somebody_has_taken_is_left_to_others_after_a_while(
    organization: Organization, tmp_path: Path
) -> None:
    clock = organization.clock
    assert isinstance(clock, TestClock)
    site = _site(organization, mail_folder=tmp_path / "mail")
    _post(site)
    with site.write() as context:
        (mail_id,) = mails.due(context.connection, context.now, 5)
        assert mails.take(context.connection, mail_id, context.now, context.now + TAKEN)
        assert mails.take(context.connection, mail_id, context.now, context.now + TAKEN) is None
    assert _deliver(site) == 0  # that process has died
    clock.now += TAKEN
    assert _deliver(site) == 1


@ONE_DATABASE
def test_old_mails_are_forgotten(organization: Organization, tmp_path: Path) -> None:
    clock = organization.clock
    assert isinstance(clock, TestClock)
    site = _site(organization, mail_folder=tmp_path / "mail")
    _post(site)
    _deliver(site)
    _post(site)
    clock.now += timedelta(days=organization.settings.job_days + 1)
    tidy(site)
    assert [one.state for one in _rows(site)] == ["waiting"]


def test_what_users_wrote_is_text_in_a_letter() -> None:
    hostile = "<img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"
    letter = Letter(
        "en", hostile, hostile, (hostile,), (hostile,), f"https://x/{hostile}", hostile
    )
    html = as_html(letter)
    assert "<img" not in html and "{{ 7 * 7 }}" in html
    assert hostile in as_text(letter)
