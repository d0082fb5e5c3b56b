"""Who may see and change what, over HTTP, on both databases."""

from collections.abc import Callable
from pathlib import Path

from objectry.runtime.access.reasons import kept_reason
from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_private_records_are_seen_by_their_owner_and_by_superiors(desk: Sit) -> None:
    record = desk("sam").create("customer", name="华强")
    path = f"/customer/{record['id']}"
    for account, status in (
        ("sam", 200),
        ("mia", 200),
        ("dora", 200),
        ("admin", 200),
        ("sue", 404),
    ):
        assert desk(account).call("GET", path).status_code == status, account
    for account, count in (("sam", 1), ("mia", 1), ("sue", 0)):
        page = desk(account).get("/customer", count="exact")
        assert (page["count"], len(page["records"])) == (count, count), account
        assert desk(account).get("/customer/aggregate")["total"]["count"] == count
    assert desk("sue").call("PATCH", path, {"name": "x"}, if_match='"1"').status_code == 404
    assert desk("sue").call("DELETE", path, if_match='"1"').status_code == 404


def test_superiors_below_and_beside_see_nothing(desk: Sit) -> None:
    record = desk("mia").create("customer", name="经理的客户")
    assert desk("sam").call("GET", f"/customer/{record['id']}").status_code == 404
    assert desk("dora").call("GET", f"/customer/{record['id']}").status_code == 200


def test_why_tells_the_reason_that_the_list_used(desk: Sit) -> None:
    record = desk("sam").create("customer", name="华强")
    path = f"/customer/{record['id']}/access"
    assert desk("sam").get(path)["read"] == ["您是负责人"]
    assert desk("mia").get(path)["edit"] == ["负责人的角色在您之下"]
    assert desk("sue").call("GET", path).status_code == 404


def test_details_are_seen_and_changed_through_their_master(desk: Sit) -> None:
    sam = desk("sam")
    customer = sam.create("customer", name="华强")
    product = desk("admin").create("product", name="电源", code="P1", list_price="10")
    deal = sam.create(
        "opportunity", name="大单", customer=customer["id"], amount="100", close_date="2026-12-01"
    )
    line = sam.create(
        "opportunity_line",
        opportunity=deal["id"],
        product=product["id"],
        quantity="2",
        unit_price="10",
    )
    path = f"/opportunity_line/{line['id']}"
    assert desk("mia").call("GET", path).status_code == 200
    assert desk("sue").call("GET", path).status_code == 404
    refused = desk("sue").call(
        "POST",
        "/opportunity_line",
        {"opportunity": deal["id"], "product": product["id"], "quantity": "1", "unit_price": "1"},
    )
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "opportunity"


def test_a_name_that_may_not_be_read_is_left_out(desk: Sit) -> None:
    customer = desk("sam").create("customer", name="秘密客户")
    admin = desk("admin")
    contact = admin.create("contact", name="王伟", customer=customer["id"])
    sue = admin.get("/user", filter='account = "sue"')["records"][0]
    moved = admin.call("PATCH", f"/contact/{contact['id']}", {"owner": sue["id"]}, if_match='"1"')
    assert moved.status_code == 200
    seen = desk("sue").get(f"/contact/{contact['id']}")
    assert seen["customer"] == {"id": customer["id"], "name": None}
    page = desk("sue").get(
        "/contact", fields="name,customer.name", filter="NOT(ISBLANK(customer.name))"
    )
    assert page["records"] == []


def test_handing_a_record_on_needs_the_right_to(desk: Sit) -> None:
    admin, sam = desk("admin"), desk("sam")
    sue = admin.get("/user", filter='account = "sue"')["records"][0]["id"]
    record = sam.create("activity_record", subject="打电话", kind="call")
    refused = sam.call("PATCH", f"/activity_record/{record['id']}", {"owner": sue}, if_match='"1"')
    assert refused.json()["errors"][0]["code"] == "owner_transfer_forbidden"
    customer = sam.create("customer", name="华强")
    handed = sam.call("PATCH", f"/customer/{customer['id']}", {"owner": sue}, if_match='"1"')
    assert (handed.status_code, handed.json()) == (200, {"id": customer["id"]})
    assert sam.call("GET", f"/customer/{customer['id']}").status_code == 404
    assert desk("sue").get(f"/customer/{customer['id']}")["owner"]["id"] == sue


def test_unknown_and_forbidden_objects_answer_alike(desk: Sit) -> None:
    rob = desk("rob")
    unknown, forbidden = rob.call("GET", "/nothing"), rob.call("GET", "/profile")
    assert unknown.status_code == forbidden.status_code == 404
    assert unknown.json()["code"] == forbidden.json()["code"]


