"""An organisation grows while it is in use: new objects, fields and values, seen by every process at its next request."""

from pathlib import Path

import pytest

from objectry.metadata.problems import MetadataError
from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import Settings

PACK = "pack: grown\nversion: 1.0.0\nlabel: {zh: 成长, en: Grown}\nrequires: [{pack: base}]\n"
HEAD = "object: repair\nlabel: {zh: 维修, en: Repair}\nplural: {zh: 维修, en: Repairs}\nfields:\n"
NAME = "  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}\n"
STATE = "  - {name: state, type: select, label: {zh: 状态, en: State}, values: [VALUES]}\n"
VALUES = ("{value: open, label: {zh: 开, en: Open}}", "{value: done, label: {zh: 完, en: Done}}")


def _pack(folder: Path, *fields: str) -> list[Path]:
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "repair.yaml").write_text(HEAD + NAME + "".join(fields), "utf-8")
    return [folder]


def test_new_objects_fields_and_values_can_be_used_at_once(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    other = Organization(
        settings
    )  # another process, in effect: it shares nothing but the database
    user = organization.principal("admin")
    folder = tmp_path / "pack"
    folder.mkdir()
    organization.apply(_pack(folder))
    with other.write(user) as context:
        first = records.create_record(context, "repair", {"name": "一"}).record
    state = STATE.replace("VALUES", VALUES[0])
    organization.apply(_pack(folder, state))
    with other.write(user) as context:
        changed = records.update_record(
            context, "repair", first["id"], {"state": "open"}, 1
        ).record
        assert changed["state"] == "open"
    organization.apply(_pack(folder, STATE.replace("VALUES", ", ".join(VALUES))))
    with other.write(user) as context:
        assert (
            records.update_record(context, "repair", first["id"], {"state": "done"}, 2).version
            == 3
        )
    other.close()


def test_what_would_lose_data_is_refused_and_leaves_no_trace(
    organization: Organization, tmp_path: Path
) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    both = STATE.replace("VALUES", ", ".join(VALUES))
    organization.apply(_pack(folder, both))
    for fields, code in (
        ((), "field_removed"),
        ((STATE.replace("VALUES", VALUES[0]),), "value_removed"),
        ((both.replace("type: select", "type: multiselect"),), "storage_changed"),
    ):
        with pytest.raises(MetadataError) as caught:
            organization.apply(_pack(folder, *fields))
        assert code in {problem.code for problem in caught.value.problems}
    assert not organization.apply(_pack(folder, both)).actions


def test_a_unique_field_must_be_unique_already(organization: Organization, tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    folder.mkdir()
    organization.apply(_pack(folder))
    user = organization.principal("admin")
    with organization.write(user) as context:
        for _ in range(2):
            records.create_record(context, "repair", {"name": "同名"})
    (folder / "repair.yaml").write_text(
        HEAD + NAME.replace("required: true", "unique: true"), "utf-8"
    )
    with pytest.raises(MetadataError) as caught:
        organization.apply([folder])
    assert caught.value.problems[0].code == "values_not_unique"
