"""What of a company is in a backup, table by table, and what is not."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import ForeignKey

if TYPE_CHECKING:
    from django.db.models import Field, Model

LEFT_OUT = {
    "session": "whoever was signed in signs in again",
    "token": "one that was revoked since must not come to life again: programs get new ones",
    "upload": "files on their way to a job, which does not go on either",
    "delivery": "what webhooks were told; the restored company tells nobody until somebody says so",
}
"""Tables that are not in a backup, and why."""

_KINDS = {
    **dict.fromkeys(("BigAutoField", "AutoField", "BigIntegerField", "IntegerField"), "integer"),
    **dict.fromkeys(("PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField"), "integer"),
    **dict.fromkeys(("TextField", "CharField", "EmailField", "URLField", "GenericIPAddressField"), "text"),
    "BooleanField": "flag",
    "DateField": "date",
    "DateTimeField": "moment",
    "BinaryField": "bytes",
    "JSONField": "json",
}


@dataclass(frozen=True)
class Carried:
    """A table that is in a backup; `columns` are names with the kind of what stands there."""

    name: str
    key: str
    columns: tuple[tuple[str, str], ...]

    @property
    def names(self) -> str:
        """The columns as SQL lists them."""
        return ", ".join(f'"{name}"' for name, _ in self.columns)


def carried_tables() -> list[Carried]:
    """Return all tables of a company that go into a backup, in order of name."""
    found = (_carried(model) for model in apps.get_models(include_auto_created=True))
    return sorted((each for each in found if each.name not in LEFT_OUT), key=lambda each: each.name)


def _carried(model: type[Model]) -> Carried:
    meta = model._meta
    columns = tuple((str(field.column), _kind(field)) for field in meta.local_concrete_fields)
    return Carried(meta.db_table, str(meta.pk.column), columns)


def _kind(field: Field[Any, Any]) -> str:
    while isinstance(field, ForeignKey):
        field = field.target_field
    return _KINDS[field.get_internal_type()]


# ---------------------------------------------------------------- values


def _moment_out(value: dt.datetime | str) -> str:
    moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return (moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)).isoformat()


_OUT: dict[str, Callable[[Any], Any]] = {
    "integer": int,
    "text": str,
    "flag": bool,
    "date": lambda value: value if isinstance(value, str) else value.isoformat(),
    "moment": _moment_out,
    "bytes": lambda value: base64.b64encode(bytes(value)).decode(),
    "json": lambda value: json.loads(value) if isinstance(value, str) else value,
}
_IN: dict[str, Callable[[Any], Any]] = {
    "date": dt.date.fromisoformat,
    "moment": dt.datetime.fromisoformat,
    "bytes": base64.b64decode,
    "json": json.dumps,
}


def outward(columns: Sequence[tuple[str, str]]) -> Callable[[Sequence[Any]], list[Any]]:
    """Return what makes of a row of the database, whichever it is, the same values for the file."""
    makers = [_OUT[kind] for _, kind in columns]
    return lambda row: [None if value is None else make(value) for make, value in zip(makers, row, strict=True)]


def inward(
    columns: Sequence[tuple[str, str]], moment: Callable[[dt.datetime], Any]
) -> Callable[[list[Any]], list[Any]]:
    """Return what makes of a row of the file a row of the database; `moment` writes a moment as it wants it."""

    def make_moment(text: str) -> Any:
        return moment(dt.datetime.fromisoformat(text))

    makers = {kind: _IN.get(kind, _as_it_is) for _, kind in columns} | {"moment": make_moment}
    row_makers = [makers[kind] for _, kind in columns]
    return lambda row: [None if value is None else make(value) for make, value in zip(row_makers, row, strict=True)]


def _as_it_is(value: Any) -> Any:
    return value
