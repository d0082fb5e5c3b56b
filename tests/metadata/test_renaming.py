"""A renamed field is renamed in what other packs have written, exactly where it is named."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.metadata.actions import RewriteFile
from objectry.metadata.parse import Parsed, Reading, parse_packs
from objectry.metadata.plan import Proposal, propose
from objectry.metadata.problems import MetadataError
from objectry.metadata.renaming import Name, NewNames, renamed
from objectry.metadata.resolve import fields_of, resolve
from objectry.metadata.sources import Source, read_folders, system_sources
from objectry.metadata.yaml_source import StoredDocument
from objectry.runtime.api.organization import with_system
from tests.examples import few
from tests.metadata.test_references import FOLDERS, READING
from tests.runtime.api.test_generated_packs import packs

LABEL = "label: {zh: 标签, en: Label}"
SYSTEM = parse_packs(system_sources())


def _pack(pack: str, *texts: str) -> Reading:
    opening = f"pack: {pack}\nversion: 1.0.0\n{LABEL}\n"
    names = ["pack.yaml", *(f"{number}.yaml" for number in range(len(texts)))]
    return parse_packs(
        Source(f"{pack}/{name}", text.encode(), name)
        for name, text in zip(names, (opening, *texts), strict=True)
    )


def _shop(*fields: str) -> Reading:
    """A pack with one object, which has a name, a price in `cost` and a look-up to its own kind."""
    own = fields or (_decimal("cost"),)
    more = (
        f"name: name, type: text, {LABEL}",
        *own,
        "name: parent, type: lookup, to: item, label: {zh: 上级, en: Parent}",
    )
    listed = "".join(f"  - {{{one}}}\n" for one in more)
    plural = "plural: {zh: 复数, en: Plural}"
    return SYSTEM.followed_by(_pack("shop", f"object: item\n{LABEL}\n{plural}\nfields:\n{listed}"))


def _decimal(name: str, zh: str = "费用", en: str = "Charge", more: str = "") -> str:
    return f"name: {name}, type: decimal, label: {{zh: {zh}, en: {en}}}{more}"


RENAMED = _shop(_decimal("price", more=", renamed_from: cost"))


def _proposal(other: str, after: Reading, before: Reading | None = None) -> Proposal:
    """What becomes of the shop when `other` is installed, which stays."""
    installed = (before or _shop()).followed_by(_pack("other", other))
    return propose(resolve(installed), installed.definitions, after)


def _text(proposal: Proposal) -> str:
    """What the other pack says then. Its definition is the one that this text gives."""
    (item,) = (one for one in proposal.documents if (one.pack, one.name) == ("other", "0.yaml"))
    (again,) = parse_packs([Source("x", item.document.text.encode(), "0.yaml")]).definitions
    assert again.definition == item.definition
    return item.document.text


def _told(proposal: Proposal) -> list[str]:
    return [one.text("en") for one in proposal.plan.actions]


RULE = "extend: item\nvalidation_rules:\n  - {name: r, when: %s, message: {zh: 错, en: No}}\n"


# Where a name stands --------------------------------------------------------------------------------------------------

EVERYWHERE = """\
# cost: what the shop asks for
extend: item   # cost
change_fields: {<cost>: {required: true}, "parent": {filter: '<cost> > 1'}}
fields:
  - {name: twice, type: formula, returns: decimal, formula: '<cost> * 2', label: {zh: 两倍, en: cost}}
  - {name: above, type: reference, path: parent.<cost>, label: {zh: 上级, en: Above}}
  - {name: total, type: rollup, of: item, through: parent, operation: sum, field: "<cost>", label: {zh: 合计, en: Sum},
     filter: "name <> \\"cost\\" && <cost> > 0"}
  - {name: start, type: decimal, default_formula: parent.parent.<cost>, label: {zh: 起, en: Start}}
