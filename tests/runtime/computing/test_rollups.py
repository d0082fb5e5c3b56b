"""Numbers over the records that point to a record: right in the moment in which one of those has changed."""

from typing import Any

from tests.runtime.computing.test_formula_fields import change
from tests.runtime.conftest import Desk

NUMBERS = ("deals", "total", "urgent_total", "mean", "last", "least", "kinds", "some", "every", "grade")  # fmt: skip


def numbers(desk: Desk, firm: str) -> list[Any]:
    """All roll-ups of a firm, in the order of NUMBERS."""
    record = desk.get(f"/firm/{firm}")
    return [record[name] for name in NUMBERS]


NOTHING = [0, "0.00", "0.00", None, None, None, 0, False, True, None]


def test_nothing_points_to_a_new_record(admin: Desk) -> None:
    assert numbers(admin, admin.create("firm", name="华强")["id"]) == NOTHING


def test_roll_ups_follow_creation_change_and_moving(admin: Desk) -> None:
    first, second = (admin.create("firm", name=name)["id"] for name in ("华强", "长虹"))
    deal = admin.create(
        "deal",
        name="a",
        firm=first,
        amount="1000",
        rate="50",
        parts=3,
        due="2026-12-01",
        urgent=True,
    )
    admin.create("deal", name="b", firm=first, amount="5", rate="100", parts=4, urgent=True)
    assert numbers(admin, first) == [
        2, "505.00", "1000.00", "3.5000", "2026-12-01", "5.00", 2, True, True, "B",
    ]  # fmt: skip
    change(admin, "deal", deal["id"], rate="100", urgent=False)
    assert numbers(admin, first) == [
        2, "1005.00", "0.00", "3.5000", "2026-12-01", "5.00", 2, True, False, "A",
    ]  # fmt: skip
    change(admin, "deal", deal["id"], firm=second)
    assert numbers(admin, first) == [
        1, "5.00", "0.00", "4.0000", None, "5.00", 1, True, True, "B",
    ]  # fmt: skip
    assert numbers(admin, second)[:2] == [1, "1000.00"]


def test_roll_ups_follow_deletion_and_restoring(admin: Desk) -> None:
    firm = admin.create("firm", name="华强")["id"]
    deal = admin.create("deal", name="a", firm=firm, amount="10", rate="100")
    admin.call("DELETE", f"/deal/{deal['id']}", if_match="*")
    assert numbers(admin, firm) == NOTHING
    admin.call("POST", f"/deal/{deal['id']}/restore")
    assert numbers(admin, firm)[:2] == [1, "10.00"]


def test_roll_ups_add_up_roll_ups(admin: Desk) -> None:
    home = admin.create("home", name="上海")["id"]
    firm = admin.create("firm", name="华强", home=home)["id"]
    admin.create("deal", name="a", firm=firm, amount="10", rate="50")
    assert admin.get(f"/home/{home}")["wealth"] == "5.00"
    change(admin, "firm", firm, home=None)
    assert admin.get(f"/home/{home}")["wealth"] == "0.00"


def test_a_batch_counts_once_and_right(admin: Desk) -> None:
    firms = [admin.create("firm", name=str(number))["id"] for number in range(3)]
    records = [
        {"name": str(number), "firm": firms[number % 3], "amount": number, "rate": 100}
        for number in range(30)
    ]
    response = admin.call("POST", "/deal/bulk", {"operation": "create", "records": records})
    assert response.status_code == 200, response.text
    assert [numbers(admin, firm)[:2] for firm in firms] == [
        [10, "135.00"], [10, "145.00"], [10, "155.00"],
    ]  # fmt: skip


def test_a_sum_too_large_for_its_field_is_empty(admin: Desk) -> None:
    firm = admin.create("firm", name="华强")["id"]
    for name in "ab":
        admin.create("deal", name=name, firm=firm, amount="9999999999999999", urgent=True)
    assert admin.get(f"/firm/{firm}")["urgent_total"] is None
