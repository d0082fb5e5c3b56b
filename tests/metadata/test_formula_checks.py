"""Formulas in packs are checked wherever their names can be known, those of the user and the organisation among them."""

import pytest

from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError, Problem
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, system_sources

LABEL = "label: {zh: 标签, en: Label}"
PACK = f"pack: demo\nversion: 1.0.0\n{LABEL}\n"
DEAL = f"""\
object: deal
{LABEL}
plural: {{zh: 复数, en: Plural}}
fields:
  - {{name: name, type: text, {LABEL}}}
  - {{name: cost, type: currency, {LABEL}}}
"""


def _problems(**files: str) -> list[Problem]:
    texts = {"pack": PACK, "deal": DEAL, **files}
    sources = [
        Source(f"{name}.yaml", text.encode(), f"{name}.yaml") for name, text in texts.items()
    ]
    try:
        resolve(parse_packs(system_sources()).followed_by(parse_packs(sources)))
    except MetadataError as refused:
        return list(refused.problems)
    return []


def _of_rule(condition: str) -> list[tuple[str, int]]:
    """Codes and columns of what is wrong with the condition of a rule."""
    start = "  - {name: r, when: "
    rule = f"validation_rules:\n{start}'{condition}', message: {{zh: 错, en: Wrong}}}}\n"
    return [(one.code, one.place.column - len(start) - 1) for one in _problems(deal=DEAL + rule)]


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("owner = $User.id && nosuch = 1", [("formula_field_unknown", 21)]),
        ('owner = $User.id && cost = "x"', [("formula_types_differ", 21)]),
        ("owner = $User.id && NOSUCH(cost)", [("formula_function_unknown", 21)]),
        ("$User.name", [("formula_result_type", 1)]),
        ("$User.nam = 1", [("formula_field_unknown", 7)]),
        ('$Org.foo = "zh"', [("formula_field_unknown", 6)]),
        ('$Org.language = "zh" && nosuch = 1', [("formula_field_unknown", 25)]),
        ('owner = $User.id && $Org.language = "zh" && cost > 1', []),
    ],
)
def test_formulas_about_the_user_and_the_organisation_are_checked_to_their_end(
    condition: str, told: list[tuple[str, int]]
) -> None:
    assert _of_rule(condition) == told


