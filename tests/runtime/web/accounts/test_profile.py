"""What people change of themselves: what their profile has, and how pages look to them."""

from collections.abc import Callable

from objectry.runtime.api import accounts, new_passwords
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, update_record
from tests.runtime.conftest import ONE_DATABASE, PASSWORD
from tests.runtime.web.accounts.conftest import (
    ADDRESS,
    Browser,
    letters,
    link_of,
    text_of,
    use_link,
)


def test_users_change_what_is_their_own_and_nothing_else(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here = sam()
    body = {
        "name": "山姆二世",
        "phone": "13800138000",
        "language": "en",
        "timezone": "Europe/Berlin",
    }
    answer = here.call("PATCH", "/session/profile", body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["name"] == "山姆二世" and answer.json()["timezone"] == "Europe/Berlin"
    sam_now = organization.principal("sam")
    assert sam_now and (sam_now.language, str(sam_now.zone)) == ("en", "Europe/Berlin")
    for name in (
        "account",
        "profiles",
        "role",
        "status",
        "department",
        "id",
        "no_such_field",
        "x" * 5000,
    ):
        refused = here.call("PATCH", "/session/profile", {name: "admin"})
        assert (refused.status_code, refused.json()["code"]) == (422, "not_your_own"), name
    history = here.call("GET", f"/user/{sam_now.id}/history")
    assert history.status_code == 200 and "山姆二世" in history.text


@ONE_DATABASE
def test_a_profile_is_checked_like_every_record(sam: Callable[[], Browser]) -> None:
    here = sam()
    for field, value in (
        ("name", None), ("name", "x" * 101), ("name", {"x": 1}), ("timezone", "Mars/Olympus"),
        ("language", "tlh"), ("phone", "not a phone"), ("name", "x" * 1_000_000),
    ):  # fmt: skip
        answer = here.call("PATCH", "/session/profile", {field: value})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_new_address_needs_the_password_and_the_old_one_is_told(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    here = sam()
    refused = here.call("PATCH", "/session/profile", {"email": "mallory@example.com"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "old_password")
    same = here.call("PATCH", "/session/profile", {"email": ADDRESS})
    assert same.status_code == 200, same.text
    body = {"email": "sam.new@example.com", "old_password": PASSWORD}
    changed = here.call("PATCH", "/session/profile", body)
    assert (changed.status_code, changed.json()["email"]) == (200, "sam.new@example.com")
    (told,) = letters(organization)
    assert told["to"] == ADDRESS and "sam.new" not in text_of(told)


@ONE_DATABASE
def test_a_link_that_was_sent_to_the_former_address_is_worthless(
    organization: Organization, sam: Callable[[], Browser]
) -> None:
    sam()
    new_passwords.send_link(organization, "sam")
    (letter,) = letters(organization)
    with organization.write(organization.principal("admin")) as context:
        user = accounts.user_id(context, "sam")
        update_record(context, "user", user, {"email": "other@example.com"}, ANY_VERSION)
    assert use_link(organization, link_of(letter)).status_code == 422


@ONE_DATABASE
def test_preferences_are_a_closed_list(sam: Callable[[], Browser]) -> None:
    here = sam()
    default = {
        "theme": "system",
        "color": "blue",
        "size": "normal",
        "forms": "short",
        "week_start": "monday",
        "shortcuts": [],
    }
    assert here.call("GET", "/preferences").json() == default
    chosen = here.call("PATCH", "/preferences", {"color": "purple", "size": "large"})
    assert chosen.json() == {**default, "color": "purple", "size": "large"}
    for body, code in (
        ({"color": "red; background: url(//evil)"}, "preference_wrong"),
        ({"theme": 1}, "preference_wrong"),
        ({"size": ["large"]}, "preference_wrong"),
        ({"week_start": "tuesday"}, "preference_wrong"),
        ({"shortcuts": ["Not a name"]}, "preference_wrong"),
        ({"shortcuts": ["task"] * 13}, "preference_wrong"),
        ({"no_such_key": "x"}, "preference_unknown"),
        ({"x" * 10_000: "x" * 100_000}, "preference_unknown"),
        (["theme"], "preferences_shape"),
    ):
        refused = here.call("PATCH", "/preferences", body)
        assert (refused.status_code, refused.json()["code"]) == (422, code), body
    assert here.call("PATCH", "/preferences", {"color": None}).json()["color"] == "blue"
