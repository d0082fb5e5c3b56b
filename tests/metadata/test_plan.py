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


# What changes, from what to what --------------------------------------------------------------------------------------


def _changed(before: Reading, after: Reading) -> tuple[str, str, object]:
    """What the plan's only action says in both languages and as data."""
    (action,) = _actions(before, after)
    return action.text("zh"), action.text("en"), action.json().get("changes")


def test_the_options_of_an_object_are_named_with_their_values() -> None:
    after = _reading(more="sharing: public_read\nfeatures: [import, export]\n")
    assert _changed(_reading(more="features: [import]\n"), after) == (
        "更改对象 book：sharing 由 private 改为 public_read；features 由 [import] 改为 [import, export]",
        "change the object book: sharing from private to public_read; "
        "features from [import] to [import, export]",
        [
            {"option": "sharing", "before": "private", "after": "public_read"},
            {"option": "features", "before": ["import"], "after": ["import", "export"]},
        ],
    )


def test_the_options_of_a_field_are_named_with_their_values() -> None:
    before = _reading(f"name: cost, type: currency, min: 0, {LABEL}")
    label = "label: {zh: 花费, en: Label}, help: {zh: 元, en: Yuan}"
    after = _reading(f"name: cost, type: currency, history: false, {label}")
    zh, en, changes = _changed(before, after)
    assert zh == (
        "更改字段 book.cost：label.zh 由 标签 改为 花费；help 由 无 改为 元；"
        "history 由 true 改为 false；min 由 0 改为 无"
    )
    assert en == (
        "change the field book.cost: label.zh from 标签 to 花费; help from no value to Yuan; "
        "history from true to false; min from 0 to no value"
    )
    assert isinstance(changes, list)
    assert changes[1] == {
        "option": "help",
        "before": None,
        "after": {"zh": "元", "en": "Yuan"},
    }


def test_parts_that_come_or_go_are_named_and_long_values_cut() -> None:
    def rule(name: str, text: str) -> str:
        message = "message: {zh: 错, en: Wrong}"
        return f"validation_rules:\n  - {{name: {name}, when: 'name = \"{text}\"', {message}}}\n"

    old, new = _reading(more=rule("one", "a")), _reading(more=rule("two", "a"))
    assert _changed(old, new)[1] == (
        "change the object book: validation_rules.one goes away; validation_rules.two is new"
    )
    long = _changed(old, _reading(more=rule("one", "b" * 300)))
    assert long[1].endswith(' to name = "' + "b" * 32 + "…")
    assert "b" * 300 in str(long[2])


def test_a_field_that_gets_another_name_only_says_so_once() -> None:
    before = _reading(f"name: place, type: text, {LABEL}")
    after = _reading(f"name: spot, type: text, renamed_from: place, {LABEL}")
    assert [one.text("en") for one in _actions(before, after)] == [
        "rename the field book.place to spot"
    ]
