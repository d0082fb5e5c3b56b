"""What is told about formulas and roll-ups that cannot be: the place, a sentence to act on, and the nearest right name."""

import re
from collections import Counter
from typing import Any

import pytest

from objectry.formula.checking.checker import Checked, check
from objectry.formula.functions.declare import Use
from objectry.formula.problems import FormulaError
from objectry.metadata import computing, formula_checks
from objectry.metadata.catalog import Catalog
from objectry.metadata.computing import formula_of
from objectry.metadata.formula_scope import CatalogScope
from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError, Problem
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, system_sources

LABEL = "label: {zh: 标签, en: Label}"
PACK = f"pack: demo\nversion: 1.0.0\n{LABEL}\n"
DEAL = (
    "name: name, type: text",
    "name: firm, type: lookup, to: firm",
    "name: amount, type: currency",
    "name: rate, type: percent",
    "name: due, type: date",
    "name: paid, type: boolean",
    'name: weighted, type: formula, returns: currency, formula: "amount * rate"',
    'name: left, type: formula, returns: integer, formula: "due - TODAY()"',
    "name: city, type: reference, path: firm.city.name",
)
FIRM = (
    "name: name, type: text",
    "name: city, type: lookup, to: city",
    "name: total, type: rollup, of: deal, through: firm, operation: sum, field: weighted",
)
CITY = (
    "name: name, type: text",
    "name: wealth, type: rollup, of: firm, through: city, operation: sum, field: total",
)


def _text(name: str, fields: tuple[str, ...]) -> bytes:
    listed = "".join(f"  - {{{line}, {LABEL}}}\n" for line in fields)
    plural = LABEL.replace("label", "plural")
    return f"object: {name}\n{LABEL}\n{plural}\nfields:\n{listed}".encode()


def _resolved(deal: str = "", firm: str = "", city: str = "") -> Catalog:
    """Deals of firms in cities, with fields, one a line, more than usual, or with others of the same names."""
    files = {"deal": (DEAL, deal), "firm": (FIRM, firm), "city": (CITY, city)}
    sources = [Source("pack.yaml", PACK.encode(), "pack.yaml")]
    for name, (fields, more) in files.items():
        names = {one.split(",")[0] for one in more.splitlines()}
        whole = (*(one for one in fields if one.split(",")[0] not in names), *more.splitlines())
        sources.append(Source(f"{name}.yaml", _text(name, whole), f"{name}.yaml"))
    return resolve(parse_packs(system_sources()).followed_by(parse_packs(sources)))


def _problem(**fields: str) -> Problem:
    with pytest.raises(MetadataError) as refused:
        _resolved(**fields)
    (found,) = refused.value.problems
    return found


def test_fields_that_fit_together_are_accepted() -> None:
    catalog = _resolved(
        firm="name: mean, type: rollup, of: deal, through: firm, operation: avg, field: amount"
    )
    assert catalog.objects["firm"].fields["mean"].computation is not None


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("ISCHANGED(weighted) && PRIORVALUE(weighted) = 1 && $Old.weighted = 1", "", 0),
        ("ISCHANGED(firm) && ISBLANK($Old.firm)", "", 0),
        ("left < 1 || ISCHANGED(left)", "formula_old_unknown", 23),
        ("PRIORVALUE(left) = 1", "formula_old_unknown", 12),
        ("$Old.left = 1", "formula_old_unknown", 1),
        ("ISCHANGED(city)", "formula_old_unknown", 11),
        ('PRIORVALUE(city) = "a"', "formula_old_unknown", 12),
        ('$Old.city = "a"', "formula_old_unknown", 1),
        ("FALSE && $Old.firm.total = 1", "formula_old_elsewhere", 10),
    ],
)
def test_only_what_stands_in_the_record_is_known_as_it_was(
    text: str, code: str, column: int
) -> None:
    scope = CatalogScope("deal", _resolved().objects)
    if not code:
        assert check(text, scope, use=Use.RULE).object == "deal"
        return
    with pytest.raises(FormulaError) as refused:
        check(text, scope, use=Use.RULE)
    assert [(one.message.code, one.column) for one in refused.value.problems] == [(code, column)]


def test_a_formula_that_shows_a_select_is_compared_with_its_values_alone() -> None:
    stage = "name: stage, type: select, values: [{value: won, label: {zh: 赢单, en: Won}}]"
    shown = 'name: shown, type: formula, returns: text, formula: "firm.stage"'
    scope = CatalogScope("deal", _resolved(firm=stage, deal=shown).objects)
    assert check('shown = "won" || shown IN ("won")', scope).object == "deal"
    with pytest.raises(FormulaError) as refused:
        check('shown = "赢单"', scope)
    (problem,) = refused.value.problems
    assert (problem.message.code, problem.hint) == ("formula_choice_unknown", "won")


