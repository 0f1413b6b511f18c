"""Obstacles that the kernel met, in words."""

from __future__ import annotations

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.things import crew_of
from handfast.engine.supply.place import arrays
from handfast.engine.supply.placing import Obstacle


def obstacle_in_words(mirror: Mirror, obstacle: Obstacle) -> str:
    """Return an obstacle in words."""
    network = mirror.network
    item, site = network.items[obstacle.point], network.sites[obstacle.point]
    by = mirror.market.date_of(max(obstacle.day, 0)).isoformat()
    match obstacle.reason:
        case arrays.NO_CAPACITY:
            return f"{mirror.market.resource_names[obstacle.resource]} has no room for it by {by} ({item} at {site})"
        case arrays.NO_TIME:
            return f"{item} at {site}: there is no time left for {network.processes[obstacle.process]} before {by}"
        case arrays.NO_PROCESS:
            return f"{item} at {site}: nothing more can be had by {by}"
        case arrays.NO_LOT:
            return f"{item} at {site}: no legal lot covers what is missing"
        case arrays.TOO_OLD:
            return f"{item} at {site}: it would be too old"
        case arrays.NO_NOTICE:
            start = mirror.market.date_of(max(obstacle.day, 0)).isoformat()
            way, crew = mirror.name_of_way(obstacle.process), crew_of(mirror, obstacle.process)
            return f"{item} at {site}: {way} on {start} is too sudden for {crew}: no more may come at short notice"
        case arrays.LOOP:
            return f"{item} at {site}: it could only come back from where it is needed"
        case _:
            return f"{item} at {site}: too many ways to try them all"
