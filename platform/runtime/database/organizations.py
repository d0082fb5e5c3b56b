"""The row that says which organisation a database belongs to, and how often its metadata have changed."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.formula.messages import Language
from objectry.runtime.database.schemas import schema_of
from objectry.runtime.database.system_tables import organization


def exists(connection: sa.Connection) -> bool:
    """Tell whether the database holds an organisation."""
    schema = schema_of(connection)
    if not sa.inspect(connection).has_table(organization.name, schema=schema):
        return False
    return connection.execute(sa.select(organization.c.id)).first() is not None


@dataclass(frozen=True, slots=True)
class Locale:
    """The language and the time zone of an organisation: those of its own work, and of users who chose none."""

    language: Language
    zone: ZoneInfo


FIRST = Locale("zh", ZoneInfo("Asia/Shanghai"))
"""What an organisation begins with when nothing else is said."""


def create(connection: sa.Connection, record: str, locale: Locale, now: datetime) -> None:
    """Begin an organisation, without metadata: its epoch is 0."""
    row = {
        "id": record,
        "name": "",
        "epoch": 0,
        "language": locale.language,
        "zone": str(locale.zone),
        "files": secrets.token_hex(16),
        "created_at": now,
    }
    connection.execute(sa.insert(organization), row)


def epoch(connection: sa.Connection) -> int:
    """How often the metadata have changed."""
    return int(connection.execute(sa.select(organization.c.epoch)).scalar_one())


def locale(connection: sa.Connection) -> Locale:
    """The language and the time zone."""
    row = connection.execute(sa.select(organization.c.language, organization.c.zone)).one()
    return Locale(row.language, ZoneInfo(row.zone))


def name(connection: sa.Connection) -> str:
    """What the organisation calls itself; nothing as long as nobody has said it."""
    return str(connection.execute(sa.select(organization.c.name)).scalar_one())


def set_name(connection: sa.Connection, wanted: str) -> None:
    """Give the organisation a name."""
    connection.execute(sa.update(organization).values(name=wanted))


def set_locale(connection: sa.Connection, wanted: Locale) -> None:
    """Change language and time zone. Other processes find out by the epoch."""
    values = {"language": wanted.language, "zone": str(wanted.zone)}
    connection.execute(sa.update(organization).values(values))


def next_epoch(connection: sa.Connection) -> int:
    """Tell all processes that the metadata have changed."""
    connection.execute(sa.update(organization).values(epoch=organization.c.epoch + 1))
    return epoch(connection)


def files(connection: sa.Connection) -> str:
    """The name of the folder in which the organisation keeps its files."""
    return str(connection.execute(sa.select(organization.c.files)).scalar_one())
