"""What users have written says the same when fields get other names, whatever else it says."""

import pytest

from objectry.metadata.following import Following, following
from objectry.metadata.renaming import new_names
from objectry.metadata.resolve import resolve
from tests.metadata.test_renaming import RENAMED, _decimal, _shop

PATHS = {
    "cost": "price",
    "parent.cost": "parent.price",
    "parent.parent.cost": "parent.parent.price",
    "name": "name",
    "cost.cost": "price.cost",
    "owner.cost": "owner.cost",
    "nosuch.cost": "nosuch.cost",
    "": "",
}
ORDERS = {
    "-cost,name": "-price,name",
    " - cost , -parent.cost": " - cost , -parent.price",
    "cost, ,": "price, ,",
    "": "",
}
CONDITIONS = {
    "cost > 1": "price > 1",
    "COST>1&&parent.Cost<2": "price>1&&parent.price<2",
    "{cost} ＞ 1": "{price} ＞ 1",
    'name = "cost" // cost': 'name = "cost" // cost',
    "费用 > 1": "费用 > 1",
    "$Record.cost > 1": "$Record.price > 1",
    "cost > 1 && nosuch = 2": "price > 1 && nosuch = 2",
    "cost + name": "price + name",
    "cost > (": "cost > (",
    "": "",
}


@pytest.fixture
def renamed() -> Following:
    """The cost of the items of a shop is called their price."""
    new = new_names(resolve(_shop()), RENAMED.definitions)
    assert new is not None
    return following(new)


@pytest.mark.parametrize(("before", "after"), PATHS.items())
def test_a_path_leads_to_the_same_field(renamed: Following, before: str, after: str) -> None:
    assert renamed.path("item", before) == after


@pytest.mark.parametrize(("before", "after"), ORDERS.items())
def test_an_order_is_that_of_the_same_fields(renamed: Following, before: str, after: str) -> None:
    assert renamed.order("item", before) == after


@pytest.mark.parametrize(("before", "after"), CONDITIONS.items())
def test_a_condition_asks_for_the_same_fields(renamed: Following, before: str, after: str) -> None:
    assert renamed.condition("item", before) == after


def test_of_an_object_that_is_gone_nothing_is_known(renamed: Following) -> None:
    assert renamed.condition("nosuch", "cost > 1") == "cost > 1"
    assert renamed.path("nosuch", "cost") == "cost"


@pytest.mark.parametrize(
    ("label", "text"), [("Charge.1", "{Charge.1} > 1"), ("Cost of it", "{cost OF it} > 1")]
)
def test_a_label_that_goes_is_found_however_it_is_written(label: str, text: str) -> None:
    before = _shop(_decimal("cost", en=label))
    new = new_names(resolve(before), _shop(_decimal("cost", zh="价格", en="Price")).definitions)
    assert new is not None
    assert following(new).condition("item", text) == "cost > 1"
