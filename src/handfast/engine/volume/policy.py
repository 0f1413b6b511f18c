"""What the volume plan weighs besides what the company's tables say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VolumePolicy:
    """Money that no table holds.

    Parameters
    ----------
    holding_rate
        Cost of keeping stock for a year, as a part of its standard cost.
    waiting_rate
        Cost of serving a week late, as a part of what is paid.
    promised_weight
        What leaving a promised unit unserved costs beyond what is paid for it, as a part of that, or of twice its
        standard cost where that is more.
    safety_weight
        Cost of a week with stock below its minimum, as a part of the standard cost of what is missing.
    storage_weight
        Cost of a week with stock above its limit, as a part of the standard cost of what is too much.
    """

    holding_rate: float = 0.2
    waiting_rate: float = 0.02
    promised_weight: float = 1.0
    safety_weight: float = 0.05
    storage_weight: float = 0.25

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if not 0 <= value < 1000:
                raise ValueError(f"{name} is {value}; it is a part of a price or cost: from 0 to below 1000")
