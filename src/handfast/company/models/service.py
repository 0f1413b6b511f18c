"""What happened after the sale. Columns: :mod:`handfast.engine.tables.service`."""

from __future__ import annotations

from handfast.company.models.contract import model_of
from handfast.engine.tables import service

ServiceCase = model_of(service.SERVICE_CASE, __name__)
ReturnLine = model_of(service.RETURN_LINE, __name__)
Survey = model_of(service.SURVEY, __name__)
