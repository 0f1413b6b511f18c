"""The sample company with a person of each role, as pages and API serve it: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from tests.company.workshop_for_tests import order, orders, workshop

from handfast import facade
from handfast.company.people.roles import ROLES
from handfast.doors.entrance.served import serving
from handfast.doors.serve.settings import configure
from handfast.doors.serve.surroundings import Surroundings

HOST = "testserver"
configure(Surroundings(secret="kept by nobody, for the tests alone " * 2, hosts=(HOST, "localhost", "127.0.0.1")))


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alder & Pine with a person of each role, called by the role's key; nobody writes it."""
    from handfast.examples.alder_and_pine import alder_and_pine

    return with_people(tmp_path_factory.mktemp("served") / "alder-and-pine.db", alder_and_pine())


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop with a person of each role, for what size says nothing about; nobody writes it."""
    tables = workshop() | orders(order("SO-1", 4, 400))
    return with_people(tmp_path_factory.mktemp("served") / "workshop.db", tables)


@pytest.fixture(scope="session")
def furnished_file(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alder & Pine with something on every page; nobody writes it."""
    from tests.doors.pages_to_look_at import furnish

    path = Path(shutil.copy(sample_file, tmp_path_factory.mktemp("furnished") / "sample.db"))
    furnish(path)
    return path


def with_people(path: Path, tables: dict[str, pl.DataFrame]) -> Path:
    """Create a company of these tables with a person of each role, and return its file."""
    from handfast.company.actions.people.visit import visitor

    with facade.create(path, actor="tests") as company:
        company.load(tables)
        with company.database.here():
            for role in ROLES.values():
                visitor(role, now=company.clock())
    return path


@pytest.fixture(scope="session")
def _django() -> Iterator[None]:
    setup_test_environment()
    yield
    teardown_test_environment()


@dataclass
class Served:
    """A company that is served, and its people's browsers."""

    company: facade.Company

    def browser(self, role: str = "", **more: str) -> Client:
        """Return a browser in which a role has signed in; without one nobody has."""
        from handfast.company.models.people import User

        client = Client(SERVER_NAME=HOST, raise_request_exception=False, **more)
        if role:
            with self.company.database.here():
                client.force_login(User.objects.get(username=role))
        return client


@pytest.fixture
def served(sample_file: Path, tmp_path: Path, _django: None) -> Iterator[Served]:
    """A fresh copy of the sample company, served."""
    yield from serve_copy(sample_file, tmp_path)


@pytest.fixture
def small(small_file: Path, tmp_path: Path, _django: None) -> Iterator[Served]:
    """A fresh copy of the workshop, served."""
    yield from serve_copy(small_file, tmp_path)


def serve_copy(file: Path, folder: Path) -> Iterator[Served]:
    """Serve a fresh copy of a company."""
    with facade.open(shutil.copy(file, folder / file.name), actor="server") as company, serving(company):
        yield Served(company)


@pytest.fixture(scope="session")
def flooded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop whose promises lost what they counted on; nobody writes it."""
    tables = workshop() | orders(order("SO-1", 4, 10), order("SO-2", 5, 12, customer="C-2"))
    return with_people(tmp_path_factory.mktemp("flooded") / "workshop.db", tables)


@pytest.fixture
def flooded(flooded_file: Path, tmp_path: Path, _django: None) -> Iterator[Served]:
    """A fresh copy of it, served, after what was in stock was lost."""
    for served in serve_copy(flooded_file, tmp_path):
        stock = served.company.table("stock").row(0, named=True)
        served.company.report_loss(stock["item"], stock["site"], "6", supply="B-1", reason="flood")
        yield served


@pytest.fixture(scope="session")
def shared_served(sample_file: Path, tmp_path_factory: pytest.TempPathFactory, _django: None) -> Iterator[Served]:
    """One served copy for tests that only look."""
    path = tmp_path_factory.mktemp("looked at") / "alder-and-pine.db"
    shutil.copy(sample_file, path)
    with facade.open(path, actor="server") as company:
        yield Served(company)


@pytest.fixture
def looked_at(shared_served: Served) -> Iterator[Served]:
    """A served company that nobody writes."""
    with serving(shared_served.company):
        yield shared_served


Browser = Callable[..., Client]


@pytest.fixture
def browser(served: Served) -> Browser:
    """Return browsers: ``browser("sales")``."""
    return served.browser
