"""What resources usually have: their calendars' pattern without exceptions."""

from __future__ import annotations

import numpy as np

from handfast.engine.calendar import read_calendars
from handfast.engine.network import Ints, Network
from handfast.engine.tables.frame import Tables, frame_of


def usual_capacity(tables: Tables, network: Network) -> Ints:
    """Return minutes of all units by day without the calendars' exceptions, shape (R, H)."""
    plain = {**tables, "calendar_exception": frame_of(tables, "calendar_exception").clear()}
    calendars = read_calendars(plain, network.origin, network.horizon)
    names = frame_of(tables, "resource")["calendar"].to_list()
    rows = [calendars.minutes[calendars.place_of(name, "resource")] for name in names]
    return np.array(rows, np.int64).reshape(-1, network.horizon) * network.resource_units[:, None]
