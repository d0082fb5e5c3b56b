"""What the standard objects compute, with numbers that were worked out by hand."""

from typing import Any

import pytest

from tests.runtime.computing.test_formula_fields import change
from tests.runtime.conftest import Desk


@pytest.fixture
def admin(desk: Any) -> Desk:
    """The administrator, in an organisation with the standard objects alone."""
    found: Desk = desk("admin")
    return found


def customer(desk: Desk, **values: Any) -> str:
    """A new customer."""
    return str(desk.create("customer", name="华强科技", **values)["id"])


def deal(desk: Desk, owner: str, **values: Any) -> Any:
    """A new opportunity of a customer."""
    given = {"name": "一期", "amount": "1000", "close_date": "2026-12-01", **values}
    return desk.create("opportunity", customer=owner, **given)


def contract(desk: Desk, owner: str, **values: Any) -> Any:
    """A new contract of a customer."""
    term = {"start_date": "2026-01-01", "end_date": "2026-12-31"}
    return desk.create(
        "contract", customer=owner, title="年度合同", amount="1", **{**term, **values}
    )


def product(desk: Desk, price: str = "320") -> str:
    """A new product."""
    return str(desk.create("product", name="标准电源", code="PS-1", list_price=price)["id"])


def shown(record: Any, *names: str) -> list[Any]:
    """Some values of a record."""
    return [record[name] for name in names]


def test_the_visits_of_a_customer(admin: Desk) -> None:
    owner = customer(admin)
    about = {"object": "customer", "id": owner}
    for kind, day in (("visit", 3), ("cold_visit", 9), ("call", 20)):
        admin.create(
            "activity_record",
            subject="拜访",
            kind=kind,
            related=about,
            started_at=f"2026-11-{day:02}T02:00:00Z",
        )
    found = admin.get(f"/customer/{owner}")
    assert shown(found, "visit_count", "last_visit_at") == [2, "2026-11-09T02:00:00.000Z"]


SHARES = {
    ("200", "50"): "25",
    ("300", "100"): "33.33",
    ("50", "80"): "160",
    ("0", "80"): None,
    (None, "80"): None,
    ("50", None): None,
}
"""Monthly demand, monthly purchase from us, and the share in per cent."""


def test_the_supply_share_of_a_customer(admin: Desk) -> None:
    for (demand, purchase), share in SHARES.items():
        made = admin.create(
            "customer", name="华强科技", monthly_demand=demand, monthly_purchase=purchase
        )
        assert made["supply_ratio"] == share
        assert "_errors" not in made


GRADES = {
    (90, 80, 80, 85): ["84.5", "B"],  # 27 + 16 + 16 + 25.5
    (90, 85, 80, 85): ["85.5", "A"],
    (85, 85, 85, 85): ["85.0", "A"],
    (70, 70, 70, 70): ["70.0", "B"],
    (60, 60, 60, 60): ["60.0", "C"],
    (59, 60, 60, 60): ["59.7", "D"],
    (0, 0, 0, 0): ["0.0", "D"],
    (90, None, 80, 85): [None, None],
}
"""Scores for credit, size, demand and cooperation, the total and the grade."""


def test_a_customer_is_graded_by_the_four_scores(admin: Desk) -> None:
    names = ("eval_credit", "eval_scale", "eval_demand", "eval_coop")
    for scores, graded in GRADES.items():
        made = admin.create("customer", name="华强科技", **dict(zip(names, scores, strict=True)))
        assert shown(made, "eval_total", "eval_grade") == graded


def test_what_a_customer_has_bought(admin: Desk) -> None:
    firm = customer(admin)
    totals = ("total_won_count", "total_won_amount", "total_order_amount")
    assert shown(admin.get(f"/customer/{firm}"), *totals) == [0, "0.00", "0.00"]
    first = deal(admin, firm, amount="7000", stage="won")
    deal(admin, firm, name="二期", amount="1250.50", stage="won")
    deal(admin, firm, name="三期", amount="9999", stage="proposal")
    assert shown(admin.get(f"/customer/{firm}"), *totals) == [2, "8250.50", "0.00"]
    change(admin, "opportunity", first["id"], stage="lost", lose_reason="price")
    assert shown(admin.get(f"/customer/{firm}"), *totals) == [1, "1250.50", "0.00"]


def test_orders_count_for_their_customer_as_soon_as_they_are_effective(admin: Desk) -> None:
    firm, item = customer(admin), product(admin)
    order = admin.create("order", customer=firm, discount="90")
    admin.create("order_line", order=order["id"], product=item, quantity="10", unit_price="320")

    def ordered() -> Any:
        return admin.get(f"/customer/{firm}")["total_order_amount"]

    assert ordered() == "0.00"
    change(admin, "order", order["id"], status="effective")
    assert ordered() == "2880.00"
    line = admin.get("/order_line")["records"][0]["id"]
    change(admin, "order_line", line, quantity="5")
    assert ordered() == "1440.00"
    change(admin, "order", order["id"], status="cancelled")
    assert ordered() == "0.00"


