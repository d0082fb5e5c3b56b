"""Which layout a form has: the user's profiles in their order, then the business type, then the default."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from objectry.metadata.catalog import Catalog
from objectry.metadata.form_layouts import layout_for
from objectry.metadata.parse import parse_packs
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import read_folders, system_sources

PACK = "pack: garage\nversion: 1.0.0\nlabel: {zh: 汽修, en: Garage}\n"
CAR = """\
object: car
label: {zh: 车, en: Car}
plural: {zh: 车, en: Cars}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
business_types:
  - {name: van, label: {zh: 货车, en: Van}}
  - {name: bus, label: {zh: 客车, en: Bus}}
"""
PROFILE = "profile: %s\nlabel: {zh: 职能, en: %s}\n"
LAYOUT = """\
layout: car.%s
object: car
label: {zh: 布局, en: Layout}
business_types: [%s]
profiles: [%s]
sections: [{label: {zh: 基本, en: Basics}, fields: [name]}]
"""
EVERY = {
    "default": ("", ""),
    "vans": ("van", ""),
    "sellers": ("", "seller"),
    "sellers_vans": ("van", "seller"),
    "smiths": ("", "smith"),
}
"""Layouts with the business types and the profiles that they are for."""


def _catalog(folder: Path, layouts: Mapping[str, tuple[str, str]]) -> Catalog:
    files = {"pack": PACK, "car": CAR}
    files |= {name: PROFILE % (name, name) for name in ("seller", "smith", "clerk")}
    files |= {f"layout_{name}": LAYOUT % (name, *said) for name, said in layouts.items()}
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return resolve(parse_packs((*system_sources(), *read_folders([folder]))))


def _chosen(catalog: Catalog, business_type: str | None, *profiles: str) -> str | None:
    layout = layout_for(catalog, catalog.objects["car"], business_type, profiles)
    return layout.definition.layout.removeprefix("car.") if layout else None


@pytest.mark.parametrize(
    ("business_type", "profiles", "layout"),
    [
        (None, (), "default"),
        ("bus", (), "default"),
        ("bus", ("clerk",), "default"),
        ("van", (), "vans"),
        ("van", ("clerk",), "vans"),
        ("bus", ("seller",), "sellers"),
        ("van", ("seller",), "sellers_vans"),
        ("van", ("smith",), "smiths"),
        ("van", ("smith", "seller"), "smiths"),
        ("van", ("seller", "smith"), "sellers_vans"),
        ("bus", ("clerk", "seller", "smith"), "sellers"),
        (None, ("seller",), "sellers"),
    ],
)
def test_profiles_decide_in_their_order_then_the_business_type_then_the_default(
    tmp_path: Path, business_type: str | None, profiles: tuple[str, ...], layout: str
) -> None:
    assert _chosen(_catalog(tmp_path, EVERY), business_type, *profiles) == layout


def test_the_default_is_for_whoever_has_no_other(tmp_path: Path) -> None:
    catalog = _catalog(tmp_path, {"default": ("van", "smith"), "sellers": ("", "seller")})
    assert _chosen(catalog, "bus", "clerk") == "default"
    assert _chosen(catalog, "bus", "seller") == "sellers"


def test_an_object_may_have_no_layout_for_somebody(tmp_path: Path) -> None:
    assert _chosen(_catalog(tmp_path, {}), None) is None
    assert _chosen(_catalog(tmp_path, {"sellers": ("", "seller")}), "van", "clerk") is None


def test_without_a_default_the_first_that_everybody_sees_takes_its_place(tmp_path: Path) -> None:
    catalog = _catalog(tmp_path, {"second": ("", ""), "sellers": ("", "seller")})
    assert _chosen(catalog, "van", "clerk") == "second"
