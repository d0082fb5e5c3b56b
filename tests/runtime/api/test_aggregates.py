"""What aggregations answer."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts, records
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Invalid
from objectry.runtime.settings import Settings
from tests.runtime.conftest import Desk, TestClock
from tests.runtime.records.repairs import field, make, repair, write_pack

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


@pytest.fixture
def repairs(organization: Organization, tmp_path: Path) -> Organization:
    """Some repairs, the last of which has nothing but its name."""
    thing = repair(
        field("currency", "amount"), field("percent", "rate"), field("date", "due"), field("datetime", "met"),
        field("time", "clock"), field("lookup", "customer"),
    )  # fmt: skip
    organization.apply(write_pack(tmp_path / "repairs", "repairs", thing))
    rows = (("a", "1.10", "12.5"), ("b", "2.20", "50"), ("a", "3.30", "7"), ("b", "0", "1"))
    for day, (name, amount, rate) in enumerate(rows, 1):
        make(
            organization, name=name, amount=amount, rate=rate, due=f"2026-11-0{day}",
            met=f"2026-11-0{day}T10:00:00Z", clock=f"1{day}:30",
        )  # fmt: skip
    make(organization, name="b")
    return organization


def ask(organization: Organization, measures: str, group: str = "", account: str = "admin") -> Any:
    """An aggregation of repairs."""
    with organization.read(organization.principal(account)) as context:
        return records.aggregate(context, "repair", group, measures, "", "all")


MEASURED: dict[str, Any] = {
    "sum:(amount * 2)": "13.2",
    "sum:(amount * rate)": "1.4685",  # 12.5% is 0.125 in formulas
    "max:(rate)": "0.5",
    "min:(amount - 5)": "-5",
    "avg:(amount / 3)": "0.55",
    "avg:(amount)": "1.65",
    "sum:(1 / amount)": "1.666666666666666666",  # the zero counts as empty; quotients have 18 decimals
    "avg:(1 / amount)": "0.555555555555555555",
    "count:(1 / amount)": 3,
    "count:(due)": 4,
    "count:(1)": 5,
    "sum:(0 * -1)": "0",
    "sum:(IF(name = \"a,b\", 100, 1))": "5",
    "sum:(LEN(customer.name))": "0",
    "sum:（currency ＊ 2）": "13.2",
    "sum:(NULL)": None,
    "count:(NULL)": 0,
    "max:(due + 1)": "2026-11-05",
    "min:(met + 0.5)": "2026-11-01T22:00:00.000Z",
    "max:(IF(amount > 1, due, met))": "2026-11-04T10:00:00.000Z",
    "max:(clock)": "14:30:00",
    "max:(TODAY())": "2026-11-23",
    "sum:(amount) * (2)": "13.2",
}  # fmt: skip


def test_measures_of_formulas(repairs: Organization) -> None:
    names = list(MEASURED)
    for some in (names[:10], names[10:]):
        found = ask(repairs, ",".join(["count", *some, "sum:amount"]))["total"]
        assert found == {
            "count": 5,
            **{name: MEASURED[name] for name in some},
            "sum:amount": "6.60",
        }


def test_the_whole_is_added_up_from_the_groups(repairs: Organization) -> None:
    found = ask(repairs, "avg:(amount * 2),max:(due),count:(1 / amount)", "name")
    assert found == {
        "groups": [
            {"name": "a", "avg:(amount * 2)": "4.4", "max:(due)": "2026-11-03", "count:(1 / amount)": 2},
            {"name": "b", "avg:(amount * 2)": "2.2", "max:(due)": "2026-11-04", "count:(1 / amount)": 1},
        ],
        "total": {"avg:(amount * 2)": "3.3", "max:(due)": "2026-11-04", "count:(1 / amount)": 3},
    }  # fmt: skip


def test_the_answer_calls_a_measure_as_it_was_asked_for(repairs: Organization) -> None:
    found = ask(repairs, " sum : ( amount*1 ) , max:(due),sum:(  amount)")["total"]
    assert list(found) == ["sum:( amount*1 )", "max:(due)", "sum:(  amount)"]


def test_sums_have_all_digits_of_the_largest_and_the_smallest_number(
    repairs: Organization,
) -> None:
    huge, tiny = "9" * 38, f"0.{'0' * 36}1"
    measure = f"sum:(IF(amount = 0, {huge} * 10000000000000000000000000, {tiny} * {tiny}))"
    found = ask(repairs, measure)["total"][measure]
    assert found == "9" * 38 + "0" * 25 + "." + "0" * 73 + "4"


REFUSED = (
    ("sum:(amont)", "formula_field_unknown", 1, 2),
    ("sum:(amount +\n  amont)", "formula_field_unknown", 2, 3),
    ("sum:(name)", "formula_result_type", 1, 1),
    ("sum:(due)", "formula_result_type", 1, 1),
    ("avg:(met)", "formula_result_type", 1, 1),
    ("count:(name)", "formula_result_type", 1, 1),
    ("max:(amount > 1)", "formula_result_type", 1, 1),
    ("sum:(amount", "formula_ends_early", 1, 8),
    ("sum:(amount))", "formula_unexpected", 1, 9),
    ("sum:()", "formula_unexpected", 1, 2),
    ("sum:(LEN(RMBUPPER(amount)))", "formula_not_in_filter", 1, 1),
    ("sum:(IF(ISNEW(), 1, 2))", "formula_not_here", 1, 5),
    ("sum:(amount / 0)", "formula_constant_error", 1, 9),
)


def test_a_formula_that_cannot_be_measured_is_refused_with_its_place(
    repairs: Organization,
) -> None:
    for measure, code, line, column in REFUSED:
        with pytest.raises(Invalid) as refused:
            ask(repairs, f"count,{measure}")
        error = refused.value.errors[0]
        assert (refused.value.message.code, error.field) == ("measure_wrong", "measures"), measure
        found = (error.message.code, error.params["line"], error.params["column"])
        assert found == (code, line, column), measure


@pytest.mark.parametrize(
    ("measures", "code", "hint"),
    [
        ("sum:IF(amount > 1, rate, 0)", "measure_open", "sum:(IF(amount > 1, rate, 0))"),
        ("count,avg:amount * 2", "measure_open", "avg:(amount * 2)"),
        ("sum:{CURRENCY}", "field_unknown", "amount"),
        ("sum:CURRENCY", "field_unknown", "amount"),
    ],
)
def test_what_is_meant_by_a_measure_is_hinted_at(
    repairs: Organization, measures: str, code: str, hint: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(repairs, measures)
    assert (refused.value.message.code, refused.value.hint) == (code, hint)


def test_no_aggregation_asks_for_more_than_a_filter_may(repairs: Organization) -> None:
    large = "/".join(["amount"] * 60)
    assert ask(repairs, f"max:({large})")["total"]
    with pytest.raises(Invalid) as refused:
        ask(repairs, ",".join(f"max:({large} + {number})" for number in range(20)))
    assert refused.value.message.code == "measures_too_large"
    with pytest.raises(Invalid) as refused:
        ask(repairs, ",".join(f"max:(amount + {number})" for number in range(21)))
    assert refused.value.message.code == "too_many_terms"


def test_a_formula_knows_the_day_and_who_asks(settings: Settings, tmp_path: Path) -> None:
    clock = TestClock()
    organization = Organization(settings, clock)
    try:
        thing = repair(field("date", "due"), sharing="public_read")
        sales = {
            "profile": "fitter", "label": {"zh": "维修工", "en": "Fitter"},
            "objects": {"repair": {"allow": ["read"]}, "user": {"allow": ["read"]}},
        }  # fmt: skip
        organization.apply(write_pack(tmp_path / "repairs", "repairs", thing, sales))
        with organization.write() as context:
            for account in ("fay", "fred"):
                accounts.add_user(context, account, account, ["fitter"], None)
        for account in ("fay", "fay", "fred"):
            make(organization, name=account, due="2026-11-20", owner={"account": account})
        days, own = "max:(TODAY() - due)", "sum:(IF(owner = $User.id, 1, 0))"
        for account, count in (("fay", "2"), ("fred", "1"), ("fay", "2")):
            found = ask(organization, f"{days},{own}", account=account)["total"]
            assert found == {days: "3", own: count}
        clock.now += timedelta(days=1)
        assert ask(organization, days)["total"] == {days: "4"}
    finally:
        organization.close()


def test_what_a_formula_reads_of_another_record_has_to_be_seen(desk: Sit) -> None:
    admin, sam = desk("admin"), desk("sam")
    for owner, revenue in (("sam", "10"), ("admin", "20")):
        customer = admin.create(
            "customer", name=owner, annual_revenue=revenue, owner={"account": owner}
        )["id"]
        admin.create("contact", name="王伟", customer=customer, owner={"account": "sam"})
    measures = "count,sum:(customer.annual_revenue * 2),sum:customer.annual_revenue"
    assert list(admin.get("/contact/aggregate", measures=measures)["total"].values()) == [
        2,
        "60",
        "30.00",
    ]
    assert list(sam.get("/contact/aggregate", measures=measures)["total"].values()) == [
        2,
        "20",
        "10.00",
    ]
