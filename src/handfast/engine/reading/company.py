"""All tables of a company together: each needs the items' units, and some rows need not be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from handfast.engine.difference import updated, with_unsaid_kept
from handfast.engine.reading.defaults import Created, create_defaults
from handfast.engine.reading.going import Going, read_going
from handfast.engine.reading.raw import Places, RawTable
from handfast.engine.reading.typed import Measures, read_typed
from handfast.engine.tables import CONTRACT, Kind
from handfast.engine.tables.frame import Tables, frame_of
from handfast.errors import Fault
from handfast.sentences import sentence

MEASURING = ("company", "item", "unit_conversion")
"""Read first: they say how the numbers of all others are read."""

PINNED = (("item", "decimals"), ("company", "currency"), ("company", "minor_digits"))
"""What cannot change once numbers were kept by it."""


@dataclass(frozen=True)
class Reading:
    """What was read.

    Parameters
    ----------
    tables
        Typed frames by table name; only tables with rows. A column that its file does not have keeps what the
        company says for the same row.
    faults
        What stops an import.
    notices
        What a person should know, and does not stop it.
    created_defaults
        Rows that were created because other tables name them.
    places
        Where the rows of each table stand; created rows have none.
    going
        Rows of the company that go.
    existing
        The company as it was given.
    """

    tables: Mapping[str, pl.DataFrame]
    faults: Sequence[Fault] = ()
    notices: Sequence[Fault] = ()
    created_defaults: Sequence[Created] = ()
    places: Mapping[str, Places] = field(default_factory=dict)
    existing: Tables = field(default_factory=dict)
    going: Mapping[str, Going] = field(default_factory=dict)

    @property
    def gone(self) -> dict[str, pl.DataFrame]:
        """The rows that go, typed."""
        return {name: each.rows for name, each in self.going.items() if each.rows.height}

    def whole(self) -> dict[str, pl.DataFrame]:
        """Return the company as it would be after the import; read rows first, so that `places` fits."""
        return updated(self.existing, self.tables, self.gone)


def read_tables(raws: Sequence[RawTable], existing: Tables, company: str, going: Sequence[RawTable] = ()) -> Reading:
    """Return typed frames of `raws`.

    Parameters
    ----------
    raws
        Tables as they stand in files, each once.
    existing
        Typed frames that the company has already; empty for a new company.
    company
        Name of the company where no table says it.
    going
        Names of rows that go.
    """
    order = [*MEASURING, *(name for name in CONTRACT if name not in MEASURING)]
    tables: dict[str, pl.DataFrame] = {}
    places: dict[str, Places] = {}
    faults: list[Fault] = []
    measures = Measures.of(existing)
    for raw in sorted(raws, key=lambda raw: order.index(raw.name)):
        typed = read_typed(raw, measures)
        faults += typed.faults
        if not typed.frame.height:
            continue  # an empty sheet of a template says nothing
        before = frame_of(existing, raw.name)
        frame = with_unsaid_kept(CONTRACT[raw.name], typed.frame, typed.said, before)
        tables[raw.name], places[raw.name] = frame, raw.places
        faults += _pinned(raw, frame, before)
        faults += _other_currency(raw, frame, measures.currency, typed.said)
        if raw.name in MEASURING:
            measures = Measures.of(updated(existing, tables))
    gone: dict[str, Going] = {}
    for raw in going:
        gone[raw.name], told = read_going(raw, existing, frame_of(tables, raw.name), measures)
        faults += told
    tables, created = create_defaults(tables, existing, company)
    ordered = {name: tables[name] for name in CONTRACT if name in tables}
    return Reading(ordered, faults, [], created, places, existing, gone)


def _pinned(raw: RawTable, new: pl.DataFrame, old: pl.DataFrame) -> list[Fault]:
    """Return a fault for each value that would change although numbers were kept by it."""
    faults: list[Fault] = []
    for table, column in PINNED:
        if table != raw.name or not old.height:
            continue
        before = dict(old.select(CONTRACT[table].key[0], column).iter_rows())
        for index, (name, value) in enumerate(new.select(CONTRACT[table].key[0], column).iter_rows()):
            kept = before.get(name, value) if table == "item" else next(iter(before.values()))
            if kept != value:
                problem = sentence(
                    "would change from {kept}, by which the company's numbers of {name} are kept", kept=kept, name=name
                )
                cure = sentence("Leave it at {kept}; to count otherwise, add a new {table}.", kept=kept, table=table)
                faults.append(raw.places.fault(index, column, str(value), problem, cure))
    return faults


def _other_currency(raw: RawTable, frame: pl.DataFrame, currency: str, said: frozenset[str]) -> list[Fault]:
    """Return a fault for each row whose money was read in the company's currency but is kept in another one."""
    table = CONTRACT[raw.name]
    money = [column.name for column in table.columns if column.kind is Kind.MONEY and column.name in said]
    if raw.name == "company" or "currency" in said or "currency" not in table.by_name or not money:
        return []
    problem = sentence("is not in the file, but the company keeps this row in another currency than its own")
    cure = sentence("Add the column currency.")
    others = (~frame["currency"].is_in(["", currency])).arg_true()
    return [raw.places.fault(index, "currency", frame["currency"][index], problem, cure) for index in others]
