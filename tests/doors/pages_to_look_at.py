"""Every page that somebody can look at, from the table of addresses, and a company in which there is something on each.

A new address is a page until it is said here that it is something else, and a test asks each whether it is what is
said; so nothing new stays unseen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.doors.entrance.test_access import ALL

from handfast import facade
from handfast.company.people.person import Person, with_roles
from handfast.company.people.roles import ROLES
from handfast.doors.entrance.access import access_to

GAPS = {
    "people_person": "/people/of/administrator/",
    "customer": "/customers/C-1042/",
    "data_table": "/data/tables/item/",
    "data_draft": "/data/imports/1/",
    "item": "/items/of/BENCH-150/",
    "item_chart": "/items/chart/BENCH-150/?site=PORT",
    "resource": "/resources/of/SAW/",
    "resource_chart": "/resources/chart/SAW/",
    "resource_runs_chart": "/resources/runs/SAW/",
    "supplier": "/suppliers/of/OAKMILL/",
    "supplier_chart": "/suppliers/chart/OAKMILL/",
    "quote": "/quote/?customer=C-1042&item=BENCH-150&quantity=140",
    "quote_choices": "/quote/choices/items/",
    "promises_choices": "/promises/choices/items/",
    "search": "/search/?q=oak",
    "backlog_job": "/promises/new-days/jobs/2/",
    "supply_behind": "/supply/behind/?resource=SAW",
    "supply_runs_table": "/supply/runs/table/?resource=SAW",
}
"""An address for those that show nothing, or little, as they are."""

ANSWERS = {
    **dict.fromkeys(("item_chart", "resource_chart", "resource_runs_chart", "supplier_chart"), "json"),
    **dict.fromkeys(("healthz", "readyz"), "json"),
    **dict.fromkeys(("data_export", "data_template", "promises_excel"), "file"),
    "metrics": "text",
    **dict.fromkeys(("quote_answer", "quote_line", "quote_choices", "promises_choices"), "leads on"),
    **dict.fromkeys(("supply_runs", "data_jobs"), "leads on"),
    **dict.fromkeys(("reset_link", "invitation"), "over"),
    **dict.fromkeys(("directory", "directory_back", "visit", "second_factor"), "not here"),
}
"""What an address answers where that is no page: data, a file, the way to a page, or that a link is over."""

MOST_LIKELY = ("sales", "planner", "administrator", *ROLES)


@dataclass(frozen=True)
class Place:
    """An address to be looked at, and a role that may; empty: nobody need sign in."""

    name: str
    path: str
    role: str

    @property
    def answers(self) -> str:
        """What it answers."""
        return ANSWERS.get(self.name, "page")


def role_for(name: str, method: str = "GET") -> str | None:
    """Return a role that may open an address; None: nobody may."""
    access = access_to(name, method)
    if access is None:
        return None
    if access.everybody:
        return ""
    return next((role for role in MOST_LIKELY if access.lets_in(with_roles(role, role, frozenset({role})))), None)


PLACES = [
    Place(name, GAPS.get(name, address), role)
    for name, address in ALL
    if not name.startswith("api:") and (role := role_for(name)) is not None
]


def furnish(path: Path) -> None:
    """Put into the sample company what a page of its own shows: a draft, a hold, a plan, what is late, a job."""
    with facade.open(path, actor="tests") as company:
        planner = company.acting_as(person_called(company, "planner"))
        file = path.with_name("item.csv")
        file.write_text("item,name,unit,decimals\nBENCH-150,Oak bench,pcs,\nNEW,,furlongs,many\n")
        planner.begin_draft(file.name, file)
        sales = company.acting_as(person_called(company, "sales"))
        sales.hold(sales.quote("BENCH-150", 4, customer="C-1042"))
        company.plan(steps=0, days=7)
        company.publish()
        company.report_delay("TOP-OAK", "NORTH", "2027-06-01", supply="PO-5193", reason="the lorry burnt")
        company.backlog()
        planner.ask_job("plan", seconds=1.0)
        planner.ask_job("backlog")


def person_called(company: facade.Company, username: str) -> Person:
    """Return one of the company's people."""
    from handfast.company.people.directory import person_of, user_named

    with company.database.here():
        return person_of(user_named(username))
