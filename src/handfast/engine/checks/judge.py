"""All checks over a company, told as faults and notices with their places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from handfast.engine.checks.check import Check, Company, Finding, Severity
from handfast.engine.checks.names import find_unknown
from handfast.engine.checks.registry import CHECKS
from handfast.engine.reading.raw import Places
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import Tables, frame_of
from handfast.engine.writing import written_column
from handfast.errors import Fault
from handfast.sentences import marked, sentence

IN_COMPANY = marked("in the company")
"""Place of a row that comes from no file."""


@dataclass(frozen=True)
class Verdict:
    """What the checks found: faults stop an import, notices do not."""

    faults: tuple[Fault, ...]
    notices: tuple[Fault, ...]


def judge(
    tables: Tables,
    today: dt.date,
    places: Mapping[str, Places],
    known: Iterable[Fault] = (),
    checks: Sequence[Check] = CHECKS,
) -> Verdict:
    """Return what `checks` find in a company.

    Parameters
    ----------
    tables
        The whole company; rows that come from files stand first in each frame.
    today
        The company's today.
    places
        Where the first rows of a table stand; the others are in the company already.
    known
        Faults of single cells; findings about the same cells are left out.
    """
    told = {(fault.file, fault.sheet, fault.row, fault.column) for fault in known}
    company = Company(tables, today)
    unknown = {(finding.table, finding.row) for finding in find_unknown(company)}
    faults: list[Fault] = []
    notices: list[Fault] = []
    for check in checks:
        # what else is odd about a row that names something unknown follows from that
        findings = [
            finding
            for finding in check.find(company)
            if check.find is find_unknown or (finding.table, finding.row) not in unknown
        ]
        values = _values(tables, findings)
        for finding, value in zip(findings, values, strict=True):
            fault = _fault(check, finding, value, places, tables)
            if (fault.file, fault.sheet, fault.row, fault.column) not in told or fault.row is None:
                (faults if check.severity is Severity.FAULT else notices).append(fault)
    return Verdict(tuple(faults), tuple(notices))


def _fault(check: Check, finding: Finding, value: str, places: Mapping[str, Places], tables: Tables) -> Fault:
    cure = finding.cure or sentence(check.cure)
    problem = finding.problem
    if finding.also is not None:
        other = _row(finding.table, finding.also, places)
        where_else = sentence("row {number}", number=other) if other is not None else sentence(IN_COMPANY)
        problem = sentence("{told} ({where})", told=problem, where=where_else)
    where = places.get(finding.table)
    row = None if finding.row is None else _row(finding.table, finding.row, places)
    if where is not None and (finding.row is None or row is not None):
        return Fault(where.file, where.sheet, row, finding.column, value, problem, cure)
    name = finding.table if finding.row is None else _name(finding.table, finding.row, tables)
    return Fault(sentence("{name} in the company", name=name), "", None, finding.column, value, problem, cure)


def _name(table: str, row: int, tables: Tables) -> str:
    """Return a row that stands in no file by its key: ``order_line SO-20119, 1``."""
    values = frame_of(tables, table).select(CONTRACT[table].key).row(row)
    return f"{table} {', '.join(str(value) for value in values if value not in (None, ''))}"


def _row(table: str, index: int, places: Mapping[str, Places]) -> int | None:
    """Return the row number in the file, ``None`` for a row that comes from none."""
    where = places.get(table)
    return int(where.rows[index]) if where is not None and index < where.rows.len() else None


def _values(tables: Tables, findings: Sequence[Finding]) -> list[str]:
    """Return the offending cell of each finding as it would be typed."""
    rows: dict[tuple[str, str], list[int]] = {}
    for finding in findings:
        if finding.row is not None and finding.column:
            rows.setdefault((finding.table, finding.column), []).append(finding.row)
    decimals = frame_of(tables, "item").select("item", "decimals")
    head = frame_of(tables, "company").select("currency", "minor_digits").drop_nulls().rows()
    texts: dict[tuple[str, str, int], str] = {}
    for (name, column), indexes in rows.items():
        table = CONTRACT[name]
        frame = frame_of(tables, name)[indexes]
        cells = written_column(table, table.by_name[column], frame, decimals, head[0] if head else ("EUR", 2))
        texts |= {(name, column, index): cell for index, cell in zip(indexes, cells, strict=True)}
    return [
        texts.get((finding.table, finding.column, finding.row), "") if finding.row is not None else ""
        for finding in findings
    ]
