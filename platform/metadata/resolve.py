"""From definitions to the catalog: names are looked up, formulas checked, value sets inlined. All problems at once."""

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from objectry.formula.checker import check
from objectry.formula.problems import FormulaError
from objectry.formula.sql import refuse_unpushable
from objectry.metadata import messages
from objectry.metadata.catalog import (
    Catalog,
    CatalogScope,
    Column,
    Field,
    Object,
    field_info,
    walk,
)
from objectry.metadata.field_types.base import DefinitionRefused, FieldDef
from objectry.metadata.field_types.choices import listed_values
from objectry.metadata.field_types.multiselect import MultiSelectDef
from objectry.metadata.field_types.reference import ReferenceDef
from objectry.metadata.field_types.select import SelectDef
from objectry.metadata.kinds.interface import FormulaUse, Thing, Use
from objectry.metadata.kinds.object import BusinessTypeDef, ObjectDef
from objectry.metadata.kinds.pack import version_fits
from objectry.metadata.kinds.value_set import ValueSetDef
from objectry.metadata.merge import merge
from objectry.metadata.parse import Parsed
from objectry.metadata.problems import MetadataError, Path, Place, Problem
from objectry.metadata.sources import SYSTEM
from objectry.metadata.system_fields import RECORD_TYPES, reserved, system_fields
from objectry.metadata.things import THINGS

NAME_FIELD_TYPES = frozenset({"text", "autonumber"})


@dataclass
class _Build:
    """What is being put together; lives for one resolve."""

    parsed: tuple[Parsed, ...]
    problems: list[Problem] = field(default_factory=list)

    def of(self, kind: str) -> dict[str, Parsed]:
        """The definitions of a kind by name, the first one of each name."""
        found: dict[str, Parsed] = {}
        for item in self.parsed:
            if item.kind.name == kind:
                found.setdefault(item.identity[1], item)
        return found

    def refuse(
        self, item: Parsed, at: Path, message: Any, hint: str = "", **params: object
    ) -> None:
        """Note a problem of one definition."""
        self.problems.append(Problem(message, item.place(at), params, hint))


def resolve(parsed: Iterable[Parsed]) -> Catalog:
    """The catalog of all packs. Raises MetadataError with everything that is wrong."""
    build = _Build(in_pack_order(parsed))
    _refuse_doubles(build)
    value_sets = {name: item.definition for name, item in build.of("value_set").items()}
    objects = _objects(build, value_sets)
    catalog = Catalog(
        packs=_frozen(build.of("pack")),
        objects=MappingProxyType(objects),
        layouts=_frozen(build.of("layout")),
        value_sets=MappingProxyType(value_sets),
        profiles=_frozen(build.of("profile")),
        roles=_frozen(build.of("role")),
        menus=_frozen(build.of("menu")),
    )
    _check_names(build, catalog)
    _check_objects(build, catalog)
    _check_layouts(build, catalog)
    _check_roles(build, catalog)
    if not build.problems:
        _check_formulas(build, catalog)  # on sound names only: else each error would be told twice
    if build.problems:
        raise MetadataError(build.problems)
    return catalog


def _frozen(items: Mapping[str, Parsed]) -> Mapping[str, Any]:
    return MappingProxyType({name: item.definition for name, item in items.items()})


# Packs ---------------------------------------------------------------------------------------------------------------


def in_pack_order(parsed: Iterable[Parsed]) -> tuple[Parsed, ...]:
    """The definitions in the one order that follows from them, however they came in.

    `system` is first, and each pack stands behind the packs that it requires; inside a pack files are in the order of
    their names, behind `pack.yaml`.
    """
    parsed = tuple(parsed)
    packs = {item.definition.pack: item for item in parsed if item.kind.name == "pack"}
    problems: list[Problem] = []
    order: list[str] = []
    for name in sorted(packs, key=lambda name: (name != SYSTEM, name)):
        _place_pack(name, packs, order, (), problems)
    if problems:
        raise MetadataError(problems)
    position = {name: index for index, name in enumerate(order)}
    return tuple(
        sorted(parsed, key=lambda i: (position.get(i.pack, -1), i.kind.name != "pack", i.name))
    )


