"""From definitions to the catalog: names are looked up, formulas checked, value sets inlined. All problems at once."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from objectry.metadata import messages
from objectry.metadata.arranging import layouts, list_views
from objectry.metadata.catalog import Catalog
from objectry.metadata.computing import settled
from objectry.metadata.disputes import disputes
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.formula_checks import formula_problems
from objectry.metadata.kinds.interface import Fields, Use
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.merge import merge
from objectry.metadata.names import Missing, is_known, refusal
from objectry.metadata.object_building import build_object, with_references
from objectry.metadata.object_definitions import InlineListViewDef, ObjectDef
from objectry.metadata.pack_order import in_pack_order
from objectry.metadata.parse import Parsed, Reading
from objectry.metadata.problems import MetadataError, Problem
from objectry.metadata.scalar_places import Written
from objectry.metadata.system_fields import system_fields
from objectry.metadata.things import THINGS
from objectry.metadata.whereabouts import Whereabouts


def resolve(reading: Reading) -> Catalog:
    """The catalog of all packs. Raises MetadataError with everything that is wrong.

    What could not be read is set aside: nothing that mentions it is blamed, and all else is checked.
    """
    documents = in_pack_order(reading.definitions)
    missing = Missing(reading.broken)
    problems = [*reading.problems, *_doubles(documents), *disputes(documents)]
    merged = merge(documents, problems)
    fields = fields_of(merged)
    catalog = _catalog(documents, merged, fields)
    for item in documents:
        problems.extend(_of_document(item, catalog, fields, missing))
    for item in reading.salvaged:
        problems.extend(_unknown_names(item, _unknown(item, catalog, fields), catalog, missing))
    problems.extend(_misfits(documents, catalog, merged))
    if problems:
        raise MetadataError(problems)
    return catalog


def draft(documents: Iterable[Parsed]) -> Catalog:
    """The catalog of some documents as far as their names stand for something: nothing is checked."""
    in_order = in_pack_order(documents)
    merged = merge(in_order, [])
    return _catalog(in_order, merged, fields_of(merged))


def _doubles(documents: Iterable[Parsed]) -> Iterator[Problem]:
    """No two documents may define the same thing; each pack may extend an object once per file."""
    first: dict[tuple[str, str], Parsed] = {}
    for item in documents:
        if item.kind.name == "extend":
            continue
        earlier = first.setdefault(item.identity, item)
        if earlier is not item:
            kind, name = item.identity
            zh, en = THINGS[kind]
            params = {
                "thing_zh": zh,
                "thing_en": en,
                "name": name,
                "place": earlier.place((kind,)),
            }
            yield Problem(messages.DEFINED_TWICE, item.place((kind,)), params)


def _catalog(
    documents: Iterable[Parsed], merged: Mapping[str, ObjectDef], fields: Fields
) -> Catalog:
    """The catalog as far as names stand for something."""
    by_kind: dict[str, dict[str, Parsed]] = {name: {} for name in KINDS}
    for item in documents:
        by_kind[item.kind.name].setdefault(item.identity[1], item)
    definitions = {
        name: MappingProxyType({key: item.definition for key, item in by_kind[name].items()})
        for name, kind in KINDS.items()
        if not kind.of_objects
    }
    values = {name: shared.values for name, shared in definitions["value_set"].items()}
    views: dict[str, list[InlineListViewDef]] = {}
    for full_name, item in by_kind["list_view"].items():
        object_name, name = full_name.split(".")
        view = item.definition.model_copy(update={"name": name})
        views.setdefault(object_name, []).append(view)

    def known(object_name: str, name: str) -> FieldDef | None:
        """A field of its own or of every object."""
        found = fields(object_name, name)
        if found is None and object_name in merged:
            every = system_fields(merged[object_name])
            return next((one for one in every if one.name == name), None)
        return found

    built = {
        name: build_object(definition, by_kind["object"][name].pack, values, known)
        for name, definition in merged.items()
    }
    objects = settled({name: with_references(thing, built) for name, thing in built.items()})
    return Catalog(
        objects=MappingProxyType(objects),
        definitions=MappingProxyType(definitions),
        list_views=list_views(objects, views),
        layouts=layouts(objects, definitions["layout"].values()),
    )


def fields_of(merged: Mapping[str, ObjectDef]) -> Fields:
    """The fields of some objects, extensions merged in."""
    known = {
        (name, field.name): field
        for name, definition in merged.items()
        for field in definition.fields
    }

    def field(object_name: str, name: str) -> FieldDef | None:
        return known.get((object_name, name))

    return field


def _of_document(
    item: Parsed, catalog: Catalog, fields: Fields, missing: Missing
) -> Iterator[Problem]:
    """Names that stand for nothing, and formulas that are wrong."""
    unknown = _unknown(item, catalog, fields)
    yield from _unknown_names(item, unknown, catalog, missing)
    written = Written(item)
    for formula in item.kind.formulas(item.definition, fields):
        # A condition that follows from names is not told once more beside them.
        if not any(use.at[: len(formula.at)] == formula.at for use in unknown):
            yield from formula_problems(written, formula, catalog, missing)


def _unknown(item: Parsed, catalog: Catalog, fields: Fields) -> list[Use]:
    uses = item.kind.uses(item.definition, fields)
    return [use for use in uses if not is_known(catalog, use)]


def _unknown_names(
    item: Parsed, unknown: Iterable[Use], catalog: Catalog, missing: Missing
) -> Iterator[Problem]:
    for use in unknown:
        if not missing.excuses(catalog, use):
            told = refusal(catalog, use)
            yield Problem(told.message, item.place(use.at), told.params, told.hint)


def _misfits(
    documents: tuple[Parsed, ...], catalog: Catalog, merged: Mapping[str, ObjectDef]
) -> Iterator[Problem]:
    """What each kind finds wrong with its definitions beside all others."""
    places = Whereabouts(documents)
    views = {i.identity[1]: i.definition for i in documents if i.kind.name == "list_view"}
    of_objects: Mapping[str, Mapping[str, object]] = {"object": merged, "list_view": views}
    for name, kind in KINDS.items():
        for key, definition in {**catalog.definitions, **of_objects}.get(name, {}).items():
            for fault in kind.check(definition, catalog):
                place = places.of(name, key, fault.at)
                yield Problem(fault.message, place, fault.params, fault.hint)
