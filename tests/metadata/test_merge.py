"""How extensions become part of the objects that they extend."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from objectry.metadata.catalog import Catalog
from objectry.metadata.kinds.object import EXTENSION
from objectry.metadata.object_definitions import ObjectExtensionDef
from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, system_sources


def _pack(name: str, requires: str, *documents: Mapping[str, Any]) -> tuple[Source, ...]:
    label = {"zh": name, "en": name}
    opening = {
        "pack": name, "version": "1.0.0", "label": label, "requires": [{"pack": requires}],
    }  # fmt: skip
    files = {"pack.yaml": opening} | {f"{n}.yaml": text for n, text in enumerate(documents)}
    return tuple(
        Source(f"{name}/{file}", json.dumps(text).encode(), file) for file, text in files.items()
    )


def _rule(name: str, when: str, **options: object) -> Mapping[str, Any]:
    return {"name": name, "when": when, "message": {"zh": "不对", "en": "Wrong"}, **options}


LABEL = {"zh": "工单", "en": "Ticket"}
TICKET = {
    "object": "ticket",
    "label": LABEL,
    "plural": LABEL,
    "fields": [{"name": "name", "type": "text", "label": LABEL}],
    "validation_rules": [
        _rule("needs_name", "ISBLANK(name)"),
        _rule("not_test", 'name = "test"'),
    ],
}


def _rules_with(extension: Mapping[str, Any]) -> dict[str, bool]:
    packs = (
        *system_sources(),
        *_pack("base", "system", TICKET),
        *_pack("more", "base", {"extend": "ticket", **extension}),
    )
    rules = resolve(parse_packs(packs)).objects["ticket"].validation_rules
    return {rule.name: rule.active for rule in rules}


def test_an_extension_adds_validation_rules() -> None:
    added = {"validation_rules": [_rule("short", 'name = "x"')]}
    assert _rules_with(added) == {"needs_name": True, "not_test": True, "short": True}


def test_a_rule_of_an_extension_takes_the_place_of_the_rule_with_its_name() -> None:
    switched_off = {"validation_rules": [_rule("needs_name", "ISBLANK(name)", active=False)]}
    assert _rules_with(switched_off) == {"not_test": True, "needs_name": False}


OPEN = """pack: base
version: 1.0.0
label: {zh: 基础, en: Base}
"""
LEVELS = """value_set: levels
label: {zh: 级别, en: Levels}
values: [{value: low, label: {zh: 低, en: Low}}]
"""
THING = """object: thing
label: {zh: 东西, en: Thing}
plural: {zh: 东西, en: Things}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: size, type: integer, default: 1, label: {zh: 大小, en: Size}}
  - {name: level, type: select, value_set: levels, label: {zh: 级别, en: Level}}
  - {name: kind, type: select, label: {zh: 种类, en: Kind}, values: [{value: a, label: {zh: 甲, en: A}}]}
  - {name: above, type: lookup, to: thing, label: {zh: 上级, en: Above}}
  - {name: shown, type: reference, path: above.name, label: {zh: 上级名称, en: Name above}}
