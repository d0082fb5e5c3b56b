"""Extensions become part of the objects that they extend, in the order of the packs."""

from collections.abc import Iterable, Iterator, Mapping

from pydantic import ValidationError

from objectry.formula.messages import LANGUAGES
from objectry.metadata import messages
from objectry.metadata.field_types import messages as field_messages
from objectry.metadata.field_types.base import FieldDef
from objectry.metadata.field_types.choices import folded
from objectry.metadata.field_types.listing import changed_field
from objectry.metadata.object_definitions import BusinessTypeDef, ObjectDef, ObjectExtensionDef
from objectry.metadata.parse import Parsed, model_problems
from objectry.metadata.problems import Problem
from objectry.metadata.sources import SYSTEM
from objectry.metadata.system_fields import reserved
from objectry.metadata.things import THINGS

FIXED_OPTIONS = frozenset({"name", "type", "renamed_from"})
"""What an extension cannot change: they say which field it is and how it is stored."""

FREE_OPTIONS = frozenset(
    {
        "label",
        "help",
        "required",
        "required_when",
        "unique",
        "indexed",
        "searchable",
        "copied",
        "history",
        "length",
    }
)
"""What an extension may change about the fields of users, profiles and other objects that the platform itself relies on.
What they must not lose, or give away, stays: who may write them, that accounts and codes are unique, what is in use."""

PARTS: Mapping[str, str] = {
    "fields": "field",
    "business_types": "business_type",
    "list_views": "list_view",
}
"""The lists of an object that extensions make longer, and what their entries are."""


def merge(documents: Iterable[Parsed], problems: list[Problem]) -> dict[str, ObjectDef]:
    """The objects with their extensions merged in. What cannot be merged is added to `problems`."""
    objects: dict[str, ObjectDef] = {}
    extensions: list[Parsed] = []
    relied_on: set[str] = set()
    for item in documents:
        if item.kind.name == "object":
            if item.pack == SYSTEM:
                relied_on.add(item.definition.object)
            kinds = tuple(_told_apart((), item, problems))
            own = item.definition.model_copy(update={"business_types": kinds})
            objects.setdefault(item.definition.object, own)
            problems.extend(_doubles(item))
        elif item.kind.name == "extend":
            extensions.append(item)
            problems.extend(_doubles(item))
    for item in extensions:
        base = objects.get(item.definition.extend)
        if base is not None:  # an unknown object is reported with all other unknown names
            problems.extend(_repeated(base, item))
            if base.object in relied_on:
                problems.extend(_unfitting(base, item))
            objects[base.object] = _extended(base, item, problems)
    return objects


def _doubles(item: Parsed) -> Iterator[Problem]:
    """Names that occur twice in a list of one document."""
    for part in (*PARTS, "validation_rules"):
        names = [entry.name for entry in getattr(item.definition, part)]
        for number, name in enumerate(names):
            if name in names[:number]:
                place = item.place((part, number, "name"))
                yield Problem(messages.PART_TWICE, place, {"name": name})


def _repeated(base: ObjectDef, item: Parsed) -> Iterator[Problem]:
    """What an extension adds though the object has it already."""
    for part, thing in PARTS.items():
        known = {entry.name for entry in getattr(base, part)}
        for number, entry in enumerate(getattr(item.definition, part)):
            if entry.name in known:
                zh, en = THINGS[thing]
                params = {
                    "object": base.object,
                    "name": entry.name,
                    "thing_zh": zh,
                    "thing_en": en,
                }
                yield Problem(messages.PART_KNOWN, item.place((part, number, "name")), params)


def _unfitting(base: ObjectDef, item: Parsed) -> Iterator[Problem]:
    """Changes of fields that the platform relies on."""
    known = {field.name: field for field in base.fields}
    for name, changes in item.definition.change_fields.items():
        field = known.get(name)
        if field is None:
            continue  # reported with all other unknown names
        for option, value in changes.items():
            known_option = option in type(field).model_fields and option not in FIXED_OPTIONS
            no_longer_unique = option == "unique" and field.unique and value is not True
            if known_option and (no_longer_unique or option not in FREE_OPTIONS):
                place = item.place(("change_fields", name, option))
                params = {"option": option, "object": base.object, "field": name}
                yield Problem(messages.CHANGE_RELIED_ON, place, params)


def _extended(base: ObjectDef, item: Parsed, problems: list[Problem]) -> ObjectDef:
    extension: ObjectExtensionDef = item.definition
    for name in extension.change_fields.keys() & reserved(base):
        place = item.place(("change_fields", name))
        problems.append(Problem(messages.CHANGE_SYSTEM_FIELD, place, {"field": name}))
    known = {field.name for field in base.fields}
    replaced = {rule.name for rule in extension.validation_rules}
    kept_rules = tuple(rule for rule in base.validation_rules if rule.name not in replaced)
    return base.model_copy(
        update={
            "fields": (
                *(_changed(field, item, problems) for field in base.fields),
                *(field for field in extension.fields if field.name not in known),
            ),
            "validation_rules": kept_rules + extension.validation_rules,
            "business_types": (
                *base.business_types,
                *_told_apart(base.business_types, item, problems),
            ),
            "list_views": base.list_views + extension.list_views,
            "indexes": base.indexes + extension.indexes,
        }
    )


def _told_apart(
    known: tuple[BusinessTypeDef, ...], item: Parsed, problems: list[Problem]
) -> Iterator[BusinessTypeDef]:
    """The business types of a document that no earlier one is taken for: records are filled in by their labels too."""
    kinds: tuple[BusinessTypeDef, ...] = item.definition.business_types
    for number, kind in enumerate(kinds):
        earlier = (*known, *kinds[:number])
        if any(one.name == kind.name for one in earlier):
            continue  # told with all other names that occur twice
        alike = [language for language in LANGUAGES
                 if folded(kind.label.text(language))
                 in {folded(one.label.text(language)) for one in earlier}]  # fmt: skip
        for language in alike:
            place = item.place(("business_types", number, "label"))
            params = {"value": kind.label.text(language)}
            problems.append(Problem(field_messages.CHOICE_TWICE, place, params))
        if not alike:
            yield kind


def _changed(field: FieldDef, item: Parsed, problems: list[Problem]) -> FieldDef:
    """A field with the options that the extension changes."""
    changes = item.definition.change_fields.get(field.name)
    if not changes:
        return field
    at = ("change_fields", field.name)
    for option in changes.keys() & FIXED_OPTIONS:
        place = item.place((*at, option))
        problems.append(Problem(messages.CHANGE_NOT_ALLOWED, place, {"option": option}))
    try:
        return changed_field(field, changes)
    except ValidationError as error:
        problems.extend(model_problems(error, changes, lambda path: item.place((*at, *path))))
        return field
