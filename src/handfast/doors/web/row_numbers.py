"""Numbers of rows in addresses: as long as a database counts; Django's own kind takes any, and none can look it up."""

from __future__ import annotations

from django.urls import register_converter


class RowNumber:
    """A row's number in an address, ``<number:...>``; what is longer leads nowhere."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int | str) -> str:
        """Return it as an address has it."""
        return str(value)


register_converter(RowNumber, "number")
