"""Links to records: by ID, by key, by name; what they promise about the other record."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from objectry.formula.types import Type
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.base import (
    FieldDef,
    LookupKey,
    Relation,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.listing import FIELD_TYPES, read_field
from objectry.metadata.problems import Path

STYLE = TextStyle("zh", ZoneInfo("UTC"))
ONE = "0198a1c4-7d3e-7c11-9a55-0123456789ab"


def field(kind: str, **options: Any) -> FieldDef:
    return read_field({"name": "f", "type": kind, "label": {"zh": "链", "en": "Link"}, **options})


def relation(kind: str, **options: Any) -> Relation | None:
    return FIELD_TYPES[kind].relation(field(kind, **options))


def test_a_record_is_named_by_id_by_the_answer_of_the_api_or_by_a_unique_field() -> None:
    kind, definition = FIELD_TYPES["lookup"], field("lookup", to="product")
    assert kind.from_json(ONE.upper(), definition) == ONE
    assert kind.from_json({"id": ONE, "name": "螺丝"}, definition) == ONE
    assert kind.from_json({"code": " P-001 "}, definition) == LookupKey("code", "P-001")
    assert kind.from_json({"number": 42}, definition) == LookupKey("number", "42")


def test_people_write_the_name_of_the_record() -> None:
    kind, definition = FIELD_TYPES["lookup"], field("lookup", to="product")
    assert kind.from_text(" 螺丝 M4 ", definition, STYLE) == LookupKey("", "螺丝 M4")
    assert kind.from_text(ONE, definition, STYLE) == ONE


def test_several_records_are_named_with_semicolons_between_them() -> None:
    kind, definition = FIELD_TYPES["multilookup"], field("multilookup", to="product")
    found = kind.from_text(f"螺丝；{ONE}; 螺丝", definition, STYLE)
    assert found == (LookupKey("", "螺丝"), ONE)


def test_a_record_of_several_objects_names_its_object() -> None:
    kind, definition = FIELD_TYPES["anylookup"], field("anylookup", to=["customer", "lead"])
    assert kind.from_text(f"lead: {ONE}", definition, STYLE) == RecordRef("lead", ONE)
    assert kind.from_text("customer:华强", definition, STYLE) == LookupKey("", "华强", "customer")
    assert kind.from_text("华强: 深圳", definition, STYLE) == LookupKey("", "华强: 深圳", "")
    raw = {"object": "lead", "code": "L-1"}
    assert kind.from_json(raw, definition) == LookupKey("code", "L-1", "lead")
    with pytest.raises(ValueRefused) as refused:
        kind.from_text(ONE, definition, STYLE)
    assert refused.value.message.code == "lookup_object"


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("lookup", {"to": "a"}, Relation(("a",), "clear")),
        ("lookup", {"to": "a", "required": True}, Relation(("a",), "forbid")),
        ("lookup", {"to": "a", "on_delete": "forbid"}, Relation(("a",), "forbid")),
        ("master_detail", {"to": "a"}, Relation(("a",), "cascade", owning=True)),
        ("multilookup", {"to": "a"}, Relation(("a",), "clear", many=True)),
        ("anylookup", {"to": ["a", "b"]}, Relation(("a", "b"), "clear")),
        ("user", {}, Relation(("user",), "forbid")),
        ("user", {"many": True}, Relation(("user",), "clear", many=True)),
        ("department", {}, Relation(("department",), "forbid")),
        ("text", {}, None),
    ],
)
def test_a_link_says_what_happens_when_the_other_record_is_deleted(
    kind: str, options: dict[str, Any], expected: Relation | None
) -> None:
    assert relation(kind, **options) == expected


def test_objects_and_paths_among_the_options_are_mentioned() -> None:
    def mentions(kind: str, **options: Any) -> tuple[tuple[str, str, Path], ...]:
        return FIELD_TYPES[kind].mentions(field(kind, **options))

    assert mentions("lookup", to="a") == (("object", "a", ("to",)),)
    assert mentions("anylookup", to=["a", "b"]) == (
        ("object", "a", ("to", 0)),
        ("object", "b", ("to", 1)),
    )
    assert mentions("user") == ()
    assert mentions("reference", path="a.b") == (("field", "a.b", ("path",)),)


def test_filters_are_formulas_on_the_other_object() -> None:
    for kind, target in (("lookup", "a"), ("multilookup", "a"), ("master_detail", "a")):
        definition = field(kind, to="a", filter="active = TRUE")
        assert FIELD_TYPES[kind].conditions(definition) == (("active = TRUE", target, "filter"),)


def test_business_types_are_a_condition_on_the_other_object_and_names_of_it() -> None:
    for kind in ("lookup", "multilookup", "master_detail"):
        definition = field(kind, to="a", business_types=["b", "c"])
        wanted = ('IN(business_type, "b", "c")', "a", "business_types")
        assert FIELD_TYPES[kind].conditions(definition) == (wanted,)
        second = ("business_type", "a.c", ("business_types", 1))
        assert second in FIELD_TYPES[kind].mentions(definition)


def test_people_are_offered_while_they_are_there_and_meet_the_filter() -> None:
    user, department = FIELD_TYPES["user"], FIELD_TYPES["department"]
    at_work = ('status <> "departed"', "user", "active_only")
    assert user.conditions(field("user")) == (at_work,)
    assert user.conditions(field("user", active_only=False)) == ()
    assert user.conditions(field("user", filter='code = "x"')) == (
        at_work, ('code = "x"', "user", "filter"),
    )  # fmt: skip
    assert department.conditions(field("department")) == (("active", "department", "active_only"),)


@pytest.mark.parametrize("kind", ["user", "department"])
def test_a_field_for_several_people_is_a_list_without_a_column(kind: str) -> None:
    several = field(kind, many=True)
    assert FIELD_TYPES[kind].columns(several) == ()
    assert FIELD_TYPES[kind].type_in_formulas(several) is Type.MULTIPICKLIST
    assert FIELD_TYPES[kind].operators_of(several)[0].name == "includes"
    assert FIELD_TYPES[kind].type_in_formulas(field(kind)) is Type.LOOKUP
