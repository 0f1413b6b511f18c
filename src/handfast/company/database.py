"""An open company: its connection, its thread, and which one is meant just now.

Several companies may be open in one process. Each is an alias of Django's connections that comes and goes while the
process runs; a router sends every query to the company that is *current* in this context. There is no default.

Each open company has one thread of its own. :meth:`Database.run` runs a function there, so that work comes in the order
in which it was asked for, and so that a company can be used inside a running event loop (a notebook), where Django
refuses to work.
"""

from __future__ import annotations

import itertools
import os
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import connections

from handfast.company.turns import Turns
from handfast.errors import BadConfiguration
from handfast.sentences import sentence

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

P = ParamSpec("P")
R = TypeVar("R")

_current: ContextVar[Database] = ContextVar("handfast_company")
_numbers = itertools.count(1)


class Database:
    """One open company, as :mod:`handfast.company.opening` makes it.

    Attributes
    ----------
    alias
        Its name among Django's connections.
    place
        Path or address, without a password: fit to be shown.
    vendor
        ``sqlite`` or ``postgresql``.
    turns
        Lets the writers of this process wait in the order in which they came.
    """

    def __init__(self, vendor: str, place: str, settings: dict[str, Any]) -> None:
        self.alias = f"company{next(_numbers)}"
        self.vendor = vendor
        self.place = place
        self.turns = Turns()
        self._process = os.getpid()
        self._worker: threading.Thread | None = None
        self._local = threading.local()
        self._connections: weakref.WeakSet[BaseDatabaseWrapper] = weakref.WeakSet()
        self._closed = False
        lasting = {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": vendor == "postgresql"}  # not one for each web request
        connections.settings[self.alias] = connections.configure_settings(
            {"default": {}, self.alias: {**lasting, **settings}}
        )[self.alias]
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=self.alias, initializer=self._remember_worker)

    def _remember_worker(self) -> None:
        self._worker = threading.current_thread()

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """The calling thread's connection to the company."""
        self._assert_open()
        known: BaseDatabaseWrapper | None = getattr(self._local, "connection", None)
        if known is not None:
            return known
        connection = connections[self.alias]
        connection.inc_thread_sharing()  # only so that close() may close it from another thread
        self._connections.add(connection)
        self._local.connection = connection
        return connection

    def _assert_open(self) -> None:
        if self._process != os.getpid():
            raise BadConfiguration(f"{self.place} was opened by another process. Open it in this one too.")
        if self._closed:
            raise BadConfiguration(f"{self.place} has been closed. Open it again.")

    @contextmanager
    def here(self) -> Iterator[Database]:
        """Make this the current company of the calling context, on a connection of the calling thread."""
        _ = self.connection  # so that close() knows what Django's ORM opens by the alias alone
        token = _current.set(self)
        try:
            yield self
        finally:
            _current.reset(token)

    def run(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `function` in the company's own thread, with the company as the current one; return what it returns."""
        if threading.current_thread() is self._worker:
            if _current.get(None) is self and hasattr(self._local, "connection"):  # the usual case, and quicker
                return function(*args, **kwargs)
            with self.here():
                return function(*args, **kwargs)
        self._assert_open()
        context = copy_context()
        context.run(_current.set, self)
        return self._executor.submit(lambda: context.run(function, *args, **kwargs)).result()

    def close(self) -> None:
        """Finish what is under way and close all connections, of whichever thread. Closing twice does no harm."""
        if self._closed:
            return
        self._closed = True
        self._executor.shutdown()
        for connection in list(self._connections):
            connection.close()
        connections.settings.pop(self.alias, None)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Database {self.place}{' (closed)' if self._closed else ''}>"


def current() -> Database:
    """Return the company that is meant in this context.

    Raises
    ------
    BadConfiguration
        None is: the code runs outside :meth:`Database.run` and :meth:`Database.here`.
    """
    database = _current.get(None)
    if database is None:
        raise BadConfiguration(
            sentence(
                "No company is open here. Open one, and work through it: database.run(...) or with database.here()."
            )
        )
    return database


class Router:
    """Sends every query of Django's to the current company."""

    def db_for_read(self, *_model: Any, **_hints: Any) -> str:
        """Return the current company's alias."""
        return current().alias

    def db_for_write(self, *_model: Any, **_hints: Any) -> str:
        """Return the current company's alias."""
        return current().alias
