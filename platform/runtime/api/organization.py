"""An organisation that is open: its database, its present state, and transactions on it for users and for the platform."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.formula.messages import Language
from objectry.metadata.catalog import Catalog
from objectry.metadata.field_changes import local_values
from objectry.metadata.parse import NOTHING_KNOWN, Parsed, Reading, parse_packs
from objectry.metadata.plan import Plan, Proposal, propose
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import draft, resolve
from objectry.metadata.schema import all_schemas
from objectry.metadata.sources import Source, read_folders, system_sources
from objectry.runtime import messages
from objectry.runtime.api.renaming import follow_names
from objectry.runtime.clock import Clock, system_clock
from objectry.runtime.context import Context, State, state_of
from objectry.runtime.database import copies, definitions, identity, migrate, organizations, tables
from objectry.runtime.database.engine import Database, open_database
from objectry.runtime.database.identity import Principal
from objectry.runtime.database.organizations import Locale
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.errors import Collided, Forbidden, Overtaken, Unavailable
from objectry.runtime.garbage import uncollected
from objectry.runtime.ids import new_id
from objectry.runtime.progress import Progress, untold
from objectry.runtime.records.mirrors import mirror_metadata
from objectry.runtime.records.upgrades import UPGRADING, counted, upgrade_records
from objectry.runtime.settings import Settings

T = TypeVar("T")
APPLY_STEPS = 6
"""Read and check, compare, change tables, save definitions, know them again, bring records along."""

__all__ = [
    "Caller",
    "Organization",
    "Principal",
    "all_schemas",
    "check",
    "demand_organization",
    "for_command",
    "open_organization",
]


@dataclass(frozen=True, slots=True)
class Caller:
    """A user who has shown a session or a token, with the transaction that was opened for the call."""

    context: Context
    csrf: str
    """The session's secret against forged requests; empty for tokens."""
    used_at: datetime | None
    """When the use of the session was noted last; None for tokens."""


