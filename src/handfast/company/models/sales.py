"""Whom we serve, at what price, and what is on order. Columns: :mod:`handfast.engine.tables.sales`."""

from __future__ import annotations

from handfast.company.models.contract import model_of
from handfast.engine.tables import sales

Segment = model_of(sales.SEGMENT, __name__)
Customer = model_of(sales.CUSTOMER, __name__)
Price = model_of(sales.PRICE, __name__)
Allocation = model_of(sales.ALLOCATION, __name__)
OrderLine = model_of(sales.ORDER_LINE, __name__)
Shipment = model_of(sales.SHIPMENT, __name__)
SalesHistory = model_of(sales.SALES_HISTORY, __name__)
Lead = model_of(sales.LEAD, __name__)
Opportunity = model_of(sales.OPPORTUNITY, __name__)
OpportunityLine = model_of(sales.OPPORTUNITY_LINE, __name__)
