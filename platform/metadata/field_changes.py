"""What becomes of one field of an object that has records, as actions of a plan."""

from collections.abc import Collection, Iterator
from datetime import date

from objectry.formula.checking.typed import Constant, walk
from objectry.metadata.actions import (
    Action,
    AddField,
    AddIndex,
    AddValue,
    BuildSearch,
    BuildTree,
    ChangeDefinition,
    ClearSearch,
    ClearTree,
    ComputeField,
    ContinueNumbers,
    DropIndex,
    FillField,
    LimitValues,
    RenameField,
    RequireValue,
    ReshapeField,
    WidenField,
)
from objectry.metadata.catalog import Catalog, Field, Object
from objectry.metadata.computing import computed, is_local
from objectry.metadata.differences import differences
from objectry.metadata.option_changes import OptionChange
from objectry.metadata.storage import room

SOME_DAY = date(2026, 11, 23)
"""Forms of numbers are compared on any day."""
FROM_RECORD = frozenset({"owner", "department", "business_type"})
"""System fields whose value in a new record follows from its maker and its object."""


MOST = frozenset({"max", "length", "precision", "count", "depth"})
"""Options that say how large a value may be at most."""
LEAST = frozenset({"min", "min_length"})
"""Options that say how small a value may be at least."""
FORMS = frozenset({"pattern", "names"})
"""Options that say how a value must be written."""


def added(thing: Object, field: Field) -> Iterator[Action]:
    """What it takes to add a field to an object."""
    yield AddField(field.object, field.name, field.definition.renamed_from)
    if field.error is not None:
        yield ComputeField(field.object, field.name)
    elif _never_empty(thing, field):
        yield FillField(field.object, field.name)
        if field.searched:
            yield BuildSearch(field.object, field.name)
    elif _demanded(field):
        yield RequireValue(field.object, field.name)
    if field.tree:
        yield BuildTree(field.object, field.name)


def changed(
    thing_before: Object,
    thing: Object,
    before: Field,
    after: Field,
    called: str,
    lasting: Collection[str],
) -> Iterator[Action]:
    """What it takes to change the options of a field, and its name, without a loss.

    `before` has the new name already; `called` is what the field is called in the tables. `lasting` are the indexes over
    several fields that are there and stay.
    """
    if before.computation is not None:
        yield from _recomputed(thing, before, after, called, lasting)
        return
    owner, name, moved = after.object, after.name, called != after.name
    if before.definition == after.definition and not moved:
        return
    if moved:
        yield RenameField(owner, called, name)
    if options := tuple(_options(before, after)):
        yield ChangeDefinition("field", f"{owner}.{name}", options)
    if after.columns and _narrowed(before, after):
        yield LimitValues(owner, name)
    places = room(before, after)
    if places is not None:
        yield WidenField(owner, name, places)
    known = before.type.choices(before.definition)
    for value in after.type.choices(after.definition):
        if value not in known:
            yield AddValue(owner, name, value)
    for unique in (False, True):
        indexed, wanted = has_index(before, unique), has_index(after, unique)
        if indexed and (moved or not wanted):
            yield DropIndex(owner, called, unique)
        if wanted and (moved or not indexed):
            yield AddIndex(owner, name, unique)
    filled = _never_empty(thing, after) and not _never_empty(thing_before, before)
    if filled:
        yield FillField(owner, name)
    if _demanded(after) and not _demanded(before) and not _never_empty(thing, after):
        yield RequireValue(owner, name)
    if _counts_otherwise(before, after):
        yield ContinueNumbers(owner, name)
    same_words = not places and not filled and _same_words(before, after)
    if after.searched and not (before.searched and same_words):
        yield BuildSearch(owner, name)
    if before.searched and not after.searched:
        yield ClearSearch(owner, name)
    if after.tree and not before.tree:
        yield BuildTree(owner, name)
    if before.tree and not after.tree:
        yield ClearTree(owner, name)


def _recomputed(
    thing: Object, before: Field, after: Field, called: str, lasting: Collection[str]
) -> Iterator[Action]:
    """What it takes to compute a field in another way, or to keep its values in another form. None of them can be lost."""
    owner, name, moved = after.object, after.name, called != after.name
    if moved:
        yield RenameField(owner, called, name)
    if options := tuple(_options(before, after)):
        yield ChangeDefinition("field", f"{owner}.{name}", options)
    reshaped = _forms(before) != _forms(after)
    around = _indexes_over(thing, after, lasting) if reshaped else ()
    for index in around:
        yield DropIndex(owner, index, False)
    had, has = has_index(before, False), has_index(after, False)
    if had and (moved or reshaped or not has):
        yield DropIndex(owner, called, False)
    if reshaped:
        yield ReshapeField(owner, name)
    if has and (moved or reshaped or not had):
        yield AddIndex(owner, name, False)
    for index in around:
        yield AddIndex(owner, index, False)
    found = {str(one.at[0]) for one in differences(before.written, after.written)}
    meant = found - UNCOMPUTED - (WRITTEN if _means_the_same(before, after) else frozenset())
    # A reference that it reads may show another field by now, though the formula says the same.
    led_elsewhere = _reads(before) != _reads(after)
    if after.error is not None and (reshaped or meant or led_elsewhere):
        yield ComputeField(owner, name)