validation_rules:
  - name: below
    when: |   # cost
      // cost
      <cost> < 0 && parent.<cost> > 1
        && BEGINS(name, "cost")
    field: <cost>
    message: {zh: 错, en: cost}
  - name: folded
    when: >-
      <cost> < 0 &&
      parent.parent.<cost> > 1
    message: {zh: 错, en: cost}
list_views:
  - {name: v, label: {zh: 表, en: V}, columns: [name, <cost>, parent.<cost>], sort: [-<cost>, "-parent.<cost>"],
     filter: 'name = ''cost'' && {<cost>} > 1'}
indexes: [{fields: [name, <cost>]}]
"""
PLACES = [
    EVERYWHERE,
    f"list_view: item.mine\n{LABEL}\nfilter: <cost> > 1 # cost\ncolumns: [name, parent.<cost>]\nsort: [-<cost>]\n",
    f"""\
layout: item.default
object: item
{LABEL}
highlights: [<cost>]
sections:
  - {{{LABEL}, when: <cost> > 1, fields: [<cost>, {{field: name, when: 'parent.<cost> > 1'}}]}}
related_lists: [{{object: item, through: parent, columns: [<cost>, parent.<cost>], sort: [-<cost>]}}]
quick_create: [<cost>]
""",
    f"profile: clerk\n{LABEL}\nobjects: {{item: {{allow: [read], fields: {{<cost>: read, name: edit}}}}}}\n",
]  # fmt: skip


@pytest.mark.parametrize("text", PLACES, ids=["extend", "list_view", "layout", "profile"])
def test_every_place_follows_and_nothing_else_changes(text: str) -> None:
    proposal = _proposal(text.replace("<cost>", "cost"), RENAMED)
    assert _text(proposal) == text.replace("<cost>", "price")
    told = _told(proposal)
    assert told[0] == "rename the field item.cost to price"
    assert told[-1] == (
        "rewrite the file 0.yaml of the pack other, so that it calls the fields item.price by their present names"
    )
    indexed = 2 if text is EVERYWHERE else 0  # the name of an index is made of those of its fields
    assert len(told) == 2 + indexed
    assert proposal.plan.actions[-1] == RewriteFile("other", "0.yaml", ("item.price",))
    assert "item.price" in proposal.plan.actions[-1].text("zh")


def test_once_applied_nothing_is_left_to_do() -> None:
    proposal = _proposal(EVERYWHERE.replace("<cost>", "cost"), RENAMED)
    for again in (RENAMED, Reading(proposal.documents)):
        assert propose(proposal.catalog, proposal.documents, again).plan.actions == ()


def test_the_same_field_of_another_object_is_left_alone() -> None:
    text = f"""\
object: job
{LABEL}
plural: {{zh: 复数, en: Plural}}
fields:
  - {{name: name, type: text, {LABEL}}}
  - {{name: cost, type: decimal, {LABEL}}}
  - {{name: item, type: lookup, to: item, filter: <cost> > 1, {LABEL}}}
validation_rules:
  - {{name: r, when: cost > item.<cost>, field: cost, message: {{zh: 错, en: No}}}}
  - {{name: s, when: "VLOOKUP(item.<cost>, item.name, name) > cost", message: {{zh: 错, en: No}}}}
