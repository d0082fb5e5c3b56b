"""Names are looked up and types checked; all mistakes are told at once, each at its place."""

import pytest

from objectry.formula.checking.checker import check
from objectry.formula.functions.declare import Profile
from objectry.formula.problems import FormulaError
from objectry.formula.types import TYPE_NAMES, Type
from tests.formula.scopes import Names


@pytest.mark.parametrize(
    "text",
    [
        'stage = "won" && amount > 1000',
        '阶段 = "won"',
        'customer.parent.name = "x"',
        "close_date = THIS_QUARTER",
        "close_date = LAST_N_DAYS(30)",
        "seen_at >= TODAY()",
        "seen_at < NOW()",
        'INCLUDES(tags, "a", "b")',
        'stage IN ("won", "lost")',
        "BETWEEN(amount, 1, 2)",
        "NOT(ISBLANK(customer))",
        "urgent",
        "YEAR(close_date) = YEAR(TODAY())",
        "amount = NULL",
    ],
)
def test_a_sound_condition_passes(text: str) -> None:
    assert check(text, Names()).object == "deal"


def test_conditions_that_depend_on_the_moment_are_known() -> None:
    assert check("close_date = THIS_YEAR", Names()).volatile
    assert check("seen_at < NOW()", Names()).volatile
    assert not check("amount > 1", Names()).volatile


