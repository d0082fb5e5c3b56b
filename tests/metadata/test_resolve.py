"""The resolver: every name stands for something, and everything that does not fit is told at its place."""

from pathlib import Path

import pytest

from objectry.metadata.catalog import Catalog
from objectry.metadata.kinds import pack
from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import read_folders, system_sources

PACK = "pack: demo\nversion: 1.0.0\nlabel: {zh: 演示, en: Demo}\n"
HEAD = "object: {name}\nlabel: {{zh: 甲, en: A}}\nplural: {{zh: 甲, en: As}}\nfields:\n"
NAME = "  - {name: name, type: text, label: {zh: 名称, en: Name}}\n"
LABEL = "label: {zh: 标签, en: Label}"


def _object(*lines: str, name: str = "thing") -> str:
    return HEAD.format(name=name) + NAME + "".join(line + "\n" for line in lines)


def _catalog(folder: Path, **files: str) -> Catalog:
    (folder / "pack.yaml").write_text(files.pop("pack", PACK), encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return resolve(parse_packs((*system_sources(), *read_folders([folder]))))


def _refused(folder: Path, **files: str) -> list[tuple[str, str, int, str]]:
    with pytest.raises(MetadataError) as caught:
        _catalog(folder, **files)
    return [(p.code, Path(p.place.file).name, p.place.line, p.hint) for p in caught.value.problems]


def test_an_object_has_its_own_fields_and_those_of_the_system(tmp_path: Path) -> None:
    thing = _catalog(tmp_path, thing=_object()).objects["thing"]
    assert {"id", "owner", "department", "created_at", "version", "name"} <= thing.fields.keys()
    assert thing.name_field.name == "name"


def test_objects_without_an_owner_have_no_owner_field(tmp_path: Path) -> None:
    text = _object("owned: false", "sharing: public_read")
    assert "owner" not in _catalog(tmp_path, thing=text).objects["thing"].fields


@pytest.mark.parametrize(
    ("line", "code", "at", "hint"),
    [
        ("  - {name: other, type: lookup, to: thnig, %s}", "name_unknown", 6, "thing"),
        ("name_field: nmae", "name_unknown", 6, "name"),
        ("  - {name: owner, type: text, %s}", "field_reserved", 6, ""),
        ("  - {name: name, type: text, %s}", "part_twice", 6, ""),
        ("  - {name: up, type: lookup, to: user, hierarchy: true, %s}", "hierarchy_elsewhere", 6, ""),
        ("sharing: controlled_by_parent", "master_missing", 6, ""),
        ("owned: false", "unowned_private", 1, ""),
        ("  - {name: m, type: master_detail, to: user, %s}", "owned_detail", 1, ""),
        ("  - {name: r, type: reference, path: name.x, %s}", "no_lookup", 6, ""),
        ("  - {name: s, type: select, value_set: nothing, %s}", "name_unknown", 6, ""),
        ("validation_rules:\n  - {name: r, when: nmae = 1, message: {zh: 错, en: Wrong}}",
         "formula_field_unknown", 7, "name"),
        ("list_views:\n  - {name: v, %s, columns: [nmae]}", "name_unknown", 7, "name"),
        ("list_views:\n  - {name: v, %s, columns: [name], filter: name + 1}", "formula_operands_differ", 7, "name & 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(
    tmp_path: Path, line: str, code: str, at: int, hint: str
) -> None:
    text = _object(line.replace("%s", LABEL))
    assert (code, "thing.yaml", at, hint) in _refused(tmp_path, thing=text)


VALUES = "[{value: a, label: {zh: 甲, en: A}}, {value: b, label: {zh: 乙, en: B}}]"
STATE = f"  - {{name: state, type: select, {LABEL}, default: a, values: {VALUES}}}\n"


@pytest.mark.parametrize(
    ("options", "code", "hint"),
    [
        ("values: {state: [a, c]}", "choice_unknown", ""),
        ("values: {name: [a]}", "not_a_select", ""),
        ("defaults: {state: c}", "choice_unknown", ""),
        ("defaults: {stat: b}", "name_unknown", "state"),
        ("defaults: {name: b}", "not_a_select", ""),
        ("defaults: {state: [b]}", "default_refused", ""),
        ("values: {state: [a]}, defaults: {state: b}", "default_not_offered", ""),
        ("values: {state: [b]}", "default_not_offered", ""),
    ],
)
@pytest.mark.parametrize("extended", [False, True])
def test_business_types_choose_among_what_exists_wherever_they_are_written(
    tmp_path: Path, options: str, code: str, hint: str, extended: bool
) -> None:
    kind = f"business_types:\n  - {{name: t, {LABEL}, {options}}}\n"
    files = {"thing": _object(STATE.rstrip())} if extended else {"thing": _object(STATE + kind)}
    if extended:
        files["more"] = f"extend: thing\n{kind}"
    problems = _refused(tmp_path, **files)
    place = "more.yaml" if extended else "thing.yaml"
    assert [(one, file, told) for one, file, _, told in problems] == [(code, place, hint)]


def test_business_types_named_by_fields_must_exist(tmp_path: Path) -> None:
    kind = f"business_types: [{{name: sale, {LABEL}}}]"
    number = f"  - {{name: number, type: autonumber, {LABEL}, format: 'A{{0}}', business_types: {{sole: 'B{{0}}'}}}}"
    link = f"  - {{name: other, type: lookup, {LABEL}, to: thing, business_types: [sale, sole]}}"
    assert _refused(tmp_path, thing=_object(number, link, kind)) == [
        ("name_unknown", "thing.yaml", 6, "sale"),
        ("name_unknown", "thing.yaml", 7, "sale"),
    ]


@pytest.mark.parametrize(("name", "hint"), [
    ("search", "own_search"), ("jobs", "own_jobs"), ("sys_user", "user"), ("pg_class", "class"),
    ("sqlite_master", "master"), ("a__b", "a_b"), ("sys_a___b", "a_b"),
])  # fmt: skip
def test_no_object_has_a_name_that_the_platform_needs(
    tmp_path: Path, name: str, hint: str
) -> None:
    assert _refused(tmp_path, thing=_object(name=name)) == [("name_taken", "thing.yaml", 1, hint)]


@pytest.mark.parametrize(("name", "hint"), [
    ("ctid", "own_ctid"), ("count", "own_count"), ("object", "own_object"), ("true", "own_true"),
    ("today", "own_today"), ("this_quarter", "own_this_quarter"), ("not", "own_not"), ("a__b", "a_b"),
])  # fmt: skip
@pytest.mark.parametrize("extended", [False, True])
def test_no_field_has_a_name_that_the_platform_needs(
    tmp_path: Path, name: str, hint: str, extended: bool
) -> None:
    field = f"  - {{name: '{name}', type: text, {LABEL}}}"
    files = {"thing": _object() if extended else _object(field)}
    if extended:
        files["more"] = f"extend: thing\nfields:\n{field}\n"
    place = ("more.yaml", 3) if extended else ("thing.yaml", 6)
    assert _refused(tmp_path, **files) == [("name_taken", *place, hint)]


@pytest.mark.parametrize("name", ["order", "select", "table", "group_by", "sysadmin", "mine"])
def test_words_of_sql_are_names_like_others(tmp_path: Path, name: str) -> None:
    field = f"  - {{name: '{name}', type: text, {LABEL}}}"
    assert name in _catalog(tmp_path, thing=_object(field, name=name)).objects[name].fields


def test_definitions_of_one_name_are_told_with_the_first_place(tmp_path: Path) -> None:
    (problem,) = _refused(tmp_path, thing=_object(), zz=_object())
    assert problem[:3] == ("defined_twice", "zz.yaml", 1)


def test_masters_cannot_form_a_circle(tmp_path: Path) -> None:
    def detail(name: str, master: str) -> str:
        line = f"  - {{name: master, type: master_detail, to: {master}, {LABEL}}}"
        return _object(line, "sharing: controlled_by_parent", name=name)

    found = _refused(tmp_path, a=detail("aa", "bb"), b=detail("bb", "aa"))
    assert {code for code, *_ in found} == {"master_loop"}


def test_packs_come_after_those_that_they_require(tmp_path: Path) -> None:
    catalog = _catalog(
        tmp_path, pack=PACK + 'requires: [{pack: system, version: ">=1.0"}]\n', thing=_object()
    )
    assert list(pack.PACK.of(catalog)) == ["system", "demo"]
    wrong = PACK + 'requires: [{pack: system, version: ">=9.0"}]\n'
    assert _refused(tmp_path, pack=wrong)[0][0] == "pack_version"
    assert _refused(tmp_path, pack=PACK + "requires: [{pack: nothing}]\n")[0][0] == "name_unknown"


def test_a_file_that_defines_nothing_is_told(tmp_path: Path) -> None:
    assert _refused(tmp_path, thing="label: {zh: 甲, en: A}\n")[0][0] == "kind_unknown"
    assert _refused(tmp_path, thing="- 1\n")[0][0] == "root_not_mapping"


def test_roles_cannot_form_a_circle(tmp_path: Path) -> None:
    roles = {
        name: f"role: {name}\n{LABEL}\nparent: {above}\n"
        for name, above in (("ra", "rb"), ("rb", "ra"))
    }
    assert {code for code, *_ in _refused(tmp_path, **roles)} == {"role_loop"}


def test_folders_that_hold_no_pack_are_told(tmp_path: Path) -> None:
    with pytest.raises(MetadataError, match="folder_missing"):
        read_folders([tmp_path / "nowhere"])
    with pytest.raises(MetadataError, match="folder_empty"):
        read_folders([tmp_path])
    (tmp_path / "a.yaml").write_text(_object(), encoding="utf-8")
    with pytest.raises(MetadataError, match="pack_file_missing"):
        read_folders([tmp_path])


@pytest.mark.parametrize(
    ("fields", "rest", "code"),
    [
        ("- {name: a, type: textarea, %s}", "indexes: [{fields: [name, a]}]", "index_endless"),
        ("- {name: a, type: url, indexed: true, %s}", "", "index_too_wide"),
        ("- {name: a, type: multiselect, indexed: true, values: %v, %s}", "", "index_endless"),
        ("- {name: a, type: text, length: 300, unique: true, %s}", "", None),
        ("- {name: a, type: text, length: 300, %s}", "indexes: [{fields: [name, a]}]", None),
        ("- {name: a, type: email, %s}", "indexes: [{fields: [name, a, owner, created_at]}]", None),
        ("- {name: a, type: url, %s}", "indexes: [{fields: [name, a]}]", "index_too_wide"),
        ("", "indexes: [{fields: [name, tags]}]", "index_endless"),
    ],
)  # fmt: skip
def test_no_index_is_promised_that_a_value_may_not_fit_into(
    tmp_path: Path, fields: str, rest: str, code: str | None
) -> None:
    lines = [f"  {fields}".replace("%s", LABEL).replace("%v", VALUES)] if fields else []
    text = _object(*lines, *([rest] if rest else []))
    if code is None:
        assert "a" in _catalog(tmp_path, thing=text).objects["thing"].fields
    else:
        assert [found for found, *_ in _refused(tmp_path, thing=text)] == [code]


# Fields that are not in use any more, and paths that lead nowhere ------------------------------------------------------

OLD = "  - {name: old, type: text, active: false, label: {zh: 旧, en: Aged}}"
OWN = f"layout: thing.default\nobject: thing\n{LABEL}\n"


def _told(folder: Path, **files: str) -> list[tuple[str, str, int]]:
    """What is refused, in English."""
    with pytest.raises(MetadataError) as caught:
        _catalog(folder, **files)
    return [
        (p.message.text("en", p.params), Path(p.place.file).name, p.place.line)
        for p in caught.value.problems
    ]


@pytest.mark.parametrize("shown", [
    "sections: [{%s, fields: [name, old]}]",
    "sections: [{%s, fields: [name]}]\nhighlights: [old]",
    "sections: [{%s, fields: [name], when: 'old = \"a\"'}]",
    "sections: [{%s, fields: [name], when: 'Aged = \"a\"'}]",
])  # fmt: skip
def test_a_retired_field_that_is_still_placed_is_to_be_taken_out(
    tmp_path: Path, shown: str
) -> None:
    ((told, file, _),) = _told(
        tmp_path, thing=_object(OLD), layout=OWN + shown.replace("%s", LABEL)
    )
    assert told == "the field thing.old is retired (active: false): take it out here"
    assert file == "layout.yaml"


@pytest.mark.parametrize(
    "view",
    ["columns: [name, old]", "columns: [name], filter: old = 1", "columns: [name], sort: [-old]"],
)
def test_a_retired_field_is_to_be_taken_out_of_lists_too(tmp_path: Path, view: str) -> None:
    ((told, *_),) = _told(
        tmp_path, thing=_object(OLD, f"list_views: [{{name: v, {LABEL}, {view}}}]")
    )
    assert "thing.old is retired" in told


@pytest.mark.parametrize(("path", "told"), [
    ("name.industry", "name is a text and no look-up to one record: industry cannot follow it"),
    ("owner.name.x", "name is a text and no look-up to one record: x cannot follow it"),
    ("owner.nmae", "there is no field called thing.owner.nmae"),
])  # fmt: skip
def test_a_path_that_goes_on_behind_what_is_no_look_up_is_told(
    tmp_path: Path, path: str, told: str
) -> None:
    field = f"  - {{name: r, type: reference, path: {path}, {LABEL}}}"
    assert _told(tmp_path, thing=_object(field)) == [(told, "thing.yaml", 6)]


@pytest.mark.parametrize(
    ("key", "hint"),
    [("menue", "menu"), ("rolle", "role"), ("valueset", "value_set"), ("icon", "")],
)
def test_a_misspelt_kind_is_told_the_right_one(tmp_path: Path, key: str, hint: str) -> None:
    ((code, _, _, told),) = _refused(tmp_path, thing=f"{LABEL}\n{key}: shop\n")
    assert (code, told) == ("kind_unknown", hint)


# What contradicts itself -----------------------------------------------------------------------------------------------

STATES = STATE.rstrip()


@pytest.mark.parametrize(("layout", "code", "line"), [
    ("status_path: name\nsections: [{%s, fields: [name]}]", "not_a_select", 4),
    ("sections:\n  - {%s, fields: [name, name]}", "part_twice", 5),
    ("sections:\n  - {%s, fields: [name]}\n  - {%s, fields: [{field: name, when: 'state = \"a\"'}]}", "part_twice", 6),
    ("highlights: [name, name]\nsections: [{%s, fields: [name]}]", "part_twice", 4),
    ("quick_create: [name, name]\nsections: [{%s, fields: [name]}]", "part_twice", 4),
])  # fmt: skip
def test_a_layout_that_cannot_be_meant_so_is_refused(
    tmp_path: Path, layout: str, code: str, line: int
) -> None:
    found = _refused(tmp_path, thing=_object(STATES), layout=OWN + layout.replace("%s", LABEL))
    assert found == [(code, "layout.yaml", line, "")]


PARTS = (
    f"  - {{name: of, type: master_detail, to: thing, {LABEL}}}",
    f"  - {{name: place, type: integer, {LABEL}}}",
    f"  - {{name: cost, type: decimal, {LABEL}}}",
)
"""The fields of details."""


@pytest.mark.parametrize(("lines", "found"), [
    ("{object: part, columns: [cost, name], position: place}", []),
    ("{object: other, columns: [name]}", ["lines_no_detail"]),
    ("{object: part, columns: [cost, of]}", ["lines_master_column"]),
    ("{object: part, columns: [cost, cost]}", ["part_twice"]),
    ("{object: part, columns: [cost], position: cost}", ["lines_position_type"]),
    ("{object: part, columns: [cost]}, {object: part, columns: [name]}", ["part_twice"]),
    ("{object: part, columns: [const]}, {object: gone, columns: [name]}", ["name_unknown", "name_unknown"]),
])  # fmt: skip
def test_the_lines_of_a_layout_are_details_of_its_object(
    tmp_path: Path, lines: str, found: list[str]
) -> None:
    files = {
        "thing": _object(), "other": _object(name="other"),
        "part": _object(*PARTS, name="part") + "sharing: controlled_by_parent\n",
        "layout": f"{OWN}sections: [{{{LABEL}, fields: [name]}}]\nlines: [{lines}]\n",
    }  # fmt: skip
    if found:
        assert [code for code, *_ in _refused(tmp_path, **files)][: len(found)] == found
        return
    (table,) = _catalog(tmp_path, **files).layouts["thing"][0].lines
    assert [one.name for one in table.columns] == ["cost", "name"]
    assert (table.through.name, table.position and table.position.name) == ("of", "place")


def test_a_field_may_stand_in_two_places_that_are_shown_at_times(tmp_path: Path) -> None:
    sections = "".join(
        f"  - {{{LABEL}, when: 'state = \"{state}\"', fields: [name]}}\n" for state in "ab"
    )
    layout = f"{OWN}status_path: state\nsections:\n{sections}"
    assert _catalog(tmp_path, thing=_object(STATES), layout=layout).layouts["thing"]


def test_one_business_type_is_the_default(tmp_path: Path) -> None:
    def types(*options: str) -> str:
        named = enumerate(options)
        lines = (
            f"  - {{name: t{n}, label: {{zh: 类{n}, en: T{n}}}, {more}}}\n" for n, more in named
        )
        return _object("business_types:\n" + "".join(lines))

    twice = types("default: true", "default: false", "default: true")
    assert _refused(tmp_path, thing=twice) == [("default_types", "thing.yaml", 9, "")]
    retired = types("default: true, active: false", "default: true")
    assert _catalog(tmp_path, thing=retired).objects["thing"].default_business_type == "t1"


NEEDED = f"  - {{name: code, type: text, required: true, {LABEL}}}"


@pytest.mark.parametrize(("rights", "found"), [
    ("objects: {thing: {allow: [edit]}}", [("read_needed", "p.yaml", 3, "")]),
    ("every_object: [export]", [("read_needed", "p.yaml", 3, "")]),
    ("every_object: [read]\nobjects: {thing: {allow: [edit]}}", []),
    ("objects: {thing: {allow: [], fields: {code: hidden}}}", []),
    ("objects: {thing: {allow: [read, edit], fields: {code: hidden}}}", []),
    ("objects: {thing: {allow: [read, create], fields: {code: hidden}}}", [("create_impossible", "p.yaml", 3, "")]),
    ("objects: {thing: {allow: [read, create], fields: {code: read}}}", [("create_impossible", "p.yaml", 3, "")]),
    ("every_object: [read, create]\nobjects: {thing: {fields: {code: read}}}", [("create_impossible", "p.yaml", 4, "")]),
    ("objects: {thing: {allow: [read, create], fields: {code: edit}}}", []),
])  # fmt: skip
def test_rights_that_nobody_could_use_are_refused(
    tmp_path: Path, rights: str, found: list[tuple[str, str, int, str]]
) -> None:
    files = {"thing": _object(NEEDED), "p": f"profile: p\n{LABEL}\n{rights}\n"}
    if found:
        assert _refused(tmp_path, **files) == found
    else:
        assert _catalog(tmp_path, **files)


def test_a_required_field_with_a_default_may_be_hidden_from_those_who_create(
    tmp_path: Path,
) -> None:
    given = NEEDED.replace("required: true", "required: true, default: x")
    profile = f"profile: p\n{LABEL}\nobjects: {{thing: {{allow: [read, create], fields: {{code: hidden}}}}}}\n"
    assert _catalog(tmp_path, thing=_object(given), p=profile)


@pytest.mark.parametrize(("options", "code"), [
    ("type: decimal, min: 1e400", "option_too_large"),
    ("type: decimal, max: -1e400", "option_too_large"),
    ("type: currency, precision: 5, max: 1000", "option_too_large"),
    ("type: percent, precision: 3, scale: 0, max: 1000", "option_too_large"),
    ("type: decimal, default: 1e400", "default_refused"),
    ("type: currency, precision: 5, max: '999.99'", ""),
])  # fmt: skip
def test_limits_beyond_what_a_field_can_hold_are_refused(
    tmp_path: Path, options: str, code: str
) -> None:
    files = {"thing": _object(f"  - {{name: n, {options}, {LABEL}}}")}
    if code:
        assert _refused(tmp_path, **files)[0][:3] == (code, "thing.yaml", 6)
    else:
        assert _catalog(tmp_path, **files)
