"""What is expected and what is being done about it. Columns: :mod:`handfast.engine.tables.demand`."""

from __future__ import annotations

from handfast.company.models.contract import model_of
from handfast.engine.tables import demand

Campaign = model_of(demand.CAMPAIGN, __name__)
Forecast = model_of(demand.FORECAST, __name__)
Override = model_of(demand.OVERRIDE, __name__)
Spend = model_of(demand.SPEND, __name__)
Target = model_of(demand.TARGET, __name__)
