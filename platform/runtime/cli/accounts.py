"""Commands on people: user add, user password, token create."""

import argparse
import getpass
import sys
from typing import Any

from objectry.formula.messages import Language
from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.cli import messages
from objectry.runtime.cli.output import tell
from objectry.runtime.settings import Settings


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    user = commands.add_parser("user", help="add users and give passwords")
    parts = user.add_subparsers(dest="part", required=True, metavar="add | password")
    adding = parts.add_parser(
        "add", help="add a user; the password is asked for, or read from standard input"
    )
    adding.add_argument("account", help="the name to sign in with")
    adding.add_argument("--name", help="the name that others read (default: the account)")
    adding.add_argument("--profile", action="append", default=[], metavar="CODE",
                        help="a profile that the user gets; may be repeated")  # fmt: skip
    adding.add_argument("--role", metavar="CODE", help="the role that the user gets")
    adding.set_defaults(run=run_add)
    password = parts.add_parser("password", help="give a user a new password")
    password.add_argument("account", help="the user's account")
    password.set_defaults(run=run_password)
    token = commands.add_parser("token", help="create tokens for programs")
    creating = token.add_subparsers(dest="part", required=True, metavar="create").add_parser(
        "create", help="create a token that acts as a user"
    )
    creating.add_argument("account", help="the user's account")
    creating.add_argument("--name", default="command line", help="what the token is for")
    creating.add_argument(
        "--days", type=int, help="how long it lasts (default: until it is removed)"
    )
    creating.set_defaults(run=run_token)


def _password(language: Language) -> str:
    """Ask for a password; take it from standard input where nobody can be asked."""
    if sys.stdin.isatty():
        return getpass.getpass(messages.PASSWORD_ASKED.text(language))
    return sys.stdin.readline().rstrip("\n")


def run_add(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Add a user."""
    password = _password(language)
    organization = Organization(settings)
    try:
        with organization.write() as context:
            accounts.add_user(
                context, given.account, given.name or given.account, given.profile, given.role
            )
            accounts.set_password(context, given.account, password)
    finally:
        organization.close()
    tell(language, messages.USER_ADDED, account=given.account)
    return 0


def run_password(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Give a user a new password."""
    password = _password(language)
    organization = Organization(settings)
    try:
        with organization.write() as context:
            accounts.set_password(context, given.account, password)
    finally:
        organization.close()
    return 0


def run_token(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Create a token."""
    organization = Organization(settings)
    try:
        with organization.write() as context:
            token = accounts.create_token(context, given.account, given.name, given.days)
    finally:
        organization.close()
    tell(language, messages.TOKEN_CREATED, token=token)
    return 0