def test_the_amount_of_an_order_is_what_is_left_to_pay_of_its_lines(admin: Desk) -> None:
    order = admin.create("order", customer=customer(admin))["id"]
    names = ("lines_amount", "amount", "total_quantity")
    assert shown(admin.get(f"/order/{order}"), *names) == ["0.00", "0.00", "0.000"]
    item = product(admin)
    line = admin.create(
        "order_line", order=order, product=item, quantity="2.5", unit_price="320.10"
    )
    assert line["amount"] == "800.25"
    admin.create("order_line", order=order, product=item, quantity="3", unit_price="100")
    assert shown(admin.get(f"/order/{order}"), *names) == ["1100.25", "1100.25", "5.500"]
    change(admin, "order", order, discount="95")
    assert shown(admin.get(f"/order/{order}"), *names) == ["1100.25", "1045.24", "5.500"]
    admin.call("DELETE", f"/order_line/{line['id']}", if_match="*")
    assert shown(admin.get(f"/order/{order}"), *names) == ["300.00", "285.00", "3.000"]


def test_the_lines_of_deals_and_contracts_are_quantity_times_price(admin: Desk) -> None:
    firm, item = customer(admin), product(admin)
    chance = deal(admin, firm)["id"]
    made = admin.create(
        "opportunity_line", opportunity=chance, product=item, quantity="3", unit_price="0.335"
    )
    assert shown(made, "unit_price", "amount") == ["0.34", "1.02"]
    signed = contract(admin, firm)["id"]
    made = admin.create(
        "contract_line", contract=signed, product=item, quantity="12", price="99.90"
    )
    assert made["amount"] == "1198.80"


def test_nobody_types_the_amount_of_an_order(admin: Desk) -> None:
    response = admin.call("POST", "/order", {"customer": customer(admin), "amount": "5"})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["amount"]


def test_a_deal_weighs_its_amount_times_its_win_rate(admin: Desk) -> None:
    firm = customer(admin)
    made = deal(admin, firm, amount="7000", win_rate="80")
    assert made["weighted_amount"] == "5600.00"
    assert deal(admin, firm, name="二期")["weighted_amount"] is None
    assert change(admin, "opportunity", made["id"], win_rate="0")["weighted_amount"] == "0.00"


TERMS = {
    ("2026-01-01", "2026-12-31"): 12,
    ("2026-01-15", "2027-01-14"): 12,
    ("2026-01-15", "2027-01-13"): 11,
    ("2026-02-01", "2026-02-28"): 1,
    ("2026-03-10", "2026-03-10"): 0,
}
"""First and last day of a contract, and its whole months."""
LEFT = {
    ("running", "2026-12-03"): 10,
    ("changing", "2026-11-23"): 0,
    ("running", "2026-11-20"): -3,
    ("draft", "2026-12-03"): None,
    ("terminated", "2026-12-03"): None,
}
"""Status and last day of a contract, and the days that are left on 2026-11-23."""


def test_the_term_of_a_contract(admin: Desk) -> None:
    firm = customer(admin)
    for (start, end), months in TERMS.items():
        assert contract(admin, firm, start_date=start, end_date=end)["term_months"] == months


def test_the_days_left_of_a_running_contract(admin: Desk) -> None:
    firm = customer(admin)
    for (status, end), days in LEFT.items():
        assert contract(admin, firm, status=status, end_date=end)["days_left"] == days


def test_the_score_against_a_competitor(admin: Desk) -> None:
    firm = customer(admin)
    rival = admin.create("competitor", name="恒光电源")["id"]
    deal(admin, firm, stage="lost", lose_reason="competitor", competitor=rival)
    deal(admin, firm, name="二期", stage="lost", lose_reason="price", competitor=rival)
    deal(admin, firm, name="三期", stage="won", competitor=rival)
    deal(admin, firm, name="四期", stage="proposal", competitor=rival)
    assert shown(admin.get(f"/competitor/{rival}"), "lost_count", "won_count") == [2, 1]


def test_the_months_of_a_target_add_up_to_quarters_and_a_year(admin: Desk) -> None:
    months = {f"month_{number}": str(number * 100) for number in (1, 2, 3, 5, 12)}
    made = admin.create(
        "target", name="2026", assessed="person", subject_user=admin.get("/user")["records"][0]["id"],
        year=2026, **months,
    )  # fmt: skip
    sums = ("quarter_1", "quarter_2", "quarter_3", "quarter_4", "year_total")
    assert shown(made, *sums) == ["600.00", "500.00", "0.00", "1200.00", "2300.00"]
    changed = change(admin, "target", made["id"], month_7="0.5")
    assert shown(changed, *sums) == ["600.00", "500.00", "0.50", "1200.00", "2300.50"]
