"""The pages of a user about himself."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.accounts import (
    shown_appearance,
    shown_profile,
    shown_security,
)
from objectry.runtime.shown.shortcuts import shown_shortcuts
from objectry.runtime.web import messages
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page
from objectry.runtime.web.sessions import secret_of


def profile_page(caller: Caller, call: Call) -> Page:
    """`GET /me`"""
    known_parameters(call, ())
    title = messages.PROFILE.text(caller.context.language)
    return Page("me/profile.html", title, shown_profile(caller.context))


def appearance_page(caller: Caller, call: Call) -> Page:
    """`GET /me/appearance`"""
    known_parameters(call, ())
    title = messages.APPEARANCE.text(caller.context.language)
    return Page("me/appearance.html", title, shown_appearance(caller.context))


def shortcuts_page(caller: Caller, call: Call) -> Page:
    """`GET /me/shortcuts`"""
    known_parameters(call, ())
    title = messages.SHORTCUTS.text(caller.context.language)
    return Page("me/shortcuts.html", title, shown_shortcuts(caller.context))


def shortcuts_part(caller: Caller, call: Call) -> Fragment:
    """`GET /shortcuts`: what the shortcut menu offers."""
    known_parameters(call, ())
    return Fragment("shell/shortcuts.html", shown_shortcuts(caller.context))


def security_page(caller: Caller, call: Call) -> Page:
    """`GET /me/security`"""
    known_parameters(call, ())
    title = messages.SECURITY.text(caller.context.language)
    found = shown_security(caller.context, secret_of(caller, call))
    return Page("me/security.html", title, found)
