"""What the API answers when the user may not see what he has made, and how it writes numbers."""

from collections.abc import Callable
from typing import Any

from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_a_record_made_for_somebody_else_is_saved(desk: Sit) -> None:
    dora, admin = desk("dora"), desk("admin")
    owner = admin.get("/user", filter='account = "admin"')["records"][0]["id"]
    made = dora.call("POST", "/customer", {"name": "给管理员", "owner": owner})
    assert made.status_code == 201
    record = made.json()["id"]
    assert made.json() == {"id": record}
    assert dora.call("GET", f"/customer/{record}").status_code == 404
    assert admin.get(f"/customer/{record}")["name"] == "给管理员"


def test_averages_are_decimals_without_exponents(desk: Sit) -> None:
    admin = desk("admin")
    for name, price in (("甲", "100"), ("乙", "100")):
        admin.create("product", name=name, code=name, list_price=price)
    measures = "avg:list_price,sum:list_price,min:list_price,max:list_price"

    def total() -> Any:
        return admin.get("/product/aggregate", measures=measures)["total"]

    assert total() == {
        "avg:list_price": "100", "sum:list_price": "200.00",
        "min:list_price": "100.00", "max:list_price": "100.00",
    }  # fmt: skip
    admin.create("product", name="丙", code="丙", list_price="50.5")
    assert total()["avg:list_price"] == "83.5"
    admin.create("product", name="丁", code="丁", list_price="0")
    assert total()["avg:list_price"] == "62.625"


def test_the_sum_of_whole_numbers_is_a_whole_number(desk: Sit) -> None:
    admin = desk("admin")
    for number in (2_000_000_000, 2_000_000_000):
        admin.create("customer", name="同", employee_number=number)
    found = admin.get("/customer/aggregate", measures="sum:employee_number", group="name")
    assert found["total"] == {"sum:employee_number": 4_000_000_000}
    assert [one["sum:employee_number"] for one in found["groups"]] == [4_000_000_000]
    admin.create("contact", name="王伟", customer=admin.get("/customer")["records"][0]["id"])
    through = admin.get("/contact/aggregate", measures="sum:customer.employee_number")
    assert through["total"] == {"sum:customer.employee_number": 2_000_000_000}


def test_an_average_has_four_places_more_than_its_field_rounded_half_up(desk: Sit) -> None:
    admin = desk("admin")
    prices = ("0.01", "0.01", "0.02", *("0.00",) * 29, "99999999999999.99")
    for number, price in enumerate(prices):
        code = f"P{number}"
        group = "a" if number < 3 else "b" if number < 32 else "c"
        admin.create("product", name=group, code=code, list_price=price)
    found = admin.get("/product/aggregate", group="name", measures="avg:list_price")
    assert [one["avg:list_price"] for one in found["groups"]] == [
        "0.013333", "0", "99999999999999.99",
    ]  # fmt: skip
    kept = admin.get("/product/aggregate", measures="avg:list_price", filter='name <> "c"')
    assert kept["total"]["avg:list_price"] == "0.00125"
    for number in range(32):
        admin.create(
            "product", name="d", code=f"Q{number}", list_price=("0.01" if number == 0 else "0")
        )
    halved = admin.get("/product/aggregate", measures="avg:list_price", filter='name = "d"')
    assert halved["total"]["avg:list_price"] == "0.000313", "0.0003125 is rounded half up"


def test_an_average_of_nothing_is_empty_and_of_zeros_is_zero(
    organization: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    assert admin.get("/product/aggregate", measures="avg:list_price")["total"] == {
        "avg:list_price": None
    }
    admin.create("product", name="甲", code="甲", list_price="0")
    assert admin.get("/product/aggregate", measures="avg:list_price")["total"] == {
        "avg:list_price": "0"
    }
