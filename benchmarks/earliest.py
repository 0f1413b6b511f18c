"""How early is the earliest date? Bound, date and CP-SAT's proven earliest day on thousands of random small companies.

Run ``python -m benchmarks.earliest --companies 2000``. Each company has one to three levels, shared resources with
ragged calendars, lots, yields, co-products, moves, substitutes and commitments; each has one demand. For each company
the kernel gives a date D with a lower bound L, the independent verifier judges the placement, and the oracle searches
the earliest day E. Where the oracle needs longer than ``--seconds``, or may have needed more runs than it looks at, the
company is counted apart; so the shares are those of companies with a known E. "made" are those that stock alone does
not serve.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter

from tests.oracle.earliest import Answer, earliest_day
from tests.oracle.kernel import bits_of, faults_of, place, placer_of
from tests.oracle.random_companies import random_company, seeded_dice


class Figures:
    """What is counted."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.excess: list[int] = []
        self.faults: list[str] = []

    def look_at(self, seed: int, seconds: float) -> None:
        """Place one company's demand and compare."""
        company = random_company(seeded_dice(seed))
        placer = placer_of(company)
        before = bits_of(placer.state)
        placement = place(placer, company)
        self.counts["companies"] += 1
        self.counts["with a date"] += placement.feasible
        self.counts["need production"] += len(placement.runs) > 0
        if placement.feasible:
            self.faults += [f"seed {seed}: {fault}" for fault in faults_of(company, placement)]
        placer.undo(placement)
        if bits_of(placer.state) != before:
            self.faults.append(f"seed {seed}: undoing left something behind")
        answer = earliest_day(company, seconds=seconds, first=company.wish)
        self._compare(seed, placement.bound, placement.day, answer)
        self.counts["missed"] += answer.exact and answer.day < company.horizon and not placement.feasible
        if answer.exact and (placement.runs or not placement.feasible):
            self.counts["exact, made"] += 1
            self.counts["proven, made"] += placement.proven
            self.counts["optimal, made"] += placement.day == answer.day

    def _compare(self, seed: int, bound: int, day: int, answer: Answer) -> None:
        self.counts["unsolved"] += not answer.solved
        self.counts["exact"] += answer.exact
        if answer.solved and bound > answer.day:
            self.faults.append(f"seed {seed}: bound {bound}, but {answer.day} is possible")
        if answer.solved and not answer.exact:
            self.counts["improved"] += answer.day < day
        if not answer.exact:
            return
        if day < answer.day:
            self.faults.append(f"seed {seed}: date {day}, but nothing is possible before {answer.day}")
        self.counts["proven"] += bound == day
        self.counts["optimal"] += day == answer.day
        self.counts["bound met"] += bound == answer.day
        if day > answer.day:
            self.excess.append(day - answer.day)

    def report(self, seconds: float) -> dict[str, float]:
        """Return the figures under their keys."""
        exact, made = max(self.counts["exact"], 1), max(self.counts["exact, made"], 1)
        return {
            "companies": self.counts["companies"],
            "with_date": self.counts["with a date"],
            "need_production": self.counts["need production"],
            "exact": self.counts["exact"],
            "unsolved": self.counts["unsolved"],
            "share_proven": round(self.counts["proven"] / exact, 4),
            "share_optimal": round(self.counts["optimal"] / exact, 4),
            "share_bound_met": round(self.counts["bound met"] / exact, 4),
            "exact_made": self.counts["exact, made"],
            "share_proven_made": round(self.counts["proven, made"] / made, 4),
            "share_optimal_made": round(self.counts["optimal, made"] / made, 4),
            "date_missed": self.counts["missed"],
            "not_optimal": len(self.excess),
            "excess_days_mean": round(sum(self.excess) / max(len(self.excess), 1), 2),
            "excess_days_max": max(self.excess, default=0),
            "improved_where_not_exact": self.counts["improved"],
            "violations": len(self.faults),
            "seconds": round(seconds, 1),
        }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--companies", type=int, default=2_000, help="how many companies")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first company")
    parser.add_argument("--seconds", type=float, default=1.0, help="longest search of the oracle for one company")
    options = parser.parse_args()
    figures, start = Figures(), time.perf_counter()
    for seed in range(options.seed, options.seed + options.companies):
        figures.look_at(seed, options.seconds)
        if (seed - options.seed + 1) % 250 == 0:
            print(f"{seed - options.seed + 1:,} companies, {time.perf_counter() - start:.0f} s", flush=True)
    for fault in figures.faults:
        print(f"VIOLATION {fault}")
    report = figures.report(time.perf_counter() - start)
    print()
    for key, value in report.items():
        print(f"{key.replace('_', ' '):28} {value:>12,}")
    print(f"days of excess: {dict(sorted(Counter(figures.excess).items()))}")
    print(json.dumps(report))


if __name__ == "__main__":
    main()
