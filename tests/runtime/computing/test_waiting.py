"""What is left to jobs: how much of it they know, and what the platform asks for to tell that it waits."""

import pytest

from objectry.metadata.catalog import FieldPath
from objectry.runtime.api.organization import Organization
from objectry.runtime.computing import waiting
from objectry.runtime.computing.staleness import stale, stale_paths
from objectry.runtime.context import Context
from objectry.runtime.database import jobs
from objectry.runtime.ids import new_ids


def _path(context: Context, object_name: str, path: str) -> FieldPath:
    found = context.catalog.path(object_name, path)
    assert found is not None
    return found


def test_a_job_knows_the_records_until_they_are_too_many_and_then_takes_all(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST_IDS", 2)
    with organization.write() as context:
        rank, way = _path(context, "deal", "rank")[0], _path(context, "deal", "firm.home")
        some, more = (new_ids(count, context.now) for count in (2, 3))
        for ids in (some, more, None):
            waiting.leave(context, rank, way, ids)
        found = [job.arguments for job in jobs.listed(context.connection, None, 9)]
        assert waiting.fields(context) == {("deal", "rank")}
    assert all((one["object"], one["field"]) == ("deal", "rank") for one in found)
    known = [(one["way"], one["ids"]) for one in found]
    assert sorted(known, key=str) == [(["firm", "home"], sorted(some)), ([], None)]


def test_the_same_for_all_records_waits_once_and_for_some_of_them_each_time(
    organization: Organization,
) -> None:
    with organization.write() as context:
        rank = _path(context, "deal", "rank")[0]
        ids = new_ids(1, context.now)
        for _ in range(3):
            waiting.leave(context, rank)
            waiting.leave(context, rank, (), ids)
        assert len(jobs.listed(context.connection, None, 9)) == 1 + 3


def test_what_follows_from_what_waits_is_late_too_through_roll_ups_and_whatever_is_computed_when_read(
    organization: Organization, statements: list[str]
) -> None:
    with organization.write() as context:
        assert stale(context) == frozenset()
        waiting.leave(context, _path(context, "deal", "weighted")[0])
        assert stale(context) == {
            ("deal", "weighted"), ("deal", "doubled"), ("firm", "total"), ("firm", "grade"), ("home", "wealth"),
            ("deal", "rank"),
        }  # fmt: skip
        shown = (
            "name",
            "left",
            "late",
            "pace",
            "doubled",
            "firm_grade",
            "firm.home.wealth",
            "firm",
            "share",
        )
        statements.clear()
        late = stale_paths(context, [_path(context, "deal", one) for one in shown])
        assert late == ["doubled", "firm.home.wealth", "firm_grade"]
        assert len(statements) == 1


def test_nothing_is_asked_where_nothing_is_computed(
    organization: Organization, statements: list[str]
) -> None:
    with organization.read() as context:
        statements.clear()
        asked = ("name", "amount", "firm", "firm.name", "firm.home.name")
        assert stale_paths(context, [_path(context, "deal", one) for one in asked]) == []
        assert statements == []
