"""What people write from other languages is told once, at its place, with what is written here instead."""

from collections.abc import Iterator

import pytest

from objectry.formula.checking import forms
from objectry.formula.checking.checker import Wanted, check
from objectry.formula.checking.hints import ELSEWHERE, UNLIKE
from objectry.formula.functions.declare import LIST, TEXT, Profile, Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.functions.operators import TEXTUAL
from objectry.formula.problems import FormulaError
from objectry.formula.types import Type
from tests.formula.cases.world import Names
from tests.formula.checking.following import misleading

_SAMPLES = {Type.NUMBER: "1", Type.TEXT: '"a"', Type.BOOLEAN: "TRUE", Type.DATE: "close_date", Type.DATETIME: "seen_at",
            Type.TIME: "call_time", Type.GEOLOCATION: "GEOLOCATION(1, 2)", Type.MULTIPICKLIST: "tags"}  # fmt: skip
"""An argument of each type that functions take beside texts."""


def _of_texts() -> Iterator[tuple[str, int, list[str]]]:
    """Each parameter that takes nothing but a text, and not such as are written out: the function, the place, and arguments
    for the others."""
    for name, variants in FUNCTIONS[Profile.OBJECTRY].items():
        for one in variants:
            types = [parameter.types for parameter in one.parameters]
            given = [
                next((_SAMPLES[kind] for kind in _SAMPLES if kind in found), "") for found in types
            ]
            for at, found in enumerate(types):
                others = [
                    two
                    for two in variants
                    if two is not one and two.least <= len(types) <= two.most
                ]
                alone = not any(two.parameter(at).types & TEXTUAL for two in others)
                if (
                    found == TEXT
                    and name[0].isalpha()
                    and Use.FIELD in one.uses
                    and all(given)
                    and alone
                    and one.parameters[at].judge is None
                    and types[0] != LIST
                ):
                    yield name, at, given


