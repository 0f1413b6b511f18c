"""Three years of Alder & Pine, day by day: orders come in, plants work, suppliers deliver, goods leave.

Nothing here is told to be late. Lines are late because a stock ran out, because the welding line was full, because
the oak came late, because a breakdown cost a day; so what an analysis finds in these years is really there.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from numpy.random import PCG64, Generator, SeedSequence

from handfast.examples.alder_and_pine import planning
from handfast.examples.alder_and_pine.buying import PurchaseOrder, purchase_order, receive
from handfast.examples.alder_and_pine.days import END, after, day_of, minutes
from handfast.examples.alder_and_pine.dispatch import Delivery, Dispatch
from handfast.examples.alder_and_pine.orders import Line, order_lines
from handfast.examples.alder_and_pine.places import ROAD_DAYS
from handfast.examples.alder_and_pine.planning import Point, Supply
from handfast.examples.alder_and_pine.plant import Floor, Run, good_of, work_of
from handfast.examples.alder_and_pine.stockroom import Stockroom
from handfast.examples.alder_and_pine.turns import GREAT_ORDER, TALKED_INTO


@dataclass(slots=True, eq=False)
class Transfer:
    """Goods on the road from one site to another."""

    way: Supply
    lot: str
    quantity: int
    left: int
    arrives: int


class History:
    """The company as the simulation carries it through the years."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.demand, self.buying = self.stream("demand"), self.stream("buying")
        self.ways = planning.supplies()
        self.expected = planning.forecast(self.stream("planning"))
        self.need = planning.needs(self.expected, self.ways)
        self.levels = planning.levels(self.need, self.ways)
        points = [*list(self.ways), ("OFFCUT-OAK", "NORTH")]
        self.room = Stockroom(points)
        self.floor = Floor(self.stream("shop floor"))
        self.dispatch = Dispatch(self.room, self.stream("dispatch"))
        self.lines: list[Line] = []
        self.runs: list[Run] = []
        self.waiting: list[Run] = []
        self.bought: list[PurchaseOrder] = []
        self.requests: dict[Point, list[tuple[Supply, int]]] = defaultdict(list)
        self.on_road: list[Transfer] = []
        self.set_aside: dict[Point, int] = defaultdict(int)
        self.wasted: dict[str, int] = defaultdict(int)
        self._arriving: dict[int, list[PurchaseOrder]] = defaultdict(list)
        self._unloading: dict[int, list[Transfer]] = defaultdict(list)
        self.just_finished: list[Run] = []
        self._review: list[list[Point]] = [[] for _ in range(5)]
        for number, point in enumerate(self.ways):
            self._review[number % 5].append(point)
        self._welding_waiting = 0

    def stream(self, name: str) -> Generator:
        """Return the random numbers of one part of the story, so that no part disturbs another."""
        return Generator(PCG64(SeedSequence([self.seed, *name.encode()])))

    @property
    def deliveries(self) -> list[Delivery]:
        """What left for customers."""
        return self.dispatch.deliveries


def simulate(seed: int) -> History:
    """Return the company after three years, on the morning of its today."""
    history = History(seed)
    _open(history)
    candidates = order_lines(history.demand)
    works = minutes("five days")
    place = 0
    for day in range(END):
        _unload(history, day)
        while place < len(candidates) and candidates[place].ordered == day:
            line = candidates[place]
            place += 1
            if history.dispatch.is_wanted(line):
                _take_order(history, line, day)
        if works[day]:
            history.dispatch.ship(day)
            _review(history, day)
        _work(history, day)
        if works[day]:
            _send(history, day)
        if day % 28 == 0:
            _clear_shelves(history, day)
    return history


