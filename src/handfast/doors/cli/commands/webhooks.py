"""``handfast webhooks``: which addresses outside are told what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from handfast.doors.cli import options
from handfast.doors.cli.endings import Ending, ended, wrong_use
from handfast.doors.cli.paper import BROKEN, SURE, WATCH, columns, page, print_json
from handfast.doors.cli.session import opened

if TYPE_CHECKING:
    from handfast.company.routines.webhooks.subscriptions import Delivery, Webhook

EXAMPLES = ("handfast webhooks", "handfast webhooks --json")
ADD_EXAMPLES = (
    "handfast webhooks add https://erp.example.com/handfast",
    "handfast webhooks add https://crm.example.com/in --event promise.made --event promise.at_risk",
)
REMOVE_EXAMPLES = ("handfast webhooks remove W-2",)
PAUSE_EXAMPLES = ('handfast webhooks pause W-2 --reason "their server moves"',)
RESUME_EXAMPLES = ("handfast webhooks resume W-2", "handfast webhooks resume W-2 --skip")
TEST_EXAMPLES = ("handfast webhooks test W-2",)
DELIVERIES_EXAMPLES = ("handfast webhooks deliveries W-2", "handfast webhooks deliveries W-2 --most 500 --json")

Number = Annotated[str, typer.Argument(metavar="WEBHOOK", help="Its number, like W-2.")]


def webhooks(context: typer.Context, place: options.Company = options.PLACE, as_json: options.Json = False) -> None:
    """Show the webhooks: where each leads, what it is told, and whether it answers."""
    if context.invoked_subcommand is not None:
        return
    with opened(place) as company:
        found = company.webhooks()
    if as_json:
        print_json({"webhooks": [webhook_form(each) for each in found]})
        return
    if not found:
        page().print("There are no webhooks. Add one: handfast webhooks add URL")
        return
    table = columns("webhook", "state", "told of", "leads to", "", wide=("told of", "leads to", ""))
    table.columns[3].overflow = "fold"  # an address is shown whole
    for each in found:
        state = "trying again" if each.state == "active" and each.attempts else each.state
        table.add_row(each.name, state, ", ".join(each.types) or "all", each.url, each.words)
        table.rows[-1].style = {"active": "", "trying again": WATCH, "paused": BROKEN}[state]
    page().print(table)


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="Where messages go: https://...")],
    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            metavar="TYPE",
            help="Of what it is told, such as promise.made or promise.*; give it several times. Else of all.",
            show_default=False,
        ),
    ] = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Add a webhook: it is told, in order and signed, of what happens from now on. A worker sends the messages.

    The secret with which messages are signed is shown once: give it to the receiver.
    """
    with opened(place, actor) as company:
        made = company.add_webhook(url, event or [])
    if as_json:
        print_json(webhook_form(made) | {"secret": made.secret})
        return
    page().print(f"{made.name} is told of {', '.join(made.types) or 'all'} from now on.")
    page().print(f"Secret for the receiver, shown only now: {made.secret}", soft_wrap=True)
    page().print(f"Try it: handfast webhooks test {made.name}")


def remove(
    webhook: Number, place: options.Company = options.PLACE, actor: options.Actor = None, as_json: options.Json = False
) -> None:
    """Remove a webhook, and what is known of telling it."""
    with opened(place, actor) as company:
        company.remove_webhook(_number(webhook))
    if as_json:
        print_json({"removed": f"W-{_number(webhook)}"})
    else:
        page().print(f"W-{_number(webhook)} is gone.")


def pause(
    webhook: Number,
    reason: options.Reason = "",
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Tell a webhook nothing for a while; events wait for it, for up to 30 days."""
    with opened(place, actor) as company:
        found = company.pause_webhook(_number(webhook), reason)
    _tell_state(found, as_json=as_json)


def resume(
    webhook: Number,
    skip: Annotated[bool, typer.Option("--skip", help="Do not tell it what it missed.", show_default=False)] = False,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Tell a paused webhook again, beginning with the event at which it was paused."""
    with opened(place, actor) as company:
        found = company.resume_webhook(_number(webhook), skip=skip)
    _tell_state(found, as_json=as_json)


def try_(
    webhook: Number, place: options.Company = options.PLACE, actor: options.Actor = None, as_json: options.Json = False
) -> None:
    """Send a webhook a signed message that tells nothing, at once, and show what it answers.

    Ends with 1 where it does not answer as it should.
    """
    with opened(place, actor) as company:
        answer = company.test_webhook(_number(webhook))
    if as_json:
        print_json({"delivered": answer.delivered, "status": answer.status, "words": answer.words})
    else:
        said = " ".join(filter(None, (str(answer.status) if answer.status else "", answer.words)))
        verdict = "It answered" if answer.status else "It was not reached"
        page().print(f"{verdict}. {said}".strip(), style=SURE if answer.delivered else BROKEN, soft_wrap=True)
    if not answer.delivered:
        ended(Ending.NO)


def deliveries(
    webhook: Number,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, help="How many. Else 20.", show_default=False)
    ] = 20,
    place: options.Company = options.PLACE,
    as_json: options.Json = False,
) -> None:
    """Show what came of telling a webhook, the newest first: what, when, which attempt, and the answer."""
    with opened(place) as company:
        found = company.deliveries(_number(webhook), most=most)
    if as_json:
        print_json({"deliveries": [_delivery_form(each) for each in found]})
        return
    if not found:
        page().print(f"W-{_number(webhook)} was told nothing yet. A worker does it: handfast worker")
        return
    table = columns(
        "event", "what", "at (UTC)", "attempt", "answer", "ms", "", right=("event", "attempt", "ms"), wide=("",)
    )
    for each in found:
        number = "" if each.event is None else f"{each.event}"
        at, answer = f"{each.at:%m-%d %H:%M:%S}", str(each.status or "none")
        table.add_row(number, each.type, at, str(each.attempt), answer, f"{each.milliseconds:,}", each.words)
        table.rows[-1].style = "" if each.delivered else BROKEN
    page().print(table)


def webhook_form(webhook: Webhook) -> dict[str, Any]:
    """Return a webhook as JSON holds it, without its secret."""
    return {
        "webhook": webhook.name,
        "url": webhook.url,
        "events": list(webhook.types),
        "state": webhook.state,
        "words": webhook.words or None,
        "actor": webhook.actor,
        "made": webhook.made.isoformat(),
        "told_until": webhook.position,
        "failed_attempts": webhook.attempts,
        "next_attempt": webhook.next_at.isoformat() if webhook.next_at else None,
    }


def _delivery_form(each: Delivery) -> dict[str, Any]:
    return {
        "event": each.event,
        "type": each.type,
        "attempt": each.attempt,
        "at": each.at.isoformat(),
        "milliseconds": each.milliseconds,
        "status": each.status,
        "delivered": each.delivered,
        "words": each.words or None,
    }


def _tell_state(found: Webhook, *, as_json: bool) -> None:
    if as_json:
        print_json(webhook_form(found))
    else:
        page().print(f"{found.name} is {found.state}.")


def _number(text: str) -> int:
    number = text.upper().removeprefix("W-")
    if not number.isdigit():
        wrong_use(f"'{text}' is no webhook. Write its number: W-2.")
    return int(number)
