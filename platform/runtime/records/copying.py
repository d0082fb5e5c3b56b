"""What a copy of a record begins with. One function decides it, whoever asks for the copy."""

from collections.abc import Mapping
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.runtime.access.grants import Access


def is_copied(field: Field) -> bool:
    """Tell whether a copy begins with the value that its original has: one that people give, that may stand in several
    records, and that is not left out by its field (`copied: false`)."""
    definition = field.definition
    return (
        field.writable
        and not field.computed
        and definition.copied
        and not definition.unique
        and field.has_values
    )


def copied_values(access: Access, thing: Object, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a copy of a record with these values begins with, for somebody who may read it and make another one.

    What he may not see, or may not enter, is not copied: it begins as in any new record, so that nothing gets into a record
    without being seen.
    """
    rights = access.on(thing)
    return {
        name: value
        for name, field in thing.fields.items()
        if is_copied(field)
        and name in rights.readable
        and name in rights.editable
        and (value := values.get(name)) is not None
    }