def test_history_tells_in_the_language_of_the_reader_why_the_platform_acted(
    desk: Sit, organization: Organization
) -> None:
    admin = desk("admin")
    path = f"/user/{admin.get('/session')['user']['id']}"
    assert admin.get(f"{path}/history")["events"][-1]["reason"] == "用命令行添加用户"
    customer = admin.create("customer", name="华强")
    assert admin.get(f"/customer/{customer['id']}/history")["events"][0]["reason"] == ""
    assert kept_reason("an older sentence").text("zh") == "an older sentence"


def test_what_a_profile_does_not_allow_is_refused(desk: Sit) -> None:
    refused = desk("rob").call("POST", "/customer", {"name": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    assert refused.json()["detail"] == "您没有权限新建客户记录"
    refused = desk("sam").call("POST", "/product", {"name": "x"})
    assert refused.status_code == 403


def test_scopes_narrow_a_list_to_own_records_or_those_of_the_team(desk: Sit) -> None:
    desk("sam").create("customer", name="山姆的")
    mia = desk("mia")
    mia.create("customer", name="米娅的")
    names = {
        scope: {record["name"] for record in mia.get("/customer", scope=scope)["records"]}
        for scope in ("mine", "subordinates", "team")
    }
    assert names == {"mine": {"米娅的"}, "subordinates": {"山姆的"}, "team": {"山姆的", "米娅的"}}


def test_nobody_gets_in_without_a_valid_token(desk: Sit) -> None:
    sam = desk("sam")
    assert sam.client.get("/api/v1/customer").status_code == 401
    for token in ("", "x", "obj_" + "x" * 43):
        headers = {"authorization": f"Bearer {token}"}
        assert sam.client.get("/api/v1/customer", headers=headers).status_code == 401


def test_a_session_needs_its_csrf_token_to_write_and_ends_for_good(
    desk: Sit, organization: Organization
) -> None:
    with organization.write() as context:
        accounts.set_password(context, "sam", "a long enough password")
    client = desk("sam").client
    wrong = client.post("/api/v1/session", json={"account": "sam", "password": "wrong password"})
    unknown = client.post(
        "/api/v1/session", json={"account": "nobody", "password": "wrong password"}
    )
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["code"] == unknown.json()["code"]
    signed = client.post(
        "/api/v1/session", json={"account": "sam", "password": "a long enough password"}
    )
    assert signed.status_code == 201
    cookie = client.cookies["objectry_session"]
    assert client.get("/api/v1/session").json()["account"] == "sam"
    assert client.post("/api/v1/customer", json={"name": "x"}).json()["code"] == "csrf_wrong"
    headers = {"x-csrf-token": signed.json()["csrf"]}
    assert client.post("/api/v1/customer", json={"name": "x"}, headers=headers).status_code == 201
    assert client.delete("/api/v1/session", headers=headers).status_code == 204
    client.cookies.set("objectry_session", cookie)
    assert client.get("/api/v1/session").status_code == 401


def _profile(organization: Organization, folder: Path, text: str) -> None:
    """Install one more profile."""
    (folder / "pack.yaml").write_text(
        "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
    )
    (folder / "profile.yaml").write_text(text)
    organization.apply([folder])


def _hire(organization: Organization, account: str, *profiles: str) -> None:
    with organization.write() as context:
        accounts.add_user(context, account, account, profiles, None)


def test_object_rights_alone_change_no_user(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    _profile(
        organization,
        tmp_path,
        "profile: hr\nlabel: {zh: 人事, en: HR}\n"
        "objects:\n  user: {allow: [read, create, edit, delete, import]}\n  profile: {allow: [read]}\n",
    )
    _hire(organization, "hal", "hr")
    hal = desk("hal")
    me = hal.get("/user", filter='account = "hal"')["records"][0]
    for method, path, body in (
        ("PATCH", f"/user/{me['id']}", {"profiles": [{"code": "administrator"}]}),
        ("PATCH", f"/user/{me['id']}", {"name": "Hal"}),
        ("POST", "/user", {"name": "x", "account": "x1"}),
        ("DELETE", f"/user/{me['id']}", None),
    ):
        refused = hal.call(method, path, body, if_match='"1"')
        assert refused.status_code == 403, refused.text
    assert hal.get("/session")["profiles"] == ["hr"]


def test_nobody_gives_a_profile_that_allows_more_than_his_own(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    _profile(
        organization,
        tmp_path,
        "profile: hr\nlabel: {zh: 人事, en: HR}\nsetup: [users]\n"
        "objects:\n  user: {allow: [read, create, edit]}\n  profile: {allow: [read]}\n",
    )
    _hire(organization, "hal", "hr")
    hal = desk("hal")
    refused = hal.call(
        "POST",
        "/user",
        {"name": "x", "account": "x1", "profiles": [{"code": "hr"}, {"code": "administrator"}]},
    )
    assert refused.status_code == 422
    assert [error["code"] for error in refused.json()["errors"]] == ["profile_too_wide"]
    me = hal.get("/user", filter='account = "hal"')["records"][0]
    widened = hal.call(
        "PATCH", f"/user/{me['id']}", {"profiles": [{"code": "sales"}]}, if_match='"1"'
    )
    assert widened.json()["errors"][0]["code"] == "profile_too_wide"
    hal.create("user", name="x", account="x1", profiles=[{"code": "hr"}])
    rob = desk("admin").get("/user", filter='account = "rob"')["records"][0]
    kept = hal.call("PATCH", f"/user/{rob['id']}", {"name": "罗伯"}, if_match='"1"')
    assert kept.status_code == 200, "profiles that were there before are no gift"


def test_a_profile_that_only_reads_opens_no_field_for_writing(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    _profile(
        organization,
        tmp_path,
        "profile: desk\nlabel: {zh: 前台, en: Desk}\n"
        "objects:\n  customer: {allow: [read, create, edit], fields: {annual_revenue: read}}\n"
        "  user: {allow: [read]}\n",
    )
    _hire(organization, "deb", "desk", "read_only")
    refused = desk("deb").call("POST", "/customer", {"name": "华强", "annual_revenue": "5"})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "annual_revenue"


def test_a_description_does_not_name_hidden_fields(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    _profile(
        organization,
        tmp_path,
        "profile: guest\nlabel: {zh: 访客, en: Guest}\n"
        "objects:\n  customer: {allow: [read], fields: {level: hidden, industry: hidden}}\n",
    )
    _hire(organization, "gus", "guest")
    described = desk("gus").call("GET", "/metadata/objects/customer").text
    assert '"level"' not in described
    assert '"industry"' not in described
    assert '"contact"' not in described, "a related list of an object out of reach"
    assert "key_accounts" not in described, (
        "a list view that opens for nobody who may not know its condition"
    )
    assert '"level"' in desk("sam").call("GET", "/metadata/objects/customer").text


def test_no_hint_names_what_is_hidden(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    (tmp_path / "views.yaml").write_text(
        "list_view: customer.leaders\nlabel: {zh: 大客户, en: Leaders}\ncolumns: [name]\n"
        'filter: level = "key"\n'
    )
    _profile(
        organization,
        tmp_path,
        "profile: guest\nlabel: {zh: 访客, en: Guest}\n"
        "objects:\n  customer: {allow: [read], fields: {level: hidden}}\n",
    )
    _hire(organization, "gus", "guest")
    for query in ("fields=levl", "sort=levl", "view=leader", "fields=owner.accoun"):
        told = desk("gus").call("GET", f"/customer?{query}").json()["detail"]
        assert "想写" not in told, told
    assert desk("sam").call("GET", "/customer?view=leader").json()["detail"].endswith("leaders)")


def test_nobody_takes_a_record_over_without_the_right_to_transfer(
    desk: Sit, organization: Organization, tmp_path: Path
) -> None:
    (tmp_path / "wiki.yaml").write_text(
        "object: wiki\nlabel: {zh: 词条, en: Page}\nplural: {zh: 词条, en: Pages}\nsharing: public_read_write\n"
        "fields:\n  - {name: name, type: text, label: {zh: 名称, en: Name}}\n"
    )
    _profile(
        organization,
        tmp_path,
        "profile: writer\nlabel: {zh: 编者, en: Writer}\n"
        "objects:\n  wiki: {allow: [read, create, edit, delete]}\n  user: {allow: [read]}\n",
    )
    _hire(organization, "wil", "writer")
    page = desk("admin").create("wiki", name="x")
    wil = desk("wil")
    me = wil.get("/user", filter='account = "wil"')["records"][0]["id"]
    path = f"/wiki/{page['id']}"
    for owner in (me, {"account": "wil"}):
        refused = wil.call("PATCH", path, {"owner": owner}, if_match='"1"')
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["code"] == "owner_transfer_forbidden"
    assert wil.call("DELETE", path, if_match='"1"').status_code == 403
    own = wil.create("wiki", name="y", owner={"account": "wil"})
    assert own["owner"]["id"] == me
