"""What holds for every field type, listed ones and those to come."""

import importlib
import pkgutil
import re
import string
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import re2
import sqlalchemy as sa
from pydantic import BaseModel

from objectry.formula.messages import LANGUAGES
from objectry.metadata.field_types import base
from objectry.metadata.field_types.base import (
    Example,
    FieldDef,
    FieldType,
    Reject,
    TextStyle,
    ValueRefused,
)
from objectry.metadata.field_types.listing import FIELD_TYPES, AnyFieldDef, read_field

STYLE = TextStyle("zh", ZoneInfo("Asia/Shanghai"))
LABEL = {"zh": "字段", "en": "Field"}
CATALOGUE_ROW = re.compile(r"[Cc]atalogue 5\.1, row ([0-9]+)")


def definition(kind: FieldType[Any, Any], options: Any) -> FieldDef:
    """A field of that type with the options it needs, and the given ones."""
    return read_field({"name": "f", "type": kind.name, "label": LABEL, **kind.options, **options})


def cases(part: str) -> list[Any]:
    """All examples, or rejects, as parameters called `percent-0`, `percent-1` …"""
    return [
        pytest.param(kind, case, id=f"{kind.name}-{number}")
        for kind in FIELD_TYPES.values()
        for number, case in enumerate(getattr(kind, part))
    ]


def field_type_modules() -> Iterator[Any]:
    folder = Path(base.__file__).parent
    for found in pkgutil.iter_modules([str(folder)]):
        yield importlib.import_module(f"objectry.metadata.field_types.{found.name}")


def test_every_field_type_in_the_folder_is_listed() -> None:
    written = {
        thing
        for module in field_type_modules()
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, FieldType)
        if hasattr(thing, "name")  # what several types have in common has none
    }
    assert {type(kind) for kind in FIELD_TYPES.values()} == written


def test_the_list_has_the_order_of_the_catalogue() -> None:
    """Types that stand in no row of it may stand anywhere."""
    told = [CATALOGUE_ROW.search(kind.__doc__ or "") for kind in FIELD_TYPES.values()]
    rows = [int(row[1]) for row in told if row]
    assert rows and rows == sorted(set(rows))


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
def test_a_type_describes_itself(kind: FieldType[Any, Any]) -> None:
    assert kind.definition.model_fields["type"].default == kind.name
    assert kind.title.zh != kind.title.en
    assert kind.__doc__
    assert kind.rejects
    assert kind.examples or kind.computed
    assert kind.widget


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
def test_columns_begin_with_one_without_suffix(kind: FieldType[Any, Any]) -> None:
    suffixes = [column.suffix for column in kind.columns(definition(kind, {}))]
    assert suffixes[:1] == ([""] if kind.stored else [])
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix.startswith("__") for suffix in suffixes[1:])


@pytest.mark.parametrize(("kind", "example"), cases("examples"))
def test_a_text_becomes_a_value_and_a_text_again(
    kind: FieldType[Any, Any], example: Example
) -> None:
    field = definition(kind, example.options)
    value = kind.from_text(example.text, field, STYLE)
    assert kind.to_json(value, field) == example.json
    assert kind.to_text(value, field, STYLE) == example.shown
    assert kind.from_text(example.shown, field, STYLE) == value


@pytest.mark.parametrize(("kind", "example"), cases("examples"))
def test_json_becomes_the_same_value(kind: FieldType[Any, Any], example: Example) -> None:
    field = definition(kind, example.options)
    value = kind.from_json(example.json, field)
    assert value == kind.from_text(example.text, field, STYLE)
    assert kind.to_json(value, field) == example.json


@pytest.mark.parametrize(("kind", "example"), cases("examples"))
def test_the_json_schema_knows_the_json(kind: FieldType[Any, Any], example: Example) -> None:
    schema = kind.json_schema(definition(kind, example.options))
    checker = jsonschema.Draft202012Validator(schema)
    checker.check_schema(schema)
    assert checker.is_valid(example.json)
    if not kind.computed:
        assert not checker.is_valid(object_of_another_type(example.json))


def object_of_another_type(json: object) -> object:
    """JSON that is surely of another type."""
    return {} if isinstance(json, bool | int | str) else True


