"""Extensions become part of the objects that they extend, in the order of the packs."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from objectry.metadata import messages
from objectry.metadata.field_types.base import DefinitionRefused, FieldDef
from objectry.metadata.field_types.listing import read_field
from objectry.metadata.kinds.object import ObjectDef, ObjectExtensionDef
from objectry.metadata.parse import Parsed
from objectry.metadata.problems import Problem

FIXED_OPTIONS = frozenset({"name", "type", "renamed_from"})
"""What an extension cannot change: they say which field it is and how it is stored."""


def merge(parsed: Iterable[Parsed], problems: list[Problem]) -> dict[str, ObjectDef]:
    """The objects with their extensions merged in. What cannot be merged is added to `problems`."""
    objects: dict[str, ObjectDef] = {}
    extensions: list[Parsed] = []
    for item in parsed:
        if item.kind.name == "object":
            objects.setdefault(item.definition.object, item.definition)
        elif item.kind.name == "extend":
            extensions.append(item)
    for item in extensions:
        base = objects.get(item.definition.extend)
        if base is not None:  # an unknown object is reported with all other unknown names
            objects[base.object] = _extend(base, item, problems)
    return objects


def _extend(base: ObjectDef, item: Parsed, problems: list[Problem]) -> ObjectDef:
    extension: ObjectExtensionDef = item.definition
    known = {field.name for field in base.fields}
    for number, field in enumerate(extension.fields):
        if field.name in known:
            params = {"object": base.object, "field": field.name}
            place = item.place(("fields", number, "name"))
            problems.append(Problem(messages.FIELD_TWICE, place, params))
    changed = tuple(_change(field, item, problems) for field in base.fields)
    added = tuple(field for field in extension.fields if field.name not in known)
    replaced = {rule.name for rule in extension.validation_rules}
    kept_rules = tuple(rule for rule in base.validation_rules if rule.name not in replaced)
    return base.model_copy(
        update={
            "fields": changed + added,
            "validation_rules": kept_rules + extension.validation_rules,
            "business_types": base.business_types + extension.business_types,
            "list_views": base.list_views + extension.list_views,
            "indexes": base.indexes + extension.indexes,
        }
    )


def _change(field: FieldDef, item: Parsed, problems: list[Problem]) -> FieldDef:
    """A field with the options that the extension changes."""
    changes: Mapping[str, Any] | None = item.definition.change_fields.get(field.name)
    if not changes:
        return field
    at = ("change_fields", field.name)
    for option in changes.keys() & FIXED_OPTIONS:
        problems.append(
            Problem(messages.CHANGE_NOT_ALLOWED, item.place((*at, option)), {"option": option})
        )
    kept = field.model_dump(exclude_unset=True, by_alias=True)
    try:
        return read_field({**kept, **changes, "name": field.name, "type": field.type})
    except ValidationError as error:
        for found in error.errors(include_url=False):
            cause = found.get("ctx", {}).get("error")
            named = next((part for part in found["loc"] if part in changes), None)
            place = item.place(at if named is None else (*at, named))
            if isinstance(cause, DefinitionRefused):
                problems.append(Problem(cause.message, place, cause.params))
            else:
                problems.append(Problem(messages.SHAPE_WRONG, place, {"reason": found["msg"]}))
        return field
