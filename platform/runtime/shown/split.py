"""A list beside one of its records: so few columns that they have room there."""

from dataclasses import replace

from objectry.metadata.catalog import FieldPath
from objectry.runtime.context import Context
from objectry.runtime.records.paths import readable
from objectry.runtime.shown.lists import OpenedList, ShownList, shown_list

COLUMNS = 4
"""Columns of the list that stay: the first one and three more."""
OWNER = "owner"


def split_list(context: Context, found: OpenedList) -> ShownList:
    """A page of records with the first columns of the list, and with whose they are."""
    query = replace(found.query, columns=tuple(_few(context, found)))
    return shown_list(context, replace(found, query=query))


def _few(context: Context, found: OpenedList) -> list[FieldPath]:
    owner = readable(context, found.access, found.thing, OWNER)
    columns = found.query.columns
    kept = [path for path in columns if path != owner or path == columns[0]][:COLUMNS]
    return kept if owner is None or owner in kept else [*kept, owner]
