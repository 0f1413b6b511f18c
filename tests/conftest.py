"""What holds for all tests: how hypothesis searches, how many run beside each other, and where a PostgreSQL server is.

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


def pytest_xdist_auto_num_workers() -> int | None:
    """Return how many processes share the tests: a third of what they do is to wait, for browser, server and disk."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None  # as somebody wishes it
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + cores // 2


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
