"""Requests that get in each other's way in the database are carried out nevertheless, on both databases."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.database import failures
from objectry.runtime.errors import Unavailable
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
RECORDS = 50
ROUNDS = 4


def _together(*calls: Callable[[], Any]) -> list[Any]:
    """Make calls at the same moment and answer what they answer."""
    answers: list[Any] = []
    gate = threading.Barrier(len(calls))

    def make(call: Callable[[], Any]) -> None:
        gate.wait()
        answers.append(call())

    threads = [threading.Thread(target=make, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _bulk(desk: Desk, body: dict[str, Any]) -> Callable[[], Any]:
    return lambda: desk.call("POST", "/customer/bulk", body)


def test_bulk_changes_of_the_same_records_in_opposite_order(desk: Sit) -> None:
    sam = desk("sam")
    ids = [sam.create("customer", name=f"公司{number}")["id"] for number in range(RECORDS)]
    for number in range(ROUNDS):
        rows = [{"id": one, "employee_number": number} for one in ids]
        again = [{"id": one, "employee_number": number + 100} for one in reversed(ids)]
        answers = _together(
            _bulk(sam, {"operation": "update", "records": rows}),
            _bulk(sam, {"operation": "update", "records": again}),
        )
        assert [answer.status_code for answer in answers] == [200, 200]
        results = [one["status"] for answer in answers for one in answer.json()["results"]]
        assert results == ["updated"] * 2 * RECORDS
    assert sam.get(f"/customer/{ids[0]}")["version"] == 1 + 2 * ROUNDS


def test_upserts_of_the_same_keys_in_opposite_order(desk: Sit) -> None:
    sam = desk("sam")
    for number in range(ROUNDS):
        rows = [{"identifier": f"R{number}K{key}", "name": f"公司{key}"} for key in range(RECORDS)]
        answers = _together(*(
            _bulk(sam, {"operation": "upsert", "key": "identifier", "records": order})
            for order in (rows, rows[::-1])
        ))  # fmt: skip
        assert [answer.status_code for answer in answers] == [200, 200]
        first, second = ({one["status"] for one in answer.json()["results"]} for answer in answers)
        assert sorted([*first, *second]) == ["created", "unchanged"]
    assert sam.get("/customer", count="exact")["count"] == ROUNDS * RECORDS


@pytest.mark.parametrize("failures_left", [1, 2, 3])
def test_a_request_is_begun_anew_as_often_as_the_setting_says(
    organization: Organization, desk: Sit, monkeypatch: pytest.MonkeyPatch, failures_left: int
) -> None:
    sam = desk("sam")
    create, left = records.create_record, [failures_left]

    def colliding(context: Any, *rest: Any) -> Any:
        made = create(context, *rest)
        if left[0]:
            left[0] -= 1
            kind, message = failures.COLLIDED
            raise kind(message)
        return made

    monkeypatch.setattr(records, "create_record", colliding)
    answer = sam.call("POST", "/customer", {"name": "华强"}, idempotency_key="once")
    retries = organization.settings.collision_retries
    expected = 201 if failures_left <= retries else 503
    assert answer.status_code == expected
    assert ("retry-after" in answer.headers) is (expected == 503)
    assert sam.get("/customer", count="exact")["count"] == (1 if expected == 201 else 0)


def test_what_postgresql_says_of_deadlocks_is_a_collision() -> None:
    class Deadlock(Exception):
        sqlstate = "40P01"

    with pytest.raises(Unavailable) as caught, failures.clear_errors():
        raise sa.exc.OperationalError("update", {}, Deadlock())
    assert isinstance(caught.value, failures.COLLIDED[0])
