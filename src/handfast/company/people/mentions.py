"""What a text names, and where that belongs: sentences about plans hold sites, resources and processes as words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from handfast.engine.tables.frame import Tables, frame_of

NAMING = ("site", "resource", "team", "process", "segment", "customer")
"""The tables whose keys and names stand in texts."""

WORD = re.compile(r"\w+")

Words = tuple[str, ...]
"""A name, word by word: ``("TOP", "OAK")``; what stands between them does not matter."""


class Place(NamedTuple):
    """Where a name belongs; None: it does not matter."""

    site: str | None = None
    segment: str | None = None
    customer: str | None = None


@dataclass
class Whereabouts:
    """Where everything that a company's texts name belongs.

    Parameters
    ----------
    resources, teams
        The site of each resource, and the sites at which each team works.
    names
        Keys and names of sites, resources, teams, segments and customers.
    processes
        Keys of processes. A short one may be the beginning of a longer one, so that only the longest is meant.
    odd
        Names without any letter or digit.
    longest
        How many words the longest name has.
    """

    resources: dict[str, str] = field(default_factory=dict)
    teams: dict[str, frozenset[str]] = field(default_factory=dict)
    names: dict[Words, set[Place]] = field(default_factory=lambda: defaultdict(set))
    processes: dict[Words, set[Place]] = field(default_factory=lambda: defaultdict(set))
    odd: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    longest: int = 0

    def named_in(self, text: str) -> Iterator[Place]:
        """Yield where everything belongs that a text names, as far as anybody knows."""
        said = WORD.findall(text)
        for name, places in self.odd.items():
            if name in text:
                yield from places
        for first in range(len(said)):
            process: set[Place] = set()
            for last in range(first + 1, min(first + self.longest, len(said)) + 1):
                words = tuple(said[first:last])
                yield from self.names.get(words, ())
                process = self.processes.get(words, process)
            yield from process

    def know(self, name: str | None, place: Place, *, process: bool = False) -> None:
        """Keep where a name belongs."""
        words = tuple(WORD.findall(name or ""))
        self.longest = max(self.longest, len(words))
        if words:
            (self.processes if process else self.names)[words].add(place)
        elif name:
            self.odd[name].add(place)


def whereabouts(tables: Tables) -> Whereabouts:
    """Return where everything belongs, from a company's tables."""
    found, teams = Whereabouts(), defaultdict[str, set[str]](set)
    for site, name in frame_of(tables, "site").select("site", "name").iter_rows():
        found.know(site, Place(site=site))
        found.know(name, Place(site=site))
    for resource, name, site, team in (
        frame_of(tables, "resource").select("resource", "name", "site", "team").iter_rows()
    ):
        found.resources[resource] = site
        teams[team or ""].add(site)
        found.know(resource, Place(site=site))
        found.know(name, Place(site=site))
    called = dict(frame_of(tables, "team").select("team", "name").iter_rows())
    for team, sites in teams.items():
        found.teams[team] = frozenset(sites)
        for name, site in product((team, called.get(team)), sites):
            found.know(name, Place(site=site))
    for process, site in frame_of(tables, "process").select("process", "site").iter_rows():
        found.know(process, Place(site=site), process=True)
    for segment, name in frame_of(tables, "segment").select("segment", "name").iter_rows():
        found.know(segment, Place(segment=segment))
        found.know(name, Place(segment=segment))
    for customer, name in frame_of(tables, "customer").select("customer", "name").iter_rows():
        found.know(customer, Place(customer=customer))
        found.know(name, Place(customer=customer))
    return found
