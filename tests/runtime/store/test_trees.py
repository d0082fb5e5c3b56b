"""Trees: all ties of all records, after any moves, as a walk from parent to parent finds them; and movers side by side."""

import threading
from collections.abc import Callable
from random import Random
from typing import Any

import sqlalchemy as sa

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.database.system_tables import tree
from objectry.runtime.errors import Refused
from objectry.runtime.ids import new_ids
from objectry.runtime.store import trees
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]
MANY = 17_000
"""More records than two lists of IDs in one SQLite statement could hold."""


def _ties(context: Context) -> set[tuple[str, str, int]]:
    rows = context.connection.execute(
        sa.select(tree.c.ancestor, tree.c.descendant, tree.c.depth).where(
            tree.c.field == "department.parent"
        )
    )
    return {(row.ancestor, row.descendant, row.depth) for row in rows}


def _walked(parents: dict[str, str | None]) -> set[tuple[str, str, int]]:
    found = set()
    for record in parents:
        at: str | None = record
        depth = 0
        while at is not None:
            found.add((at, record, depth))
            at, depth = parents[at], depth + 1
    return found


def test_moves_of_many_records_at_once_leave_the_ties_that_a_walk_finds(
    organization: Organization,
) -> None:
    random = Random(7)
    with organization.rehearsal() as context:
        field = context.catalog.objects["department"].fields["parent"]
        ids = new_ids(12, context.now)
        known: dict[str, str | None] = {}
        for _ in range(3):  # in batches, with parents that are new themselves
            batch = ids[len(known) : len(known) + 4]
            new = {one: random.choice([None, *known, *batch[:i]]) for i, one in enumerate(batch)}
            trees.add(context, field, new)
            known |= new
            assert _ties(context) == _walked(known)
        for _ in range(25):
            wanted = dict(known)
            for record in random.sample(ids, 4):
                wanted[record] = random.choice([None, *ids])
            if any(trees.leads_back(wanted, record) for record in ids):
                continue
            moved = {one: parent for one, parent in wanted.items() if parent != known[one]}
            trees.move(context, field, moved)
            known = wanted
            assert _ties(context) == _walked(known)


def test_parents_are_those_of_everything_above(organization: Organization) -> None:
    with organization.rehearsal() as context:
        field = context.catalog.objects["department"].fields["parent"]
        top, middle, low, other = new_ids(4, context.now)
        trees.add(context, field, {top: None, middle: top, low: middle, other: top})
        assert trees.parents(context, field, [low]) == {
            low: middle,
            middle: top,
            top: None,
        }


def test_a_tree_takes_and_loses_more_records_than_fit_in_one_statement(
    organization: Organization,
) -> None:
    with organization.rehearsal() as context:
        field = context.catalog.objects["department"].fields["parent"]
        top, *ids = new_ids(MANY, context.now)
        trees.add(context, field, {top: None, **dict.fromkeys(ids, top)})
        assert len(trees.parents(context, field, ids)) == MANY
        trees.move(context, field, dict.fromkeys(ids[:1_000]))
        assert trees.parents(context, field, ids[:1]) == {ids[0]: None}
        trees.remove(context, field, [top, *ids])
        assert _ties(context) == set()


def test_two_who_move_at_the_same_time_make_no_circle(
    organization: Organization, desk: Sit
) -> None:
    admin = desk("admin")
    one, two = (admin.create("department", name=name)["id"] for name in ("甲", "乙"))
    user = organization.principal("admin")
    both = threading.Barrier(2, timeout=5)
    answers: list[str] = []

    def move(record: str, parent: str) -> None:
        try:
            with organization.write(user) as context:
                if context.connection.dialect.name == "postgresql":
                    both.wait()
                values: dict[str, Any] = {"parent": parent}
                records.update_record(context, "department", record, values, 1)
                answers.append("moved")
        except Refused as refused:
            answers.append(refused.errors[0].message.code if refused.errors else "busy")

    movers = [threading.Thread(target=move, args=pair) for pair in ((one, two), (two, one))]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join(20)
    assert sorted(answers) == ["moved", "tree_circle"]
