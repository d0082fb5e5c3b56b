"""The inputs of forms: each kind of value with what stands in it, what it offers and what limits it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import create_record
from objectry.runtime.settings import Settings, read_settings
from tests.runtime.conftest import Desk, copied, fill
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn

PACK = Path(__file__).parents[3] / "data" / "inputs"
NEW = "/o/survey/new"
Sit = Callable[[str], Browser]


@pytest.fixture(scope="module")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an object that has a field of every type."""
    file = tmp_path_factory.mktemp("inputs") / "template.db"
    fill(read_settings({}, database_url=f"sqlite:///{file}"), PACK)
    return file


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings that lead to a copy of it: what is drawn is made of the metadata, whatever database keeps the values."""
    with copied(request, "sqlite", tmp_path) as found:
        yield found


def _survey(organization: Organization, **values: Any) -> str:
    with organization.write(organization.principal("admin")) as context:
        return create_record(context, "survey", {"name": "东区", **values}).id


def _held(page: Drawn, name: str) -> str:
    """What the input of a field holds."""
    (found,) = [
        given for _, given, _ in page.parts if given.get("name") == name and "data-kind" in given
    ]
    return found.get("value", "")


def test_every_type_has_an_input(browser: Sit) -> None:
    page = browser("admin").page(NEW)
    kinds = {
        given["name"]: given["data-kind"] for _, given, _ in page.parts if "data-kind" in given
    }
    with_values = {
        "text",
        "moment",
        "checkbox",
        "select",
        "multiselect",
        "lookup",
        "json",
        "parts",
    }
    assert set(kinds.values()) == with_values
    assert {
        "story",
        "keywords",
        "about",
        "people",
        "area",
        "site",
        "spot",
        "photos",
        "papers",
    } <= kinds.keys()


VALUES: dict[str, tuple[object, str]] = {
    "begun_at": ("2026-12-01T08:30:00Z", "2026-12-01T16:30"),
    "period": ("2026-12-01", "2026-12"),
    "day": ("2026-12-01", "2026-12-01"),
    "opens": ("09:30:00", "09:30"),
    "cost": ("1234.5", "1234.50"),
    "share": ("25", "25"),
    "rate": ("40", "40%"),
    "floors": (3, "3"),
    "area": ("440305", "440305"),
    "story": ("<p>a <b>b</b></p>", "<p>a <b>b</b></p>"),
    "keywords": (["VIP"], '["VIP"]'),
}
"""Values with what stands in their inputs."""
TYPED = ("begun_at", "period", "day", "opens", "cost", "share", "rate", "floors")
"""Those that are read as people write them."""


def test_values_stand_in_their_inputs_and_can_be_sent_back(
    organization: Organization, browser: Sit, desk: Callable[[str], Desk]
) -> None:
    record = _survey(organization, **{name: value for name, (value, _) in VALUES.items()})
    page = browser("admin").page(f"/o/survey/{record}/edit")
    held = {name: _held(page, name) for name in VALUES}
    assert held == {name: text for name, (_, text) in VALUES.items()}
    back = {name: held[name].replace("T", " ") for name in TYPED}
    answer = desk("admin").call("PATCH", f"/survey/{record}?typed=true", back, if_match='"1"')
    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == 1, "nothing has changed"


def test_seconds_of_a_moment_are_kept(organization: Organization, browser: Sit) -> None:
    record = _survey(organization, begun_at="2026-12-01T08:30:05Z")
    page = browser("admin").page(f"/o/survey/{record}/edit")
    assert _held(page, "begun_at") == "2026-12-01T16:30:05"


def test_units_stand_beside_numbers(browser: Sit) -> None:
    page = browser("admin").page(NEW)
    assert page.texts("span", id="f-cost-unit") == ["¥"]
    assert page.texts("span", id="f-share-unit") == ["%"]
    assert page.texts("span", id="f-rate-unit") == []


def test_a_region_shows_its_levels(organization: Organization, browser: Sit) -> None:
    record = _survey(organization, area="440305", site={"region": "110101", "detail": "南路1号"})
    page = browser("admin").page(f"/o/survey/{record}/edit")
    chosen = page.texts("option", selected="")
    assert [
        one for one in ("广东省", "深圳市", "南山区", "北京市", "东城区") if one not in chosen
    ] == []
    assert page.one("input", **{"data-part": "detail"})["value"] == "南路1号"


def test_what_lies_in_a_region_is_fetched(browser: Sit) -> None:
    admin = browser("admin")
    assert "深圳市" in admin.get("/regions?inside=440000").text
    assert "南山区" in admin.get("/regions?inside=440300").text
    assert "option" not in admin.get("/regions?inside=999999").text


def test_several_records_are_chips(organization: Organization, browser: Sit) -> None:
    sam, sue = organization.principal("sam"), organization.principal("sue")
    assert sam and sue
    record = _survey(organization, people=[sam.id, sue.id])
    page = browser("admin").page(f"/o/survey/{record}/edit")
    assert json.loads(_held(page, "people")) == [sam.id, sue.id]
    assert [given["data-key"] for _, given, _ in page.parts if "data-key" in given] == [
        sam.id,
        sue.id,
    ]


def test_a_link_to_one_of_several_objects_says_which(
    organization: Organization, browser: Sit
) -> None:
    with organization.write(organization.principal("admin")) as context:
        customer = create_record(context, "customer", {"name": "华强科技"}).id
        contact = create_record(context, "contact", {"name": "李经理", "customer": customer}).id
    admin = browser("admin")
    page = admin.page(f"{NEW}?about=contact:{contact}")
    assert json.loads(_held(page, "about")) == {"object": "contact", "id": contact}
    assert page.one("input", id="f-about")["value"] == "李经理"


def test_the_limits_of_files_are_told_before(browser: Sit) -> None:
    page = browser("admin").page(NEW)
    photos, papers = (given for name, given, _ in page.parts if name == "o-files")
    assert (photos["data-count"], photos["data-extensions"]) == ("3", "jpg jpeg png gif webp")
    assert papers["data-size"] == str(1 << 20)
    assert page.one("input", id="f-photos")["accept"].startswith(".jpg,")


def test_held_files_stand_there_with_their_names(organization: Organization, browser: Sit) -> None:
    admin = browser("admin")
    csrf = admin.client.get("/api/v1/session").json()["csrf"]
    sent = admin.client.post(
        "/api/v1/files", content="abc", headers={"x-file-name": "plan.txt", "x-csrf-token": csrf}
    )
    (file,) = sent.json()["files"]
    record = _survey(organization, papers=[file["id"]])
    page = admin.page(f"/o/survey/{record}/edit")
    assert json.loads(_held(page, "papers")) == [file["id"]]
    assert "plan.txt" in page.texts("a", href=f"/api/v1/files/{file['id']}")


def test_what_is_computed_when_it_is_read_stands_in_the_form(
    organization: Organization, browser: Sit, tmp_path: Path
) -> None:
    layout = """\
