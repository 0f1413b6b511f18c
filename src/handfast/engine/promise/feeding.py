"""Feeding: from a delivery back to stock, receipts and purchases, as a tree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from handfast.engine.network import EXPEDITED
from handfast.engine.promise.book import Book
from handfast.engine.promise.fulfilment import Fulfilment
from handfast.engine.promise.market import Market, Process
from handfast.engine.promise.pegging import Peg


@dataclass(frozen=True)
class Feed:
    """A quantity that comes from one supply.

    Parameters
    ----------
    item, site
        What, and where it is taken.
    quantity
        Smallest units that are taken.
    kind
        ``stock``, ``receipt`` or ``run`` for supplies that are there already; ``make``, ``buy``, ``move`` or
        ``substitute`` for runs of this answer.
    day
        Day on which it is available.
    need_day
        Day on which it is taken.
    start_day
        Day on which the run starts; None where it is not one of this answer.
    reference
        The lot, the receipt or the process; of a run that is there already its own.
    source
        The supplier that it is bought from, the site it is moved from, or the item that replaces it.
    resources
        What the run loads.
    expedited
        Whether the run is expedited.
    inputs
        What the run is fed by, for all that it yields; told once where the run feeds several.
    """

    item: str
    site: str
    quantity: int
    kind: str
    day: int
    need_day: int
    start_day: int | None
    reference: str
    source: str
    resources: tuple[int, ...]
    expedited: bool
    inputs: tuple[Feed, ...]


def feeds_of(market: Market, book: Book, fulfilment: Fulfilment, number: int) -> tuple[Feed, ...]:
    """Return what feeds a delivery, each run with what feeds it; the supply that is taken most from first.

    Parameters
    ----------
    number
        Which delivery of the fulfilment.
    """
    return _Tree(market, book, fulfilment).feeds(-1 - number)


class _Tree:
    def __init__(self, market: Market, book: Book, fulfilment: Fulfilment) -> None:
        self.market = market
        self.book = book
        self.pegs: dict[int, list[Peg]] = defaultdict(list)
        for peg in fulfilment.pegging.pegs:
            self.pegs[peg.user].append(peg)
        whole = fulfilment.whole
        self.runs = {run.number: run for run in whole.runs} if whole else {}
        self.loads: dict[int, dict[int, None]] = defaultdict(dict)
        for load in sorted(whole.loads, key=lambda load: load.step) if whole else ():
            self.loads[load.run][load.resource] = None
        self.told: set[int] = set()

    def feeds(self, user: int) -> tuple[Feed, ...]:
        pegs = sorted(self.pegs[user], key=lambda peg: (peg.point, -peg.quantity))
        return tuple(self._feed(peg) for peg in pegs)

    def _feed(self, peg: Peg) -> Feed:
        network = self.market.network
        item, site = network.items[peg.point], network.sites[peg.point]
        if peg.supply >= 0:
            supply = self.book.supplies[peg.supply]
            return Feed(
                item,
                site,
                peg.quantity,
                supply.kind,
                supply.day,
                peg.need_day,
                None,
                supply.reference,
                "",
                (),
                False,
                (),
            )
        run = self.runs[-1 - peg.supply]
        process = self.market.processes[run.process]
        inputs = () if run.number in self.told else self.feeds(run.number)
        self.told.add(run.number)
        expedited = bool(network.structure.process_class[run.process] == EXPEDITED)
        return Feed(
            item,
            site,
            peg.quantity,
            process.kind,
            run.available_day,
            peg.need_day,
            run.start_day,
            process.key,
            self._source(run.process, process),
            tuple(self.loads[run.number]),
            expedited,
            inputs,
        )

    def _source(self, number: int, process: Process) -> str:
        network = self.market.network
        if process.kind not in ("move", "substitute"):
            return process.supplier
        point = int(network.structure.input_point[network.structure.input_first[number]])
        names: tuple[str, ...] = network.sites if process.kind == "move" else network.items
        return names[point]