def _told(text: str) -> list[tuple[str, int, str]]:
    """Code, column and hint of everything that is wrong."""
    with pytest.raises(FormulaError) as caught:
        check(text, Names(), Wanted(), use=Use.FIELD)
    return [(one.message.code, one.column, one.hint) for one in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "code", "column", "hint"),
    [
        ("MAX(amount； 2)", "formula_syntax", 11, ","),
        ("MAX(amount、 2)", "formula_syntax", 11, ","),
        ("amount — 2", "formula_syntax", 8, "-"),
        ('"未定', "formula_text_open", 1, ""),
        ("LEFT(“未定）, 1)", "formula_text_open", 6, ""),
        ("LEFT('a\", 1)", "formula_text_open", 6, ""),
        ("urgent 且 !urgent", "formula_unexpected", 8, "&&"),
        ('name like "x"', "formula_unexpected", 6, "LIKE(…, …)"),
        ("name is null", "formula_unexpected", 6, "= NULL"),
        ("urgent is true", "formula_unexpected", 8, "="),
        ('stage is not "won"', "formula_unexpected", 7, "<>"),
        ("stage is not empty", "formula_unexpected", 7, "<> NULL"),
        ("owner = customer.nope", "formula_field_unknown", 18, ""),
        ("amount between 1 and 5", "formula_unexpected", 8, "BETWEEN(…, …, …)"),
        ("amount mod 3", "formula_unexpected", 8, "%"),
        ('stage in ["open"]', "formula_unexpected", 7, "IN (…)"),
        ('name not in ("a")', "formula_unexpected", 6, "NOT(… IN (…))"),
        ("name is not null", "formula_unexpected", 6, "<> NULL"),
        ("amount + [amount]", "formula_syntax", 10, "{…}"),
        ("NOT (name)", "formula_argument_type", 6, ""),
        ("! /* x */ name", "formula_argument_type", 11, "!(…)"),
        ('close_date < "2026-13-45"', "formula_types_differ", 1, ""),
        ('NOT name = "a"', "formula_argument_type", 5, "NOT(…)"),
        ('!name = "a"', "formula_argument_type", 2, "!(…)"),
        ("stage = open", "formula_field_unknown", 9, '"open"'),
        ('close_date < "2026-12-1"', "formula_types_differ", 1, "#2026-12-01#"),
        ("close_date < 2026-12-01", "formula_types_differ", 1, "#2026-12-01#"),
        ("2026/12/01 > close_date", "formula_types_differ", 1, "#2026-12-01#"),
        ("ISNULL(name)", "formula_function_unknown", 1, "ISBLANK"),
        ("今天()", "formula_function_unknown", 1, "TODAY"),
        ("close_date = 今天", "formula_field_unknown", 14, "TODAY"),
        ("close_date = 本月", "formula_field_unknown", 14, "THIS_MONTH"),
        ("amount = 玉米", "formula_field_unknown", 10, ""),
        ("DAYS(close_date, TODAY())", "formula_function_unknown", 1, "DATEDIF"),
        ('COUNTIF(amount, ">5")', "formula_over_records", 1, ""),
        ("非(urgent)", "formula_function_unknown", 1, "NOT"),
        ("非 urgent", "formula_unexpected", 3, "!"),
        ("IF amount > 5 THEN 1 ELSE 2 END", "formula_unexpected", 4, "IF(…, …, …)"),
        ("CASE WHEN urgent THEN 1 ELSE 2 END", "formula_unexpected", 6, "IF(…, …, …)"),
        ("name || (amount > 1)", "formula_argument_type", 1, "&"),
        ("amount ** 2", "formula_unexpected", 9, "^"),
        ("amount > 1,000,000.5", "formula_unexpected", 11, "1000000.5"),
        ("amount > 500万", "formula_unexpected", 13, "5000000"),
        ("amount > 1.5亿元", "formula_unexpected", 13, "150000000"),
        ("amount > 20k", "formula_unexpected", 12, "20000"),
        ("amount > 500万元整", "formula_unexpected", 13, ""),
        ("amount > ￥50,000", "formula_syntax", 10, "50000"),
        ("amount > $7.5", "formula_syntax", 10, "7.5"),
        ("rate > 50 %", "formula_ends_early", 12, "50%"),
        ("(rate > 50 %) && urgent", "formula_unexpected", 13, "50%"),
        ("close_date > 2026年12月1日", "formula_unexpected", 18, "#2026-12-01#"),
        ('close_date > "2026年12月1日"', "formula_types_differ", 1, "#2026-12-01#"),
        ("name + amount", "formula_operands_differ", 1, "name & amount"),
        ("amount + pieces + name", "formula_operands_differ", 1, "amount + pieces & name"),
        ("name + customer", "formula_operands_differ", 1, "name & customer.name"),
        ("amount * customer", "formula_operands_differ", 1, "customer.…"),
        ('amount * "2"', "formula_operands_differ", 1, "2"),
        ("amount - name", "formula_operands_differ", 1, "VALUE(name)"),
        ("LEFT(amount, 2)", "formula_argument_type", 6, "TEXT(amount)"),
        ('CONTAINS(stage, "赢")', "formula_argument_type", 10, "PICKLABEL(stage)"),
        ('BEGINS(stage, "w")', "formula_argument_type", 8, "TEXT(stage)"),
        ('CONTAINS(customer, "华")', "formula_argument_type", 10, "customer.name"),
        ("CONTAINS(name, 1)", "formula_argument_type", 16, '"1"'),
        ('amount = "1,500"', "formula_types_differ", 1, "1500"),
        ('YEAR(close_date) = "2026"', "formula_types_differ", 1, "2026"),
        ('urgent = "是"', "formula_types_differ", 1, "TRUE"),
        ("urgent = 0", "formula_types_differ", 1, "FALSE"),
        ("1 < amount < 5", "formula_types_differ", 1, "1 < amount && amount < 5"),
        ("open = stage", "formula_field_unknown", 1, '"open"'),
        ("stage IN (open, NULL)", "formula_field_unknown", 11, '"open"'),
        ("CASE(stage, won, 1, 2)", "formula_field_unknown", 13, '"won"'),
        ('customer = "华强集团"', "formula_no_id", 12, "customer.name"),
        ('"华强集团" <> customer', "formula_no_id", 1, "customer.name"),
        ('customer IN ("华强集团")', "formula_no_id", 14, "customer.name"),
        ('CASE(customer, "华强集团", 1, 2)', "formula_no_id", 16, "customer.name"),
        ("owner = customer", "formula_lookups_differ", 9, ""),
        ("owner IN (customer)", "formula_lookups_differ", 11, ""),
        ("revenue > 5", "formula_field_unknown", 1, "customer.revenue"),
        ("营收 > 5", "formula_field_unknown", 1, "customer.revenue"),
        ("owner = $User", "formula_field_unknown", 9, "$User.id"),
        ("amount * 1.1;", "formula_syntax", 13, ""),
        ('urgent、stage = "won"', "formula_syntax", 7, "&&"),
        ("amount => 5", "formula_unexpected", 9, ">="),
        ("amount =< 5", "formula_unexpected", 9, "<="),
        ("amount >> 5", "formula_unexpected", 9, ">"),
        ("amount === 5", "formula_unexpected", 10, "="),
        ('stage = "won" || "lost"', "formula_argument_type", 18, 'stage IN ("won", "lost")'),
        ('stage = ("won", "lost")', "formula_unexpected", 15, "IN (…)"),
        ('tags = "VIP"', "formula_types_differ", 1, 'INCLUDES(tags, "VIP")'),
        ('CONTAINS(tags, "VIP")', "formula_argument_type", 10, 'INCLUDES(tags, "VIP")'),
        ('{客户.客户名称} = "x"', "formula_field_unknown", 1, "客户.客户名称"),
        ('客户。客户名称 = "x"', "formula_syntax", 3, "."),
        ('seen_at > "2026-11-29 10:00"', "formula_types_differ", 1, "#2026-11-29 10:00#"),
        ('seen_at > "2026-11-29 10:00:05"', "formula_types_differ", 1, "#2026-11-29 10:00:05#"),
        ('seen_at > "2026-11-31 10:00"', "formula_types_differ", 1, ""),
        ("close_date = LAST_N_DAYS:30", "formula_syntax", 25, "LAST_N_DAYS(30)"),
        ("name = 'O''Brien'", "formula_unexpected", 11, "\\'"),
        ("客户 为空", "formula_unexpected", 4, "= NULL"),
        ("客户 不为空", "formula_unexpected", 4, "<> NULL"),
        ("ＩＦ（urgent，1，2）", "formula_function_unknown", 1, "IF"),
        ("EDATE(close_date, 3)", "formula_function_unknown", 1, "ADDMONTHS"),
        ("urgent ? 1 : 2", "formula_syntax", 8, "IF(…, …, …)"),
        ("amount ?? 0", "formula_syntax", 8, "COALESCE(…, …)"),
        (
            'customer = "0190A5C0-0000-7000-8000-000000000001"',
            "formula_no_id",
            12,
            "0190a5c0-0000-7000-8000-000000000001",
        ),
        ("ISBLNK(name)", "formula_function_unknown", 1, "ISBLANK"),
        ('IF(urgent, stage, "x")', "formula_results_differ", 1, "TEXT(stage)"),
        ("IFS(urgent, NULL, !urgent, name, amount)", "formula_results_differ", 1, "TEXT(amount)"),
        ('IF(urgent, amount, "1,500")', "formula_results_differ", 1, "1500"),
        ("IF(urgent, close_date, 5)", "formula_results_differ", 1, ""),
        ("IF(urgent, tags, NULL) = NULL", "formula_list_chosen", 1, ""),
        ("ISBLANK(IF(urgent, tags, tags))", "formula_list_chosen", 9, ""),
        ('INCLUDES(COALESCE(tags), "VIP")', "formula_list_chosen", 10, ""),
        ("CASE(1, 1, tags, NULL) = NULL", "formula_list_chosen", 1, ""),
        ("NULLIF(tags, NULL) = NULL", "formula_list_chosen", 1, ""),
        ("PICKLISTCOUNT(IFERROR(NULL, NULL))", "formula_argument_type", 15, ""),
        ('DISTANCE(NULL, GEOLOCATION(1, 2), "km")', "formula_argument_type", 10, ""),
        (
            "close_date = IF(urgent, LAST_MONTH, THIS_MONTH)",
            "formula_range_chosen",
            14,
            "IF(urgent, … = LAST_MONTH, … = THIS_MONTH)",
        ),
        (
            "IFERROR(THIS_MONTH, NULL) = NULL",
            "formula_range_chosen",
            1,
            "IFERROR(… = THIS_MONTH, NULL)",
        ),
        ("NULLIF(THIS_MONTH, close_date) = NULL", "formula_range_chosen", 1, ""),
        ("NULLVALUE(amount, 0)", "formula_function_unknown", 1, "BLANKVALUE"),
        ("IFBLANK(amount, 0)", "formula_function_unknown", 1, "BLANKVALUE"),
        ("IFNULL(amount, 0)", "formula_function_unknown", 1, "BLANKVALUE"),
        ("NVL(amount, 0)", "formula_function_unknown", 1, "BLANKVALUE"),
        ("COUNT(customer)", "formula_over_records", 1, ""),
        ("AVG(amount)", "formula_over_records", 1, ""),
        ("AVG(amount, 2)", "formula_function_unknown", 1, "AVERAGE"),
        ("ROLLUP(amount)", "formula_over_records", 1, ""),
        ('EXACT(name, "b")', "formula_function_unknown", 1, 'name = "b"'),
        ("ISTEXT(name)", "formula_function_unknown", 1, ""),
        ("ISEVEN(amount)", "formula_function_unknown", 1, "MOD(amount, 2) = 0"),
        ("IF(TRUE(), 1, 2)", "formula_function_unknown", 4, "TRUE"),
        ("NUMBERSTRING(amount, 2)", "formula_function_unknown", 1, "RMBUPPER(amount)"),
        ("RAND()", "formula_function_unknown", 1, ""),
        ("LAST_DAY(close_date)", "formula_function_unknown", 1, "EOMONTH(close_date, 0)"),
        ("LARGE(amount, 2)", "formula_over_records", 1, ""),
        (
            'REPLACE(name, "S", "T")',
            "formula_argument_count",
            1,
            'SUBSTITUTE(name, "S", "T")',
        ),
        (
            "WEEKDAY(close_date, 2)",
            "formula_argument_count",
            1,
            "MOD(WEEKDAY(close_date) + 5, 7) + 1",
        ),
        ("WEEKDAY(close_date, 11)", "formula_argument_count", 1, ""),
        (
            'FORMATCURRENCY(amount, "CNY")',
            "formula_argument_type",
            16,
            'FORMATCURRENCY("CNY", amount)',
        ),
        (
            'DATEADD("day", 5, close_date)',
            "formula_argument_type",
            9,
            'DATEADD(close_date, 5, "day")',
        ),
        ("HASROLE(owner)", "formula_argument_type", 9, '"…"'),
        ("deal.amount > 1", "formula_field_unknown", 1, "amount"),
        ('商机.{Name} = "x"', "formula_field_unknown", 1, "{Name}"),
        ("record.amount > 1", "formula_field_unknown", 1, "amount"),
        ('$Profile.Name = "x"', "formula_field_unknown", 1, 'HASPERMISSION("…")'),
        ('$UserRole.Name = "x"', "formula_field_unknown", 1, 'HASROLE("…")'),
        ("close_date = LAST_N_DAYS", "formula_field_unknown", 14, "LAST_N_DAYS(30)"),
        ("close_date = LAST_7_DAYS", "formula_field_unknown", 14, "LAST_N_DAYS(7)"),
        ("close_date = this month && urgent", "formula_unexpected", 19, "THIS_MONTH"),
        ("close_date = LAST 30 DAYS", "formula_unexpected", 19, "LAST_N_DAYS(30)"),
        (
            "close_date IN (THIS_WEEK, NEXT_WEEK)",
            "formula_types_differ",
            16,
            "close_date = THIS_WEEK || close_date = NEXT_WEEK",
        ),
        (
            "urgent && seen_at IN (TODAY, THIS_WEEK)",
            "formula_types_differ",
            30,
            "(seen_at = TODAY || seen_at = THIS_WEEK)",
        ),
        ('TEXT(stage) = "Shipped"', "formula_choice_unknown", 15, ""),
        ('TEXT(stage) IN ("won", "丢单")', "formula_choice_unknown", 24, "lost"),
        ('CASE(TEXT(stage), "Shipped", 1, 2)', "formula_choice_unknown", 19, ""),
        ('TEXT(IF(urgent, stage, shop)) = "nix"', "formula_choice_unknown", 33, ""),
        ("TEXT(stage) = won", "formula_field_unknown", 15, '"won"'),
        (
            "DATE(YEAR(close_date), MONTH(close_date) + 1, 0)",
            "formula_day_of_month",
            47,
            "EOMONTH(…, …)",
        ),
        ("DATE(2026, pieces, 32)", "formula_day_of_month", 20, ""),
        ("IFS(urgent, 1, FALSE, 2)", "formula_pairs", 1, ""),
        ("ISNEW", "formula_field_unknown", 1, "index"),
        ("amount > 1 | amount < 5", "formula_syntax", 12, "||"),
        ("TODAY() - 1 month", "formula_unexpected", 13, 'DATEADD(…, -1, "month")'),
        ("TODAY() + 3天", "formula_unexpected", 12, 'DATEADD(…, 3, "天")'),
        ("1-赢率%", "formula_ends_early", 6, "赢率"),
        ("IF(rate% > 1, 1, 2)", "formula_unexpected", 10, "rate"),
        ("amount > 1 /* a comment", "formula_comment_open", 12, "*/"),
        ("IF(amount /* a, comment", "formula_comment_open", 11, "*/"),
        ('CONTAINS(name, "\\d")', "formula_escape", 17, "\\\\d"),
        ('"C:\\new\\dir" = name', "formula_escape", 8, "\\\\d"),
    ],
)
def test_one_mistake_is_told_with_what_is_meant(
    text: str, code: str, column: int, hint: str
) -> None:
    assert _told(text) == [(code, column, hint)]
    assert misleading(text, Names()) == ""


