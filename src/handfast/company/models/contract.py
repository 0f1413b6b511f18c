"""Makes a database model of a table of the data contract."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce

from handfast.engine.tables import Column, Kind, Table

EMPTY_DATE = dt.date(1, 1, 1)
"""Stands for "no date" where a natural key holds one: two empty dates are the same key."""


def model_of(table: Table, module: str) -> type[models.Model]:
    """Return the model of `table`: a 64-bit id, all columns, and the natural key as a unique constraint."""
    names: list[Any] = [column_key(table.by_name[name]) for name in table.key]
    if all(isinstance(name, str) for name in names):
        unique = models.UniqueConstraint(fields=names, name=f"{table.name}_key")
    else:
        unique = models.UniqueConstraint(*names, name=f"{table.name}_key")
    attributes: dict[str, Any] = {column.name: field_of(column) for column in table.columns}
    meta = type("Meta", (), {"app_label": "company", "db_table": table.name, "constraints": [unique]})
    attributes |= {"__module__": module, "__doc__": table.meaning, "Meta": meta}
    return type("".join(word.capitalize() for word in table.name.split("_")), (models.Model,), attributes)


def column_key(column: Column) -> str | Coalesce:
    """Return what stands for `column` in a unique key: itself, or where it may be null, the value or the empty date."""
    if not may_be_null(column):
        return column.name
    if column.kind is not Kind.DATE:
        raise TypeError(f"{column.name}: a key column of kind {column.kind.value} must not be empty")
    return Coalesce(models.F(column.name), models.Value(EMPTY_DATE, output_field=models.DateField()))


def may_be_null(column: Column) -> bool:
    """Return whether the database holds null where a cell of `column` says nothing. Texts are never null."""
    if column.kind in {Kind.KEY, Kind.TEXT, Kind.CHOICE, Kind.FLAG}:
        return False
    return not column.required and column.default is None


def field_of(column: Column) -> models.Field[Any, Any]:
    """Return the database field of `column`."""
    match column.kind:
        case Kind.KEY | Kind.TEXT | Kind.CHOICE:
            return models.TextField(default="", blank=True)
        case Kind.FLAG:
            return models.BooleanField()
        case Kind.INTEGER | Kind.QUANTITY | Kind.MONEY:
            return models.BigIntegerField(null=may_be_null(column))
        case Kind.RATIO:
            return models.TextField(null=may_be_null(column))
        case Kind.DATE:
            return models.DateField(null=may_be_null(column))
        case Kind.MOMENT:
            return models.DateTimeField(null=may_be_null(column))
