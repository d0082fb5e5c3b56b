"""Taking in one upload, piece by piece: its name, its size and its kind are judged as early as they are known."""

from dataclasses import dataclass

from objectry.runtime.errors import Invalid, TooLarge
from objectry.runtime.files import messages
from objectry.runtime.files.kinds import media_type_of
from objectry.runtime.files.names import clean_name, suffix
from objectry.runtime.files.storage import Draft, Folder, writing
from objectry.runtime.settings import Settings


@dataclass(slots=True)
class Room:
    """How many bytes a user may still upload before some of them are attached; shared by the files of one call."""

    left: int
    limit: int

    def take(self, count: int) -> None:
        """Use some of it. Raises TooLarge."""
        self.left -= count
        if self.left < 0:
            raise TooLarge(messages.FILES_PENDING, {"limit": self.limit})


@dataclass(frozen=True, slots=True)
class Received:
    """An upload that is complete and has been judged. Its draft is still to be placed."""

    name: str
    media_type: str
    draft: Draft


class Receiving:
    """An upload that is coming in."""

    def __init__(self, folder: Folder, given: str, settings: Settings, room: Room) -> None:
        """Raises Invalid for a kind of file that the organisation does not take."""
        self.name = clean_name(given)
        self._ending = suffix(self.name)
        self._limit = settings.upload_limit
        self._room = room
        if self._ending not in settings.upload_extensions:
            allowed = ", ".join(settings.upload_extensions)
            raise Invalid(messages.FILE_EXTENSION, {"name": self.name, "allowed": allowed})
        with writing():
            self._draft = Draft(folder)

    def write(self, data: bytes) -> None:
        """Add bytes. Raises TooLarge as soon as there are too many, StorageFull when the disk takes no more."""
        if self._draft.size + len(data) > self._limit:
            raise TooLarge(messages.FILE_TOO_LARGE, {"name": self.name, "limit": self._limit})
        self._room.take(len(data))
        with writing():
            self._draft.write(data)

    def finish(self) -> Received:
        """The upload, now that all of it is there. Raises Invalid when it is not what its name says."""
        with writing():
            self._draft.finish()
        if not self._draft.size:
            raise Invalid(messages.FILE_EMPTY, {"name": self.name})
        media_type = media_type_of(self._draft.path, self._ending)
        if media_type is None:
            raise Invalid(messages.FILE_CONTENT, {"name": self.name})
        return Received(self.name, media_type, self._draft)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._draft.discard()
