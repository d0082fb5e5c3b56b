"""Related lists: what the layout or the fields ask for, of that what the reader may see, and no more than fits the page."""

from pathlib import Path

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest, create_record, list_records
from objectry.runtime.errors import NotFound
from objectry.runtime.shown.forms import shown_form
from objectry.runtime.shown.inputs import Records
from objectry.runtime.shown.records import shown_record
from objectry.runtime.shown.related import ROWS, ShownRelated, shown_related
from tests.runtime.conftest import ONE_DATABASE

PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, view_all]}
  contact: {allow: [read, view_all], fields: {mobile: hidden}}
  opportunity: {allow: [read, view_all], fields: {customer: hidden}}
"""
ASSET = """\
object: asset
label: {zh: 设备, en: Asset}
plural: {zh: 设备, en: Assets}
name_field: name
sharing: public_read_write
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: part_of, type: lookup, to: asset, label: {zh: 属于, en: Part of}, related_list: {zh: 部件, en: Parts}}
"""


@pytest.fixture
def customer(organization: Organization) -> str:
    """A customer with more contacts than its page shows."""
    with organization.write(organization.principal("sam")) as context:
        record = create_record(context, "customer", {"name": "华强科技"}).id
        other = create_record(context, "customer", {"name": "海岸"}).id
        for number in range(ROWS + 2):
            values = {"name": f"联系人{number}", "customer": record, "mobile": "13900000000"}
            create_record(context, "contact", values)
        create_record(context, "contact", {"name": "别处", "customer": other})
        return record


def _contacts(organization: Organization, account: str, record: str) -> ShownRelated:
    with organization.read(organization.principal(account)) as context:
        return shown_related(context, "customer", record, "contact", "customer")


def test_it_has_the_first_records_and_the_number_of_all(
    organization: Organization, customer: str
) -> None:
    found = _contacts(organization, "sam", customer)
    assert [row.values[0].text for row in found.rows] == [f"联系人{n}" for n in range(ROWS)]
    assert (found.count, found.more, found.creatable) == (ROWS + 2, False, True)


def test_its_condition_finds_all_of_them(organization: Organization, customer: str) -> None:
    found = _contacts(organization, "sam", customer)
    with organization.read(organization.principal("sam")) as context:
        asked = ListRequest(filter=found.filter, view=found.view, count="exact")
        assert list_records(context, "contact", asked)["count"] == found.count


def test_records_of_others_are_not_in_it(organization: Organization, customer: str) -> None:
    with organization.write(organization.principal("admin")) as context:
        values = {"name": "密", "customer": customer, "owner": {"account": "sue"}}
        create_record(context, "contact", values)
    assert _contacts(organization, "sam", customer).count == ROWS + 2
    assert _contacts(organization, "mia", customer).count == ROWS + 3


@pytest.fixture
def guest(organization: Organization, tmp_path: Path) -> str:
    """Somebody who may read little."""
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
    return "gus"


def test_who_may_not_read_the_records_or_the_field_has_no_list(
    organization: Organization, customer: str, guest: str
) -> None:
    with organization.read(organization.principal(guest)) as context:
        titles = shown_record(context, "customer", customer).related
        assert [one.object for one in titles] == ["contact", "customer"]
        for child in ("opportunity", "contract", "nothing"):
            with pytest.raises(NotFound):
                shown_related(context, "customer", customer, child, "customer")


def test_hidden_columns_and_new_are_left_out(
    organization: Organization, customer: str, guest: str
) -> None:
    found = _contacts(organization, guest, customer)
    assert "mobile" not in [one.name for one in found.columns] and not found.creatable
    assert "13900000000" not in str(found) and "139 0000 0000" not in str(found)


@ONE_DATABASE
def test_without_a_layout_fields_ask_for_their_lists(
    organization: Organization, tmp_path: Path
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "asset.yaml").write_text(ASSET, "utf-8")
    organization.apply([tmp_path])
    with organization.write(organization.principal("admin")) as context:
        whole = create_record(context, "asset", {"name": "吊车"}).id
        create_record(context, "asset", {"name": "吊钩", "part_of": whole})
    with organization.read(organization.principal("admin")) as context:
        (title,) = shown_record(context, "asset", whole).related
        found = shown_related(context, "asset", whole, title.object, title.through)
    assert title.label == "部件"
    assert [row.values[0].text for row in found.rows] == ["吊钩"]
    assert "part_of" not in [one.name for one in found.columns]


MENTIONS = """\
layout: user.seen
object: user
label: {zh: 提到, en: Mentioned}
profiles: [administrator]
sections: [{label: {zh: 基本, en: Basics}, fields: [name]}]
related_lists:
  - {object: activity_record, through: mentions, columns: [subject]}
"""
RELATED = """\
layout: customer.seen
object: customer
label: {zh: 往来, en: Dealings}
profiles: [administrator]
sections: [{label: {zh: 基本, en: Basics}, fields: [name]}]
related_lists:
  - {object: activity_record, through: related, columns: [subject]}
"""


@pytest.mark.parametrize("layout", [MENTIONS, RELATED], ids=["several", "any"])
def test_fields_with_several_records_and_with_records_of_any_object_have_lists(
    organization: Organization, tmp_path: Path, customer: str, layout: str
) -> None:
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "layout.yaml").write_text(layout, "utf-8")
    organization.apply([tmp_path])
    with organization.write(organization.principal("admin")) as context:
        assert context.user
        about = context.user.id if layout is MENTIONS else customer
        values = {"mentions": [about]} if layout is MENTIONS else {
            "related": {"object": "customer", "id": about}
        }  # fmt: skip
        create_record(context, "activity_record", {"subject": "通话", "kind": "call", **values})
        create_record(context, "activity_record", {"subject": "别的", "kind": "call"})
    with organization.read(organization.principal("admin")) as context:
        thing = "user" if layout is MENTIONS else "customer"
        (title,) = shown_record(context, thing, about).related
        found = shown_related(context, thing, about, title.object, title.through)
        assert [row.values[0].text for row in found.rows] == ["通话"]
        asked = ListRequest(filter=found.filter, fields="subject")
        records = list_records(context, "activity_record", asked)["records"]
        assert found.creatable
        form = shown_form(context, "activity_record", None, {title.through: found.preset})
    assert records == [{"subject": "通话"}]
    fields = [one for section in form.sections for one in section.fields]
    (pointing,) = [one for one in fields if one.name == title.through]
    assert isinstance(pointing.input, Records)
    assert [one.key for one in pointing.input.picks] == [about]
