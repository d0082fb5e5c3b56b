"""List views and layouts in the catalog: every name in them has become its field."""

from pathlib import Path

import pytest

from objectry.metadata.catalog import Catalog, ListView, path_name
from objectry.metadata.parse import parse_packs
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import read_folders, system_sources

PACK = """\
pack: garage
version: 1.0.0
label: {zh: 汽修, en: Garage}
"""
CAR = """\
object: car
label: {zh: 车, en: Car}
plural: {zh: 车, en: Cars}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: driver, type: lookup, to: user, label: {zh: 司机, en: Driver}}
list_views:
  - {name: all, label: {zh: 全部, en: All}, columns: [name, driver.email], sort: [-driver.name, name]}
"""
REPAIR = """\
object: repair
label: {zh: 维修, en: Repair}
plural: {zh: 维修, en: Repairs}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: car, type: lookup, to: car, label: {zh: 车, en: Car}}
"""
ELSEWHERE = """\
list_view: car.mine
label: {zh: 我的, en: Mine}
scope: mine
columns: [name]
"""
LAYOUT = """\
layout: car.{name}
object: car
label: {{zh: 布局, en: Layout}}
highlights: [driver]
sections:
  - {{label: {{zh: 基本, en: Basics}}, fields: [name, {{field: driver, required: true}}]}}
related_lists:
  - {{object: repair, through: car, columns: [name, car.driver], sort: [-name]}}
quick_create: [name]
"""


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """A garage: cars with two layouts and two list views, and their repairs."""
    files = {
        "pack": PACK,
        "car": CAR,
        "repair": REPAIR,
        "car.mine": ELSEWHERE,
        "car.bare": LAYOUT.format(name="bare"),
        "car.default": LAYOUT.format(name="default"),
    }
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return resolve(parse_packs((*system_sources(), *read_folders([tmp_path]))))


def _shown(view: ListView) -> list[str]:
    return [path_name(path) for path in view.columns]


def test_the_columns_and_the_order_of_a_list_view_are_fields(catalog: Catalog) -> None:
    view = catalog.list_views["car"]["all"]
    assert _shown(view) == ["name", "driver.email"]
    assert view.columns[1][1] is catalog.objects["user"].fields["email"]
    assert [(path_name(one.path), one.descending) for one in view.sort] == [
        ("driver.name", True),
        ("name", False),
    ]


def test_list_views_written_outside_of_their_object_stand_behind_its_own(catalog: Catalog) -> None:
    assert list(catalog.list_views["car"]) == ["all", "mine"]
    assert catalog.list_views["car"]["mine"].definition.scope == "mine"
    assert catalog.list_views["repair"] == {}


def test_the_default_layout_stands_first(catalog: Catalog) -> None:
    names = [layout.definition.layout for layout in catalog.layouts["car"]]
    assert names == ["car.default", "car.bare"]
    assert catalog.layouts["repair"] == ()


def test_everything_in_a_layout_is_a_field(catalog: Catalog) -> None:
    layout, fields = catalog.layouts["car"][0], catalog.objects["car"].fields
    assert layout.highlights == (fields["driver"],)
    assert layout.quick_create == (fields["name"],)
    assert layout.status_path is None
    (section,) = layout.sections
    assert [(one.field.name, one.definition.required) for one in section.fields] == [
        ("name", False),
        ("driver", True),
    ]


def test_a_related_list_knows_the_field_that_leads_back(catalog: Catalog) -> None:
    (related,) = catalog.layouts["car"][0].related_lists
    assert related.through is catalog.objects["repair"].fields["car"]
    assert [path_name(path) for path in related.columns] == ["name", "car.driver"]
    assert [one.descending for one in related.sort] == [True]
