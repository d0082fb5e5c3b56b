"""Everything that is wrong is told in one answer, and nothing twice: no problem follows from another one."""

import pytest

from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, system_sources

LABEL = "label: {zh: 标签, en: Label}"
PACK = f"pack: demo\nversion: 1.0.0\n{LABEL}\n"


def _object(name: str, *fields: str, more: str = "") -> str:
    lines = (f"name: name, type: text, {LABEL}", *fields)
    listed = "".join(f"  - {{{line}}}\n" for line in lines)
    return f"object: {name}\n{LABEL}\nplural: {{zh: 复数, en: Plural}}\nfields:\n{listed}{more}"


def _resolved(**files: str) -> None:
    files = {"pack": PACK, **files}
    sources = [
        Source(f"{name}.yaml", text.encode(), f"{name}.yaml") for name, text in files.items()
    ]
    resolve(parse_packs(system_sources()).followed_by(parse_packs(sources)))


def _problems(**files: str) -> list[tuple[str, str]]:
    """Place by file and line, and code, of all problems in the order in which they are told."""
    with pytest.raises(MetadataError) as refused:
        _resolved(**files)
    return [(f"{p.place.file}:{p.place.line}", p.code) for p in refused.value.problems]


def test_shapes_names_and_formulas_are_told_together_in_the_order_of_the_files() -> None:
    rule = "validation_rules:\n  - {name: r, when: nmae = 1, message: {zh: 错, en: Wrong}}\n"
    assert _problems(
        a=_object("first", f"name: size, type: integer, min: x, {LABEL}"),
        b=_object("second", f"name: other, type: lookup, to: thrid, {LABEL}"),
        c=_object("third", more=rule),
        d=f"list_view: third.all\n{LABEL}\ncolumns: [name, sise]\n",
        e=f"layout: third.default\nobject: third\n{LABEL}\nsections: [{{{LABEL}, fields: [nam]}}]\n",
        f="object: sixth\nfields: [",
    ) == [
        ("a.yaml:6", "type_wrong"),
        ("b.yaml:6", "name_unknown"),
        ("c.yaml:7", "formula_field_unknown"),
        ("d.yaml:3", "name_unknown"),
        ("e.yaml:4", "name_unknown"),
        ("f.yaml:3", "yaml_syntax"),
    ]


BROKEN_OBJECT = _object("broken", f"name: size, type: integer, min: x, {LABEL}")


@pytest.mark.parametrize(
    "broken", [BROKEN_OBJECT, BROKEN_OBJECT + "icon: [", BROKEN_OBJECT + "\n&"]
)
def test_nothing_that_mentions_an_object_set_aside_is_blamed(broken: str) -> None:
    user = _object(
        "user_of_it",
        f"name: link, type: lookup, to: broken, filter: size > 1, business_types: [sale], {LABEL}",
        f"name: shown, type: reference, path: link.size, {LABEL}",
        more="validation_rules:\n  - {name: r, when: link.size > 1 || shown > 1, message: {zh: 错, en: Wrong}}\n"
        f"list_views:\n  - {{name: v, {LABEL}, columns: [link.size], filter: link.level = 'a', sort: [shown]}}\n",
    )
    found = _problems(
        a=broken,
        b=user,
        c="extend: broken\nchange_fields: {size: {min: 1}}\n"
        f"fields: [{{name: more, type: text, {LABEL}}}]\nindexes: [{{fields: [size, level]}}]\n",
        d=f"layout: broken.default\nobject: broken\n{LABEL}\nsections: [{{{LABEL}, fields: [size]}}]\n"
        "related_lists: [{object: user_of_it, through: link, columns: [link.size]}]\n",
        e=f"list_view: broken.all\n{LABEL}\ncolumns: [size]\nfilter: size > 1\n",
        f=f"menu: m\n{LABEL}\ngroups: [{{{LABEL}, items: [broken, {{object: broken, list_view: all}}]}}]\n",
        g=f"profile: p\n{LABEL}\nobjects: {{broken: {{allow: [read], fields: {{size: read}}}}}}\n",
    )
    assert {place.partition(":")[0] for place, _ in found} == {"a.yaml"}


def test_what_an_extension_set_aside_would_have_added_counts_as_known() -> None:
    rule = "validation_rules:\n  - {name: r, when: more = 1 || size = 'x', message: {zh: 错, en: Wrong}}\n"
    found = _problems(
        a=_object("thing", f"name: size, type: integer, {LABEL}"),
        b=f"extend: thing\nfields: [{{name: more, type: integer, min: x, {LABEL}}}]\n",
        c=f"list_view: thing.all\n{LABEL}\ncolumns: [more]\nfilter: more > 1\n",
        d="extend: thing\n" + rule,
    )
    assert found == [("b.yaml:2", "type_wrong")]


