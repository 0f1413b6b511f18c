"""The data contract: every table and column that Handfast reads and keeps.

``CONTRACT`` maps a table's name to its :class:`Table`, area by area, in the order in which templates and the
reference page show them.
"""

from __future__ import annotations

from handfast.engine.tables import demand, processes, sales, service, structure, supply
from handfast.engine.tables.column import Column, Kind, Table

CONTRACT: dict[str, Table] = {
    table.name: table for area in (structure, processes, sales, demand, supply, service) for table in area.TABLES
}

SIX_TO_START = ("item", "stock_point", "process", "stock", "customer", "order_line")

__all__ = ["CONTRACT", "SIX_TO_START", "Column", "Kind", "Table"]
