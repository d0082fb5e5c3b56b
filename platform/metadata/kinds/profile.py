"""The `profile` kind (职能): what a user may do. A user has several; their rights add up."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field

from objectry.metadata.documents import ApiName, Definition, Help, Label
from objectry.metadata.kinds.interface import Fields, Kind, Use
from objectry.metadata.object_definitions import SetupRight

ObjectAction = Literal[
    "read", "create", "edit", "delete", "transfer", "import", "export", "view_all", "edit_all"
]
"""What can be granted on an object. `view_all` and `edit_all` reach records that are not shared with the user."""

FieldRight = Literal["hidden", "read", "edit"]
"""What can be granted on a field."""


class ObjectRightsDef(Definition):
    """Rights on one object and its fields."""

    allow: Annotated[tuple[ObjectAction, ...], Field(max_length=20)] = ()
    """What may be done with records of the object."""
    fields: Mapping[ApiName, FieldRight] = {}
    """Rights on single fields; fields that are not named may be edited."""


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


PROFILE = Kind(
    name="profile",
    title=Label(zh="职能", en="Profile"),
    model=ProfileDef,
    identity=lambda definition: definition.profile,
    uses=_uses,
    setup_page="/setup/profiles",
)
