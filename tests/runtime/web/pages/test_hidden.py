"""What is hidden from a user is not found out on his pages: not even the name of a record that he may edit.

That no address shows it of itself is asked for in `test_addresses.py`; here somebody looks for it.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import (
    ANY_VERSION,
    ListRequest,
    create_record,
    delete_record,
    list_records,
    update_record,
)
from objectry.runtime.api.views import ViewRequest, create_view
from objectry.runtime.jobs import sweep
from tests.runtime.web.pages.conftest import Browser

PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, edit, export], fields: {name: hidden, comment: hidden}}
  contact: {allow: [read, create, edit, import, export]}
  opportunity: {allow: [read, edit], fields: {kind: hidden, amount: hidden, close_date: hidden}}
"""
SECRET = "海天重工"  # no example of a function names it
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


def test_the_bin_tells_no_hidden_name(
    organization: Organization, browser: Callable[[str], Browser], record: str
) -> None:
    with organization.write(organization.principal("admin")) as context:
        (contact,) = list_records(context, "contact", ListRequest(fields="id"))["records"]
        delete_record(context, "contact", contact["id"], ANY_VERSION)
        delete_record(context, "customer", record, ANY_VERSION)
    gus = browser("gus")
    for path in ("/deleted", "/deleted?object=customer", "/api/v1/deleted"):
        answer = gus.get(path)
        assert record in answer.text and SECRET not in answer.text, path
    assert record not in gus.get(f"/deleted?q={SECRET}").text


def test_what_is_hidden_is_offered_nowhere(browser: Callable[[str], Browser], record: str) -> None:
    gus = browser("gus")
    for path in ("/o/customer/change", "/o/customer/export?fields=level"):
        assert gus.get(path).text.count('value="comment"') == 0, path
    for path in (
        f"/o/customer/rows?ids={record}&columns=level,comment", f"/o/customer/{record}/cell?field=comment",
        "/o/customer/change?field=comment", "/o/customer/export?fields=comment",
    ):  # fmt: skip
        answer, unknown = gus.get(path), gus.get(path.replace("comment", "nonsense"))
        assert answer.status_code == unknown.status_code in (404, 422), path
        assert SECRET not in answer.text, path


def test_tools_of_lists_tell_nothing_of_hidden_fields(
    organization: Organization, browser: Callable[[str], Browser], record: str
) -> None:
    asked = ViewRequest(
        name="共享", shared=True, filter=f'comment = "{SECRET}"', sort="name", columns={"comment": 90, "code": None}
    )  # fmt: skip
    with organization.write(organization.principal("admin")) as context:
        view = create_view(context, "customer", asked)["view"]
    gus = browser("gus")
    for path in (
        f"/o/customer?view={view}", f"/o/customer/view?view={view}", f"/o/customer/columns?view={view}",
        f"/o/customer/filter?view={view}", "/o/contact/filter", "/o/contact/columns", "/o/customer?view=_recent",
    ):  # fmt: skip
        answer = gus.get(path)
        assert answer.status_code == 200, (path, answer.text)
        assert SECRET not in answer.text, path
        hidden = "comment" if path.startswith("/o/customer") else "customer.comment"
        assert hidden not in answer.text, path
        assert record not in answer.text, path
    told = gus.page(f"/o/customer?view={view}").texts("p", role="alert")
    assert told == ["这个视图的筛选条件用到了已不存在或您看不到的字段，所以没有列出记录"]
    for name in ("comment", "customer.comment"):
        thing = "contact" if "." in name else "customer"
        for tool in ("chip", "condition"):
            assert gus.get(f"/o/{thing}/{tool}?field={name}").status_code == 404
    assert gus.get(f"/o/customer?view=all&q={SECRET}").text.count(f"/o/customer/{record}") == 0


def test_boards_and_calendars_tell_nothing_of_hidden_fields(
    organization: Organization, browser: Callable[[str], Browser], record: str
) -> None:
    shown = {"name": "all", "columns": {"name": None, "customer": None}, "shared": True}
    with organization.write(organization.principal("admin")) as context:
        values = {
            "name": "大单", "customer": record, "kind": "renewal", "amount": 98765, "close_date": "2026-11-24",
            "owner": {"account": "gus"},
        }  # fmt: skip
        deal = create_record(context, "opportunity", values).id
        by_kind, by_day = (
            create_view(context, "opportunity", ViewRequest(**shown, look=look, by=by))["view"]  # type: ignore[arg-type]
            for look, by in (("board", "kind"), ("calendar", "close_date"))
        )
    gus = browser("gus")
    board = gus.get("/o/opportunity?view=all&as=board").text
    assert deal in board  # by its stage, without a sum of what it is worth
    for path in (
        "/o/opportunity?view=all&as=board", f"/o/opportunity?view={by_kind}", f"/o/opportunity?view={by_day}",
        f"/o/opportunity/board?view=all&as=board&card={deal}", "/o/opportunity/board?as=board&column=prospecting",
        f"/o/opportunity/view?view={by_kind}", "/o/customer?view=all&as=board", "/o/contact?view=all&as=calendar",
        f"/o/opportunity/{deal}/step?missing=lose_reason,amount&values=" + '{"stage": "lost"}',
    ):  # fmt: skip
        answer = gus.get(path)
        assert answer.status_code == 200, (path, answer.text)
        for secret in (SECRET, "98,765", "renewal", "close_date", 'data-head="upsell"'):
            assert secret not in answer.text, (path, secret)
    assert "已经略去" in gus.get(f"/o/opportunity?view={by_kind}").text
    for path in (
        "as=board&by=kind",
        "as=calendar",
        "as=calendar&by=close_date",
        "as=board&by=customer.level",
    ):
        answer = gus.get(f"/o/opportunity?{path}")
        unknown = gus.get(f"/o/opportunity?{path.partition('by=')[0]}&by=nonsense")
        assert answer.status_code == unknown.status_code == 422, path
        assert "renewal" not in answer.text
    for path in (
        f"/o/opportunity/board?as=board&card={record}",
        f"/o/contact/{deal}/step?values={{}}&missing=name",
    ):
        assert SECRET not in gus.get(path).text


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
