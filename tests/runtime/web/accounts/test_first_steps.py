"""The first administrator is made once, by whoever has the code."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import sqlalchemy as sa
from starlette.testclient import TestClient

from objectry.runtime.api import first_steps
from objectry.runtime.api.first_steps import FirstSteps
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.signing_in import Client
from objectry.runtime.database.system_tables import link
from objectry.runtime.errors import Refused
from objectry.runtime.settings import Settings
from objectry.runtime.web.app import build_app
from tests.runtime.conftest import ONE_DATABASE, PASSWORD, TestClock
from tests.runtime.web.accounts.conftest import (
    PATH,
)


def _steps(code: str, **other: str) -> dict[str, str]:
    return {
        "code": code, "organization": "东方机械", "language": "en", "zone": "Europe/Berlin",
        "name": "Ada", "account": "ada", "password": PASSWORD, **other,
    }  # fmt: skip


def test_the_first_administrator_is_made_once(organization: Organization) -> None:
    code = first_steps.new_code(organization)
    assert code
    client = TestClient(build_app(organization))
    assert client.get("/sign-in", follow_redirects=False).headers["location"] == "/welcome"
    made = client.post(f"{PATH}/first", json=_steps(code.lower().replace("-", " ")))
    assert made.status_code == 201, made.text
    assert client.get(PATH).json()["account"] == "ada"
    ada = organization.principal("ada")
    assert ada and (ada.language, str(ada.zone), ada.profiles) == (
        "en", "Europe/Berlin", ("administrator",),
    )  # fmt: skip
    assert first_steps.standing(organization).name == "东方机械"
    again = client.post(f"{PATH}/first", json=_steps(code, account="eve"))
    assert (again.status_code, again.json()["code"]) == (409, "set_up_done")
    assert client.get("/welcome", follow_redirects=False).headers["location"] == "/sign-in"
    assert first_steps.new_code(organization) is None
    with organization.read() as context:
        assert context.connection.execute(sa.select(link)).all() == []


@ONE_DATABASE
def test_strangers_do_not_get_ahead(organization: Organization) -> None:
    code = first_steps.new_code(organization)
    assert code
    client = TestClient(build_app(organization))
    for wrong in ("", "AAAAA-AAAAA-AAAAA-AAAAA", code[:-1], code + "A"):
        refused = client.post(f"{PATH}/first", json=_steps(wrong))
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "code")
    assert client.post(f"{PATH}/first", json=_steps(code)).status_code == 429  # too many tries
    assert organization.principal("ada") is None
    clock = organization.clock
    assert isinstance(clock, TestClock)
    clock.now += timedelta(hours=25)
    late = client.post(f"{PATH}/first", json=_steps(code))
    assert (late.status_code, late.json()["code"]) == (422, "set_up_code_wrong")


MISTAKES: tuple[tuple[dict[str, str], str], ...] = (
    ({"password": "short"}, "password"), ({"zone": "Mars/Olympus"}, "zone"),
    ({"organization": "x\r\nBcc: y"}, "organization"), ({"organization": "x" * 101}, "organization"),
    ({"account": "A B"}, "account"), ({"name": ""}, "name"), ({"account": "sam"}, "account"),
)  # fmt: skip


@ONE_DATABASE
def test_a_mistake_leaves_the_code_as_it_is(organization: Organization) -> None:
    code = first_steps.new_code(organization)
    assert code
    app = build_app(organization)
    for number, (given, field) in enumerate(MISTAKES):
        client = TestClient(app, client=(f"203.0.113.{number}", 5000))
        refused = client.post(f"{PATH}/first", json=_steps(code, **given))
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field), given
    assert not first_steps.standing(organization).accounts
    assert TestClient(app).post(f"{PATH}/first", json=_steps(code)).status_code == 201


def test_of_several_browsers_one_gets_there(
    organization: Organization, settings: Settings
) -> None:
    """Each has a code of its own, from another server."""
    with closing(Organization(settings, TestClock())) as other:
        sites = (organization, other, organization, other)
        codes = [first_steps.new_code(one) for one in sites]

        def take(number: int) -> bool:
            given = FirstSteps(
                codes[number] or "", "x", "zh", "Asia/Shanghai", "Ada", f"ada{number}", PASSWORD
            )
            client = Client(f"203.0.113.{number}", "")
            try:
                first_steps.take(sites[number], given, client)
            except Refused as refused:
                assert refused.status in (409, 503), refused  # made by another, or being made
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(take, range(4))) == 1
