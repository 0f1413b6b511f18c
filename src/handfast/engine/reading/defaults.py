"""Rows that a company need not fill in: created, with default values, for the names that its other tables use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from handfast.engine.reading.raw import Places, RawTable
from handfast.engine.reading.typed import Measures, read_typed
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import Tables, frame_of

CREATED_WHEN_NAMED = ("resource", "customer", "segment", "supplier", "site", "calendar")
"""Tables that may be left out: their rows follow from the names used elsewhere. Items never: their unit matters."""

PLURAL = {"company": "companies"}


@dataclass(frozen=True)
class Created:
    """Rows of one table that were created with default values."""

    table: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        count = len(self.names)
        word = self.table if count == 1 else PLURAL.get(self.table, f"{self.table}s")
        shown = ", ".join(self.names[:5]) + (", ..." if count > 5 else "")
        return f"{count:,} {word} created with default values: {shown}"


def create_defaults(
    tables: Mapping[str, pl.DataFrame], existing: Tables, company: str
) -> tuple[dict[str, pl.DataFrame], list[Created]]:
    """Return `tables` with the rows that may be left out, and what was created.

    Only a table that neither the files nor the company have is created; where a table is there, a name that it
    does not know is a fault (see the check "unknown names").

    Parameters
    ----------
    tables, existing
        Frames read, and frames that the company has already.
    company
        Name of the company where no table says it.
    """
    whole = dict(tables)
    created: list[Created] = []
    for name in CREATED_WHEN_NAMED:
        if _has_rows(name, whole) or _has_rows(name, existing):
            continue
        rows = _resources(whole, existing) if name == "resource" else {name: _names_used(name, whole)}
        if rows[name]:
            whole[name] = _rows(name, rows)
            created.append(Created(name, tuple(rows[name])))
    if not _has_rows("company", whole) and not _has_rows("company", existing):
        whole["company"] = _rows("company", {"name": [company]})
        created.append(Created("company", (company,)))
    return whole, created


def _has_rows(name: str, tables: Tables) -> bool:
    return frame_of(tables, name).height > 0


def _names_used(name: str, tables: Tables) -> list[str]:
    """Return the names of rows of table `name` that `tables` use, in order."""
    used = {
        str(value)
        for other, frame in tables.items()
        for column in CONTRACT[other].columns
        if column.references == name
        for value in frame[column.name].unique()
        if value
    }
    return sorted(used)


def _resources(tables: Tables, existing: Tables) -> dict[str, list[str]]:
    """Return the resources that processes load, each at its processes' site; those at several sites are left out."""
    processes = pl.concat([frame_of(tables, "process"), frame_of(existing, "process")]).select("process", "site")
    loads = frame_of(tables, "process_load").select("process", "resource")
    sites = (
        loads.join(processes.unique("process", keep="first"), on="process")
        .group_by("resource")
        .agg(pl.col("site").unique())
        .filter(pl.col("site").list.len() == 1, pl.col("resource") != "")
        .sort("resource")
    )
    return {"resource": sites["resource"].to_list(), "site": sites["site"].list.first().to_list()}


def _rows(name: str, columns: Mapping[str, list[str]]) -> pl.DataFrame:
    """Return rows of table `name` of which only `columns` are said."""
    cells = pl.DataFrame(dict(columns), schema=dict.fromkeys(columns, pl.String))
    raw = RawTable(CONTRACT[name].name, cells, Places("", "", pl.int_range(cells.height, eager=True)))
    return read_typed(raw, Measures()).frame
