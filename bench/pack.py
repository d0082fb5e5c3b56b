"""Packs of any size for the start-up measurement: objects of 25 fields each, written as YAML."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

Definition = Mapping[str, Any]


def write_pack(folder: Path, objects: int) -> None:
    """Write a pack of `objects` objects, each with a layout and a list view, into a new folder."""
    _write(
        folder / "pack.yaml",
        {
            "pack": "bench",
            "version": "1.0.0",
            "label": _label("基准", "Benchmark"),
            "requires": [{"pack": "system", "version": ">=1.0"}],
        },
    )
    for number in range(objects):
        name = object_name(number)
        _write(folder / "objects" / f"{name}.yaml", object_definition(number))
        _write(folder / "layouts" / f"{name}.default.yaml", _layout(name))


def object_name(number: int) -> str:
    """The name of an object by its number."""
    return f"thing_{number:03}"


def object_definition(number: int) -> Definition:
    """An object with 25 fields: each but the first one points at the object before it."""
    name = object_name(number)
    return {
        "object": name,
        "label": _label(f"对象{number}", f"Thing {number}"),
        "plural": _label(f"对象{number}", f"Things {number}"),
        "name_field": "name",
        "sharing": "private",
        "fields": list(_fields(number)),
        "list_views": [
            {
                "name": "all",
                "label": _label("全部", "All"),
                "columns": ["name", "status", "amount_1"],
                "sort": ["-created_at"],
            }
        ],
    }


def _fields(number: int) -> list[Definition]:
    values = [
        {"value": f"value_{at}", "label": _label(f"值{at}", f"Value {at}")} for at in range(5)
    ]
    before = object_name(max(number - 1, 0))
    found: list[Definition] = [
        {"name": "name", "type": "text", "length": 200, "required": True, "searchable": True}
    ]
    found += [{"name": f"text_{at}", "type": "text", "length": 100} for at in range(1, 7)]
    found += [{"name": f"note_{at}", "type": "textarea", "length": 1000} for at in range(1, 3)]
    found += [{"name": f"number_{at}", "type": "integer", "min": 0} for at in range(1, 4)]
    found += [{"name": f"amount_{at}", "type": "currency", "scale": 2} for at in range(1, 4)]
    found += [{"name": f"day_{at}", "type": "date"} for at in range(1, 4)]
    found += [{"name": f"flag_{at}", "type": "boolean"} for at in range(1, 4)]
    found += [{"name": "status", "type": "select", "values": values, "indexed": True}]
    found += [{"name": "level", "type": "select", "values": values}]
    found += [{"name": "website", "type": "url"}]
    found += [{"name": "before", "type": "lookup", "to": before, "on_delete": "clear"}]
    return [
        {**field, "label": _label(f"字段{at}", f"Field {at}")} for at, field in enumerate(found)
    ]


def _layout(name: str) -> Definition:
    columns = [field["name"] for field in _fields(0)]
    return {
        "layout": f"{name}.default",
        "object": name,
        "label": _label("标准布局", "Standard"),
        "highlights": columns[:3],
        "sections": [{"label": _label("基本信息", "Basics"), "columns": 2, "fields": columns}],
        "quick_create": columns[:3],
    }


def _label(zh: str, en: str) -> Definition:
    return {"zh": zh, "en": en}


def _write(path: Path, definition: Definition) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(definition, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=200)
    path.write_text(text, encoding="utf-8")


class _Plain(yaml.SafeDumper):
    """Repeats what is used twice: packs may hold no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        """Whether a value is written out again; always."""
        return True