class Organization:
    """One organisation. Safe to use from many threads; close it at the end."""

    def __init__(
        self, settings: Settings, clock: Clock = system_clock, known: State | None = None
    ) -> None:
        """An organisation whose metadata may be `known`, as for a copy. At another epoch they are read anew."""
        self.settings = settings
        self.clock = clock
        self._database: Database = open_database(settings)
        self._state = known
        self._lock = Lock()

    @property
    def exists(self) -> bool:
        """Tell whether the database holds an organisation."""
        if self._database.missing:
            return False
        with self._database.read() as connection:
            return organizations.exists(connection)

    def close(self) -> None:
        """Give the database back."""
        self._database.close()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._database.dialect

    # Transactions ---------------------------------------------------------------------------------------------------

    @contextmanager
    def read(self, user: Principal | None = None, request: str = "") -> Iterator[Context]:
        """A transaction that reads, at one moment, for a user or for the platform itself."""
        with self._database.read() as connection:
            yield self._context(connection, user, request)

    @contextmanager
    def write(
        self, user: Principal | None = None, request: str = "", alone: bool = False
    ) -> Iterator[Context]:
        """A transaction that writes, `alone` or together with others. Everything in it happens or nothing does."""
        with self._database.write(alone) as connection:
            yield self._context(connection, user, request)

    @contextmanager
    def rehearsal(self, user: Principal | None = None, request: str = "") -> Iterator[Context]:
        """A writing transaction that is rolled back at its end, whatever happens in it."""
        with self._database.rehearse() as connection:
            yield self._context(connection, user, request)

    @contextmanager
    def read_for(self, user: str | None, request: str = "") -> Iterator[Context]:
        """A reading transaction for the user with an ID, as the account is now. Raises Forbidden if it is not active."""
        with self._database.read() as connection:
            yield self._for(connection, user, request)

    @contextmanager
    def write_for(
        self, user: str | None, request: str = "", alone: bool = False
    ) -> Iterator[Context]:
        """A writing transaction for the user with an ID, as the account is now. Raises Forbidden if it is not active."""
        with self._database.write(alone) as connection:
            yield self._for(connection, user, request)

    @contextmanager
    def rehearsal_for(self, user: str | None, name: str, request: str = "") -> Iterator[Context]:
        """A rehearsal beside which others write: on SQLite in a copy, which `name` tells from other copies.

        On PostgreSQL others wait only where they change the very records, or save the very unique values, that it does.
        """
        database = copies.database_file(self.settings)
        if database is None:
            with self._database.rehearse() as connection:
                yield replace(self._for(connection, user, request), trial=True)
            return
        with copies.scratch(database, name) as file:
            settings = self.settings.model_copy(update={"database_url": f"sqlite:///{file}"})
            beside = Organization(settings, self.clock, self._state)
            try:
                with beside._database.rehearse() as connection:
                    yield beside._for(connection, user, request)
            finally:
                beside.close()

    @contextmanager
    def read_as(self, secret: str, kind: str, request: str = "") -> Iterator[Caller | None]:
        """A reading transaction for whoever holds a session or a token; None for a secret that opens nothing."""
        with self._database.read() as connection:
            yield self._known(connection, secret, kind, request)

    @contextmanager
    def write_as(
        self, secret: str, kind: str, request: str = "", alone: bool = False
    ) -> Iterator[Caller | None]:
        """A writing transaction for whoever holds a session or a token."""
        with self._database.write(alone) as connection:
            yield self._known(connection, secret, kind, request)

    def _known(
        self, connection: sa.Connection, secret: str, kind: str, request: str
    ) -> Caller | None:
        """Who is asking and what is installed, in one statement as long as the metadata stay as they are."""
        state, now = self._state or self._current(connection), self.clock()
        found = identity.by_secret(connection, _lookup(state, kind), secret, now)
        if found.epoch != state.epoch:
            state = self._current(connection)
            found = identity.by_secret(connection, _lookup(state, kind), secret, now)
        self._database.meet(connection, found.epoch)
        if found.signed_in is None:
            return None
        signed_in = found.signed_in
        context = self._of(state, connection, signed_in.principal, request)
        return Caller(context, signed_in.csrf, signed_in.used_at)

    def _for(self, connection: sa.Connection, user: str | None, request: str) -> Context:
        state = self._current(connection)
        if user is None:
            return self._of(state, connection, None, request)
        found = identity.by_id(connection, state.lookups.by_id, user)
        if found is None:
            raise Forbidden(messages.ACCOUNT_INACTIVE)
        return self._of(state, connection, found, request)

    def _context(self, connection: sa.Connection, user: Principal | None, request: str) -> Context:
        return self._of(self._current(connection), connection, user, request)

    def _of(
        self, state: State, connection: sa.Connection, user: Principal | None, request: str
    ) -> Context:
        language = user.language if user else state.locale.language
        zone = user.zone if user else state.locale.zone
        return Context(
            state, connection, self.settings, self.clock(), user, language, zone, request
        )

    def carried_out(self, work: Callable[[bool], T]) -> T:
        """Do `work`, which is one whole transaction, and begin it anew if it collides with those of others.

        It is told whether to write alone: whoever has waited for a deadlock once would meet the same writers again.
        """
        alone = False
        for _ in range(self.settings.collision_retries):
            try:
                return work(alone)
            except (
                Collided,
                Overtaken,
            ) as refused:  # it was rolled back, so nothing of it is left
                alone = alone or isinstance(refused, Collided)
        return work(alone)

    # State ----------------------------------------------------------------------------------------------------------

    def _current(self, connection: sa.Connection) -> State:
        """The state that the transaction sees; a newer one is read when the metadata have changed."""
        found = organizations.epoch(connection)
        self._database.meet(connection, found)
        state = self._state
        if state is not None and state.epoch == found:
            return state
        with self._lock:
            if self._state is None or self._state.epoch != found:
                with uncollected():
                    # They were checked when they were installed; whether they still hold, the doctor tells.
                    catalog = draft(definitions.documents(connection))
                made = tables.build(catalog, self.dialect)
                self._state = state_of(found, catalog, made, organizations.locale(connection))
            return self._state

    @property
    def language(self) -> Language:
        """The organisation's own language, as it was when somebody last used it; Chinese before that."""
        return self._state.locale.language if self._state else "zh"

    def principal(self, account: str) -> Principal | None:
        """The active user with an account name."""
        with self._database.read() as connection:
            state = self._current(connection)
            return identity.by_account(connection, state.lookups.by_account, account)

    # Metadata -------------------------------------------------------------------------------------------------------

    def upgrade(self) -> None:
        """Add what the system tables of an organisation lack that an older version of the platform made."""
        with self._database.read() as connection:
            if not migrate.outdated(connection):
                return
        with self._database.change_schema() as connection:
            migrate.install(connection)

    @contextmanager
    def change_as(self, secret: str, kind: str, request: str = "") -> Iterator[Caller | None]:
        """A transaction that may change metadata and tables, for whoever holds a session or a token."""
        with self._database.change_schema() as connection:
            yield self._known(connection, secret, kind, request)

    def plan(self, folders: Sequence[Path]) -> Plan:
        """What installing packs, or newer versions of them, would do. Raises MetadataError with all problems."""
        given = self._parse(folders)
        if self._database.missing:
            return sound(propose(resolve(Reading()), (), given)).plan
        with self._database.read() as connection:
            return self._proposal(connection, given).plan

    def apply(
        self, folders: Sequence[Path], language: Language | None = None,
        zone: ZoneInfo | None = None, progress: Progress = untold,
    ) -> Plan:  # fmt: skip
        """Install packs, or newer versions of them, in one transaction. Raises MetadataError with all problems.

        A language and a time zone, if given, become those of the organisation.
        """
        progress(0, APPLY_STEPS)
        with uncollected():
            given = self._parse(folders)
        progress(1, APPLY_STEPS)
        with self._database.change_schema() as connection, uncollected():
            now = self.clock()
            migrate.install(connection)
            if not organizations.exists(connection):
                organizations.create(connection, new_id(now), organizations.FIRST, now)
            moved = _set_locale(connection, language, zone)
            proposal = self._proposal(connection, given)
            if moved:
                proposal = proposal.followed_by(*local_values(proposal.catalog))
            progress(2, APPLY_STEPS)
            install(connection, proposal, now, None,
                    lambda state: self._of(state, connection, None, "apply"), progress)  # fmt: skip
        progress(APPLY_STEPS, APPLY_STEPS)
        return proposal.plan

    @contextmanager
    def settled(self, language: Language, zone: ZoneInfo, request: str = "") -> Iterator[Context]:
        """The platform's transaction, beside which nobody writes; at its end the organisation has a language and a zone."""
        with self._database.change_schema() as connection:
            proposal = self._proposal(connection, with_system(()))
            context = self._context(connection, None, request)
            yield context
            if _set_locale(connection, language, zone):
                install(connection, proposal.followed_by(*local_values(proposal.catalog)), context.now, None,
                        lambda state: self._of(state, connection, None, request))  # fmt: skip

    def _proposal(self, connection: sa.Connection, given: Reading) -> Proposal:
        """What becomes of the organisation with the given packs. Raises MetadataError."""
        catalog, documents = self._installed(connection)
        proposal = sound(propose(catalog, documents, given))
        if not documents:
            return proposal  # a new organisation has no records, nor a state yet
        return counted(self._context(connection, None, ""), UPGRADING, proposal)

    def _installed(self, connection: sa.Connection) -> tuple[Catalog, tuple[Parsed, ...]]:
        """What is there already: nothing in a new organisation."""
        if not organizations.exists(connection) or not organizations.epoch(connection):
            return resolve(Reading()), ()
        return self._current(connection).catalog, definitions.documents(connection)

    def _parse(self, folders: Sequence[Path]) -> Reading:
        """The given packs and the one that comes with the product, read before anybody has to wait for them."""
        sources = read_folders(folders)
        if self._database.missing:
            return with_system(sources)
        with self._database.read() as connection:
            known = texts(connection) if organizations.exists(connection) else NOTHING_KNOWN
        return with_system(sources, known)


