"""Where metadata come from: YAML texts that know the file that they stand in and its place in their pack.

A folder with a `pack.yaml` opens a pack. A folder without one belongs to the pack that was given before it if that names
it in `continued_in`: so the base pack keeps its objects in `objects/` and its page layouts in `layouts/`. A folder of
packs, as `objectry export` writes it, stands for all of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from objectry.metadata import messages
from objectry.metadata.problems import MetadataError, Place, Problem

PACK_FILE = "pack.yaml"
SUFFIXES = (".yaml", ".yml")
SYSTEM = "system"
"""The pack that every organisation has: users, departments, roles, profiles and groups. It comes with the product."""
SYSTEM_FOLDER = Path(__file__).parent / SYSTEM
NAME_LENGTH = 200
"""Characters of a file's path in its pack."""
_PART = re.compile(r'[^\s./\\:*?"<>|][^/\\:*?"<>|]*')


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML text."""

    file: str
    """The file as the reader of a problem would name it."""
    content: bytes
    name: str = ""
    """The path inside its pack, with `/`, under which it is kept; empty lets the definition name its file."""
    beside: str = ""
    """The name of the folder that the file was given in, where that is not the folder of its pack."""


def read_folders(folders: Sequence[Path]) -> tuple[Source, ...]:
    """The texts of the packs in `folders`, each pack opened by its `pack.yaml`. Raises MetadataError."""
    found: list[Source] = []
    problems: list[Problem] = []
    for folder in (one for given in folders for one in _packs_in(given)):
        paths = list(_files(folder)) if folder.is_dir() else []
        opens = bool(paths) and paths[0] == folder / PACK_FILE
        if not folder.is_dir():
            problems.append(Problem(messages.FOLDER_MISSING, Place(str(folder))))
        elif not paths:
            problems.append(Problem(messages.FOLDER_EMPTY, Place(str(folder))))
        elif not opens and not found:
            problems.append(Problem(messages.PACK_FILE_MISSING, Place(str(folder))))
        for path in paths:
            inside = path.relative_to(folder).as_posix()
            beside = "" if opens else folder.resolve().name
            name = f"{beside}/{inside}" if beside else inside
            if not proper_name(name):
                problems.append(Problem(messages.FILE_NAME, Place(str(path)), {"name": name}))
            found.append(Source(str(path), path.read_bytes(), name, beside))
    if problems:
        raise MetadataError(problems)
    return tuple(found)


def system_sources() -> tuple[Source, ...]:
    """The texts of the system pack."""
    return tuple(
        Source(f"{SYSTEM}/{one.name}", one.content, one.name)
        for one in read_folders([SYSTEM_FOLDER])
    )


def proper_name(name: str) -> bool:
    """Tell whether a path inside a pack leads to a YAML file of the pack, on every system, and nowhere else."""
    parts = name.split("/")
    return (
        len(name) <= NAME_LENGTH
        and name.isprintable()
        and name.endswith(SUFFIXES)
        and all(_PART.fullmatch(part) and not part.endswith((" ", ".")) for part in parts)
    )


def _packs_in(folder: Path) -> Iterator[Path]:
    """The folder itself, or the packs that lie in it side by side."""
    if (folder / PACK_FILE).exists():
        yield folder
        return
    packs = sorted(file.parent for file in folder.glob(f"*/{PACK_FILE}"))
    yield from packs or [folder]


def _files(folder: Path) -> Iterator[Path]:
    """The YAML files below a folder, `pack.yaml` first, the others by name. Links that lead out are not followed."""
    root = folder.resolve()
    found = [
        path
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
        and path.resolve().is_relative_to(root)
    ]
    yield from sorted(found, key=lambda path: (path != folder / PACK_FILE, path))
