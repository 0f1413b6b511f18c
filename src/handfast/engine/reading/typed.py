"""Text cells to typed frames, column by column.

Every distinct text of a column is read once, by the definition in `cells`, and joined back; so a hundred thousand
order lines cost a few thousand readings, and every fault still knows its row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

import polars as pl

from handfast.engine.currency import minor_digits
from handfast.engine.reading import cells
from handfast.engine.reading.cells import Unreadable
from handfast.engine.reading.raw import Mark, RawTable
from handfast.engine.tables import CONTRACT, Column, Kind, Table
from handfast.engine.tables.frame import TYPES, Tables, empty_frame, frame_of
from handfast.errors import Fault
from handfast.sentences import sentence

STRINGS = (Kind.KEY, Kind.TEXT, Kind.CHOICE)


@dataclass(frozen=True)
class Measures:
    """What is needed to read quantities and money: the items' units and the company's currency.

    Parameters
    ----------
    items
        Item to its unit and its digits after the point.
    conversions
        Item and other unit to the factor: how many of the item's own units one of it is.
    currency, digits
        The company's currency and its digits after the point.
    """

    items: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    conversions: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    currency: str = "EUR"
    digits: int = 2

    @classmethod
    def of(cls, tables: Tables) -> Measures:
        """Return the measures of a company."""
        items = frame_of(tables, "item").select("item", "unit", "decimals").drop_nulls()
        units = frame_of(tables, "unit_conversion").select("item", "unit", "factor").drop_nulls()
        company = frame_of(tables, "company").select("currency", "minor_digits").drop_nulls().rows()
        currency, digits = company[0] if company else (_default("company", "currency"), 2)
        return cls(
            {item: (unit, decimals) for item, unit, decimals in items.iter_rows()},
            {(item, unit.casefold()): Fraction(factor) for item, unit, factor in units.iter_rows()},
            currency,
            digits,
        )


def _default(table: str, column: str) -> str:
    return CONTRACT[table].by_name[column].default or ""


@dataclass(frozen=True)
class Typed:
    """A typed frame, the columns that its file has, and what could not be read."""

    frame: pl.DataFrame
    said: frozenset[str]
    faults: list[Fault]


def read_typed(raw: RawTable, measures: Measures) -> Typed:
    """Return `raw` as a typed frame.

    A cell that cannot be read becomes the column's default, or null (text: empty), and a fault.
    """
    table = CONTRACT[raw.name]
    text = _trimmed(raw.cells, table)
    faults: list[Fault] = []
    typed: dict[str, pl.Series] = {}
    for column in table.columns:
        sheet = _Sheet(raw, table, text, typed, measures)
        typed[column.name] = _column(sheet, column, faults)
    frame = pl.DataFrame(typed) if text.height else empty_frame(table)
    return Typed(frame, frozenset(raw.cells.columns), faults)


def _trimmed(raw: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return all columns of `table` as trimmed text; those that are missing are empty."""
    if not raw.width:
        return pl.DataFrame(schema={column.name: pl.String for column in table.columns})
    return raw.select(
        (pl.col(column.name).str.strip_chars() if column.name in raw.columns else pl.lit("")).alias(column.name)
        for column in table.columns
    )


@dataclass(frozen=True)
class _Sheet:
    """One table while it is being read."""

    raw: RawTable
    table: Table
    text: pl.DataFrame
    typed: dict[str, pl.Series]  # the columns read so far
    measures: Measures


Reader = Callable[..., object]


def _column(sheet: _Sheet, column: Column, faults: list[Fault]) -> pl.Series:
    """Return column `column` typed; append what cannot be read to `faults`."""
    written = sheet.text[column.name]
    if column.required and column.name in sheet.raw.cells.columns:
        for index in (written == "").arg_true():
            cure = sentence("Fill it: {meaning} Example: {example}.", meaning=column.meaning, example=column.example)
            faults.append(sheet.raw.places.fault(index, column.name, "", sentence("is empty"), cure))
    context = _context(sheet, column)
    source = pl.DataFrame({"text": written, **context})
    if column.default:
        default = pl.lit(column.default)
        source = source.with_columns(pl.when(pl.col("text") == "").then(default).otherwise("text").alias("text"))
    distinct = source.unique(maintain_order=True)
    values, problems = _read_each(distinct, _reader(sheet, column), column)
    answer = distinct.with_columns(
        pl.Series("value", values, dtype=TYPES[column.kind], strict=True),
        pl.Series("problem", [None if p is None else n for n, p in enumerate(problems)], dtype=pl.Int64),
    )
    joined = source.join(answer, on=source.columns, how="left", nulls_equal=True, maintain_order="left")
    for index in joined["problem"].is_not_null().arg_true():
        problem = problems[joined["problem"][index]]
        assert problem is not None
        faults.append(sheet.raw.places.fault(index, column.name, written[index], problem.problem, problem.cure))
    return joined["value"].alias(column.name)


def _read_each(distinct: pl.DataFrame, read: Reader, column: Column) -> tuple[list[object], list[Unreadable | None]]:
    """Read every distinct cell; return values and problems, side by side."""
    empty = "" if column.kind in STRINGS else None
    values: list[object] = []
    problems: list[Unreadable | None] = []
    for text, *context in distinct.iter_rows():
        value: object = empty
        problem: Unreadable | None = None
        if text:
            try:
                value = read(text, *context)
            except Unreadable as unreadable:
                problem = unreadable
                if column.default:
                    value = read(column.default, *context)
        values.append(value)
        problems.append(problem)
    return values, problems