@pytest.mark.parametrize(("name", "at", "given"), [*_of_texts()], ids=str)
@pytest.mark.parametrize("field", ["stage", "id", "customer"])
def test_what_a_text_can_be_made_of_is_told_with_it(
    name: str, at: int, given: list[str], field: str
) -> None:
    hint = "customer.name" if field == "customer" else f"TEXT({field})"
    if field != "stage" and name in ("HASPERMISSION", "HASROLE"):  # they ask of the user alone
        hint = '"…"'
    found = [
        one for one in _told(_called(name, at, given, field)) if one[0] == "formula_argument_type"
    ]
    assert [one[2] for one in found] == [hint]
    with_hint = _called(name, at, given, hint)
    try:
        check(with_hint, Names(), Wanted(), use=Use.FIELD)
    except FormulaError as error:  # some other argument is no format or no pattern
        assert "formula_argument_type" not in [one.message.code for one in error.problems]


def _called(name: str, at: int, given: list[str], argument: str) -> str:
    return f"{name}({', '.join((*given[:at], argument, *given[at + 1 :]))})"


def test_a_function_that_has_no_meaning_here_is_told_with_its_places() -> None:
    with pytest.raises(FormulaError) as caught:
        check("ISNEW()", Names(), Wanted(), use=Use.FIELD)
    (found,) = caught.value.problems
    assert found.message.text("en", found.params) == (
        "ISNEW cannot be used here, but only in validation rules"
    )
    assert found.message.text("zh", found.params) == "这里不能用 ISNEW，它只能用在校验规则里"