"""
    proposal = _proposal(text.replace("<cost>", "cost"), RENAMED)
    assert _text(proposal) == text.replace("<cost>", "price")


def test_what_is_asked_of_the_user_and_the_organisation_stays() -> None:
    text = (
        RULE
        % """'$Org.language = "zh" && $User.name <> name && {$User}.{姓名} = $Old.name && <cost> > 1'"""
    )
    proposal = _proposal(text.replace("<cost>", "cost"), RENAMED)
    assert _text(proposal) == text.replace("<cost>", "price")


def test_a_field_that_shows_another_is_named_by_itself() -> None:
    """It has the type of the field that it shows, not its name."""
    text = RULE % "above > 1 && parent.cost > 1"
    shown = f"name: above, type: reference, path: parent.cost, {LABEL}"
    before = _shop(_decimal("cost"), shown)
    after = _shop(
        _decimal("cost"), shown.replace("name: above", "name: over, renamed_from: above")
    )
    assert _text(_proposal(text, after, before)) == text.replace("above", "over")


def test_the_author_says_the_new_name_himself() -> None:
    view = f"list_view: item.mine\n{LABEL}\ncolumns: [name]\nfilter: %s > 1\n"
    before = _shop().followed_by(_pack("other", view % "cost"))
    with pytest.raises(MetadataError) as refused:
        propose(
            resolve(before),
            before.definitions,
            RENAMED.followed_by(_pack("other", view % "cost")),
        )
    (problem,) = refused.value.problems
    assert (problem.code, problem.place.line, problem.hint) == (
        "formula_field_unknown",
        4,
        "price",
    )
    assert problem.text("en").endswith("(did you mean: price)")


def test_who_gives_the_pack_as_it_will_be_is_told_that_its_text_differs() -> None:
    proposal = _proposal(
        RULE % "cost > 1", RENAMED.followed_by(_pack("other", RULE % "price > 1"))
    )
    assert _told(proposal) == [
        "rename the field item.cost to price",
        "rewrite the file 0.yaml of the pack other, which means the same as before",
    ]


def test_what_would_become_too_long_is_refused_where_it_stands() -> None:
    longest = "cost > 1 // ".ljust(10_000, "x")
    with pytest.raises(MetadataError) as refused:
        _proposal(RULE % f"'{longest}'", RENAMED)
    (problem,) = refused.value.problems
    assert (problem.code, problem.hint, problem.place.line) == (
        "formula_field_unknown",
        "price",
        3,
    )


@pytest.mark.parametrize(
    "text",
    ["a: &b c", "a: b", "validation_rules:\n  - {when: c}"],
    ids=["refused", "other", "less"],
)
def test_a_text_that_was_read_by_other_rules_is_refused_for_its_names(text: str) -> None:
    before = _shop().followed_by(_pack("other", RULE % "cost > 1"))
    *others, item = before.definitions
    stale = replace(item, document=StoredDocument("other/0.yaml", text))
    with pytest.raises(MetadataError) as refused:
        propose(resolve(before), (*others, stale), RENAMED)
    (problem,) = refused.value.problems
    found = (problem.code, problem.hint, problem.place.file)
    assert found == ("formula_field_unknown", "price", "other/0.yaml")


# Labels ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "after", "expected"),
    [
        # A label that goes on meaning the field stays.
        ("{费用} > 1", ("price, renamed_from: cost", "费用", "Charge"), "{费用} > 1"),
        ("Charge > cost", ("price, renamed_from: cost", "费用", "Charge"), "Charge > price"),
        # A label that the field has no more becomes its name, whether the name is new or not.
        ("{费用} > Charge", ("price, renamed_from: cost", "价格", "Charge"), "price > Charge"),
        ("{费用} > cost", ("cost", "价格", "Charge"), "cost > cost"),
        # A former name that is the label too is no label.
        ("cost > {Cost} // cost", ("price, renamed_from: cost", "费用", "Cost"), "price > {price} // cost"),
    ],
)  # fmt: skip
def test_labels_in_formulas_stay_as_long_as_they_mean_the_field(
    written: str, after: tuple[str, str, str], expected: str
) -> None:
    proposal = _proposal(RULE % f"'{written}'", _shop(_decimal(*after)))
    assert _text(proposal) == RULE % f"'{expected}'"


def test_a_label_that_a_renamed_field_would_shadow_becomes_a_name() -> None:
    before = _shop(_decimal("cost"), _decimal("weight", "重量", "Weight"))
    for fresh in ("charge, renamed_from: weight", "charge"):
        kept = () if "weight" in fresh else (_decimal("weight", "重量", "Weight"),)
        after = _shop(_decimal("cost"), *kept, _decimal(fresh, "另", "Other"))
        text = _text(_proposal(RULE % "'Charge > 1'", after, before))
        assert text == RULE % "'cost > 1'"


def test_a_label_that_two_fields_have_becomes_a_name() -> None:
    after = _shop(_decimal("cost"), _decimal("second"))
    assert _text(_proposal(RULE % "'{费用} > 1'", after)) == RULE % "'cost > 1'"


def test_a_label_that_an_extension_gives_stays() -> None:
    text = """\
