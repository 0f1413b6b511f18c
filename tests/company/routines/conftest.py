"""Workers for tests: what they do is told to them, and their clock is moved by the test."""

import datetime as dt
import time
from collections.abc import Callable

from handfast.company.database import Database

NOW = dt.datetime(2027, 3, 1, 8, tzinfo=dt.UTC)


class Clock:
    """Tells a moment that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def go_on(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


def address_of(database: Database) -> str:
    """Return where a company is, as another process opens it."""
    if database.vendor == "sqlite":
        return database.place
    settings = database.connection.settings_dict
    return f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}"


def wait_until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for what is certain to come; failing is for faults only."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.01)
