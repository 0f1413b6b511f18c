"""The WSGI application that serves one company."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handfast.doors.serve.statics import Application
    from handfast.doors.serve.surroundings import Surroundings


def application_in(surroundings: Surroundings) -> Application:
    """Return the application for these surroundings; what it serves is said by `entrance.served.serving`."""
    from handfast.doors.serve.settings import configure

    configure(surroundings)
    from django.core.handlers.wsgi import WSGIHandler

    from handfast.doors.serve.statics import with_statics

    return with_statics(WSGIHandler())
