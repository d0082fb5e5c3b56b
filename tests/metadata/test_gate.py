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
        ("zh: 名称, en: Name", "zh: 名称", ("key_needed", 5, 30, "")),
        ("zh: 名称", "zh: ''", ("value_length", 5, 38, "")),
    ],
)
def test_a_mistake_is_told_once_where_it_is(
    gate: Gate, old: str, new: str, problem: tuple[str, int, int, str]
) -> None:
    assert problem in _found(gate, OBJECT.replace(old, new))


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
