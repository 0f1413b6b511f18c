"""Named checks over a whole company: which rows are wrong, and the cure."""

from __future__ import annotations

from handfast.engine.checks.check import Check, Company, Finding, Severity
from handfast.engine.checks.judge import Verdict, judge
from handfast.engine.checks.registry import CHECKS

__all__ = ["CHECKS", "Check", "Company", "Finding", "Severity", "Verdict", "judge"]
