"""The repository as data, for the tests that read the code instead of running it."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"platform": "objectry", "terminal_driver": "terminal_driver"}
"""The folders that are installed, with the names that they are imported by."""
FOREIGN_FOLDERS = {"node_modules", "__pycache__", "var", "dist"}
TEXT_SUFFIXES = {
    ".py",
    ".md",
    ".yaml",
    ".toml",
    ".sh",
    ".csv",
    ".js",
    ".ts",
    ".css",
    ".html",
    ".lark",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: where it is, what it is imported as, its text and its syntax tree."""

    path: str
    module: str
    text: str
    tree: ast.Module

    @property
    def parts(self) -> tuple[str, ...]:
        """The module's name, cut at the dots."""
        return tuple(self.module.split("."))


def _walk(top: Path) -> Iterator[Path]:
    """Every file of the project, in a stable order. Links are not followed."""
    for folder, names, files in os.walk(top):
        names[:] = sorted(
            name
            for name in names
            if name not in FOREIGN_FOLDERS and (name == ".ci" or not name.startswith("."))
        )
        yield from (Path(folder, name) for name in sorted(files))


@cache
def repository_texts() -> dict[str, str]:
    """The text of every file that people write, by its path from the root."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in _walk(ROOT)
        if path.suffix in TEXT_SUFFIXES or not path.suffix
    }


def _read(path: Path, module: str) -> Source:
    text = path.read_text(encoding="utf-8")
    relative = str(path.relative_to(ROOT))
    return Source(relative, module, text, ast.parse(text, relative))


def _below(folder: str, package: str) -> Iterator[Source]:
    for path in _walk(ROOT / folder):
        if path.suffix == ".py":
            inside = path.relative_to(ROOT / folder).with_suffix("").parts
            yield _read(path, ".".join((package, *inside)))


@cache
def product_sources() -> tuple[Source, ...]:
    """Every Python file that is installed."""
    return tuple(
        source for folder, package in PACKAGES.items() for source in _below(folder, package)
    )


@cache
def all_sources() -> tuple[Source, ...]:
    """Every Python file of the repository."""
    others = ("bench", "scripts", "tests")
    return product_sources() + tuple(source for name in others for source in _below(name, name))


def imported_modules(source: Source) -> set[str]:
    """The dotted names that a file imports; `from a import b` counts as `a` and as `a.b`."""
    found: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def place(source: Source, node: ast.stmt | ast.expr) -> str:
    """Where something is, as editors and terminals link it."""
    return f"{source.path}:{node.lineno}"
