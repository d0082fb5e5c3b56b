"""What a plan says of a change, and what it refuses, told from metadata alone."""

import pytest

from objectry.metadata.actions import (
    Action,
    ChangeDefinition,
    ComputeField,
    LimitValues,
    RenameField,
)
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


LAYOUT = f"layout: book.default\nobject: book\n{LABEL}\nsections:\n"


def _section(name: str, *fields: str, more: str = "") -> str:
    return f"  - {{label: {{zh: {name}节, en: {name}}}, fields: [{', '.join(fields)}]{more}}}\n"


def test_of_sections_it_is_told_which_come_and_go_and_what_changes_in_others() -> None:
    title = f"name: title, type: text, {LABEL}"
    old = _section("One", "name") + _section("Two", "title")
    new = _section("Three", "title") + _section("One", "name", more=", collapsed: true")
    before, after = (_reading(title, files=LAYOUT + text) for text in (old, new))
    zh, en, changes = _changed(before, after)
    assert en == (
        "change the layout book.default: sections.One.collapsed from false to true; sections.Two goes away; "
        "sections.Three is new"
    )
    assert zh.startswith(
        "更改页面布局 book.default：sections.One节.collapsed 由 false 改为 true；去掉 sections.Two节；"
    )
    assert isinstance(changes, list) and changes[0]["option"] == "sections"


def test_sections_of_one_name_and_another_order_are_told_too() -> None:
    title = f"name: title, type: text, {LABEL}"
    one, two = _section("One", "name"), _section("Two", "title")
    assert _changed(*(_reading(title, files=LAYOUT + text) for text in (one + two, two + one)))[
        1
    ] == ("change the layout book.default: sections stand in another order")
    twice = one + _section("One", "title")
    assert _changed(*(_reading(title, files=LAYOUT + text) for text in (one, twice)))[1] == (
        "change the layout book.default: sections.One (2) is new"
    )
    placed = _section("One", "{field: name, read_only: true}")
    assert _changed(*(_reading(title, files=LAYOUT + text) for text in (one, placed)))[1] == (
        "change the layout book.default: sections.One.fields.name is changed"
    )


def test_of_many_names_those_are_told_that_come_and_go() -> None:
    fields = [f"name: field_number_{n}, type: text, {LABEL}" for n in range(6)]
    names = [f"field_number_{n}" for n in range(6)]
    old, new = (LAYOUT + _section("One", *some) for some in (names[:5], names[1:]))
    assert _changed(_reading(*fields, files=old), _reading(*fields, files=new))[1] == (
        "change the layout book.default: sections.One.fields.field_number_0 goes away; "
        "sections.One.fields.field_number_5 is new"
    )


def test_indexes_over_several_fields_are_told_once_by_their_fields() -> None:
    cost = f"name: cost, type: currency, {LABEL}"
    indexed = _reading(cost, more="indexes: [{fields: [name, cost]}]\n")
    assert [one.text("en") for one in _actions(_reading(cost), indexed)] == [
        "make an index over the fields name, cost of the object book"
    ]
    assert [one.text("zh") for one in _actions(indexed, _reading(cost))] == [
        "去掉对象 book 的字段 name, cost 的共同索引"
    ]


@pytest.mark.parametrize(
    ("before", "after", "narrowed"),
    [
        ("type: integer, max: 9", "type: integer, max: 8", True),
        ("type: integer, max: 9", "type: integer, max: 10", False),
        ("type: integer", "type: integer, min: 0", True),
        ("type: integer, min: 0", "type: integer", False),
        ("type: text, min_length: 2", "type: text, min_length: 3", True),
        ("type: text", "type: text, pattern: '[a-z]+'", True),
        ("type: text, pattern: '[a-z]+'", "type: text", False),
        ("type: date, min: '2026-01-01'", "type: date, min: '2025-01-01'", False),
        ("type: textarea, length: 100", "type: textarea, length: 99, rows: 9", True),
        ("type: text", "type: text, required: false, indexed: true", False),
    ],
)
def test_narrower_limits_are_an_action_of_their_own(
    before: str, after: str, narrowed: bool
) -> None:
    old, new = (_reading(f"name: size, {options}, {LABEL}") for options in (before, after))
    found = [one for one in _actions(old, new) if isinstance(one, LimitValues)]
    assert found == ([LimitValues("book", "size")] if narrowed else [])


def test_a_role_in_a_pack_says_that_its_record_stays() -> None:
    old, new = (
        _reading(files=f"role: clerk\nlabel: {{zh: 职员, en: {name}}}\n") for name in ("A", "B")
    )
    zh, en, _ = _changed(old, new)
    assert en == (
        "change the definition of the role clerk: label.en from A to B; its record stays as it is, "
        "for administrators to change"
    )
    assert "保持不变" in zh


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


# What is computed anew ------------------------------------------------------------------------------------------------

COST = "name: cost, type: decimal, label: {zh: 成本, en: Cost}"
BOOK = f"name: book, type: lookup, to: book, {LABEL}"


def _computed(formula: str, condition: str = "cost > 1") -> tuple[str, str, str]:
    return (
        BOOK,
        f"name: rest, type: formula, returns: decimal, formula: '{formula}', {LABEL}",
        f"name: dear, type: rollup, of: book, through: book, operation: count, filter: '{condition}', {LABEL}",
    )


@pytest.mark.parametrize(
    ("formula", "condition", "anew"),
    [
        ("10-COST /* half */ / 2", "{成本} > 1", []),
        ("(10 - (Cost / 2.0))", "(cost>1.00)", []),
        ("10 - cost / 3", "cost > 1", ["rest"]),
        ("10 - dear / 2", "1 < cost", ["rest", "dear"]),
    ],
)
def test_a_formula_in_other_words_computes_nothing_anew(
    formula: str, condition: str, anew: list[str]
) -> None:
    before = _reading(COST, *_computed("10 - cost / 2"))
    actions = _actions(before, _reading(COST, *_computed(formula, condition)))
    assert [one.field for one in actions if isinstance(one, ComputeField)] == anew
    assert any(isinstance(one, ChangeDefinition) for one in actions)


def test_a_formula_that_says_the_former_name_of_a_field_means_it_by_its_label() -> None:
    before = _reading(COST, *_computed("10 - cost / 2"))
    renamed = COST.replace("name: cost", "name: spent, renamed_from: cost")
    actions = _actions(before, _reading(renamed, *_computed("10 - cost / 2")))
    assert RenameField("book", "cost", "spent") in actions
    assert not any(isinstance(one, ComputeField) for one in actions)
