"""The commands, each in the order in which help shows them."""

from __future__ import annotations

from handfast.doors.cli.commands import check, import_tables, init, ledger, promise, promises, quote, template
from handfast.doors.cli.commands.command import Command

COMMANDS = {
    "init": Command(init.init, init.EXAMPLES),
    "template": Command(template.template, template.EXAMPLES),
    "check": Command(check.check, check.EXAMPLES),
    "import": Command(import_tables.import_, import_tables.EXAMPLES),
    "quote": Command(quote.quote, quote.EXAMPLES),
    "hold": Command(promise.hold, promise.HOLD_EXAMPLES),
    "promise": Command(promise.promise, promise.PROMISE_EXAMPLES),
    "promises": Command(promises.promises, promises.EXAMPLES),
    "ledger verify": Command(ledger.verify, ledger.EXAMPLES),
}

GROUPS = {"ledger": "Look after the ledger."}
"""What the first word of two-word commands is about."""