MOODS = (
    "name: stage, type: select, values: [{value: won, label: {zh: 赢单, en: Won}}]",
    "name: other, type: select, values: [{value: won, label: {zh: 赢单, en: Won}}, {value: no, label: {zh: 否, en: No}}]",
    "name: third, type: select, values: [{value: won, label: {zh: 赢, en: Won}}]",
)


@pytest.mark.parametrize(
    ("shows", "asked", "code"),
    [
        ("stage", 'PICKLABEL(shown) = "x"', ""),
        ("stage", 'ISPICKVAL(shown, "won")', ""),
        ("IF(amount > 0, stage, other)", 'PICKLABEL(shown) = "x" || shown = "no"', ""),
        ("IF(amount > 0, stage, other)", 'ISPICKVAL(shown, "yes")', "formula_choice_unknown"),
        ("IF(amount > 0, stage, third)", 'ISPICKVAL(shown, "won")', ""),
        # One value has two labels: which one is meant, the value does not tell any more.
        ("IF(amount > 0, stage, third)", 'PICKLABEL(shown) = "x"', "formula_not_a_select"),
        ("IF(amount > 0, TEXT(stage), name)", 'PICKLABEL(shown) = "x"', "formula_not_a_select"),
    ],
)
def test_the_labels_of_what_a_formula_shows_are_known(shows: str, asked: str, code: str) -> None:
    shown = f'name: shown, type: formula, returns: text, formula: "{shows}"'
    on_it = f"name: on_it, type: formula, returns: boolean, formula: '{asked}'"
    deal = "\n".join((*MOODS, shown, on_it))
    found = _problem(deal=deal).code if code else _resolved(deal=deal) and ""
    assert found == code


FLEETING = (
    "a roll-up is computed over values that are kept, not over what changes by itself: TODAY(), the user, "
    "records in a list"
)
ROLLUP = "name: new, type: rollup, of: deal, through: firm, operation: "


