"""Signs of damage in a database. Each function answers what is wrong, and nothing when all is well."""

import sqlalchemy as sa

from objectry.metadata.catalog import Catalog
from objectry.runtime.database.schemas import schema_of
from objectry.runtime.database.system_tables import file_use, search
from objectry.runtime.database.tables import Tables

SHOWN = 5
"""How many instances of one kind of damage are named."""


def damage(connection: sa.Connection) -> list[str]:
    """What SQLite finds wrong with its file. PostgreSQL looks after its own."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(sa.text(f"PRAGMA integrity_check({SHOWN})")).scalars()
    return [row for row in rows if row != "ok"]


def broken_references(connection: sa.Connection) -> list[str]:
    """Rows that point to rows that are not there. PostgreSQL refuses to have any."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(sa.text("PRAGMA foreign_key_check")).fetchmany(SHOWN)
    return [f"{row[0]} → {row[2]}" for row in rows]


def missing_columns(connection: sa.Connection, tables: Tables) -> list[str]:
    """Columns that the metadata need and the database does not have."""
    schema = schema_of(connection)
    inspector = sa.inspect(connection)
    known = set(inspector.get_table_names(schema=schema))
    wrong: list[str] = []
    for table in (*tables.objects.values(), *tables.links.values()):
        if table.name not in known:
            wrong.append(table.name)
            continue
        present = {column["name"] for column in inspector.get_columns(table.name, schema=schema)}
        wrong.extend(f"{table.name}.{name}" for name in set(table.c.keys()) - present)
    return sorted(wrong)[:SHOWN]


def lost_search_rows(connection: sa.Connection, tables: Tables) -> list[str]:
    """Entries of the search index whose record is gone or in the recycle bin."""
    wrong: list[str] = []
    for name, table in tables.objects.items():
        lost = (
            sa.select(sa.func.count())
            .select_from(search.outerjoin(table, table.c.id == search.c.record))
            .where(search.c.object == name)
            .where(sa.or_(table.c.id.is_(None), table.c.deleted_at.is_not(None)))
        )
        count = connection.execute(lost).scalar_one()
        if count:
            wrong.append(f"{name} {count}")
    return wrong[:SHOWN]


def wrong_file_uses(connection: sa.Connection, tables: Tables, catalog: Catalog) -> list[str]:
    """Fields whose files are not the ones that `sys_file_use` says: a sweep could take one that is needed."""
    wrong: list[str] = []
    for thing in catalog.objects.values():
        table = tables.objects[thing.name]
        for field in thing.kept:
            if not field.type.holds_files:
                continue
            name, column = f"{thing.name}.{field.name}", table.c[field.columns[0].name]
            uses = sa.select(file_use.c.record, file_use.c.file).where(file_use.c.field == name)
            noted = {tuple(row) for row in connection.execute(uses)}
            rows = connection.execute(sa.select(table.c.id, column).where(column.is_not(None)))
            held = {(record, one) for record, value in rows for one in value}
            if noted != held:
                wrong.append(f"{name} {len(noted ^ held)}")
    return wrong[:SHOWN]
