"""What users do with their own accounts: profile, password, preferences and tokens."""

from objectry.runtime.api import accounts, new_passwords, preferences, profile
from objectry.runtime.api.organization import Caller, Organization
from objectry.runtime.errors import BadRequest, Forbidden
from objectry.runtime.web import messages
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Answer, Call, SlowHandler
from objectry.runtime.web.json_body import read_json_body
from objectry.runtime.web.sessions import begun_json, cookie, texts

PASSWORD = "old_password"  # noqa: S105 - a key of bodies
"""Where a body has the present password."""


def get_profile(caller: Caller, call: Call) -> Answer:
    """`GET /session/profile`"""
    known_parameters(call, ())
    return Answer(200, profile.profile(caller.context))


def _change_profile(organization: Organization, caller: Caller, call: Call) -> Answer:
    """`PATCH /session/profile`"""
    known_parameters(call, ())
    given = read_json_body(call.body)
    if not isinstance(given, dict):
        raise BadRequest(messages.BODY_SHAPE, {"key": "{}"})
    password = given.pop(PASSWORD, "")
    if not isinstance(password, str):
        raise BadRequest(messages.BODY_SHAPE, {"key": PASSWORD})
    user = caller.context.user
    assert user
    profile.change(organization, user, given, password, call.client, call.request)
    with organization.read_for(user.id, call.request) as context:
        return Answer(200, profile.profile(context))


def _change_password(organization: Organization, caller: Caller, call: Call) -> Answer:
    """`POST /session/password`. The session goes on under another secret; programs with tokens have none to go on with."""
    known_parameters(call, ())
    old, new = texts(call.body, PASSWORD, "password")
    if not caller.csrf:
        raise Forbidden(messages.SESSION_NEEDED)
    assert caller.context.user
    session = new_passwords.change_password(
        organization, caller.context.user, old, new, call.client
    )
    return Answer(200, begun_json(session), {"set-cookie": cookie(organization.settings, session)})


CHANGE_PROFILE = SlowHandler(_change_profile)
CHANGE_PASSWORD = SlowHandler(_change_password)


def get_preferences(caller: Caller, call: Call) -> Answer:
    """`GET /preferences`"""
    known_parameters(call, ())
    return Answer(200, preferences.chosen(caller.context))


def choose_preferences(caller: Caller, call: Call) -> Answer:
    """`PATCH /preferences`"""
    known_parameters(call, ())
    return Answer(200, preferences.choose(caller.context, read_json_body(call.body)))


def list_tokens(caller: Caller, call: Call) -> Answer:
    """`GET /session/tokens`"""
    known_parameters(call, ())
    assert caller.context.user
    found = accounts.tokens(caller.context, caller.context.user.id)
    return Answer(200, accounts.tokens_json(found))


def revoke_token(caller: Caller, call: Call) -> Answer:
    """`DELETE /session/tokens/{id}`"""
    known_parameters(call, ())
    assert caller.context.user
    accounts.revoke_token(caller.context, caller.context.user.id, call.parts["id"])
    return Answer(204)
