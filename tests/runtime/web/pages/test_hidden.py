"""What is hidden from a user stands on none of his pages: not even the name of a record that he may edit."""

from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from objectry.runtime.jobs import sweep
from tests.runtime.web.pages.conftest import Browser

PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, edit, export], fields: {name: hidden, comment: hidden}}
  contact: {allow: [read, create, edit, import, export]}
"""
SECRET = "华强科技"


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
        "/o/customer/export?view=all", "/o/contact/export", "/o/contact/import", "/imports",
    ):  # fmt: skip
        answer = gus.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert SECRET not in answer.text, path
    assert record in gus.get("/o/customer").text  # he may open it all the same


def test_no_step_of_an_import_offers_or_tells_what_is_hidden(
    organization: Organization, browser: Callable[[str], Browser], record: str
) -> None:
    gus = browser("gus")
    csrf = gus.page("/").one("meta", name="csrf")["content"]

    def call(method: str, path: str, body: str) -> str:
        answer = gus.client.request(
            method, f"/api/v1{path}", content=body.encode(), headers={"x-csrf-token": csrf}
        )
        assert answer.is_success, answer.text
        return str(answer.json().get("id", ""))

    file = "name,customer\n张三,华强科枝\n李四," + record + "\n"
    job = call("POST", "/contact/import/draft", file)
    columns = "columns: [{column: name, field: name}, {column: customer, field: customer}]"
    call("PUT", f"/jobs/{job}/mapping", "object: contact\n" + columns)
    trial = call("POST", f"/jobs/{job}/start?dry_run=true", "")
    sweep.sweep(organization, "test", lambda: False)
    steps = ("", "?step=values", "?step=check")
    for path in (*(f"/imports/{job}{step}" for step in steps), f"/imports/{trial}"):
        assert SECRET not in gus.get(path).text, path
    texts = [text for tag, _, text in gus.page(f"/imports/{job}").parts if tag == "option"]
    assert "按客户编码查找" in texts and "按客户名称查找" not in texts


def test_what_cannot_be_edited_has_no_form(
    organization: Organization, browser: Callable[[str], Browser]
) -> None:
    with organization.write(organization.principal("admin")) as context:
        rival = create_record(context, "competitor", {"name": "吊车"}).id
    sam = browser("sam")
    page = sam.page(f"/o/competitor/{rival}")
    assert f"/o/competitor/{rival}/edit" not in page.all("a", "href")
    assert sam.get(f"/o/competitor/{rival}/edit").status_code == 403
