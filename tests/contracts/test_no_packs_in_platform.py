"""The platform knows the objects of no pack: customers and contracts are data, and another pack has others.

What the platform itself brings along, as users, departments and roles, stands in `metadata/system` and may be named.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from objectry.runtime.api.organization import check
from tests.contracts.source_tree import ROOT, Source, place, product_sources

FOLDERS = [ROOT / "objects", ROOT / "layouts", *sorted((ROOT / "packs").iterdir())]
WORDS_OF_OURS = {"order", "target"}
"""Names of objects that are words of the platform too: the order of columns, the target of a link."""
EXAMPLES = ("platform/metadata/field_types/", "platform/metadata/patterns.py")
"""Where examples stand that people read: the options of a sample field, a sample of a spelling."""
NAME = re.compile(r"[a-z][a-z0-9_]*")


@cache
def _objects() -> frozenset[str]:
    """The objects of all packs of the repository."""
    return frozenset(check(FOLDERS).objects.keys() - check([]).objects.keys())


def _literals(source: Source) -> Iterator[tuple[str, str]]:
    """The texts in the code that may be names or paths, and where: sentences and docstrings have blanks in them."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and " " not in node.value
        ):
            yield node.value, place(source, node)


def test_there_are_objects_to_look_for() -> None:
    assert {"customer", "opportunity", "contract", "order", "target"} <= _objects()


@pytest.mark.parametrize("source", product_sources(), ids=lambda source: source.path)
def test_no_code_names_an_object_of_a_pack(source: Source) -> None:
    names = _objects() - WORDS_OF_OURS
    if source.path.startswith(EXAMPLES):
        return
    found = [
        f"{where} {text}" for text, where in _literals(source) if names & {*NAME.findall(text)}
    ]
    assert found == []
