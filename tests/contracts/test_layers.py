"""Who may import whom: formula <- metadata <- runtime, and inside the runtime and the formulas part by part.

Whoever needs a new part gives it a place in `RUNTIME_ORDER` or `FORMULA_ORDER` first.
"""

import ast
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.contracts.source_tree import (
    PACKAGES,
    Source,
    all_sources,
    imported_modules,
    place,
    product_sources,
)

LAYERS = ("formula", "metadata", "runtime", "__main__")
"""The parts of `objectry`; each may import itself and those before it."""

RUNTIME_ORDER = (
    "messages",
    "garbage",
    "errors",
    "settings",
    "clock",
    "ids",
    "progress",
    "files",
    "database",
    "context",
    "mail",
    "access",
    "store",
    "formulas",
    "computing",
    "query",
    "records",
    "search",
    "transfer",
    "process",
    "analytics",
    "jobs",
    "texts",
    "api",
    "shown",
    "web",
    "cli",
)
"""The parts of `objectry.runtime`; each may import itself and those before it."""

GROUND_FLOOR = ("messages", "errors", "settings", "clock", "ids", "progress")
"""Words that everybody uses."""
DOORS = ("web", "cli")
"""The parts that users reach. They see the runtime through `api` and what pages show: a rule for one binds all."""

FORMULA_ORDER = (
    "messages",
    "sayings",
    "types",
    "moments",
    "places",
    "problems",
    "problem_kinds",
    "faults",
    "surroundings",
    "arithmetic",
    "keeping",
    "functions",
    "syntax",
    "checking",
    "python",
    "sql",
    "lines",
)
"""The parts of `objectry.formula`; each may import itself and those before it."""
FORMULA_LIBRARIES = {"lark"}
FORMULA_PARTS = {
    "sql": {"sqlalchemy"},
    "functions": {"sqlalchemy", "re2"},
}
"""What single parts of the formula language use beside that: a function holds its SQL form, too."""
METADATA_LIBRARIES = {
    "jsonschema",
    "nh3",
    "phonenumbers",
    "pydantic",
    "pydantic_core",
    "re2",
    "referencing",
    "sqlalchemy",
    "yaml",
}
"""What the lower layers may use beside the standard library: nothing that opens a connection."""


def _own_imports(source: Source) -> Iterator[tuple[str, ...]]:
    """The imports of a file that name our own code, cut at the dots."""
    for name in sorted(imported_modules(source)):
        parts = tuple(name.split("."))
        if parts[0] in PACKAGES.values() and len(parts) > 1:
            yield parts


def _libraries(source: Source) -> set[str]:
    """The third-party packages that a file imports."""
    top = {name.split(".")[0] for name in imported_modules(source)}
    return top - sys.stdlib_module_names - set(PACKAGES.values())


def _breaks_order(order: tuple[str, ...], here: str, there: str) -> bool:
    return there not in order[: order.index(here) + 1]


def test_every_part_of_the_product_has_a_place_in_the_order() -> None:
    homeless = {
        source.path
        for source in product_sources()
        if (source.parts[0] == "objectry" and source.parts[1] not in LAYERS)
        or (source.parts[:2] == ("objectry", "runtime") and source.parts[2] not in RUNTIME_ORDER)
        or (source.parts[:2] == ("objectry", "formula") and source.parts[2] not in FORMULA_ORDER)
    }
    assert homeless == set()


def test_a_layer_imports_only_itself_and_the_layers_below() -> None:
    wrong = [
        f"{source.path} imports {'.'.join(name)}"
        for source in product_sources()
        if source.parts[0] == "objectry"
        for name in _own_imports(source)
        if name[0] != "objectry" or _breaks_order(LAYERS, source.parts[1], name[1])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("layer", "order"), [("runtime", RUNTIME_ORDER), ("formula", FORMULA_ORDER)]
)
def test_a_part_of_a_layer_imports_only_itself_and_the_parts_before_it(
    layer: str, order: tuple[str, ...]
) -> None:
    wrong = [
        f"{source.path} imports {'.'.join(name)}"
        for source in product_sources()
        if source.parts[:2] == ("objectry", layer)
        for name in _own_imports(source)
        if name[:2] == ("objectry", layer) and len(name) > 2
        if _breaks_order(order, source.parts[2], name[2])
    ]
    assert wrong == []


def test_pages_commands_and_terminals_reach_the_runtime_through_its_api() -> None:
    def is_door(source: Source) -> bool:
        return source.parts[0] == "terminal_driver" or (
            source.parts[:2] == ("objectry", "runtime") and source.parts[2] in DOORS
        )

    wrong = [
        f"{source.path} imports {'.'.join(name)}"
        for source in product_sources()
        if is_door(source)
        for name in _own_imports(source)
        if name[:2] == ("objectry", "runtime") and len(name) > 2
        if name[2] not in (*GROUND_FLOOR, "api", "shown", *source.parts[2:3])
    ]
    assert wrong == []


def test_formulas_use_a_parser_and_in_their_sql_form_expressions() -> None:
    wrong = {
        source.path: sorted(extra)
        for source in product_sources()
        if source.parts[:2] == ("objectry", "formula")
        if (
            extra := _libraries(source)
            - FORMULA_LIBRARIES
            - FORMULA_PARTS.get(source.parts[2], set())
        )
    }
    assert wrong == {}


def test_metadata_use_libraries_that_check_and_describe() -> None:
    wrong = {
        source.path: sorted(extra)
        for source in product_sources()
        if source.parts[:2] == ("objectry", "metadata")
        if (extra := _libraries(source) - METADATA_LIBRARIES)
    }
    assert wrong == {}


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {source.module for source in product_sources()}
    graph = {
        source.module: (imported_modules(source) & modules) - {source.module}
        for source in product_sources()
    }
    circle: list[str] = []
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]
    assert circle == []


def test_imports_are_absolute() -> None:
    wrong = [
        place(source, node)
        for source in all_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]
    assert wrong == []


ALLOWED_INSIDE_FUNCTIONS: dict[str, str] = {}
"""Files that import inside a function, each with its reason."""


def test_imports_stand_at_the_top_of_a_file() -> None:
    wrong = [
        place(source, node)
        for source in all_sources()
        if source.path not in ALLOWED_INSIDE_FUNCTIONS
        for function in ast.walk(source.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []


LOADED_LATER = {
    "platform/formula/functions/chinese.py": "pypinyin",  # takes a third of a second, and few formulas ask for it
}
"""Files that load a library when it is first needed, each with its reason."""


def test_libraries_are_loaded_at_the_beginning() -> None:
    loaded = {
        source.path: ast.unparse(node.args[0])
        for source in product_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("import_module", "importlib.import_module", "__import__")
    }
    assert loaded == {path: repr(library) for path, library in LOADED_LATER.items()}
