"""The `role` kind (角色): a place in the hierarchy that opens the records of those below."""

from collections.abc import Iterator

from objectry.metadata.documents import ApiName, Definition, Help, Label
from objectry.metadata.kinds.interface import Kind, Use, no_formulas


class RoleDef(Definition):
    """A role that comes with a pack. Installing it makes a record of the object `role`; more are added as records."""

    role: ApiName
    """The API name, kept in the role record's `code`."""
    label: Label
    """What people read."""
    help: Help | None = None
    """Who holds the role."""
    parent: ApiName | None = None
    """The role above; None puts the role at the top."""


def _uses(definition: RoleDef) -> Iterator[Use]:
    if definition.parent:
        yield Use("role", definition.parent, ("parent",))


KIND = Kind(
    name="role",
    title=Label(zh="角色", en="Role"),
    model=RoleDef,
    identity=lambda definition: definition.role,
    uses=_uses,
    formulas=no_formulas,
    setup_page="/setup/roles",
)