def _open(history: History) -> None:
    """Fill the shelves on the first day up to the planners' levels."""
    for number, (point, way) in enumerate(history.ways.items()):
        upper, _ = history.levels[point]
        quantity = max(0, upper[0])
        if way.kind == "move" and way.source is not None:
            quantity = -(-quantity // 2)
        history.room.put(point, f"L-{100 + number}", quantity, 0)


def _unload(history: History, day: int) -> None:
    """Put away what suppliers, trucks and runs have brought."""
    room = history.room
    for order in history._arriving.pop(day, []):
        room.on_order[order.way.point] -= order.quantity
        room.put(order.way.point, order.key, receive(order, history.buying), day)
    for transfer in history._unloading.pop(day, []):
        room.on_order[transfer.way.point] -= transfer.quantity
        room.put(transfer.way.point, transfer.lot, transfer.quantity, day)
    for run in history.just_finished:
        room.on_order[run.way.point] -= run.starts
        room.put(run.way.point, run.lot, run.good, day)
        if run.aside:
            history.set_aside[run.way.point] += run.good
        for item, amount in run.way.made.extra:
            room.put((item, run.way.point[1]), run.lot, int(run.good * float(amount) * 10), day)
    history.just_finished = []


def _take_order(history: History, line: Line, day: int) -> None:
    history.lines.append(line)
    history.dispatch.add(line)
    if line.great:
        point = (line.article.key, GREAT_ORDER.built_at)
        history.room.owed[point] += line.quantity
        _make(history, history.ways[point], line.quantity, day, day + 7, aside=True)
    point = (line.article.key, line.site)
    if line.article.to_order:
        way = history.ways[point]
        history.room.owed[point] += line.quantity
        _make(history, way, line.quantity, day, max(day, line.ship_due - 1))


def _review(history: History, day: int) -> None:
    """Order what a fifth of the stock points lack."""
    week = day // 7
    room = history.room
    for turn in TALKED_INTO:
        if turn.day == day_of(day):
            _order(history, history.ways[turn.item, turn.site], turn.quantity, day)
    for point in history._review[day % 7]:
        way = history.ways[point]
        if way.article.to_order:
            if room.position(point) < 0:  # a set needs it, or a piece was scrapped
                _make(history, way, -room.position(point), day, day + way.lead_days)
            continue
        upper, lower = history.levels[point][0][week], history.levels[point][1][week]
        position = room.position(point)
        if way.article.sold and way.kind != "make":
            booked, overdue = history.dispatch.booked(point, day, way.lead_days + 7)
            planned = (upper + lower) // 2
            surplus = max(booked - planned, overdue)
            upper, lower = upper + surplus, lower + surplus
        if position >= lower:
            continue
        _order(history, way, upper - position, day)


def _order(history: History, way: Supply, lacking: int, day: int) -> None:
    """Buy, move or make what is lacking, in legal lots."""
    quantity = max(way.lot_min, -(-lacking // way.lot_multiple) * way.lot_multiple)
    if way.kind == "make":
        _make(history, way, quantity, day, day + way.lead_days)
        return
    history.room.on_order[way.point] += quantity
    if way.kind == "move" and way.source is not None:
        history.room.owed[way.source] += quantity
        history.requests[way.source].append((way, quantity))
        return
    order = purchase_order(4_000 + len(history.bought), way, quantity, day, history.buying)
    history.bought.append(order)
    history._arriving[order.arrives].append(order)


def _make(history: History, way: Supply, quantity: int, day: int, end: int, *, aside: bool = False) -> None:
    """Release work orders for `quantity`, none larger than the largest lot."""
    while quantity > 0:
        starts = min(way.lot_max, max(way.lot_min, quantity))
        starts = min(way.lot_max, -(-starts // way.lot_multiple) * way.lot_multiple)
        work = work_of(way, starts)
        start = max(day, end - way.lead_days)
        run = Run(
            f"W-{7_000 + len(history.runs)}", way, starts, day, start, max(end, start), work.index(max(work)), work
        )
        run.aside = aside
        history.runs.append(run)
        history.waiting.append(run)
        history.room.on_order[way.point] += starts
        for used, amount in way.inputs:
            history.room.owed[used] += _needed(starts, amount)
        history._welding_waiting += _welding(run)
        quantity -= starts


def _send(history: History, day: int) -> None:
    """Load the trucks with what the other sites have asked for and what is there."""
    room = history.room
    for source, asked in history.requests.items():
        there = room.on_hand[source] - history.set_aside.get(source, 0)
        if there <= 0 or not asked:
            continue
        unmet: list[tuple[Supply, int]] = []
        for way, quantity in asked:
            part = min(quantity, there)
            there -= part
            if part < quantity:
                unmet.append((way, quantity - part))
            if not part:
                continue
            room.owed[source] -= part
            arrives = int(after("carrier", ROAD_DAYS[source[1], way.point[1]])[day])
            for _, lot, amount in room.take(source, part):
                transfer = Transfer(way, lot, amount, day, arrives)
                history.on_road.append(transfer)
                history._unloading[arrives].append(transfer)
        history.requests[source] = unmet


def _work(history: History, day: int) -> None:
    """Start what can be started, and let every resource work its day."""
    room, floor = history.room, history.floor
    history.waiting.sort(key=lambda run: run.planned_end)
    still: list[Run] = []
    for run in history.waiting:
        if run.planned_start > day or not floor.has_room(run) or not _parts_are_there(room, run):
            still.append(run)
            continue
        for used, amount in run.way.inputs:
            quantity = _needed(run.starts, amount)
            room.owed[used] -= quantity
            run.takes += room.take(used, quantity)
        history._welding_waiting -= _welding(run)
        floor.start(run, day)
    history.waiting = still
    for run in floor.work(day, history._welding_waiting):
        run.good = good_of(run, floor.rng)
        history.just_finished.append(run)


def _parts_are_there(room: Stockroom, run: Run) -> bool:
    return all(room.on_hand[used] >= _needed(run.starts, amount) for used, amount in run.way.inputs)


def _needed(starts: int, amount: Fraction) -> int:
    return -(-starts * amount.numerator // amount.denominator)


def _welding(run: Run) -> int:
    steps = run.way.made.steps
    return sum(work for work, step in zip(run.work, steps, strict=True) if step[0] == "WELD")


def _clear_shelves(history: History, day: int) -> None:
    for point, way in history.ways.items():
        if way.article.shelf_life:
            history.wasted[point[0]] += history.room.throw_away(point, day, way.article.shelf_life)
