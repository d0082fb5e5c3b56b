"""Functions between texts and other types: hand-checked cases, and Python against PostgreSQL on random values."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import converting
from objectry.formula.functions.declare import Function
from objectry.formula.functions.formats import Clock, write_moment, writes_moments, writes_numbers
from tests.examples import few
from tests.formula.functions.agreement import REFUSED, in_postgresql, in_python

D = Decimal
SEEN = datetime(2026, 11, 20, 17, 30, 5, 678_000, tzinfo=UTC)
LONG = "1.23456789012345678901234567890123456789012345"
CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (converting.text_of_number, (D("1.10"),), "1.1"),
    (converting.text_of_number, (D("1E+20"),), "100000000000000000000"),
    (converting.text_of_number, (D("1E-8"),), "0.00000001"),
    (converting.text_of_number, (D("-0.50"),), "-0.5"),
    (converting.text_of_number, (D("-0.00"),), "0"),
    (converting.text_of_number, (D("100"),), "100"),
    (converting.text_of_number, (D("0.000"),), "0"),
    (converting.text_of_number, (D("9.99E+63"),), "999" + "0" * 61),
    (converting.text_of_number, (None,), None),
    (converting.text_of_date, (date(2026, 11, 23),), "2026-11-23"),
    (converting.text_of_date, (date(1, 1, 1),), "0001-01-01"),
    (converting.text_of_date, (date(9999, 12, 31),), "9999-12-31"),
    (converting.text_of_date, (date(2024, 2, 29),), "2024-02-29"),
    (converting.text_of_date, (date(987, 6, 5),), "0987-06-05"),
    (converting.text_of_date, (None,), None),
    (converting.text_of_datetime, (SEEN,), "2026-11-20 17:30:05Z"),
    (converting.text_of_datetime, (datetime(1, 1, 1, tzinfo=UTC),), "0001-01-01 00:00:00Z"),
    (converting.text_of_datetime, (datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC),), "9999-12-31 23:59:59Z"),
    (converting.text_of_datetime, (datetime(2026, 1, 2, tzinfo=UTC),), "2026-01-02 00:00:00Z"),
    (converting.text_of_datetime, (datetime(2026, 7, 2, 16, tzinfo=UTC),), "2026-07-02 16:00:00Z"),
    (converting.text_of_datetime, (None,), None),
    (converting.text_of_time, (time(13),), "13:00:00.000"),
    (converting.text_of_time, (time(8, 5, 9, 250_000),), "08:05:09.250"),
    (converting.text_of_time, (time(),), "00:00:00.000"),
    (converting.text_of_time, (time(23, 59, 59, 999_000),), "23:59:59.999"),
    (converting.text_of_time, (time(0, 0, 0, 1_000),), "00:00:00.001"),
    (converting.text_of_time, (None,), None),
    (converting.text_of_boolean, (True,), "TRUE"),
    (converting.text_of_boolean, (False,), "FALSE"),
    (converting.text_of_boolean, (None,), None),
    (converting.text_of_choice, ("won",), "won"),
    (converting.text_of_choice, ("已赢单",), "已赢单"),
    (converting.text_of_choice, (None,), None),
    (converting.text_of_text, ("a",), "a"),
    (converting.text_of_text, (None,), None),
    (converting.text_of_number_formatted, (D("1234.5"), "¥#,##0.00"), "¥1,234.50"),
    (converting.text_of_number_formatted, (D("-1234567.005"), "¥#,##0.00"), "-¥1,234,567.01"),
    (converting.text_of_number_formatted, (D("0.256"), "0%"), "26%"),
    (converting.text_of_number_formatted, (D("0.0005"), "0.0#%"), "0.05%"),
    (converting.text_of_number_formatted, (D("7"), "000"), "007"),
    (converting.text_of_number_formatted, (D("1234"), "00,000,000"), "00,001,234"),
    (converting.text_of_number_formatted, (D("0.5"), "#.##"), ".5"),
    (converting.text_of_number_formatted, (D("0"), "#"), "0"),
    (converting.text_of_number_formatted, (D("0"), "#.##"), "0"),
    (converting.text_of_number_formatted, (D("5"), "0.##"), "5"),
    (converting.text_of_number_formatted, (D("5"), "0.0##"), "5.0"),
    (converting.text_of_number_formatted, (D("-0.001"), "0.00"), "0.00"),
    (converting.text_of_number_formatted, (D("2.675"), "0.00"), "2.68"),
    (converting.text_of_number_formatted, (D("12.4"), "0 元"), "12 元"),
    (converting.text_of_number_formatted, (D("12"), "'#0' 0 '%'"), "#0 12 %"),
    (converting.text_of_number_formatted, (D("12"), "abc"), "abc"),
    (converting.text_of_number_formatted, (D(-5), "0.00;(0.00)"), "(5.00)"),
    (converting.text_of_number_formatted, (D(5), "0.00;(0.00)"), "5.00"),
    (converting.text_of_number_formatted, (D(5), "0.00_);(0.00)"), "5.00 "),
    (converting.text_of_number_formatted, (D(-5), "0.00;@"), "-5.00"),
    (converting.text_of_number_formatted, (D(0), '0;-0;"-";@'), "-"),
    (converting.text_of_number_formatted, (D(7), "CASE-0000"), "CASE-0007"),
    (converting.text_of_number_formatted, (D(7), "No_0000"), "No_0007"),
    (converting.text_of_number_formatted, (D(7), r"\0000\%"), "0007%"),
    (converting.text_of_number_formatted, (D(0), '0;-0;"-"'), "-"),
    (converting.text_of_number_formatted, (D(-5), '0;-0;"-"'), "-5"),
    (converting.text_of_number_formatted, (D(0), "0;-0"), "0"),
    (converting.text_of_number_formatted, (D(-5), "0;"), None),
    (converting.text_of_number_formatted, (D(0), "0;;"), None),
    (converting.text_of_number_formatted, (D(5), "';'0"), ";5"),
    (converting.text_of_number_formatted, (D(5), '0"件;0"'), "5件;0"),
    (converting.text_of_number_formatted, (D("9E63"), "#,##0%"), "900" + ",000" * 21 + "%"),
    (converting.text_of_number_formatted, (D("1E60"), "0.0"), "1" + "0" * 60 + ".0"),
    (converting.text_of_number_formatted, (D(1), "0." + "0" * 99), "1." + "0" * 40),
    (converting.text_of_number_formatted, (None, "0"), None),
    (converting.text_of_number_formatted, (D(1), None), None),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "yyyy年M月d日"), "2026年1月5日"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "YYYY-MM-DD"), "2026-01-05"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "d/M/yy"), "5/1/26"),
    (converting.text_of_date_formatted, (date(987, 1, 5), "yyyy"), "0987"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "HH:mm 'd' {0}"), "HH:mm d {0}"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "MMMMM yyy"), "MMMMM yyy"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "yyyy-mm-dd"), "2026-01-05"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "yyyymmdd"), "20260105"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "yyyy年mm月dd日"), "2026年01月05日"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "m/d"), "1/5"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "mmm mmmm"), "1月 一月"),
    (converting.text_of_date_formatted, (date(2026, 12, 5), "MMM MMMM"), "12月 十二月"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "aaaa aaa dddd ddd"), "星期一 周一 星期一 周一"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), 'yyyy"年"m"月"'), "2026年1月"),
    (converting.text_of_date_formatted, (date(2026, 1, 5), "''"), None),
    (converting.text_of_date_formatted, (None, "yyyy"), None),
    (converting.text_of_datetime_formatted, (SEEN, "yyyy-MM-dd HH:mm:ss.SSS"), "2026-11-21 01:30:05.678"),
    (converting.text_of_datetime_formatted, (SEEN, "yyyy-mm-dd hh:mm:ss"), "2026-11-21 01:30:05"),
    (converting.text_of_datetime_formatted, (SEEN, "hh:mm:ss.000;@"), "01:30:05.678"),
    (converting.text_of_datetime_formatted, (SEEN, "ss.0"), "05.6"),
    (converting.text_of_datetime_formatted, (SEEN, "yyyy.00"), "2026.00"),
    (converting.text_of_datetime_formatted, (SEEN, r"yyyy_mm_dd\d_)"), "2026_11_21d "),
    (converting.text_of_datetime_formatted, (SEEN, "yyyymmddhhmmss"), "20261121013005"),
    (converting.text_of_datetime_formatted, (SEEN, "mm/dd h时m分"), "11/21 1时30分"),
    (converting.text_of_datetime_formatted, (SEEN, "mm:ss"), "30:05"),
    (converting.text_of_datetime_formatted, (SEEN, "mm"), "11"),
    (converting.text_of_datetime_formatted, (SEEN, "h AM/PM m"), "1 上午 30"),
    (converting.text_of_datetime_formatted, (SEEN, "M月d日 ah:mm"), "11月21日 上午1:30"),
    (converting.text_of_datetime_formatted, (SEEN, "yyyy-MM-ddTHH:mm"), "2026-11-21T01:30"),
    (converting.text_of_datetime_formatted, (datetime(2026, 1, 1, 4, tzinfo=UTC), "hh a"), "12 下午"),
    (converting.text_of_datetime_formatted, (datetime(9999, 12, 31, 23, tzinfo=UTC), "yyyy"), REFUSED),
    (converting.text_of_datetime_formatted, (None, "yyyy"), None),
    (converting.text_of_time_formatted, (time(13, 5), "HH:mm"), "13:05"),
    (converting.text_of_time_formatted, (time(13, 5), "ah点m分"), "下午1点5分"),
    (converting.text_of_time_formatted, (time(0, 0, 7), "h:mm:s"), "0:00:7"),
    (converting.text_of_time_formatted, (time(0, 0, 7), "h:mm:s a"), "12:00:7 上午"),
    (converting.text_of_time_formatted, (time(13, 5), "hh:mm"), "13:05"),
    (converting.text_of_time_formatted, (time(13, 5), "上午/下午h:mm"), "下午1:05"),
    (converting.text_of_time_formatted, (time(13, 5), "m:ss"), "5:00"),
    (converting.text_of_time_formatted, (time(13, 5), "m"), "5"),
    (converting.text_of_time_formatted, (time(1), "yyyy H"), "yyyy 1"),
    (converting.text_of_time_formatted, (time(1, 2, 3, 45_000), "SSS"), "045"),
    (converting.text_of_time_formatted, (None, "H"), None),
    (converting.value, (" 12.50 ",), D("12.5")),
    (converting.value, ("-3E2",), D(-300)),
    (converting.value, ("+.5",), D("0.5")),
    (converting.value, ("5.",), D(5)),
    (converting.value, ("1e-3",), D("0.001")),
    (converting.value, ("0001",), D(1)),
    (converting.value, ("-0",), D(0)),
    (converting.value, ("12abc",), REFUSED),
    (converting.value, ("1,000",), D(1000)),
    (converting.value, ("-1,234,567.5",), D("-1234567.5")),
    (converting.value, ("1,00",), REFUSED),
    (converting.value, ("1234,567",), REFUSED),
    (converting.value, (",100",), REFUSED),
    (converting.value, ("1,000E3",), REFUSED),
    (converting.value, ("25%",), D("0.25")),
    (converting.value, (" -1,250.5% ",), D("-12.505")),
    (converting.value, (".5%",), D("0.005")),
    (converting.value, ("%",), REFUSED),
    (converting.value, (".%",), REFUSED),
    (converting.value, ("25%%",), REFUSED),
    (converting.value, ("\u3000－１，２３４．５０％\u3000",), D("-12.345")),
    (converting.value, ("１.５e３",), D(1500)),
    (converting.value, ("9.9E63%",), REFUSED),
    (converting.value, ("1," + ",".join(["000"] * 21),), D("1E63")),
    (converting.value, ("1," + ",".join(["000"] * 22),), REFUSED),
    (converting.value, ("9" * 39 + "5%",), D("1" + "0" * 38)),
    (converting.value_theirs, ("1,000",), REFUSED),
    (converting.value_theirs, ("25%",), REFUSED),
    (converting.isnumber, ("１２",), True),
    (converting.isnumber, ("1,234.5",), True),
    (converting.value, ("١",), REFUSED),
    (converting.value, ("１２",), D(12)),
    (converting.value, ("12\n",), REFUSED),
    (converting.value, ("\t12",), REFUSED),
    (converting.value, ("",), REFUSED),
    (converting.value, ("   ",), REFUSED),
    (converting.value, (".",), REFUSED),
    (converting.value, ("- 1",), REFUSED),
    (converting.value, ("NaN",), REFUSED),
    (converting.value, ("Infinity",), REFUSED),
    (converting.value, ("1_000",), REFUSED),
    (converting.value, ("0x10",), REFUSED),
    (converting.value, ("1E64",), REFUSED),
    (converting.value, ("9.9E63",), D("9.9E63")),
    (converting.value, ("9" * 39 + "4" + "0" * 24,), D("9" * 39 + "E25")),
    (converting.value, ("9" * 39 + "5" + "0" * 24,), REFUSED),
    (converting.value, ("-" + "9" * 39 + "5" + "0" * 24,), REFUSED),
    (converting.isnumber, ("9" * 64,), False),
    (converting.value, ("1E999",), REFUSED),
    (converting.value, ("1E1000",), REFUSED),
    (converting.value, ("1E-999",), D("1E-999")),
    (converting.value, (LONG,), D("1.23456789012345678901234567890123456789")),
    (converting.value, ("0.00" + "9" * 40,), D("0.01")),
    (converting.value, ("9" * 39 + ".5",), D("1E39")),
    (converting.value, ("1" * 256,), REFUSED),
    (converting.value, ("0" * 254 + "7",), D(7)),
    (converting.value, (None,), None),
    (converting.value_theirs, ("12.50",), D("12.5")),
    (converting.value_theirs, ("-3E2",), D(-300)),
    (converting.value_theirs, (" 12",), REFUSED),
    (converting.value_theirs, ("12 ",), REFUSED),
    (converting.value_theirs, ("",), REFUSED),
    (converting.value_theirs, (None,), None),
    (converting.isnumber, ("12.5",), True),
    (converting.isnumber, (" 12.5 ",), True),
    (converting.isnumber, ("12abc",), False),
    (converting.isnumber, ("1E64",), False),
    (converting.isnumber, ("十二",), False),
    (converting.isnumber, (None,), False),
    (converting.isnumber_theirs, ("12.5",), True),
    (converting.isnumber_theirs, (" 12.5",), False),
    (converting.isnumber_theirs, ("",), False),
    (converting.isnumber_theirs, ("1e5",), True),
    (converting.isnumber_theirs, ("-",), False),
    (converting.isnumber_theirs, (None,), False),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _unusual(database: sa.Connection) -> None:
    """Dates are shown in an unusual way, on which no answer may hang."""
    database.exec_driver_sql("SET DateStyle TO 'SQL, DMY'")
    database.exec_driver_sql("SET TimeZone TO 'America/New_York'")


@pytest.mark.parametrize(("function", "arguments", "answer"), CASES)
def test_both_answer_what_the_case_says(
    function: Function, arguments: tuple[Any, ...], answer: Any, database: sa.Connection
) -> None:
    assert in_python(function, *arguments) == answer
    if function.sql is not None:
        assert in_postgresql(database, function, *arguments) == answer


def test_a_format_follows_the_language() -> None:
    made = write_moment(datetime(2026, 1, 1, 13, 5), "h:mm a, ddd d mmm, dddd d mmmm", "en")
    assert made == "1:05 PM, Thu 1 Jan, Thursday 1 January"


@pytest.mark.parametrize(
    ("form", "known"),
    [
        ("0.00", True), ("#,##0.00 元;(0.00);'-'", True), ("0.0 USD", True), ("0%", True), ("0;;", True),
        ("0'[0]'", True), ("General", False), ("G/通用格式", False), ("0.0,", False), ("#,##0,", False),
        ("[>=10000]0.0,万", False), ("0.00E+00", False), ("@", False), ("000-0000", False), ("# ?/?", False),
        ("0;0;0;@", True), ("0;@", True), ("#,##0_);(#,##0)", True), ("Code-0000", True), ("CASE-0000", True),
        ("0e-0", False), ("0* ", False), (r"\0\E-00", True), ("No_0000", True), ("0;0;0;0;@", False),
        ("yyyy-mm-dd", False), (";0", False),
    ],
)  # fmt: skip
def test_formats_of_numbers_are_known_or_not(form: str, known: bool) -> None:
    assert writes_numbers(form) is known


@pytest.mark.parametrize(
    ("form", "clocks"),
    [
        ("yyyy-mm-dd", {Clock.DATE, Clock.BOTH}), ("yyyy年m月d日 aaaa", {Clock.DATE, Clock.BOTH}),
        ("yyyy-MM-ddTHH:mm:ssZ", {Clock.BOTH}), ("hh:mm:ss", {Clock.TIME, Clock.BOTH}),
        ("m", set(Clock)), ("'Q'M", {Clock.DATE, Clock.BOTH}), ("QM", set()), ("HH:MM", set()), ("mmmmm", set()),
        ("e年", set()), ("General", set()), ("'yyyy'", set()), ("[h]:mm", set()), ("h:mm;@", {Clock.TIME, Clock.BOTH}),
        ("yyyy-mm-dd;@", {Clock.DATE, Clock.BOTH}), ("yyyy_mm_dd", {Clock.DATE, Clock.BOTH}), ("yyyy@", set()),
        ("* yyyy", set()), ("ss.000", {Clock.TIME, Clock.BOTH}), (r"yyyy\Q", {Clock.DATE, Clock.BOTH}),
    ],
)  # fmt: skip
def test_formats_of_dates_and_times_are_known_or_not(form: str, clocks: set[Clock]) -> None:
    assert {clock for clock in Clock if writes_moments(form, clock)} == clocks


def test_numbers_of_all_sizes_are_written_without_an_exponent() -> None:
    for exponent in range(-70, 64):
        text = converting.to_text(Decimal(f"7E{exponent}"))
        assert text is not None
        assert "E" not in text
        assert Decimal(text) == Decimal(f"7E{exponent}")


VALUES = (
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC))
    | st.integers(0, 86_399_999).map(
        lambda ms: time(ms // 3_600_000, ms // 60_000 % 60, ms // 1000 % 60, ms % 1000 * 1000)
    )
    | st.booleans()
    | st.text("a华😀 ", min_size=1)
)


@settings(max_examples=few(100))
@given(VALUES)
def test_random_values_are_written_alike(database: sa.Connection, value: Any) -> None:
    kind: Any = sa.literal(value).type
    if isinstance(value, datetime):
        kind = sa.DateTime(timezone=True)
    if isinstance(value, Decimal):
        kind = sa.Numeric()
    element = sa.cast(sa.literal(value, kind), kind)
    written = database.execute(sa.select(converting.to_text_sql(element))).scalar_one()
    assert written == converting.to_text(value)


NUMBERS = st.text("0123456789.+-eE ", max_size=8) | st.from_regex(
    r" ?[+-]?[0-9]{0,60}\.[0-9]{0,60}([eE][+-]?[0-9]{1,2})? ?", fullmatch=True, alphabet=st.characters(codec="ascii")
)  # fmt: skip


@settings(max_examples=few(100))
@given(NUMBERS)
def test_random_texts_are_the_same_numbers(database: sa.Connection, text: str) -> None:
    for function in (converting.value, converting.value_theirs):
        assert in_postgresql(database, function, text) == in_python(function, text)
    for function in (converting.isnumber, converting.isnumber_theirs):
        assert in_postgresql(database, function, text) == in_python(function, text)
    assert in_python(converting.isnumber, text) is (in_python(converting.value, text) != REFUSED)
