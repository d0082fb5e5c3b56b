"""Days, moments and times of day: spellings, formats, zones, clock changes."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from objectry.metadata.canonical import canonical_text
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from objectry.metadata.field_types.date import DateDef, DateType
from objectry.metadata.field_types.date_format import date_format
from objectry.metadata.field_types.date_time import DateTimeDef, DateTimeType
from objectry.metadata.field_types.time_of_day import TimeDef, TimeType

LABEL = Label(zh="时", en="When")
DAY = DateDef(name="f", label=LABEL)
MOMENT = DateTimeDef(name="f", label=LABEL)
SHANGHAI = TextStyle("zh", ZoneInfo("Asia/Shanghai"))
BERLIN = TextStyle("en", ZoneInfo("Europe/Berlin"))
AMERICAN = TextStyle("en", ZoneInfo("America/New_York"), "MM/DD/YYYY")


def utc(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=datetime.UTC)  # type: ignore[misc, arg-type]


def test_an_explicit_format_reads_nothing_else() -> None:
    kind = DateType()
    assert kind.from_text("03/04/2026", DAY, AMERICAN) == datetime.date(2026, 3, 4)
    assert kind.to_text(datetime.date(2026, 3, 4), DAY, AMERICAN) == "03/04/2026"
    for wrong in ("2026-03-04", "3/4/2026", "13/04/2026", "03/04/26", "03/04/2026x"):
        with pytest.raises(ValueRefused) as refused:
            kind.from_text(wrong, DAY, AMERICAN)
        assert refused.value.params["example"] == "MM/DD/YYYY"


def test_without_a_format_days_before_months_are_refused() -> None:
    for wrong in ("03/04/2026", "4.3.2026", "2026-13-01", "2026-02-30", "26-03-04", "2026-3"):
        with pytest.raises(ValueRefused):
            DateType().from_text(wrong, DAY, SHANGHAI)


@pytest.mark.parametrize("text", ["MM/DD", "YYYY-MM-DD-DD", "YYYYxMMxDD", "YYYY-MM-DD mm:ss", ""])
def test_a_format_needs_each_part_once(text: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        date_format(text)
    assert refused.value.message.code == "date_format_wrong"


def test_a_format_may_have_any_marks_between_its_parts() -> None:
    assert date_format("{YYYY}年(MM.DD)").template.format(utc(2026, 1, 2)) == "{2026}年(01.02)"


def test_a_day_with_a_time_is_no_day_unless_it_is_midnight() -> None:
    with pytest.raises(ValueRefused):
        DateType().from_text("2026-11-23 08:00", DAY, SHANGHAI)


@pytest.mark.parametrize(
    ("step", "typed"),
    [("month", "2026/11"), ("month", "2026-11-30"), ("quarter", "2026Q4"),
     ("quarter", "2026年4季度"), ("quarter", "2026-q4"), ("year", "2026年"), ("year",
     "2026-05-06")],
)  # fmt: skip
def test_coarse_dates_are_kept_as_their_first_day(step: str, typed: str) -> None:
    definition = DateDef.model_validate({"name": "f", "label": LABEL, "format": step})
    first = {"month": (11, 1), "quarter": (10, 1), "year": (1, 1)}[step]
    assert DateType().from_text(typed, definition, SHANGHAI) == datetime.date(2026, *first)


def test_a_month_is_not_read_as_a_quarter() -> None:
    definition = DateDef(name="f", label=LABEL, format="quarter")
    with pytest.raises(ValueRefused) as refused:
        DateType().from_text("2026-11", definition, SHANGHAI)
    assert refused.value.params["example"] == "2026-Q4"


def test_the_first_possible_month_contains_the_first_possible_day() -> None:
    limits = {"format": "month", "min": "2026-11-15", "max": "2026-12-15"}
    definition = DateDef.model_validate({"name": "f", "label": LABEL, **limits})
    assert DateType().from_text("2026-11", definition, SHANGHAI) == datetime.date(2026, 11, 1)
    with pytest.raises(ValueRefused) as refused:
        DateType().from_text("2026-10", definition, SHANGHAI)
    assert refused.value.message.code == "date_before"


def test_today_is_the_day_of_the_user_not_of_the_server() -> None:
    definition = DateDef(name="f", label=LABEL, default="today")
    evening = utc(2026, 12, 31, 20).astimezone(ZoneInfo("Asia/Shanghai"))
    assert DateType().default(definition, evening) == datetime.date(2027, 1, 1)
    fixed = DateDef(name="f", label=LABEL, default="2026-05-01")
    assert DateType().default(fixed, evening) == datetime.date(2026, 5, 1)
    assert DateType().default(DAY, evening) is None


def test_now_is_kept_in_utc_and_milliseconds() -> None:
    definition = DateTimeDef(name="f", label=LABEL, default="now")
    now = datetime.datetime(2026, 1, 1, 8, 0, 0, 1_999, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert DateTimeType().default(definition, now) == utc(2026, 1, 1, 0, 0, 0, 1_000)


def test_moments_are_typed_and_shown_in_the_zone_of_the_reader() -> None:
    value = DateTimeType().from_text("2026-07-01 09:00", MOMENT, BERLIN)
    assert value == utc(2026, 7, 1, 7)
    assert DateTimeType().to_text(value, MOMENT, SHANGHAI) == "2026-07-01 15:00"


def test_the_hour_that_a_clock_change_repeats_is_told_apart() -> None:
    kind = DateTimeType()
    first, second = utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)
    assert kind.to_text(first, MOMENT, BERLIN) == "2026-10-25 02:30"
    assert kind.to_text(second, MOMENT, BERLIN) == "2026-10-25 02:30+01:00"
    assert kind.from_text("2026-10-25 02:30", MOMENT, BERLIN) == first
    assert kind.from_text("2026-10-25 02:30+01:00", MOMENT, BERLIN) == second


def test_a_day_format_is_followed_by_the_usual_time() -> None:
    kind = DateTimeType()
    value = utc(2026, 11, 23, 13, 30, 5)
    assert kind.to_text(value, MOMENT, AMERICAN) == "11/23/2026 08:30:05"
    assert kind.from_text("11/23/2026 08:30:05", MOMENT, AMERICAN) == value


def test_times_are_kept_to_the_second() -> None:
    definition = TimeDef(name="f", label=LABEL)
    assert TimeType().from_json("09:30:15.9", definition) == datetime.time(9, 30, 15)


def test_the_limits_of_a_day_are_kept() -> None:
    first, last = datetime.date(2020, 1, 31), datetime.date(2030, 12, 31)
    definition = DateDef(name="f", label=LABEL, min=first, max=last)
    assert DateDef.model_validate_json(canonical_text(definition)) == definition
