"""The command line: one command for each thing a person does, with the same verbs as the library.

A command parses what was typed, calls the facade and shows the answer; it decides nothing. Nothing heavy (Polars,
Numba, Django) is imported before a command needs it, so that help and version come at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (see `endings`)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["--version"]:
        from handfast import __version__

        sys.stdout.write(f"handfast {__version__}\n")
        return 0
    from handfast.doors.cli.app import run

    return run(words)
