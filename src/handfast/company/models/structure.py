"""The company itself: where it works, when, and what it handles. Columns: :mod:`handfast.engine.tables.structure`."""

from __future__ import annotations

from handfast.company.models.contract import model_of
from handfast.engine.tables import structure

Company = model_of(structure.COMPANY, __name__)
Calendar = model_of(structure.CALENDAR, __name__)
CalendarException = model_of(structure.CALENDAR_EXCEPTION, __name__)
Site = model_of(structure.SITE, __name__)
Item = model_of(structure.ITEM, __name__)
UnitConversion = model_of(structure.UNIT_CONVERSION, __name__)
StockPoint = model_of(structure.STOCK_POINT, __name__)
Lane = model_of(structure.LANE, __name__)
Team = model_of(structure.TEAM, __name__)
Resource = model_of(structure.RESOURCE, __name__)
Changeover = model_of(structure.CHANGEOVER, __name__)
ExchangeRate = model_of(structure.EXCHANGE_RATE, __name__)
