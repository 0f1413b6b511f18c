"""What holds for all tests: how hypothesis searches, and where a PostgreSQL server comes from.

Failing examples are repeatable in CI; no example is timed.
"""

import os
from collections.abc import Iterator

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # its tables are small here, and several tests run beside each other

import pytest
from hypothesis import settings
from tests.databases import NoPostgresql, Server, postgresql

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True, database=None)
settings.register_profile("deep", deadline=None, max_examples=2_000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server, or a skip that says why there is none."""
    running = postgresql()
    try:
        found = running.__enter__()
    except NoPostgresql as error:
        pytest.skip(str(error))
    yield found
    running.__exit__(None, None, None)