extend: item
change_fields: {<cost>: {label: {zh: 价, en: Value}}}
validation_rules:
  - {name: r, when: '{Value} > 1', message: {zh: 错, en: No}}
"""
    proposal = _proposal(text.replace("<cost>", "cost"), RENAMED)
    assert _text(proposal) == text.replace("<cost>", "price")


# Names that change places ---------------------------------------------------------------------------------------------


def _new_names(reading: Reading, names: Mapping[Name, str]) -> NewNames:
    catalog = resolve(reading)
    known = fields_of({name: thing.definition for name, thing in catalog.objects.items()})
    return NewNames(catalog, catalog, names, known)


def test_two_names_are_swapped_at_once() -> None:
    text = EVERYWHERE.replace("<cost>", "cost") + "# weight\n"
    text = text.replace("[name, cost, parent", "[weight, cost, parent")
    before = _shop(_decimal("cost"), _decimal("weight")).followed_by(_pack("other", text))
    names = {("item", "cost"): "weight", ("item", "weight"): "cost"}
    found = renamed(before.definitions[-1], _new_names(before, names)).written
    expected = EVERYWHERE.replace("<cost>", "weight") + "# weight\n"
    assert found.document.text == expected.replace(
        "[name, weight, parent", "[cost, weight, parent"
    )
    (again,) = parse_packs([Source("x", found.document.text.encode(), "0")]).definitions
    assert again.definition == found.definition


def test_a_plan_swaps_no_names_and_takes_no_name_that_is_in_use() -> None:
    before = _shop(_decimal("cost"), _decimal("weight", "重量", "Weight"))
    swapped = _shop(
        _decimal("cost", more=", renamed_from: weight"),
        _decimal("weight", "重量", "Weight", ", renamed_from: cost"),
    )
    taken = _shop(
        _decimal("price", more=", renamed_from: cost"), _decimal("cost", "新", "New"),
        _decimal("weight", "重量", "Weight"),
    )  # fmt: skip
    for after, fields in ((swapped, ["cost", "weight"]), (taken, ["price"])):
        problems = _proposal(RULE % "cost > weight", after, before).plan.problems
        found = [(one.code, one.params["field"]) for one in problems]
        assert found == [("renamed_stays", one) for one in fields]


# Any pack -------------------------------------------------------------------------------------------------------------


def _all_names(reading: Reading) -> Mapping[Name, str]:
    """Another name for every field of every pack but those by which records are called."""
    return {
        (name, field.name): f"{field.name}_x"
        for name, thing in resolve(reading).objects.items()
        for field in thing.definition.fields
        if thing.pack != "system" and field.name != "name"
    }


def _under(reading: Reading, names: Mapping[Name, str]) -> Reading:
    new = _new_names(reading, names)
    return Reading(tuple(renamed(item, new).written for item in reading.definitions))


def _meaning(item: Parsed) -> object:
    return item.kind.canonical(item.definition)


@pytest.mark.parametrize(
    "reading", [READING, with_system(read_folders(FOLDERS))], ids=["every", "crm"]
)
def test_all_packs_come_back_from_other_names(reading: Reading) -> None:
    names = _all_names(reading)
    there = _under(reading, names)
    assert sum(map(_differ, reading.definitions, there.definitions)) > 10
    for item in there.definitions:
        (again,) = parse_packs([Source("x", item.document.text.encode(), "x")]).definitions
        assert _meaning(again) == _meaning(item)
    back = _under(there, {(thing, new): old for (thing, old), new in names.items()})
    for item, again in zip(reading.definitions, back.definitions, strict=True):
        assert (again.document.text, _meaning(again)) == (item.document.text, _meaning(item))


def _differ(one: Parsed, other: Parsed) -> bool:
    return one.document.text != other.document.text


TERMS = [
    "<cost> > 1", "parent.<cost> = NULL", "ABS(parent.parent.<cost>) <= 2", "name <> \"cost\"", "{<cost>}<3",
    "ISBLANK(<cost>)", "BEGINS(name, 'cost')", "{费用} > 4", "parent.Charge + <cost> > 5",
    "（<cost>）＞ 6", "$Record.<cost> > 7",
]  # fmt: skip


@st.composite
def rules(draw: st.DrawFn) -> str:
    """A rule of many conditions, written in any style, with comments that name the field."""
    joints = st.sampled_from([" && ", "\n  && ", " /* cost */ || ", " // cost\n|| ", "\n\n&& "])
    text = draw(st.sampled_from(TERMS))
    for term in draw(st.lists(st.sampled_from(TERMS), max_size=6)):
        text = f"({text}){draw(joints)}{term}"
    lines = [f"      {line}".rstrip() for line in text.split("\n")]
    block = draw(st.sampled_from(["|", "|-", "|+", "|2"])) + "  # cost\n" + "\n".join(lines)
    if block.startswith("|2"):
        block = block.replace("|2", "|")
    single = "'" + text.replace("'", "''").replace("\n", "\n\n      ") + "'"
    double = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    written = draw(st.sampled_from([block, single, double]))
    return (
        "# cost\nextend: item\nvalidation_rules:\n  - name: cost\n    when: "
        f"{written}\n    message: {{zh: 错, en: cost}}  # cost\n"
    )


@settings(max_examples=few(60), deadline=None)
@given(rules())
def test_any_formula_in_any_style_is_renamed_where_it_names_the_field(text: str) -> None:
    proposal = _proposal(text.replace("<cost>", "cost"), RENAMED)
    assert _text(proposal) == text.replace("<cost>", "price")


def _called_otherwise(document: Any) -> Any:
    """An object whose fields f0, f1 … are called g0, g1 …, and say what they were called."""
    fields = [
        {**one, "name": f"g{one['name'][1:]}", "renamed_from": one["name"]}
        if one["name"].startswith("f")
        else one
        for one in document["fields"]
    ]
    views = json.loads(_with_other_names(json.dumps(document["list_views"])))
    return {**document, "fields": fields, "list_views": views}


def _with_other_names(text: str) -> str:
    return re.sub('"f([0-5])"', r'"g\1"', text)


@settings(max_examples=few(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(packs())
def test_layouts_and_profiles_of_any_pack_follow_its_objects(files: Mapping[str, str]) -> None:
    objects = {name: text for name, text in files.items() if name.startswith("objects/")}
    others = {name: text for name, text in files.items() if name not in objects}
    del others["pack.yaml"]
    renamed_objects = [
        json.dumps(_called_otherwise(yaml.safe_load(text))) for text in objects.values()
    ]
    others_of = _pack("shore", *others.values())
    before = SYSTEM.followed_by(_pack("fleet", *objects.values())).followed_by(others_of)
    proposal = propose(
        resolve(before), before.definitions, SYSTEM.followed_by(_pack("fleet", *renamed_objects))
    )
    kept = [item.document.text for item in proposal.documents if item.pack == "shore"]
    assert kept[1:] == [
        _with_other_names(item.document.text) for item in others_of.definitions[1:]
    ]
    assert {one.name for one in proposal.plan.actions} <= {
        "rename_field", "rewrite_file", "add_index", "drop_index",
    }  # fmt: skip
    again = propose(proposal.catalog, proposal.documents, Reading(proposal.documents))
    assert again.plan.actions == ()