def _place_pack(
    name: str,
    packs: Mapping[str, Parsed],
    order: list[str],
    trail: tuple[str, ...],
    problems: list[Problem],
) -> None:
    """Put a pack into the order, those that it requires first."""
    item = packs[name]
    if name in trail:
        loop = " → ".join((*trail[trail.index(name) :], name))
        problems.append(Problem(messages.PACK_LOOP, item.place(("requires",)), {"loop": loop}))
        return
    if name in order:
        return
    for index, requirement in enumerate(item.definition.requires):
        needed = packs.get(requirement.pack)
        if needed is None:
            continue  # reported with all other unknown names
        if not version_fits(needed.definition.version, requirement.version):
            params = {
                "pack": requirement.pack,
                "wanted": requirement.version,
                "found": needed.definition.version,
            }
            place = item.place(("requires", index, "version"))
            problems.append(Problem(messages.PACK_VERSION, place, params))
        _place_pack(requirement.pack, packs, order, (*trail, name), problems)
    order.append(name)


def _refuse_doubles(build: _Build) -> None:
    """No two documents may define the same thing; each pack may extend an object once per file."""
    first: dict[tuple[str, str], Parsed] = {}
    for item in build.parsed:
        if item.kind.name == "extend":
            continue
        earlier = first.setdefault(item.identity, item)
        if earlier is not item:
            kind, name = item.identity
            build.refuse(item, (kind,), messages.DEFINED_TWICE,
                         kind=kind, name=name, place=earlier.place((kind,)))  # fmt: skip


# Objects -------------------------------------------------------------------------------------------------------------


def _objects(build: _Build, value_sets: Mapping[str, ValueSetDef]) -> dict[str, Object]:
    merged = merge(build.parsed, build.problems)
    origin = build.of("object")
    objects = {
        name: _object(build, definition, origin[name], value_sets)
        for name, definition in merged.items()
    }
    for item in build.of("list_view").values():
        _attach_view(objects, item)
    return {
        name: _with_references(build, objects, thing, origin[name])
        for name, thing in objects.items()
    }


def _object(
    build: _Build, definition: ObjectDef, item: Parsed, value_sets: Mapping[str, ValueSetDef]
) -> Object:
    """An object whose references are not resolved yet."""
    own = tuple(_with_values(build, f, value_sets, item) for f in definition.fields)
    _refuse_twice(build, item, "fields", [f.name for f in definition.fields])
    _refuse_twice(build, item, "validation_rules", [r.name for r in definition.validation_rules])
    _refuse_twice(build, item, "business_types", [t.name for t in definition.business_types])
    _refuse_twice(build, item, "list_views", [v.name for v in definition.list_views])
    _refuse_indexes(build, item, definition, own)
    for number, one in enumerate(item.definition.fields):
        if one.name in reserved(definition):
            build.refuse(item, ("fields", number, "name"), messages.FIELD_RESERVED, field=one.name)
    automatic = [_field(definition.object, f, system=True) for f in system_fields(definition)]
    everything = (*automatic, *(_field(definition.object, f, system=False) for f in own))
    return Object(
        name=definition.object,
        definition=definition,
        pack=item.pack,
        fields=MappingProxyType({f.name: f for f in everything if f.definition.active}),
        kept=everything,
        list_views=MappingProxyType({view.name: view for view in definition.list_views}),
        business_types=MappingProxyType({kind.name: kind for kind in definition.business_types}),
        validation_rules=definition.validation_rules,
    )


def _with_values(
    build: _Build, definition: FieldDef, value_sets: Mapping[str, ValueSetDef], item: Parsed
) -> FieldDef:
    """A select field with the values of its value set, which its default must be among."""
    if not isinstance(definition, SelectDef | MultiSelectDef):
        return definition
    if definition.value_set is None or definition.value_set not in value_sets:
        return definition
    filled = definition.model_copy(update={"values": value_sets[definition.value_set].values})
    try:
        RECORD_TYPES[definition.type].check(filled)
    except DefinitionRefused as refused:
        names = [field.name for field in item.definition.fields]
        at: Path = (
            ("fields", names.index(definition.name)) if definition.name in names else ("fields",)
        )
        build.problems.append(
            Problem(refused.message, item.place((*at, *refused.path)), refused.params)
        )
    return filled


def _field(object_name: str, definition: FieldDef, system: bool) -> Field:
    kind = RECORD_TYPES[definition.type]
    columns = tuple(
        Column(definition.name + spec.suffix, spec.type)
        for spec in (kind.columns(definition) if kind.stored else ())
    )
    return Field(
        object=object_name,
        name=definition.name,
        type=kind,
        definition=definition,
        label=definition.label,
        columns=columns,
        relation=kind.relation(definition),
        info=field_info(object_name, definition, kind),
        system=system,
        writable=not (kind.computed or definition.read_only),
    )


