"""Sign in: passwords are tried a few times only; then whoever tries waits.

Counted are failures in the audit trail, so that all processes of a server see the same, and a restart forgets nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import authenticate

from handfast.company.people.audit import note
from handfast.company.writing import writing
from handfast.errors import NotAllowed
from handfast.sentences import counted

if TYPE_CHECKING:
    from handfast.company.models.people import User

WINDOW = dt.timedelta(minutes=15)
MOST_FROM_ONE_PLACE = 5
"""Failures for one name from one address: then that address waits."""
MOST_FOR_A_NAME = 50
MOST_FROM_AN_ADDRESS = 50
"""Failures for a name from anywhere, and for any names from an address: many guesses spread thin."""

FAILED = ("sign_in_failed", "second_factor_failed")


class LockedOut(NotAllowed):
    """Too many failures: whoever tries has to wait."""


@dataclass(frozen=True)
class Knock:
    """Somebody who wants to come in: the name they typed, and where they are.

    Parameters
    ----------
    typed
        What was typed as name.
    address
        Network address.
    now
        The present moment.
    """

    typed: str
    address: str
    now: dt.datetime

    @property
    def name(self) -> str:
        """The name as the audit trail keeps it: known names only, for people type passwords into the wrong field."""
        from handfast.company.models.people import User

        if User.objects.filter(username=self.typed).exists():
            return self.typed
        return "unknown " + hashlib.sha256(self.typed.encode()).hexdigest()[:12]


def sign_in(knock: Knock, password: str) -> User | None:
    """Return who it is; None where name and password do not fit, or the account is closed.

    Raises
    ------
    LockedOut
        Too many failures: the password is not even looked at.
    """
    name = knock.name
    assert_not_locked_out(knock, name)
    user: User | None = authenticate(username=knock.typed, password=password)
    if user is None:
        failed(knock, name, "sign_in_failed")
    return user


def assert_not_locked_out(knock: Knock, name: str) -> None:
    """Refuse whoever has failed too often."""
    from handfast.company.models.people import Audit

    since = knock.now - WINDOW
    last = Audit.objects.filter(kind="signed_in", actor=name, address=knock.address, time__gt=since)
    begun = last.order_by("-time").values_list("time", flat=True).first() or since
    recent = Audit.objects.filter(kind__in=FAILED, time__gt=since)
    watched = (
        (recent.filter(actor=name, address=knock.address, time__gt=begun), MOST_FROM_ONE_PLACE),
        (recent.filter(actor=name), MOST_FOR_A_NAME),
        (recent.filter(address=knock.address), MOST_FROM_AN_ADDRESS),
    )
    for failures, most in watched:
        times = list(failures.order_by("-time").values_list("time", flat=True)[:most])
        if len(times) == most:
            again = times[-1] + WINDOW
            minutes = max(1, -(-int((again - knock.now).total_seconds()) // 60))
            raise LockedOut(
                counted(
                    "Too many attempts. Wait {count} minute, then try again; or ask for a new password.",
                    "Too many attempts. Wait {count} minutes, then try again; or ask for a new password.",
                    minutes,
                )
            )


def failed(knock: Knock, name: str, kind: str) -> None:
    """Write down that somebody could not come in."""
    with writing():
        note(kind, actor=name, now=knock.now, address=knock.address)


def came_in(user: User, knock: Knock, how: str) -> None:
    """Write down that somebody came in, and how: by password, second factor, directory or as a visitor."""
    with writing():
        note("signed_in", actor=user.username, now=knock.now, address=knock.address, said={"how": how})
