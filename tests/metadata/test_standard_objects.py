"""The packs hold the standard objects of the catalogue, field by field."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from objectry.metadata.catalog import Catalog, Field, Object
from objectry.metadata.field_types.autonumber import AutoNumberDef
from objectry.metadata.field_types.formula import FormulaDef
from objectry.metadata.field_types.rollup import RollupDef
from objectry.metadata.field_types.select import SelectDef
from objectry.metadata.kinds.layout import LAYOUT
from objectry.metadata.kinds.value_set import VALUE_SET
from objectry.runtime.api.organization import check
from tests.metadata.standard_objects import (
    BUSINESS_TYPES,
    FEATURES,
    LATER,
    OBJECTS,
    OWNED,
    SYSTEM,
)

ROOT = Path(__file__).parents[2]
INDUSTRIES = ("industry", "industry_segment")
"""Select fields whose values are the packs' own choice."""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The system pack and the base pack."""
    return check([ROOT / "objects", ROOT / "layouts"])


def _lines(thing: Object, name: str) -> Iterator[str]:
    texts = [SYSTEM, OBJECTS[name], *(FEATURES.get(feature, "") for feature in thing.features)]
    if thing.owned:
        texts.append(OWNED)
    for text in texts:
        yield from (line for line in text.splitlines() if line)


def _written(field: Field) -> str:
    """A field as the catalogue's list writes it."""
    definition = field.written
    marks = "".join(
        mark
        for mark, holds in (
            ("R", definition.required),
            ("U", definition.unique),
            ("A", not field.writable),
        )
        if holds
    )
    return " ".join(
        [field.name, definition.type, marks or "-", _word(field.label.zh), *_rest(field)]
    )


def _rest(field: Field) -> list[str]:
    definition: Any = field.written
    if isinstance(definition, FormulaDef):
        return [definition.returns]
    if isinstance(definition, RollupDef):
        return [definition.of, definition.operation]
    if isinstance(definition, SelectDef):
        return (
            [] if field.name in INDUSTRIES else [_word(one.label.zh) for one in definition.values]
        )
    if isinstance(definition, AutoNumberDef):
        return [definition.format]
    if field.relation is None or definition.type in ("user", "department"):
        return []
    return [",".join(field.relation.targets), field.relation.on_delete]


def _word(text: str) -> str:
    return text.replace(" ", "_")


def test_all_objects_are_the_catalogues(catalog: Catalog) -> None:
    assert catalog.objects.keys() == OBJECTS.keys()


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_has_the_fields_of_the_catalogue(catalog: Catalog, name: str) -> None:
    thing = catalog.objects[name]
    found = {_written(field) for field in thing.fields.values() if field.name != "business_type"}
    assert found == set(_lines(thing, name))


@pytest.mark.parametrize("name", OBJECTS)
def test_the_business_types_are_those_of_the_catalogue(catalog: Catalog, name: str) -> None:
    labels = [kind.label.zh for kind in catalog.objects[name].business_types.values()]
    assert labels == BUSINESS_TYPES.get(name, "").split()


def test_what_is_left_for_later_is_not_there_yet(catalog: Catalog) -> None:
    for name in " ".join(LATER.values()).split():
        thing, field = name.split(".")
        assert field not in catalog.objects[thing].fields, f"{name} is there: take it off the list"


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_can_be_listed_shown_and_quickly_created(catalog: Catalog, name: str) -> None:
    thing = catalog.objects[name]
    assert [view.definition.default for view in catalog.list_views[name].values()].count(True) == 1
    layout = LAYOUT.of(catalog)[f"{name}.default"]
    placed = {
        one if isinstance(one, str) else one.field
        for section in layout.sections
        for one in section.fields
    }
    own = {field.name for field in thing.fields.values() if not field.system}
    kinds = {"business_type"} & thing.fields.keys()
    assert own | kinds <= placed, "every field of its own has a place"
    assert bool(layout.quick_create) == (name != "profile")
    asked = {
        field.name
        for field in thing.fields.values()
        if field.definition.required
        and field.writable
        and getattr(field.definition, "default", None) is None
        and field.name != "owner"
    }
    master = {thing.master.name} if thing.master else set()
    assert name == "profile" or asked - master <= set(layout.quick_create)


def test_labels_are_in_both_languages(catalog: Catalog) -> None:
    for thing in catalog.objects.values():
        for field in thing.fields.values():
            chinese = any("\u4e00" <= character <= "\u9fff" for character in field.label.zh)
            assert chinese and field.label.en.isascii(), f"{thing.name}.{field.name}"


def test_every_industry_but_the_rest_has_segments(catalog: Catalog) -> None:
    industries = {choice.value for choice in VALUE_SET.of(catalog)["industry"].values}
    segments = VALUE_SET.of(catalog)["industry_segment"].values
    assert all(segment.when and set(segment.when) <= industries for segment in segments)
    assert industries - {one for segment in segments for one in segment.when} == {"other"}
