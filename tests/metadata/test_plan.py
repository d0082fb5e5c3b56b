"""What a plan says of a change, and what it refuses, told from metadata alone."""

import pytest

from objectry.metadata.actions import Action
from objectry.metadata.parse import Reading, parse_packs
from objectry.metadata.plan import Proposal, propose
from objectry.metadata.problems import MetadataError, Problem
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


# Fields that go away, and new ones that may be them -------------------------------------------------------------------


def _text(name: str, **options: str) -> str:
    more = "".join(f", {key}: {value}" for key, value in options.items())
    return f"name: {name}, type: text{more}, {LABEL}"


def test_a_field_that_goes_while_one_of_its_type_comes_may_have_been_renamed() -> None:
    problem = _problem(_reading(_text("place")), _reading(_text("spot")))
    assert (problem.code, str(problem.place), problem.hint) == (
        "field_renamed_or_removed",
        "book.yaml:4:1",
        "",
    )
    assert problem.message.text("en", problem.params) == (
        "field place is missing from the new metadata; to rename it, write renamed_from: place at the field spot;"
        " to retire it write active: false"
    )
    assert "renamed_from: place" in problem.text("zh")


@pytest.mark.parametrize(
    ("fresh", "expected"),
    [
        (("spot", "places"), {"place": "places"}),  # the one whose name is nearest
        (("one", "two"), {"place": "one"}),  # the first one
        ((), {}),
    ],
)
def test_the_new_field_that_looks_most_like_it_is_named(
    fresh: tuple[str, ...], expected: dict[str, str]
) -> None:
    plan = _proposal(_reading(_text("place")), _reading(*map(_text, fresh))).plan
    named = {p.params["field"]: p.params["now"] for p in plan.problems if "now" in p.params}
    assert named == expected
    assert len(plan.problems) == 1


def test_a_new_field_is_proposed_for_one_that_goes_and_never_where_it_does_not_fit() -> None:
    before = _reading(_text("place"), _text("origin"), f"name: pages, type: integer, {LABEL}")
    after = _reading(_text("places"), f"name: page, type: decimal, {LABEL}")
    problems = _proposal(before, after).plan.problems
    assert {(p.code, p.params["field"], p.params.get("now")) for p in problems} == {
        ("field_renamed_or_removed", "place", "places"),
        ("field_removed", "origin", None),
        ("field_removed", "pages", None),
    }


def test_a_field_that_is_renamed_from_another_is_not_proposed() -> None:
    before = _reading(_text("place"), _text("origin"))
    problem = _problem(before, _reading(_text("spot", renamed_from="origin")))
    assert (problem.code, problem.params["field"]) == ("field_removed", "place")


def test_a_former_name_that_no_field_has_is_told_of_where_the_new_one_begins_empty() -> None:
    after = _reading(_text("place"), _text("spot", renamed_from="plaec"))
    (action,) = _actions(_reading(_text("place")), after)
    assert action.text("en") == (
        "add the field spot to the object book; it is empty, as there is no field plaec that it could be renamed from"
    )
    assert action.json()["renamed_from"] == "plaec"


def test_a_former_name_stays_when_the_renaming_is_done() -> None:
    renamed = _reading(_text("spot", renamed_from="place"))
    assert not _actions(renamed, renamed)
    assert not _actions(_reading(_text("spot")), renamed)[0].text("en").startswith("add")
    assert [one.name for one in _actions(parse_packs(system_sources()), renamed)][:1] == [
        "add_object"
    ]


@pytest.mark.parametrize("used", ["place", "plce"])
def test_who_still_says_the_former_name_is_told_the_new_one(used: str) -> None:
    layout = (
        f"layout: book.default\nobject: book\n{LABEL}\nsections: [{{{LABEL}, fields: [{used}]}}]\n"
    )
    with pytest.raises(MetadataError) as caught:
        resolve(_reading(_text("spot", renamed_from="place"), files=layout))
    (problem,) = caught.value.problems
    assert (problem.code, problem.hint) == ("name_unknown", "spot" if used == "place" else "")
