"""Names: every name that is used is known, and every row has one of its own."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from handfast.engine.checks.check import ROW, Check, Company, Finding, Severity
from handfast.engine.reading.cells import nearest
from handfast.engine.tables import CONTRACT, Column
from handfast.sentences import sentence

HINTED = 100
"""How many unknown names of a column are compared with the known ones; more is a wrong file, not a slip."""


def find_unknown(company: Company) -> Iterator[Finding]:
    """Yield each cell that names a row of another table that is not there."""
    for name in company.tables:
        for column in CONTRACT[name].columns:
            if column.references is not None:
                yield from _unknown_in(company, name, column, column.references)


def _unknown_in(company: Company, name: str, column: Column, wanted: str) -> Iterator[Finding]:
    known = company.frame(wanted)[CONTRACT[wanted].key[0]]
    unknown = (
        company.numbered(name)
        .filter(pl.col(column.name) != "", ~pl.col(column.name).is_in(known.implode()))
        .select(ROW, column.name)
    )
    if not unknown.height:
        return
    if not known.len():
        count = f"{unknown.height:,} row{'s' if unknown.height > 1 else ''}"
        problem = sentence(
            "names rows of table {wanted} in {count}, but there is no table {wanted}", wanted=wanted, count=count
        )
        yield Finding(name, None, column.name, problem, sentence("Add table {wanted}.", wanted=wanted))
        return
    words = unknown[column.name].unique(maintain_order=True)[:HINTED].to_list()
    names = known.to_list()
    hints = {word: near for word in words if (near := nearest(word, names)) is not None}
    for row, word in unknown.iter_rows():
        hint = f"Did you mean {hints[word]}? " if word in hints else ""
        cure = sentence("{hint}Correct the name, or add a row with it to table {wanted}.", hint=hint, wanted=wanted)
        yield Finding(name, row, column.name, sentence("is no known {wanted}", wanted=wanted), cure)


def find_twice(company: Company) -> Iterator[Finding]:
    """Yield each row whose key stands in an earlier row."""
    for name in company.tables:
        key = list(CONTRACT[name].key)
        rows = company.numbered(name)
        twice = rows.with_columns(pl.col(ROW).first().over(key).alias("first")).filter(pl.col(ROW) != pl.col("first"))
        for row, first in twice.select(ROW, "first").iter_rows():
            yield Finding(
                name, row, key[0], sentence("has the same {names} as another row", names=", ".join(key)), also=first
            )
    for row in range(1, company.frame("company").height):
        yield Finding(
            "company", row, "name", sentence("is a second company"), sentence("Leave one row in table company."), 0
        )


def find_alike(company: Company) -> Iterator[Finding]:
    """Yield each key that differs from another one only by capitals or spaces."""
    for name in ("item", "site", "supplier", "customer", "segment", "resource", "calendar"):
        column = CONTRACT[name].key[0]
        folded = pl.col(column).str.to_lowercase().str.replace_all(r"\s+", "")
        rows = (
            company.numbered(name)
            .select(ROW, column, folded.alias("folded"))
            .with_columns(
                pl.col(ROW).first().over("folded").alias("first"), pl.col(column).first().over("folded").alias("other")
            )
            .filter(pl.col(column) != pl.col("other"))
        )
        for row, first, other in rows.select(ROW, "first", "other").iter_rows():
            yield Finding(
                name,
                row,
                column,
                sentence("differs from '{other}' only by capitals or spaces", other=other),
                also=first,
            )


CHECKS = (
    Check(
        "unknown names",
        Severity.FAULT,
        "A cell names a row of another table that is not there.",
        "Correct the name, or add the row.",
        find_unknown,
    ),
    Check(
        "rows that stand twice",
        Severity.FAULT,
        "Two rows of a table have the same key, or there are two companies.",
        "Delete one of them, or tell them apart.",
        find_twice,
    ),
    Check(
        "names that look alike",
        Severity.NOTICE,
        "Two names differ only by capitals or spaces, and may mean the same.",
        "If both mean the same, use one of them everywhere.",
        find_alike,
    ),
)
