"""Calendars: records on the days of their reader, a few of each day, and the number of the others."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.preferences import choose
from objectry.runtime.api.records import ListRequest, create_record
from objectry.runtime.shown.calendars import shown_calendar
from objectry.runtime.shown.lists import opened_list
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.records.repairs import field, make, repair, write_pack
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn

Sit = Callable[[str], Browser]
TASKS = "/o/task?view=all&as=calendar"


def _tasks(organization: Organization, *due: str) -> list[str]:
    with organization.write(organization.principal("sam")) as context:
        return [
            create_record(context, "task", {"subject": f"任务{number}", "due_at": at}).id
            for number, at in enumerate(due)
        ]


def _standing(page: Drawn) -> dict[str, list[str]]:
    """The records of each day that has any, by their IDs."""
    found: dict[str, list[str]] = {}
    day = ""
    for tag, given, _ in page.parts:
        if tag == "td":
            day = given["data-day"]
        elif tag == "li" and "data-begin" in given:
            found.setdefault(day, []).append(given["data-id"])
    return found


def _times(page: Drawn) -> list[str]:
    """When records begin or end; their names stand right behind that."""
    return [re.match("[–:0-9]*[0-9]{2}:[0-9]{2}", text)[0] for text in page.texts("time")]  # type: ignore[index]


def test_records_stand_on_the_days_of_their_reader(
    organization: Organization, browser: Sit
) -> None:
    night, morning, outside, _ = _tasks(
        organization, "2026-11-04T16:30:00Z", "2026-11-05T01:00:00Z", "2026-12-02T03:00:00Z", "2027-01-01T00:00:00Z"
    )  # fmt: skip
    sam = browser("sam")
    page = sam.page(TASKS)
    assert page.texts("h2") == ["2026年11月"]
    assert _standing(page) == {"2026-11-05": [night, morning], "2026-12-02": [outside]}
    assert _times(page) == ["00:30", "09:00", "11:00"]
    assert page.one("td", **{"aria-current": "date"})["data-day"] == "2026-11-23"
    assert page.texts("span", **{"class": "o-calendar-count"}) == ["2 条记录"]
    entry = page.one("li", **{"data-id": night})
    assert (entry["data-begin"], entry["draggable"]) == ("2026-11-05 00:30", "true")
    assert "bg-gray-lt" in entry["class"]
    new = page.one("a", **{"class": "o-date-new", "aria-label": "在 2026年11月7日星期六 新建"})[
        "href"
    ]
    assert parse_qs(urlsplit(new).query) == {"due_at": ["2026-11-07 09:00"]}
    assert 'value="2026-11-07T09:00"' in sam.get(new).text
    later = sam.page(page.one("a", **{"aria-label": "更晚"})["href"])
    assert later.texts("h2") == ["2026年12月"] and _standing(later).keys() == {
        "2026-12-02",
        "2027-01-01",
    }
    week = sam.page(f"{TASKS}&at=2026-W45&q=任务1")
    assert _standing(week) == {"2026-11-05": [morning]}
    assert len(week.all("td", "data-day")) == 7
    assert _standing(browser("sue").page(TASKS)) == {}


def test_a_full_day_shows_its_first_records_and_how_many_there_are(
    organization: Organization, browser: Sit
) -> None:
    tasks = _tasks(organization, *(f"2026-11-05T{hour:02d}:00:00Z" for hour in (7, 6, 5, 4, 3, 2)))
    sam = browser("sam")
    page = sam.page(TASKS)
    assert _standing(page) == {"2026-11-05": tasks[:1:-1]}
    (more,) = page.texts("a", **{"class": "o-date-more"})
    assert more == "还有 2 条"
    day = sam.page(page.one("a", **{"class": "o-date-more"})["href"])
    assert _standing(day) == {"2026-11-05": tasks[::-1]}


def test_what_lasts_stands_on_all_of_its_days(organization: Organization, browser: Sit) -> None:
    with organization.write(organization.principal("sam")) as context:
        made = [
            create_record(context, "activity_record", {"subject": "展会", "started_at": start, "ended_at": end}).id
            for start, end in (
                ("2026-10-20T01:00:00Z", "2026-10-27T09:00:00Z"),
                ("2026-11-05T01:00:00Z", "2026-11-06T09:00:00Z"),
                ("2026-11-10T01:00:00Z", None),
            )
        ]  # fmt: skip
    sam = browser("sam")
    page = sam.page("/o/activity_record?view=all&as=calendar")
    fair, visit, call = made
    assert _standing(page) == {
        "2026-10-26": [fair], "2026-10-27": [fair], "2026-11-05": [visit], "2026-11-06": [visit], "2026-11-10": [call],
    }  # fmt: skip
    assert _times(page) == ["–17:00", "09:00", "–17:00", "09:00"]
    other = sam.page("/o/activity_record?view=all&as=calendar&by=next_at")
    assert _standing(other) == {}


def _events(organization: Organization, *lasting: tuple[str, str]) -> list[str]:
    with organization.write(organization.principal("sam")) as context:
        return [
            create_record(context, "activity_record", {"subject": "展会", "started_at": start, "ended_at": end}).id
            for start, end in lasting
        ]  # fmt: skip


def test_what_ends_at_midnight_does_not_stand_on_the_next_day(
    organization: Organization, browser: Sit
) -> None:
    evening, night, _, point = _events(
        organization,
        ("2026-11-05T12:00:00Z", "2026-11-05T16:00:00Z"),
        ("2026-10-20T12:00:00Z", "2026-10-26T16:00:00Z"),
        ("2026-10-24T12:00:00Z", "2026-10-25T16:00:00Z"),
        ("2026-11-10T16:00:00Z", "2026-11-10T16:00:00Z"),
    )
    page = browser("sam").page("/o/activity_record?view=all&as=calendar")
    assert _standing(page) == {
        "2026-10-26": [night],
        "2026-11-05": [evening],
        "2026-11-11": [point],
    }
    assert _times(page) == ["–00:00", "20:00–00:00", "00:00–00:00"]


def test_more_that_last_than_a_page_holds_are_told(
    organization: Organization, browser: Sit
) -> None:
    organization.settings = organization.settings.model_copy(update={"page_size": 2})
    made = _events(organization, *[("2026-10-20T01:00:00Z", "2026-11-20T01:00:00Z")] * 3)
    page = browser("sam").page("/o/activity_record?view=all&as=calendar&at=2026-11-05")
    shown = _standing(page)["2026-11-05"]
    assert len(shown) == 2 and set(shown) < set(made)
    assert page.texts("a", **{"class": "o-date-more"}) == ["还有 1 条"]


@ONE_DATABASE
def test_what_lasts_since_the_earliest_moment_costs_no_more(
    organization: Organization, browser: Sit
) -> None:
    made = _events(organization, *[("0002-01-01T00:00:00Z", "2026-11-05T09:00:00Z")] * 20)
    sam = browser("sam")
    sam.page("/o/activity_record?view=all&as=calendar&at=2026-12")
    before = time.process_time()
    page = sam.page("/o/activity_record?view=all&as=calendar&at=2026-11-05")
    assert time.process_time() - before < 1  # walking over all of their days takes several seconds
    assert sorted(_standing(page)["2026-11-05"]) == sorted(made)
    entry = page.one("li", **{"data-id": made[0]})
    assert entry["data-begin"].startswith("0002-01-01 ")


@ONE_DATABASE
def test_a_calendar_stands_by_any_date(organization: Organization, browser: Sit) -> None:
    sam = browser("sam")
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "华强"}).id
        values = {"name": "李", "birthday": "2026-11-05", "customer": customer}
        born = create_record(context, "contact", values).id
    page = sam.page("/o/contact?view=all&as=calendar&at=2026-11-05")
    assert _standing(page) == {"2026-11-05": [born]}
    assert page.one("li", **{"data-id": born})["data-begin"] == "2026-11-05"
    assert sam.get("/o/contact?as=calendar&at=2026-13").status_code == 422
    assert sam.get("/o/contact/calendar?view=all").status_code == 404
    assert "<html" not in sam.get("/o/contact/calendar?view=all&as=calendar").text


def test_a_day_that_is_computed_when_it_is_read_is_stood_on_like_any_other(
    organization: Organization, browser: Sit, tmp_path: Path
) -> None:
    computed = (
        field("formula", "then", returns="datetime", formula="NOW() + 1"),
        field("formula", "day", returns="date", formula="TODAY() + 1"),
    )
    organization.apply(write_pack(tmp_path / "p", "p", repair(*computed)))
    made = make(organization, name="Pump")["id"]
    admin = browser("admin")
    for by in ("then", "day"):
        page = admin.page(f"/o/repair?as=calendar&by={by}&at=2026-11")
        assert _standing(page) == {"2026-11-24": [made]}, by
        assert _standing(admin.page(f"/o/repair?as=calendar&by={by}&at=2026-12")) == {}, by


@ONE_DATABASE
@pytest.mark.usefixtures("nothing_known")
def test_no_period_leaves_anything_behind(organization: Organization) -> None:
    """Whoever leafs through the years is answered by the same statements."""
    _tasks(organization, "2026-11-04T16:30:00Z")
    with organization.read(organization.principal("sam")) as context:

        def kept(*periods: str) -> tuple[int, int]:
            for one in periods:
                for look_at in (
                    ListRequest(view="all", look="calendar", at=one),
                    ListRequest(view="all", look="calendar", at=one, filter="NOT(ISBLANK(subject))"),
                ):  # fmt: skip
                    shown_calendar(context, opened_list(context, "task", look_at))
            return len(context.state.memo), len(context.state.asked)

        before = kept("2026-11", "2026-W45", "2026-11-05")
        years = range(2000, 2036)
        months = [f"{year}-{month:02d}" for year in years for month in range(1, 13)]
        weeks = [f"{year}-W{week:02d}" for year in years for week in range(1, 13)]
        days = [f"{year}-03-{day:02d}" for year in years for day in range(1, 5)]
        assert len(months + weeks + days) > 1_000
        assert kept(*months, *weeks, *days) == before


def test_weeks_begin_on_the_day_that_their_reader_likes(
    organization: Organization, browser: Sit
) -> None:
    (sunday,) = _tasks(organization, "2026-11-22T03:00:00Z")
    sam = browser("sam")
    week = f"{TASKS}&at=2026-W48"
    assert _standing(sam.page(week)) == {}
    with organization.write(organization.principal("sam")) as context:
        choose(context, {"week_start": "sunday"})
    page = sam.page(week)
    assert page.all("td", "data-day")[0] == "2026-11-22"
    assert page.all("th", "abbr")[0] == "星期日"
    assert _standing(page) == {"2026-11-22": [sunday]}
    assert page.one("a", **{"aria-label": "更早"})["href"].endswith("at=2026-W47")
    part = drawn(sam.get(week.replace("/o/task?", "/o/task/calendar?")).text)
    assert part.all("td", "data-day") == page.all("td", "data-day")
    assert sam.page(f"{TASKS}&at=2026-11").all("td", "data-day")[0] == "2026-11-01"
    assert browser("sue").page(week).all("td", "data-day")[0] == "2026-11-23"
