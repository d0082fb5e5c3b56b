"""Backup and restore: the database and the files of an organisation as one file, whatever the database is."""

import os
import secrets
import shutil
from hashlib import file_digest
from pathlib import Path

from objectry.runtime import messages as runtime_messages
from objectry.runtime.api.organization import Organization, demand_organization
from objectry.runtime.database import copies, dumps
from objectry.runtime.database.copies import Copied
from objectry.runtime.errors import BadRequest, Conflict
from objectry.runtime.files import archive, messages, storage
from objectry.runtime.files.archive import Damaged, Manifest
from objectry.runtime.files.storage import Folder
from objectry.runtime.files.workplaces import workplace
from objectry.runtime.progress import Progress, untold
from objectry.runtime.settings import Settings
from objectry.runtime.store import files


def backup(settings: Settings, target: Path, progress: Progress = untold) -> Manifest:
    """Write a backup of an organisation while others work on it.

    The database is copied first and the files after it, by their hashes, while no sweep may remove any: so each file
    that the copied database names is there as it was. Raises Conflict when one is lost.
    """
    file = copies.database_file(settings)
    if file is not None and not file.is_file():
        raise BadRequest(runtime_messages.DATABASE_EMPTY)
    folder = _folder(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    with storage.writing(), storage.held(folder), workplace(target.parent) as place:
        database = place / "database"
        copied = (
            copies.write_copy(file, database) if file else dumps.write_copy(settings, database)
        )
        lost = [sha for sha in copied.contents if not folder.content(sha).is_file()]
        if lost:
            raise Conflict(messages.BACKUP_CONTENT_LOST, {"count": len(lost)})
        with database.open("rb") as opened:
            digest = file_digest(opened, "sha256").hexdigest()
        total = sum(copied.contents.values())
        manifest = Manifest(copied.kind, copied.schema, digest, len(copied.contents), total)
        draft = place / "backup"
        archive.write(draft, manifest, database, folder, list(copied.contents), progress)
        os.replace(draft, target)
        storage.sync(target.parent)
    return manifest


def restore(settings: Settings, source: Path, progress: Progress = untold) -> str:
    """Make an organisation what a backup holds; answers where the present one is kept, empty when there was none.

    All of the backup is unpacked and checked before anything is touched. Its files go into a folder of their own, so
    the kept organisation keeps its files too. Raises BadRequest for a backup that is damaged, foreign or of another
    kind of database, Conflict while a SQLite database is in use.
    """
    file = copies.database_file(settings)
    name = secrets.token_hex(16)
    folder = Folder(settings.files / name)
    beside = settings.files if file is None else file.parent
    beside.mkdir(parents=True, exist_ok=True)
    done = False
    try:
        with storage.writing(), workplace(beside) as place:
            manifest = archive.unpack(source, place / "database", folder, progress)
            if manifest.kind != ("sqlite" if file else "postgresql"):
                raise BadRequest(messages.BACKUP_KIND, {"kind": manifest.kind})
            if file is None:
                kept = dumps.put_back(settings, place / "database", manifest.schema, name)
            else:
                _demand_contents(copies.examine(place / "database"), folder, source)
                kept = str(copies.put_back(file, place / "database", name) or "")
            done = True
    finally:
        if not done:
            shutil.rmtree(folder.path, ignore_errors=True)
    return kept


def _folder(settings: Settings) -> Folder:
    """Where the organisation keeps its files. Raises Unavailable when there is none."""
    organization = Organization(settings)
    try:
        demand_organization(organization)
        with organization.read() as context:
            return files.folder(context)
    finally:
        organization.close()


def _demand_contents(copied: Copied, folder: Folder, source: Path) -> None:
    """Raise Damaged when the database of a backup names files that the backup does not hold."""
    if any(not folder.content(sha256).is_file() for sha256 in copied.contents):
        raise Damaged(messages.BACKUP_DAMAGED, {"file": source})
