"""What a form foresees of lines while they are entered: as a save would have it."""

from collections.abc import Callable
from typing import Any

from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_a_form_foresees_what_a_save_keeps(desk: Sit) -> None:
    admin = desk("admin")
    lines: list[dict[str, Any]] = [
        {"text": "a", "price": "1"},
        {"text": "b", "price": "200", "pieces": 2},
    ]
    bill = admin.create("bill", name="x", rate="0.1", _lines={"bill_line": lines})
    ids = [one["id"] for one in bill["_lines"]["bill_line"]]
    entered = [{"id": ids[0], "price": "3,000"}, {"id": ids[1]}, {"text": "c", "price": "7"}]
    asked = {"id": bill["id"], "values": {"rate": "0.5", "_lines": {"bill_line": entered}}}
    found = admin.call("POST", "/bill/form?typed=true", asked).json()
    told = found["lines"]["bill_line"]
    assert [one["computed"]["amount"] for one in told["lines"]] == ["3000.00", "400.00", "7.00"]
    assert told["lines"][0]["fields"]["reason"]["required"]
    assert told["lines"][2]["begun"]["title"] == {"value": "c!"}
    assert "price" not in told["lines"][2]["begun"]
    assert told["totals"] == {"pieces": "4", "amount": "3407.00"}
    saved = admin.call(
        "PATCH", f"/bill/{bill['id']}?typed=true",
        {"rate": "0.5", "_lines": {"bill_line": [{**entered[0], "reason": "r"}, entered[2]]}}, if_match='"1"',
    ).json()  # fmt: skip
    kept = {name: str(saved[name]) for name in ("total", "gross", "dear")}
    assert {name: found["computed"][name] for name in kept} == kept


def test_a_form_foresees_the_lines_of_a_record_that_is_not_there_yet(
    desk: Sit, biller: Desk
) -> None:
    asked = {
        "values": {
            "_lines": {"bill_line": [{"text": "a", "price": "x"}, {"text": "b", "price": "5"}]}
        }
    }
    found = biller.call("POST", "/bill/form?typed=true", asked).json()
    first, second = found["lines"]["bill_line"]["lines"]
    assert [(one["field"], one["code"]) for one in first["errors"]] == [
        ("price", "number_invalid")
    ]
    assert "hint" not in second["fields"] and second["fields"]["title"]["read_only"]
    assert found["computed"]["total"] == "5.00"
    gone = {"values": {"_lines": {"bill_line": [{"id": "00000000-0000-0000-0000-000000000001"}]}}}
    told = biller.call("POST", "/bill/form", gone).json()["lines"]["bill_line"]["lines"][0]
    assert [one["code"] for one in told["errors"]] == ["record_unknown"]
