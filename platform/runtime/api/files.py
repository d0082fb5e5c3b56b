"""Uploaded files for every door: take them in, give them out, delete what nobody uses, sweep.

An upload has three steps, because content of any size must neither lie in memory nor keep a transaction open: `admit`
asks whether the user may upload at all, the door feeds a `Receiving`, and `keep` adds the rows. Between content and row
nothing is swept (`placed`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from objectry.formula.messages import Language
from objectry.metadata.catalog import Object
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.database import copies
from objectry.runtime.errors import Conflict, Forbidden, NotFound
from objectry.runtime.files import messages, storage
from objectry.runtime.files.names import disposition
from objectry.runtime.files.receiving import Received, Receiving, Room
from objectry.runtime.files.storage import Folder
from objectry.runtime.files.workplaces import sweep_workplaces
from objectry.runtime.ids import new_ids
from objectry.runtime.records.present import file_json
from objectry.runtime.settings import Settings
from objectry.runtime.store import files
from objectry.runtime.store.file_rights import openable
from objectry.runtime.store.files import StoredFile

__all__ = ["Admission", "Received", "Receiving", "messages"]

SWEPT_AT_ONCE = 1_000
"""Contents that a sweep looks at while uploads wait."""


@dataclass(frozen=True, slots=True)
class Admission:
    """A user's leave to upload files."""

    folder: Folder
    room: Room
    settings: Settings
    language: Language

    def receive(self, name: str) -> Receiving:
        """Begin to take in one file. Raises Invalid for a kind of file that is not taken."""
        return Receiving(self.folder, name, self.settings, self.room)


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way out."""

    file: StoredFile
    content: BinaryIO

    @property
    def disposition(self) -> str:
        """The value of `Content-Disposition`."""
        return disposition(self.file.name)


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed."""

    files: int
    """Files that no record held any more."""
    bytes: int
    """Room on the disk that this has freed."""


# Uploading -----------------------------------------------------------------------------------------------------------


def admit(context: Context) -> Admission:
    """Whether the user may upload, and how much. Raises Forbidden where no field would take a file."""
    access = access_of(context)
    if not any(_takes_files(access, thing) for thing in context.catalog.objects.values()):
        raise Forbidden(messages.UPLOAD_FORBIDDEN)
    limit = context.settings.upload_pending_limit
    assert access.user
    room = Room(limit - files.pending(context, access.user), limit)
    return Admission(files.folder(context), room, context.settings, context.language)


def _takes_files(access: Access, thing: Object) -> bool:
    rights = access.on(thing)
    return bool(rights.actions & {"create", "edit"}) and any(
        thing.fields[name].type.holds_files for name in rights.editable
    )


@contextmanager
def placed(admission: Admission, received: Sequence[Received]) -> Iterator[None]:
    """The content of uploads lies in its place and stays there; inside, their rows are added."""
    with storage.held(admission.folder):
        with storage.writing():
            for one in received:
                one.draft.place()
        yield


def keep(context: Context, received: Sequence[Received]) -> dict[str, Any]:
    """Add the rows of uploads: `{"files": [{"id", "name", "size", "media_type"}]}`."""
    admit(context).room.take(sum(one.draft.size for one in received))
    made = [
        StoredFile(record, one.name, one.media_type, one.draft.size, one.draft.sha256)
        for record, one in zip(new_ids(len(received), context.now), received, strict=True)
    ]
    files.add(context, made)
    return {"files": [file_json(one) for one in made]}


# Downloading and deleting --------------------------------------------------------------------------------------------


def download(context: Context, record: str) -> Download:
    """A file that the user may open. Raises NotFound for all others."""
    found = _openable(context, record)
    return Download(found, files.folder(context).content(found.sha256).open("rb"))


def delete(context: Context, record: str) -> None:
    """Delete an upload that no record holds. Raises Conflict when one does."""
    found = _openable(context, record, lock=True)
    if files.holders(context, [found.id]):
        raise Conflict(messages.FILE_ATTACHED)
    files.forget(context, found.id)


def _openable(context: Context, record: str, lock: bool = False) -> StoredFile:
    known = as_id(record)
    found = openable(context, access_of(context), [known], lock) if known else {}
    if known is None or known not in found:
        raise NotFound(messages.FILE_UNKNOWN)
    return found[known]


# Looking after files -------------------------------------------------------------------------------------------------


def sweep(organization: Organization) -> Swept:
    """Remove files that no record holds, not even one in the recycle bin, when they have been so for long enough.

    What killed rehearsals and restorations have left goes too. Rows go first and content follows. Raises Unavailable while
    a backup is being written.
    """
    settings = organization.settings
    with organization.write(request="sweep") as context:
        folder = files.folder(context)
        count = files.sweep(context, settings.upload_pending_hours)
    hashes = list(storage.hashes(folder))
    freed = sum(
        _remove_unused(organization, folder, hashes[start : start + SWEPT_AT_ONCE])
        for start in range(0, len(hashes), SWEPT_AT_ONCE)
    )
    storage.remove_drafts(folder, settings.upload_pending_hours)
    database = copies.database_file(settings)
    if database is not None:
        copies.sweep_scratch(database)
    sweep_workplaces(settings.files if database is None else database.parent)
    return Swept(count, freed)


def _remove_unused(organization: Organization, folder: Folder, hashes: Sequence[str]) -> int:
    """Remove content that no row names; answers its bytes."""
    patience = organization.settings.busy_timeout_ms / 1000
    with storage.alone(folder, patience), organization.read() as context:
        unused = set(hashes) - files.used_hashes(context, hashes)
        return sum(storage.remove(folder, one) for one in sorted(unused))