def test_a_function_without_its_brackets_is_told_with_them_where_it_has_a_meaning() -> None:
    with pytest.raises(FormulaError) as caught:
        check("NOT(ISNEW)", Names(), Wanted(), use=Use.RULE)
    assert [one.hint for one in caught.value.problems] == ["ISNEW()"]


@pytest.mark.parametrize(
    "text",
    [
        'TEXT(stage) = "won" || TEXT(source) = "any" || TEXT(stage) & "." = "won."',
        "IFERROR(DATE(2026, pieces, 0), NULL) = NULL",
        'TEXT(stage) = ""',
        "DATE(2026, 1, 31.5) = close_date",
    ],
)
def test_what_may_be_true_is_not_refused(text: str) -> None:
    assert check(text, Names(), Wanted(), use=Use.FIELD).text == text


def test_in_the_salesforce_profile_texts_are_compared_with_any_text() -> None:
    text = 'TEXT(stage) = "Shipped"'
    assert check(text, Names(), Wanted(), profile=Profile.SALESFORCE).text == text


def test_what_a_look_up_finds_is_compared_with_values_that_its_select_has() -> None:
    with pytest.raises(FormulaError) as caught:
        check(
            'VLOOKUP(customer.grade, customer.name, name) = "C"', Names(), Wanted(), use=Use.RULE
        )
    assert [one.message.code for one in caught.value.problems] == ["formula_choice_unknown"]


def test_the_salesforce_profile_is_told_of_no_function_that_it_does_not_have() -> None:
    with pytest.raises(FormulaError) as caught:
        check('$Profile.Name = "x"', Names(), Wanted(), profile=Profile.SALESFORCE)
    assert [one.hint for one in caught.value.problems] == [""]


def test_what_is_called_otherwise_elsewhere_is_there_under_its_own_name() -> None:
    special = (one.name for one in forms.FORMS.values() if Profile.OBJECTRY in one.profiles)
    ours = {*FUNCTIONS[Profile.OBJECTRY], *special}
    assert set(ELSEWHERE.values()) <= ours
    assert not ours & (set(ELSEWHERE) | UNLIKE)
    assert not set(ELSEWHERE) & UNLIKE
