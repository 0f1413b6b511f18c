"""What is written on: text on stdout, JSON alone on stdout, notes and progress on stderr.

Colour only repeats what words and marks say; without a terminal there is none, and lines are 80 columns wide.
"""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from handfast.company.actions.progress import Progress

SURE, WATCH, BROKEN, HELD, QUIET, HEAD = "green", "yellow", "red", "magenta", "dim", "bold"
"""Styles by meaning."""


def page() -> Console:
    """Return what answers are written on: stdout."""
    return _console(stderr=False)


def aside() -> Console:
    """Return what notes to the person are written on: stderr."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def print_json(form: Any) -> None:
    """Write `form` as JSON on stdout."""
    sys.stdout.write(json.dumps(form, indent=2, ensure_ascii=False) + "\n")


def write(console: Console, text: str, *, lead: str = "", style: str = "") -> None:
    """Write a sentence, its further lines below the first one's words.

    Parameters
    ----------
    lead
        What stands before it: an indent, a bullet.
    """
    lines = textwrap.wrap(text, max(console.width - len(lead), 20), break_long_words=False, break_on_hyphens=False)
    console.print(lead + f"\n{' ' * len(lead)}".join(lines), style=style, soft_wrap=True)


def columns(*names: str, right: tuple[str, ...] = (), wide: tuple[str, ...] = ()) -> Table:
    """Return an empty table with one line, below its head.

    Parameters
    ----------
    right
        Columns of numbers, aligned at their end.
    wide
        Columns of words that give way where the page is narrow; the others never do.
    """
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), header_style=QUIET, border_style=QUIET)
    for name in names:
        table.add_column(name, justify="right" if name in right else "left", no_wrap=name not in wide)
    return table


@contextmanager
def progress() -> Iterator[Progress]:
    """Show how far long work is, on a terminal only."""
    if not sys.stderr.isatty():
        from handfast.company.actions.progress import silent

        yield silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    with Bar(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=aside(), transient=True
    ) as bar:
        task = bar.add_task("reading", total=None)

        def told(what: str, done: int, of: int) -> None:
            bar.update(task, description=what, completed=done, total=of)

        yield told
