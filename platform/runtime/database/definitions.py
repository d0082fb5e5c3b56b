"""The installed metadata: one row for each document, as written and as read."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.pack_order import in_pack_order
from objectry.metadata.parse import Parsed
from objectry.metadata.sources import SYSTEM, Source
from objectry.metadata.yaml_source import StoredDocument
from objectry.runtime.database.system_tables import definition


def save(connection: sa.Connection, parsed: Sequence[Parsed], now: datetime) -> None:
    """Replace the installed metadata by these definitions."""
    rows = [
        {
            "pack": item.pack,
            "file": item.name,
            "position": position,
            "kind": item.kind.name,
            "name": item.identity[1],
            "content": item.document.text,
            "data": item.kind.canonical(item.definition),
            "updated_at": now,
        }
        for position, item in enumerate(in_pack_order(parsed))
    ]
    connection.execute(sa.delete(definition))
    connection.execute(sa.insert(definition), rows)


def documents(connection: sa.Connection) -> tuple[Parsed, ...]:
    """The installed definitions. They were checked when they were installed, so their JSON is enough."""
    rows = connection.execute(sa.select(definition).order_by(definition.c.position))
    return tuple(
        Parsed(
            KINDS[row.kind],
            KINDS[row.kind].read(row.data),
            StoredDocument(f"{row.pack}/{row.file}", row.content),
            row.pack,
            row.file,
        )
        for row in rows
    )


def sources(connection: sa.Connection) -> tuple[Source, ...]:
    """The installed files as written, pack by pack, without those that come with the product."""
    rows = connection.execute(
        sa.select(definition.c.pack, definition.c.file, definition.c.content)
        .where(definition.c.pack != SYSTEM)
        .order_by(definition.c.position)
    )  # fmt: skip
    return tuple(Source(f"{row.pack}/{row.file}", row.content.encode(), row.file) for row in rows)
