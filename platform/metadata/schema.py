"""JSON Schemas of the metadata kinds, generated from their models: for editors, and for the gate."""

from collections.abc import Mapping
from typing import Any

from objectry.metadata.kinds.interface import Kind
from objectry.metadata.kinds.listing import KINDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def kind_schema(kind: Kind[Any]) -> dict[str, Any]:
    """The JSON Schema of one kind's documents."""
    schema = kind.model.model_json_schema(by_alias=True)
    return {"$schema": DIALECT, **schema, "title": kind.title.en}


def all_schemas() -> Mapping[str, dict[str, Any]]:
    """The JSON Schemas of all kinds by kind name."""
    return {name: kind_schema(kind) for name, kind in KINDS.items()}
