"""What a process keeps for its next requests, and how much of it."""

from collections.abc import Callable

import pytest

from objectry.runtime.api.organization import Organization
from objectry.runtime.context import ASKED_SIZE, Memo
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_a_memo_makes_a_result_once_and_lets_the_longest_unused_go() -> None:
    memo, made = Memo(2), list[str]()

    def ask(key: str) -> str:
        return memo.get(key, lambda: made.append(key) or key)  # type: ignore[func-returns-value]

    for key in ("a", "b", "a", "c", "a", "b"):
        assert ask(key) == key
    assert made == ["a", "b", "c", "b"]
    assert len(memo) == 2


@pytest.mark.usefixtures("nothing_known")
def test_what_users_think_of_pushes_nothing_out_that_every_request_needs(
    desk: Sit, organization: Organization
) -> None:
    sam = desk("sam")
    sam.get("/customer")
    with organization.read(organization.principal("sam")) as context:
        memo, asked = context.state.memo, context.state.asked
    for number in range(ASKED_SIZE + 10):
        sam.get("/customer", filter=f'name = "{number}"', limit="1")
    assert len(asked) <= ASKED_SIZE
    before = len(memo)
    sam.get("/customer", filter='name = "another"')
    assert len(memo) == before
