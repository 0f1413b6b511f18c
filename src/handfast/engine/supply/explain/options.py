"""How a plan was to be made, and how that differs from how another was: overtime, fences, days ahead, the search."""

from __future__ import annotations

from collections.abc import Mapping

from handfast.sentences import marked, sentence

OVERTIME, EXPEDITE, FROZEN, SLUSHY, DAYS, SEED = "overtime", "expedite", "frozen_days", "slushy_days", "days", "seed"

ALLOWED = {
    OVERTIME: (marked("overtime may be used"), marked("overtime may not be used any more")),
    EXPEDITE: (marked("processes may be expedited"), marked("processes may not be expedited any more")),
}
COUNTED = {
    FROZEN: marked("nothing new may start on {now} frozen days instead of {was}"),
    SLUSHY: marked("what was published stays on {now} slushy days instead of {was}"),
    DAYS: marked("it looks {now} days ahead instead of {was}"),
    SEED: marked("it was made with seed {now} instead of {was}"),
}
OPTIONS = (*ALLOWED, *COUNTED)
"""What can be said of how a plan is to be made. How long it was improved is none of it: that is how far it came."""


def options_changed(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, str]:
    """Return the options that differ, each in words. What is not known of both is left out."""
    found: dict[str, str] = {}
    for name in OPTIONS:
        was, now = before.get(name), after.get(name)
        if was is None or now is None or was == now:
            continue
        pattern = ALLOWED[name][0 if now else 1] if name in ALLOWED else COUNTED[name]
        found[name] = sentence(pattern, now=now, was=was)
    return found
