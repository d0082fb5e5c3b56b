"""The `profile` kind (职能): what a user may do. A user has several; their rights add up."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from objectry.metadata import messages
from objectry.metadata.catalog import Catalog, Object
from objectry.metadata.documents import ApiName, Definition, Help, Label
from objectry.metadata.kinds.interface import Fault, Fields, Kind, Use
from objectry.metadata.object_definitions import SetupRight
from objectry.metadata.problems import Path

ObjectAction = Literal[
    "read", "create", "edit", "delete", "transfer", "import", "export", "view_all", "edit_all"
]
"""What can be granted on an object. `view_all` and `edit_all` reach records that are not shared with the user."""

FieldRight = Literal["hidden", "read", "edit"]
"""What can be granted on a field."""


class ObjectRightsDef(Definition):
    """Rights on one object and its fields."""

    allow: Annotated[tuple[ObjectAction, ...], Field(max_length=20)] = ()
    """What may be done with records of the object: `read`, here or in `every_object`, and what else."""
    fields: Mapping[ApiName, FieldRight] = {}
    """Rights on single fields; fields that are not named may be edited. What a new record needs cannot be kept from those
    who may create one."""


class ProfileDef(Definition):
    """A set of rights."""

    profile: ApiName
    """The API name."""
    label: Label
    """What people read."""
    help: Help | None = None
    """Whom the profile is for."""
    objects: Mapping[ApiName, ObjectRightsDef] = {}
    """Rights by object. An object that is not named is out of reach."""
    every_object: Annotated[tuple[ObjectAction, ...], Field(max_length=20)] = ()
    """Rights on every object, present and future: for administrators and auditors."""
    setup: Annotated[tuple[SetupRight, ...], Field(max_length=20)] = ()
    """Parts of the back office that may be used."""


def _uses(definition: ProfileDef, fields: Fields) -> Iterator[Use]:
    for name, rights in definition.objects.items():
        yield Use("object", name, ("objects", name), key=True)
        for field in rights.fields:
            at = ("objects", name, "fields", field)
            yield Use("field", f"{name}.{field}", at, key=True)


def _check(definition: ProfileDef, catalog: Catalog) -> Iterator[Fault]:
    """Whoever may do something with records may read them, and whoever may make them may give what they need."""
    yield from _unread(definition.every_object, (), ("every_object",))
    for name, rights in definition.objects.items():
        at: Path = ("objects", name)
        yield from _unread(rights.allow, definition.every_object, (*at, "allow"))
        thing = catalog.objects.get(name)
        if thing is not None and "create" in (*rights.allow, *definition.every_object):
            for field in _withheld(rights, thing):
                params = {"object": name, "field": field}
                yield Fault((*at, "fields", field), messages.CREATE_IMPOSSIBLE, params)


def _unread(
    allowed: tuple[ObjectAction, ...], beside: tuple[ObjectAction, ...], at: Path
) -> Iterator[Fault]:
    if allowed and "read" not in (*allowed, *beside):
        yield Fault(at, messages.READ_NEEDED, {"actions": ", ".join(allowed)})


def _withheld(rights: ObjectRightsDef, thing: Object) -> Iterator[str]:
    """Fields that a new record needs, and for which users of the profile can give no value."""
    for name, right in rights.fields.items():
        field = thing.fields.get(name)
        if right == "edit" or field is None or field.system or not field.definition.required:
            continue
        by_type = any(name in kind.defaults for kind in thing.business_types.values())
        given = by_type or getattr(field.definition, "default", None) is not None
        if field.writable and not given:
            yield name


PROFILE = Kind(
    name="profile",
    title=Label(zh="职能", en="Profile"),
    model=ProfileDef,
    identity=lambda definition: definition.profile,
    uses=_uses,
    check=_check,
    setup_page="/setup/profiles",
)
