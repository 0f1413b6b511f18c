"""Fresh companies for benchmarks, on either database, and what their disk can do."""

import datetime as dt
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases import Server, postgresql

from handfast.company.ledger import NewBalance, NewEntry, write
from handfast.company.opening import create

NOW = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)
TODAY = 20878  # 2027-03-01


class Companies:
    """Makes empty companies on one kind of database."""

    def __init__(self, folder: Path, server: Server | None) -> None:
        self.folder = folder
        self.server = server
        self._made: list[str] = []

    def new(self) -> str:
        """Create an empty company and return its place."""
        if self.server is None:
            self._made.append(str(self.folder / f"company{len(self._made)}.db"))
        else:
            self._made.append(self.server.url(self.server.new_database()))
        create(self._made[-1]).close()
        return self._made[-1]

    def crash(self) -> None:
        """Kill the server, all its processes at once, and start it again."""
        if self.server is None or self.server.cluster is None:
            raise SystemExit("Only a server of our own can be killed: unset HANDFAST_TEST_POSTGRESQL_URL.")
        self.server.cluster.crash()


@contextmanager
def companies(database: str) -> Iterator[Companies]:
    """Make companies on `database` for the block; they go with it."""
    if database == "sqlite":
        with tempfile.TemporaryDirectory(prefix="handfast-") as folder:
            yield Companies(Path(folder), None)
        return
    with postgresql({"shared_buffers": "512MB", "max_wal_size": "4GB"}) as server:
        print(f"server: {server.origin}")
        yield Companies(Path(tempfile.gettempdir()), server)


def on_shelves(count: int, quantity: int) -> list[int]:
    """Write lots of `quantity` each; return their balances' ids."""
    lots = [NewBalance(-number, "stock", number, TODAY - 100, quantity) for number in range(1, count + 1)]
    written = write(NewEntry("import", "anna", balances=lots), NOW)
    return [written.balances[-number] for number in range(1, count + 1)]


def syncs_per_second(folder: Path) -> float:
    """Return how often a second the disk under `folder` takes 4 kB and says that they are safe."""
    with tempfile.TemporaryFile(dir=folder) as file:
        count, began = 0, time.perf_counter()
        while time.perf_counter() - began < 1:
            os.pwrite(file.fileno(), bytes(4096), 4096 * (count % 256))
            os.fdatasync(file.fileno())
            count += 1
        return count / (time.perf_counter() - began)
