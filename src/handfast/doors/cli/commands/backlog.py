"""``handfast backlog``: what open promises could become after a change of supply; agree to it, wholly or in part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from handfast.company.queries.backlog_forms import agreed_form, backlog_form
from handfast.doors.cli import options
from handfast.doors.cli.asking_back import confirmed
from handfast.doors.cli.endings import wrong_use
from handfast.doors.cli.paper import page, print_json
from handfast.doors.cli.session import opened
from handfast.doors.cli.show.backlog import show_agreed, show_backlog
from handfast.doors.cli.show.measures import Measures

if TYPE_CHECKING:
    from handfast.facade import Company

EXAMPLES = (
    "handfast backlog",
    "handfast backlog --most-days-later 10 --json",
    "handfast backlog --proposal B-3 --all",
    'handfast backlog --agree all --reason "the mill slipped; agreed with sales"',
    'handfast backlog --proposal B-3 --agree P-12 --agree P-40 --reason "their shop opens"',
)


def backlog(
    agree: Annotated[
        list[str] | None,
        typer.Option(
            "--agree",
            metavar="PROMISE|all",
            help="Agree to what is proposed for it; several times. Or to all of the proposal.",
            show_default=False,
        ),
    ] = None,
    proposal: Annotated[
        str | None,
        typer.Option(
            "--proposal",
            metavar="PROPOSAL",
            help="One that was made before, like B-3. With --agree, else the newest.",
            show_default=False,
        ),
    ] = None,
    most_days_later: Annotated[
        int | None,
        typer.Option(
            "--most-days-later",
            metavar="N",
            min=0,
            help="No promise moves back by more days than these. Else as many as it takes.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every row.", show_default=False)] = False,
    yes: options.Yes = False,
    reason: options.Reason = "",
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Propose better days for open promises after a change of supply, by the class of their segment.

    Promises of class win and gain never get worse; redistribute may move both ways; fill takes what is left; lose gives
    up first. A proposal changes nothing until somebody agrees: then each promise of it is revised, all or none, and its
    original date stays.
    """
    if (agree or proposal) and most_days_later is not None:
        wrong_use("--most-days-later is for a new proposal: leave out --agree and --proposal.")
    if agree and not reason.strip():
        wrong_use("Say why the promises are revised: --reason TEXT.")
    with opened(place, actor, planning=True) as company:
        if agree:
            _agree(company, agree, proposal, reason=reason, yes=yes, as_json=as_json)
            return
        version = company.backlog_proposal(proposal) if proposal else company.backlog(most_days_later=most_days_later)
        measures = Measures(company)
    if as_json:
        print_json(backlog_form(version, measures.exact))
    else:
        show_backlog(page(), version, measures, full=every)


def _agree(company: Company, named: list[str], proposal: str | None, *, reason: str, yes: bool, as_json: bool) -> None:
    version = company.backlog_proposal(proposal)
    what = "all of it" if "all" in named else ", ".join(named)
    if not confirmed(f"Agree to {version.name}: {what}?", yes):
        return
    done = company.agree(None if "all" in named else named, reason=reason, proposal=version.id)
    if as_json:
        print_json(agreed_form(done))
    else:
        show_agreed(page(), done)
