"""The `role` kind (角色): a place in the hierarchy that opens the records of those below."""

from collections.abc import Iterator

from objectry.metadata import messages
from objectry.metadata.catalog import Catalog
from objectry.metadata.documents import ApiName, Definition, Help, Label
from objectry.metadata.kinds.interface import Fault, Fields, Kind, Use


class RoleDef(Definition):
    """A role that comes with a pack. Installing it makes a record of the object `role`, which belongs to the administrators
    from then on: another label or parent in the pack leaves it as it is. More roles are added as records."""

    role: ApiName
    """The API name, kept in the role record's `code`."""
    label: Label
    """What people read."""
    help: Help | None = None
    """Who holds the role."""
    parent: ApiName | None = None
    """The role above; None puts the role at the top."""


def _uses(definition: RoleDef, fields: Fields) -> Iterator[Use]:
    if definition.parent:
        yield Use("role", definition.parent, ("parent",))


def _check(definition: RoleDef, catalog: Catalog) -> Iterator[Fault]:
    """No role stands above itself."""
    roles = ROLE.of(catalog)
    trail, above = [definition.role], definition.parent
    while above is not None and above in roles and above not in trail:
        trail.append(above)
        above = roles[above].parent
    if above == definition.role:
        loop = " → ".join((*trail, above))
        yield Fault(("parent",), messages.ROLE_LOOP, {"loop": loop})


ROLE = Kind(
    name="role",
    title=Label(zh="角色", en="Role"),
    model=RoleDef,
    identity=lambda definition: definition.role,
    uses=_uses,
    check=_check,
    setup_page="/setup/roles",
)
