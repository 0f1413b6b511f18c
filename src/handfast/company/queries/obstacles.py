"""Obstacles that the kernel met, in words."""

from __future__ import annotations

from handfast.company.queries.mirror import Mirror
from handfast.company.queries.things import crew_of
from handfast.engine.supply.place import arrays
from handfast.engine.supply.placing import Obstacle
from handfast.sentences import marked, sentence

WORDS = {
    arrays.NO_CAPACITY: marked("{resource} has no room for it by {day} ({item} at {site})"),
    arrays.NO_TIME: marked("{item} at {site}: there is no time left for {way} before {day}"),
    arrays.NO_PROCESS: marked("{item} at {site}: nothing more can be had by {day}"),
    arrays.NO_LOT: marked("{item} at {site}: no legal lot covers what is missing"),
    arrays.TOO_OLD: marked("{item} at {site}: it would be too old"),
    arrays.NO_NOTICE: marked(
        "{item} at {site}: {way} on {day} is too sudden for {crew}: no more may come at short notice"
    ),
    arrays.LOOP: marked("{item} at {site}: it could only come back from where it is needed"),
}
TOO_MANY = marked("{item} at {site}: too many ways to try them all")


def obstacle_in_words(mirror: Mirror, obstacle: Obstacle) -> str:
    """Return an obstacle in words."""
    network, market = mirror.network, mirror.market
    item, site = network.items[obstacle.point], network.sites[obstacle.point]
    known: dict[str, object] = {
        "item": market.items[item].name or item,
        "site": market.site_names.get(site) or site,
        "day": market.date_of(max(obstacle.day, 0)),
    }
    match obstacle.reason:
        case arrays.NO_CAPACITY:
            known["resource"] = market.resource_names[obstacle.resource]
        case arrays.NO_TIME:
            known["way"] = network.processes[obstacle.process]
        case arrays.NO_NOTICE:
            known |= {"way": mirror.name_of_way(obstacle.process), "crew": crew_of(mirror, obstacle.process)}
    return sentence(WORDS.get(obstacle.reason, TOO_MANY), **known)
