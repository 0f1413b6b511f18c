"""Asking back before something is written: on a terminal only, and never twice."""

from __future__ import annotations

import sys


def confirmed(question: str, already: bool) -> bool:
    """Return whether to go ahead: at once with ``--yes`` or without a terminal, else as the person answers."""
    if already or not sys.stdin.isatty():
        return True
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in {"y", "yes"}
