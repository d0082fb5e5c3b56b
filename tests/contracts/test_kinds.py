"""What holds for every kind of metadata, listed ones and those to come.

A new kind needs an entry in `tests/metadata/every_reference.yaml` with a name at every place where it may mention one.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path as File
from typing import Any

import pytest

from objectry.metadata.documents import Definition
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.kinds.interface import Use
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.parse import Parsed, Reading, parse_packs
from objectry.metadata.problems import MetadataError, Place
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, read_folders, system_sources
from objectry.metadata.things import THINGS
from objectry.metadata.yaml_source import scalars

ROOT = File(__file__).parents[2]
EVERY = (ROOT / "tests" / "metadata" / "every_reference.yaml").read_text(encoding="utf-8")
TEXTS = EVERY.split("---\n")
SYSTEM = parse_packs(system_sources())


def _every(texts: list[str]) -> Reading:
    sources = [
        Source(f"every:{number}", text.encode(), "" if number else "pack.yaml")
        for number, text in enumerate(texts)
    ]
    return SYSTEM.followed_by(parse_packs(sources))


READING = _every(TEXTS)
DOCUMENTS = READING.definitions
CATALOG = resolve(READING)
BASE = parse_packs(read_folders([ROOT / "objects", ROOT / "layouts"]))
WRITTEN = (*DOCUMENTS, *BASE.definitions)


def _field(object_name: str, name: str) -> FieldDef | None:
    thing = CATALOG.objects.get(object_name)
    return next((f for f in thing.definition.fields if f.name == name), None) if thing else None


def _name(item: Parsed) -> str:
    return f"{item.pack}/{item.name}"


def _uses() -> Iterator[Any]:
    for item in DOCUMENTS[len(SYSTEM.definitions) :]:
        for use in item.kind.uses(item.definition, _field):
            if use.at != ("name_field",) or "name_field" in item.document.text:
                yield pytest.param(item, use, id=f"{item.name}-{'.'.join(map(str, use.at))}")


def _broken(item: Parsed, use: Use) -> str:
    """The text of a document in which the last part of one name is another one."""
    text, span = item.document.text, scalars(item.document.text)[use.at, use.key].span
    written = text[span.start : span.end]
    bare = written.strip("\"'")
    if use.thing == "object" and "." in bare:  # the object before the view: `ticket.mine`
        wrong = f"zzz_none.{bare.split('.', 1)[1]}"
    else:
        before, dot, _ = bare.rpartition(".")
        wrong = f"{before}{dot}zzz_none"
    sign = "-" if bare.startswith("-") and not wrong.startswith("-") else ""
    changed = written.replace(bare, sign + wrong)
    return text[: span.start] + changed + text[span.end :]


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_describes_itself(name: str) -> None:
    kind = KINDS[name]
    assert kind.name == name
    assert kind.title.zh != kind.title.en
    assert kind.model.__doc__
    assert kind.setup_page.startswith("/setup/")
    assert any(item.kind is kind for item in DOCUMENTS), "no document in every_reference.yaml"


@pytest.mark.parametrize("item", WRITTEN, ids=_name)
def test_a_definition_comes_back_from_its_canonical_text(item: Parsed) -> None:
    text = item.kind.canonical(item.definition)
    again = item.kind.read(text)
    assert again == item.definition
    assert item.kind.canonical(again) == text


@pytest.mark.parametrize("item", WRITTEN, ids=_name)
def test_equal_definitions_have_equal_texts_and_no_difference(item: Parsed) -> None:
    everything = item.definition.model_dump(by_alias=True)
    same = item.kind.model.model_validate(_turned(everything))
    assert same == item.definition
    assert item.kind.canonical(same) == item.kind.canonical(item.definition)
    assert item.kind.difference(item.definition, same) == ()


def _turned(value: Any) -> Any:
    """The same with the keys of all mappings in the opposite order."""
    if isinstance(value, Mapping):
        return {key: _turned(part) for key, part in reversed(list(value.items()))}
    return (
        type(value)(_turned(part) for part in value) if isinstance(value, list | tuple) else value
    )


@pytest.mark.parametrize(
    "item", [item for item in DOCUMENTS if hasattr(item.definition, "label")], ids=_name
)
def test_another_label_is_the_one_difference(item: Parsed) -> None:
    other = item.definition.model_copy(
        update={"label": item.definition.label.model_copy(update={"zh": "另一个"})}
    )
    (found,) = item.kind.difference(item.definition, other)
    assert found.at == ("label", "zh")
    assert (found.before, found.after) == (item.definition.label.zh, "另一个")
    assert item.kind.canonical(other) != item.kind.canonical(item.definition)


def test_entries_are_compared_by_name_wherever_they_stand() -> None:
    thing = CATALOG.objects["ticket"].definition
    first, second, *rest = thing.fields
    changed = second.model_copy(update={"required": True})
    moved: Definition = thing.model_copy(update={"fields": (changed, first, *rest)})
    found = KINDS["object"].difference(thing, moved)
    assert [one.at for one in found] == [("fields", second.name, "required"), ("fields",)]
    gone = thing.model_copy(update={"fields": (first, *rest)})
    (lost,) = KINDS["object"].difference(thing, gone)
    assert (lost.at, lost.before, lost.after) == (("fields", second.name), second, None)


@pytest.mark.parametrize(("item", "use"), list(_uses()))
def test_a_name_that_stands_for_nothing_is_refused_where_it_is_written(
    item: Parsed, use: Use
) -> None:
    texts = [
        _broken(item, use) if text.rstrip() == item.document.text.rstrip() else text
        for text in TEXTS
    ]
    with pytest.raises(MetadataError) as refused:
        resolve(_every(texts))
    at = Place(item.document.place(()).file, *_line_and_column(item, use))
    found = [(problem.code, problem.place) for problem in refused.value.problems]
    assert ("name_unknown", at) in found


def _line_and_column(item: Parsed, use: Use) -> tuple[int, int]:
    place = item.place(use.at)
    return place.line, place.column


def test_every_thing_that_is_mentioned_has_a_word_in_both_languages() -> None:
    used = {use.thing for item in DOCUMENTS for use in item.kind.uses(item.definition, _field)}
    assert used <= THINGS.keys()
    assert all(zh and en for zh, en in THINGS.values())
