"""Sessions of browsers that are signed in, kept in the company's own database: they can be seen, and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

if TYPE_CHECKING:
    from handfast.company.models.people import Session

STARTED, ADDRESS, BROWSER = "started", "address", "browser"
"""What a session remembers of its beginning, for the list of one's sessions."""


class SessionStore(DatabaseStore):
    """Keeps sessions in our own table, each with whom it belongs to."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model."""
        from handfast.company.models.people import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row of a session."""
        row = cast("Session", super().create_model_instance(data))
        row.person = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.started = data.get(STARTED)
        row.address = data.get(ADDRESS, "")
        row.browser = data.get(BROWSER, "")
        return row
