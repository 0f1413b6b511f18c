"""What a command is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Command:
    """A command.

    Parameters
    ----------
    run
        What it does; its signature says its arguments and options, its docstring is its help.
    examples
        Command lines as its help shows them.
    """

    run: Callable[..., Any]
    examples: tuple[str, ...]
