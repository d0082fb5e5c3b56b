"""Where the tables of an organisation stand: on PostgreSQL in a schema of its own, if it has one."""

import sqlalchemy as sa


def schema_of(connection: sa.Connection) -> str | None:
    """The schema that a connection is pointed at; None for the one in which the database itself looks first."""
    found: str | None = (
        connection.get_execution_options().get("schema_translate_map", {}).get(None)
    )
    return found


def placed(connection: sa.Connection, name: str) -> str:
    """A name in quotes, in the schema of the organisation."""
    names = connection.dialect.identifier_preparer
    schema = schema_of(connection)
    return f"{names.quote(schema)}.{names.quote(name)}" if schema else names.quote(name)
