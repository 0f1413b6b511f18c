"""Set a password: by an invitation's link, by a reset's link, or knowing the old one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError

from handfast.company.people.audit import note
from handfast.company.writing import writing
from handfast.errors import DataError, Fault

if TYPE_CHECKING:
    from handfast.company.models.people import User


class Links(PasswordResetTokenGenerator):
    """Signs links that let somebody set a password once, within a time.

    A link is signed over the password's hash and the last sign-in: it is worth nothing any more once it was used.
    """

    def __init__(self, salt: str) -> None:
        super().__init__()
        self.key_salt = salt


RESET = Links("handfast.reset")
INVITATION = Links("handfast.invitation")


def set_password(user: User, password: str, *, how: str, now: dt.datetime, address: str = "") -> None:
    """Set a password; all sessions but the one at hand end by themselves, for they are bound to the old one.

    Raises
    ------
    DataError
        The password is too short, too common, or too much like the name.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        faults = [Fault("", "", None, "password", "", said.rstrip("."), "") for said in error.messages]
        raise DataError(faults) from None
    with writing():
        user.set_password(password)
        user.save(update_fields=["password"])
        kind = "invitation_taken" if how == "invitation" else "password_set"
        note(kind, actor=user.username, now=now, address=address, said={"how": how})
