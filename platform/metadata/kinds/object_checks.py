"""What can be wrong with an object, extensions included, though every name in it stands for something."""

import difflib
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from objectry.formula import sayings
from objectry.formula.problems import FormulaError
from objectry.metadata import messages
from objectry.metadata.catalog import Catalog, Field, Object
from objectry.metadata.column_types import INDEX_BYTES, widest
from objectry.metadata.default_formulas import default_order
from objectry.metadata.field_types import messages as field_messages
from objectry.metadata.field_types.base import DefinitionRefused, ValueRefused
from objectry.metadata.field_types.choices import listed_values
from objectry.metadata.formula_scope import CatalogScope
from objectry.metadata.kinds.computed_checks import faults_of_computed
from objectry.metadata.kinds.conditions import pointless_of_field
from objectry.metadata.kinds.interface import Fault
from objectry.metadata.kinds.list_view import view_faults
from objectry.metadata.kinds.looks import look_faults
from objectry.metadata.kinds.work_checks import faults_of_work
from objectry.metadata.object_definitions import BusinessTypeDef, ObjectDef
from objectry.metadata.problems import Path
from objectry.metadata.reserved import free_field_name, free_object_name
from objectry.metadata.system_fields import reserved


def check_object(definition: ObjectDef, catalog: Catalog) -> Iterator[Fault]:
    """Everything that does not fit together."""
    thing = catalog.objects[definition.object]
    free = free_object_name(thing.name)
    if free != thing.name:
        yield Fault(("object",), messages.NAME_TAKEN, {"name": thing.name}, free)
    yield from _of_name_field(thing)
    yield from _of_sharing(thing)
    yield from _of_masters(thing, catalog)
    yield from _of_indexes(thing)
    yield from faults_of_work(thing)
    for field in thing.kept:
        if not field.system:
            yield from _of_field(thing, field, catalog)
    yield from _of_default_formulas(thing, catalog)
    yield from faults_of_computed(thing, catalog)
    yield from _of_default_types(definition)
    yield from look_faults(thing, definition)
    yield from view_faults(thing)
    for kind in definition.business_types:
        yield from _of_choices(thing, kind)
        yield from _of_defaults(thing, kind)


def _of_default_formulas(thing: Object, catalog: Catalog) -> Iterator[Fault]:
    """Values that new records begin with must not wait for each other, nor for what is computed of them."""
    scope = CatalogScope(thing.name, catalog.objects)
    try:
        TopologicalSorter(default_order(thing, scope)).prepare()
    except CycleError as error:
        names: list[str] = error.args[1][:0:-1]
        first = next((one for one in names if thing.fields[one].definition.default_formula), None)
        if first is None:
            return  # computed fields alone: told where these are checked
        begin = names.index(first)
        at: Path = ("fields", first, "default_formula")
        loop = " → ".join((*names[begin:], *names[: begin + 1]))
        yield Fault(at, sayings.CYCLE, {"path": loop})
    except FormulaError:
        return  # reported where formulas are checked


def _of_name_field(thing: Object) -> Iterator[Fault]:
    named = thing.fields.get(thing.definition.name_field)
    if named is not None and not named.type.names_records:
        params = {"field": named.name, "type": named.definition.type}
        yield Fault(("name_field",), messages.NAME_FIELD_TYPE, params)


def _of_sharing(thing: Object) -> Iterator[Fault]:
    masters = [one for one in thing.kept if one.relation and one.relation.owning]
    for further in masters[1:]:
        at: Path = ("fields", further.name, "type")
        yield Fault(at, messages.MASTER_TWICE, {"field": masters[0].name})
    if thing.sharing == "controlled_by_parent" and not masters:
        yield Fault(("sharing",), messages.MASTER_MISSING)
    if masters and thing.sharing != "controlled_by_parent":
        yield Fault(("sharing",), messages.OWNED_DETAIL)
    if thing.sharing == "private" and not thing.definition.owned:
        yield Fault(("sharing",), messages.UNOWNED_PRIVATE)


def _of_masters(thing: Object, catalog: Catalog) -> Iterator[Fault]:
    """No record can be a part of itself."""
    trail, above = [thing.name], _master_of(thing.name, catalog)
    while above is not None and above not in trail:
        trail.append(above)
        above = _master_of(above, catalog)
    if above == thing.name and thing.master:
        loop = " → ".join((*trail, above))
        yield Fault(("fields", thing.master.name, "to"), messages.MASTER_LOOP, {"loop": loop})


def _master_of(name: str, catalog: Catalog) -> str | None:
    thing = catalog.objects.get(name)
    return thing.master.target if thing and thing.master else None


def _of_indexes(thing: Object) -> Iterator[Fault]:
    """An index names each field once, and such as have a single column of their own. What it holds fits into a page."""
    known = {field.name: field for field in thing.kept}
    for name, fields in thing.indexes.items():
        wrong = [
            position
            for position, one in enumerate(fields)
            if one in known and (len(known[one].columns) != 1 or fields.count(one) > 1)
        ]
        for position in wrong:
            at: Path = ("indexes", name, "fields", position)
            yield Fault(at, messages.INDEX_FIELD, {"field": fields[position]})
        if not wrong:
            named = [known[one] for one in fields if one in known]
            yield from _too_wide(named, ("indexes", name, "fields"))
    for field in thing.kept:
        for option in ("unique", "indexed"):
            if getattr(field.definition, option):
                yield from _too_wide([field], ("fields", field.name, option))


