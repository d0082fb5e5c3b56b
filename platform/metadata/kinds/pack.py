"""The `pack` kind: a named, versioned set of metadata that is installed together."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, StringConstraints

from objectry.metadata import messages
from objectry.metadata.catalog import Catalog
from objectry.metadata.documents import ApiName, Definition, Help, Label
from objectry.metadata.kinds.interface import Fault, Fields, Kind, Use

Version = Annotated[str, StringConstraints(pattern=r"^\d{1,6}\.\d{1,6}(\.\d{1,6})?$")]
"""A version: two or three numbers joined by dots."""

VersionRange = Annotated[str, StringConstraints(pattern=r"^(>=|==)\d{1,6}\.\d{1,6}(\.\d{1,6})?$")]
"""The versions that will do: `>=1.0` or `==1.2.3`."""


FolderName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RequirementDef(Definition):
    """Another pack that must be installed first."""

    known_by = "pack"

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
    continued_in: Annotated[tuple[FolderName, ...], Field(max_length=50)] = ()
    """Folders without a `pack.yaml` that belong to this pack when they are given behind it, e.g. `layouts`."""


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers of equal length, so that 1.0 and 1.0.0 are the same and 1.10 follows 1.9."""
    parts = [int(part) for part in version.split(".")]
    return tuple(parts + [0] * (3 - len(parts)))


def version_fits(version: str, wanted: str) -> bool:
    """Tell whether `version` lies in the range `wanted`."""
    operator, bound = wanted[:2], version_key(wanted[2:])
    found = version_key(version)
    return found >= bound if operator == ">=" else found == bound


def _uses(definition: PackDef, fields: Fields) -> Iterator[Use]:
    for index, requirement in enumerate(definition.requires):
        yield Use("pack", requirement.pack, ("requires", index, "pack"))


def _check(definition: PackDef, catalog: Catalog) -> Iterator[Fault]:
    """A pack needs the versions that it names of packs that do not need it in turn."""
    packs = PACK.of(catalog)
    for index, requirement in enumerate(definition.requires):
        needed = packs.get(requirement.pack)
        if needed is not None and not version_fits(needed.version, requirement.version):
            params = {
                "pack": requirement.pack,
                "wanted": requirement.version,
                "found": needed.version,
            }
            yield Fault(("requires", index, "version"), messages.PACK_VERSION, params)
    loop = _way_back(definition.pack, packs, (definition.pack,))
    if loop:
        yield Fault(("requires",), messages.PACK_LOOP, {"loop": " → ".join(loop)})


def _way_back(
    name: str, packs: Mapping[str, PackDef], trail: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The packs from the first of `trail` over those that they require back to it; None if there is no such way."""
    for requirement in packs[name].requires if name in packs else ():
        if requirement.pack == trail[0]:
            return (*trail, requirement.pack)
        if requirement.pack not in trail:
            found = _way_back(requirement.pack, packs, (*trail, requirement.pack))
            if found:
                return found
    return None


PACK = Kind(
    name="pack",
    title=Label(zh="元数据包", en="Pack"),
    model=PackDef,
    identity=lambda definition: definition.pack,
    uses=_uses,
    check=_check,
    setup_page="/setup/packs",
)
