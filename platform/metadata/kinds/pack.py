"""The `pack` kind: a named, versioned set of metadata that is installed together."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from objectry.metadata.documents import ApiName, Definition, Help, Label
from objectry.metadata.kinds.interface import Kind, Use, no_formulas

Version = Annotated[str, StringConstraints(pattern=r"^\d{1,6}\.\d{1,6}(\.\d{1,6})?$")]
"""A version: two or three numbers joined by dots."""

VersionRange = Annotated[str, StringConstraints(pattern=r"^(>=|==)\d{1,6}\.\d{1,6}(\.\d{1,6})?$")]
"""The versions that will do: `>=1.0` or `==1.2.3`."""


class RequirementDef(Definition):
    """Another pack that must be installed first."""

    pack: ApiName
    """The name of the other pack."""
    version: VersionRange = ">=0.0"
    """Which of its versions will do."""


class PackDef(Definition):
    """`pack.yaml`: what a pack is called, its version, and what it needs."""

    pack: ApiName
    """The name of the pack."""
    version: Version
    """The version of the pack."""
    label: Label
    """What people read."""
    description: Help | None = None
    """What the pack is for."""
    requires: Annotated[tuple[RequirementDef, ...], Field(max_length=50)] = ()
    """The packs that this one builds on."""


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers of equal length, so that 1.0 and 1.0.0 are the same and 1.10 follows 1.9."""
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def version_fits(version: str, wanted: str) -> bool:
    """Tell whether `version` lies in the range `wanted`."""
    operator, bound = wanted[:2], version_key(wanted[2:])
    found = version_key(version)
    return found >= bound if operator == ">=" else found == bound


def _uses(definition: PackDef) -> Iterator[Use]:
    for index, requirement in enumerate(definition.requires):
        yield Use("pack", requirement.pack, ("requires", index, "pack"))


KIND = Kind(
    name="pack",
    title=Label(zh="元数据包", en="Pack"),
    model=PackDef,
    identity=lambda definition: definition.pack,
    uses=_uses,
    formulas=no_formulas,
    setup_page="/setup/packs",
)
