"""What each address needs: one table, by the address's name. An address that is not in it opens for nobody.

A page or endpoint gets its line here in the same commit. Tests walk all addresses and all roles by this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handfast.company.people.permissions import Permission
from handfast.company.people.person import Person

P = Permission


@dataclass(frozen=True)
class Access:
    """Who may open an address.

    Parameters
    ----------
    everybody
        Also those who have not signed in.
    any_of
        Permissions of which one is enough; none: whoever has signed in.
    whole
        Whether it is about the whole company: only for who may see all customers and sites.
    """

    everybody: bool = False
    any_of: frozenset[Permission] = frozenset()
    whole: bool = False

    def lets_in(self, person: Person | None) -> bool:
        """Return whether somebody may open it; `person` is None for who has not signed in."""
        if self.everybody:
            return True
        if person is None or (self.whole and not person.sees_everything):
            return False
        return not self.any_of or bool(self.any_of & person.permissions)


def needs(*any_of: Permission, whole: bool = False) -> Access:
    """Return what lets in whoever has one of these permissions."""
    return Access(any_of=frozenset(any_of), whole=whole)


EVERYBODY = Access(everybody=True)
SIGNED_IN = Access()

ACCESS: dict[str, Access | Mapping[str, Access]] = {
    # the server itself; these look after who asks by themselves
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "metrics": EVERYBODY,
    # coming in
    "sign_in": EVERYBODY,
    "second_factor": EVERYBODY,
    "reset": EVERYBODY,
    "reset_link": EVERYBODY,
    "invitation": EVERYBODY,
    "directory": EVERYBODY,
    "directory_back": EVERYBODY,
    "visit": EVERYBODY,
    "sign_out": SIGNED_IN,
    # everybody's own
    "today": SIGNED_IN,
    "today_balance": needs(P.COST_SEE),
    "search": SIGNED_IN,
    "account": SIGNED_IN,
    "account_reading": SIGNED_IN,
    "account_password": SIGNED_IN,
    "account_sessions": SIGNED_IN,
    "account_second_factor": SIGNED_IN,
    "account_tokens": needs(P.TOKENS_MAKE),
    "account_token": needs(P.TOKENS_MAKE),
    # the quote desk
    "quote": needs(P.PROMISE_ASK),
    "quote_answer": needs(P.PROMISE_ASK),
    "quote_line": needs(P.PROMISE_ASK),
    "quote_choices": needs(P.PROMISE_ASK),
    "quote_hold": needs(P.PROMISE_HOLD),
    "quote_promise": needs(P.PROMISE_MAKE),
    # the promise book
    "promises": needs(P.PROMISE_SEE),
    "promises_excel": needs(P.PROMISE_SEE),
    "promises_choices": needs(P.PROMISE_SEE),
    "promises_keep": needs(P.PROMISE_SEE),
    "promises_change": needs(P.PROMISE_SEE),
    "promises_drop": needs(P.PROMISE_SEE),
    "backlog": needs(P.BACKLOG_PROPOSE, P.BACKLOG_AGREE, whole=True),
    "backlog_proposal": needs(P.BACKLOG_PROPOSE, P.BACKLOG_AGREE, whole=True),
    "backlog_propose": needs(P.BACKLOG_PROPOSE, whole=True),
    "backlog_job": needs(P.BACKLOG_PROPOSE, whole=True),
    "backlog_agree": needs(P.BACKLOG_AGREE, whole=True),
    "promise": needs(P.PROMISE_SEE),
    "promise_settle": needs(P.PROMISE_MAKE),
    "promise_release": needs(P.PROMISE_HOLD),
    "promise_revise": needs(P.PROMISE_REVISE),
    "promise_withdraw": needs(P.PROMISE_WITHDRAW),
    "promise_ship": needs(P.PROMISE_SHIP),
    "promise_deliver": needs(P.PROMISE_SHIP),
    # data, items, resources, suppliers
    "data": needs(P.DATA_SEE),
    "data_upload": needs(P.DATA_IMPORT),
    "data_jobs": needs(P.DATA_SEE),
    "data_template": needs(P.DATA_SEE),
    "data_export": needs(P.DATA_SEE),
    "data_truth": needs(P.DATA_SEE),
    "data_draft": needs(P.DATA_IMPORT),
    "data_draft_cells": needs(P.DATA_IMPORT),
    "data_draft_sheet": needs(P.DATA_IMPORT),
    "data_draft_import": needs(P.DATA_IMPORT),
    "data_draft_drop": needs(P.DATA_IMPORT),
    "data_changes": needs(P.DATA_SEE),
    "data_change": needs(P.DATA_SEE),
    "data_change_back": needs(P.DATA_IMPORT),
    "data_table": needs(P.DATA_SEE),
    "data_table_check": needs(P.DATA_IMPORT),
    "data_table_save": needs(P.DATA_IMPORT),
    "data_table_paste": needs(P.DATA_IMPORT),
    "lots": needs(P.DATA_SEE),
    "items": needs(P.SUPPLY_SEE),
    "item": needs(P.SUPPLY_SEE),
    "item_chart": needs(P.SUPPLY_SEE),
    "resources": needs(P.SUPPLY_SEE),
    "resource": needs(P.SUPPLY_SEE),
    "resource_chart": needs(P.SUPPLY_SEE),
    "resource_runs_chart": needs(P.SUPPLY_SEE),
    "suppliers": needs(P.SUPPLY_SEE),
    "supplier": needs(P.SUPPLY_SEE),
    "supplier_chart": needs(P.SUPPLY_SEE),
    # supply
    "supply": needs(P.SUPPLY_SEE),
    "supply_hours": needs(P.SUPPLY_SEE),
    "supply_behind": needs(P.SUPPLY_SEE),
    "supply_runs": needs(P.SUPPLY_SEE),
    "supply_runs_table": needs(P.SUPPLY_SEE),
    "supply_move": needs(P.RUNS_MOVE),
    "supply_accept": needs(P.PROPOSALS_ACCEPT),
    "supply_plan": needs(P.PLAN_MAKE),
    "supply_job": needs(P.PLAN_SEE),
    "supply_job_cancel": needs(P.PLAN_MAKE),
    "supply_compare": needs(P.PLAN_SEE),
    "supply_publish": needs(P.PLAN_PUBLISH),
    # limits
    "limits": needs(P.LIMITS_SEE),
    "limits_figures": needs(P.LIMITS_SEE),
    "limits_stock": needs(P.LIMITS_SEE),
    "limits_say": needs(P.LIMITS_WRITE),
    # customers
    "customers": needs(P.CUSTOMERS_SEE),
    "customer": needs(P.CUSTOMERS_SEE),
    # people
    "people": needs(P.PEOPLE_MANAGE),
    "people_invite": needs(P.PEOPLE_MANAGE),
    "people_person": needs(P.PEOPLE_MANAGE),
    "audit": needs(P.AUDIT_SEE),
    # the API
    "api:openapi-json": EVERYBODY,
    "api:me": SIGNED_IN,
    "api:offers": needs(P.PROMISE_ASK),
    "api:offers_batch": needs(P.PROMISE_ASK),
    "api:holds": needs(P.PROMISE_HOLD),
    "api:promises": {"GET": needs(P.PROMISE_SEE), "POST": needs(P.PROMISE_MAKE)},
    "api:promise": needs(P.PROMISE_SEE),
    "api:views": needs(P.PROMISE_SEE),
    "api:view": needs(P.PROMISE_SEE),
    "api:view_promises": needs(P.PROMISE_SEE),
    "api:explanation": needs(P.PROMISE_SEE),
    "api:promise_settle": needs(P.PROMISE_MAKE),
    "api:promise_release": needs(P.PROMISE_HOLD),
    "api:promise_revise": needs(P.PROMISE_REVISE),
    "api:promise_withdraw": needs(P.PROMISE_WITHDRAW),
    "api:promise_ship": needs(P.PROMISE_SHIP),
    "api:promise_deliver": needs(P.PROMISE_SHIP),
    "api:items": needs(P.SUPPLY_SEE),
    "api:item": needs(P.SUPPLY_SEE),
    "api:runs": needs(P.SUPPLY_SEE),
    "api:run": needs(P.SUPPLY_SEE),
    "api:run_move": needs(P.RUNS_MOVE),
    "api:customers": needs(P.CUSTOMERS_SEE),
    "api:customer": needs(P.CUSTOMERS_SEE),
    "api:plans": {"GET": needs(P.PLAN_SEE), "POST": needs(P.PLAN_MAKE)},
    "api:plan": needs(P.PLAN_SEE),
    "api:backlog": {
        "GET": needs(P.BACKLOG_PROPOSE, P.BACKLOG_AGREE, whole=True),
        "POST": needs(P.BACKLOG_PROPOSE, whole=True),
    },
    "api:backlog_proposal": needs(P.BACKLOG_PROPOSE, P.BACKLOG_AGREE, whole=True),
    "api:backlog_agree": needs(P.BACKLOG_AGREE, whole=True),
    "api:job": needs(P.PLAN_SEE),
    "api:jobs": needs(P.PLAN_SEE),
    "api:imports": needs(P.DATA_IMPORT),
    "api:import": needs(P.DATA_IMPORT),
    "api:import_sheet": needs(P.DATA_IMPORT),
    "api:import_take": needs(P.DATA_IMPORT),
    "api:webhooks": needs(P.WEBHOOKS_MANAGE),
    "api:webhook": needs(P.WEBHOOKS_MANAGE),
}
"""Address's name (for the API with its namespace: ``api:quote``) -> who may open it, or that by method."""


def access_to(name: str, method: str) -> Access | None:
    """Return who may open an address with a method; None where the table does not say."""
    found = ACCESS.get(name)
    if found is None or isinstance(found, Access):
        return found
    return found.get("GET" if method == "HEAD" else method)


def methods_of(name: str) -> tuple[str, ...]:
    """Return the methods of an address of which the table tells each by itself; none where it does not."""
    found = ACCESS.get(name)
    return tuple(found) if isinstance(found, Mapping) else ()
