"""A field of every type, with records that have the examples of the type in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from objectry.metadata.field_types.base import FieldType, Relation
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.runtime.api import records
from objectry.runtime.context import Context
from tests.runtime.records.repairs import NEEDED

MOST = 3
"""The most examples of a type."""


@dataclass(frozen=True)
class Sample:
    """A field of the object that a test makes, and the value that one record has in it, as JSON."""

    field: str
    kind: FieldType[Any, Any]
    json: Any
    options: dict[str, Any]

    @property
    def is_given(self) -> bool:
        """Tell whether a record can be given the value: the platform gives some, and files have to be uploaded."""
        return not (self.kind.computed or self.kind.holds_files)


def samples() -> Iterator[Sample]:
    """Fields of all types with the first examples of each."""
    for kind in FIELD_TYPES.values():
        if kind.name == "master_detail":
            continue  # a record has one master, and its operators are those of a look-up
        for number, example in enumerate(kind.examples[:MOST] or [None]):
            needed = NEEDED.get(kind.name, {})
            named = ("to", "path", "formula", "returns", "of", "through", "operation", "field")
            known: dict[str, Any] = {name: needed[name] for name in named if name in needed}
            own = example.options if example else {}
            options: dict[str, Any] = {**kind.options, **own, **known}
            yield Sample(
                f"f_{kind.name}_{number}", kind, example.json if example else None, options
            )


def plain(value: Any) -> Any:
    """A copy that JSON can write."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


def given_to(sample: Sample, relation: Relation | None, linked: Mapping[str, str]) -> Any:
    """The value of the example, with a record that there is in the place of one that it names."""
    if relation is None:
        return sample.json
    target = relation.targets[0]
    one: Any = linked[target]
    if len(relation.targets) > 1:
        one = {"object": target, "id": one}
    return [one] if relation.many else one


def linked_records(context: Context) -> dict[str, str]:
    """A record of each object that the fields point to."""
    customer = records.create_record(context, "customer", {"name": "华强"}).record["id"]
    department = records.create_record(context, "department", {"name": "销售"}).record["id"]
    assert context.user is not None
    return {"customer": customer, "department": department, "user": context.user.id}