def _set_locale(
    connection: sa.Connection, language: Language | None, zone: ZoneInfo | None
) -> bool:
    """Give the organisation a language and a time zone, if they are given and are others than before. Tells whether there
    are metadata that had the former ones."""
    before = organizations.locale(connection)
    after = Locale(language or before.language, zone or before.zone)
    if after == before:
        return False
    organizations.set_locale(connection, after)
    if not organizations.epoch(connection):
        return False  # a new organisation has no metadata that anybody could have read yet
    organizations.next_epoch(connection)
    return True


def with_system(
    sources: Sequence[Source], known: Mapping[bytes, Parsed] = NOTHING_KNOWN
) -> Reading:
    """What given packs define, behind the pack that comes with the product."""
    return parse_packs(system_sources(), known).followed_by(parse_packs(sources, known))


def texts(connection: sa.Connection) -> Mapping[bytes, Parsed]:
    """The installed definitions by their texts."""
    return {item.document.text.encode(): item for item in definitions.documents(connection)}


def sound(proposal: Proposal) -> Proposal:
    """The proposal, if nothing stands against it. Raises MetadataError."""
    if proposal.plan.problems:
        raise MetadataError(proposal.plan.problems)
    return proposal


def install(
    connection: sa.Connection,
    proposal: Proposal,
    now: datetime,
    author: str | None,
    begin: Callable[[State], Context],
    progress: Progress = untold,
) -> None:
    """Carry out a proposal: tables, metadata, identities, the epoch that tells of it, and what records get from it.

    `author` is the user who does it, if it is one. `begin` makes the context of the platform's own work in the new state.
    """
    if not proposal.plan.actions:
        return
    made = migrate.carry_out(connection, proposal)
    progress(3, APPLY_STEPS)
    definitions.save(connection, proposal.documents, now)
    progress(4, APPLY_STEPS)
    migrate.record_identities(connection, proposal.catalog, now)
    progress(5, APPLY_STEPS)
    epoch = organizations.next_epoch(connection)
    locale = organizations.locale(connection)
    context = begin(state_of(epoch, proposal.catalog, made, locale))
    if proposal.names is not None:
        follow_names(context, proposal.names)
    upgrade_records(context, proposal, author)
    mirror_metadata(context)


def _lookup(state: State, kind: str) -> Prepared:
    return state.lookups.by_token if kind == "token" else state.lookups.by_session


def check(folders: Sequence[Path]) -> Catalog:
    """The catalog that packs would make, together with the system pack. Raises MetadataError with all problems."""
    return resolve(with_system(read_folders(folders)))


def demand_organization(organization: Organization) -> None:
    """Raise Unavailable when the database holds no organisation yet."""
    if not organization.exists:
        raise Unavailable(messages.DATABASE_EMPTY)


def for_command(settings: Settings) -> Organization:
    """An organisation for somebody who waits at a terminal: no statement is cut short for taking long."""
    return Organization(settings.model_copy(update={"statement_timeout_ms": 0}))


@contextmanager
def open_organization(settings: Settings) -> Iterator[Organization]:
    """An organisation for a command, closed at the end. Raises Unavailable when there is none."""
    with closing(for_command(settings)) as organization:
        demand_organization(organization)
        organization.upgrade()
        yield organization
