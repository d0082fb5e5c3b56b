"""A field becomes required while there are records without a value in it: they are counted, and stay as they are."""

from pathlib import Path
from typing import Any

import pytest

from objectry.metadata.actions import RequireValue
from objectry.runtime.api import records, transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef
from objectry.runtime.cli.main import main
from objectry.runtime.errors import Refused
from objectry.runtime.settings import Settings
from tests.runtime.records.repairs import field, get, make, repair, write_pack


def _apply(organization: Organization, folder: Path, *fields: dict[str, Any]) -> Any:
    thing = repair(*fields, features=["recycle_bin", "import", "export"])
    packs = write_pack(folder, "p", thing)
    planned = organization.plan(packs)
    applied = organization.apply(packs)
    assert planned == applied
    return [one for one in applied.actions if isinstance(one, RequireValue)]


def _change(organization: Organization, record: str, **values: Any) -> Any:
    with organization.write(organization.principal("admin")) as context:
        version = records.get_record(context, "repair", record, "").version
        return records.update_record(context, "repair", record, values, version)


def _refused_fields(organization: Organization, record: str, **values: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        _change(organization, record, **values)
    assert {one.message.code for one in caught.value.errors} == {"required"}
    return [one.field for one in caught.value.errors]


def test_a_plan_counts_the_records_that_lack_what_becomes_required(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", field("text", "fault"))
    make(organization, name="甲", fault="漏油")
    for name in ("乙", "丙"):
        make(organization, name=name)
    binned = make(organization, name="丁")["id"]
    with organization.write(organization.principal("admin")) as context:
        records.delete_record(context, "repair", binned, 1)
    (told,) = _apply(organization, tmp_path / "p", field("text", "fault", required=True))
    assert told == RequireValue("repair", "fault", 2)
    assert told.text("en") == (
        "repair.fault becomes required: 2 records have no value in it; what there is stays, and needs one at its next change"
    )
    assert "2" in told.text("zh")


@pytest.mark.parametrize("kind", ["text", "multilookup", "geolocation", "select"])
def test_all_records_lack_a_new_required_field(
    organization: Organization, tmp_path: Path, kind: str
) -> None:
    _apply(organization, tmp_path / "p")
    make(organization, name="甲")
    told = _apply(organization, tmp_path / "p", field(kind, "fault", required=True))
    assert told == [RequireValue("repair", "fault", 1)]
    assert not _apply(organization, tmp_path / "p", field(kind, "fault", required=True))


@pytest.mark.parametrize(
    ("kind", "value"), [("multilookup", None), ("geolocation", {"lat": "31", "lng": "121"})]
)
def test_values_in_several_columns_or_in_a_table_of_their_own_are_counted_too(
    organization: Organization, tmp_path: Path, kind: str, value: Any
) -> None:
    with organization.write(organization.principal("admin")) as context:
        customer = records.create_record(context, "customer", {"name": "客户"}).record["id"]
    _apply(organization, tmp_path / "p", field(kind, "old"))
    make(organization, name="甲", old=value or [customer])
    make(organization, name="乙")
    new = field(kind, "new", renamed_from="old", required=True)
    assert _apply(organization, tmp_path / "p", new) == [RequireValue("repair", "new", 1)]


def test_nothing_is_told_where_no_record_lacks_a_value(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", field("text", "fault"))
    make(organization, name="甲", fault="漏油")
    by_default = field("text", "place", required=True, default="车间")
    assert not _apply(
        organization, tmp_path / "p", field("text", "fault", required=True), by_default
    )


def test_a_record_saved_as_it_was_need_not_have_what_it_lacked(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p")
    old = make(organization, name="甲")["id"]
    needed = field("text", "fault", required=True)
    _apply(organization, tmp_path / "p", needed, field("text", "place"))
    assert _change(organization, old, name="甲", fault=None, place="").version == 1
    assert _refused_fields(organization, old, place="车间") == ["fault"]
    _change(organization, old, fault="漏油")
    assert _refused_fields(organization, old, fault=None) == ["fault"]
    assert get(organization, old)["fault"] == "漏油"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_of_records_that_lack_a_required_value_comes_back_to_no_change(
    organization: Organization, tmp_path: Path, kind: str
) -> None:
    code = field("text", "code", unique=True)
    _apply(organization, tmp_path / "p", code)
    for number in range(3):
        make(organization, name=f"维修 {number}", code=f"R{number}")
    _apply(organization, tmp_path / "p", code, field("text", "fault", required=True))
    admin = organization.principal("admin")
    wanted = MappingDef(object="repair", operation="upsert", key="code")
    with organization.read(admin) as context:
        with transfer.export_file(context, "repair", ListRequest(), kind) as file:
            content = file.read()
    with organization.write(admin) as context:
        report = transfer.import_here(
            context, transfer.read_upload(context, wanted, content), False
        )
    assert (report.unchanged, report.updated, report.failed) == (3, 0, 0)


def test_apply_tells_on_the_command_line(
    organization: Organization,
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _apply(organization, tmp_path / "p")
    make(organization, name="甲")
    (folder,) = write_pack(tmp_path / "p", "p", repair(field("text", "fault", required=True)))
    for command in ("plan", "apply"):
        given = ["--database", settings.database_url, "--lang", "en", command, str(folder)]
        assert main(given) == 0
        assert "repair.fault becomes required: 1 record has no" in capsys.readouterr().out
