"""The second factor: a code from the person's telephone that changes every half minute (RFC 6238), or one from a list.

The key is derived from the server's secret and a random text in the database: neither alone is enough to make codes.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from handfast.company.people.audit import note
from handfast.company.writing import writing

if TYPE_CHECKING:
    from handfast.company.models.people import User

STEP_SECONDS = 30
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def begin(user: User) -> str:
    """Give somebody a new key, not asked for yet; return it as their telephone wants it."""
    with writing():
        user.second_factor = secrets.token_urlsafe(24)
        user.second_factor_since = None
        user.save(update_fields=["second_factor", "second_factor_since"])
    return key_of(user)


def key_of(user: User) -> str:
    """Return the key of somebody's second factor in base 32."""
    digest = salted_hmac("handfast.second_factor", user.second_factor, algorithm="sha256").digest()
    return base64.b32encode(digest[:20]).decode()


def confirm(user: User, code: str, *, now: dt.datetime, address: str = "") -> list[str] | None:
    """Ask for the second factor from now on, if `code` shows that it works; return the recovery codes, shown once."""
    if not user.second_factor or not _fits(user, code, now):
        return None
    codes = [f"{get_random_string(5, _ALPHABET)}-{get_random_string(5, _ALPHABET)}" for _ in range(RECOVERY_CODES)]
    with writing():
        user.second_factor_since = now
        user.recovery_codes = [_digest(each) for each in codes]
        user.save(update_fields=["second_factor_since", "second_factor_step", "recovery_codes"])
        note("second_factor_set", actor=user.username, now=now, address=address)
    return codes


def passes(user: User, code: str, *, now: dt.datetime) -> bool:
    """Return whether a code lets somebody in; each code serves once."""
    code = code.strip().lower().replace(" ", "")
    with writing():
        if code.isdecimal():
            fits = _fits(user, code, now)
        else:
            digest = _digest(code)
            fits = any(constant_time_compare(digest, each) for each in user.recovery_codes)
            user.recovery_codes = [each for each in user.recovery_codes if each != digest]
        if fits:
            user.save(update_fields=["second_factor_step", "recovery_codes"])
    return fits


def remove(user: User, *, by: str, now: dt.datetime, address: str = "") -> None:
    """Ask for no second factor any more: their own wish, or an administrator's where the telephone is lost."""
    with writing():
        user.second_factor, user.second_factor_since, user.recovery_codes = "", None, []
        user.save(update_fields=["second_factor", "second_factor_since", "recovery_codes"])
        note("second_factor_removed", actor=by, about=user.username, now=now, address=address)


def _fits(user: User, code: str, now: dt.datetime) -> bool:
    """Return whether a code is of this half minute, or the one before or after, and later than any used before."""
    import pyotp

    user.refresh_from_db(fields=["second_factor_step", "recovery_codes"])
    one_time = pyotp.TOTP(key_of(user), interval=STEP_SECONDS)
    step = int(now.timestamp()) // STEP_SECONDS
    for each in (step - 1, step, step + 1):
        if each > user.second_factor_step and constant_time_compare(one_time.generate_otp(each), code):
            user.second_factor_step = each
            return True
    return False


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