def _means_the_same(before: Field, after: Field) -> bool:
    """Tell whether formulas differ in their words only: spaces, capitals, a label in the place of a name."""
    trees = [one.checked and one.checked.root for one in (before, after)]
    return trees[0] is not None and trees[0] == trees[1]


def _reads(field: Field) -> tuple[str, ...]:
    return field.computation.reads if field.computation else ()


UNCOMPUTED = frozenset({"label", "help", "indexed", "name", "renamed_from"})
"""Options of a computed field that do not change its values."""
WRITTEN = frozenset({"formula", "filter"})
"""Options of a computed field that are formulas: what counts is what they mean."""


def local_values(catalog: Catalog) -> Iterator[Action]:
    """What it takes to bring computed values along when the organisation gets another time zone or language."""
    for (owner, name), field in computed(catalog.objects).items():
        if field.error is not None and field.checked is not None and is_local(field.checked):
            yield ComputeField(owner, name)


def labelled_values(before: Catalog, after: Catalog) -> Iterator[Action]:
    """What it takes to bring computed values along that hold labels of selects, when those have others."""
    known = computed(before.objects)
    for name, field in computed(after.objects).items():
        old = known.get(name)
        if field.error is not None and old is not None:
            words = _labels(field)
            if words and words != _labels(old):
                yield ComputeField(*name)


def _labels(field: Field) -> list[object]:
    """All constants of a formula or filter that gives labels, which stand in its tree as if they were written out."""
    if field.checked is None or "PICKLABEL" not in field.checked.text.upper():
        return []
    return [one.value for one in walk(field.checked.root) if isinstance(one, Constant)]


def _forms(field: Field) -> list[tuple[object, ...]]:
    """What tells the columns of a field's values apart, whatever its name is."""
    kinds = (one.type for one in field.columns)
    return [
        (type(one), getattr(one, "scale", None), getattr(one, "length", None)) for one in kinds
    ]


def _indexes_over(thing: Object, field: Field, lasting: Collection[str]) -> tuple[str, ...]:
    """The indexes over several fields that stay and have a field among them."""
    return tuple(
        name for name, fields in thing.indexes.items() if field.name in fields and name in lasting
    )


def _options(before: Field, after: Field) -> Iterator[OptionChange]:
    """The options that change, apart from what a renaming says, which is an action of its own."""
    for one in differences(before.written, after.written):
        if one.at not in (("name",), ("renamed_from",)):
            yield OptionChange.of(one)


def _narrowed(before: Field, after: Field) -> bool:
    """Tell whether the field may refuse values that it took before."""
    had, has = dict(before.definition), dict(after.definition)
    for option in MOST | LEAST | FORMS:
        old, new = had.get(option), has.get(option)
        if new is None or new == old:
            continue
        if old is None or option in FORMS or (new < old if option in MOST else new > old):
            return True
    return False


def has_index(field: Field, unique: bool) -> bool:
    """Tell whether the field has an index of its own of that sort."""
    if not field.columns:
        return False
    if unique:
        return field.definition.unique
    plain = field.definition.indexed or (field.relation is not None and not field.system)
    return plain and not field.definition.unique


def _never_empty(thing: Object, field: Field) -> bool:
    """Tell whether every record has a value in the field, given by the platform if by nobody else.

    Required fields without a default wait for somebody to fill them in. A default cannot be the value of several records
    where it has to be unique.
    """
    if not field.columns or field.definition.unique or not field.definition.active:
        return False
    if field.system and field.name in FROM_RECORD:
        return True
    by_type = any(field.name in kind.defaults for kind in thing.business_types.values())
    has_default = by_type or field.type.given_default(field.definition) is not None
    return has_default and (field.system or field.definition.required)


def _demanded(field: Field) -> bool:
    """Tell whether whoever saves a record has to give the field a value.

    A part without its master is refused before there can be one.
    """
    owning = field.relation is not None and field.relation.owning
    definition = field.definition
    return definition.required and definition.active and not (field.computed or owning)


def _counts_otherwise(before: Field, after: Field) -> bool:
    """Tell whether new records might get numbers that others have: periods, forms or whose they are change."""
    forms = [one.type.number_forms(one.definition, SOME_DAY) for one in (before, after)]
    return forms[0] != forms[1]


def _same_words(before: Field, after: Field) -> bool:
    """Tell whether records are found by the same words as before: those of a select are the labels of its values."""
    labels = after.type.labels(after.definition)
    known = before.type.labels(before.definition)
    return all(labels.get(value) == label for value, label in known.items())
