"""Formulas as lines of JSON, in Python."""

import json
from typing import Any

import pytest

from objectry.formula.lines.chunks import Chunks
from objectry.formula.lines.evaluator import KEPT_PLANS, MOST_BYTES, Evaluator
from tests.formula.lines.cases import ERROR, lines


def answers(*given: Any) -> list[Any]:
    """The answers to lines, which are JSON objects or bytes."""
    sent = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in given]
    return [json.loads(one) for one in Evaluator().answers(sent)]


def value(formula: str, **more: Any) -> Any:
    """The value of a formula, or the kind of its error."""
    (found,) = answers({"formula": formula, **more})
    return found["error"]["kind"] if "error" in found else found["value"]


@pytest.mark.parametrize(("line", "answer"), lines("python"), ids=str)
def test_the_answer_to_a_line(line: dict[str, Any], answer: Any) -> None:
    (found,) = answers(line)
    assert found["id"] == line["id"]
    assert (ERROR if "error" in found else found["value"]) == answer, found


@pytest.mark.parametrize(
    ("kind", "given", "answer"),
    [
        ("number", "1.50", "1.5"),
        ("number", 1.1, "1.1"),
        ("number", 3, "3"),
        ("currency", "-0.00", "0"),
        ("double", "1e3", "1000"),
        ("decimal", ".5", "0.5"),
        (
            "NUMBER",
            "123456789012345678901234567890.123456789",
            "123456789012345678901234567890.123456789",
        ),
        ("number", "", None),
        ("percent", "25", "0.25"),
        ("integer", "7", "7"),
        ("text", "甲😀", "甲😀"),
        ("string", "", None),
        ("url", "http://a.cn", "http://a.cn"),
        ("phone", "1", "1"),
        ("autonumber", "A-1", "A-1"),
        ("select", "x", "x"),
        ("multiselect", ["a", "b"], ["a", "b"]),
        ("multipicklist", "a; b", ["a", "b"]),
        ("multipicklist", [], None),
        ("boolean", True, True),
        ("checkbox", "FALSE", False),
        ("boolean", 1, True),
        ("boolean", None, False),
        ("date", "2024-02-29", "2024-02-29"),
        ("date", "2024-02-29T00:00:00.000Z", "2024-02-29"),
        ("datetime", "2024-02-29T08:00:00Z", "2024-02-29T08:00:00.000Z"),
        ("datetime", "2024-02-29 08:00:00.1239+08:00", "2024-02-29T00:00:00.123Z"),
        ("datetime", "0001-01-01", "0001-01-01T00:00:00.000Z"),
        ("time", "23:59:59.999", "23:59:59.999"),
        ("time", "08:30", "08:30:00.000"),
        ("time", 1500, "00:00:01.500"),
        ("reference", "001", "001"),
        ("id", "001", "001"),
        ("location", ["1.50", -2], {"latitude": "1.5", "longitude": "-2"}),
        ("geolocation", {"Latitude": 1, "LONGITUDE": 2}, {"latitude": "1", "longitude": "2"}),
        ("geolocation", {"latitude": None, "longitude": None}, None),
    ],
)
def test_a_value_comes_back_in_one_form(kind: str, given: Any, answer: Any) -> None:
    assert value("x", fields={"x": {"type": kind}}, row={"x": given}) == answer


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "abc"), ("number", "1_000"), ("number", "NaN"), ("number", "1e64"), ("number", True),
        ("number", "1" * 300),
        ("number", []), ("text", 1), ("text", "a\0"), ("text", "\ud800"), ("boolean", "yes"), ("date", "2024-02-30"),
        ("date", 20240229), ("datetime", "2024-02-29T25:00:00Z"), ("datetime", "0001-01-01T00:00:00+08:00"),
        ("datetime", 1),
        ("time", "24:00"), ("time", 86_400_000), ("time", -1), ("time", "08:00+01:00"), ("time", []),
        ("multiselect", {"a": 1}), ("multiselect", [1]), ("geolocation", [91, 0]), ("geolocation", "1,2"),
        ("geolocation", {"latitude": 1}),
    ],
)  # fmt: skip
def test_a_value_that_is_none_of_its_type(kind: str, given: Any) -> None:
    assert value("ISBLANK(x)", fields={"x": {"type": kind}}, row={"x": given}) == "value"


