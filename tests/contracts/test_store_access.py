"""Who asks the store for records says who they are. What follows from a decision already made does not ask again."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.contracts.source_tree import product_sources

STORE = "platform/runtime/store/"
DECIDED = {
    "find": {"values_of", "pointing_at", "deleted_with"},
    "write": {"insert", "update", "empty", "remove"},
    "journal": {"history", "pasts", "versions", "forget_events"},
    "trees": {"fields_of", "lock", "add", "move", "parents", "below", "remove"},
    "date_parts": {"grouped_by"},  # a column of a source, whose condition the caller has put in
    "cleared": {"remember", "about", "settle", "overtake", "forget"},
    "search_index": {"put", "drop"},
    "search_entries": {"add", "remove_records", "remove_field"},
    "computed": {
        "hold",
        "present",
        "some_of",
        "put",
        "hold_far",
        "pointed_to",
        "reaching",
        "all_of",
        "count",
        "totals",
    },
}
"""Functions on records without an access: they carry out, or look into the consequences of, what somebody was allowed.

Their callers, all in `runtime/records`, have taken the records from a function that asks; computed values follow from what
these have written, whoever it was.
"""
UPGRADES = {"backfill", "numbering", "search_building", "tree_building"}
"""Modules that bring all records of an object along when its metadata change, and compare them for the doctor."""
NOT_ABOUT_RECORDS = {
    "answers", "chunks", "counters", "files", "follows", "inserting", "notes", "notifications", "opened", "views",
}  # fmt: skip
"""Modules whose rows are the platform's own, or only name what a user has made or opened, and helpers that
are handed a finished statement."""


def _without_access() -> Iterator[tuple[str, str]]:
    for source in product_sources():
        if not source.path.startswith(STORE):
            continue
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                given = {one.arg for one in node.args.args}
                if "context" in given and "access" not in given:
                    yield PurePosixPath(source.path).stem, node.name


def test_functions_that_answer_records_take_an_access() -> None:
    found: dict[str, set[str]] = {}
    for module, name in _without_access():
        if module not in NOT_ABOUT_RECORDS | UPGRADES:
            found.setdefault(module, set()).add(name)
    assert {module: names - DECIDED.get(module, set()) for module, names in found.items()} == {
        module: set() for module in found
    }


def test_the_exceptions_are_still_there() -> None:
    """An exception that nobody uses any more would hide the next one of its name."""
    found = {f"{module}.{name}" for module, name in _without_access()}
    assert {f"{module}.{name}" for module, names in DECIDED.items() for name in names} <= found