@pytest.mark.parametrize(
    ("more", "at", "told", "hint"),
    [
        ({"firm": ROLLUP.replace("firm", "frim") + "count"}, "through", "there is no field called deal.frim", "firm"),
        ({"firm": ROLLUP.replace("deal", "deel") + "count"}, "of", "there is no object called deel", "deal"),
        ({"firm": ROLLUP.replace("firm", "name") + "count"}, "through",
         "deal.name is no look-up to firm, which a roll-up needs", "firm"),
        ({"city": ROLLUP + "count"}, "through", "deal.firm is no look-up to city, which a roll-up needs", ""),
        ({"firm": ROLLUP + "avg, field: name"}, "field", "avg takes a number, and deal.name is of type text", ""),
        ({"firm": ROLLUP + "any, field: amount"}, "field",
         "any takes a checkbox, and deal.amount is of type currency", ""),
        ({"firm": ROLLUP + "max, field: paid"}, "field",
         "max takes a number, a date or a time, and deal.paid is of type boolean", ""),
        ({"firm": ROLLUP + "count_distinct, field: city"}, "field",
         "count_distinct takes a field of the record itself with one value, and deal.city is of type reference", ""),
        ({"firm": ROLLUP + "sum, field: left"}, "field",
         FLEETING, ""),
        ({"firm": ROLLUP + "count, filter: 'firm.name = \"a\"'"}, "filter",
         "the filter of a roll-up may only name fields of deal itself: make a formula field of firm.name there first", ""),
        ({"firm": ROLLUP + "count, filter: piad"}, "filter", "there is no field piad", "paid"),
        ({"deal": 'name: new, type: formula, returns: text, formula: "amuont"'}, "formula",
         "there is no field amuont", "amount"),
        ({"deal": 'name: new, type: formula, returns: currency, formula: "name"'}, "formula",
         "the result of the formula has to be a number, here it is a text", "VALUE(name)"),
        ({"deal": 'name: left, type: formula, indexed: true, returns: integer, formula: "due - TODAY()"'}, "indexed",
         "left changes by itself and is computed when it is read: it cannot have an index", ""),
        ({"deal": 'name: new, type: formula, returns: integer, formula: "LEN(PINYIN(name)) + left"'},
         "formula",
         "a formula that changes by itself, as with TODAY(), is computed by the database, which does not know PINYIN", ""),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_is_with_what_to_do(
    more: dict[str, str], at: str, told: str, hint: str
) -> None:
    problem = _problem(**more)
    assert problem.message.text("en", problem.params) == told
    assert problem.message.text("zh", problem.params) != told
    assert problem.hint == hint
    ((name, field),) = more.items()
    (line,) = [one for one in _text(name, (field,)).decode().splitlines() if "type: " in one]
    assert problem.place.file == f"{name}.yaml"
    before, rest = line[: problem.place.column - 1], line[problem.place.column - 1 :]
    # At the option, or where in its formula the mistake is.
    assert rest.startswith(f"{at}: ") or re.search(rf"\b{at}: [^:]*$", before)


ON_IT = """
name: plain, type: formula, returns: integer, formula: 'new + 1'
name: asking, type: formula, returns: integer, formula: 'IF(new > 1, LEN($User.name), plain)'
name: on_both, type: formula, returns: integer, formula: 'plain + asking'"""
"""Formulas over a roll-up, kept and computed when they are read."""


@pytest.mark.parametrize(
    ("rest", "option"),
    [
        ("count, filter: 'due < TODAY()'", "filter"),
        ("count, filter: 'left < 0'", "filter"),
        ("count, filter: 'name = $User.name'", "filter"),
        ("sum, field: left", "field"),
        ("count, filter: 'PICKLISTCOUNT(teams) = 1'", "filter"),
        ("count, filter: 'ISBLANK(teams)'", "filter"),
        ("count, filter: 'teams <> null'", "filter"),
        ("count, filter: 'ISBLANK(firm.teams)'", "filter"),
        ("sum, field: size", "field"),
    ],
)
def test_a_roll_up_over_what_changes_by_itself_is_all_that_is_told_whatever_stands_on_it(
    rest: str, option: str
) -> None:
    """Which records there are in a list changes with them, not with the record that has the list."""
    deal = (
        "name: teams, type: multilookup, to: city\n"
        "name: size, type: formula, returns: integer, formula: PICKLISTCOUNT(teams)\n"
        "name: far, type: formula, returns: integer, formula: firm.on_both"
    )
    teams = "\nname: teams, type: multilookup, to: city"
    problem = _problem(firm=f"{ROLLUP}{rest}{ON_IT}{teams}", deal=deal)
    assert problem.message.text("en", problem.params) == FLEETING
    lines = _text("firm", (*FIRM, f"{ROLLUP}{rest}")).decode().splitlines()
    at = next(number for number, line in enumerate(lines, 1) if "name: new" in line)
    assert problem.place.line == at
    assert lines[at - 1][problem.place.column - 1 :].startswith(option)


def test_a_circle_over_three_objects_is_told_with_its_way_round() -> None:
    problem = _problem(
        deal='name: weighted, type: formula, returns: currency, formula: "amount * firm.city.wealth"'
    )
    way = "city.wealth → firm.total → deal.weighted → city.wealth"
    assert problem.message.text("en", problem.params).endswith(way)
    assert problem.message.text("zh", problem.params) == f"公式互相引用，永远算不完：{way}"
    assert str(problem.place) == "city.yaml:6:5"


def test_an_object_has_at_most_40_roll_ups() -> None:
    many = [
        f"name: r{number}, type: rollup, of: deal, through: firm, operation: count"
        for number in range(40)
    ]
    with pytest.raises(MetadataError) as refused:
        _resolved(firm="\n".join(many))
    (problem,) = refused.value.problems
    assert problem.message.text("en", problem.params) == "an object has at most 40 roll-up fields"


def test_the_catalog_holds_the_formula_of_each_field() -> None:
    late = 'name: late, type: formula, returns: boolean, formula: "left < 0"'
    deal = _resolved(deal=late).objects["deal"].fields
    for name, text in {
        "weighted": "amount * rate",
        "left": "due - TODAY()",
        "late": "left < 0",
    }.items():
        assert formula_of(deal[name]).text == text
    assert [name for name in ("weighted", "left", "late") if formula_of(deal[name]).volatile] == [
        "left", "late",
    ]  # fmt: skip


def test_a_formula_is_checked_once_and_again_only_when_more_is_known_of_what_it_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts: Counter[str] = Counter()

    def counted(text: str, *given: Any, **more: Any) -> Checked:
        counts[text] += 1
        return check(text, *given, **more)

    monkeypatch.setattr(computing, "check", counted)
    monkeypatch.setattr(formula_checks, "check", counted)
    _resolved(deal='name: late, type: formula, returns: boolean, formula: "left < 0"')
    once = ("amount * rate", "due - TODAY()")
    assert [counts[text] for text in once] == [1, 1]
    assert counts["left < 0"] == 2
