"""Filters by users: what they mean to whom."""

from collections.abc import Callable
from pathlib import Path

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_a_day_in_a_filter_is_the_day_of_whoever_asks(desk: Sit) -> None:
    admin = desk("admin")
    admin.create("customer", name="华强")  # made at 08:00 UTC on November 23: 00:00 in Los Angeles
    rows = admin.get("/customer", fields="created_at")["records"]
    assert rows[0]["created_at"].startswith("2026-11-23T08:00")
    for account, zone in (("sam", "Pacific/Kiritimati"), ("mia", "America/Los_Angeles")):
        user = admin.get("/user", filter=f'account = "{account}"')["records"][0]
        changed = admin.call(
            "PATCH", f"/user/{user['id']}", {"timezone": zone}, if_match=f'"{user["version"]}"'
        )
        assert changed.status_code == 200, changed.text
    desk("sam").create("task", subject="早", due_at="2026-11-23T05:00:00Z")
    for account, day in (("sam", "2026-11-23"), ("mia", "2026-11-22"), ("sam", "2026-11-23")):
        found = desk(account).get("/task", filter=f"due_at = #{day}#")["records"]
        assert len(found) == 1, (account, day)


def test_a_reference_is_filtered_sorted_and_hidden_like_the_field_that_it_shows(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text(
        "pack: shown\nversion: 1.0.0\nlabel: {zh: 引用, en: Shown}\nrequires: [{pack: base}]\n"
    )
    (tmp_path / "contact.yaml").write_text(
        "extend: contact\nfields:\n"
        "  - {name: trade, type: reference, path: customer.industry, label: {zh: 行业, en: Trade}}\n"
    )
    (tmp_path / "profile.yaml").write_text(
        "profile: guest\nlabel: {zh: 访客, en: Guest}\nobjects:\n"
        "  customer: {allow: [read, view_all], fields: {industry: hidden}}\n"
        "  contact: {allow: [read, view_all]}\n"
    )
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "访客", ["guest"], None)
    sam = desk("sam")
    for name, industry in (("华强", "medical"), ("远大", "retail")):
        customer = sam.create("customer", name=name, industry=industry)
        sam.create("contact", name=f"{name}的王伟", customer=customer["id"])
    found = sam.get("/contact", filter='trade = "medical"', fields="name,trade")["records"]
    assert found == [{"name": "华强的王伟", "trade": "medical"}]
    listed = sam.get("/contact", sort="-trade", fields="trade")["records"]
    assert [one["trade"] for one in listed] == ["retail", "medical"]
    gus = desk("gus")
    hidden = gus.client.get(
        "/api/v1/contact",
        params={"filter": 'trade = "medical"'},
        headers={"authorization": f"Bearer {gus.token}"},
    )
    unknown = gus.client.get(
        "/api/v1/contact",
        params={"filter": 'trada = "medical"'},
        headers={"authorization": f"Bearer {gus.token}"},
    )
    assert hidden.status_code == unknown.status_code == 422
    assert hidden.json()["errors"][0]["code"] == unknown.json()["errors"][0]["code"]
    assert "trade" not in gus.get("/contact")["records"][0]
