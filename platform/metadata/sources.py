"""Where metadata come from: YAML files in folders, read as texts that know their pack and their file.

A folder with a `pack.yaml` opens a pack; a folder without one continues the pack that was given before it, so that the
base pack can keep its objects in `objects/` and its page layouts in `layouts/`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from objectry.metadata import messages
from objectry.metadata.problems import MetadataError, Place, Problem

PACK_FILE = "pack.yaml"
SUFFIXES = (".yaml", ".yml")
SYSTEM_PACK = Path(__file__).parent / "system"
"""The pack that every organisation has: users, departments, roles, profiles and groups."""


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML text: the file that it stands in, as the reader of a problem would name it, and its bytes."""

    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PackSources:
    """All texts of one pack, `pack.yaml` first."""

    folder: str
    sources: tuple[Source, ...]


def read_folders(folders: Sequence[Path]) -> tuple[PackSources, ...]:
    """The packs found in `folders`. Raises MetadataError for paths that hold none."""
    packs: list[PackSources] = []
    problems: list[Problem] = []
    for folder in folders:
        if not folder.is_dir():
            problems.append(Problem(messages.FOLDER_MISSING, Place(str(folder))))
            continue
        sources = tuple(_read(folder))
        opens = bool(sources) and Path(sources[0].file).name == PACK_FILE
        if not sources:
            problems.append(Problem(messages.FOLDER_EMPTY, Place(str(folder))))
        elif opens:
            packs.append(PackSources(str(folder), sources))
        elif packs:
            packs[-1] = PackSources(packs[-1].folder, packs[-1].sources + sources)
        else:
            problems.append(Problem(messages.PACK_FILE_MISSING, Place(str(folder))))
    if problems:
        raise MetadataError(problems)
    return tuple(packs)


def _read(folder: Path) -> Iterable[Source]:
    """The YAML files below a folder, `pack.yaml` first, the others by name. Links that lead out are not followed."""
    root = folder.resolve()
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix in SUFFIXES and path.is_file() and path.resolve().is_relative_to(root)
    ]
    found.sort(key=lambda path: path != folder / PACK_FILE)
    return [Source(str(path), path.read_bytes()) for path in found]
