"""What is there, what is on its way, and what really happened. Columns: :mod:`handfast.engine.tables.supply`."""

from __future__ import annotations

from handfast.company.models.contract import model_of
from handfast.engine.tables import supply

Stock = model_of(supply.STOCK, __name__)
Receipt = model_of(supply.RECEIPT, __name__)
PurchaseReceipt = model_of(supply.PURCHASE_RECEIPT, __name__)
ProductionRun = model_of(supply.PRODUCTION_RUN, __name__)
Downtime = model_of(supply.DOWNTIME, __name__)
Inspection = model_of(supply.INSPECTION, __name__)
LotGenealogy = model_of(supply.LOT_GENEALOGY, __name__)
