"""End sessions: of a browser that was lost, or of all but this one."""

from __future__ import annotations

import datetime as dt

from handfast.company.people.audit import note
from handfast.company.people.directory import user_named
from handfast.company.people.person import Person
from handfast.company.writing import writing


def end_sessions(*, but: str, by: Person, now: dt.datetime, address: str = "") -> int:
    """End all of somebody's sessions but one; return how many that were."""
    from handfast.company.models.people import Session

    with writing():
        others = Session.objects.filter(person=user_named(by.username).pk).exclude(session_key=but)
        ended, _ = others.delete()
        if ended:
            note("sessions_ended", actor=by.username, now=now, address=address, said={"sessions": ended})
    return ended
