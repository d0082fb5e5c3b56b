"""What a plan says of a change, and what it refuses, told from metadata alone."""

import pytest

from objectry.metadata.actions import Action
from objectry.metadata.parse import Reading, parse_packs
from objectry.metadata.plan import Proposal, propose
from objectry.metadata.problems import Problem
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, system_sources

LABEL = "label: {zh: 标签, en: Label}"
NAME = f"name: name, type: text, {LABEL}"


def _reading(*fields: str, version: str = "1.2.0", more: str = "", files: str = "") -> Reading:
    """A pack with one object, which has a name and further fields."""
    listed = "".join(f"  - {{{line}}}\n" for line in (NAME, *fields))
    texts = {
        "pack": f"pack: library\nversion: '{version}'\n{LABEL}\n",
        "book": f"object: book\n{LABEL}\nplural: {{zh: 复数, en: Plural}}\n{more}fields:\n{listed}",
        **({"more": files} if files else {}),
    }
    sources = [
        Source(f"{name}.yaml", text.encode(), f"{name}.yaml") for name, text in texts.items()
    ]
    return parse_packs(system_sources()).followed_by(parse_packs(sources))


def _proposal(before: Reading, after: Reading) -> Proposal:
    return propose(resolve(before), before.definitions, after)


def _actions(before: Reading, after: Reading) -> tuple[Action, ...]:
    plan = _proposal(before, after).plan
    assert not plan.problems
    return plan.actions


def _problem(before: Reading, after: Reading) -> Problem:
    (problem,) = _proposal(before, after).plan.problems
    return problem


# Versions -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.1.9", "1.1", "0.20.0"])
def test_an_older_version_of_a_pack_does_not_take_the_place_of_a_newer_one(version: str) -> None:
    problem = _problem(_reading(), _reading("name: more, type: text, " + LABEL, version=version))
    assert (problem.code, str(problem.place), problem.hint) == (
        "pack_older",
        "pack.yaml:2:1",
        "1.2.0",
    )
    assert "1.2.0" in problem.text("zh")
    assert version in problem.text("en")


@pytest.mark.parametrize("version", ["1.2", "1.2.0", "1.10.0", "2.0"])
def test_the_same_version_and_newer_ones_are_taken(version: str) -> None:
    assert not _proposal(_reading(), _reading(version=version)).plan.problems
