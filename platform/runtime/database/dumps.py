"""Copies of a PostgreSQL organisation, made and read by PostgreSQL's own programs.

A copy is put back in one transaction: the present schema is renamed, the copy is made in its place, and all of it holds
or nothing does.
"""

import os
import re
import secrets
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from objectry.runtime import messages
from objectry.runtime.database.copies import Copied
from objectry.runtime.database.engine import open_database
from objectry.runtime.database.system_tables import file, organization
from objectry.runtime.errors import BadRequest
from objectry.runtime.settings import Settings

INSTALLED = Path("/usr/lib/postgresql")
"""Where Debian keeps each version of PostgreSQL's programs, out of the PATH."""
REASON = 500
"""Characters of what a program says about its failure."""


def write_copy(settings: Settings, target: Path) -> Copied:
    """Dump the organisation's schema as it is at one moment. Raises BadRequest when that cannot be done."""
    database = open_database(settings)
    try:
        with database.read() as connection:
            schema = database.schema or str(connection.scalar(sa.select(sa.func.current_schema())))
            moment = str(connection.scalar(sa.select(sa.func.pg_export_snapshot())))
            folder = str(connection.scalar(sa.select(organization.c.files)))
            rows = connection.execute(
                sa.select(file.c.sha256, file.c.size).distinct().order_by(file.c.sha256)
            )
            contents = {row.sha256: row.size for row in rows}
            _run(
                settings, _version(connection), "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                f"--snapshot={moment}", f"--schema={_quoted(schema)}", f"--file={target}",
                f"--dbname={_address(settings)}",
            )  # fmt: skip
    finally:
        database.close()
    return Copied("postgresql", schema, folder, contents)


def put_back(settings: Settings, source: Path, from_schema: str, folder: str) -> str:
    """Make the organisation what a dump holds; answers the name under which the present schema is kept.

    `folder` is where the files of the dump lie now. Sign-ins do not come back. Raises BadRequest, and changes nothing,
    when any statement fails.
    """
    database = open_database(settings)
    try:
        with database.read() as connection:
            schema = database.schema or str(connection.scalar(sa.select(sa.func.current_schema())))
            inspector = sa.inspect(connection)
            present = set(inspector.get_schema_names())
            replaced = inspector.has_table(organization.name, schema=schema)
            version = _version(connection)
    finally:
        database.close()
    kept = f"{schema[:40]}_before_{secrets.token_hex(4)}" if schema in present else ""
    script = source.with_name(source.name + ".sql")
    _run(
        settings, version, "pg_restore", "--no-owner", "--no-privileges", f"--schema={from_schema}",
        f"--file={script}", str(source),
    )  # fmt: skip
    before, after = _around(schema, kept, from_schema, present, folder, replaced)
    try:
        _run(
            settings, version, "psql", "--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction",
            "--set=ON_ERROR_STOP=1", f"--command={before}", f"--file={script}", f"--command={after}",
            f"--dbname={_address(settings)}",
        )  # fmt: skip
    finally:
        script.unlink()
    return kept


def _around(
    schema: str, kept: str, from_schema: str, present: set[str], folder: str, replaced: bool
) -> tuple[str, str]:
    """What happens before and after the dump's own statements, which fill a schema called as the copied one was.

    `replaced` tells whether there is an organisation in the schema.
    """
    aside = f"{from_schema[:40]}_aside_{secrets.token_hex(4)}"
    lent = from_schema != schema and from_schema in present
    now, old = _quoted(schema), _quoted(kept)
    # A process that knows the metadata of before must see that these are others.
    later = f"(SELECT 1 + max(epoch) FROM {old}.sys_organization)" if replaced else "1"  # noqa: S608
    before = [
        *([_rename(schema, kept)] if kept else ()),
        *([_rename(from_schema, aside)] if lent else ()),
        f"CREATE SCHEMA {_quoted(from_schema)}",
    ]
    after = [
        *([_rename(from_schema, schema)] if from_schema != schema else ()),
        *([_rename(aside, from_schema)] if lent else ()),
        f"UPDATE {now}.sys_organization SET files = '{folder}'",  # noqa: S608
        f"UPDATE {now}.sys_organization SET epoch = greatest(epoch + 1, {later})",  # noqa: S608
        f"DELETE FROM {now}.sys_session",  # noqa: S608
    ]
    return "; ".join(before), "; ".join(after)


def _rename(old: str, new: str) -> str:
    return f"ALTER SCHEMA {_quoted(old)} RENAME TO {_quoted(new)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# PostgreSQL's programs -----------------------------------------------------------------------------------------------


def _version(connection: sa.Connection) -> int:
    """The major version of the server. Programs of other versions may write what it does not understand."""
    return int(str(connection.scalar(sa.text("SHOW server_version_num")))) // 10_000


def _program(name: str, version: int) -> str:
    """The program of that name for a server. Raises BadRequest when there is none."""
    found = shutil.which(name, path=str(INSTALLED / str(version) / "bin")) or shutil.which(name)
    if found is None:
        raise BadRequest(messages.PROGRAM_MISSING, {"program": name})
    return found


def _run(settings: Settings, version: int, name: str, *arguments: str) -> None:
    """Run a program. The password travels in the environment, where other users cannot see it."""
    url = sa.make_url(settings.database_url)
    environment = {**os.environ, "LC_ALL": "C"}
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, and no shell
        [_program(name, version), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = re.sub(r"\s+", " ", done.stderr).strip()[:REASON]
        raise BadRequest(messages.PROGRAM_FAILED, {"program": name, "reason": reason})


def _address(settings: Settings) -> str:
    """The database as libpq knows it, without the password."""
    url = sa.make_url(settings.database_url)
    parts = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "dbname": url.database,
        **url.query,
    }
    return " ".join(
        f"{name}='{str(value).replace(chr(92), chr(92) * 2).replace(chr(39), chr(92) + chr(39))}'"
        for name, value in parts.items()
        if value is not None
    )
