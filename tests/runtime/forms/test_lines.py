"""A record is saved with its lines: all of it or nothing, each line by its own rules, in one transaction."""

import threading
from collections.abc import Callable
from typing import Any

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
Json = dict[str, Any]


def _bill(desk: Desk, *lines: Json, **values: Any) -> Json:
    given = {"name": "一月", **values, "_lines": {"bill_line": list(lines)}}
    made = desk.call("POST", "/bill", given)
    assert made.status_code == 201, made.text
    return made.json()  # type: ignore[no-any-return]


def _lines(desk: Desk, bill: Json) -> list[Json]:
    found = desk.get("/bill_line", filter=f'bill = "{bill["id"]}"', sort="text")
    return found["records"]  # type: ignore[no-any-return]


def _save(desk: Desk, bill: Json, lines: list[Json], version: str = '"1"', **values: Any) -> Any:
    body = {**values, "_lines": {"bill_line": lines}}
    return desk.call("PATCH", f"/bill/{bill['id']}", body, if_match=version)


def _told(answer: Any) -> list[tuple[Any, str, str]]:
    return [(one.get("of"), one["field"], one["code"]) for one in answer.json()["errors"]]


def of(index: int) -> Json:
    """Where an error is."""
    return {"object": "bill_line", "index": index}


def test_lines_are_made_changed_and_deleted_with_their_record(desk: Sit) -> None:
    sam = desk("admin")
    bill = _bill(
        sam, {"text": "a", "price": "2.50", "pieces": 2}, {"text": "b", "price": "200"}, rate="0.1"
    )
    assert (bill["total"], bill["gross"], bill["dear"]) == ("205.00", "225.50", 1)
    assert [one["status"] for one in bill["_lines"]["bill_line"]] == ["created", "created"]
    a, b = _lines(sam, bill)
    assert [a["id"], b["id"]] == [one["id"] for one in bill["_lines"]["bill_line"]]
    assert (a["title"], b["pieces"], b["amount"]) == ("a!", 1, "200.00")

    saved = _save(
        sam, bill,
        [{"id": a["id"], "version": 1, "pieces": 4}, {"text": "c", "price": "1"}, {"id": b["id"], "_delete": True}],
    )  # fmt: skip
    assert saved.status_code == 200, saved.text
    told = saved.json()["_lines"]["bill_line"]
    assert [(one["status"], one["version"]) for one in told] == [
        ("updated", 2), ("created", 1), ("deleted", 2),
    ]  # fmt: skip
    assert saved.json()["total"] == "11.00"
    assert saved.headers["etag"] == '"1"', "nobody has changed the bill itself"
    assert [one["text"] for one in _lines(sam, bill)] == ["a", "c"]
    events = sam.get(f"/bill_line/{a['id']}/history")["events"]
    assert [one["action"] for one in events] == ["update", "create"]


def test_nothing_is_saved_where_anything_is_wrong(desk: Sit) -> None:
    sam = desk("admin")
    bill = _bill(sam, {"text": "a", "price": "20"})
    (line,) = _lines(sam, bill)
    refused = _save(
        sam, bill,
        [
            {"id": line["id"], "price": "30"}, {"text": "", "price": "x"}, {"text": "d", "price": "0", "pieces": 12},
            {"text": "e", "price": "2000"}, {"text": "f", "bill": "00000000-0000-0000-0000-000000000001"},
        ],
        name="", note="neu",
    )  # fmt: skip
    assert refused.status_code == 422
    assert sorted(_told(refused), key=str) == sorted([
        (None, "name", "required"), (of(1), "text", "required"), (of(1), "price", "number_invalid"),
        (of(2), "pieces", "rule_broken"), (of(3), "reason", "required"), (of(4), "bill", "line_elsewhere"),
    ], key=str)  # fmt: skip
    assert sam.get(f"/bill/{bill['id']}")["note"] is None
    assert [one["price"] for one in _lines(sam, bill)] == ["20.00"]

    before = sam.get("/bill", count="exact")["count"]
    new = {"note": "x", "_lines": {"bill_line": [{"price": "x"}, {"text": "ok"}]}}
    told = _told(sam.call("POST", "/bill", new))
    assert (None, "name", "required") in told
    assert (of(0), "price", "number_invalid") in told
    assert sam.get("/bill", count="exact")["count"] == before


def test_a_record_is_judged_by_what_its_lines_come_to(desk: Sit) -> None:
    sam = desk("admin")
    refused = sam.call(
        "POST",
        "/bill",
        {"name": "x", "state": "closed", "_lines": {"bill_line": [{"text": "a", "price": "9"}]}},
    )
    assert _told(refused) == [(None, "state", "rule_broken")]
    assert sam.get("/bill")["records"] == []
    bill = _bill(sam, {"text": "a", "price": "10"}, state="closed")
    (line,) = _lines(sam, bill)
    fallen = _save(sam, bill, [{"id": line["id"], "pieces": 0}])
    assert _told(fallen) == [(None, "state", "rule_broken")]


def test_lines_are_locked_by_what_their_record_was(desk: Sit) -> None:
    sam = desk("admin")
    bill = _bill(sam, {"text": "a", "price": "10"})
    (line,) = _lines(sam, bill)
    closed = _save(
        sam, bill, [{"id": line["id"], "price": "20"}, {"text": "b", "price": "5"}], state="closed"
    )
    assert closed.status_code == 200, closed.text
    locked = _save(
        sam,
        bill,
        [{"id": line["id"], "price": "30"}, {"text": "c", "price": "5"}],
        '"2"',
        state="open",
    )
    assert _told(locked) == [(of(0), "price", "field_locked"), (of(1), "price", "field_locked")]


