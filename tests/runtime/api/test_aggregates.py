"""What aggregations answer."""

from collections.abc import Callable

from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_a_condition_on_another_record_is_asked_of_that_record_alone(desk: Sit) -> None:
    admin = desk("admin")
    for name, industry in (("华强", "medical"), ("远大", "retail"), ("天元", "retail")):
        customer = admin.create("customer", name=name, industry=industry)["id"]
        admin.create("contact", name="王伟", customer=customer)
    total = admin.get("/contact/aggregate", filter='customer.industry = "retail"')["total"]
    assert total == {"count": 2}


def test_a_condition_on_a_record_that_the_user_may_not_see_does_not_hold(desk: Sit) -> None:
    admin, sam = desk("admin"), desk("sam")
    customer = admin.create("customer", name="华强", industry="medical")["id"]
    admin.create("contact", name="王伟", customer=customer, owner={"account": "sam"})
    asked = {"filter": 'customer.industry = "medical"'}
    assert sam.get("/contact/aggregate")["total"] == {"count": 1}
    assert sam.get("/contact/aggregate", **asked)["total"] == {"count": 0}
    assert admin.get("/contact/aggregate", **asked)["total"] == {"count": 1}
