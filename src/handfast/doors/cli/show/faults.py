"""Faults and notices as text: place, value, problem, cure, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from handfast.doors.cli.paper import BROKEN, HEAD, WATCH

if TYPE_CHECKING:
    from rich.console import Console

    from handfast.errors import Fault

SHOWN = 20


def show_faults(console: Console, faults: Sequence[Fault], shown: int = SHOWN) -> None:
    """Show what stops an import."""
    _show(console, faults, "fault", BROKEN, shown)


def show_notices(console: Console, notices: Sequence[Fault], shown: int = SHOWN) -> None:
    """Show what a person should know."""
    _show(console, notices, "notice", WATCH, shown)


def _show(console: Console, faults: Sequence[Fault], word: str, style: str, shown: int) -> None:
    if not faults:
        return
    console.print(counted(len(faults), word), style=f"{HEAD} {style}")
    for fault in faults[:shown]:
        console.print(f"  · {fault}", soft_wrap=True)
    if len(faults) > shown:
        console.print(f"  ... and {len(faults) - shown:,} more (--all shows them)")


def counted(count: int, word: str, words: str = "") -> str:
    """Return a number of things: ``1 fault``, ``2 faults``."""
    return f"{count:,} {word if count == 1 else words or word + 's'}"