@pytest.mark.parametrize(
    ("condition", "column", "code", "hint"),
    [
        ("id = boss", 6, "formula_lookups_differ", ""),
        ("$User.id = id", 12, "formula_lookups_differ", ""),
        ("boss = $User.id && boss = owner", 0, "", ""),
        ("about = boss || about = id", 0, "", ""),
        ("about = department", 9, "formula_lookups_differ", ""),
        ("boss.id = department", 11, "formula_lookups_differ", ""),
        ("boss IN (id)", 10, "formula_lookups_differ", ""),
        ("boss = name", 8, "formula_types_differ", "boss.name"),
        ("$User.name = boss", 14, "formula_types_differ", "boss.name"),
        ("id = name", 6, "formula_types_differ", "TEXT(id)"),
        ("boss = state", 8, "formula_types_differ", "boss.name"),
        ('INCLUDES(team, "张三")', 16, "formula_no_id", ""),
        ('INCLUDES(files, "a.pdf")', 17, "formula_no_id", ""),
        ('INCLUDES(team, "0190a5c0-0000-7000-8000-000000000001")', 0, "", ""),
        ('VLOOKUP(user.name, user.id, name) = "a"', 29, "formula_types_differ", ""),
        ('email = "a@b.cn"', 1, "formula_field_unknown", "boss.email"),
        ("ISCHANGED(version)", 1, "formula_always_changed", "NOT(ISNEW())"),
        ("ISCHANGED(updated_at)", 1, "formula_always_changed", "NOT(ISNEW())"),
        ("PRIORVALUE(updated_at) < TODAY() && ISCHANGED(updated_by) && ISCHANGED(owner)", 0, "", ""),
        ('HASPERMISSION("deal.export") || HASPERMISSION("metadata") || HASPERMISSION(name)', 0, "", ""),
        ('HASPERMISSION("deal.exprot")', 15, "right_unknown", "deal.export"),
        ('HASPERMISSION("dael.export")', 15, "right_unknown", "deal.export"),
        ('HASPERMISSION("export")', 15, "right_unknown", "deal.export"),
        ('HASPERMISSION("metadat")', 15, "right_unknown", "metadata"),
        ('HASPERMISSION("nosuch.thing")', 15, "right_unknown", ""),
        ('HASROLE("whoever")', 0, "", ""),
        ("cost > 1 && ISCLONE()", 13, "formula_no_copies", ""),
        ('CONVERTCURRENCY(cost, "USD", "CNY") > 1', 1, "formula_no_rates", ""),
        ('IFERROR(CONVERTCURRENCY(cost, name, "CNY", TODAY()), 0) > 1', 9, "formula_no_rates", ""),
        ('CONVERTCURRENCY(cost, "usd", "USD") > 1', 0, "", ""),
        ('WORKDAYS(TODAY(), TODAY(), "factory") > 1', 1, "formula_no_calendars", ""),
        ("ADDWORKDAYS(TODAY(), 3, name) > TODAY()", 1, "formula_no_calendars", ""),
        ("ADDWORKDAYS(TODAY(), WORKDAYS(TODAY(), TODAY())) > TODAY()", 0, "", ""),
    ],
)  # fmt: skip
def test_what_can_never_be_is_told_where_definitions_say_so(
    condition: str, column: int, code: str, hint: str
) -> None:
    fields = (
        f"  - {{name: boss, type: user, {LABEL}}}\n"
        f"  - {{name: about, type: anylookup, to: [deal, user], {LABEL}}}\n"
        f"  - {{name: team, type: user, many: true, {LABEL}}}\n"
        f"  - {{name: files, type: file, {LABEL}}}\n"
        f"  - {{name: state, type: select, values: [{{value: open, {LABEL}}}], {LABEL}}}\n"
    )
    start = "  - {name: r, when: '"
    rule = f"validation_rules:\n{start}{condition}', message: {{zh: 错, en: Wrong}}}}\n"
    found = [
        (one.place.column - len(start), one.code, one.hint)
        for one in _problems(deal=DEAL + fields + rule)
    ]
    assert found == ([(column, code, hint)] if code else [])


def test_a_right_is_told_in_the_formula_that_names_it() -> None:
    field = (
        f"  - {{name: may, type: formula, returns: boolean, {LABEL}, formula: 'HASPERMISSION(\"a.b\")'}}\n"
        f"  - {{name: too, type: formula, returns: boolean, {LABEL}, formula: 'NOT(may)'}}\n"
    )
    assert [(one.code, one.place.line) for one in _problems(deal=DEAL + field)] == [
        ("right_unknown", 7)
    ]


@pytest.mark.parametrize(
    ("formula", "hint"),
    [
        ("cost - #2026-01-01# + 1", "'cost - #2026-01-01# + 1'"),
        ("name = 'a' && TODAY > #2026-01-01#", "'name = ''a'' && TODAY > #2026-01-01#'"),
        ("cost + # the total", ""),
        ('"cost +"  #1', ""),
    ],
)
def test_a_formula_that_ends_at_a_date_is_shown_in_quotes(formula: str, hint: str) -> None:
    field = f"  - name: f\n    type: formula\n    returns: decimal\n    {LABEL}\n    formula: {formula}\n"
    (told,) = _problems(deal=DEAL + field)
    assert (told.code, told.hint) == ("formula_ends_early", hint)


def test_a_formula_that_begins_with_a_date_is_shown_in_quotes() -> None:
    field = f"  - name: f\n    type: formula\n    returns: decimal\n    {LABEL}\n    formula: #2026-01-01# - TODAY()\n"
    (told,) = _problems(deal=DEAL + field)
    assert (told.code, told.hint) == ("type_wrong", "'#2026-01-01# - TODAY()'")