def _context(sheet: _Sheet, column: Column) -> dict[str, pl.Series]:
    """Return what beside its text a cell's meaning depends on: the item, or the currency."""
    if column.kind is Kind.QUANTITY:
        return {"item": sheet.typed[sheet.table.item_column or "item"]}
    if column.kind is Kind.MONEY and "currency" in sheet.table.by_name and sheet.table.name != "company":
        return {"currency": sheet.text["currency"].str.to_uppercase()}
    return {}


def _reader(sheet: _Sheet, column: Column) -> Reader:
    """Return the function that reads the cells of `column`: text and context to value."""
    mark, measures = sheet.raw.mark, sheet.measures
    match column.kind:
        case Kind.KEY:
            return cells.read_key
        case Kind.TEXT:
            return _currency if column.name == "currency" else cells.read_text
        case Kind.CHOICE:
            return lambda text: cells.read_choice(text, column.choices)
        case Kind.FLAG:
            return cells.read_flag
        case Kind.DATE:
            return cells.read_date
        case Kind.MOMENT:
            return cells.read_moment
        case Kind.INTEGER:
            return lambda text: bounded(cells.read_integer(text, mark), 0, column)
        case Kind.RATIO:
            limit = cells.RUN_RATIO_LIMIT if sheet.table.area == "processes" else cells.RATIO_LIMIT
            return lambda text: str(bounded(cells.read_ratio(text, mark, limit), 0, column))
        case Kind.MONEY:
            return lambda text, currency="": _money(text, currency, column, mark, measures)
        case Kind.QUANTITY:
            return lambda text, item: _quantity(text, item, column, mark, measures)


Number = TypeVar("Number", int, Fraction)


def bounded(value: Number, decimals: int, column: Column) -> Number:
    """Return `value`, counted in units of ``10**-decimals``, if it lies within the bounds of `column`."""
    if column.high is None and (column.low is None or (column.low == "0" and value >= 0)):
        return value
    scale = 10**decimals
    below = column.low is not None and value < Fraction(column.low) * scale
    above = column.high is not None and value > Fraction(column.high) * scale
    if not below and not above:
        return value
    if column.low == "0" and column.high is None:
        raise Unreadable(sentence("is negative"), sentence("Write zero or more."))
    if column.high is None:
        raise Unreadable(sentence("is too small"), sentence("Write at least {low}.", low=column.low))
    low, high = column.low, column.high
    bounds = (
        sentence("from {low} to {high}", low=low, high=high)
        if low is not None
        else sentence("of at most {high}", high=high)
    )
    raise Unreadable(
        sentence("is too small") if below else sentence("is too large"),
        sentence("Write a value {bounds}.", bounds=bounds),
    )


def _currency(text: str) -> str:
    code = text.upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        raise Unreadable(
            sentence("is no currency code"), sentence("Write the three letters of ISO 4217, such as EUR or USD.")
        )
    return code


def _money(text: str, currency: str, column: Column, mark: Mark, measures: Measures) -> int:
    own = currency in ("", measures.currency)
    digits = measures.digits if own else minor_digits(currency)
    minor = cells.read_money(text, mark, digits)
    return bounded(minor, digits, column)


def _quantity(text: str, item: str, column: Column, mark: Mark, measures: Measures) -> int | None:
    """Return a quantity in the item's smallest unit; ``None`` for an unknown item, which is a fault of its own."""
    number, unit = cells.split_unit(text)
    if item not in measures.items:
        cells.read_number(number, mark)
        return None
    own_unit, decimals = measures.items[item]
    if not unit or unit.casefold() == own_unit.casefold():
        value = cells.read_scaled(number, mark, decimals, cells.QUANTITY_LIMIT)
    else:
        value = _converted(number, unit, item, mark, measures)
    if value is None:
        kinds = (
            sentence("whole units only")
            if decimals == 0
            else sentence("at most {decimals} digits after the point", decimals=decimals)
        )
        raise Unreadable(
            sentence(
                "is not possible for item {item}, which is counted in {own_unit}, {kinds}",
                item=item,
                own_unit=own_unit,
                kinds=kinds,
            ),
            sentence("Correct the quantity, or raise decimals of {item} in table item.", item=item),
        )
    return bounded(value, decimals, column)


def _converted(number: str, unit: str, item: str, mark: Mark, measures: Measures) -> int | None:
    """Return a quantity written in another unit in smallest units, ``None`` where it is no whole number of them."""
    own_unit, decimals = measures.items[item]
    factor = measures.conversions.get((item, unit.casefold()))
    if factor is None:
        known = [name for of, name in measures.conversions if of == item]
        hint = sentence(" Known units of {item}: {units}.", item=item, units=", ".join([own_unit, *known]))
        raise Unreadable(
            sentence("is in {unit}, but item {item} is counted in {own_unit}", unit=unit, item=item, own_unit=own_unit),
            sentence(
                "Write it in {own_unit}, or add a row for {item} and {unit} to table unit_conversion.{hint}",
                own_unit=own_unit,
                item=item,
                unit=unit,
                hint=hint,
            ),
        )
    digits, places = cells.read_number(number, mark)
    value = Fraction(digits, 10**places) * factor * 10**decimals
    if value.denominator != 1:
        return None
    if abs(value) > cells.QUANTITY_LIMIT:
        raise Unreadable(
            sentence("is too large"),
            sentence("The most is {most:,} {own_unit}.", most=cells.QUANTITY_LIMIT // 10**decimals, own_unit=own_unit),
        )
    return int(value)
