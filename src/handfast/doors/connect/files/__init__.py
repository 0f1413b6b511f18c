"""Files in and out: CSV, Parquet and Excel, one file or sheet for each table.

`read_company` reads them, `write_company` writes them so that reading gives the same again, `write_template` writes
empty ones to fill.
"""

from __future__ import annotations

from handfast.doors.connect.files.export import write_company
from handfast.doors.connect.files.reading import read_company
from handfast.doors.connect.files.template import write_template

__all__ = ["read_company", "write_company", "write_template"]
