"""Say how somebody reads: language and time zone."""

from __future__ import annotations

import zoneinfo

from django.conf import settings
from django.utils.translation import gettext as _

from handfast.company.people.directory import user_named
from handfast.company.people.person import Person
from handfast.company.writing import writing
from handfast.errors import DataError, Fault


def set_reading(*, language: str, time_zone: str, by: Person) -> None:
    """Set in which language and time zone somebody reads; empty: as the browser says, and as the company has it.

    Raises
    ------
    DataError
        There is no such language or time zone.
    """
    if language and language not in dict(settings.LANGUAGES):
        cure = _("Choose one of the list")
        raise DataError([Fault("", "", None, "language", language, _("is not known"), cure)])
    if time_zone and time_zone not in zoneinfo.available_timezones():
        cure = _("Write it like Europe/Berlin")
        raise DataError([Fault("", "", None, "time zone", time_zone, _("is not known"), cure)])
    with writing():
        user = user_named(by.username)
        user.language, user.time_zone = language, time_zone
        user.save(update_fields=["language", "time_zone"])