business_types: [{name: sale, label: {zh: 销售, en: Sale}}]
"""


def _extended(extension: str) -> Catalog:
    files = {"pack.yaml": OPEN, "levels.yaml": LEVELS, "thing.yaml": THING}
    files["more.yaml"] = f"extend: thing\n{extension}\n"
    sources = [Source(name, text.encode(), name) for name, text in files.items()]
    return resolve(parse_packs(system_sources()).followed_by(parse_packs(sources)))


def _problems_of(extension: str) -> list[tuple[str, str, str]]:
    with pytest.raises(MetadataError) as refused:
        _extended(extension)
    return [(one.code, str(one.place), one.hint) for one in refused.value.problems]


LABELS = "label: {zh: 新, en: New}"


@pytest.mark.parametrize(("option", "code", "hint"), [
    ("type: lookup, to: thnig", "name_unknown", "thing"),
    ("type: lookup, to: thing, filter: nmae <> 1", "formula_field_unknown", "name"),
    ("type: lookup, to: thing, business_types: [sole]", "name_unknown", "sale"),
    ("type: select, value_set: lovels", "name_unknown", "levels"),
    ("type: select, value_set: levels, default: high", "default_refused", ""),
    ("type: select, value_set: levels, depends_on: nothing", "name_unknown", ""),
    ("type: select, value_set: levels, depends_on: name", "not_a_select", ""),
    ("type: select, value_set: levels, depends_on: new", "depends_on_itself", ""),
    ("type: reference, path: above.nmae", "name_unknown", "above.name"),
    ("type: reference, path: above.shown", "reference_loop", ""),
    ("type: autonumber, format: 'A{0}', business_types: {sole: 'B{0}'}", "name_unknown", "sale"),
    ("type: integer, default: 5, max: 3", "default_refused", ""),
])  # fmt: skip
def test_a_field_that_an_extension_adds_is_checked_like_one_of_the_object(
    option: str, code: str, hint: str
) -> None:
    ((found, place, near),) = _problems_of(f"fields:\n  - {{name: new, {LABELS}, {option}}}")
    assert (found, place.rpartition(":")[0], near) == (code, "more.yaml:3", hint)


@pytest.mark.parametrize(("change", "code", "hint"), [
    ("sise: {min: 1}", "name_unknown", "size"),
    ("owner: {required: false}", "change_system_field", ""),
    ("size: {type: text}", "change_not_allowed", ""),
    ("size: {minimum: 1}", "shape_wrong", ""),
    ("size: {min: x}", "shape_wrong", ""),
    ("size: {max: 0}", "default_refused", ""),
    ("size: {default: x}", "shape_wrong", ""),
    ("size: {label: Size}", "shape_wrong", ""),
    ("level: {value_set: lovels}", "name_unknown", "levels"),
    ("level: {default: high}", "default_refused", ""),
    ("level: {depends_on: kin}", "name_unknown", "kind"),
    ("level: {depends_on: name}", "not_a_select", ""),
    ("level: {depends_on: level}", "depends_on_itself", ""),
    ("kind: {depends_on: level, values: [{value: a, when: [high], label: {zh: 甲, en: A}}]}", "choice_unknown", ""),
    ("kind: {value_set: levels}", "choices_both", ""),
    ("above: {to: thnig}", "name_unknown", "thing"),
    ("above: {filter: nmae <> 1}", "formula_field_unknown", "name"),
    ("above: {filter: name + 1}", "formula_operands_differ", "name & 1"),
    ("above: {business_types: [sole]}", "name_unknown", "sale"),
    ("above: {required: true, on_delete: clear}", "required_clear", ""),
    ("shown: {path: above.nmae}", "name_unknown", "above.name"),
    ("shown: {path: above.shown}", "reference_loop", ""),
])  # fmt: skip
def test_an_option_that_an_extension_changes_is_checked_where_it_stands(
    change: str, code: str, hint: str
) -> None:
    ((found, place, near),) = _problems_of(f"change_fields:\n  {change}")
    assert (found, place.rpartition(":")[0], near) == (code, "more.yaml:3", hint)


@pytest.mark.parametrize(("part", "code", "hint"), [
    ("fields: [{name: size, type: text, label: {zh: 新, en: New}}]", "part_known", ""),
    ("fields: [{name: owner, type: text, label: {zh: 新, en: New}}]", "field_reserved", ""),
    ("validation_rules: [{name: r, when: nmae = 1, message: {zh: 错, en: No}}]", "formula_field_unknown", "name"),
    ("validation_rules: [{name: r, when: size = 1, field: sise, message: {zh: 错, en: No}}]", "name_unknown", "size"),
    ("business_types: [{name: sale, label: {zh: 新, en: New}}]", "part_known", ""),
    ("business_types: [{name: t, label: {zh: 新, en: ' sale'}}]", "choice_twice", ""),
    ("business_types: [{name: t, label: {zh: 新, en: New}, values: {kind: [b]}}]", "choice_unknown", ""),
    ("business_types: [{name: t, label: {zh: 新, en: New}, defaults: {knid: a}}]", "name_unknown", "kind"),
    ("list_views: [{name: v, label: {zh: 新, en: New}, columns: [nmae]}]", "name_unknown", "name"),
    ("list_views: [{name: v, label: {zh: 新, en: New}, columns: [name], sort: [-sise]}]", "name_unknown", "size"),
    ("list_views: [{name: v, label: {zh: 新, en: New}, columns: [name], filter: nmae = 1}]",
     "formula_field_unknown", "name"),
    ("indexes: [{fields: [size, knid]}]", "name_unknown", "kind"),
    ("indexes: [{fields: [size, shown]}]", "index_field", ""),
])  # fmt: skip
def test_every_other_part_of_an_extension_is_checked_where_it_stands(
    part: str, code: str, hint: str
) -> None:
    ((found, place, near),) = _problems_of(part)
    assert (found, place.rpartition(":")[0], near) == (code, "more.yaml:2", hint)


def test_an_extension_may_retire_a_field_of_its_object() -> None:
    assert (
        "size" not in _extended("change_fields: {size: {active: false}}").objects["thing"].fields
    )


def test_a_decimal_among_the_changed_options_is_the_same_after_it_was_stored() -> None:
    change = ObjectExtensionDef.model_validate(
        {"extend": "thing", "change_fields": {"size": {"min": Decimal("0.50")}}}
    )
    assert EXTENSION.read(EXTENSION.canonical(change)) == change