def _too_wide(fields: Iterable[Field], at: Path) -> Iterator[Fault]:
    sizes = [(field.name, widest(column.type)) for field in fields for column in field.columns]
    endless = [name for name, size in sizes if size is None]
    total = sum(size or 0 for _, size in sizes)
    if endless:
        yield Fault(at, messages.INDEX_ENDLESS, {"field": endless[0]})
    elif total > INDEX_BYTES:
        names = ", ".join(dict.fromkeys(name for name, _ in sizes))
        params = {"fields": names, "length": INDEX_BYTES // 4, "sum": total // 4}
        yield Fault(at, messages.INDEX_TOO_WIDE, params)


def _of_field(thing: Object, field: Field, catalog: Catalog) -> Iterator[Fault]:
    at: Path = ("fields", field.name)
    if field.name in reserved(thing.definition):
        yield Fault((*at, "name"), messages.FIELD_RESERVED, {"field": field.name})
    free = free_field_name(field.name)
    if free != field.name:
        yield Fault((*at, "name"), messages.NAME_TAKEN, {"name": field.name}, free)
    try:
        field.type.check(field.definition)  # once more, with the values of value sets
    except DefinitionRefused as refused:
        yield Fault((*at, *refused.path), refused.message, refused.params)
    if field.tree and field.target in catalog.objects.keys() - {thing.name}:
        yield Fault((*at, "hierarchy"), messages.HIERARCHY_ELSEWHERE, {"object": thing.name})
    yield from pointless_of_field(field, at)
    yield from _of_control(thing, field, at)
    shown = catalog.path(thing.name, field.type.shows(field.definition) or "")
    if shown and shown[-1].type.shows(shown[-1].definition):
        params = {"path": field.type.shows(field.definition)}
        yield Fault((*at, "path"), messages.REFERENCE_LOOP, params)


def _of_control(thing: Object, field: Field, at: Path) -> Iterator[Fault]:
    """What a field depends on is a select with the values that are named, and no select depends on itself."""
    controlling = thing.fields.get(_control_of(field) or "")
    if controlling is None:
        return  # an unknown field is reported with all other unknown names
    if not controlling.type.controlling:
        yield Fault((*at, "depends_on"), messages.NOT_A_SELECT, {"field": controlling.name})
        return
    for value, place in field.type.controlling_values(field.definition):
        yield from _of_value(controlling, value, (*at, *place))
    seen, above = [field.name], _control_of(field)
    while above is not None and above not in seen:
        seen.append(above)
        above = _control_of(thing.fields[above]) if above in thing.fields else None
    if above is not None:
        yield Fault((*at, "depends_on"), messages.DEPENDS_ON_ITSELF, {"field": field.name})


def _control_of(field: Field) -> str | None:
    return field.type.depends_on(field.definition)


def _of_default_types(definition: ObjectDef) -> Iterator[Fault]:
    """New records begin with one business type."""
    chosen = [kind.name for kind in definition.business_types if kind.default and kind.active]
    for name in chosen[1:]:
        at: Path = ("business_types", name, "default")
        yield Fault(at, messages.DEFAULT_TYPES, {"other": chosen[0]})


def _of_choices(thing: Object, kind: BusinessTypeDef) -> Iterator[Fault]:
    """The values that a business type chooses of select fields exist."""
    for part, chosen in (("values", kind.values), ("defaults", kind.defaults)):
        for name, values in chosen.items():
            field = thing.fields.get(name)
            if field is None:
                continue  # reported with all other unknown names
            at: Path = ("business_types", kind.name, part, name)
            if not field.type.narrowed:
                yield Fault(at, messages.NOT_A_SELECT, {"field": name})
                continue
            for index, value in enumerate(listed_values(values)):
                yield from _of_value(field, value, (*at, index))


def _of_defaults(thing: Object, kind: BusinessTypeDef) -> Iterator[Fault]:
    """What records of a business type begin with suits the field, and is among the values of the type."""
    for field in thing.fields.values():
        if not field.type.narrowed:
            continue
        own = kind.defaults.get(field.name)
        part = "values" if own is None else "defaults"
        at: Path = ("business_types", kind.name, part, field.name)
        begins = field.type.begins_with(field.definition) if own is None else listed_values(own)
        if not set(begins) <= set(field.type.choices(field.definition)):
            continue  # told already
        if own is not None:
            try:
                field.type.from_json(own, field.definition)
            except ValueRefused as refused:
                yield Fault(at, field_messages.DEFAULT_REFUSED, refused.reason(own))
                continue
        for value in begins:
            if field.name in kind.values and value not in kind.values[field.name]:
                params = {"field": field.name, "value": value}
                yield Fault(at, messages.DEFAULT_NOT_OFFERED, params)


def _of_value(field: Field, value: str, at: Path) -> Iterator[Fault]:
    known = field.type.choices(field.definition)
    if known and value not in known:  # none are known of a value set that is missing
        near = next(iter(difflib.get_close_matches(value, known, 1, 0.6)), "")
        params = {"field": field.name, "value": value}
        yield Fault(at, messages.CHOICE_UNKNOWN, params, near)
