"""The command line: one command for each thing a person does, with the same verbs as the library.

A command parses what was typed, calls the facade and shows the answer; it decides nothing. Nothing heavy (Polars,
Numba, Django) is imported before a command needs it, so that help and version come at once.
"""

from __future__ import annotations

import gc
import sys

TYPE_CHECKING = False  # here is loaded only what Python has loaded already: an interruption finds `main` at work
if TYPE_CHECKING:
    from collections.abc import Sequence

RARELY = (200_000, 20, 20)
"""How often memory is searched for what nobody needs: seldom, for a command ends soon. It took a quarter of a quote's
time while the libraries were loaded (1.9 s against 1.4 s)."""

INTERRUPTED = 130
"""Exit code, the same as `endings` has: nothing can be imported any more to ask there."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (see `endings`)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words == ["--version"]:
        from handfast import __version__

        sys.stdout.write(f"handfast {__version__}\n")
        return 0
    gc.set_threshold(*RARELY)
    try:
        from handfast.doors.cli.app import run

        return run(words)
    except KeyboardInterrupt:  # while all this is still being loaded
        sys.stderr.write("Interrupted.\n")
        return INTERRUPTED
