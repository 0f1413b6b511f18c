"""Kinds of jobs, and what each may be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from handfast.errors import DataError, Fault
from handfast.sentences import marked, sentence


@dataclass(frozen=True)
class Argument:
    """What a job may be told.

    Parameters
    ----------
    type
        ``bool``, ``int``, ``float`` or ``str``.
    usual
        What holds where nothing is said.
    least, most
        Bounds of a number; the greatest length of a text.
    """

    type: type
    usual: Any = None
    least: float = 0
    most: float = 1_000_000

    def fault(self, value: Any) -> str:
        """Return what is wrong with `value`; empty: nothing."""
        if value is None:
            return "" if self.usual is None else sentence("is missing")
        fits = isinstance(value, self.type) or (self.type is float and isinstance(value, int))
        if not fits or (isinstance(value, bool) and self.type is not bool):
            return sentence(_WRONG[self.type])
        size = len(value) if isinstance(value, str) else value
        if self.type is not bool and not self.least <= size <= self.most:
            least, most = f"{self.least:g}", f"{self.most:g}"
            return sentence("is not between {least} and {most}", least=least, most=most)
        return ""


_WRONG = {
    bool: marked("is no yes or no"),
    int: marked("is no whole number"),
    float: marked("is no number"),
    str: marked("is no text"),
}
_FITTING = {
    bool: marked("Give a yes or no that fits."),
    int: marked("Give a whole number that fits."),
    float: marked("Give a number that fits."),
    str: marked("Give a text that fits."),
}


@dataclass(frozen=True)
class Kind:
    """A kind of job.

    Parameters
    ----------
    meaning
        What it does, in words.
    alone
        Whether no two of them may run at once in a company.
    uploads
        Whether it is about a file that somebody sent.
    """

    meaning: str
    alone: bool = False
    uploads: bool = False
    arguments: Mapping[str, Argument] = field(default_factory=dict)


REASON = Argument(str, "", most=500)
IMPORT = sentence("import")
"""Why something is imported, where nobody says."""

KINDS: dict[str, Kind] = {
    "plan": Kind(
        "make a plan",
        alone=True,
        arguments={
            "seconds": Argument(float, 10.0, most=3600),
            "steps": Argument(int, None),
            "days": Argument(int, 91, least=1, most=3660),
            "seed": Argument(int, 1),
            "frozen_days": Argument(int, 0, most=3660),
            "slushy_days": Argument(int, 0, most=3660),
            "overtime": Argument(bool, False),
            "expedite": Argument(bool, False),
            "reason": REASON,
        },
    ),
    "volume": Kind(
        "plan volumes",
        alone=True,
        arguments={
            "count": Argument(int, None, least=1, most=260),
            "period": Argument(str, "weeks", most=10),
            "publish": Argument(bool, False),
            "reason": REASON,
        },
    ),
    "backlog": Kind(
        "propose new days for open promises",
        alone=True,
        arguments={"most_days_later": Argument(int, None, most=3660)},
    ),
    "import": Kind(
        "import tables",
        alone=True,
        uploads=True,
        arguments={
            "decimal_mark": Argument(str, None, least=1, most=1),
            "encoding": Argument(str, None, most=40),
            "reason": Argument(str, IMPORT, most=500),
        },
    ),
    "backup": Kind("back the company up", alone=True, arguments={"quick": Argument(bool, False)}),
}


def arguments_of(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return all arguments of a job, those that were not said as usual.

    Raises
    ------
    DataError
        There is no such kind or argument, or a value does not fit.
    """
    if kind not in KINDS:
        raise DataError(
            [_fault("kind", kind, sentence("is no kind of job"), sentence("One of: {names}.", names=", ".join(KINDS)))]
        )
    known = KINDS[kind].arguments
    faults = [
        _fault(
            name,
            said[name],
            sentence("is nothing that the job '{kind}' knows", kind=kind),
            sentence("It knows: {names}.", names=", ".join(known)),
        )
        for name in said
        if name not in known
    ]
    whole = {name: said.get(name, argument.usual) for name, argument in known.items()}
    for name, argument in known.items():
        wrong = argument.fault(whole[name])
        if wrong:
            faults.append(_fault(name, whole[name], wrong, sentence(_FITTING[argument.type])))
    if faults:
        raise DataError(faults)
    return whole


def _fault(column: str, value: Any, problem: str, cure: str) -> Fault:
    return Fault("", "", None, column, str(value), problem, cure)
