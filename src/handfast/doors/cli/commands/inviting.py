"""``handfast people``: who works with the company; the first one is invited here, the others by page."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handfast.doors.cli import options
from handfast.doors.cli.paper import columns, page, print_json
from handfast.doors.cli.session import opened

if TYPE_CHECKING:
    from handfast.company.actions.people.invite import Rights
    from handfast.company.models.people import User
    from handfast.facade import Company

SHOW_EXAMPLES = ("handfast people show", "handfast people show --json")
INVITE_EXAMPLES = (
    "handfast people invite ina --role administrator",
    'handfast people invite jo --name "Jo Berg" --role sales --looks-after "sales north"',
)

Several = list[str] | None


def show(place: options.Company = options.PLACE, actor: options.Actor = None, as_json: options.Json = False) -> None:
    """Show who may sign in, with their roles. Signing in is for the pages: `handfast serve`."""
    from handfast.company.people.directory import everybody

    with opened(place, actor) as company, company.database.here():
        rows = [_form(user) for user in everybody()]
    if as_json:
        print_json({"people": rows})
        return
    table = columns("name", "called", "roles", "state", wide=("roles",))
    for row in rows:
        table.add_row(row["username"], row["name"], ", ".join(row["roles"]), row["state"])
    page().print(table if rows else "Nobody yet. Invite the first: handfast people invite NAME --role administrator")


def invite(
    username: Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with; the ledger keeps it.")],
    role: Annotated[
        Several,
        typer.Option(
            "--role", metavar="ROLE", help="A role, like sales or planner; several times.", show_default=False
        ),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="What people call them.", show_default=False)
    ] = "",
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="Their e-mail.", show_default=False)] = "",
    looks_after: Annotated[
        Several,
        typer.Option(
            "--looks-after",
            metavar="OWNER",
            help="Their customers: an owner in the customer table; several times.",
            show_default=False,
        ),
    ] = None,
    place: options.Company = options.PLACE,
    actor: options.Actor = None,
    as_json: options.Json = False,
) -> None:
    """Invite somebody, and print the link with which they set their password: it lasts a day, and works once.

    Needs HANDFAST_SECRET_KEY and HANDFAST_HOSTS as the server has them, for they sign and begin the link.
    """
    from handfast.company.actions.people.invite import Rights
    from handfast.doors.serve.settings import configure
    from handfast.doors.serve.surroundings import production

    surroundings = production(os.environ)
    with opened(place, actor) as company:
        configure(surroundings)
        rights = Rights(tuple(role or ()), looks_after=tuple(looks_after or ()))
        path = _invited(company, username, name, email, rights)
    link = f"{'https' if surroundings.https else 'http'}://{surroundings.hosts[0]}{path}"
    if as_json:
        print_json({"username": username, "link": link})
    else:
        page().print(f"Hand on this link, it lasts a day and works once:\n{link}", soft_wrap=True)


def _invited(company: Company, username: str, name: str, email: str, rights: Rights) -> str:
    from handfast.company.actions.people.invite import invite as write_down
    from handfast.company.actions.people.set_password import INVITATION
    from handfast.doors.web.pages.password_links import path_for

    with company.database.here():
        user = write_down(username, name=name, email=email, rights=rights, by=company.person, now=company.clock())
        return path_for(user, INVITATION, "invitation")


def _form(user: User) -> dict[str, Any]:
    state = "closed" if not user.is_active else "signs in" if user.has_usable_password() else "no password yet"
    return {"username": user.username, "name": user.name, "roles": list(user.roles), "state": state}
