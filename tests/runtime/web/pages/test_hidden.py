"""What is hidden from a user stands on none of his pages: not even the name of a record that he may edit."""

from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, update_record
from tests.runtime.web.pages.conftest import Browser

PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, edit], fields: {name: hidden, comment: hidden}}
  contact: {allow: [read, create, edit]}
"""
SECRET = "华强科技"
SECRET_MAIL = "gus.secret"


@pytest.fixture
def record(organization: Organization, tmp_path: Path) -> str:
    """A customer of a guest, from whom its name is hidden."""
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
    with organization.write(organization.principal("admin")) as context:
        values = {"name": SECRET, "comment": SECRET, "owner": {"account": "gus"}}
        customer = create_record(context, "customer", values).id
        create_record(
            context,
            "contact",
            {"name": "李经理", "customer": customer, "owner": {"account": "gus"}},
        )
        return customer


def test_no_page_shows_a_hidden_name(browser: Callable[[str], Browser], record: str) -> None:
    gus = browser("gus")
    for path in (
        "/o/customer", "/o/customer?view=all", f"/o/customer/{record}", f"/o/customer/{record}/edit", "/o/contact",
        f"/o/contact/new?customer={record}", "/search?q=李",
    ):  # fmt: skip
        answer = gus.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert SECRET not in answer.text, path
    assert record in gus.get("/o/customer").text  # he may open it all the same


def test_what_cannot_be_edited_has_no_form(
    organization: Organization, browser: Callable[[str], Browser]
) -> None:
    with organization.write(organization.principal("admin")) as context:
        rival = create_record(context, "competitor", {"name": "吊车"}).id
    sam = browser("sam")
    page = sam.page(f"/o/competitor/{rival}")
    assert f"/o/competitor/{rival}/edit" not in page.all("a", "href")
    assert sam.get(f"/o/competitor/{rival}/edit").status_code == 403


def test_what_is_hidden_of_users_is_missing_in_ones_own_profile(
    organization: Organization, browser: Callable[[str], Browser], record: str
) -> None:
    """Gus's profile does not let him read users: what every page shows of him is there, and nothing else."""
    with organization.write(organization.principal("admin")) as context:
        values = {"email": f"{SECRET_MAIL}@example.com", "phone": "13800138000"}
        update_record(context, "user", accounts.user_id(context, "gus"), values, ANY_VERSION)
    gus = browser("gus")
    assert SECRET_MAIL not in gus.get("/me").text and "13800138000" not in gus.get("/me").text
    page = gus.page("/me")
    assert "name" in page.all("input", "name") and "email" not in page.all("input", "name")
    csrf = page.one("meta", name="csrf")["content"]
    for field in ("email", "no_such_field"):
        answer = gus.client.patch(
            "/api/v1/session/profile", json={field: "x"}, headers={"x-csrf-token": csrf}
        )
        assert answer.json()["code"] == "not_your_own"
