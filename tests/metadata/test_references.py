"""Every name in the packs is reported by the extractor of its kind, at its exact place: renaming stands on that.

Whatever is written in a pack is a name that is reported, a formula that is reported, or one of the things listed in
`PLAIN`. A new key is none of them, so this fails until somebody says which it is.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.metadata.kinds.interface import FormulaUse, Use
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.parse import Parsed, Reading
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, read_folders
from objectry.metadata.yaml_source import Scalar, scalars
from objectry.runtime.api.organization import with_system

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "objects", ROOT / "layouts", ROOT / "packs" / "crm_sales"]
SYNTHETIC = Path(__file__).parent / "every_reference.yaml"

OWN = {"pack", "object", "value_set", "profile", "role", "menu", "layout", "home"}
"""Documents say their own name behind the key of their kind."""
NAMED_PARTS = {"fields", "list_views", "business_types", "validation_rules"}
"""Lists whose entries say their own name."""
PLAIN = {
    "zh", "en", "version", "icon", "type", "order", "columns", "collapsed", "sharing", "owned", "scope", "color",
    "value", "active", "required", "unique", "indexed", "searchable", "read_only", "history", "copied", "length",
    "min", "max", "scale", "digits", "default", "format", "hierarchy", "on_delete", "inline_create", "display",
    "setup", "many", "pattern", "count", "min_length", "thousands", "depth",
    "rows", "reset", "start", "precision", "names", "currency", "country", "level", "reparent", "returns", "operation",
    "shown_as", "kind", "side", "to", "more_than", "measure", "done", "right",
}  # fmt: skip
"""Keys whose values name nothing."""
PLAIN_LISTS = {
    "features",
    "allow",
    "every_object",
    "setup",
    "when",
    "accept",
    "types",
    "suggestions",
    "continued_in",
    "closed",
}
"""Keys of lists whose entries name nothing: words of the platform, and select values."""


def _parsed() -> Reading:
    extra = Source("every_reference", SYNTHETIC.read_bytes(), "every.yaml")
    return with_system((*read_folders(FOLDERS), *_split(extra)))


def _split(source: Source) -> Iterator[Source]:
    for number, text in enumerate(source.content.split(b"---\n")):
        yield Source(f"every_reference:{number}", text, "" if number else "pack.yaml")


READING = _parsed()
PARSED = READING.definitions
CATALOG = resolve(READING)


def _field(object_name: str, name: str) -> FieldDef | None:
    thing = CATALOG.objects.get(object_name)
    return next((f for f in thing.definition.fields if f.name == name), None) if thing else None


def _written(item: Parsed, scalar: Scalar) -> str:
    return item.document.text[scalar.span.start : scalar.span.end].strip("\"'")


def _expected(use: Use, written: str) -> str:
    """What a use says must be written at its place."""
    if use.thing in ("field", "business_type", "list_view"):
        return use.name.split(".", 1)[1]
    if use.thing == "object" and "." in written:  # `list_view: customer.key_accounts`
        return use.name + written[written.index(".") :]
    return use.name


@pytest.mark.parametrize("item", PARSED, ids=lambda item: f"{item.pack}/{item.name}")
def test_each_reported_name_stands_exactly_where_it_is_reported(item: Parsed) -> None:
    known = scalars(item.document.text)
    for use in item.kind.uses(item.definition, _field):
        if use.at == ("name_field",) and (use.at, False) not in known:
            continue  # the one name that need not be written
        written = _written(item, known[use.at, use.key])
        assert written.removeprefix("-") == _expected(use, written), use


@pytest.mark.parametrize("item", PARSED, ids=lambda item: f"{item.pack}/{item.name}")
def test_whatever_is_written_is_reported_or_names_nothing(item: Parsed) -> None:
    reported = {(use.at, use.key) for use in item.kind.uses(item.definition, _field)}
    reported |= {(use.at, False) for use in item.kind.formulas(item.definition, _field)}
    missed = [
        (path, key)
        for path, key in scalars(item.document.text)
        if (path, key) not in reported and not _plain(path, key)
    ]
    assert missed == []


def _plain(path: tuple[str | int, ...], key: bool) -> bool:
    last = path[-1]
    if key:  # keys are words of the platform, but for three mappings whose keys are names
        inside = path[-2] if len(path) > 1 else ""
        return (
            inside not in ("objects", "change_fields")
            and path[-3:-1] != ("values",)
            and not (inside == "fields" and path[0] == "objects")
            and not (inside == "values" and path[0] == "business_types")
        )
    if isinstance(last, int):
        above = path[-2]
        return (
            above in PLAIN_LISTS
            or (above == "values" and path[0] in ("fields", "values"))
            or (path[0] == "business_types" and path[-3] == "values")
        )
    if last == "name" and len(path) == 3 and path[0] in NAMED_PARTS:
        return True
    if path[0] == "objects" and path[2:3] == ("fields",):
        return True  # the right on a field
    if path[0] == "business_types" and path[2:3] == ("defaults",):
        return True  # the value that a field begins with
    if path[0] == "fields" and path[2:3] == ("business_types",):
        return True  # the format of a business type's numbers
    if path[0] == "change_fields":
        return last in PLAIN or path[2:3] == ("business_types",)
    return last in PLAIN or (len(path) == 1 and last in OWN)


def test_every_kind_of_metadata_occurs_with_names_in_it() -> None:
    without_names = {"value_set"}
    for name, kind in KINDS.items():
        items = [item for item in PARSED if item.kind is kind]
        assert items, name
        found = [use for item in items for use in kind.uses(item.definition, _field)]
        assert bool(found) == (name not in without_names), name


def test_every_thing_and_every_formula_is_mentioned_somewhere() -> None:
    uses = {use.thing for item in PARSED for use in item.kind.uses(item.definition, _field)}
    assert uses == {
        "pack",
        "object",
        "field",
        "business_type",
        "list_view",
        "value_set",
        "profile",
        "role",
    }
    formulas = [use for item in PARSED for use in item.kind.formulas(item.definition, _field)]
    assert all(isinstance(use, FormulaUse) for use in formulas)
    places = {tuple(step for step in use.at if isinstance(step, str)) for use in formulas}
    assert places >= {
        ("fields", "filter"), ("validation_rules", "when"), ("list_views", "filter"), ("filter",),
        ("sections", "when"), ("sections", "fields", "when"),
    }  # fmt: skip


def test_every_field_type_that_points_somewhere_occurs() -> None:
    pointing = {
        "lookup",
        "master_detail",
        "multilookup",
        "anylookup",
        "reference",
        "user",
        "department",
    }
    used = {
        field.type
        for item in PARSED
        if item.kind.name in ("object", "extend")
        for field in item.definition.fields
    }
    assert pointing <= used and pointing <= FIELD_TYPES.keys()
