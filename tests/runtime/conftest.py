"""What tests of the runtime share: an organisation with the base pack and a small sales team, fresh for each test.

It is made once for each database and copied: as a file for SQLite, as a template database for PostgreSQL.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from anyio.from_thread import start_blocking_portal
from sqlalchemy import event as sa_event
from starlette.testclient import TestClient

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import State
from objectry.runtime.database.prepared import Prepared
from objectry.runtime.settings import Settings, read_settings
from objectry.runtime.web.app import build_app

ROOT = Path(__file__).parents[2]
PACKS = [ROOT / "objects", ROOT / "layouts"]
PASSWORD = "a long enough password"
TEAM = (
    ("admin", "管理员", ["administrator"], None),
    ("dora", "朵拉总监", ["sales_manager"], "sales_director"),
    ("mia", "米娅经理", ["sales_manager"], "sales_manager"),
    ("sam", "山姆", ["sales"], "salesperson"),
    ("sue", "苏苏", ["sales"], "salesperson"),
    ("rob", "罗伯只读", ["read_only"], None),
)
"""Account, name, profiles and role of everybody who works here."""


class TestClock:
    """A clock that moves on by a second each time it is read, so that nothing happens at the same moment."""

    __test__ = False

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The next second."""
        self.now += timedelta(seconds=1)
        return self.now


def fill(settings: Settings, *folders: Path) -> None:
    """Make the organisation, with further packs if there are any."""
    organization = Organization(settings, TestClock())
    organization.apply([*PACKS, *folders])
    with organization.write() as context:
        for account, name, profiles, role in TEAM:
            accounts.add_user(context, account, name, profiles, role)
    organization.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the organisation in it."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    fill(read_settings({}, database_url=f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def pg_template(pg_url: str) -> str:
    """The name of a PostgreSQL database with the organisation in it."""
    return pg_database(pg_url)


def pg_database(server: str, *folders: Path) -> str:
    """The name of a new database with the organisation, and further packs if there are any."""
    name = f"template_{uuid.uuid4().hex[:8]}"
    _execute(server, f'CREATE DATABASE "{name}"')
    url = sa.make_url(server).set(database=name)
    fill(read_settings({}, database_url=url.render_as_string(False)), *folders)
    return name


@pytest.fixture(scope="session")
def pg_copying(pg_url: str) -> str:
    """How PostgreSQL copies a database with the least work: file by file, as all versions before 15 do."""
    engine = sa.create_engine(pg_url)
    with engine.connect() as connection:
        version = connection.dialect.server_version_info or (0,)
    engine.dispose()
    return "STRATEGY file_copy" if int(version[0]) >= 15 else ""


def _execute(url: str, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def known() -> dict[str, State]:
    """What is known of the organisations that are copied, by their settings: read once, with all statements that copies have
    prepared since, as a server keeps them."""
    return {}


@pytest.fixture(scope="session")
def origins() -> dict[str, str]:
    """The places of the organisations that were copied, by the addresses of their copies."""
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings that lead to a copy of the organisation, on SQLite and on PostgreSQL."""
    with copied(request, request.param, tmp_path) as found:
        yield found


OWN = {"monkeypatch", "nothing_known"}
"""Fixtures by which a test says that it shares nothing that is known."""


@pytest.fixture
def nothing_known() -> None:
    """The organisation is one of which nothing is known yet."""


ONE_DATABASE = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""For a test of what is made of the metadata alone, whatever database keeps it."""


@contextmanager
def copied(request: pytest.FixtureRequest, database: str, folder: Path) -> Iterator[Settings]:
    """Settings that lead to a new copy of the organisation, which goes at the end of the block."""
    origins: dict[str, str] = request.getfixturevalue("origins")
    if database == "sqlite":
        file, original = folder / "objectry.db", request.getfixturevalue("sqlite_template")
        shutil.copy(original, file)
        found = read_settings({}, database_url=f"sqlite:///{file}", files=folder / "files")
        origins[found.database_url] = str(original)
        yield found
        return
    server: str = request.getfixturevalue("pg_url")
    template: str = request.getfixturevalue("pg_template")
    name = f"t_{uuid.uuid4().hex[:12]}"
    copying: str = request.getfixturevalue("pg_copying")
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" {copying}')
    url = sa.make_url(server).set(database=name).render_as_string(False)
    origins[url] = template
    yield read_settings({}, database_url=url, files=folder / "files")
    _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def organization(
    request: pytest.FixtureRequest,
    settings: Settings,
    origins: dict[str, str],
    known: dict[str, State],
    tmp_path: Path,
) -> Iterator[Organization]:
    """The organisation, open. Tests that change the code or count what is kept share nothing that is known."""
    origin = origins.get(settings.database_url)
    if origin is None or OWN & set(request.fixturenames):
        found = Organization(settings, TestClock())
    else:
        given = settings.model_copy(update={"database_url": origin})
        same = given.model_dump_json().replace(str(tmp_path), "")
        found = Organization(settings, TestClock(), known.get(same))
        with found.read() as context:
            known[same] = context.state
        found.clock = TestClock()
    yield found
    found.close()


@dataclass
class Desk:
    """A user at the API: calls go out with the user's token."""

    client: TestClient
    token: str

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request and answer the response."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["authorization"] = f"Bearer {self.token}"
        return self.client.request(method, f"/api/v1{path}", json=body, headers=named)

    def get(self, path: str, **query: Any) -> Any:
        """The body of a call that must succeed."""
        response = self.client.get(
            f"/api/v1{path}", params=query, headers={"authorization": f"Bearer {self.token}"}
        )
        assert response.status_code == 200, response.text
        return response.json()

    def create(self, object_name: str, **values: Any) -> Any:
        """Make a record and answer it."""
        response = self.call("POST", f"/{object_name}", values)
        assert response.status_code == 201, response.text
        return response.json()


@pytest.fixture
def desk(organization: Organization) -> Iterator[Callable[[str], Desk]]:
    """Puts a user at the API: `desk("sam")`. All requests are served on one event loop, as a server does."""
    client = TestClient(build_app(organization))

    def sit(account: str) -> Desk:
        with organization.write() as context:
            token = accounts.create_token(context, account, "test", None)
        return Desk(client, token)

    with start_blocking_portal() as client.portal:
        yield sit


@pytest.fixture
def statements(organization: Organization, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The statements that reach the database, as they come: SQLAlchemy's, and prepared ones, of which it knows nothing."""
    seen: list[str] = []
    fetch = Prepared.fetch

    def note(*event: object) -> None:
        seen.append(str(event[2]))

    def noted(self: Prepared, connection: sa.Connection, given: Any) -> Any:
        found = fetch(self, connection, given)
        assert not isinstance(self._form, sa.Select), "it is written by now"
        seen.append(self._form.text)
        return found

    monkeypatch.setattr(Prepared, "fetch", noted)
    engines = {organization._database.engine, organization._database.reading}
    for engine in engines:
        sa_event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        sa_event.remove(engine, "before_cursor_execute", note)
