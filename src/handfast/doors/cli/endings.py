"""How a command ends: exit codes, and errors as one clear sentence with the cure, never a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from enum import IntEnum
from typing import Any, NoReturn

from handfast.errors import (
    BadConfiguration,
    CannotPromise,
    Conflict,
    DatabaseAway,
    DatabaseError,
    DataError,
    Fault,
    HandfastError,
    NotAllowed,
    NotFound,
)


class Ending(IntEnum):
    """Exit codes, the same for every command."""

    DONE = 0
    NO = 1
    WRONG_USE = 2
    WRONG_DATA = 3
    CONFLICT = 4
    CANNOT_WORK = 5
    NOT_ALLOWED = 6
    OUR_FAULT = 70
    INTERRUPTED = 130


MEANING = {
    Ending.DONE: "done; the answer is yes",
    Ending.NO: "the answer is no: not as wished, cannot be promised, not confirmed; or the ledger is not sound",
    Ending.WRONG_USE: "wrong use: an option or a word that the command does not know, or one that is missing",
    Ending.WRONG_DATA: "what was given is wrong: faults in files, unknown names, past days, impossible quantities",
    Ending.CONFLICT: "somebody was faster, or it is there already",
    Ending.CANNOT_WORK: "the company cannot be used: no Handfast company, written by a newer one, full disk, no rights",
    Ending.NOT_ALLOWED: "this person may not do that",
    Ending.OUR_FAULT: "a fault of Handfast itself",
    Ending.INTERRUPTED: "interrupted",
}

DEBUG = "HANDFAST_DEBUG"
"""Environment variable: with it, what should not have happened shows its traceback."""

_ENDINGS: tuple[tuple[type[HandfastError], Ending], ...] = (
    (CannotPromise, Ending.NO),
    (DataError, Ending.WRONG_DATA),
    (NotFound, Ending.WRONG_DATA),
    (Conflict, Ending.CONFLICT),
    (NotAllowed, Ending.NOT_ALLOWED),
    (BadConfiguration, Ending.CANNOT_WORK),
    (DatabaseError, Ending.CANNOT_WORK),
)


def ending_of(error: HandfastError) -> Ending:
    """Return the exit code of an error."""
    return next((ending for kind, ending in _ENDINGS if isinstance(error, kind)), Ending.OUR_FAULT)


def refused(error: HandfastError, *, as_json: bool) -> Ending:
    """Tell an error on stderr, and for ``--json`` as an object on stdout; return the exit code."""
    faults = error.faults if isinstance(error, DataError) else ()
    said = "\n".join(fault_words(fault) for fault in faults[: DataError.SHOWN]) if faults else str(error)
    if len(faults) > DataError.SHOWN:
        said += f"\n... and {len(faults) - DataError.SHOWN:,} more"
    if isinstance(error, DatabaseAway):
        said += f"\nWhat was heard of it: {error.heard}"
    if as_json:
        form: dict[str, Any] = {"kind": type(error).__name__, "message": said}
        if faults:
            form["faults"] = [fault_form(fault) for fault in faults]
        _as_json(form)
    sys.stderr.write(f"{said}\n")
    return ending_of(error)


def fault_words(fault: Fault) -> str:
    """Return a fault as a sentence; what was typed has no place in a file, but a name."""
    if fault.file or fault.row is not None or not fault.column:
        return str(fault)
    bare = Fault("", "", None, "", fault.value, fault.problem, fault.cure)
    return f"{fault.column.capitalize()} {bare}"


def broken(error: Exception, *, as_json: bool) -> Ending:
    """Tell what should not have happened; return the exit code."""
    said = " ".join(str(error).split())
    text = f"This is a fault of Handfast, not yours: {type(error).__name__}{': ' if said else ''}{said}."
    if as_json:
        _as_json({"kind": "OurFault", "message": text})
    sys.stderr.write(f"{text}\nRun it again with {DEBUG}=1 to see where, and tell us.\n")
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    return Ending.OUR_FAULT


class WrongUse(Exception):
    """Words that do not fit together."""


def wrong_use(said: str) -> NoReturn:
    """Refuse words that do not fit together."""
    raise WrongUse(said)


def misused(error: WrongUse, command: str, *, as_json: bool) -> Ending:
    """Tell what does not fit together, and where help is; return the exit code."""
    if as_json:
        _as_json({"kind": "WrongUse", "message": str(error)})
    sys.stderr.write(f"{error}\nHelp: {command} --help\n")
    return Ending.WRONG_USE


def not_understood(error: Any, *, as_json: bool) -> Ending:
    """Tell which word is unknown or missing, as the parser says it; return the exit code."""
    if as_json:
        _as_json({"kind": "WrongUse", "message": error.format_message()})
    error.show(sys.stderr)
    return Ending.WRONG_USE


def ended(ending: Ending) -> NoReturn:
    """End the command."""
    import typer

    raise typer.Exit(int(ending))


def fault_form(fault: Fault) -> dict[str, Any]:
    """Return a fault as JSON holds it."""
    return {
        "file": fault.file or None,
        "sheet": fault.sheet or None,
        "row": fault.row,
        "column": fault.column or None,
        "value": fault.value or None,
        "problem": fault.problem,
        "cure": fault.cure,
    }


def _as_json(form: dict[str, Any]) -> None:
    from handfast.doors.cli.paper import print_json

    print_json({"error": form})
