"""The commands, each in the order in which help shows them."""

from __future__ import annotations

from handfast.doors.cli.commands import (
    backlog,
    check,
    demo,
    explain,
    export,
    giving_back,
    import_tables,
    init,
    inventory,
    ledger,
    load_profile,
    override,
    plan,
    production,
    promise,
    promises,
    proposals,
    quote,
    report,
    revise,
    runs,
    shipping,
    template,
    volume,
)
from handfast.doors.cli.commands.command import Command

COMMANDS = {
    "demo": Command(demo.demo, demo.EXAMPLES),
    "init": Command(init.init, init.EXAMPLES),
    "template": Command(template.template, template.EXAMPLES),
    "check": Command(check.check, check.EXAMPLES),
    "import": Command(import_tables.import_, import_tables.EXAMPLES),
    "quote": Command(quote.quote, quote.EXAMPLES),
    "hold": Command(promise.hold, promise.HOLD_EXAMPLES),
    "promise": Command(promise.promise, promise.PROMISE_EXAMPLES),
    "release": Command(giving_back.release, giving_back.RELEASE_EXAMPLES),
    "revise": Command(revise.revise, revise.EXAMPLES),
    "withdraw": Command(giving_back.withdraw, giving_back.WITHDRAW_EXAMPLES),
    "override": Command(override.override, override.EXAMPLES),
    "ship": Command(shipping.ship, shipping.SHIP_EXAMPLES),
    "deliver": Command(shipping.deliver, shipping.DELIVER_EXAMPLES),
    "promises": Command(promises.promises, promises.EXAMPLES),
    "explain": Command(explain.explain, explain.EXAMPLES),
    "runs": Command(runs.runs, runs.EXAMPLES),
    "inventory": Command(inventory.inventory, inventory.EXAMPLES),
    "volume": Command(volume.volume, volume.EXAMPLES),
    "load-profile": Command(load_profile.load_profile, load_profile.EXAMPLES),
    "plan": Command(plan.plan, plan.PLAN_EXAMPLES),
    "plan show": Command(plan.show, plan.SHOW_EXAMPLES),
    "plan compare": Command(plan.compare, plan.COMPARE_EXAMPLES),
    "plan explain": Command(plan.explain, plan.EXPLAIN_EXAMPLES),
    "plan verify": Command(plan.verify, plan.VERIFY_EXAMPLES),
    "plan publish": Command(plan.publish, plan.PUBLISH_EXAMPLES),
    "proposals": Command(proposals.proposals, proposals.EXAMPLES),
    "backlog": Command(backlog.backlog, backlog.EXAMPLES),
    "report production": Command(production.production, production.EXAMPLES),
    "report loss": Command(report.loss, report.LOSS_EXAMPLES),
    "report delay": Command(report.delay, report.DELAY_EXAMPLES),
    "export": Command(export.export, export.EXAMPLES),
    "ledger verify": Command(ledger.verify, ledger.EXAMPLES),
}

GROUPS = {
    "report": "Write down what happened to a run, a lot or a receipt.",
    "ledger": "Look after the ledger.",
}
"""What the first word of two-word commands is about."""
