"""Computed fields: what each of them reads, in which order they follow from each other, and which of them are kept.

A value is kept with its record unless it changes by itself: by the moment, by the user, or because it is computed of such
a value. What is not kept has no column, and is computed whenever it is read.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from objectry.formula.checking.checker import Checked, check
from objectry.formula.checking.paths import MAX_LEVELS
from objectry.formula.checking.selects import choices_of, labels_of, selects
from objectry.formula.checking.typed import Constant, fields_in, functions_in
from objectry.formula.checking.typed import walk as nodes
from objectry.formula.functions.declare import Use
from objectry.formula.problems import FormulaError
from objectry.formula.types import Changes, FieldInfo
from objectry.metadata.catalog import Computation, Field, Object, followed, path_name, walk
from objectry.metadata.field_types.formula import FormulaDef
from objectry.metadata.field_types.rollup import RollupDef
from objectry.metadata.formula_scope import ORG, USER, CatalogScope, formula_wanted

Objects = Mapping[str, Object]
Name = tuple[str, str]
"""The name of an object and of a field of it."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one computed field reads, also of the user who asks, and how often its own formula changes by itself."""

    checked: Checked | None
    paths: tuple[str, ...]
    changes: Changes
    asks: tuple[str, ...] = ()
    shown: tuple[FieldInfo, ...] = ()
    """The selects whose values a formula shows as they are."""


def settled(objects: Objects) -> Objects:
    """The objects whose computed fields have their formulas, know what they read and whether they are kept.

    What is known of a computed field follows from its formula, and formulas follow from what is known of the fields that
    they name: those formulas are read again of whose fields more has come out.
    """
    fields = computed(objects)
    if not fields:
        return objects
    found, trees = objects, {name: _checked(field, objects) for name, field in fields.items()}
    for _ in range(MAX_LEVELS):
        before, found = found, _with_formulas(objects, fields, trees)
        learned = {one.info.id for one in _learned(before, found)}
        late = [name for name, tree in trees.items() if _names_any(tree, learned)]
        if not learned or not late:
            break
        trees |= {name: _checked(fields[name], found) for name in late}
    return found


def _learned(before: Objects, after: Objects) -> Iterator[Field]:
    """The fields of which formulas know something else now."""
    for name, thing in after.items():
        former = before[name].fields
        if former is not thing.fields:
            yield from (one for one in thing.fields.values() if one.info != former[one.name].info)


def _names_any(tree: Checked | None, fields: Collection[str]) -> bool:
    """Tell whether a formula names one of some fields; one that is wrong may do so."""
    return tree is None or any(one.id in fields for one in tree.references)


def _with_formulas(
    objects: Objects, fields: Mapping[Name, Field], trees: Mapping[Name, Checked | None]
) -> Objects:
    readings = {name: _reading(field, trees[name], objects) for name, field in fields.items()}
    fleeting = _fleeting(objects, fields, readings)
    return {name: _settled(thing, objects, readings, fleeting) for name, thing in objects.items()}


def computed(objects: Objects) -> Mapping[Name, Field]:
    """All computed fields that are in use."""
    return {
        (thing.name, field.name): field
        for thing in objects.values()
        for field in thing.fields.values()
        if field.computation is not None
    }


def formula_of(field: Field) -> Checked:
    """The formula of a field, which is one of a catalog without mistakes."""
    assert field.checked is not None
    return field.checked


def is_local(checked: Checked) -> bool:
    """Tell whether the value of a formula depends on the time zone or the language of the organisation."""
    return (
        any(one.surrounded for one in functions_in(checked.root))
        or any(ref.root == ORG for ref in fields_in(checked.root))
        or any(isinstance(one, Constant) and one.clock is not None for one in nodes(checked.root))
    )


