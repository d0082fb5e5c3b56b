"""What a kind of job is: its name, and how it does one step from a saved position.

The runner (`run.py`) does the rest: leases, transactions, saving, retries, rehearsals. A kind keeps nothing between steps
but what it returns, so a job may stop after any step and go on in another process. Its step and what is saved about the
step are one transaction; a step that is repeated has therefore left nothing behind the first time.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from objectry.metadata.documents import Label
from objectry.metadata.following import Following
from objectry.runtime.access.grants import Access
from objectry.runtime.clock import Clock
from objectry.runtime.context import Context
from objectry.runtime.database.jobs import JobRow
from objectry.runtime.settings import Settings

Position = Mapping[str, Any]
"""Where to go on, as JSON. Only the kind knows what it means."""


def request_of(job_id: str) -> str:
    """What history says of the changes of a job in the place of a request."""
    return f"job {job_id}"


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did."""

    position: Position | None
    """Where to go on; None when everything is done."""
    done: int
    """How much is done, of `Work.total`."""
    counts: Mapping[str, int]
    """By how much the counts change."""
    rows: Sequence[JobRow] = ()
    """To be kept, in the place of what was kept about the same rows."""
    written: Sequence[JobRow] = ()
    """To be kept too, unless it was a rehearsal: which records the step has made or changed."""


class Work(Protocol):
    """A job in one process, ready to begin or to go on: what was read from its arguments and its file."""

    @property
    def total(self) -> int:
        """How much there is to do."""

    def step(self, context: Context, access: Access, position: Position | None) -> Step:
        """Do a little, in the transaction of `context`, which others wait for. Raises Refused to give up."""


class JobKind(ABC):
    """One kind of job, listed in `listing.py`."""

    name: ClassVar[str]
    title: ClassVar[Label]
    needed: ClassVar[bool] = False
    """True for jobs without which records would stay wrong: nobody cancels them, and they never give up."""

    @abstractmethod
    def begin(
        self, context: Context, access: Access, arguments: Mapping[str, Any], content: bytes
    ) -> Work:
        """Read what the job needs. Called whenever a process takes the job up, and after each change of the metadata."""

    def renamed(self, arguments: Mapping[str, Any], following: Following) -> Mapping[str, Any]:
        """The arguments under the new names of fields. Most kinds name none."""
        return arguments


class Site(Protocol):
    """Where jobs are done: an organisation, with transactions for the users whose rights bind them."""

    settings: Settings
    clock: Clock

    def read_for(self, user: str | None, request: str = "") -> AbstractContextManager[Context]:
        """A reading transaction for a user, or for the platform. Raises Forbidden for a user who is not active."""

    def write_for(
        self, user: str | None, request: str = "", alone: bool = False
    ) -> AbstractContextManager[Context]:
        """A writing transaction for a user, or for the platform, `alone` or together with others. Raises Forbidden for a
        user who is not active."""

    def rehearsal_for(
        self, user: str | None, name: str, request: str = ""
    ) -> AbstractContextManager[Context]:
        """A writing transaction that leaves nothing behind, beside which others write."""
