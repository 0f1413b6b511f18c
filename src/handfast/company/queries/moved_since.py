"""Why what the published plan proposes is not what the plan before it proposed."""

from __future__ import annotations

from functools import lru_cache

from handfast.company.database import current
from handfast.company.queries.mirror import Mirror
from handfast.company.queries.plan_inputs import plan_seen
from handfast.company.queries.plans import PlanVersion, plan_by_id, plan_name
from handfast.company.queries.promise_book import as_date, exact
from handfast.engine.supply.explain.moved import DROPPED, MOVED, RESIZED, RunChange, run_changes
from handfast.sentences import in_a_row, marked, plain_number, sentence

Key = tuple[str, int, int, int]
"""Process, day of start, day on which it is there, and quantity: by these a run of the ledger is known in its plan."""

THERE_ON = marked("there on {day} in {plan}: {cause}")
STARTED_ON = marked("moved from {day} since {plan}: {cause}")
OF_IT = marked("{amount} of it in {plan}: {cause}")
NOT_IN = marked("not in {plan}: {cause}")

_BEFORE = """
SELECT id FROM plan WHERE state = 'replaced' AND published_entry < %s ORDER BY published_entry DESC LIMIT 1
"""


def moved_since(mirror: Mirror, version: PlanVersion) -> dict[Key, str]:
    """Return, for each run of the published plan that the plan before did not have so, what changed and why, in words.

    Nothing where it is the first, or where the plan before says nothing of what it was made from.
    """
    with current().connection.cursor() as cursor:
        cursor.execute(_BEFORE, [version.published_entry])
        row = cursor.fetchone()
    if row is None or not version.inputs:
        return {}
    changes = _changes(current().alias, row[0], version.id, f"{version.made} {version.fingerprint}")
    return {_key(each): _told(mirror, each, plan_name(row[0])) for each in changes}


@lru_cache(maxsize=4)
def _changes(company: str, before: int, after: int, made: str) -> tuple[RunChange, ...]:  # noqa: ARG001  they tell apart
    """Return the runs of a plan that changed. Plans never do, so each pair of a company's is looked at once."""
    one, other = plan_by_id(before), plan_by_id(after)
    if not one.inputs:
        return ()
    return tuple(each for each in run_changes(plan_seen(one), plan_seen(other)) if each.kind != DROPPED)


def _key(each: RunChange) -> Key:
    assert each.after is not None
    return each.after.way, each.after.start, each.after.there, each.after.quantity


def _told(mirror: Mirror, each: RunChange, before: str) -> str:
    """Return what changed and why, in words."""
    known: dict[str, object] = {"plan": before, "cause": each.cause.what}
    if each.before is not None and each.kind == MOVED:
        same = each.after is not None and each.before.start == each.after.start
        pattern = THERE_ON if same else STARTED_ON
        known["day"] = as_date(each.before.there if same else each.before.start)
    elif each.before is not None and each.kind == RESIZED:
        item = mirror.market.items.get(each.before.point.partition(" at ")[0])
        amount = exact(each.before.quantity, 10 ** (item.decimals if item else 0)).normalize()
        pattern, known["amount"] = OF_IT, plain_number(amount)
    else:
        pattern = NOT_IN
    said = sentence(pattern, **known)
    if not each.cause.through:
        return said
    return sentence("{said}, through {through}", said=said, through=in_a_row(each.cause.through))
