"""A plan looks at the data: what they forbid is refused before anybody applies it, what they only feel is counted."""

from pathlib import Path
from typing import Any

import pytest

from objectry.metadata.actions import LimitValues, RemoveHeld
from objectry.metadata.plan import Plan
from objectry.metadata.problems import MetadataError
from objectry.runtime.api import accounts, records
from objectry.runtime.api.organization import Organization
from objectry.runtime.cli.main import main
from objectry.runtime.settings import Settings
from tests.runtime.records.repairs import field, make, repair, write_pack


def _apply(organization: Organization, folder: Path, *fields: dict[str, Any]) -> Plan:
    """What a plan and applying it both say."""
    packs = write_pack(folder, "p", repair(*fields, features=["recycle_bin"]))
    planned = organization.plan(packs)
    assert organization.apply(packs) == planned
    return planned


def _bin(organization: Organization, record: str) -> None:
    with organization.write(organization.principal("admin")) as context:
        records.delete_record(context, "repair", record, 1)


@pytest.mark.parametrize("name", ["code", "number"])
def test_a_field_whose_values_repeat_cannot_become_unique(
    organization: Organization, tmp_path: Path, name: str
) -> None:
    _apply(organization, tmp_path / "p", field("text", "code"))
    for code in ("A", "A", "B", "B", "B", "C"):
        record = make(organization, name=code, code=code)["id"]
    make(organization, name="无")
    _bin(organization, record)
    renamed = {"renamed_from": "code"} if name != "code" else {}
    unique = repair(field("text", name, unique=True, **renamed), features=["recycle_bin"])
    packs = write_pack(tmp_path / "p", "p", unique)
    for judge in (organization.plan, organization.apply):
        with pytest.raises(MetadataError) as caught:
            judge(packs)
        (problem,) = caught.value.problems
        assert problem.code == "values_not_unique"
        assert Path(problem.place.file).name == "d0.yaml" and problem.place.line
        told = problem.message.text("en", problem.params)
        assert told.startswith(
            f"the field {name} cannot become unique: 2 values are shared by several records, such as "
        )


def test_values_that_repeat_in_the_recycle_bin_only_do_not_count(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", field("text", "code"))
    for _ in range(2):
        record = make(organization, name="甲", code="A")["id"]
    _bin(organization, record)
    assert _apply(organization, tmp_path / "p", field("text", "code", unique=True)).actions


@pytest.mark.parametrize(
    ("kind", "values", "limits", "outside"),
    [
        ("integer", [1, 5, 9, None], {"max": 4}, 2),
        ("integer", [1, 5, 9, None], {"min": 1}, 0),
        ("currency", ["1.50", "2.50", "3.50"], {"min": "2", "max": "3"}, 2),
        ("percent", ["5", "50"], {"max": 20}, 1),
        ("date", ["2025-05-05", "2026-05-05"], {"min": "2026-01-01"}, 1),
        ("text", ["ab", "abcd", "AB"], {"pattern": "[a-z]+"}, 1),
        ("text", ["ab", "abcd", None], {"min_length": 3}, 1),
        ("textarea", ["ab", "abcd"], {"length": 3}, 1),
        ("tags", [["a"], ["a", "b"]], {"max": 1}, 1),
    ],
)
def test_records_with_values_outside_of_narrower_limits_are_counted_and_stay(
    organization: Organization, tmp_path: Path, kind: str, values: list[Any],
    limits: dict[str, Any], outside: int,
) -> None:  # fmt: skip
    _apply(organization, tmp_path / "p", field(kind, "size"))
    for value in (*values, values[0]):
        record = make(organization, name="甲", size=value)["id"]
    _bin(organization, record)
    narrower = field(kind, "size", **limits)
    told = [
        one for one in _apply(organization, tmp_path / "p", narrower).actions
        if isinstance(one, LimitValues)
    ]  # fmt: skip
    assert told == ([LimitValues("repair", "size", outside)] if outside else [])
    assert not _apply(organization, tmp_path / "p", narrower).actions


def test_what_a_field_did_not_take_before_is_not_told_again(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", field("integer", "old"))
    for size in (1, 5, 9):
        make(organization, name="甲", old=size)
    _apply(organization, tmp_path / "p", field("integer", "old", max=8))
    narrower = field("integer", "size", max=4, renamed_from="old")
    told = _apply(organization, tmp_path / "p", narrower).actions
    assert LimitValues("repair", "size", 1) in told


def test_commands_tell_it_in_both_languages(
    organization: Organization,
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _apply(organization, tmp_path / "p", field("integer", "size"))
    make(organization, name="甲", size=5)
    (folder,) = write_pack(tmp_path / "p", "p", repair(field("integer", "size", max=3)))
    for language, command, told in (
        ("en", "plan", "repair.size gets narrower limits: 1 record holds a value outside of them"),
        ("zh", "apply", "repair.size 的限制收紧：有 1 条已有记录"),
    ):
        given = ["--database", settings.database_url, "--lang", language, command, str(folder)]
        assert main(given) == 0
        assert told in capsys.readouterr().out


def test_a_role_or_a_profile_that_goes_says_how_many_hold_it(
    organization: Organization, tmp_path: Path
) -> None:
    label = {"zh": "甲", "en": "A"}
    held = [{"profile": "mender", "label": label}, {"role": "mender", "label": label}]
    organization.apply(write_pack(tmp_path / "p", "p", repair(), *held))
    with organization.write() as context:
        for account in ("one", "two"):
            accounts.add_user(context, account, account, ["mender"], None)
        accounts.add_user(context, "three", "three", ["sales"], "mender")
    packs = write_pack(tmp_path / "without", "p", repair())
    planned = organization.plan(packs)
    assert planned.actions == (
        RemoveHeld("profile", "mender", 2),
        RemoveHeld("role", "mender", 1),
    )
    assert [one.text("en") for one in planned.actions] == [
        "remove the profile mender: 2 users who have it lose its rights",
        "remove the definition of the role mender: its record stays, and 1 user holds it",
    ]
    assert planned.actions[0].json()["holders"] == 2
    assert organization.apply(packs) == planned


def test_the_record_of_a_role_stays_as_it_is_when_its_pack_changes(
    organization: Organization, tmp_path: Path
) -> None:
    def role(name: str, parent: str) -> dict[str, Any]:
        return {"role": "mender", "label": {"zh": name, "en": name}, "parent": parent}

    def found() -> Any:
        with organization.read(organization.principal("admin")) as context:
            wanted = records.ListRequest(
                filter='code = "mender"', fields="name,parent.code,version"
            )
            return records.list_records(context, "role", wanted)["records"]

    organization.apply(write_pack(tmp_path / "p", "p", repair(), role("甲", "sales_manager")))
    before = found()
    packs = write_pack(tmp_path / "p", "p", repair(), role("乙", "sales_director"))
    (action,) = organization.apply(packs).actions
    assert action.text("en").endswith("; its record stays as it is, for administrators to change")
    assert found() == before