@pytest.mark.parametrize(
    ("formula", "kind"),
    [
        ("1 +", "syntax"), ("(1", "syntax"), ("#2026-13-01#", "syntax"), ("nope", "unknown_field"),
        ("x.y", "unknown_field"),
        ("NOPE(1)", "unknown_function"), ("ABS(1, 2)", "arity"), ("IFS(TRUE, 1, FALSE, 2)", "arity"), ('ABS("a")', "type"),
        ('IF(TRUE, 1, "a")', "type"), ('1 = "a"', "type"), ("PRIORVALUE(x + 1)", "context"), ("a + a", "cycle"),
        ("wrong + 1", "unknown_field"), ("below + 1", "arity"), ("1" * 39, "limit"), ("+".join(["x"] * 2001), "limit"),
        ("(" * 10_001, "limit"), ("-" * 100 + "1", "limit"), ("1 / 0", "constant_error"),
        ("PRIORVALUE(Account.Name)", "context"), ("twin", "ambiguous_label"),
        ("1 / (x - x)", "division"), ("DATE(2026, x + 13, 1)", "out_of_range"), ("LN(x - x)", "not_finite"),
        ('DATEVALUE("x" & t)', "bad_date_text"), ('VALUE("x" & t)', "bad_number_text"),
        ('REGEX("a", "(" & t)', "bad_regex"),
        ('REPT("ab", 20000 + x)', "limit"), ('CONVERTCURRENCY(x, "XTS", "CNY")', "bad_currency"),
        ('DATEADD(TODAY(), x, "x" & t)', "unknown_name"),
    ],
)  # fmt: skip
def test_every_kind_of_error(formula: str, kind: str) -> None:
    fields = {
        "x": "number", "t": "text", "a": {"type": "number", "formula": "b"}, "b": {"type": "number", "formula": "a"},
        "wrong": {"type": "number", "formula": "nope"}, "below": {"type": "number", "formula": "higher"},
        "higher": {"type": "number", "formula": "ABS(1, 2)"}, "Account.Name": "text", "TWIN": "text", "Twin": "text",
    }  # fmt: skip
    assert value(formula, fields=fields, row={"x": 0, "t": None}) == kind


def test_an_error_has_its_place_its_sentence_and_a_hint() -> None:
    fields = {"amount": "number"}
    line = {"id": 1, "formula": "1 +\n  amuont", "fields": fields}
    english, chinese = answers(line, {**line, "language": "zh"})
    assert english == {
        "id": 1,
        "error": {"kind": "unknown_field", "line": 2, "column": 3,
                  "message": "there is no field amuont (did you mean: amount)"},
    }  # fmt: skip
    assert chinese["error"]["message"] == "没有字段 amuont (您是不是想写: amount)"


@pytest.mark.parametrize(
    ("returns", "formula", "answer"),
    [
        ("number", '"a"', "result_type"), ("text", "1", "result_type"), ("boolean", "NULL", False),
        ("boolean", "x > 1", False),
        ("percent", "0.25", "25"), ({"type": "percent", "scale": 1}, "0.12345", "12.3"),
        ({"type": "number", "scale": "2"}, "2.345", "2.35"), ({"type": "currency", "scale": 2.0}, "1 / 3", "0.33"),
        ("integer", "2.5", "3"), ("datetime", "DATE(2026, 1, 2)", "2026-01-02T00:00:00.000Z"), ("text", "NULL", None),
        ("date", "DATETIMEVALUE(\"2026-01-02 03:04:05\")", "result_type"), ("nope", "1", "line"), (7, "1", "line"),
    ],
)  # fmt: skip
def test_what_a_formula_has_to_give(returns: Any, formula: str, answer: Any) -> None:
    assert value(formula, fields={"x": "number"}, returns=returns) == answer