def test_lines_that_exist_are_fetched_once(desk: Sit, statements: list[str]) -> None:
    sam = desk("admin")
    bill = _bill(sam, {"text": "a", "price": "10"}, {"text": "b", "price": "20"}, rate="0.1")
    a, b = _lines(sam, bill)

    def fetched(lines: list[Json], **values: Any) -> int:
        statements.clear()
        saved = _save(sam, bill, lines, "*", **values)
        assert saved.status_code == 200, saved.text
        return sum("is_allowed" in one and "FROM bill_line" in one for one in statements)

    assert fetched([{"id": a["id"], "price": "11"}, {"id": b["id"], "price": "21"}]) == 1
    assert fetched([{"id": a["id"], "price": "12"}], note="x") == 2, (
        "what was locked, what is kept"
    )
    removed = {"id": b["id"], "_delete": True}
    assert fetched([{"id": a["id"], "price": "13"}, removed]) == 3, "what a removal has left"
    assert [one["price"] for one in _lines(sam, bill)] == ["13.00"]


def test_a_line_that_others_have_changed_says_so(desk: Sit) -> None:
    sam, sue = desk("admin"), desk("admin")
    bill = _bill(sam, {"text": "a", "price": "10"}, {"text": "b"})
    a, b = _lines(sam, bill)
    assert _save(sue, bill, [{"id": a["id"], "version": 1, "price": "11"}]).status_code == 200
    late = _save(sam, bill, [{"text": "new"}, {"id": a["id"], "version": 1, "price": "12"}])
    assert (late.status_code, late.json()["code"], _told(late)) == (
        412, "lines_stale", [(of(1), "version", "record_stale")],
    )  # fmt: skip
    assert len(_lines(sam, bill)) == 2
    gone = _save(sue, bill, [{"id": b["id"], "version": 1, "_delete": True}])
    assert gone.status_code == 200
    assert _told(_save(sam, bill, [{"id": b["id"], "price": "1"}])) == [
        (of(0), "id", "record_unknown")
    ]
    other = _bill(sam, {"text": "z"}, name="二月")
    assert _told(_save(sam, bill, [{"id": _lines(sam, other)[0]["id"], "price": "1"}])) == [
        (of(0), "id", "record_unknown")
    ]
    assert (
        sam.call("PATCH", f"/bill/{bill['id']}", {"name": "März"}, if_match='"1"').status_code
        == 200
    )
    stale = _save(sam, bill, [{"text": "late"}], note="x")
    assert (stale.status_code, stale.json()["code"]) == (412, "record_stale")


def test_every_line_is_held_to_the_rights_of_who_saves_it(desk: Sit, biller: Desk) -> None:
    bill = _bill(desk("admin"), {"text": "a", "hint": "h"})
    (line,) = _lines(desk("admin"), bill)
    told = _told(
        _save(
            biller,
            bill,
            [{"id": line["id"], "hint": "x"}, {"text": "b", "title": "t"}],
            secret="s",
        )
    )
    assert told == [
        (None, "secret", "field_unknown"), (of(0), "hint", "field_unknown"), (of(1), "title", "field_read_only"),
    ]  # fmt: skip
    assert _save(biller, bill, [{"id": line["id"], "_delete": True}]).status_code == 403
    assert (
        _save(biller, bill, [{"text": "b"}, {"id": line["id"], "price": "1"}]).status_code == 200
    )
    assert _save(desk("rob"), bill, [{"text": "c"}]).status_code == 404
    unknown = biller.call(
        "PATCH", f"/bill/{bill['id']}", {"_lines": {"customer": []}}, if_match='"1"'
    )
    assert unknown.status_code in (404, 422)


def test_what_is_no_list_of_lines_is_refused(desk: Sit) -> None:
    sam = desk("admin")
    bill = _bill(sam)
    for lines, code in (
        ([], "lines_shape"), ({"bill_line": {}}, "lines_shape"), ({"bill_line": ["x"]}, "record_not_object"),
        ({"bill_line": [{"_delete": True}]}, "lines_shape"), ({"bill_line": [{"id": "x"}]}, "lines_shape"),
        ({"bill_line": [{"id": bill["id"], "version": 0}]}, "version_wrong"),
        ({"part": []}, "lines_of_others"), ({"bill_line": [{}] * 201}, "lines_too_many"),
    ):  # fmt: skip
        refused = sam.call("PATCH", f"/bill/{bill['id']}", {"_lines": lines}, if_match='"1"')
        assert refused.json()["code"] == code, refused.text


def test_a_repeated_call_saves_its_lines_once(desk: Sit) -> None:
    sam = desk("admin")
    body = {"name": "x", "_lines": {"bill_line": [{"text": "a", "price": "10"}]}}
    first = sam.call("POST", "/bill", body, idempotency_key="k")
    again = sam.call("POST", "/bill", body, idempotency_key="k")
    assert first.json() == again.json()
    assert len(_lines(sam, first.json())) == 1


def test_many_save_lines_of_one_record_at_the_same_time(
    organization: Organization, desk: Sit
) -> None:
    sam = desk("admin")
    bill = _bill(sam)
    answers: list[int] = []

    def add(number: int) -> None:
        answers.append(_save(sam, bill, [{"text": f"{number:02}", "price": "1"}]).status_code)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert answers == [200] * 16
    assert sam.get(f"/bill/{bill['id']}")["total"] == "16.00"
    assert [one["text"] for one in _lines(sam, bill)] == [f"{number:02}" for number in range(16)]
