"""Rows of uploaded files, and which records hold them. The content lies on disk; see `runtime/files/storage.py`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from objectry.metadata.catalog import Field
from objectry.runtime.context import Context
from objectry.runtime.database import organizations
from objectry.runtime.database.system_tables import file, file_use
from objectry.runtime.files.storage import Folder
from objectry.runtime.ids import LAST_ID
from objectry.runtime.store import chunks
from objectry.runtime.store.chunks import CHUNK, among, rows


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An uploaded file."""

    id: str
    name: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str


_STORED = (file.c.id, file.c.name, file.c.media_type, file.c.size, file.c.sha256)


def folder(context: Context) -> Folder:
    """Where the organisation keeps its files."""
    return Folder(context.settings.files / organizations.files(context.connection))


def add(context: Context, files: Sequence[StoredFile]) -> None:
    """Add rows for content that lies in its place. Nobody holds them yet; they are the user's own."""
    assert context.user
    stamp = {"created_by": context.user.id, "created_at": context.now, "used_at": context.now}
    made = [
        {"id": one.id, "name": one.name, "media_type": one.media_type, "size": one.size,
         "sha256": one.sha256, **stamp}
        for one in files
    ]  # fmt: skip
    context.connection.execute(sa.insert(file), made)


def known(context: Context, ids: Collection[str], lock: bool = False) -> dict[str, StoredFile]:
    """Those of `ids` that exist, whoever may see them. `lock` keeps them from being swept meanwhile."""
    statement = sa.select(*_STORED).where(among(file.c.id)).order_by(file.c.id)
    if lock:
        # In the order of the IDs, so that two transactions wait for each other instead of clashing.
        statement = statement.with_for_update()
    return {row.id: StoredFile(*row) for row in rows(context, statement, sorted(ids))}


def holders(context: Context, ids: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """The fields and records that hold each file, those in the recycle bin too: `object.field`, ID."""
    statement = sa.select(file_use).where(among(file_use.c.file))
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows(context, statement, ids):
        found.setdefault(row.file, []).append((row.field, row.record))
    return found


@dataclass(frozen=True, slots=True)
class Held:
    """A file in a record, with the one who uploaded it."""

    id: str
    name: str
    user: str | None


def latest_in(
    context: Context, record: str, places: Collection[str], before: str | None, limit: int
) -> list[Held]:
    """The files that some fields of a record hold, latest upload first, those from before a certain one."""
    statement = (
        sa.select(file.c.id, file.c.name, file.c.created_by)
        .where(
            file.c.id.in_(
                sa.select(file_use.c.file).where(
                    file_use.c.record == record, file_use.c.field.in_(places)
                )
            ),
            file.c.id < (before or LAST_ID),
        )
        .order_by(file.c.id.desc())
        .limit(limit)
    )
    return [
        Held(row.id, row.name, row.created_by) for row in context.connection.execute(statement)
    ]


def own(context: Context, user: str, ids: Collection[str]) -> set[str]:
    """Those of `ids` that the user has uploaded."""
    statement = sa.select(file.c.id).where(file.c.created_by == user, among(file.c.id))
    return {row.id for row in rows(context, statement, ids)}


def pending(context: Context, user: str) -> int:
    """Bytes that a user has uploaded and no record holds."""
    total = sa.select(sa.func.coalesce(sa.func.sum(file.c.size), 0)).where(
        file.c.created_by == user, _unheld()
    )
    return int(context.connection.execute(total).scalar_one())


def forget(context: Context, record: str) -> None:
    """Remove the row of a file that no record holds."""
    context.connection.execute(sa.delete(file).where(file.c.id == record, _unheld()))


def _unheld() -> sa.ColumnElement[bool]:
    return sa.not_(sa.exists(sa.select(sa.literal(1)).where(file_use.c.file == file.c.id)))


# Holding -------------------------------------------------------------------------------------------------------------


def hold(
    context: Context, field: Field, held: Mapping[str, Sequence[str] | None], new: bool
) -> None:
    """Note which files records hold in a field. `new` records have held none before."""
    name = f"{field.object}.{field.name}"
    if not new:
        _let_go(context, list(held), file_use.c.field == name)
    taken = [
        {"file": one, "field": name, "record": record}
        for record, files in held.items()
        for one in files or ()
    ]
    if taken:
        # A sweep that waits for these rows looks at this moment again before it takes them.
        chunks.change(
            context,
            _touched(context).where(among(file.c.id)),
            sorted({use["file"] for use in taken}),
        )
        context.connection.execute(sa.insert(file_use), taken)


def release(context: Context, records: Sequence[str]) -> None:
    """Records that are removed for good hold nothing any more."""
    _let_go(context, records, sa.true())


def _let_go(context: Context, records: Sequence[str], also: sa.ColumnElement[bool]) -> None:
    of_records = sa.and_(among(file_use.c.record), also)
    held = sa.select(file_use.c.file).where(of_records)
    chunks.change(context, _touched(context).where(file.c.id.in_(held)), records)
    chunks.change(context, sa.delete(file_use).where(of_records), records)


def _touched(context: Context) -> sa.Update:
    return sa.update(file).values(used_at=context.now)


# Sweeping ------------------------------------------------------------------------------------------------------------


def sweep(context: Context, hours: int) -> int:
    """Remove the rows of files that no record has held for hours; answers how many there were."""
    oldest = context.now - timedelta(hours=hours)
    gone = context.connection.execute(sa.delete(file).where(file.c.used_at < oldest, _unheld()))
    return gone.rowcount


def contents(context: Context) -> Iterator[StoredFile]:
    """All files, one for each content."""
    statement = sa.select(*_STORED).order_by(file.c.sha256).execution_options(yield_per=CHUNK)
    last = ""
    for row in context.connection.execute(statement):
        if row.sha256 != last:
            last = row.sha256
            yield StoredFile(*row)


def used_hashes(context: Context, hashes: Collection[str]) -> set[str]:
    """Those of `hashes` that files have."""
    statement = sa.select(file.c.sha256).where(among(file.c.sha256))
    return {row.sha256 for row in rows(context, statement, hashes)}