SHOWS = {"k": {"type": "select", "choices": ["a", {"value": "b", "label": {"zh": "乙", "en": "B"}}]}, "on": "boolean",
         "shown": {"type": "text", "formula": "IF(on, k, NULL)"}}  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("k", "b"), ("IF(on, k, NULL)", "b"), ("COALESCE(NULL, k)", "b"), ("shown", "b"), ("UPPER(shown)", "B"),
        ("PICKLABEL(shown)", "乙"), ('IF(shown = "b", "x", "y")', "x"), ('TEXT(shown = "乙")', "type"),
    ],
)  # fmt: skip
def test_a_text_shows_the_value_of_a_select(formula: str, answer: Any) -> None:
    given = {"fields": SHOWS, "row": {"k": "b", "on": True}, "language": "zh"}
    assert value(formula, returns="text", **given) == answer
    assert value("k", returns="text", profile="salesforce", **given) == "result_type"
    assert value("TEXT(k)", returns="text", profile="salesforce", **given) == "b"


def test_the_other_profile() -> None:
    theirs = {"profile": "Salesforce"}
    assert value("1 / x", fields={"x": "number"}, row={"x": 3}, **theirs) == "0." + "3" * 32
    assert value("1 / x", fields={"x": "number"}, row={"x": 3}) == "0." + "3" * 18
    moment = 'DATETIMEVALUE("2026-01-02 03:04:05")'
    assert value(moment, returns="date", **theirs) == "2026-01-02"


def test_blanks_count_as_zero_where_a_line_says_so() -> None:
    assert (
        value(
            "x + y",
            fields={"x": "number", "y": {"type": "number", "formula": "x + 1"}},
            blanks="ZERO",
        )
        == "1"
    )
    assert value("x + 1", fields={"x": "number"}, blanks="blank") is None


def test_the_record_before_its_change() -> None:
    more = {"fields": {"x": "number"}, "row": {"x": 2}}
    assert value("PRIORVALUE(x)", old={"X": "1"}, **more) == "1"
    assert value("ISCHANGED(x) && !ISNEW()", old={"x": "1"}, **more) is True
    assert value("ISNEW()", **more) is True


def test_the_moment_the_zone_and_the_language() -> None:
    now = {"now": "2026-11-23T20:00:00Z"}
    assert value("TODAY()", **now) == "2026-11-23"
    assert value("TODAY()", zone="Asia/Shanghai", **now) == "2026-11-24"
    assert [
        value("1", **one)
        for one in (
            {"zone": "Mars"},
            {"now": "x"},
            {"language": "fr"},
            {"zone": "../etc"},
            {"now": 1},
        )
    ] == [  # fmt: skip
        "line"
    ] * 5


def test_names_that_differ_in_their_case_only_are_written_exactly() -> None:
    fields, row = {"A": "number", "a": "number"}, {"A": 1, "a": 2}
    assert value("A * 10 + a", fields=fields, row=row) == "12"


def test_choices_have_labels_where_a_line_gives_them() -> None:
    won = {"value": "won", "label": {"zh": "赢单", "en": "Won"}}
    given = {"fields": {"stage": {"type": "select", "choices": [won, "lost"]}}}
    assert [
        value(text, **given, row={"stage": stage}, **more)
        for text, stage, more in (
            ('PICKLABEL(stage, "zh")', "won", {}),
            ('PICKLABEL(stage, "en")', "won", {}),
            ("PICKLABEL(stage)", "won", {"language": "en"}),
            ('PICKLABEL(stage, "en")', "lost", {}),
            ('stage = "won"', "won", {}),
            ('stage = "Won"', "won", {}),
        )
    ] == ["赢单", "Won", "Won", "lost", True, "type"]


@pytest.mark.parametrize(
    "choices",
    ["won", {"won": "Won"}, [1], [["won", "Won"]], [{"value": "won"}], [{"value": "won", "label": "Won"}],
     [{"value": "won", "label": {"zh": "赢单"}}], [{"value": 1, "label": {"zh": "赢单", "en": "Won"}}]],
)  # fmt: skip
def test_choices_that_cannot_be(choices: Any) -> None:
    assert value("1", fields={"x": {"type": "select", "choices": choices}}) == "line"


