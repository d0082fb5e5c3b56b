"""Rows that point to others of their file are saved behind them, on both databases."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from objectry.runtime.api import records, transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef, Report
from tests.runtime.conftest import Desk

UNIT = """
object: unit
label: {zh: 单位, en: Unit}
plural: {zh: 单位, en: Units}
features: [import, export]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: code, type: text, unique: true, label: {zh: 编号, en: Code}}
  - {name: above, type: lookup, to: unit, required: REQUIRED, label: {zh: 上级, en: Above}}
"""
BATCH = 4


@pytest.fixture
def units(organization: Organization, tmp_path: Path) -> Organization:
    """The organisation, in which every unit stands below another one; the first of all below itself."""
    for version, required in (("1.0.0", "false"), ("1.1.0", "true")):
        (tmp_path / "pack.yaml").write_text(
            f"pack: units\nversion: {version}\nlabel: {{zh: 单位, en: Units}}\nrequires: [{{pack: base}}]\n",
            "utf-8",
        )
        (tmp_path / "unit.yaml").write_text(UNIT.replace("REQUIRED", required), "utf-8")
        organization.apply([tmp_path])
        if required == "false":
            with organization.write(organization.principal("admin")) as context:
                made = records.create_record(context, "unit", {"name": "总部", "code": "U"}).record
                records.update_record(context, "unit", made["id"], {"above": made["id"]}, 1)
    return organization


def _import(
    organization: Organization, text: str, operation: str = "create", dry_run: bool = False
) -> Report:
    """Import in small batches, once as a rehearsal and then for real: both must say the same."""
    wanted = MappingDef.model_validate(
        {
            "object": "unit",
            "operation": operation,
            "key": None if operation == "create" else "code",
        }
    )
    reports = []
    with organization.write(organization.principal("admin")) as context:
        small = replace(
            context, settings=context.settings.model_copy(update={"import_batch": BATCH})
        )
        upload = transfer.read_upload(small, wanted, text.encode())
        for rehearsed in (True, False):
            reports.append(transfer.import_here(small, upload, rehearsed))
    assert reports[0] == reports[1]
    return reports[1]


def _above(organization: Organization) -> dict[str, str]:
    with organization.read(organization.principal("admin")) as context:
        asked = ListRequest("name,above", limit=500)
        listed = records.list_records(context, "unit", asked)["records"]
    return {one["name"]: one["above"]["name"] for one in listed}


def _errors(report: Report) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.error.message.code) for one in report.errors]


def test_a_required_look_up_to_the_own_object_is_filled_wherever_its_record_stands(
    units: Organization,
) -> None:
    tree = {number: (number - 1) // 3 for number in range(1, 40)}
    numbers = list(tree)
    random.Random(57).shuffle(numbers)
    lines = [f"单位{number},U{number},{f'单位{tree[number]}' if number % 2 else f'U{tree[number]}'}"
             for number in numbers]  # fmt: skip
    text = "\n".join(["name,code,above", *lines]).replace("单位0", "总部").replace("U0", "U")
    report = _import(units, text)
    assert (report.created, report.failed) == (39, 0)
    expected = {
        f"单位{child}": f"单位{above}" if above else "总部" for child, above in tree.items()
    }
    assert _above(units) == {**expected, "总部": "总部"}


def test_a_chain_that_stands_upside_down_is_imported(units: Organization) -> None:
    lines = [f"n{number},C{number},C{number + 1}" for number in range(30)]
    report = _import(units, "\n".join(["name,code,above", *lines, "n30,C30,U"]))
    assert (report.created, report.failed) == (31, 0)


def test_rows_that_point_to_each_other_are_refused_with_their_numbers(
    units: Organization,
) -> None:
    text = (
        "name,code,above\n"
        "below,D,A\n"  # 2
        "a,A,B\n"  # 3
        "b,B,C\n"  # 4
        "c,C,A\n"  # 5
        "self,S,S\n"  # 6
        "sound,X,U\n"  # 7
    )
    report = _import(units, text)
    assert (report.created, report.failed) == (1, 5)
    assert _errors(report) == [
        (2, "above", "lookup_not_found"),
        *((row, "above", "import_rows_in_circle") for row in (3, 4, 5, 6)),
    ]
    assert [one.error.params["rows"] for one in report.errors[1:]] == ["3, 4, 5"] * 3 + ["6"]


def test_records_that_point_to_each_other_already_are_changed_as_others_are(
    units: Organization,
) -> None:
    _import(units, "name,code,above\na,A,U\nb,B,U\n")
    report = _import(units, "name,code,above\na,A,B\nb,B,A\n", "update")
    assert (report.updated, report.failed) == (2, 0)
    assert _above(units) == {"总部": "总部", "a": "b", "b": "a"}
    report = _import(units, "name,code,above\nc,C,D\na,A,B\nb,B,A\nd,D,A\n", "upsert")
    assert (report.created, report.unchanged, report.failed) == (2, 2, 0)


def test_what_hangs_below_a_refused_row_is_not_made(units: Organization) -> None:
    report = _import(units, "name,code,above\nchild,K,P\n,P,U\n")
    assert report.created == 0
    assert _errors(report) == [(2, "above", "lookup_not_found"), (3, "name", "required")]


def test_a_name_that_several_rows_have_is_ambiguous_wherever_they_stand(
    units: Organization,
) -> None:
    report = _import(units, "name,code,above\ntwin,T1,U\nchild,K,twin\ntwin,T2,U\n")
    assert (report.created, _errors(report)) == (2, [(3, "above", "lookup_ambiguous")])


def test_a_record_is_made_together_with_its_parent(
    organization: Organization, desk: Callable[[str], Desk]
) -> None:
    sam = desk("sam")
    head = {"authorization": f"Bearer {sam.token}"}
    text = "name,identifier,parent\n子,K,P\n母,P,\n"
    report = sam.client.post("/api/v1/customer/import", content=text.encode(), headers=head).json()
    assert (report["created"], report["updated"]) == (2, 0)
    listed = sam.get("/customer", fields="name,version,parent")["records"]
    assert {(one["name"], one["version"]) for one in listed} == {("子", 1), ("母", 1)}
