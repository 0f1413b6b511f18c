"""``handfast release`` and ``handfast withdraw``: give a hold back; take a promise back."""

from __future__ import annotations

from handfast.doors.cli import options
from handfast.doors.cli.commands.promise import tell_promises
from handfast.doors.cli.session import opened

RELEASE_EXAMPLES = ("handfast release P-12",)
WITHDRAW_EXAMPLES = ('handfast withdraw P-12 --reason "the customer cancelled"',)


def release(
    promise: options.Promise,
    reason: options.Reason = "",
    request: options.Request = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Give a hold back: what it set aside is free again, exactly."""
    with opened(place, actor) as company:
        released = company.release(promise, reason=reason, request=request)
        tell_promises(company, [released.id], as_json=as_json)


def withdraw(
    promise: options.Promise,
    reason: options.Why,
    request: options.Request = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Take a promise back, for a reason: somebody answers for it, and the ledger remembers who."""
    with opened(place, actor) as company:
        withdrawn = company.withdraw(promise, reason=reason, request=request)
        tell_promises(company, [withdrawn.id], as_json=as_json)
