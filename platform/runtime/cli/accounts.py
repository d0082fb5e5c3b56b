"""Commands on people: user add, user password, token create, token list, token revoke."""

import argparse
import getpass
import sys

from objectry.formula.messages import Language
from objectry.runtime.api import accounts
from objectry.runtime.api.organization import open_organization
from objectry.runtime.cli import messages
from objectry.runtime.cli import usage_messages as usage
from objectry.runtime.cli.output import tell
from objectry.runtime.cli.usage import Commands, number
from objectry.runtime.errors import BadRequest
from objectry.runtime.settings import Settings

LONGEST_DAYS = 36_500
"""A century: longer than any token should last, and short enough for a date."""


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    users = commands.add("user", usage.USER).parts("add | password")
    adding = users.add("add", usage.USER_ADD)
    adding.add("account", meaning=usage.USER_ACCOUNT)
    adding.add("--name", meaning=usage.USER_NAME)
    adding.add(
        "--profile", action="append", default=[], metavar="CODE", meaning=usage.USER_PROFILE
    )
    adding.add("--role", metavar="CODE", meaning=usage.USER_ROLE)
    adding.runs(run_add)
    password = users.add("password", usage.USER_PASSWORD)
    password.add("account", meaning=usage.TOKEN_ACCOUNT)
    password.flag("--keep-tokens", meaning=usage.USER_KEEP_TOKENS)
    password.runs(run_password)
    tokens = commands.add("token", usage.TOKEN).parts("create | list | revoke")
    creating = tokens.add("create", usage.TOKEN_CREATE)
    creating.add("account", meaning=usage.TOKEN_ACCOUNT)
    creating.add("--name", default="command line", meaning=usage.TOKEN_NAME)
    creating.add("--days", kind=number(1, LONGEST_DAYS), meaning=usage.TOKEN_DAYS)
    creating.runs(run_token)
    listing = tokens.add("list", usage.TOKEN_LIST)
    listing.add("account", meaning=usage.TOKEN_ACCOUNT)
    listing.runs(run_list)
    revoking = tokens.add("revoke", usage.TOKEN_REVOKE)
    revoking.add("account", meaning=usage.TOKEN_ACCOUNT)
    revoking.add("token", meaning=usage.TOKEN_ID)
    revoking.runs(run_revoke)


def _password(language: Language) -> str:
    """Ask for a password; take it from standard input where nobody can be asked."""
    if sys.stdin.isatty():
        return getpass.getpass(messages.PASSWORD_ASKED.text(language))
    try:
        return sys.stdin.readline().rstrip("\n")
    except UnicodeDecodeError:
        raise BadRequest(usage.TEXT_UNREADABLE) from None


def run_add(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Add a user."""
    with open_organization(settings) as organization:
        password = _password(language)
        with organization.write() as context:
            accounts.add_user(
                context, given.account, given.name or given.account, given.profile, given.role
            )
            accounts.set_password(context, given.account, password)
    tell(language, messages.USER_ADDED, account=given.account)
    return 0


def run_password(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Give a user a new password. Nobody is asked for one that no account will get."""
    with open_organization(settings) as organization:
        with organization.read() as context:
            accounts.user_id(context, given.account)
        password = _password(language)
        with organization.write() as context:
            accounts.set_password(context, given.account, password, given.keep_tokens)
    tell(language, messages.PASSWORD_CHANGED, account=given.account)
    return 0


def run_token(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Create a token."""
    with open_organization(settings) as organization, organization.write() as context:
        token = accounts.create_token(context, given.account, given.name, given.days)
    tell(language, messages.TOKEN_CREATED, token=token)
    return 0


def run_list(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """List the tokens of a user, one a line."""
    with open_organization(settings) as organization, organization.read() as context:
        found = accounts.tokens(context, accounts.user_id(context, given.account))
    for token in found:
        begun = f"{token.created_at:%Y-%m-%d}"
        ended = "-" if token.expires_at is None else f"{token.expires_at:%Y-%m-%d}"
        tell(language, messages.TOKEN_LINE, id=token.id, begun=begun, ended=ended, name=token.name)
    if not found:
        tell(language, messages.NO_TOKENS, account=given.account)
    return 0


def run_revoke(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Make a token open nothing any more."""
    with open_organization(settings) as organization, organization.write() as context:
        accounts.revoke_token(context, accounts.user_id(context, given.account), given.token)
    tell(language, messages.TOKEN_REVOKED, token=given.token)
    return 0