@pytest.mark.parametrize(("kind", "reject"), cases("rejects"))
def test_a_reject_is_refused_with_its_code(kind: FieldType[Any, Any], reject: Reject) -> None:
    field = definition(kind, reject.options)
    with pytest.raises(ValueRefused) as refused:
        kind.from_json(reject.json, field)
    assert refused.value.message.code == reject.code
    for language in LANGUAGES:
        sentence = refused.value.message.text(language, refused.value.params)
        assert "{" not in sentence or "{" in str(refused.value.params)
        sentence.encode()  # nothing that could not be sent or logged


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
def test_nothing_is_no_value_at_every_door(kind: FieldType[Any, Any]) -> None:
    field = definition(kind, {})
    assert kind.from_json(None, field) is None
    for blank in ("", "  ", "\t\n", "\u3000"):
        assert kind.from_text(blank, field, STYLE) is None


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
@pytest.mark.parametrize(
    "hostile",
    [
        "\x00", "\ud800", "a\x1bb", "9" * 5_000, "x" * 200_000, float("nan"), float("-inf"), 1e308,
        10**6_000, True, object(), b"bytes", [[]], [None], [{}], {"id": {}}, {1: 2}, {"lat": []},
        ["\ud800"], {"object": "lead", "id": "\x00"}, {"region": "\ud800"}, {"code": "\ud800"},
    ],
    ids=lambda hostile: f"{type(hostile).__name__}-{repr(hostile)[:8]!r}"
    if not isinstance(hostile, int) else "int",
)  # fmt: skip
def test_hostile_json_gives_a_value_or_a_refusal_that_can_be_shown(
    kind: FieldType[Any, Any], hostile: object
) -> None:
    try:
        value = kind.from_json(hostile, definition(kind, {}))
    except ValueRefused as refused:
        for language in LANGUAGES:
            sentence = refused.message.text(language, refused.params)
            assert len(sentence.encode()) < 3_000
    else:
        if value is not None:
            str(kind.to_json(value, definition(kind, {}))).encode()


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
@pytest.mark.parametrize(
    "hostile",
    ["\x00", "\ud800", "a\x1bb", "9" * 5_000, "x" * 200_000, "(" * 500, "-", "%", "NaN", "inf",
     "1e9999", "0001-01-01", "9999-12-31 23:59:59", "²", "۳", "٠٫٥", ";" * 1_000, ":", "/",
     "@", "+"],
    ids=[f"hostile-{number}" for number in range(21)],
)  # fmt: skip
def test_hostile_text_gives_a_value_or_a_refusal(kind: FieldType[Any, Any], hostile: str) -> None:
    field = definition(kind, {})
    try:
        value = kind.from_text(hostile, field, STYLE)
    except ValueRefused as refused:
        refused.message.text("en", refused.params).encode()
    else:
        if value is not None:
            assert kind.from_text(kind.to_text(value, field, STYLE), field, STYLE) == value


LONG = 100_000
BUDGET = 0.05
"""Seconds of work for a text of that length: no other request is answered meanwhile."""
HOSTILE = (
    " ", "1", "-", "中", "<", ";", "a;", "1,", "a@", "a.", "1:", "1/", "[", "{0}", "a ;", " \n", "\u200b ", "\ufdfa",
    "\u0301\u0323", "https://", "<b>", "<ul><li>", "</p>", "<a><p>", "广东省",
)  # fmt: skip
"""What a hostile text says again and again."""


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
@pytest.mark.parametrize("part", HOSTILE, ids=[f"{part!a}" for part in HOSTILE])
def test_no_text_takes_long_to_read(kind: FieldType[Any, Any], part: str) -> None:
    field = definition(kind, {})
    for begin, end in (("", ""), ("a", "b"), ("1,1", "\x00"), ("a@", ")")):
        text = begin + (part * LONG)[: LONG - len(begin) - len(end)] + end
        times = []
        for _ in range(3):
            begun = time.thread_time()
            with suppress(ValueRefused):
                kind.from_text(text, field, STYLE)
            times.append(time.thread_time() - begun)
            if times[-1] <= BUDGET:
                break
        assert min(times) <= BUDGET, (begin, end)


