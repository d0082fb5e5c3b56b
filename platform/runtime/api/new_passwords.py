"""New passwords: changed by somebody who knows the old one, or chosen by somebody to whom a link was sent.

Nobody learns from an answer, or from how long it takes, whether there is an account: what is done for one is done after the
answer. A link holds for some minutes and for one use. It ends with the password, with the address to which it was sent, and
with the account.
"""

import logging
import secrets
from datetime import timedelta

from objectry.runtime.api import mails, messages, passwords, signing_in
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.signing_in import Client, Session
from objectry.runtime.context import Context
from objectry.runtime.database import identity, links
from objectry.runtime.database.identity import Principal
from objectry.runtime.errors import Invalid, Refused

MOST_LINKS = 3
"""Links of one user that hold at the same time: nobody fills his letter-box by asking for more."""
log = logging.getLogger("objectry.accounts")


def change_password(
    organization: Organization, user: Principal, old: str, new: str, client: Client
) -> Session:
    """Give a user a new password. All his sessions end, and a new one begins for whoever did it; tokens stay with programs.
    Raises Invalid."""
    passwords.demand_fit(new)
    known = signing_in.confirm(organization, user.account, old, client)
    hashed = passwords.hashed(new)
    with organization.write() as context:
        # The password may have been changed, or the account frozen, in between.
        if not identity.holds_still(context.connection, context.state.tables, known):
            raise signing_in.wrong_password()
        _set(context, user.id, hashed)
        return signing_in.begin_session(context, user.id, client)


def count_request(organization: Organization, named: str, client: Client) -> None:
    """Count that somebody asks for a link. Raises TooMany, whether there is such an account or not."""
    with organization.write() as context:
        waits = signing_in.count_attempt(context, signing_in.attempt_key("link", named, client))
    if waits is not None:
        raise waits


def send_link(organization: Organization, named: str) -> None:
    """Send a link to a new password to the user with an account name or an e-mail address, if there is one. Done after the
    answer: nobody is left to be told what is wrong."""
    try:
        with organization.write() as context:
            _send_link(context, named)
    except Refused as refused:
        log.warning("no link was sent: %s", refused)


def _send_link(context: Context, named: str) -> None:
    connection = context.connection
    now = context.now
    to = identity.addressee(connection, context.state.tables, named)
    if to is None or links.count(connection, "password", to.user, now) >= MOST_LINKS:
        return
    secret = secrets.token_urlsafe(passwords.SECRET_BYTES)
    until = now + timedelta(minutes=context.settings.password_link_minutes)
    links.add(connection, secret, "password", to.user, now, until)
    # What follows # is sent to no server: it stands in no log, and in no Referer.
    link = f"{context.settings.address}/new-password?lang={to.language}#{secret}"
    mails.post_password_link(context, to, link)


def use_link(organization: Organization, secret: str, new: str) -> None:
    """Give the user to whom a link was sent a new password, and use the link up. All his sessions end. Raises Invalid."""
    passwords.demand_fit(new)
    with organization.read() as context:
        if not links.holds(context.connection, secret, "password", context.now):
            raise Invalid(messages.LINK_SPENT)
    hashed = passwords.hashed(new)  # for those only who have a link: it takes long
    with organization.write() as context:
        used = links.use(context.connection, secret, "password", context.now)
        if used is None or used.user is None:
            raise Invalid(messages.LINK_SPENT)
        _set(context, used.user, hashed)


def _set(context: Context, user: str, hashed: str) -> None:
    identity.set_password(context.connection, user, hashed, context.now)
    to = identity.addressee_with_id(context.connection, context.state.tables, user)
    if to is not None:
        mails.post_password_changed(context, to)
