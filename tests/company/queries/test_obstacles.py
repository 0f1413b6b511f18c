"""What was in the way is told in names, as people know items and sites."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from handfast.company.queries.obstacles import obstacle_in_words
from handfast.engine.supply.place import arrays

MIRROR: Any = SimpleNamespace(
    network=SimpleNamespace(items=["FRAME", "BOLT"], sites=["SOUTH", "EAST"]),
    market=SimpleNamespace(
        items={"FRAME": SimpleNamespace(name="Bench frame"), "BOLT": SimpleNamespace(name="")},
        site_names={"SOUTH": "South plant", "EAST": ""},
        resource_names=["Welding line"],
        date_of=lambda day: dt.date(2027, 3, 1) + dt.timedelta(days=day),
    ),
)


def told(point: int, reason: int) -> str:
    obstacle: Any = SimpleNamespace(point=point, reason=reason, day=4, resource=0)
    return str(obstacle_in_words(MIRROR, obstacle))


def test_an_obstacle_names_things_as_people_do() -> None:
    words = told(0, arrays.NO_CAPACITY)
    assert "Welding line" in words
    assert "Bench frame at South plant" in words


def test_what_has_no_name_is_called_by_its_key() -> None:
    assert "BOLT at EAST" in told(1, arrays.NO_LOT)