@pytest.mark.parametrize(
    ("field", "formula", "told"),
    [
        ("type: text, length: 3", '"太长的文本"', [("default_refused", 1, "")]),
        ("type: text, length: 3", 'IF(cost > 1, "短", "太长的文本")', [("default_refused", 19, "")]),
        ("type: text, length: 3", 'name & "长的文本"', []),
        ("type: currency, max: 100", "1000", [("default_refused", 1, "")]),
        ("type: currency, max: 100", "99.999", []),
        ("type: currency, max: 100", "60 + 41", [("default_refused", 1, "")]),
        ("type: currency, max: 100", "IF(cost > 1, 6, 60 * 2)", [("default_refused", 17, "")]),
        ("type: currency, max: 100", "60 + 40", []),
        ("type: currency, max: 100", "IFERROR(100 / cost, 101)", [("default_refused", 21, "")]),
        ("type: integer, required: true, max: 5", "9", [("default_refused", 1, "")]),
        ("type: percent, max: 50", "60%", [("default_refused", 1, "")]),
        ("type: percent, max: 50", "50%", []),
        (f"type: select, values: [{{value: open, {LABEL}}}]", '"opn"', [("formula_choice_unknown", 1, "open")]),
        (f"type: select, values: [{{value: open, {LABEL}}}]", '"标签"', [("formula_choice_unknown", 1, "open")]),
        (f"type: select, values: [{{value: open, {LABEL}}}]", 'CASE(cost, 1, "open", 2, "zz", NULL)',
         [("formula_choice_unknown", 26, "")]),
        (f"type: select, values: [{{value: open, {LABEL}}}]", '"op" & "n"', [("formula_choice_unknown", 1, "open")]),
        ("type: select, value_set: nosuch", '"zz"', [("name_unknown", 0, "")]),
        ("type: user", "IF(cost > 1, created_by, $User.id)", []),
        ("type: lookup, to: deal", "$User.id", [("default_elsewhere", 1, "")]),
        ("type: lookup, to: deal", "IF(cost > 1, created_by, NULL)", [("default_elsewhere", 14, "")]),
        ("type: user", "id", [("default_elsewhere", 1, "")]),
        ("type: anylookup, to: [deal, user]", "created_by", [("no_default_formula", 0, "")]),
    ],
)  # fmt: skip
def test_defaults_have_to_fit_their_field_as_far_as_is_known_before(
    field: str, formula: str, told: list[tuple[str, int, str]]
) -> None:
    start = "  - {name: a, default_formula: '"
    found = _problems(deal=f"{DEAL}{start}{formula}', {field}, {LABEL}}}\n")
    assert [one.message.code for one in found] == [code for code, _, _ in told]
    if found and told[0][1]:
        ((_, column, hint),) = told
        assert (found[0].place.column - len(start), found[0].hint) == (column, hint)


def test_defaults_conditions_views_and_layouts_that_ask_for_the_user_are_checked() -> None:
    wrong = "$User.nam = name"
    fields = (
        f"  - {{name: a, type: boolean, default_formula: {wrong}, {LABEL}}}\n"
        f"  - {{name: b, type: text, required_when: {wrong}, {LABEL}}}\n"
        f"  - {{name: c, type: formula, returns: boolean, formula: {wrong}, {LABEL}}}\n"
    )
    found = _problems(
        deal=DEAL + fields,
        layout=f"layout: deal.default\nobject: deal\n{LABEL}\n"
        f"sections: [{{{LABEL}, fields: [name, {{field: cost, when: {wrong}}}]}}]\n",
        view=f"list_view: deal.mine\n{LABEL}\ncolumns: [name]\nfilter: {wrong}\n",
    )
    assert [(one.place.file, one.code) for one in found] == [
        *[("deal.yaml", "formula_field_unknown")] * 3,
        ("layout.yaml", "formula_field_unknown"),
        ("view.yaml", "formula_field_unknown"),
    ]


