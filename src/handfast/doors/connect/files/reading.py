"""Read a company from files: a folder of CSV, Parquet or Excel files named by table, one workbook, or one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handfast.doors.connect.files.finding import find_draft
from handfast.engine.checks import judge
from handfast.engine.reading.company import Reading, read_tables
from handfast.engine.reading.draft import Draft, Matched, matched
from handfast.engine.reading.going import still_named
from handfast.engine.tables import SIX_TO_START
from handfast.engine.tables.frame import Tables, frame_of
from handfast.errors import DataError, Fault
from handfast.sentences import sentence


def read_company(
    path: str | Path,
    existing: Tables | None = None,
    *,
    decimal_mark: str | None = None,
    encoding: str | None = None,
    today: dt.date | None = None,
) -> Reading:
    """Return what the files say, with every fault, and nothing stored.

    Parameters
    ----------
    path
        Folder of files named by table, one workbook with a sheet for each table, or one file named by its table.
    existing
        Typed frames that the company has already; its names, units and currency hold for the new rows too.
    decimal_mark
        "." or "," for the numbers of CSV files; ``None``: "." between commas; between semicolons or tabs both, where it
        cannot be a mark for thousands.
    encoding
        Encoding of CSV files; ``None``: found out.
    today
        Day against which dates are checked; ``None``: the company's today.

    Returns
    -------
    Reading
        Typed frames, faults, notices and created rows. Import only where there are no faults.

    Raises
    ------
    NotFound
        There is nothing at `path`.
    DataError
        Nothing at `path` is a table of Handfast, or no table has rows.
    """
    path = Path(path)
    found = matched(find_draft(path, decimal_mark=decimal_mark, encoding=encoding))
    if not found.faults and not found.going and not any(raw.cells.height for raw in found.raws):
        cure = sentence("Fill some rows; a small company begins with {names}.", names=", ".join(SIX_TO_START))
        raise DataError([Fault(path.name, "", None, "", "", sentence("holds tables, but no rows"), cure)])
    return _judged(found, existing or {}, path.resolve().stem, today)


def read_draft(
    draft: Draft, existing: Tables | None = None, company: str = "", *, today: dt.date | None = None
) -> Reading:
    """Return what a draft says, with every fault, and nothing stored.

    Parameters
    ----------
    existing, today
        As for :func:`read_company`.
    company
        Name of the company where no table says it.
    """
    return _judged(matched(draft), existing or {}, company, today)


def _judged(found: Matched, existing: Tables, company: str, today: dt.date | None) -> Reading:
    """Return the reading of raw tables, with what all checks find."""
    reading = read_tables(found.raws, existing, company, found.going)
    if found.faults:
        # tables that could not be read would look like names that nobody knows
        return replace(reading, faults=_in_order([*found.faults, *reading.faults]), notices=_in_order(found.notices))
    whole = reading.whole()
    named = still_named(reading.going, whole)
    if named:
        # what names a row that goes would look like a name that nobody knows
        return replace(reading, faults=_in_order([*reading.faults, *named]), notices=_in_order(found.notices))
    zone = _unknown_time_zone(reading)
    verdict = judge(whole, today or company_day(whole, dt.datetime.now(dt.UTC)), reading.places, reading.faults)
    return replace(
        reading,
        faults=_in_order([*reading.faults, *zone, *verdict.faults]),
        notices=_in_order([*found.notices, *verdict.notices]),
    )


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return `faults` as a person goes through them: file by file, from top to bottom."""
    return sorted(faults, key=lambda fault: (fault.file, fault.sheet, fault.row or 0))


def company_day(tables: Tables, now: dt.datetime) -> dt.date:
    """Return the company's today: the day on which it stands still, or the day of its time zone."""
    return calendar_of(tables)(now)


def calendar_of(tables: Tables) -> Callable[[dt.datetime], dt.date]:
    """Return what tells the company's today of a moment: for whoever asks again and again."""
    company = frame_of(tables, "company")
    if not company.height:
        return lambda now: now.date()
    fixed: dt.date | None = company["fixed_today"][0]
    if fixed is not None:
        return lambda _: fixed
    try:
        zone = ZoneInfo(company["time_zone"][0])
    except (ZoneInfoNotFoundError, ValueError):
        return lambda now: now.date()  # told as a fault of the company's row
    return lambda now: now.astimezone(zone).date()


def _unknown_time_zone(reading: Reading) -> list[Fault]:
    """Return a fault where the company's time zone is none; the names of zones are files of this machine."""
    if "company" not in reading.places:
        return []
    name = reading.tables["company"]["time_zone"][0]
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        cure = sentence("Write a name such as Europe/Berlin, America/New_York or UTC.")
        return [reading.places["company"].fault(0, "time_zone", name, sentence("is no time zone"), cure)]
    return []
