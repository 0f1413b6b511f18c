"""All checks there are."""

from __future__ import annotations

from handfast.engine.checks import days, explosion, materials, names, shapes, trade
from handfast.engine.checks.check import Check

CHECKS: tuple[Check, ...] = (
    *names.CHECKS,
    *shapes.CHECKS,
    *materials.CHECKS,
    *explosion.CHECKS,
    *days.CHECKS,
    *trade.CHECKS,
)
"""All checks, in the order in which their findings are shown."""
