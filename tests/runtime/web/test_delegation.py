"""Whoever looks after users and roles gives nothing that he lacks himself, and takes nobody's last right."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
STAFF = {
    "pack.yaml": "pack: staff\nversion: 1.0.0\nlabel: {zh: 人事, en: Staff}\nrequires: [{pack: base}]\n",
    "hr.yaml": (
        "profile: hr\nlabel: {zh: 人事, en: HR}\nsetup: [users]\nobjects:\n"
        "  user: {allow: [read, create, edit, delete]}\n  profile: {allow: [read, delete]}\n"
        "  role: {allow: [read, create, edit, delete]}\n  customer: {allow: [read, create, edit]}\n"
    ),
}


@pytest.fixture
def staff(organization: Organization, tmp_path: Path) -> None:
    """Two who look after users: hal above salespeople, hil without a role."""
    for name, text in STAFF.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "hal", "哈尔", ["hr"], "sales_manager")
        accounts.add_user(context, "hil", "希尔", ["hr"], None)


def _find(desk: Desk, thing: str, field: str, value: str) -> Any:
    (found,) = desk.get(f"/{thing}", filter=f'{field} = "{value}"')["records"]
    return found


def _change(desk: Desk, thing: str, field: str, value: str, body: Any) -> list[str]:
    """Change a record, and answer the codes of what was wrong."""
    record = _find(desk, thing, field, value)
    answer = desk.call("PATCH", f"/{thing}/{record['id']}", body, if_match="*")
    return [] if answer.status_code == 200 else [one["code"] for one in answer.json()["errors"]]


def _role(code: str | None) -> Any:
    return {"role": None if code is None else {"code": code}}


@pytest.mark.parametrize(("who", "whom", "role", "codes"), [
    ("hal", "hal", "sales_director", ["role_too_high"]),
    ("hal", "sue", "sales_director", ["role_too_high"]),
    ("hal", "dora", "salesperson", ["role_too_high"]),
    ("hal", "rob", "salesperson", ["role_too_high"]),
    ("hal", "sue", "sales_manager", []),
    ("hal", "mia", "salesperson", []),
    ("hal", "dora", None, []),
    ("hil", "hil", "salesperson", ["role_too_high"]),
    ("hil", "sam", "sales_manager", ["role_too_high"]),
    ("admin", "rob", "sales_director", []),
])  # fmt: skip
def test_users_are_placed_below_oneself(
    staff: None, desk: Sit, who: str, whom: str, role: str | None, codes: list[str]
) -> None:
    """Nobody sees more records by placing himself higher, or by placing others below himself."""
    assert _change(desk(who), "user", "account", whom, _role(role)) == codes


def test_new_users_are_placed_below_oneself_or_nowhere(staff: None, desk: Sit) -> None:
    hal = desk("hal")
    for account, role, codes in (
        ("x1", "salesperson", []), ("x2", "sales_director", ["role_too_high"]), ("x3", None, []),
    ):  # fmt: skip
        body = {"name": account, "account": account, **_role(role)}
        answer = hal.call("POST", "/user", body)
        found = [one["code"] for one in answer.json().get("errors", ())]
        assert found == codes, answer.text


def test_roles_are_moved_below_oneself(staff: None, desk: Sit) -> None:
    parent = {"parent": {"code": "salesperson"}}
    assert _change(desk("hil"), "role", "code", "salesperson", {"parent": None}) == [
        "role_too_high"
    ]
    hal = desk("hal")
    beside = hal.create("role", name="渠道", code="channel", parent={"code": "sales_director"})
    assert _change(hal, "role", "code", "channel", parent) == ["role_too_high"]
    hal.create("role", name="学徒", code="apprentice", parent={"code": "salesperson"})
    assert _change(hal, "role", "code", "apprentice", {"parent": {"code": "sales_manager"}}) == []
    assert _change(desk("admin"), "role", "code", "channel", parent) == []
    assert beside["id"]


@pytest.mark.parametrize("change", [{"status": "frozen"}, {"profiles": []}, None])
def test_nobody_takes_the_last_right_from_the_organisation(
    staff: None, organization: Organization, desk: Sit, change: Any
) -> None:
    def part(desk: Desk, account: str) -> list[str]:
        if change is not None:
            return _change(desk, "user", "account", account, change)
        user = _find(desk, "user", "account", account)
        answer = desk.call("DELETE", f"/user/{user['id']}", if_match="*")
        if answer.status_code in (200, 204):
            return []
        return [one["code"] for one in answer.json()["errors"]] or [answer.json()["code"]]

    hal, admin = desk("hal"), desk("admin")
    assert part(admin, "admin") == ["last_with_right"]
    with organization.write() as context:
        accounts.add_user(context, "ada", "艾达", ["administrator"], None)
    assert part(hal, "ada") == ["user_above"]
    assert part(hal, "hil") == []
    assert part(admin, "ada") == []
    assert part(admin, "admin") == ["last_with_right"]


@pytest.mark.parametrize(
    "change",
    [{"email": "hal@example.com"}, {"account": "other"}, {"role": {"code": "salesperson"}}],
)
def test_the_account_of_somebody_with_more_rights_is_left_alone(
    staff: None, desk: Sit, change: Any
) -> None:
    """Whoever sets the address that a new password is sent to has the account."""
    hal = desk("hal")
    assert "user_above" in _change(hal, "user", "account", "admin", change)
    assert _change(hal, "user", "account", "admin", {"title": "总管"}) == []


@pytest.mark.parametrize("status", ["frozen", "departed"])
def test_the_account_of_somebody_who_is_away_is_left_alone_too(
    staff: None, organization: Organization, desk: Sit, status: str
) -> None:
    """It keeps its profiles: whoever could open it, or set its address, would have them."""
    with organization.write() as context:
        accounts.add_user(context, "ada", "艾达", ["administrator"], None)
    hal, admin = desk("hal"), desk("admin")
    assert _change(admin, "user", "account", "ada", {"status": status}) == []
    for change in ({"email": "hal@example.com"}, {"account": "other"}, {"status": "active"}):
        assert _change(hal, "user", "account", "ada", change) == ["user_above"]
    ada = _find(hal, "user", "account", "ada")
    refused = hal.call("DELETE", f"/user/{ada['id']}", if_match="*")
    assert "user_above" in [refused.json()["code"], *(e["code"] for e in refused.json()["errors"])]
    assert _change(hal, "user", "account", "ada", {"title": "前总管"}) == []
    assert _change(hal, "user", "account", "sue", {"status": status}) == []
    assert _change(hal, "user", "account", "sue", {"status": "active"}) == []


@pytest.mark.parametrize("account", ["hal", "admin"])
def test_profiles_go_with_their_packs_only(staff: None, desk: Sit, account: str) -> None:
    """Without its record, nobody would have the profile any more."""
    profile = _find(desk("admin"), "profile", "code", "administrator")
    answer = desk(account).call("DELETE", f"/profile/{profile['id']}", if_match="*")
    assert answer.status_code in (403, 422), answer.text
    assert desk("admin").get("/session")["profiles"] == ["administrator"]


def test_several_at_once_take_no_last_right_either(staff: None, desk: Sit) -> None:
    hal = desk("admin")
    users = [_find(hal, "user", "account", account) for account in ("admin", "sue")]
    body = {
        "operation": "update",
        "records": [
            {"id": one["id"], "version": one["version"], "status": "frozen"} for one in users
        ],
    }
    results = hal.call("POST", "/user/bulk", body).json()["results"]
    assert [one["status"] for one in results] == ["failed", "updated"], results