def test_a_field_that_always_has_a_value_has_one_in_every_row() -> None:
    sure = {"x": {"type": "text", "nullable": False}}
    assert value('x & "!"', fields=sure, row={"x": "a"}) == "a!"
    assert [value("x", fields=sure, row=row) for row in ({}, {"x": None}, {"x": ""})] == [
        "value"
    ] * 3
    assert value("PRIORVALUE(x) = NULL", fields=sure, row={"x": "a"}, old={"x": None}) is True
    assert value("1", fields={"x": {"type": "text", "nullable": "no"}}) == "line"


DEEP = b'{"id": 3, "formula": "1", "row": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "line",
    [
        b"nonsense", b"[]", b"1", b"null", b'"x"', b"{", b"\xff\xfe", b"\x00", b'{"formula": NaN}',
        b'{"a": 1e99999999999999999999}',
        b"1" * 5_000, DEEP, b"[" * 2_000_000, b"{" + b" " * MOST_BYTES + b"}", b'{"formula": 1}', b"{}",
        b'{"formula": null}',
        b'{"formula": "1", "fields": []}', b'{"formula": "x", "fields": {"x": 1}}',
        b'{"formula": "x", "fields": {"x": {"type": []}}}',
        b'{"formula": "x", "fields": {"x": {"scale": -1}}}', b'{"formula": "x", "fields": {"x": {"formula": 1}}}',
        b'{"formula": "x", "fields": {"x": {"choices": [1]}}}', b'{"formula": "1", "row": 1}',
        b'{"formula": "1", "blanks": "x"}',
        b'{"formula": "1", "profile": 1}', b'{"formula": "1", "engine": "oracle"}',
        b'{"formula": "1", "engine": "postgresql"}',
        b'{"formula": "1", "old": 1}',
    ],
    ids=lambda one: one[:60].decode("latin-1"),
)  # fmt: skip
def test_a_hostile_line_is_answered_and_the_next_one_too(line: bytes) -> None:
    first, second = answers(line, {"id": 2, "formula": "1 + 1"})
    assert first["error"]["kind"] == "line"
    assert second == {"id": 2, "value": "2"}


def test_hostile_formulas_are_refused() -> None:
    texts = [
        '"\ud800"',
        "\0",
        "(" * 9_000,
        "IF(" * 500,
        "-" * 9_999,
        '"' + "x" * 5_000 + '"',
        "{" * 50,
    ]
    found = answers(*({"id": text, "formula": text} for text in texts))
    assert {one["error"]["kind"] for one in found} <= {"syntax", "limit"}
    assert [one["id"] for one in found] == texts


def test_ids_are_repeated_as_far_as_they_are_texts_or_numbers() -> None:
    found = answers(
        *({"id": one, "formula": "1"} for one in ("a", 1, None, True, [1], {"a": 1}, 1.5))
    )
    assert [one["id"] for one in found] == ["a", 1, None, True, None, None, "1.5"]


def test_a_mistake_of_the_engine_itself_costs_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("objectry.formula.lines.evaluator._row", lambda *given: 1 / 0)
    (found,) = answers({"id": 1, "formula": "1"})
    assert (found["id"], found["error"]["kind"]) == (1, "internal")


def test_formulas_are_kept_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    assert KEPT_PLANS > 1_000
    monkeypatch.setattr("objectry.formula.lines.evaluator.KEPT_PLANS", 2)
    evaluator = Evaluator()
    for text in ("1", "2", "3", "2", "1"):
        (found,) = evaluator.answers([json.dumps({"formula": text}).encode()])
        assert json.loads(found)["value"] == text


def test_pieces_become_lines() -> None:
    chunks = Chunks()
    assert chunks.lines(b"a\nb") == [b"a"]
    assert chunks.lines(b"c\r\n\n  \nd") == [b"bc\r"]
    assert chunks.last() == [b"d"]
    assert chunks.last() == []


def test_of_a_line_that_is_too_long_no_more_is_kept_than_needed() -> None:
    chunks = Chunks()
    for _ in range(100):
        assert chunks.lines(b"x" * 1_000_000) == []
    (found,) = chunks.lines(b"\n")
    assert len(found) == MOST_BYTES + 1
