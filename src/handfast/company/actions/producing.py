"""What a report of production changes: a run's output becomes stock, and what went into it is used up.

Two entries say it. The first, of production, only brings what is really there: the good units become stock (or an
order that is on its way), whoever counted on them counts on those now, inputs are used up and minutes given back.
The second, of loss, follows where less came than was expected, or more was used: what it leaves short is openly so.

Quantities are those of the run in all so far, so that the same report again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from handfast.company.actions.leaving import Leaving, Using, use_up_runs
from handfast.company.actions.new_supply import Arriving, NewSupply, arriving_lot
from handfast.company.ledger import Bound, Change, Commit, NewBalance, NewEntry, RequestName, RunChange
from handfast.company.queries.promise_book import as_date
from handfast.company.queries.runs import Input, Run, Yield, lots_at, measure_at
from handfast.engine.promise.words import amount_in_words
from handfast.errors import CannotPromise
from handfast.sentences import in_a_row, marked, sentence


@dataclass(frozen=True)
class Made:
    """What is reported of a run; quantities are smallest units, of the run in all so far.

    Parameters
    ----------
    day
        Ledger day on which it was so.
    good
        Good units of the run's own item; None: nothing is said, so all as planned if it is finished.
    scrapped
        Units started that did not become good.
    finished
        Whether nothing more comes of it.
    inputs_taken
        Whether all that it uses has left stock, whatever is finished of it.
    used
        What this report takes out of stock of an input (by stock point), instead of its planned share.
    lot
        The lot that it became; empty where lots are not kept.
    arriving
        Supply on its way that takes the place of what was to come, such as the supplier's confirmed order.
    """

    day: int
    good: int | None = None
    scrapped: int = 0
    finished: bool = False
    inputs_taken: bool = False
    used: Mapping[int, int] = field(default_factory=dict)
    lot: str = ""
    arriving: Sequence[Arriving] = ()


class Production:
    """A report on its way into the ledger.

    Parameters
    ----------
    run
        As it stands.
    made
        What is reported.
    today
        The ledger's day.

    Attributes
    ----------
    good
        Good units that this report brings, smallest units of the run's own item.
    lost
        How many fewer of them are expected now than were before it, and not there.
    finished
        Whether the run is over.

    Raises
    ------
    CannotPromise
        More is said to be used than there is.
    """

    def __init__(self, run: Run, made: Made, today: int) -> None:
        self._run, self._made, self._today = run, made, today
        self._parts, self._loss = Leaving(), Leaving()
        arriving = sum(each.quantity for each in made.arriving)
        said = run.made + arriving if made.arriving else made.good
        usual = run.planned if made.finished else run.made
        self._in_all = max(run.made, usual if said is None else said)
        ended = self._in_all + made.scrapped >= run.starts or self._in_all >= run.planned
        self.finished = made.finished or bool(made.arriving) or ended
        self._done = run.starts if self.finished else max(run.done, self._in_all + made.scrapped)
        self.good = self._in_all - run.made
        self.lost = 0
        for node in dict.fromkeys(each.node for each in run.outputs):
            self._yield([each for each in run.outputs if each.node == node])
        self._use_inputs()
        if made.finished and said is not None and said < run.made:
            self._take_from_stock(run.point, run.made - said, strict=False)
        self._end()

    @property
    def changes_anything(self) -> bool:
        """Whether the ledger does not know all of it yet."""
        moved = self._parts.changes or self._parts.commits or self._parts.balances
        return bool(moved or self._loss.changes or self.finished) or self._done != self._run.done

    def entries(self, actor: str, reason: str, request: RequestName | None = None) -> list[NewEntry]:
        """Return what is to be written, in one transaction."""
        found = [_entry("production", actor, _said(self._words(), reason), self._parts, request)]
        if self._loss.changes or self._loss.commits:
            why = _said(sentence("{name}: less than planned", name=self._run.name), reason)
            found.append(_entry("loss", actor, why, self._loss, None))
        return found

    def _words(self) -> str:
        run, day = self._run, as_date(self._made.day)
        if self._made.arriving:
            names = ", ".join(each.ref for each in self._made.arriving)
            return sentence("{name} is on its way as {names}", name=run.name, names=names)
        if not self.finished and not self.good and not self._made.scrapped:
            return sentence("{name} started on {day}", name=run.name, day=day)
        pattern = _MADE[bool(self._made.scrapped), self.finished]
        unit, decimals = measure_at(run.point)
        counts = {"made": self._in_all, "planned": run.planned, "scrapped": self._made.scrapped}
        amounts = {each: amount_in_words(quantity, decimals, unit) for each, quantity in counts.items()}
        return sentence(pattern, name=run.name, day=day, **amounts)

    # ------------------------------------------------------------ what it yields

    def _yield(self, outputs: Sequence[Yield]) -> None:
        """Bring what was made of one item, and let go of what no longer comes."""
        own = outputs[0].node == self._run.point
        planned, before = sum(each.available + each.made for each in outputs), sum(each.made for each in outputs)
        delta = (self._in_all if own else max(before, self._share(planned))) - before
        bound = [each for each in self._run.bound if each.balance in {output.balance for output in outputs}]
        supplies = self._supplies(outputs, delta) if delta else []
        moved = _bind(bound, supplies, self._parts)
        taken = _taken(outputs, delta, moved)
        for output in outputs:
            self._change(output, taken[output.balance], delta - sum(taken.values()) if output is outputs[0] else 0)
        left = {each.balance: each.available - taken[each.balance] for each in outputs}
        still = 0 if self.finished else self._run.starts - self._done if own else planned
        lost = max(0, sum(left.values()) - still)
        if own:
            self.lost = lost
        if self.finished:
            self._let_go(left, _less(bound, moved))
        else:
            self._lose(outputs, left, moved, lost)

    def _share(self, planned: int) -> int:
        """Return how much of a by-product has come: as planned, for what is done of the run."""
        if self._in_all >= self._run.planned:
            return planned
        done = min(self._run.starts, self._in_all + self._made.scrapped)
        return planned * done // self._run.starts

    def _supplies(self, outputs: Sequence[Yield], delta: int) -> list[NewSupply]:
        """Return the supplies that `delta` units become: what is on its way, or a lot."""
        made, node = self._made, outputs[0].node
        if made.arriving and node == self._run.point:
            return [each.supply(node, self._parts) for each in made.arriving]
        return [arriving_lot(self._run, outputs, made.day, made.lot, delta, self._parts)]

    def _change(self, output: Yield, taken: int, more: int) -> None:
        if taken or more:
            self._parts.changes.append(Change(output.balance, -taken, made=taken + more))

    def _let_go(self, left: Mapping[int, int], bound: Iterable[Bound]) -> None:
        """Nothing more comes: what was still expected is lost, and who counts on it is uncovered."""
        self._loss.changes += [Change(balance, -quantity) for balance, quantity in left.items() if quantity]
        node = {each.balance: each.node for each in self._run.outputs}
        new: dict[tuple[int, int], int] = {}
        for each in bound:
            key = (node[each.balance], each.need_day)
            if key not in new:
                new[key] = -1 - len(self._loss.balances)
                self._loss.balances.append(NewBalance(new[key], "uncovered", *key, 0))
            for balance, sign in ((each.balance, -1), (new[key], 1)):
                self._loss.commits.append(Commit(balance, each.need_day, sign * each.quantity, each.promise, each.run))

    def _lose(self, outputs: Sequence[Yield], left: Mapping[int, int], moved: Mapping[Bound, int], lost: int) -> None:
        """What is scrapped no longer comes: what nobody counts on first, then the latest."""
        gone: dict[int, int] = defaultdict(int)
        bound: dict[int, int] = defaultdict(int)
        for each, part in moved.items():
            bound[each.balance] += part
        for free in (True, False):
            for output in reversed(outputs):
                there = left[output.balance] - gone[output.balance]
                counted = output.committed - bound[output.balance] if free else 0
                part = min(lost, max(0, there - counted))
                gone[output.balance] += part
                lost -= part
        self._loss.changes += [Change(balance, -quantity) for balance, quantity in gone.items() if quantity]

    # ------------------------------------------------------------ what it uses

    def _use_inputs(self) -> None:
        """Use up inputs and give back minutes: in proportion to what is done, or as it is said."""
        using = Using()
        groups: dict[tuple[bool, str, int], list[Input]] = defaultdict(list)
        for each in self._run.inputs:
            groups[each.minutes, each.kind if each.minutes else "", each.node].append(each)
        unknown = set(self._made.used) - {node for minutes, _, node in groups if not minutes}
        for node in sorted(unknown):
            self._take_from_stock(node, self._made.used[node], strict=True)
        for (minutes, _, node), inputs in groups.items():
            total = sum(each.quantity for each in inputs)
            if minutes:
                self._take_off(inputs, total - self._still_needed(total))
                continue
            inputs.sort(key=lambda each: (each.kind != "stock", each.kind == "uncovered"))  # what lies there first
            keeps = 0 if self._made.inputs_taken else self._still_needed(total)
            wanted = self._made.used.get(node, total - keeps)
            parts = self._take_off(inputs, total if self.finished else wanted)
            for each, part in parts.items():
                used = min(part, wanted)  # what is not used goes back
                using.take(each, used)
                wanted -= used
            self._take_from_stock(node, wanted, strict=True)
        use_up_runs(self._parts, using, self._today)
        self._parts.changes += using.changes()

    def _still_needed(self, total: int) -> int:
        """Return how much of an input, or of a resource's minutes, the rest of the run needs: its share, rounded up."""
        before, after = self._run.starts - self._run.done, self._run.starts - self._done
        return -(-total * after // before) if after else 0

    def _take_off(self, inputs: Iterable[Input], quantity: int) -> dict[Input, int]:
        """Take up to `quantity` off what the run holds, from the first of `inputs` on; return how much of each."""
        parts: dict[Input, int] = {}
        for each in inputs:
            part = min(quantity, each.quantity)
            if part > 0:
                self._parts.commits.append(Commit(each.balance, each.need_day, -part, run=self._run.id))
                parts[each] = part
                quantity -= part
        return parts

    def _take_from_stock(self, node: int, quantity: int, *, strict: bool) -> None:
        """Write down that more left stock than the run held: what is free first, then what others count on."""
        if quantity <= 0:
            return
        used: dict[int, int] = defaultdict(int)
        for change in (*self._parts.changes, *self._loss.changes):
            used[change.balance] -= change.available
        for each in self._run.inputs:  # not written down yet, but this run's own
            used[each.balance] += each.quantity if each.node == node and not each.minutes else 0
        lots = lots_at("stock", node)
        for free in (True, False):
            for lot in lots:
                there = lot.available - used[lot.balance] - (lot.committed - used[lot.balance] if free else 0)
                part = min(quantity, max(0, there))
                if part:
                    self._loss.changes.append(Change(lot.balance, -part))
                    used[lot.balance] += part
                    quantity -= part
        if quantity and strict:
            raise CannotPromise(
                sentence(
                    "{name} cannot have used that much: the ledger knows of less in stock. Import what is "
                    "there first: handfast import",
                    name=self._run.name,
                )
            )

    # ------------------------------------------------------------ its end

    def _end(self) -> None:
        """Say what becomes of the run: firm while more is to come, gone when it is finished."""
        run, held_up = self._run, bool(self._loss.commits or self._loss.changes)
        gone_now = self.finished and not held_up
        self._parts.run_changes.append(RunChange(run.id, run.state, "gone" if gone_now else "firm", done=self._done))
        if self.finished and held_up:
            self._loss.run_changes.append(RunChange(run.id, "firm", "gone"))
        self._loss.changes = _summed(self._loss.changes)


_MADE = {
    (False, False): marked("{name} made {made} of {planned} on {day}"),
    (False, True): marked("{name} made {made} of {planned}, finished on {day}"),
    (True, False): marked("{name} made {made} of {planned}, {scrapped} scrapped on {day}"),
    (True, True): marked("{name} made {made} of {planned}, {scrapped} scrapped, finished on {day}"),
}
"""What became of a run: whether anything was scrapped, and whether it has finished."""


def _said(what: str, reason: str) -> str:
    return in_a_row([what, reason] if reason else [what], ": ")


def _entry(kind: str, actor: str, reason: str, parts: Leaving, request: RequestName | None) -> NewEntry:
    return NewEntry(
        kind,
        actor,
        reason,
        request=request,
        run_changes=parts.run_changes,
        balances=parts.balances,
        changes=_summed(parts.changes),
        commits=parts.commits,
    )


def _summed(changes: Iterable[Change]) -> list[Change]:
    """Return one change for each balance."""
    found: dict[int, Change] = {}
    for each in changes:
        other = found.get(each.balance, Change(each.balance))
        found[each.balance] = Change(each.balance, other.available + each.available, None, other.made + each.made)
    return list(found.values())


def _bind(bound: Sequence[Bound], supplies: Iterable[NewSupply], parts: Leaving) -> dict[Bound, int]:
    """Bind to new supplies whoever counted on the run, the first need first; return how much of each was bound."""
    moved: dict[Bound, int] = dict.fromkeys(bound, 0)
    for supply in sorted(supplies, key=lambda supply: supply.day):
        room = supply.room
        for each in bound:
            part = min(room, each.quantity - moved[each]) if supply.serves(each.need_day) else 0
            if part:
                moved[each] += part
                room -= part
                parts.commits.append(Commit(each.balance, each.need_day, -part, each.promise, each.run))
                parts.commits.append(Commit(supply.balance, each.need_day, part, each.promise, each.run))
    return moved


def _less(bound: Iterable[Bound], moved: Mapping[Bound, int]) -> list[Bound]:
    """Return what is still bound to the run."""
    rest = [each._replace(quantity=each.quantity - moved[each]) for each in bound]
    return [each for each in rest if each.quantity]


def _taken(outputs: Sequence[Yield], delta: int, moved: Mapping[Bound, int]) -> dict[int, int]:
    """Return how much of each output has come: what was bound to new supply, then what nobody counts on."""
    bound: dict[int, int] = defaultdict(int)
    for each, part in moved.items():
        bound[each.balance] += part
    taken = {output.balance: min(bound[output.balance], output.available) for output in outputs}
    for output in outputs:
        counted, there = output.committed - bound[output.balance], output.available - taken[output.balance]
        taken[output.balance] += min(delta - sum(taken.values()), max(0, there - counted))
    return taken
