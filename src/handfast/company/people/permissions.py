"""Permissions: everything that can be allowed, each named after what is done with what."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Something that a person may do. What is not allowed is refused."""

    PROMISE_ASK = "promise.ask"
    PROMISE_HOLD = "promise.hold"
    PROMISE_MAKE = "promise.make"
    PROMISE_REVISE = "promise.revise"
    PROMISE_WITHDRAW = "promise.withdraw"
    PROMISE_OVERRIDE = "promise.override"
    PROMISE_SHIP = "promise.ship"
    PROMISE_SEE = "promise.see"
    VIEWS_SHARE = "views.share"
    BACKLOG_PROPOSE = "backlog.propose"
    BACKLOG_AGREE = "backlog.agree"
    CUSTOMERS_SEE = "customers.see"
    CUSTOMERS_SEE_ALL = "customers.see_all"
    MARGIN_SEE = "margin.see"
    COST_SEE = "cost.see"
    SUPPLY_SEE = "supply.see"
    SUPPLY_REPORT = "supply.report"
    LIMITS_SEE = "limits.see"
    LIMITS_WRITE = "limits.write"
    PLAN_SEE = "plan.see"
    PLAN_MAKE = "plan.make"
    PLAN_PUBLISH = "plan.publish"
    PROPOSALS_ACCEPT = "proposals.accept"
    RUNS_MOVE = "runs.move"
    VOLUMES_PLAN = "volumes.plan"
    PRICES_PUBLISH = "prices.publish"
    DATA_SEE = "data.see"
    DATA_IMPORT = "data.import"
    LEDGER_VERIFY = "ledger.verify"
    PEOPLE_MANAGE = "people.manage"
    AUDIT_SEE = "audit.see"
    TOKENS_MAKE = "tokens.make"
    WEBHOOKS_MANAGE = "webhooks.manage"
    BACKUP_MAKE = "backup.make"


MEANING: dict[Permission, str] = {
    Permission.PROMISE_ASK: "ask what can be promised, and what it would load",
    Permission.PROMISE_HOLD: "hold what was offered, and give a hold back",
    Permission.PROMISE_MAKE: "promise",
    Permission.PROMISE_REVISE: "give a promise another day or quantity",
    Permission.PROMISE_WITHDRAW: "take a promise back",
    Permission.PROMISE_OVERRIDE: "promise what nothing covers yet, and answer for it",
    Permission.PROMISE_SHIP: "write down that goods leave or arrive",
    Permission.PROMISE_SEE: "see promises",
    Permission.VIEWS_SHARE: "share a view of the promise book with everybody",
    Permission.BACKLOG_PROPOSE: "propose better days for open promises",
    Permission.BACKLOG_AGREE: "agree to a proposal for open promises",
    Permission.CUSTOMERS_SEE: "see one's own customers",
    Permission.CUSTOMERS_SEE_ALL: "see all customers",
    Permission.MARGIN_SEE: "see margins",
    Permission.COST_SEE: "see costs",
    Permission.SUPPLY_SEE: "see stock, runs and load",
    Permission.SUPPLY_REPORT: "report what was made, lost or delayed",
    Permission.LIMITS_SEE: "see what can still be sold well",
    Permission.LIMITS_WRITE: "write what Operations would like sold",
    Permission.PLAN_SEE: "see plans and proposals",
    Permission.PLAN_MAKE: "make plans",
    Permission.PLAN_PUBLISH: "publish plans",
    Permission.PROPOSALS_ACCEPT: "accept proposals to buy, make or move",
    Permission.RUNS_MOVE: "move a run to another day",
    Permission.VOLUMES_PLAN: "plan volumes",
    Permission.PRICES_PUBLISH: "publish what scarce things are worth",
    Permission.DATA_SEE: "see and export the company's tables",
    Permission.DATA_IMPORT: "import tables and change them",
    Permission.LEDGER_VERIFY: "verify the ledger",
    Permission.PEOPLE_MANAGE: "invite people and give them roles",
    Permission.AUDIT_SEE: "see who signed in and who changed what about people",
    Permission.TOKENS_MAKE: "make tokens for programs",
    Permission.WEBHOOKS_MANAGE: "say which programs are told what happens",
    Permission.BACKUP_MAKE: "write a backup: everything, passwords' digests too, in one file",
}
"""What each permission allows, as the end of a sentence: "you may ..."."""
