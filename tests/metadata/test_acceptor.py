"""The short way through the gate says yes to exactly what jsonschema finds nothing wrong with."""

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata.acceptor import acceptor
from objectry.metadata.gate import Gate
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.schema import kind_schema
from objectry.metadata.sources import read_folders, system_sources
from objectry.metadata.yaml_source import Document, read

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "objects", ROOT / "layouts", ROOT / "packs" / "crm_sales"]
DOCUMENTS = [
    read(source.content, source.file) for source in (*system_sources(), *read_folders(FOLDERS))
]
GATES = {name: Gate(kind_schema(kind)) for name, kind in KINDS.items()}
ACCEPTORS = {name: acceptor(kind_schema(kind)) for name, kind in KINDS.items()}
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, -1, 10**9, Decimal("0.5"), "", "x", "X", "a.b", "-a", "text", "select", "x" * 3_000,
     [], {}, ["x"], [1], {"x": 1}, {"zh": "x", "en": "y"}, {"zh": 1}, {"type": "text"}, {"type": []}, [[]]]
).map(copy.deepcopy)  # fmt: skip


def _kind(data: Any) -> str:
    return next(str(name) for name in data if name in KINDS)


def _paths(data: Any) -> list[tuple[Any, ...]]:
    entries = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    return [(), *((key, *path) for key, value in entries for path in _paths(value))]


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, Any]:
    """A document of the packs with a value replaced, added or taken out."""
    data = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)).data)
    kind = _kind(data)
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from([path for path in _paths(data) if path]))
        at = data
        for step in way:
            at = at[step]
        match draw(st.sampled_from(["replace", "remove", "add"])):
            case "replace":
                at[last] = draw(JUNK)
            case "remove":
                del at[last]
            case _ if isinstance(at, dict):
                at[draw(st.sampled_from(["x", "type", "values", "label", "default", ""]))] = draw(
                    JUNK
                )
            case _:
                at.append(draw(JUNK))
    return kind, data


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.file)
def test_the_documents_that_come_along_pass_both(document: Document) -> None:
    kind = _kind(document.data)
    assert ACCEPTORS[kind](document.data)
    assert GATES[kind].explain(document) == []


@given(mutated())
def test_both_agree_on_every_document(changed: tuple[str, Any]) -> None:
    kind, data = changed
    explained = GATES[kind].explain(Document("f.yaml", "", data, {}))
    assert ACCEPTORS[kind](data) == (not explained), explained[:3]


def test_a_keyword_that_it_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="uniqueItems"):
        acceptor({"type": "array", "uniqueItems": True})