def _checked(field: Field, objects: Objects) -> Checked | None:
    """The formula of a field, or the condition of a roll-up; None where it has none, or is wrong."""
    definition = field.written
    try:
        if isinstance(definition, RollupDef):
            if definition.filter is None:
                return None
            return check(definition.filter, CatalogScope(definition.of, objects))
        assert isinstance(definition, FormulaDef)
        return check(
            definition.formula,
            CatalogScope(field.object, objects),
            formula_wanted(field.definition, field.type),
            use=Use.FIELD,
            profile=definition.language,
            zero=definition.zero,
        )
    except FormulaError:
        return None


def _reading(field: Field, checked: Checked | None, objects: Objects) -> _Reading:
    """What a field reads; of a formula that is wrong, nothing is known."""
    definition = field.written
    if isinstance(definition, RollupDef):
        named = [one for one in (definition.through, definition.field) if one is not None]
        found = [*named, *(_paths(checked, objects) if checked else ())]
        return _Reading(checked, tuple(dict.fromkeys(found)), Changes.NEVER)
    if checked is None:
        return _Reading(None, (), Changes.NEVER)
    paths, asks = tuple(_paths(checked, objects)), tuple(_paths(checked, objects, USER))
    return _Reading(checked, paths, changes_of(checked, objects), asks, selects(checked.root))


def _showing(info: FieldInfo, shown: Sequence[FieldInfo]) -> FieldInfo:
    """What formulas know of a field that shows the values of selects."""
    return replace(info, choices=choices_of(shown), choice_labels=labels_of(shown))


def changes_of(formula: Checked, objects: Objects) -> Changes:
    """How often the value of a formula changes by itself: it is kept with its record only where it never does."""
    lists = any(_is_list(path, objects, formula.object) for path in _paths(formula, objects))
    return Changes.ALWAYS if lists else formula.changes


def _is_list(path: str, objects: Objects, object_name: str) -> bool:
    """Tell whether a path ends at a list of records. Which of them there are changes with them, not with the list."""
    found = walk(objects, object_name, path)
    return found is not None and found[-1].link is not None


def _paths(checked: Checked, objects: Objects, root: str = "") -> Iterator[str]:
    """The paths that a formula reads of the record, or of the user, references followed, each once."""
    begin = "user" if root == USER else checked.object
    seen: set[str] = set()
    for ref in fields_in(checked.root):
        path = walk(objects, begin, ref.key) if ref.root == root else None
        path = followed(objects, path) if path else None
        name = path_name(path) if path else ""
        if path and name not in seen:
            seen.add(name)
            yield name


def start(field: Field) -> str:
    """The object from which the paths start that a computed field reads."""
    definition = field.written
    return definition.of if isinstance(definition, RollupDef) else field.object


def _steps(begin: str, paths: tuple[str, ...], objects: Objects) -> Iterator[Name]:
    """All fields on the way from an object to what a computed field reads, and those themselves."""
    for text in paths:
        for step in walk(objects, begin, text) or ():
            yield step.object, step.name


def _graph(
    objects: Objects, fields: Mapping[Name, Field], paths: Mapping[Name, tuple[str, ...]]
) -> Mapping[Name, set[Name]]:
    """For each computed field the computed fields that it reads."""
    return {
        name: {one for one in _steps(start(field), paths[name], objects) if one in fields}
        for name, field in fields.items()
    }


def _fleeting(
    objects: Objects, fields: Mapping[Name, Field], readings: Mapping[Name, _Reading]
) -> Mapping[Name, Changes]:
    """The formulas whose values change by themselves, with how often they do. Roll-ups are kept: those over anything that
    changes by itself are refused."""
    graph = _graph(objects, fields, {name: one.paths for name, one in readings.items()})
    found: dict[Name, Changes] = {}
    try:
        for name in TopologicalSorter(graph).static_order():
            if isinstance(fields[name].written, RollupDef):
                continue
            below = (found[one] for one in graph[name] if one in found)
            changes = max(readings[name].changes, *below, Changes.NEVER)
            if changes is not Changes.NEVER:
                found[name] = changes
    except CycleError:
        return {}  # told by `circle`; no such catalog is ever used
    return found