@pytest.mark.parametrize(
    "text",
    [
        'INCLUDES(COALESCE(#2024-02-29#, IF(TRUE, urgent, 1)), "VIP")',
        'INCLUDES(IF(TRUE, 1, "x"), "VIP")',
        "PICKLISTCOUNT(IF(TRUE, 1, urgent)) = 1",
        "LEN(CASE(1, 1, 1, TRUE)) > 1",
        'INCLUDES_ALL(BLANKVALUE("x", 1), "VIP")',
        'PICKLISTCOUNT(IFERROR(1, "a")) = 1',
        'ABS(COALESCE("a", 1)) > 2',
        'LEN(IFS(TRUE, 1, "a")) > 1',
    ],
)
def test_results_that_differ_are_told_and_not_computed(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        check(text, Names())
    assert "formula_results_differ" in {one.message.code for one in caught.value.problems}


@pytest.mark.parametrize(
    ("text", "code", "column", "hint"),
    [
        ("amuont > 1", "formula_field_unknown", 1, "amount"),
        ('customer.nmae = "x"', "formula_field_unknown", 10, "name"),
        ('name.x = "x"', "formula_not_a_lookup", 6, ""),
        ('customer.parent.parent.parent.parent.parent.name = "x"', "formula_path_too_long", 1, ""),
        ("CONTIANS(name, name)", "formula_function_unknown", 1, "CONTAINS"),
        ("ISBLANK()", "formula_argument_count", 1, ""),
        ('amount = "x"', "formula_types_differ", 1, ""),
        ('stage = "wom"', "formula_choice_unknown", 9, "won"),
        ('stage IN ("won", "lots")', "formula_choice_unknown", 18, "lost"),
        ("amount + 1", "formula_result_type", 1, ""),
        ("LAST_N_DAYS(0) = close_date", "formula_count_range", 13, ""),
        ('tags = "a"', "formula_types_differ", 1, 'INCLUDES(tags, "a")'),
        ("name && urgent", "formula_argument_type", 1, ""),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, code: str, column: int, hint: str) -> None:
    with pytest.raises(FormulaError) as caught:
        check(text, Names())
    problem = caught.value.problems[0]
    assert (problem.message.code, problem.line, problem.column, problem.hint) == (
        code,
        1,
        column,
        hint,
    )


def test_types_are_called_as_people_call_them() -> None:
    with pytest.raises(FormulaError) as caught:
        check('amount = "x" && urgent = THIS_MONTH', Names())
    first, second = (one.message.text("zh", one.params) for one in caught.value.problems)
    assert (first, second) == ("两边不能比较：数字和文本", "两边不能比较：真假值和时间范围")
    (told, _) = caught.value.problems
    assert told.message.text("en", told.params) == "these cannot be compared: a number and a text"
    assert TYPE_NAMES.keys() == set(Type)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(FormulaError) as caught:
        check('amuont > 1 && stage = "wom" && nothing', Names())
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("text", "profile", "code"),
    [
        ("PRIORVALUE(amount) > 3", Profile.OBJECTRY, "formula_not_here"),
        ("ISCHANGED(amount)", Profile.OBJECTRY, "formula_not_here"),
        ("ISNEW()", Profile.OBJECTRY, "formula_not_here"),
        ("$Old.amount > 3", Profile.OBJECTRY, "formula_not_here"),
        ("amount % 2 = 1", Profile.SALESFORCE, "formula_syntax"),
        ("amount / 0 > 1", Profile.OBJECTRY, "formula_constant_error"),
    ],
)
def test_what_has_no_meaning_here_is_refused(text: str, profile: Profile, code: str) -> None:
    with pytest.raises(FormulaError) as caught:
        check(text, Names(), profile=profile)
    assert caught.value.problems[0].message.code == code


@pytest.mark.parametrize(
    ("text", "code", "column", "hint"),
    [
        ('DATEDIF(close_date, close_date, "YM") > 1', "formula_unit", 33, ""),
        ('DATEDIF(close_date, close_date, "mounth") > 1', "formula_unit", 33, "month"),
        ('DATEDIF(close_date, close_date, "hour") > 1', "formula_unit", 33, ""),
        ('DISTANCE(GEOLOCATION(1, 2), GEOLOCATION(3, 4), "KM") > 1', "formula_unit", 48, "km"),
        ('DISTANCE(GEOLOCATION(1, 2), GEOLOCATION(3, 4), "miles") > 1', "formula_unit", 48, ""),
        ('IF(urgent, STARTOF(seen_at, "fortnight"), seen_at) = NULL', "formula_unit", 29, ""),
        ('TEXT(close_date, "General") = "x"', "formula_format", 18, ""),
        ('TEXT(close_date, "hh:mm") = "x"', "formula_format", 18, ""),
        ('TEXT(seen_at, "HH:MM") = "x"', "formula_format", 15, "HH:mm"),
        (
            'TEXT(seen_at, "DD/MM/YYYY HH:MM:SS") = "x"',
            "formula_format",
            15,
            "DD/MM/YYYY HH:mm:ss",
        ),
        ('TEXT(seen_at, "[h]:mm") = "x"', "formula_format", 15, "h:mm"),
        ('TEXT(seen_at, "[$-804]yyyy-mm;@") = "x"', "formula_format", 15, "yyyy-mm;@"),
        (
            'TEXT(amount, "_(* #,##0.0?_);[Red](0)") = "x"',
            "formula_format",
            14,
            "_(#,##0.0#_);(0)",
        ),
        ('TEXT(amount, "*0000") = "x"', "formula_format", 14, "'*'0000"),
        ('TEXT(amount, "0.0E+00") = "x"', "formula_format", 14, ""),
        ('TEXT(amount, "[>=10000]0.0,万") = "x"', "formula_format", 14, ""),
        ('IFERROR(TEXT(amount, "General"), "") = "x"', "formula_format", 22, ""),
        ('TEXT(close_date, IF(urgent, "yyyy", "QQ")) = "x"', "formula_format", 37, ""),
        ('TEXT(close_date, CASE(stage, "won", "QQ", NULL)) = "x"', "formula_format", 37, ""),
        ('TEXT(close_date, "Q" & "Q") = "x"', "formula_format", 18, ""),
        (
            'DATEADD(close_date, 1, IF(urgent, "day", "mounth")) = NULL',
            "formula_unit",
            42,
            "month",
        ),
        (
            'DISTANCE(GEOLOCATION(1, 2), GEOLOCATION(3, 4), IFS(urgent, "km", "KM")) > 1',
            "formula_unit",
            66,
            "km",
        ),
        ("GEOLOCATION(100, 2) = NULL", "formula_degrees", 13, ""),
        ("GEOLOCATION(2, 90 * -3) = NULL", "formula_degrees", 16, ""),
        ('REGEX(name, "(a")', "formula_pattern", 13, ""),
        ('REGEX_REPLACE(name, IF(urgent, "a", "[b"), "c") = "x"', "formula_pattern", 37, ""),
        ("MOD(amount, 0) > 1", "formula_constant_error", 13, ""),
        ("IF(urgent, DATE(2026, 2, 30), close_date) = NULL", "formula_constant_fault", 12, ""),
    ],
)
def test_what_is_written_and_can_never_work_is_refused(
    text: str, code: str, column: int, hint: str
) -> None:
    with pytest.raises(FormulaError) as caught:
        check(text, Names())
    (problem,) = caught.value.problems
    assert (problem.message.code, problem.column, problem.hint) == (code, column, hint)


@pytest.mark.parametrize(
    "text",
    [
        'ISERROR(DATEDIF(close_date, close_date, "YM"))', "IFERROR(MOD(amount, 0), 0) = 0",
        'IFERROR(REGEX(name, "(a"), FALSE)', 'IFERROR(DATEADD(close_date, 1, IF(urgent, "day", "no")), NULL) = NULL',
        'TEXT(close_date, IF(urgent, "yyyy", name)) = "x"',
        'DATEDIF(close_date, close_date, "天") > 1', 'DATEDIF(close_date, seen_at, "H") > 1',
        'TEXT(seen_at, "yyyy-mm-dd hh:mm") = "x"', 'TEXT(seen_at, "") = NULL',
        'TEXT(amount, "0.00;(0.00)") = "x"', 'TEXT(amount, name) = "x"', "DATE(2026, amount, 1) = NULL",
    ],
)  # fmt: skip
def test_what_works_for_some_record_or_is_waited_for_is_taken(text: str) -> None:
    assert check(text, Names()).text == text


def test_salesforce_tells_what_never_works_when_it_is_computed() -> None:
    assert check("MOD(amount, 0) > DAY(DATE(2026, 2, 30))", Names(), profile=Profile.SALESFORCE)
