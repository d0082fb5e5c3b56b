"""The gate: one precise problem for one mistake, at its place, with the nearest correct spelling."""

import time

import pytest

from objectry.metadata.gate import Gate
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.schema import kind_schema
from objectry.metadata.yaml_source import read

OBJECT = """\
object: thing
label: {zh: 东西, en: Thing}
plural: {zh: 东西, en: Things}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
"""


@pytest.fixture(scope="module")
def gate() -> Gate:
    """The gate of objects."""
    return Gate(kind_schema(KINDS["object"]))


def _found(gate: Gate, text: str) -> list[tuple[str, int, int, str]]:
    return [
        (p.code, p.place.line, p.place.column, p.hint) for p in gate.check(read(text, "f.yaml"))
    ]


def test_a_correct_document_passes(gate: Gate) -> None:
    assert _found(gate, OBJECT) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("plural:", "plurals:", ("key_unknown", 3, 1, "plural")),
        ("type: text", "type: txt", ("value_not_listed", 5, 18, "text")),
        ("type: text", "tpye: text", ("key_needed", 5, 5, "")),
        ("object: thing", "object: Thing", ("value_pattern", 1, 1, "")),
        ("object: thing", "object: 5", ("type_wrong", 1, 1, "")),
        ("type: text", "type: text, length: 0", ("value_range", 5, 30, "")),
        ("type: text", "type: text, required: yes", ("type_wrong", 5, 30, "")),
        ("type: text", "type: text, renamed_from: Old", ("value_pattern", 5, 30, "")),
        ("type: text", f"type: text, pattern: {'x' * 501}", ("value_length", 5, 30, "")),
        ("zh: 名称, en: Name", "zh: 名称", ("key_needed", 5, 30, "")),
        ("zh: 名称", "zh: ''", ("value_length", 5, 38, "")),
    ],
)
def test_a_mistake_is_told_once_where_it_is(
    gate: Gate, old: str, new: str, problem: tuple[str, int, int, str]
) -> None:
    assert problem in _found(gate, OBJECT.replace(old, new))


SELECT = "type: select, values: [{value: a, label: {zh: 甲, en: A}, color: %s}]"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("type: text", SELECT % "lime", "value_not_listed: lime will not do; possible are: gray, red,"),
        ("type: text", SELECT % "gren", "(did you mean: green)"),
        ("type: text", "type: text, names: timezone", "possible are: time_zone (did you mean: time_zone)"),
        ("type: text", "type: lookup, to: user, on_delete: cascade", "value_not_listed: cascade will not do"),
        ("object: thing", "object: thing\nsetup: metdata", "(did you mean: metadata)"),
        ("type: text", "type: text, pattern: 5", "type_wrong: a text is expected here (did you mean: '5')"),
        ("type: text", "type: formula, returns: boolean, formula: true", "a text is expected here (did you mean: 'true')"),
        ("type: text", "type: formula, returns: decimal, formula: -1.50", "(did you mean: '-1.50')"),
        ("type: text", "type: formula, returns: text, formula: [a]", "type_wrong: a text is expected here"),
        ("type: text", "type: date, min: 5", "type_wrong: a text (a day, e.g. 2026-11-23) is expected here"),
        ("type: text", "type: line, required: true", "value_fixed: required is always false here: leave it out"),
        ("type: text", "type: formula, returns: text, formula: a, unique: true", "unique is always false here"),
        ("type: text", "type: rollup, of: a, through: b, operation: count, read_only: true", "value_fixed: read_only"),
        ("type: text", "type: text, length: null", "a whole number is expected here"),
    ],
)  # fmt: skip
def test_a_wrong_value_that_could_be_left_out_is_told_what_it_could_be(
    gate: Gate, old: str, new: str, told: str
) -> None:
    (problem,) = gate.check(read(OBJECT.replace(old, new), "f.yaml"))
    assert told in problem.text("en")


def test_what_is_missing_is_told_once_each() -> None:
    gate = Gate(kind_schema(KINDS["pack"]))
    assert [found.params["key"] for found in gate.check(read("pack: demo", "f.yaml"))] == [
        "version", "label",
    ]  # fmt: skip


def test_chinese_leaves_a_space_before_latin_letters(gate: Gate) -> None:
    (problem,) = gate.check(
        read(OBJECT.replace("type: text", "type: text, required: 1"), "f.yaml")
    )
    assert problem.text("zh").endswith("这里应是 true 或 false")


def test_all_mistakes_are_told_at_once(gate: Gate) -> None:
    text = OBJECT.replace("plural:", "plurals:").replace("type: text", "type: txt")
    assert {code for code, *_ in _found(gate, text)} == {
        "key_unknown",
        "key_needed",
        "value_not_listed",
    }


def test_patterns_cannot_be_made_to_hang() -> None:
    gate = Gate({"type": "string", "pattern": "^(a+)+$"})
    started = time.perf_counter()
    assert len(gate.check(read("a" * 50_000 + "!", "f"))) == 1
    assert time.perf_counter() - started < 2


def test_numbers_with_a_point_are_numbers() -> None:
    gate = Gate({"type": "number", "maximum": 3})
    assert gate.check(read("2.5", "f")) == []
    assert [problem.code for problem in gate.check(read("3.5", "f"))] == ["value_range"]
