"""A fresh, empty company for each test, on SQLite and on PostgreSQL: the same suite runs on both."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.company.workshop_for_tests import Clock, open_workshop, workshop
from tests.databases import Server

from handfast.company.database import Database
from handfast.company.opening import create, open_company
from handfast.engine.tables import CONTRACT
from handfast.settings import configure

configure()  # so that models can be named

DATABASES = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """An empty company to copy."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    create(path).close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(server) -> str:
    """An empty company to copy: the name of its database."""
    name = server.new_database()
    create(server.url(name)).close()
    return name


@pytest.fixture(scope="session")
def postgresql_company(server, postgresql_template) -> str:
    """One company that is emptied and used again: creating a database for each test takes long."""
    return server.new_database(postgresql_template)


@pytest.fixture(scope="session")
def sqlite_workshop(sqlite_template, tmp_path_factory) -> Path:
    """The workshop, loaded once, to copy: loading it takes ten times as long."""
    path = tmp_path_factory.mktemp("template") / "workshop.db"
    shutil.copy(sqlite_template, path)
    with open_workshop(str(path), Clock()) as company:
        company.load(workshop())
    return path


@pytest.fixture(scope="session")
def postgresql_workshop(server, postgresql_company) -> dict[str, bytes]:
    """The rows of the workshop by their tables, from the company into which they are written again."""
    import psycopg

    url = server.url(postgresql_company)
    empty(url)
    with open_workshop(url, Clock()) as company:
        company.load(workshop())
    rows = {}
    with psycopg.connect(url) as connection:
        for table in (*TABLES, "head"):
            with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                rows[table] = b"".join(copy)
    return rows


TABLES = (
    "balance",
    "commitment",
    "run",
    "promise",
    "entry",
    "request",
    "person",
    "session",
    "token",
    "audit",
    "plan",
    "volume_plan",
    "backlog_proposal",
    "job",
    "upload",
    "event",
    "event_head",
    "webhook",
    "delivery",
    "promise_view",
    *CONTRACT,
)
"""What is emptied before a company on a server is used again."""


def empty(url: str) -> None:
    """Remove everything from a company, whatever its triggers say."""
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in TABLES:
            connection.execute(f'DELETE FROM "{table}"')
        for table in ("promise", "run", "backlog_proposal"):  # so that tests may name P-1, R-1 and B-1
            connection.execute(f"ALTER TABLE {table} ALTER COLUMN id RESTART")
        connection.execute("UPDATE head SET generation = 1, today = NULL")


def furnish(url: str, rows: dict[str, bytes]) -> None:
    """Write rows by their tables into an emptied company, whatever its triggers say."""
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM head")
        for table, written in rows.items():
            if written:
                with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(written)
        for table in ("entry", "balance"):  # what is written next gets a number of its own
            connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")


class Places:
    """Makes places for companies, and clears them away."""

    def __init__(self, kind: str, request: pytest.FixtureRequest, folder: Path) -> None:
        self.kind = kind
        self._request = request
        self._folder = folder
        self._made: list[str] = []

    @property
    def _server(self) -> Server:
        return self._request.getfixturevalue("server")

    def company(self) -> str:
        """Return the place of a new, empty company."""
        if self.kind == "sqlite":
            path = self._folder / f"company{len(self._made)}.db"
            self._made.append(str(path))
            shutil.copy(self._request.getfixturevalue("sqlite_template"), path)
            return str(path)
        if not self._made:
            self._made.append("")
            url = self._server.url(self._request.getfixturevalue("postgresql_company"))
            empty(url)
            return url
        name = self._server.new_database(self._request.getfixturevalue("postgresql_template"))
        self._made.append(name)
        return self._server.url(name)

    def workshop(self) -> str:
        """Return the place of a new company that has the workshop's tables."""
        kept = self._request.getfixturevalue(f"{self.kind}_workshop")
        place = self.company()
        if self.kind == "sqlite":
            shutil.copy(kept, place)
        else:
            furnish(place, kept)
        return place

    def nothing(self) -> str:
        """Return a place where a company could be created."""
        if self.kind == "sqlite":
            return str(self._folder / "new.db")
        name = self._server.new_database()
        self._made.append(name)
        return self._server.url(name)

    def clear(self) -> None:
        """Remove what was made."""
        for name in filter(None, self._made if self.kind == "postgresql" else ()):
            self._server.drop(name)


@pytest.fixture(params=DATABASES)
def places(request, tmp_path) -> Iterator[Places]:
    """Places on each kind of database."""
    made = Places(request.param, request, tmp_path)
    yield made
    made.clear()


@pytest.fixture
def company(places) -> Iterator[Database]:
    """An open, empty company."""
    with open_company(places.company()) as database:
        yield database


@pytest.fixture
def here(company) -> Iterator[Database]:
    """An open, empty company that is current in the test's own thread."""
    with company.here():
        yield company