def test_a_reference_that_leads_through_an_object_set_aside_is_not_blamed() -> None:
    house = DEAL.replace("deal", "house", 1) + (
        f"  - {{name: link, type: lookup, to: broken, {LABEL}}}\n"
        f"  - {{name: shown, type: reference, path: link.cost, {LABEL}}}\n"
    )
    deal = DEAL + (
        f"  - {{name: house, type: lookup, to: house, {LABEL}}}\n"
        f"  - {{name: twice, type: formula, returns: currency, formula: house.shown * 2, {LABEL}}}\n"
    )
    broken = DEAL.replace("deal", "broken", 1) + (
        f"  - {{name: size, type: integer, min: x, {LABEL}}}\n"
    )
    found = _problems(broken=broken, house=house, deal=deal)
    assert [(one.place.file, one.code) for one in found] == [("broken.yaml", "type_wrong")]


HOUSE = f"""\
object: house
label: {{zh: 房屋, en: House}}
plural: {{zh: 复数, en: Plural}}
fields:
  - {{name: name, type: text, {LABEL}}}
  - {{name: price, type: currency, {LABEL}}}
  - {{name: gone, type: text, active: false, {LABEL}}}
  - {{name: owned, type: reference, path: owner.name, {LABEL}}}
  - {{name: left, type: formula, returns: integer, formula: "DAY(TODAY())", {LABEL}}}
  - {{name: twice, type: formula, returns: currency, formula: price * 2, {LABEL}}}
  - {{name: marks, type: tags, {LABEL}}}
  - {{name: place, type: geolocation, {LABEL}}}
"""


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('VLOOKUP(house.name, house.price, cost) = "x"', []),
        ('VLOOKUP(House.name, house.twice, cost) = "x"', []),
        ('VLOOKUP(huose.name, house.price, cost) = "x"', [("formula_object_unknown", 9, "house")]),
        ('VLOOKUP(房屋.name, house.price, cost) = "x"', [("formula_object_unknown", 9, "house")]),
        ('VLOOKUP($User.name, user.id, owner) = "x"', [("formula_object_unknown", 9, "user")]),
        ('VLOOKUP(house.nmae, house.price, cost) = "x"', [("formula_field_unknown", 15, "name")]),
        ('VLOOKUP(house.name, house.prise, cost) = "x"', [("formula_field_unknown", 27, "price")]),
        ('VLOOKUP(house.gone, house.price, cost) = "x"', [("field_retired", 15, "")]),
        ('VLOOKUP(house.name, house.gone, name) = "x"', [("field_retired", 27, "")]),
        ('VLOOKUP(house.name, house.owned, name) = "x"', [("formula_no_key", 21, "")]),
        ('VLOOKUP(house.name, house.left, cost) = "x"', [("formula_no_key", 21, "")]),
        ('VLOOKUP(house.name, house.marks, name) = "x"', [("formula_no_key", 21, "")]),
        ('VLOOKUP(house.name, house.place, name) = "x"', [("formula_no_key", 21, "")]),
        ('VLOOKUP(house.name, deal.cost, cost) = "x"', [("formula_object_fields", 21, "")]),
        (
            'VLOOKUP(house.name, house.name, cost) = "x"',
            [("formula_types_differ", 33, "TEXT(cost)")],
        ),
        (
            'VLOOKUP(house.name, house.price, name) = "x"',
            [("formula_types_differ", 34, "VALUE(name)")],
        ),
    ],
)
def test_what_a_rule_looks_for_is_checked(
    condition: str, told: list[tuple[str, int, str]]
) -> None:
    start = "  - {name: r, when: "
    rule = f"validation_rules:\n{start}'{condition}', message: {{zh: 错, en: Wrong}}}}\n"
    found = _problems(house=HOUSE, deal=DEAL + rule)
    assert [(one.code, one.place.column - len(start) - 1, one.hint) for one in found] == told


def test_a_rule_is_not_blamed_for_an_object_that_could_not_be_read() -> None:
    rule = (
        "validation_rules:\n  - {name: r, when: 'VLOOKUP(house.name, house.price, cost) = \"x\"',"
        " message: {zh: 错, en: Wrong}}\n"
    )
    found = _problems(house=HOUSE.replace("type: tags", "type: tgas"), deal=DEAL + rule)
    assert [(one.place.file, one.code) for one in found] == [("house.yaml", "value_not_listed")]
    found = _problems(house="object: house\nlabel: [\n", deal=DEAL + rule)
    assert {one.place.file for one in found} == {"house.yaml"}
