"""The tags of a record, as they stand under its name."""

from dataclasses import dataclass

from objectry.metadata.field_types.tags import TagsDef
from objectry.runtime.api.records import readable_record
from objectry.runtime.context import Context
from objectry.runtime.records.paths import readable
from objectry.runtime.store import reach, read


@dataclass(frozen=True, slots=True)
class ShownTags:
    """A field with tags."""

    field: str
    label: str
    tags: tuple[str, ...]
    editable: bool


@dataclass(frozen=True, slots=True)
class TaggedRecord:
    """The fields with tags of one record."""

    object: str
    id: str
    version: int
    fields: tuple[ShownTags, ...]


def shown_tags(context: Context, object_name: str, record: str) -> TaggedRecord:
    """The tags of a record, as far as the user may read them. Raises NotFound like the record."""
    access, thing, identifier = readable_record(context, object_name, record)
    rights = access.on(thing)
    fields = [one for one in thing.fields.values() if isinstance(one.definition, TagsDef)]
    paths = [readable(context, access, thing, one.name) for one in fields]
    version = (thing.fields["version"],)
    columns = (*(one for one in paths if one is not None), version)
    series = read.one(context, access, thing, identifier, columns).series
    values = {one.name: one.values[0] for one in series if one.values}
    changeable = bool(reach.reachable(context, access, thing, "edit", [identifier]))
    return TaggedRecord(thing.name, identifier, int(str(values["version"])), tuple(
        ShownTags(
            one.name, one.label.text(context.language), values[one.name] or (),
            changeable and one.writable and one.name in rights.editable,
        )
        for one in fields
        if one.name in values
    ))  # fmt: skip