layout: survey.default
object: survey
label: {zh: 标准, en: Standard}
sections:
  - label: {zh: 内容, en: Content}
    fields: [name, day, age]
quick_create: [day]
"""
    (tmp_path / "pack.yaml").write_text(
        "pack: laid\nversion: 1.0.0\nlabel: {zh: 布局, en: Laid}\nrequires: [{pack: inputs}]\n",
        "utf-8",
    )
    (tmp_path / "layout.yaml").write_text(layout, "utf-8")
    organization.apply([tmp_path])
    record = _survey(organization, day="2026-11-20")
    page = browser("admin").page(f"/o/survey/{record}/edit")
    assert page.texts("output", id="f-age") == ["3"]
    quick = browser("admin").page("/o/survey/quick")
    assert [given["name"] for _, given, _ in quick.parts if "data-kind" in given] == [
        "name",
        "day",
    ]
    assert "data-short" not in quick.one("o-form"), "nothing else could be entered"


def test_the_business_type_is_chosen_first(browser: Sit) -> None:
    page = browser("sam").page("/o/customer/new?name=x")
    ways = [one for one in page.all("a", "href") if "business_type" in one]
    assert ways[0] == "/o/customer/new?name=x&business_type=customer"
    assert len(ways) == 4
    assert page.texts("a", href=ways[0], autofocus="") == [""]


def test_a_business_type_has_its_own_values_and_defaults(browser: Sit) -> None:
    sam = browser("sam")
    part = sam.get("/o/customer/new?business_type=shop_customer", hx_request="true").text
    assert "<!doctype" not in part
    offered = {
        given["value"]: "selected" in given
        for name, given, _ in drawn(part).parts
        if name == "option" and given["value"] in ("key", "member")
    }
    assert offered == {"member": True}
    whole = sam.page("/o/customer/new?business_type=customer")
    assert "key" in whole.all("option", "value") and "member" not in whole.all("option", "value")


def test_a_list_that_depends_on_another_follows_it(desk: Callable[[str], Desk]) -> None:
    asked = {"values": {"country": "de", "town": "beijing"}}
    state = desk("admin").call("POST", "/survey/form", asked).json()
    assert state["options"] == {
        "town": [{"value": "berlin", "label": {"zh": "柏林", "en": "Berlin"}, "color": None}]
    }


def test_a_controlling_field_that_is_hidden_is_not_told_by_what_is_offered(
    organization: Organization, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    profile = """\
profile: surveyor
label: {zh: 勘察员, en: Surveyor}
objects:
  survey: {allow: [read, create, edit], fields: {country: hidden}}
"""
    (tmp_path / "pack.yaml").write_text(
        "pack: hiding\nversion: 1.0.0\nlabel: {zh: 隐藏, en: Hiding}\nrequires: [{pack: inputs}]\n",
        "utf-8",
    )
    (tmp_path / "profile.yaml").write_text(profile, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["surveyor"], None)
    gus = organization.principal("gus")
    assert gus
    record = _survey(organization, country="de", owner=gus.id)
    state = desk("gus").call("POST", "/survey/form", {"id": record, "values": {"town": "berlin"}})
    offered = [one["value"] for one in state.json()["options"]["town"]]
    assert offered == ["shenzhen", "beijing", "berlin"]


def test_a_record_can_be_made_on_the_way_by_those_who_may(
    organization: Organization, browser: Sit
) -> None:
    assert browser("admin").page(NEW).all("span", "data-creatable")
    assert not browser("rob").page("/o/customer").all("span", "data-creatable")


def test_names_are_asked_for_once_for_each_object(
    organization: Organization, browser: Sit, statements: list[str]
) -> None:
    admin = organization.principal("admin")
    assert admin
    record = _survey(organization, people=[admin.id], owner=admin.id)
    page = browser("admin")
    page.page(f"/o/survey/{record}/edit")
    statements.clear()
    page.page(f"/o/survey/{record}/edit")
    named = [one for one in statements if "obj_user" in one and "name" in one and "IN" in one]
    assert len(named) <= 1