def _attach_view(objects: dict[str, Object], item: Parsed) -> None:
    object_name, name = item.definition.list_view.split(".")
    if object_name in objects:
        known = objects[object_name]
        view = item.definition.model_copy(update={"name": name})
        views = MappingProxyType({**known.list_views, name: view})
        objects[object_name] = _replace(known, list_views=views)


def _replace(thing: Object, **changes: Any) -> Object:
    """A copy of an object with other values. (`dataclasses.replace` would carry cached properties' misses over.)"""
    values = {name: getattr(thing, name) for name in Object.__dataclass_fields__}
    return Object(**{**values, **changes})


def _with_references(
    build: _Build, objects: Mapping[str, Object], thing: Object, item: Parsed
) -> Object:
    """An object whose reference fields know the field at the end of their path."""
    fields = {
        name: _reference(build, objects, one, item)
        if isinstance(one.definition, ReferenceDef)
        else one
        for name, one in thing.fields.items()
    }
    return _replace(thing, fields=MappingProxyType(fields))


def _reference(build: _Build, objects: Mapping[str, Object], one: Field, item: Parsed) -> Field:
    """A reference field with the type, and the formula type, of the field that it shows."""
    assert isinstance(one.definition, ReferenceDef)
    path = walk(objects, one.object, one.definition.path)
    if path is None:
        return one  # reported with all other unknown names
    if isinstance(path[-1].definition, ReferenceDef):
        at = ("fields",)
        build.refuse(item, at, messages.REFERENCE_LOOP, path=one.definition.path)
        return one
    shown = path[-1]
    info = field_info(
        shown.object,
        shown.definition.model_copy(update={"name": one.name, "label": one.label}),
        shown.type,
    )
    info = replace(info, target=None)  # a path ends at a reference
    return Field(
        object=one.object, name=one.name, type=one.type, definition=one.definition, label=one.label,
        columns=(), relation=None, info=info, system=False, writable=False,
    )  # fmt: skip


def _refuse_indexes(
    build: _Build, item: Parsed, definition: ObjectDef, own: Iterable[FieldDef]
) -> None:
    """Refuse indexes that name a field twice, or one without a single column of its own."""
    every = (*system_fields(definition), *own)
    columns = {field.name: len(RECORD_TYPES[field.type].columns(field)) for field in every}
    written = len(item.definition.indexes)  # those of extensions stand behind
    for number, index in enumerate(definition.indexes):
        for place, name in enumerate(index.fields):
            if name in columns and (columns[name] != 1 or index.fields.count(name) > 1):
                at: Path = ("indexes", number, "fields", place) if number < written else ()
                build.refuse(item, at, messages.INDEX_FIELD, field=name)


