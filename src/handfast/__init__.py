"""Handfast: one company, one plan, and promises that Sales and Operations can keep.

>>> import handfast
>>> company = handfast.open("acme.db")  # doctest: +SKIP

The names below are loaded when they are first used: importing Handfast, or its engine, loads neither Django nor Numba.
"""

from __future__ import annotations

TYPE_CHECKING = False  # not from typing: so that a command is in charge of interruptions as soon as it begins
if TYPE_CHECKING:
    from typing import Any

    from handfast.facade import Company, create, open, restore  # noqa: A004

__version__ = "0.1.0"
__all__ = ["Company", "create", "open", "restore"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from handfast import facade

        return getattr(facade, name)
    raise AttributeError(f"module 'handfast' has no attribute '{name}'")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
