"""Conditions on fields, of objects and of layouts: formulas like others, and refused where they could change nothing."""

from pathlib import Path

import pytest

from objectry.metadata.catalog import Catalog
from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import read_folders, system_sources

PACK = "pack: garage\nversion: 1.0.0\nlabel: {zh: 汽修, en: Garage}\n"
REPAIR = """\
object: repair
label: {zh: 维修, en: Repair}
plural: {zh: 维修, en: Repairs}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: no, type: autonumber, format: "R{0000}", label: {zh: 编号, en: Number}}
  - {name: double, type: formula, returns: currency, formula: total * 2, label: {zh: 两倍, en: Double}}
  - {name: total, type: currency, read_only: true, label: {zh: 合计, en: Total}}
  - {name: part, type: master_detail, to: car, label: {zh: 车, en: Car}}
  - {name: cost, type: currency, OPTIONS, label: {zh: 费用, en: Cost}}
sharing: controlled_by_parent
"""
CAR = """\
object: car
label: {zh: 车, en: Car}
plural: {zh: 车, en: Cars}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
"""
LAYOUT = """\
layout: repair.default
object: repair
label: {zh: 布局, en: Layout}
sections:
  - {label: {zh: 基本, en: Basics}, fields: [name, {PLACED}]}
"""
SOUND = "required_when: 'name <> \"\"', read_only_when: cost > 5"


def _catalog(folder: Path, **files: str) -> Catalog:
    for name, text in {"pack": PACK, "car": CAR, **files}.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return resolve(parse_packs((*system_sources(), *read_folders([folder]))))


def _refused(folder: Path, **files: str) -> list[tuple[str, str, int]]:
    """Code, file and line of everything that is wrong."""
    with pytest.raises(MetadataError) as caught:
        _catalog(folder, **files)
    return [(p.code, Path(p.place.file).name, p.place.line) for p in caught.value.problems]


def test_fields_and_their_places_on_layouts_take_conditions(tmp_path: Path) -> None:
    catalog = _catalog(
        tmp_path,
        repair=REPAIR.replace("OPTIONS", SOUND),
        layout=LAYOUT.replace("PLACED", f"field: cost, when: cost > 1, {SOUND}"),
    )
    cost = catalog.objects["repair"].fields["cost"].definition
    assert (cost.required_when, cost.read_only_when) == ('name <> ""', "cost > 5")
    (layout,) = catalog.layouts["repair"]
    placed = layout.sections[0].fields[1].definition
    assert (placed.required_when, placed.read_only_when) == ('name <> ""', "cost > 5")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("required: true, required_when: cost > 1", "condition_idle"),
        ("read_only: true, read_only_when: cost > 1", "condition_idle"),
        ("read_only: true, required_when: cost > 1", "condition_closed"),
        ("required_when: cots > 1", "formula_field_unknown"),
        ("read_only_when: cost + 1", "formula_result_type"),
        ("required_when: ISNEW()", "formula_not_here"),
        ("read_only_when: $Old.cost > 1", "formula_not_here"),
        ("required_when: cost >", "formula_ends_early"),
    ],
)
def test_a_condition_of_a_field_that_cannot_be_meant_so_is_told(
    tmp_path: Path, options: str, code: str
) -> None:
    assert _refused(tmp_path, repair=REPAIR.replace("OPTIONS", options)) == [
        (code, "repair.yaml", 10)
    ]


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ("name: no, type: autonumber", "condition_closed"),
        ("name: double, type: formula", "condition_closed"),
        ("name: part, type: master_detail", "condition_idle"),
    ],
)
def test_types_that_always_have_a_value_are_demanded_at_no_time(
    tmp_path: Path, before: str, code: str
) -> None:
    text = REPAIR.replace("OPTIONS", "min: 0").replace(
        before, f"{before}, required_when: cost > 1"
    )
    assert [one for one, _, _ in _refused(tmp_path, repair=text)] == [code]


@pytest.mark.parametrize(
    ("placed", "code"),
    [
        ("field: cost, required: true, required_when: cost > 1", "condition_idle"),
        ("field: cost, read_only: true, read_only_when: cost > 1", "condition_idle"),
        ("field: cost, read_only: true, required_when: cost > 1", "condition_closed"),
        ("field: cost, read_only: true, required: true", "condition_closed"),
        ("field: total, required: true", "condition_closed"),
        ("field: total, required_when: cost > 1", "condition_closed"),
        ("field: no, read_only_when: cost > 1", "condition_closed"),
        ("field: cost, required_when: cots > 1", "formula_field_unknown"),
        ("field: cost, read_only_when: ISNEW()", "formula_not_here"),
    ],
)
def test_a_condition_of_a_layout_that_cannot_be_meant_so_is_told(
    tmp_path: Path, placed: str, code: str
) -> None:
    files = {"repair": REPAIR.replace("OPTIONS", "min: 0")}
    refused = _refused(tmp_path, **files, layout=LAYOUT.replace("PLACED", placed))
    assert refused == [(code, "layout.yaml", 5)]


def test_an_extension_changes_conditions_and_is_told_what_is_wrong_with_them(
    tmp_path: Path,
) -> None:
    repair = REPAIR.replace("OPTIONS", "required: true")
    extension = "extend: repair\nchange_fields:\n  cost: {CHANGED}\n"
    changed = extension.replace("CHANGED", "required: false, required_when: cost > 1")
    fields = _catalog(tmp_path, repair=repair, more=changed).objects["repair"].fields
    assert fields["cost"].definition.required_when == "cost > 1"
    for options, code in (
        ("required_when: cost > 1", "condition_idle"),
        ("required: false, required_when: cots > 1", "formula_field_unknown"),
    ):
        wrong = extension.replace("CHANGED", options)
        assert _refused(tmp_path, repair=repair, more=wrong) == [(code, "more.yaml", 3)]


def test_a_refusal_names_the_option_in_both_languages(tmp_path: Path) -> None:
    options = "required: true, required_when: cost > 1"
    with pytest.raises(MetadataError) as caught:
        _catalog(tmp_path, repair=REPAIR.replace("OPTIONS", options))
    (told,) = caught.value.problems
    assert told.message.text("zh", told.params).startswith(
        "已有 required: true，required_when 不起作用"
    )
    assert told.message.text("en", told.params).startswith(
        "beside required: true, required_when changes nothing"
    )
