"""One entry on its way into the ledger, inside a writing transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handfast.company.ledger.body import Body, plain, said_of
from handfast.company.ledger.dialect import Counts, Dialect, Ids, Look, PromiseRow, RunRow, Sent
from handfast.company.ledger.entry import Commit, NewEntry, PromiseChange, Take, Written
from handfast.company.ledger.net import BalanceRow, Net, Sum, refusal, short_after, summed
from handfast.company.ledger.words import COMMITTING, MAY_SHORTEN
from handfast.errors import NotFound, Refusal, StateMoved, SupplyTaken
from handfast.sentences import made_of, sentence


class Draft:
    """An entry being written: its locks, its ids, its statements."""

    def __init__(self, entry: NewEntry) -> None:
        self.entry = entry
        self.counts = Counts(len(entry.promises), len(entry.runs), len(entry.balances))
        self.may_shorten = entry.kind in MAY_SHORTEN
        self.plain = self._is_plain()
        """Whether all it does to what exists is to take: then the database judges each balance as it takes."""
        self._total = None if entry.takes else summed(entry)  # summed up before others have to wait
        self._said = [said_of(new) for new in entry.promises]
        self._new_days: list[tuple[int, Take]] = []
        self._expected: list[tuple[int, str, tuple[Sent, ...]]] = []

    # ------------------------------------------------------------ what it touches

    def _is_plain(self) -> bool:
        entry = self.entry
        return not (
            self.may_shorten
            or entry.promise_changes
            or entry.run_changes
            or entry.changes
            or entry.new_generation
            or entry.today is not None
            or any(commit.quantity <= 0 for commit in entry.commits)
            or any((commit.promise or 0) > 0 or (commit.run or 0) > 0 for commit in self.consumers)
            or any((new.promise or 0) > 0 for new in entry.runs)
            or any((new.run or 0) > 0 for new in entry.balances)
        )

    @property
    def consumers(self) -> list[Commit | Take]:
        """All commitments, on balances and on days of resources."""
        return [*self.entry.commits, *self.entry.takes]

    @property
    def promises(self) -> set[int]:
        """Existing promises that it names."""
        named = {change.id for change in self.entry.promise_changes}
        named |= {each.promise or 0 for each in self.consumers} | {new.promise or 0 for new in self.entry.runs}
        return {id_ for id_ in named if id_ > 0}

    @property
    def runs(self) -> set[int]:
        """Existing runs that it names."""
        named = {change.id for change in self.entry.run_changes}
        named |= {each.run or 0 for each in self.consumers} | {new.run or 0 for new in self.entry.balances}
        return {id_ for id_ in named if id_ > 0}

    @property
    def balances(self) -> set[int]:
        """Existing balances that it names."""
        named = {commit.balance for commit in self.entry.commits} | {change.balance for change in self.entry.changes}
        return {id_ for id_ in named if id_ > 0}

    # ------------------------------------------------------------ the way into the ledger

    def write(self, dialect: Dialect, look: Look, ids: Ids | None) -> Written:
        """Write the entry; the transaction's end makes it last."""
        promises, runs = ({}, {}) if self.plain else self._lock(dialect)
        total = self._total or summed(self.entry, self._bound_takes(dialect))
        self._keep_held(dialect, total)
        rows = self._changed_rows(dialect, total)
        ids = ids or dialect.next_ids(self.counts)
        self._name(ids)
        body = Body()
        self._write_new(dialect, total, ids, body)
        self._change(dialect, total, rows, body)
        self._commit(dialect, total, body)
        self._set(dialect, promises, runs, ids, body)
        if self.entry.new_generation or self.entry.today is not None:
            generation = look.generation + self.entry.new_generation
            dialect.set_head(generation=generation, today=self.entry.today)
            body.head(generation=generation if self.entry.new_generation else None, today=self.entry.today)
        about = self._about()
        entry = self.entry
        why = (entry.reason, made_of(entry.reason))
        dialect.insert_entry((ids.entry, entry.actor, entry.kind, *why, about, body.text()), look.time)
        dialect.flush()
        self._assert_done(dialect, total)
        return Written(ids.entry, look.time, self._promise_ids, self._run_ids, self._balance_ids, body=body.changes)

    def _about(self) -> int | None:
        """Return the promise that the entry is about, where it is about one."""
        about = {change.id for change in self.entry.promise_changes} | set(self._promise_ids.values())
        return about.pop() if len(about) == 1 else None

    # ------------------------------------------------------------ locks and judgement

    def _lock(self, dialect: Dialect) -> tuple[dict[int, PromiseRow], dict[int, RunRow]]:
        promises, runs = dialect.lock_promises(self.promises), dialect.lock_runs(self.runs)
        for what, missing in (("promise", self.promises - promises.keys()), ("run", self.runs - runs.keys())):
            if missing:
                raise NotFound(sentence("There is no {what} {missing} in the ledger.", what=what, missing=min(missing)))
        states = {id_: row.state for id_, row in promises.items()}
        for change in self.entry.promise_changes:
            self._assert_expected(sentence("Promise P-{id}", id=change.id), promises[change.id].state, change.expected)
            if change.unchanged_since not in {None, promises[change.id].updated_entry}:
                raise StateMoved(
                    sentence("Promise P-{id} was changed by somebody else meanwhile. Look at it again.", id=change.id)
                )
            states[change.id] = change.fields.get("state", change.expected)
        run_states = {id_: row.state for id_, row in runs.items()}
        for run in self.entry.run_changes:
            self._assert_expected(sentence("Run {id}", id=run.id), runs[run.id].state, run.expected)
            if run.moved_from not in {None, runs[run.id].start_day}:
                raise StateMoved(
                    sentence("Run R-{id} was moved by somebody else meanwhile. Look at it again.", id=run.id)
                )
            run_states[run.id] = run.state
        for each in self.consumers:
            takes = not isinstance(each, Commit) or each.quantity > 0
            if takes and states.get(each.promise or 0, "held") not in COMMITTING:
                raise StateMoved(
                    sentence(
                        "Promise P-{promise} is {state} and takes nothing any more.",
                        promise=each.promise,
                        state=states[each.promise or 0],
                    )
                )
            if takes and run_states.get(each.run or 0) == "gone":
                raise StateMoved(sentence("Run {run} is gone and takes nothing any more.", run=each.run))
        return promises, runs

    @staticmethod
    def _assert_expected(what: str, state: str, expected: str) -> None:
        if state != expected:
            raise StateMoved(
                sentence(
                    "{what} is {state}, no longer {expected}. Look at it again.",
                    what=what,
                    state=sentence(state),
                    expected=sentence(expected),
                )
            )

    def _bound_takes(self, dialect: Dialect) -> list[Commit]:
        """Return the entry's minutes of days as commitments on their balances, written where they are not there yet."""
        days = {(take.kind, take.node, take.day): take for take in self.entry.takes}
        opened = dialect.open_days([days[key] for key in sorted(days)])
        self._new_days = [(id_, days[key]) for key, (id_, new) in opened.items() if new]
        return [
            Commit(opened[take.kind, take.node, take.day][0], take.day, take.take, take.promise, take.run)
            for take in self.entry.takes
        ]

    def _keep_held(self, dialect: Dialect, total: Sum) -> None:
        """Let what is no longer committed of a held run's output go with it: what it leaves over is nobody's.

        So where a commitment moves off it to other supply. Runs that change their state say themselves what they have.
        """
        given_back = [id_ for id_, net in total.balances.items() if id_ > 0 and net.committed < 0]
        if not given_back:
            return
        changing = {change.id for change in self.entry.run_changes}
        for id_, run in dialect.held_outputs(given_back):
            if run not in changing:
                total.balances[id_].available = total.balances[id_].committed

    def _changed_rows(self, dialect: Dialect, total: Sum) -> dict[int, BalanceRow]:
        """Lock and judge what exists and is not only taken from; judge what is new."""
        refused = []
        for new in self.entry.balances:
            row = BalanceRow(new.number, new.kind, new.node, new.day, new.expires, new.available, 0, 0, None)
            refused.append(refusal(row, total.balances.get(new.number, Net()), may_shorten=self.may_shorten))
        rows = {}
        if not self.plain:
            rows = dialect.lock_balances(id_ for id_ in sorted(total.balances) if id_ > 0)
            refused += self._refusals(rows, total)
        if any(refused):
            raise SupplyTaken([each for each in refused if each])
        return rows

    def _refusals(self, rows: Mapping[int, BalanceRow], total: Sum) -> list[Refusal | None]:
        return [
            refusal(rows[id_], net, may_shorten=self.may_shorten)
            if id_ in rows
            else Refusal(id_, sentence("there is no such balance"))
            for id_, net in sorted(total.balances.items())
            if id_ > 0
        ]

    def _assert_done(self, dialect: Dialect, total: Sum) -> None:
        """Compare what the statements touched with what they should have: anything less, and nothing is written."""
        for expected, what, sent in self._expected:
            touched = sum(each.rowcount for each in sent)
            if touched == expected:
                continue
            if what == "take":
                refused = self._refusals(dialect.lock_balances(id_ for id_ in sorted(total.balances) if id_ > 0), total)
                raise SupplyTaken([each for each in refused if each])
            raise StateMoved(
                sentence(
                    "Of {expected} {what} only {touched} are as expected. Look again.",
                    expected=expected,
                    what=what,
                    touched=touched,
                )
            )
        moved = [change.balance for change in self.entry.changes if change.day is not None]
        late = dialect.needed_before(moved) if moved else []
        if late:
            raise SupplyTaken([Refusal(id_, sentence("it is committed to needs before its new day")) for id_ in late])
        gone = [change.id for change in self.entry.run_changes if change.state == "gone"]
        for run in dialect.not_empty(gone) if gone else []:
            raise StateMoved(
                sentence("Somebody counted on run R-{run} just now, which was to go. Look at it again.", run=run)
            )

    # ------------------------------------------------------------ statements

    def _name(self, ids: Ids) -> None:
        self._promise_ids = {new.ref: id_ for new, id_ in zip(self.entry.promises, ids.promises, strict=True)}
        self._run_ids = {new.ref: id_ for new, id_ in zip(self.entry.runs, ids.runs, strict=True)}
        self._balance_ids = {new.number: id_ for new, id_ in zip(self.entry.balances, ids.balances, strict=True)}

    def _write_new(self, dialect: Dialect, total: Sum, ids: Ids, body: Body) -> None:
        if self.entry.promises:
            dialect.insert_promises(self.entry.promises, ids)
            for id_, said in zip(ids.promises, self._said, strict=True):
                body.promise(id_, said)
        if self.entry.runs:
            runs = [(self._run_ids[new.ref], new, _id(new.promise, self._promise_ids)) for new in self.entry.runs]
            dialect.insert_runs(runs)
            for run in runs:
                body.new_run(*run)
        if self.entry.balances:
            rows = []
            for new in self.entry.balances:
                net, run_id = total.balances.get(new.number, Net()), _id(new.run, self._run_ids)
                short = max(0, net.committed - new.available)
                rows.append((self._balance_ids[new.number], new, run_id, net.committed, short))
                body.balance(rows[-1][0], new, run_id)
                body.changed([(rows[-1][0], 0, 0, short, None, 0)])
            dialect.insert_balances(rows)
        for id_, day in self._new_days:
            body.day(id_, day)

    def _change(self, dialect: Dialect, total: Sum, rows: Mapping[int, BalanceRow], body: Body) -> None:
        nets = [(id_, net) for id_, net in sorted(total.balances.items()) if id_ > 0]
        if self.plain:
            if nets:
                self._expected.append((len(nets), "take", (dialect.take(nets),)))
            return
        changes = [
            (id_, net.available, net.committed, short_after(rows[id_], net) - rows[id_].short, net.day, net.made)
            for id_, net in nets
        ]
        if changes:
            self._expected.append((len(changes), "balances", (dialect.change(changes),)))
            body.changed(changes)

    def _commit(self, dialect: Dialect, total: Sum, body: Body) -> None:
        more: dict[str, list[tuple[int, int, int, int]]] = {"promise": [], "run": []}
        less: dict[str, list[tuple[int, int, int, int]]] = {"promise": [], "run": []}
        for (number, promise, run, need_day), quantity in total.commits.items():
            balance = number if number > 0 else self._balance_ids[number]
            promise_id, run_id = _id(promise, self._promise_ids), _id(run, self._run_ids)
            consumer, id_ = ("promise", promise_id or 0) if run_id is None else ("run", run_id)
            (more if quantity > 0 else less)[consumer].append((balance, id_, need_day, abs(quantity)))
            body.commit(balance, promise_id, run_id, need_day, quantity)
        for consumer, rows in less.items():  # given back first: what is taken anew may be the same commitment
            if rows:
                self._expected.append((len(rows), "commitments to give back", dialect.give_back(consumer, rows)))
        for consumer, rows in more.items():
            if rows:
                self._expected.append((len(rows), "commitments", (dialect.commit(consumer, rows),)))

    def _set(
        self, dialect: Dialect, promises: Mapping[int, PromiseRow], runs: Mapping[int, RunRow], ids: Ids, body: Body
    ) -> None:
        for run in self.entry.run_changes:
            starts = runs[run.id].starts if run.starts is None else run.starts
            self._expected.append((1, "runs", (dialect.set_run(run, starts),)))
            body.run(run, starts)
        for change in self.entry.promise_changes:
            said = dict(change.fields) | originals_due(change, promises[change.id])
            self._expected.append(
                (1, "promises", (dialect.set_promise(change.id, {**said, "updated_entry": ids.entry}),))
            )
            body.promise(change.id, plain(said))


def _id(number: int | None, ids: Mapping[int, int]) -> int | None:
    return number if number is None or number > 0 else ids[number]


def originals_due(change: PromiseChange, row: PromiseRow) -> dict[str, Any]:
    """Return the original dates, if the promise is promised for the first time."""
    if change.fields.get("state") != "promised" or row.original_arrive_day is not None:
        return {}
    return {
        "original_ship_day": change.fields.get("ship_day", row.ship_day),
        "original_arrive_day": change.fields.get("arrive_day", row.arrive_day),
    }