def test_values_of_all_types_survive_the_database(database_url: str) -> None:
    table = sa.Table("sample", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True))
    row: dict[str, object] = {"id": 1}
    empty: dict[str, object] = {"id": 2}
    stored: dict[str, tuple[FieldType[Any, Any], FieldDef, object, list[str]]] = {}
    for kind in FIELD_TYPES.values():
        for number, example in enumerate(kind.examples):
            field = definition(kind, example.options)
            specs = kind.columns(field)
            if not specs:
                continue
            names = [f"{kind.name}_{number}{spec.suffix}" for spec in specs]
            for name, spec in zip(names, specs, strict=True):
                table.append_column(sa.Column(name, spec.type))
            value = kind.from_json(example.json, field)
            row.update(zip(names, kind.to_columns(value, field), strict=True))
            empty.update(dict.fromkeys(names))
            stored[f"{kind.name}-{number}"] = (kind, field, value, names)
    engine = sa.create_engine(database_url)
    texts = {
        case: sa.type_coerce(table.c[names[0]], text)
        for case, (kind, field, _, names) in stored.items()
        if (text := kind.json_column(field)) is not None
    }
    written = sa.select(*(column.label(case) for case, column in texts.items()))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [row, empty])
        full, blank = connection.execute(table.select().order_by(table.c.id)).mappings().all()
        json, none = connection.execute(written.order_by(table.c.id)).mappings().all()
    engine.dispose()
    for case, (kind, field, value, names) in stored.items():
        assert kind.from_columns([full[name] for name in names], field) == value, case
        assert kind.from_columns([blank[name] for name in names], field) is None, case
    assert {case.split("-")[0] for case in texts} == {"decimal", "currency", "date", "datetime"}
    for case in texts:
        kind, field, value, _ = stored[case]
        assert json[case] == kind.to_json(value, field), case
        assert none[case] is None, case


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
def test_operators_are_formula_templates(kind: FieldType[Any, Any]) -> None:
    field = definition(kind, {})
    names = [operator.name for operator in kind.operators_of(field)]
    assert len(set(names)) == len(names)
    assert bool(names) == (kind.type_in_formulas(field) is not None)
    for operator in kind.operators_of(field):
        places = {name for _, name, _, _ in string.Formatter().parse(operator.template) if name}
        assert places == ({"field"} if operator.operand == "none" else {"field", "value"})


@pytest.mark.parametrize(("kind", "example"), cases("examples"))
def test_types_with_comparisons_write_literals(
    kind: FieldType[Any, Any], example: Example
) -> None:
    field = definition(kind, example.options)
    if any(one.operand in ("value", "values", "pair") for one in kind.operators_of(field)):
        literal = kind.literal(kind.from_json(example.json, field), field)
        assert literal and "\n" not in literal


@pytest.mark.parametrize(("kind", "example"), cases("examples"))
def test_what_is_searched_is_text(kind: FieldType[Any, Any], example: Example) -> None:
    field = definition(kind, example.options)
    assert isinstance(kind.search_words(kind.from_json(example.json, field), field), str)


def test_field_definitions_have_one_schema_with_a_branch_for_each_type() -> None:
    class Document(BaseModel):
        field: AnyFieldDef

    schema = Document.model_json_schema()["properties"]["field"]
    assert schema["discriminator"]["propertyName"] == "type"
    assert schema["discriminator"]["mapping"].keys() == FIELD_TYPES.keys()
    assert len(schema["oneOf"]) == len(FIELD_TYPES)


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
def test_patterns_of_schemas_are_safe_regular_expressions(kind: FieldType[Any, Any]) -> None:
    schemas = (kind.definition.model_json_schema(), kind.json_schema(definition(kind, {})))
    for pattern in patterns(schemas):
        re2.compile(pattern)


def patterns(schema: object) -> Iterator[str]:
    """All regular expressions in a JSON Schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        schema = list(schema.values())
    if isinstance(schema, list | tuple):
        for part in schema:
            yield from patterns(part)


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
def test_a_definition_survives_being_written_down(kind: FieldType[Any, Any]) -> None:
    class Document(BaseModel):
        field: AnyFieldDef

    document = Document(field=definition(kind, {}))
    assert Document.model_validate_json(document.model_dump_json()) == document
    assert read_field(document.field.model_dump(exclude_unset=True)) == document.field


@pytest.mark.parametrize("kind", list(FIELD_TYPES.values()), ids=list(FIELD_TYPES))
def test_every_option_is_documented(kind: FieldType[Any, Any]) -> None:
    undocumented = [
        name for name, field in kind.definition.model_fields.items() if not field.description
    ]
    assert undocumented == []
