"""Options that contradict each other are refused when a pack is read, in both languages."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from objectry.metadata.field_types.base import DefinitionRefused
from objectry.metadata.field_types.listing import read_field

CHOICES = [{"value": "a", "label": {"zh": "甲", "en": "A"}}]


def choice(value: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "label": {"zh": zh, "en": en}, **more}


def refusal(kind: str, options: Mapping[str, Any]) -> DefinitionRefused:
    label = {"zh": "字段", "en": "Field"}
    with pytest.raises(ValidationError) as raised:
        read_field({"name": "f", "type": kind, "label": label, **options})
    (problem,) = raised.value.errors()
    refused = problem["ctx"]["error"]
    assert isinstance(refused, DefinitionRefused)
    return refused


@pytest.mark.parametrize(
    ("kind", "options", "code", "path"),
    [
        ("text", {"length": 3, "min_length": 4}, "range_empty", ("min_length",)),
        ("text", {"pattern": "("}, "pattern_wrong", ("pattern",)),
        ("text", {"pattern": "(?=look)"}, "pattern_wrong", ("pattern",)),
        ("text", {"default": "abcd", "length": 3}, "default_refused", ("default",)),
        ("richtext", {"tags": ["b", "script"]}, "tag_refused", ("tags", 1)),
        ("integer", {"min": 2, "max": 1}, "range_empty", ("min",)),
        ("integer", {"max": 1, "default": 2}, "default_refused", ("default",)),
        ("decimal", {"precision": 2, "scale": 3}, "scale_above_precision", ("scale",)),
        ("decimal", {"scale": 1, "min": "0.05"}, "option_too_fine", ("min",)),
        ("currency", {"min": 2, "max": "1.5"}, "range_empty", ("min",)),
        ("percent", {"max": 100, "default": 120}, "default_refused", ("default",)),
        ("date", {"min": "2026-02-01", "max": "2026-01-01"}, "range_empty", ("min",)),
        ("date", {"default": "tomorrow"}, "default_refused", ("default",)),
        ("datetime", {"default": "2026-01-01"}, "default_refused", ("default",)),
        ("time", {"default": "25:00"}, "default_refused", ("default",)),
        (
            "boolean",
            {"labels": {"checked": {"zh": "有", "en": "X"}, "unchecked": {"zh": "无", "en": "x"}}},
            "choice_twice", ("labels", "unchecked", "en"),
        ),
        ("select", {}, "choices_missing", ()),
        ("select", {"values": CHOICES, "value_set": "x"}, "choices_both", ("value_set",)),
        ("select", {"values": CHOICES, "default": "b"}, "default_refused", ("default",)),
        (
            "select", {"values": [*CHOICES, choice("b", "甲", "B")]},
            "choice_twice", ("values", 1),
        ),
        (
            "select", {"values": [*CHOICES, choice("b", "乙", " a ")]},
            "choice_twice", ("values", 1),
        ),
        (
            "select", {"values": [choice("b", "乙", "B", when=["x"])]},
            "when_without_control", ("values", 0, "when"),
        ),
        (
            "multiselect", {"values": [choice("b", "乙；丙", "B")]},
            "choice_separator", ("values", 0, "label", "zh"),
        ),
        ("multiselect", {"values": CHOICES, "min": 3, "max": 2}, "range_empty", ("min",)),
        ("autonumber", {"format": "NO-{HH}-{000}"}, "format_part_unknown", ("format",)),
        ("autonumber", {"format": "A{000}", "business_types": {"b": "B-{0}{0}"}}, "format_counter",
         ("business_types", "b")),
        ("autonumber", {"format": "A-{000}", "business_types": {"b": "A-1{0000}"}}, "format_alike",
         ("business_types", "b")),
        ("autonumber", {"format": "A-{000}", "business_types": {"b": "B{0}", "c": "{0}B"}}, "format_alike",
         ("business_types", "c")),
        ("phone", {"pattern": "("}, "pattern_wrong", ("pattern",)),
        ("autonumber", {"format": "NO-{YYYY}"}, "format_counter", ("format",)),
        ("autonumber", {"format": "{00}-{000}"}, "format_counter", ("format",)),
        ("autonumber", {"format": "{000}}"}, "format_counter", ("format",)),
        ("autonumber", {"format": "{YYYY}-{000}", "reset": "month"}, "format_reset", ("reset",)),
        ("autonumber", {"format": "{MM}{DD}{000}", "reset": "day"}, "format_reset", ("reset",)),
        (
            "lookup", {"to": "a", "required": True, "on_delete": "clear"},
            "required_clear", ("on_delete",),
        ),
        (
            "anylookup", {"to": ["a"], "required": True, "on_delete": "clear"},
            "required_clear", ("on_delete",),
        ),
        ("anylookup", {"to": ["a", "b", "a"]}, "choice_twice", ("to",)),
        ("phone", {"region": "XX"}, "phone_region", ("region",)),
        ("region", {"default": "440305", "depth": 1}, "default_refused", ("default",)),
        ("formula", {"formula": "a", "returns": "text", "scale": 2}, "option_of_other_result", ("scale",)),
        ("formula", {"formula": "a", "returns": "date", "length": 9}, "option_of_other_result", ("length",)),
        ("formula", {"formula": "a", "returns": "percent", "thousands": True}, "option_of_other_result",
         ("thousands",)),
        ("formula", {"formula": "a", "returns": "text", "length": 301, "indexed": True}, "long_text_index",
         ("indexed",)),
        ("rollup", {"of": "b", "through": "c", "operation": "sum"}, "rollup_field_needed", ("field",)),
        ("rollup", {"of": "b", "through": "c", "operation": "count", "field": "d"}, "rollup_field_unused",
         ("field",)),
        ("rollup", {"of": "b", "through": "c", "operation": "max", "field": "d", "scale": 2},
         "rollup_scale_unused", ("scale",)),
    ],
)  # fmt: skip
def test_contradictions_name_their_option(
    kind: str, options: Mapping[str, Any], code: str, path: tuple[str | int, ...]
) -> None:
    refused = refusal(kind, options)
    assert (refused.message.code, refused.path) == (code, path)
    assert refused.message.text("zh", refused.params) != refused.message.text("en", refused.params)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("text", {"length": 301}),
        ("text", {"colour": "red"}),
        ("textarea", {"unique": True}),
        ("decimal", {"precision": 19}),
        ("decimal", {"max": "NaN"}),
        ("currency", {"symbol": "1"}),
        ("select", {"values": [choice("no spaces", "甲", "A")]}),
        ("select", {"values": [choice("a", "甲", "A", color="mauve")]}),
        ("lookup", {}),
        ("master_detail", {"to": "order", "required": False}),
        ("reference", {"path": "customer"}),
        ("line", {"required": True}),
        ("image", {"extensions": ["../x"]}),
        ("formula_one", {}),
    ],
)
def test_shapes_that_no_field_has_are_refused(kind: str, options: Mapping[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read_field({"name": "f", "type": kind, "label": {"zh": "字段", "en": "Field"}, **options})


def test_a_yy_year_is_a_year_for_resets() -> None:
    label = {"zh": "编号", "en": "Number"}
    options = {"format": "{YY}{MM}-{000}", "reset": "month"}
    read_field({"name": "f", "type": "autonumber", "label": label, **options})
