"""What stands before and behind a record in a list: in its order, within its condition and the reader's rights."""

from collections.abc import Mapping

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest, create_record
from objectry.runtime.shown.neighbours import Neighbours, neighbours

LEVELS = {"A": None, "B": "low", "C": "normal", "D": None, "E": "low"}
"""The customers of the list, by name, with what they are sorted by."""


@pytest.fixture
def customers(organization: Organization) -> Mapping[str, str]:
    """Customers of one salesperson, and one of another."""
    made = {}
    for owner, names in (("sam", "ABCDE"), ("sue", "X")):
        for name in names:
            with organization.write(organization.principal(owner)) as context:
                values = {"name": name, "level": LEVELS.get(name)}
                made[name] = create_record(context, "customer", values).id
    return made


def _beside(
    organization: Organization, customers: Mapping[str, str], name: str, asked: ListRequest
) -> str:
    """The names of the neighbours: `A-C`."""
    with organization.read(organization.principal("sam")) as context:
        found = neighbours(context, "customer", customers[name], asked)
    names = {record: name for name, record in customers.items()} | {"": ""}
    return f"{names[found.before]}-{names[found.behind]}"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", "ABCDE"),
        ("-name", "EDCBA"),
        ("level,name", "ADBEC"),
        ("-level,name", "CBEAD"),
        ("level", "ADBEC"),
        ("created_at", "ABCDE"),
        ("", "EDCBA"),
    ],
)
def test_neighbours_follow_the_order_of_the_list(
    organization: Organization, customers: Mapping[str, str], sort: str, order: str
) -> None:
    for at, name in enumerate(order):
        before, behind = order[at - 1 : at], order[at + 1 : at + 2]
        beside = _beside(organization, customers, name, ListRequest(sort=sort, view="all"))
        assert beside == f"{before}-{behind}", (name, order)


def test_a_condition_holds_for_neighbours(
    organization: Organization, customers: Mapping[str, str]
) -> None:
    asked = ListRequest(sort="name", filter='level = "low"')
    assert _beside(organization, customers, "B", asked) == "-E"
    assert _beside(organization, customers, "C", asked) == "-", "it is not in the list"


def test_what_the_reader_may_not_see_is_nobodys_neighbour(
    organization: Organization, customers: Mapping[str, str]
) -> None:
    assert _beside(organization, customers, "E", ListRequest(sort="name")) == "D-"
    with organization.read(organization.principal("sam")) as context:
        asked = ListRequest(sort="name")
        assert neighbours(context, "customer", customers["X"], asked) == Neighbours()
