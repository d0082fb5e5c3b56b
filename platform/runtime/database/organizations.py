"""The row that says which organisation a database belongs to, and how often its metadata have changed."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from objectry.runtime.database.system_tables import organization


def exists(connection: sa.Connection) -> bool:
    """Tell whether the database holds an organisation."""
    schema = connection.get_execution_options().get("schema_translate_map", {}).get(None)
    if not sa.inspect(connection).has_table(organization.name, schema=schema):
        return False
    return connection.execute(sa.select(organization.c.id)).first() is not None


def create(
    connection: sa.Connection, record: str, language: str, zone: str, now: datetime
) -> None:
    """Begin an organisation, without metadata: its epoch is 0."""
    row = {
        "id": record,
        "name": "",
        "epoch": 0,
        "language": language,
        "zone": zone,
        "files": secrets.token_hex(16),
        "created_at": now,
    }
    connection.execute(sa.insert(organization), row)


def epoch(connection: sa.Connection) -> int:
    """How often the metadata have changed."""
    return int(connection.execute(sa.select(organization.c.epoch)).scalar_one())


def next_epoch(connection: sa.Connection) -> int:
    """Tell all processes that the metadata have changed."""
    connection.execute(sa.update(organization).values(epoch=organization.c.epoch + 1))
    return epoch(connection)


def files(connection: sa.Connection) -> str:
    """The name of the folder in which the organisation keeps its files."""
    return str(connection.execute(sa.select(organization.c.files)).scalar_one())