@pytest.mark.parametrize(("kind", "mention"), [
    ("value_set", _object("thing", f"name: level, type: select, value_set: gone, default: a, {LABEL}",
                          more=f"business_types: [{{name: t, {LABEL}, values: {{level: [b]}}}}]\n"
                          "validation_rules:\n  - {name: r, when: level = 'c', message: {zh: 错, en: No}}\n")),
    ("profile", f"layout: user.x\nobject: user\n{LABEL}\nprofiles: [gone]\nsections: [{{{LABEL}, fields: [name]}}]\n"),
    ("role", f"role: other\n{LABEL}\nparent: gone\n"),
])  # fmt: skip
def test_other_definitions_that_are_set_aside_count_as_known(kind: str, mention: str) -> None:
    found = _problems(a=f"{kind}: gone\nlabel: wrong\n", b=mention)
    assert {place.partition(":")[0] for place, _ in found} == {"a.yaml"}


def test_a_file_that_does_not_say_what_it_defines_excuses_names_but_not_formulas_of_sound_objects() -> (
    None
):
    rule = "validation_rules:\n  - {name: r, when: name = 1, message: {zh: 错, en: Wrong}}\n"
    found = _problems(
        a="objct: nobody_knows\n",
        b=_object("thing", f"name: link, type: lookup, to: nobody_knows, {LABEL}", more=rule),
    )
    assert found == [("a.yaml:1", "kind_unknown"), ("b.yaml:8", "formula_types_differ")]


def test_the_files_behind_a_broken_pack_file_belong_to_it() -> None:
    assert _problems(pack=f"pack: demo\nversion: x\n{LABEL}\n", a=_object("thing")) == [
        ("pack.yaml:2", "value_pattern")
    ]


def test_a_formula_that_follows_from_an_unknown_name_is_not_told_beside_it() -> None:
    link = f"name: link, type: lookup, to: thing, business_types: [sole], {LABEL}"
    shown = f"name: shown, type: reference, path: link.nmae, {LABEL}"
    level = f"name: level, type: select, value_set: gone, {LABEL}"
    rule = "validation_rules:\n  - {name: r, when: shown = 1 && level = 'x', message: {zh: 错, en: Wrong}}\n"
    assert _problems(a=_object("thing", link, shown, level, more=rule)) == [
        ("a.yaml:6", "name_unknown"),
        ("a.yaml:7", "name_unknown"),
        ("a.yaml:8", "name_unknown"),
    ]


def _related(to: str) -> dict[str, str]:
    """A thing, parts of it that point to something, and a layout that lists them."""
    return {
        "a": _object("thing"),
        "b": _object("part", f"name: of, type: lookup, to: {to}, {LABEL}"),
        "c": f"layout: thing.default\nobject: thing\n{LABEL}\nsections: [{{{LABEL}, fields: [name]}}]\n"
        "related_lists: [{object: part, through: of, columns: [name]}]\n",
    }


def test_a_related_list_is_not_blamed_for_a_look_up_that_points_nowhere() -> None:
    assert _problems(**_related("thnig")) == [("b.yaml:6", "name_unknown")]


def test_a_related_list_names_the_field_that_does_not_point_to_it_with_its_object() -> None:
    with pytest.raises(MetadataError) as refused:
        _resolved(**_related("part"))
    (problem,) = refused.value.problems
    assert (problem.code, str(problem.place)) == ("related_through", "c.yaml:5:32")
    assert problem.message.text("en", problem.params) == "part.of does not point to thing"


def test_names_beside_a_mistake_are_looked_up_in_the_same_run() -> None:
    assert _problems(
        a=_object("thing", f"name: size, type: integer, {LABEL}"),
        b=f"profile: p\n{LABEL}\nobjects:\n  thnig: {{allow: [raed, edit, reda]}}\n"
        "  thing: {allow: [read], fields: {sise: read, name: hiden}}\n",
        c=_object("other", f"name: x, type: text, length: 0, {LABEL}",
                  f"name: link, type: lookup, to: thnig, {LABEL}"),
        d=f"layout: thing.default\nobject: thing\n{LABEL}\nsections:\n  - {{{LABEL}, fields: [name, sise], columns: 9}}\n"
        f"  - {{label: wrong, fields: [gone]}}\n  - {{{LABEL}, fields: [nmae]}}\n",
    ) == [
        ("b.yaml:4", "name_unknown"),
        ("b.yaml:4", "value_not_listed"),
        ("b.yaml:4", "value_not_listed"),
        ("b.yaml:5", "name_unknown"),
        ("b.yaml:5", "value_not_listed"),
        ("c.yaml:6", "value_range"),
        ("c.yaml:7", "name_unknown"),
        ("d.yaml:5", "name_unknown"),
        ("d.yaml:5", "value_range"),
        ("d.yaml:6", "type_wrong"),
        ("d.yaml:7", "name_unknown"),
    ]  # fmt: skip


def test_nothing_that_went_with_a_mistake_is_missed_elsewhere() -> None:
    assert _problems(
        a=_object("thing", f"name: size, type: integer, min: x, {LABEL}",
                  more=f"list_views: [{{name: v, {LABEL}, columns: [size]}}]\n"),
        b=f"extend: user\nfields: [{{name: more, type: text, length: 0, {LABEL}}}]\n"
        f"list_views: [{{name: v, {LABEL}, columns: [more]}}]\n",
    ) == [("a.yaml:6", "type_wrong"), ("b.yaml:2", "value_range")]  # fmt: skip
