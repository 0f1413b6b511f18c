"""How the volume plan's loops are compiled: without Python's lock, so that threads share the work.

A compiled function calls only others of its own file, so that Numba's own cache, which looks at one file, is safe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba

from handfast.engine.supply.place.compiled import FOLDER

Function = TypeVar("Function", bound=Callable[..., Any])
settings: Any = numba.config
njit: Any = numba.njit


def compiled(function: Function) -> Function:
    """Compile a function for what it is first called with, cached in the kernel's folder."""
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(FOLDER) if FOLDER else before
    try:
        made: Function = njit(cache=FOLDER is not None, nogil=True, fastmath=False)(function)
        return made
    finally:
        settings.CACHE_DIR = before