def _settled(
    thing: Object,
    objects: Objects,
    readings: Mapping[Name, _Reading],
    fleeting: Mapping[Name, Changes],
) -> Object:
    changed = {
        field.name: one
        for field in thing.kept
        if (one := _settled_field(field, objects, readings, fleeting)) is not field
    }
    meant = {name: _shows(field, objects) for name, field in thing.fields.items()}
    shown = {
        name: replace(
            thing.fields[name], info=replace(thing.fields[name].info, changes=fleeting[one])
        )
        for name, one in meant.items()
        if one is not None and one in fleeting
    }
    if not changed and not shown:
        return thing
    fields = {
        name: changed.get(name) or shown.get(name) or one for name, one in thing.fields.items()
    }
    return replace(
        thing,
        fields=MappingProxyType(fields),
        kept=tuple(changed.get(one.name, one) for one in thing.kept),
    )


def _settled_field(
    field: Field,
    objects: Objects,
    readings: Mapping[Name, _Reading],
    fleeting: Mapping[Name, Changes],
) -> Field:
    computation = field.computation
    if computation is None:
        return field
    name = (field.object, field.name)
    # What is switched off is not computed, and nothing that is computed can be lost.
    if name not in readings:
        return field
    changes = fleeting.get(name, Changes.NEVER)
    stored = changes is Changes.NEVER
    info = replace(field.info, changes=changes)
    if shown := readings[name].shown:
        info = _showing(info, shown)
    return replace(
        field,
        computation=replace(
            computation,
            stored=stored,
            reads=readings[name].paths,
            asks=readings[name].asks,
            checked=readings[name].checked,
        ),
        columns=computation.shape if stored else (),
        info=info,
    )


def _shows(field: Field, objects: Objects) -> Name | None:
    """The field that a reference shows; None for any other field."""
    if field.type.shows(field.definition) is None:
        return None
    path = followed(objects, (field,))
    return (path[-1].object, path[-1].name) if path else None


def circle(objects: Objects) -> tuple[Name, ...]:
    """Computed fields each of which needs the next one, and the last one the first; nothing where there are none such.

    It begins with the first of them by name, so that the same pack is always answered the same.
    """
    fields = computed(objects)
    graph = _graph(objects, fields, _known(fields))
    for name, field in fields.items():
        asks = field.computation.asks if field.computation else ()
        graph[name].update(one for one in _steps("user", asks, objects) if one in fields)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        names: list[Name] = error.args[1][:0:-1]
        at = names.index(min(names))
        return (*names[at:], *names[: at + 1])
    return ()


def in_order(objects: Objects) -> Iterator[tuple[Field, ...]]:
    """All computed fields, each behind those that it reads: together those that do not read each other."""
    fields = computed(objects)
    order = TopologicalSorter(_graph(objects, fields, _known(fields)))
    order.prepare()
    while order.is_active():
        ready = sorted(order.get_ready())
        yield tuple(fields[name] for name in ready)
        order.done(*ready)


def _known(fields: Mapping[Name, Field]) -> Mapping[Name, tuple[str, ...]]:
    return {name: field.computation.reads for name, field in fields.items() if field.computation}


def levels(objects: Objects) -> Mapping[Name, int]:
    """How many fields stand on each other that are computed whenever they are read, up to each of them."""
    fields = {name: one for name, one in computed(objects).items() if one.fleeting}
    graph = _graph(objects, fields, _known(fields))
    found: dict[Name, int] = {}
    for name in TopologicalSorter(graph).static_order():
        found[name] = 1 + max((found[one] for one in graph[name]), default=0)
    return found


def computations(thing: Object) -> Iterator[tuple[Field, Computation]]:
    """The computed fields of an object that are in use, each with how it is computed."""
    for field in thing.fields.values():
        if field.computation is not None:
            yield field, field.computation
