"""Alder & Pine, maker of garden furniture: a whole company from a seed, on 1 March 2027.

>>> from handfast.examples.alder_and_pine import alder_and_pine
>>> tables = alder_and_pine()
>>> tables["company"]["name"].to_list()
['Alder & Pine']
"""

from __future__ import annotations

from handfast.examples.alder_and_pine.company import alder_and_pine

__all__ = ["alder_and_pine"]
