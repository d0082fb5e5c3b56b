"""What records of an object are work of: activities that have happened, tasks to be done, and events at a time."""

from typing import Annotated, Literal

from pydantic import Field

from objectry.metadata.documents import ApiName, Definition

ENTRY = 8
"""The most fields of a quick entry: it stands beside a record."""


class WorkDef(Definition):
    """That records of an object are something that people do about other records, and which fields say what."""

    kind: Literal["activity", "todo", "event"]
    """What a record is: something that was done (`activity`), that is to be done until a time (`todo`), or that happens at a
    time (`event`). Tasks and events stand on start pages on their day."""
    about: ApiName
    """The look-up to the record that it is about. The pages of the records that it can point to have a quick entry."""
    at: ApiName
    """The date, or date and time, at which it happened, is due, or begins."""
    status: ApiName | None = None
    """The select that says how far it is."""
    done: str | None = None
    """The value of `status` of what is done: completing a record sets it."""
    closed: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    """Further values of `status` with which nothing is left to do, such as cancelled."""
    previous: ApiName | None = None
    """The look-up to the record of the same object that a follow-up follows."""
    entry: Annotated[tuple[ApiName, ...], Field(max_length=ENTRY)] = ()
    """The fields of the quick entry, in their order; the name and `at` when left out. What has to be filled in is added."""
