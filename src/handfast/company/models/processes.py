"""How stock points are supplied. Columns: :mod:`handfast.engine.tables.processes`."""

from __future__ import annotations

from handfast.company.models.contract import model_of
from handfast.engine.tables import processes

Supplier = model_of(processes.SUPPLIER, __name__)
SupplierItem = model_of(processes.SUPPLIER_ITEM, __name__)
Process = model_of(processes.PROCESS, __name__)
ProcessInput = model_of(processes.PROCESS_INPUT, __name__)
ProcessOutput = model_of(processes.PROCESS_OUTPUT, __name__)
ProcessLoad = model_of(processes.PROCESS_LOAD, __name__)
Substitute = model_of(processes.SUBSTITUTE, __name__)