def _refuse_twice(build: _Build, item: Parsed, part: str, names: list[str]) -> None:
    written = [entry.name for entry in getattr(item.definition, part)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        number = len(written) - 1 - written[::-1].index(name) if name in written else 0
        build.refuse(item, (part, number, "name"), messages.PART_TWICE, name=name)


# Checks --------------------------------------------------------------------------------------------------------------


def _check_names(build: _Build, catalog: Catalog) -> None:
    """Every name that any definition mentions must stand for something."""
    known: Mapping[Thing, Callable[[str], bool]] = {
        "pack": catalog.packs.__contains__,
        "object": catalog.objects.__contains__,
        "value_set": catalog.value_sets.__contains__,
        "profile": catalog.profiles.__contains__,
        "role": catalog.roles.__contains__,
        "field": lambda name: _has_field(catalog, name),
        "business_type": lambda name: _has_part(catalog, name, "business_types"),
        "list_view": lambda name: _has_part(catalog, name, "list_views"),
    }
    for item in build.parsed:
        for use in item.kind.uses(item.definition):
            if not known[use.thing](use.name):
                zh, en = THINGS[use.thing]
                build.refuse(item, use.at, messages.NAME_UNKNOWN, _hint(catalog, use),
                             name=use.name, thing_zh=zh, thing_en=en)  # fmt: skip


def _has_field(catalog: Catalog, name: str) -> bool:
    object_name, path = name.split(".", 1)
    # An unknown object is one problem of its own; its fields are not reported again.
    return object_name not in catalog.objects or catalog.path(object_name, path) is not None


def _has_part(catalog: Catalog, name: str, part: str) -> bool:
    object_name, own = name.split(".", 1)
    thing = catalog.objects.get(object_name)
    return thing is None or own in getattr(thing, part)


def _hint(catalog: Catalog, use: Use) -> str:
    """The nearest name that exists."""
    if use.thing == "field":
        object_name, path = use.name.split(".", 1)
        *before, last = path.split(".")
        way = catalog.path(object_name, ".".join(before)) if before else ()
        at = object_name if not before else (way[-1].target if way else None)
        holder = catalog.objects.get(at or "")
        names: Iterable[str] = holder.fields if holder else ()
        near = difflib.get_close_matches(last, list(names), 1, 0.6)
        return ".".join((*before, near[0])) if near else ""
    if use.thing in ("business_type", "list_view"):
        object_name, own = use.name.split(".", 1)
        part = "business_types" if use.thing == "business_type" else "list_views"
        return next(
            iter(
                difflib.get_close_matches(
                    own, list(getattr(catalog.objects[object_name], part)), 1, 0.6
                )
            ),
            "",
        )
    pools: Mapping[str, Iterable[str]] = {
        "pack": catalog.packs, "object": catalog.objects, "value_set": catalog.value_sets,
        "profile": catalog.profiles, "role": catalog.roles,
    }  # fmt: skip
    return next(iter(difflib.get_close_matches(use.name, list(pools[use.thing]), 1, 0.6)), "")


def _check_objects(build: _Build, catalog: Catalog) -> None:
    for item in build.of("object").values():
        thing = catalog.objects[item.definition.object]
        named = thing.fields.get(thing.definition.name_field)
        if named is not None and named.definition.type not in NAME_FIELD_TYPES:
            build.refuse(item, ("name_field",), messages.NAME_FIELD_TYPE,
                         field=named.name, type=named.definition.type)  # fmt: skip
        _check_sharing(build, thing, item)
        _check_choices(build, thing, item)
    _check_business_types(build, catalog)
    _check_master_loops(build, catalog)


def _check_sharing(build: _Build, thing: Object, item: Parsed) -> None:
    masters = [one for one in thing.kept if one.relation and one.relation.owning]
    if len(masters) > 1:
        build.refuse(item, ("fields",), messages.MASTER_TWICE, field=masters[0].name)
    if thing.sharing == "controlled_by_parent" and not masters:
        build.refuse(item, ("sharing",), messages.MASTER_MISSING)
    if masters and thing.sharing != "controlled_by_parent":
        build.refuse(item, ("sharing",), messages.OWNED_DETAIL)
    if thing.sharing == "private" and not thing.definition.owned:
        build.refuse(item, ("sharing",), messages.UNOWNED_PRIVATE)


def _check_business_types(build: _Build, catalog: Catalog) -> None:
    """What business types choose of select fields must exist, and new records must begin with something offered."""
    for item in build.parsed:
        thing = catalog.objects.get(item.identity[1])
        if item.kind.name not in ("object", "extend") or thing is None:
            continue
        for number, kind in enumerate(item.definition.business_types):
            at: Path = ("business_types", number)
            for part, chosen in (("values", kind.values), ("defaults", kind.defaults)):
                for name, values in chosen.items():
                    one = thing.fields.get(name)
                    if one is None:
                        continue  # reported with all other unknown names
                    if not isinstance(one.definition, SelectDef | MultiSelectDef):
                        build.refuse(item, (*at, part, name), messages.NOT_A_SELECT, field=name)
                        continue
                    _check_values(build, item, (*at, part, name), one, listed_values(values))
            _check_defaults(build, item, at, thing, kind)


def _check_defaults(
    build: _Build, item: Parsed, at: Path, thing: Object, kind: BusinessTypeDef
) -> None:
    """The default of a select must suit the field, and be among the values of the business type."""
    for one in thing.fields.values():
        if not isinstance(one.definition, SelectDef | MultiSelectDef):
            continue
        own = kind.defaults.get(one.name)
        default = one.definition.default if own is None else own
        part = "values" if own is None else "defaults"
        if own is not None and isinstance(own, str) != isinstance(one.definition, SelectDef):
            build.refuse(item, (*at, part, one.name), messages.DEFAULT_SHAPE, field=one.name)
            continue
        for value in listed_values(default):
            if one.name in kind.values and value not in kind.values[one.name]:
                build.refuse(item, (*at, part, one.name), messages.DEFAULT_NOT_OFFERED,
                             field=one.name, value=value)  # fmt: skip


def _check_choices(build: _Build, thing: Object, item: Parsed) -> None:
    """Values named by dependent selects must exist."""
    for number, one_def in enumerate(item.definition.fields):
        if isinstance(one_def, SelectDef | MultiSelectDef):
            control = thing.fields.get(one_def.depends_on or "")
            if control is None:
                continue
            at: Path = ("fields", number)
            if not isinstance(control.definition, SelectDef):
                build.refuse(item, (*at, "depends_on"), messages.NOT_A_SELECT, field=control.name)
                continue
            for index, choice in enumerate(one_def.values):
                _check_values(build, item, (*at, "values", index, "when"), control, choice.when)
            _check_dependency(build, thing, one_def, item, at)


def _check_values(
    build: _Build, item: Parsed, at: Path, one: Field, values: Iterable[str]
) -> None:
    known = one.type.choices(one.definition)
    for index, value in enumerate(values):
        if value not in known:
            near = next(iter(difflib.get_close_matches(value, known, 1, 0.6)), "")
            build.refuse(
                item, (*at, index), messages.CHOICE_UNKNOWN, near, field=one.name, value=value
            )


def _check_dependency(
    build: _Build, thing: Object, one: SelectDef | MultiSelectDef, item: Parsed, at: Path
) -> None:
    """A select that depends, over others, on itself could never be filled in."""
    seen = {one.name}
    above = one.depends_on
    while above is not None:
        if above in seen:
            build.refuse(item, (*at, "depends_on"), messages.DEPENDS_ON_ITSELF, field=one.name)
            return
        seen.add(above)
        control = thing.fields.get(above)
        above = (
            control.definition.depends_on
            if control and isinstance(control.definition, SelectDef)
            else None
        )


def _check_master_loops(build: _Build, catalog: Catalog) -> None:
    for name, item in build.of("object").items():
        trail = [name]
        at = _master_of(catalog, name)
        while at is not None and at not in trail:
            trail.append(at)
            at = _master_of(catalog, at)
        if at == name:
            loop = " → ".join((*trail, name))
            build.refuse(item, ("fields",), messages.MASTER_LOOP, loop=loop)


def _master_of(catalog: Catalog, name: str) -> str | None:
    thing = catalog.objects.get(name)
    return thing.master.target if thing and thing.master else None


def _check_layouts(build: _Build, catalog: Catalog) -> None:
    for item in build.of("layout").values():
        layout = item.definition
        if layout.layout.split(".")[0] != layout.object:
            build.refuse(item, ("layout",), messages.LAYOUT_OBJECT,
                         layout=layout.layout, object=layout.object)  # fmt: skip
        for number, related in enumerate(layout.related_lists):
            through = catalog.path(related.object, related.through)
            if through is None:
                continue
            relation = through[-1].relation
            if relation is None or layout.object not in relation.targets:
                build.refuse(item, ("related_lists", number, "through"), messages.RELATED_THROUGH,
                             field=related.through, object=layout.object)  # fmt: skip


def _check_roles(build: _Build, catalog: Catalog) -> None:
    for name, item in build.of("role").items():
        trail = [name]
        above = catalog.roles[name].parent
        while above is not None and above in catalog.roles and above not in trail:
            trail.append(above)
            above = catalog.roles[above].parent
        if above == name:
            build.refuse(item, ("parent",), messages.ROLE_LOOP, loop=" → ".join((*trail, name)))


def _check_formulas(build: _Build, catalog: Catalog) -> None:
    for item in build.parsed:
        for use in item.kind.formulas(item.definition):
            build.problems.extend(_formula_problems(item, use, catalog))


def _formula_problems(item: Parsed, use: FormulaUse, catalog: Catalog) -> Iterator[Problem]:
    try:
        checked = check(use.text, CatalogScope(use.object, catalog.objects), use.expects)
        if use.filters:
            refuse_unpushable(checked)
    except FormulaError as error:
        for problem in error.problems:
            start = item.place(use.at)
            # A plain scalar on one line: the column inside the formula is the column behind its start.
            place = Place(start.file, start.line + problem.line - 1,
                          start.column + problem.column - 1 if problem.line == 1 else problem.column)  # fmt: skip
            yield Problem(problem.message, place, problem.params, problem.hint)
