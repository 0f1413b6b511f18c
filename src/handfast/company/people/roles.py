"""Roles: the people of both sides, and what each may do. Whoever has several may do what any of them may."""

from __future__ import annotations

from dataclasses import dataclass

from handfast.company.people.permissions import Permission

P = Permission

SALES, OPERATIONS, BOTH, SYSTEMS = "sales", "operations", "both", "systems"


@dataclass(frozen=True)
class Role:
    """A role.

    Parameters
    ----------
    key
        How it is stored, and named on the command line.
    name
        What people call it.
    side
        ``sales``, ``operations``, ``both`` or ``systems``.
    comes_for
        What they come for.
    permissions
        What they may do.
    """

    key: str
    name: str
    side: str
    comes_for: str
    permissions: frozenset[P]


LOOKING = frozenset({P.PROMISE_SEE, P.SUPPLY_SEE, P.LIMITS_SEE, P.TOKENS_MAKE})
"""What everybody who works with promises may look at."""

SELLING = LOOKING | {P.PROMISE_ASK, P.CUSTOMERS_SEE}
HANDSHAKE = frozenset({P.PROMISE_HOLD, P.PROMISE_MAKE, P.PROMISE_REVISE, P.PROMISE_WITHDRAW})
PLANS = frozenset({P.PLAN_SEE, P.DATA_SEE})

ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        Role(
            "business_development",
            "Business development",
            SALES,
            "which leads turn into orders, and what we can take on next quarter",
            SELLING | {P.MARGIN_SEE},
        ),
        Role(
            "sales",
            "Sales representative",
            SALES,
            "before the handshake: can we, by when, how sure, at what margin, and if not, what instead",
            SELLING | HANDSHAKE | {P.MARGIN_SEE},
        ),
        Role(
            "customer_service",
            "Customer service",
            SALES,
            "what was promised to this customer, is it still true, whom to warn today",
            SELLING | HANDSHAKE | {P.CUSTOMERS_SEE_ALL, P.VIEWS_SHARE},
        ),
        Role(
            "sales_manager",
            "Sales manager",
            SALES,
            "pipeline, targets, what Operations can carry, promises at risk",
            SELLING
            | HANDSHAKE
            | {
                P.CUSTOMERS_SEE_ALL,
                P.MARGIN_SEE,
                P.PROMISE_OVERRIDE,
                P.BACKLOG_AGREE,
                P.PLAN_SEE,
                P.VIEWS_SHARE,
            },
        ),
        Role(
            "planner",
            "Supply chain planner",
            OPERATIONS,
            "what to buy and make, stock too low or too high, suppliers who slip",
            LOOKING
            | PLANS
            | {
                P.PROMISE_ASK,
                P.PROMISE_REVISE,
                P.VIEWS_SHARE,
                P.CUSTOMERS_SEE,
                P.CUSTOMERS_SEE_ALL,
                P.MARGIN_SEE,
                P.COST_SEE,
                P.SUPPLY_REPORT,
                P.LIMITS_WRITE,
                P.PLAN_MAKE,
                P.PLAN_PUBLISH,
                P.PROPOSALS_ACCEPT,
                P.RUNS_MOVE,
                P.BACKLOG_PROPOSE,
                P.VOLUMES_PLAN,
                P.PRICES_PUBLISH,
                P.DATA_IMPORT,
                P.LEDGER_VERIFY,
            },
        ),
        Role(
            "production",
            "Production manager",
            OPERATIONS,
            "load against capacity, the plan board, what an urgent order would displace",
            LOOKING
            | PLANS
            | {
                P.PROMISE_ASK,
                P.VIEWS_SHARE,
                P.COST_SEE,
                P.SUPPLY_REPORT,
                P.LIMITS_WRITE,
                P.PLAN_MAKE,
                P.PROPOSALS_ACCEPT,
                P.RUNS_MOVE,
            },
        ),
        Role(
            "quality",
            "Quality",
            OPERATIONS,
            "yield, defects, lots on hold, who has received a bad lot",
            LOOKING | {P.DATA_SEE, P.SUPPLY_REPORT, P.CUSTOMERS_SEE, P.CUSTOMERS_SEE_ALL},
        ),
        Role(
            "logistics",
            "Logistics",
            OPERATIONS,
            "what ships when, in the right condition, what is late",
            LOOKING | {P.PROMISE_SHIP, P.SUPPLY_REPORT, P.CUSTOMERS_SEE, P.CUSTOMERS_SEE_ALL, P.VIEWS_SHARE},
        ),
        Role(
            "executive",
            "S&OP lead, executive",
            BOTH,
            "one agreed plan in units and money, the gaps, the choices, the decisions, joint goals",
            LOOKING
            | PLANS
            | {
                P.PROMISE_ASK,
                P.PROMISE_OVERRIDE,
                P.VIEWS_SHARE,
                P.CUSTOMERS_SEE,
                P.CUSTOMERS_SEE_ALL,
                P.MARGIN_SEE,
                P.COST_SEE,
                P.LIMITS_WRITE,
                P.PLAN_PUBLISH,
                P.BACKLOG_PROPOSE,
                P.BACKLOG_AGREE,
                P.VOLUMES_PLAN,
                P.PRICES_PUBLISH,
            },
        ),
        Role(
            "administrator",
            "Administrator",
            BOTH,
            "who may do what, and whether all is sound",
            frozenset({P.PEOPLE_MANAGE, P.AUDIT_SEE, P.LEDGER_VERIFY, P.TOKENS_MAKE, P.WEBHOOKS_MANAGE, P.BACKUP_MAKE}),
        ),
        Role(
            "system",
            "System (ERP, CRM, web shop)",
            SYSTEMS,
            "an API that answers “when can you deliver?” and keeps the answer",
            SELLING | HANDSHAKE | {P.CUSTOMERS_SEE_ALL, P.PROMISE_SHIP, P.SUPPLY_REPORT, P.DATA_SEE, P.DATA_IMPORT},
        ),
    )
}
"""All roles by key, in the order in which people see them."""


def permissions_of(roles: frozenset[str]) -> frozenset[P]:
    """Return what somebody with these roles may do; a role that is not known allows nothing."""
    return frozenset(permission for key in roles if key in ROLES for permission in ROLES[key].permissions)


def who_may(permission: P) -> list[str]:
    """Return the names of the roles that hold a permission."""
    return [role.name for role in ROLES.values() if permission in role.permissions]
