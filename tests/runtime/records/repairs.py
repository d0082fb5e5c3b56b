"""A small pack about repairs that tests write again and again, each time a little different, and its records."""

import json
from pathlib import Path
from typing import Any

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization

NEEDED: dict[str, dict[str, Any]] = {
    "lookup": {"to": "customer"},
    "multilookup": {"to": "customer"},
    "anylookup": {"to": ["customer", "contact"]},
    "select": {"values": [{"value": "a", "label": {"zh": "甲", "en": "A"}}]},
    "multiselect": {"values": [{"value": "a", "label": {"zh": "甲", "en": "A"}}]},
    "reference": {"path": "customer.name"},
    "autonumber": {"format": "R-{0000}"},
    "formula": {"formula": "1 + 1", "returns": "integer"},
    "rollup": {"of": "repair", "through": "above", "operation": "count_distinct", "field": "name"},
}
"""Options without which a field of the type cannot be."""
NAME = {"name": "name", "type": "text", "required": True, "label": {"zh": "名称", "en": "Name"}}


def write_pack(folder: Path, pack: str, *documents: dict[str, Any]) -> list[Path]:
    """Write a pack into a folder, one file for each document."""
    label = {"zh": pack, "en": pack}
    opening = {"pack": pack, "version": "1.0.0", "label": label, "requires": [{"pack": "base"}]}
    folder.mkdir(exist_ok=True)
    for name, document in [
        ("pack", opening),
        *((f"d{n}", one) for n, one in enumerate(documents)),
    ]:
        text = json.dumps(document, ensure_ascii=False, indent=1)  # which is YAML
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return [folder]


def repair(*fields: dict[str, Any], **options: Any) -> dict[str, Any]:
    """The object, with fields behind its name."""
    label = {"zh": "维修", "en": "Repair"}
    return {
        "object": "repair",
        "label": label,
        "plural": label,
        **options,
        "fields": [NAME, *fields],
    }


def field(kind: str, name: str = "", **options: Any) -> dict[str, Any]:
    """A field of a type, with what it needs."""
    label = {"zh": kind, "en": kind}
    return {
        "name": name or f"f_{kind}",
        "type": kind,
        "label": label,
        **NEEDED.get(kind, {}),
        **options,
    }


def make(organization: Organization, **values: Any) -> Any:
    """Make a repair and answer it."""
    with organization.write(organization.principal("admin")) as context:
        return records.create_record(context, "repair", values).record


def get(organization: Organization, record: str) -> Any:
    """A repair as it is now."""
    with organization.read(organization.principal("admin")) as context:
        return records.get_record(context, "repair", record, "").record
