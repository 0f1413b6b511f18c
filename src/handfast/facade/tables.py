"""Tables in and out: read, load, check, export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from handfast.company.actions import import_tables as importing
from handfast.company.actions.progress import Progress, silent
from handfast.company.people.permissions import Permission
from handfast.company.queries.ledger_names import named_in_ledger
from handfast.company.queries.runs import run_book
from handfast.company.queries.tables import load_table, load_tables
from handfast.company.routines.kinds import IMPORT
from handfast.doors.connect.files import read_company, write_company
from handfast.doors.connect.files.reading import company_day
from handfast.engine.checks import Verdict, judge
from handfast.engine.difference import updated
from handfast.engine.reading.cells import near
from handfast.engine.reading.company import Reading
from handfast.engine.tables import CONTRACT
from handfast.engine.tables.frame import typed_frame
from handfast.errors import DataError, NotFound
from handfast.facade.needs import needs
from handfast.facade.opened import Opened
from handfast.sentences import sentence


class Tables(Opened):
    """What a company knows of itself, as tables of the contract."""

    @needs(Permission.DATA_IMPORT)
    def read(self, path: str | Path, *, decimal_mark: str | None = None, encoding: str | None = None) -> Reading:
        """Read files against what the company has, and check all of it; nothing is stored.

        A row goes where a column ``goes`` says yes: ``item,goes`` and ``BENCH-100,yes``. What files do not mention
        stays. A row that the ledger or other rows name cannot go; the fault says who names it.

        Raises
        ------
        NotFound, DataError
            There is nothing to read. Faults in the rows do not raise: they are in the answer.
        """
        existing = self._run(load_tables)
        return self._heard_ledger(read_company(path, existing, decimal_mark=decimal_mark, encoding=encoding))

    def _heard_ledger(self, reading: Reading) -> Reading:
        """Return a reading with what the ledger says against rows that go."""
        told = self._run(named_in_ledger, reading.going) if reading.going else []
        return replace(reading, faults=[*reading.faults, *told]) if told else reading

    @needs(Permission.DATA_IMPORT)
    def load(
        self,
        source: str | Path | Reading | Mapping[str, pl.DataFrame],
        *,
        reason: str = "",
        progress: Progress = silent,
    ) -> importing.ImportReport:
        """Import a folder, a workbook, a reading, or typed frames: all or nothing.

        Raises
        ------
        DataError
            Something is wrong with the rows; carries every fault, with its place and cure.
        StaleAnswer
            Somebody changed the same tables since they were read; nothing was written.
        """
        reading = self.read(source) if isinstance(source, str | Path) else source
        if isinstance(reading, Reading):
            if reading.faults:
                raise DataError(reading.faults)
            tables: Mapping[str, pl.DataFrame] = reading.tables
        else:
            tables = {name: typed_frame(name, frame) for name, frame in reading.items()}
            whole = updated(self._run(load_tables), tables)
            verdict = judge(whole, company_day(whole, self.clock()), {}, [])
            if verdict.faults:
                raise DataError(verdict.faults)
        today = company_day({**self._run(load_tables, ("company",)), **tables}, self.clock())
        self._mirror = None
        return self._run(
            importing.import_tables,
            tables,
            actor=self.actor,
            now=self.clock(),
            today=today,
            reason=reason or IMPORT,
            seen=reading.existing if isinstance(reading, Reading) else None,
            going=reading.going if isinstance(reading, Reading) else {},
            progress=progress,
        )

    @needs(Permission.DATA_SEE)
    def check(self) -> Verdict:
        """Check all tables as they are kept, as an import would; nothing is stored."""
        tables = self._run(load_tables)
        return judge(tables, company_day(tables, self.clock()), {}, [])

    @needs(Permission.DATA_SEE)
    def checked(self) -> Verdict:
        """Return what :meth:`check` returns; made once, until tables change."""
        return self._as_tables_stand("check", self.check)

    @needs(Permission.PROMISE_SEE)
    def table(self, name: str) -> pl.DataFrame:
        """Return a table of the contract as a typed frame: the rows and columns that the person who acts may see.

        Raises
        ------
        NotFound
            The contract has no table of that name.
        NotAllowed
            It is none of those that everybody may see.
        """
        if name not in CONTRACT:
            meant = " or ".join(near(name, CONTRACT))
            cure = (
                sentence("Did you mean {meant}?", meant=meant)
                if meant
                else sentence("There are: {names}.", names=", ".join(CONTRACT))
            )
            raise NotFound(sentence("There is no table '{name}'. {cure}", name=name, cure=cure))
        return self._seeing().table(name, self._run(load_table, name))

    @needs(Permission.DATA_SEE)
    def export(self, path: str | Path, form: str | None = None) -> Path:
        """Write all tables to a folder of CSV or Parquet files, or to one Excel workbook.

        The tables are as they were brought in last. What was promised, shipped or lost since stands in the ledger,
        which is not in them: :meth:`~handfast.facade.safekeeping.Safekeeping.back_up` writes that too. The promised
        runs stand beside them, in ``notes-runs``: for whoever makes and buys, and left aside by an import.
        """
        self._seeing().assert_everything()
        self.person.assert_may(Permission.COST_SEE)
        runs = self._run(run_book).with_columns(
            promises=pl.col("promises").list.join(" "),
            **{name: _plain(pl.col(name)) for name in ("quantity", "made")},
        )
        return write_company(self._run(load_tables), path, form, notes={"runs": runs.cast(pl.String)})


def _plain(quantity: pl.Expr) -> pl.Expr:
    """Return an exact decimal as text, without zeros that say nothing."""
    return quantity.cast(pl.String).str.strip_chars_end("0").str.strip_chars_end(".")
