"""An organisation has a language and a time zone of its own; users may choose others."""

from collections.abc import Callable
from contextlib import closing
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import Settings
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
NEW_YORK = ZoneInfo("America/New_York")


def test_the_platform_works_in_the_language_and_zone_of_the_organisation(
    organization: Organization, settings: Settings, desk: Sit
) -> None:
    with closing(Organization(settings)) as process_beside:
        with process_beside.read() as context:
            assert (context.language, str(context.zone)) == ("zh", "Asia/Shanghai")
        assert organization.apply([], "en", NEW_YORK).actions == ()
        with process_beside.read() as context:
            assert (context.language, context.zone) == ("en", NEW_YORK)
    session = desk("sam").get("/session")
    assert (session["language"], session["timezone"]) == ("en", "America/New_York")
    assert organization.apply([], None, ZoneInfo("Europe/Paris")).actions == ()
    with organization.read() as context:
        assert (context.language, str(context.zone)) == ("en", "Europe/Paris")


def test_a_user_takes_time_zones_that_exist(desk: Sit) -> None:
    admin = desk("admin")
    sam = admin.get("/user", filter='account = "sam"')["records"][0]
    for wrong in ("Mars/Phobos", "Asia", "localtime", "posixrules", "../etc/passwd"):
        refused = admin.call(
            "PATCH", f"/user/{sam['id']}", {"timezone": wrong}, if_match=f'"{sam["version"]}"'
        )
        assert refused.status_code == 422, wrong
        assert refused.json()["errors"][0]["code"] == "time_zone_unknown"
    path, version = f"/user/{sam['id']}", f'"{sam["version"]}"'
    taken = admin.call("PATCH", path, {"timezone": "Asia/Tokyo"}, if_match=version)
    assert taken.status_code == 200
    assert desk("sam").get("/session")["timezone"] == "Asia/Tokyo"


def test_a_time_zone_that_is_none_locks_nobody_out(desk: Sit, organization: Organization) -> None:
    with organization.write() as context:
        user = context.state.tables.objects["user"]
        context.connection.execute(sa.update(user).values(timezone="Mars/Phobos"))
    assert desk("sam").get("/session")["timezone"] == "Asia/Shanghai"


def test_the_profiles_of_a_user_stand_in_the_order_in_which_he_has_them(
    organization: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    for codes in (["sales", "administrator", "read_only"], ["read_only", "sales"], []):
        sam = admin.get("/user", filter='account = "sam"')["records"][0]
        given = {"profiles": [{"code": code} for code in codes]}
        changed = admin.call("PATCH", f"/user/{sam['id']}", given, if_match="*")
        assert changed.status_code == 200, changed.text
        user = organization.principal("sam")
        assert user is not None and user.profiles == tuple(codes)


def test_what_is_known_of_the_metadata_serves_until_they_change(
    organization: Organization, settings: Settings
) -> None:
    with organization.read() as context:
        known = context.state
    organization.apply([], None, NEW_YORK)
    with closing(Organization(settings, known=known)) as copy, copy.read() as context:
        assert context.state is not known
        assert context.zone == NEW_YORK
        known = context.state
    with closing(Organization(settings, known=known)) as copy, copy.read() as context:
        assert context.state is known
