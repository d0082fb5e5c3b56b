"""What holds for the fields of a form: hidden goes before locked, locked before demanded."""

from collections.abc import Mapping

import pytest

from objectry.metadata.catalog import Catalog
from objectry.metadata.form_states import FieldState, at_every_door, form_of, state_of
from objectry.metadata.parse import parse_packs
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import read_folders, system_sources

FILES = {
    "pack": "pack: garage\nversion: 1.0.0\nlabel: {zh: 汽修, en: Garage}\n",
    "car": """
object: car
label: {zh: 车, en: Car}
plural: {zh: 车, en: Cars}
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: plate, type: text, required_when: 'name = "r"', read_only_when: 'name = "l"', label: {zh: 牌, en: Plate}}
  - {name: color, type: text, label: {zh: 色, en: Colour}}
  - {name: no, type: autonumber, format: "C{0000}", label: {zh: 编号, en: Number}}
""",
    "layout": """
layout: car.default
object: car
label: {zh: 布局, en: Layout}
sections:
  - {label: {zh: 一, en: One}, fields: [name, plate, no]}
  - label: {zh: 二, en: Two}
    when: 'name = "two"'
    fields:
      - {field: color, required: true, when: 'name = "a"'}
  - label: {zh: 三, en: Three}
    when: 'name = "three"'
    fields:
      - {field: color, read_only_when: 'name = "b"', required_when: 'name = "c"'}
quick_create: [name, tags]
""",
}
TWO, THREE, A, B, C = (f'name = "{word}"' for word in ("two", "three", "a", "b", "c"))
DEMAND, LOCK = 'name = "r"', 'name = "l"'
OPEN, HIDDEN = FieldState(), FieldState(hidden=True)
LOCKED, DEMANDED = FieldState(read_only=True), FieldState(required=True)
WRITABLE = frozenset({"name", "plate", "color", "tags"})


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """A catalog with cars."""
    folder = tmp_path_factory.mktemp("garage")
    for name, text in FILES.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return resolve(parse_packs((*system_sources(), *read_folders([folder]))))


def _states(
    catalog: Catalog, *true: str, was: tuple[str, ...] = (), writable: frozenset[str] = WRITABLE
) -> tuple[Mapping[str, FieldState], tuple[bool, ...]]:
    form = form_of(catalog.objects["car"], catalog.layouts["car"][0], lambda field: True)
    after = {text: text in true for text in form.after}
    found = state_of(form, writable, after, {text: text in was for text in form.before})
    return found.fields, found.sections


def test_a_form_asks_for_each_condition_once(catalog: Catalog) -> None:
    form = form_of(catalog.objects["car"], catalog.layouts["car"][0], lambda field: True)
    assert form.after == {TWO, THREE, A, B, C, DEMAND}
    assert form.before == {LOCK}
    assert form.locks
    assert [field.name for field in form.fields] == ["name", "plate", "no", "color", "tags"]
    assert [field.name for field in at_every_door(catalog.objects["car"]).fields] == ["plate"]


def test_what_is_always_so_needs_no_condition(catalog: Catalog) -> None:
    fields, sections = _states(catalog)
    assert fields == {
        "name": DEMANDED, "plate": OPEN, "no": LOCKED, "color": HIDDEN, "tags": OPEN,
    }  # fmt: skip
    assert sections == (False, True, True)


@pytest.mark.parametrize(
    ("true", "color", "sections"),
    [
        ((TWO,), HIDDEN, (False, True, True)),
        ((A,), HIDDEN, (False, True, True)),
        ((TWO, A), DEMANDED, (False, False, True)),
        ((THREE,), OPEN, (False, True, False)),
        ((THREE, C), DEMANDED, (False, True, False)),
        ((THREE, B), LOCKED, (False, True, False)),
        ((THREE, B, C), LOCKED, (False, True, False)),
        ((B, C), HIDDEN, (False, True, True)),
        ((TWO, A, THREE, B), LOCKED, (False, False, False)),
    ],
)
def test_a_field_is_as_the_places_say_in_which_it_is_shown(
    catalog: Catalog, true: tuple[str, ...], color: FieldState, sections: tuple[bool, ...]
) -> None:
    fields, found = _states(catalog, *true)
    assert (fields["color"], found) == (color, sections)


def test_what_is_locked_is_not_demanded(catalog: Catalog) -> None:
    assert _states(catalog, DEMAND)[0]["plate"] == DEMANDED
    assert _states(catalog, DEMAND, was=(LOCK,))[0]["plate"] == LOCKED
    nobody = _states(catalog, DEMAND, TWO, A, writable=frozenset())[0]
    assert set(nobody.values()) == {LOCKED}


def test_sections_without_a_visible_field_are_left_out(catalog: Catalog) -> None:
    form = form_of(
        catalog.objects["car"], catalog.layouts["car"][0], lambda field: field.name != "color"
    )
    assert [section.definition.label.en for section in form.sections] == ["One"]
    assert "color" not in {field.name for field in form.fields}
    assert form.after == {DEMAND}
