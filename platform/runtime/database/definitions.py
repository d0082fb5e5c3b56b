"""The installed metadata: one row for each document, as written and as read."""

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from objectry.metadata.catalog import Catalog
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.parse import Parsed, check_definition
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import PackSources, Source
from objectry.metadata.yaml_source import stored_document
from objectry.runtime.database.system_tables import definition


def save(connection: sa.Connection, parsed: Iterable[Parsed], now: datetime) -> None:
    """Replace the installed metadata by these definitions."""
    rows = [
        {
            "pack": item.pack,
            "file": item.document.file,
            "position": position,
            "kind": item.kind.name,
            "name": item.identity[1],
            "content": item.document.text,
            "data": item.definition.model_dump_json(exclude_unset=True, by_alias=True),
            "updated_at": now,
        }
        for position, item in enumerate(parsed)
    ]
    connection.execute(sa.delete(definition))
    connection.execute(sa.insert(definition), rows)


def load(connection: sa.Connection) -> Catalog:
    """The catalog of the installed metadata. They were checked when they were installed, so their JSON is enough."""
    rows = connection.execute(
        sa.select(definition.c.pack, definition.c.file, definition.c.kind, definition.c.data)
        .order_by(definition.c.position)
    )  # fmt: skip
    return resolve(
        Parsed(
            KINDS[row.kind],
            check_definition(KINDS[row.kind], json.loads(row.data)),
            stored_document(row.file),
            row.pack,
        )
        for row in rows
    )


def sources(connection: sa.Connection) -> tuple[PackSources, ...]:
    """The installed documents as written, pack by pack."""
    rows = connection.execute(
        sa.select(definition.c.pack, definition.c.file, definition.c.content)
        .order_by(definition.c.position)
    )  # fmt: skip
    packs: dict[str, list[Source]] = {}
    for row in rows:
        packs.setdefault(row.pack, []).append(Source(row.file, row.content.encode()))
    return tuple(PackSources(name, tuple(found)) for name, found in packs.items())
