"""The compiled kernel does what the same text does as plain Python: the interpreter is an oracle for the compiler."""

from __future__ import annotations

import os
import subprocess
import sys

COMPANIES = 60

SCRIPT = """
import hashlib
from tests.oracle.companies import Part, SmallCompany, Way
from tests.oracle.kernel import bits_of, place, placer_of
from tests.oracle.random_companies import random_company, seeded_dice

from handfast.engine.supply.place.arrays import new_desk

for seed in range({companies}):
    company = random_company(seeded_dice(seed), perishable=seed % 3 == 0)
    placer = placer_of(company)
    placement = place(placer, company)
    state = hashlib.sha256(b"".join(bits_of(placer.state))).hexdigest()
    print(seed, placement.day, placement.bound, placement.rows.tolist(), len(placement.obstacles), state)

points = tuple((f"ITEM-{{n}}", "plant") for n in range(8))  # more of them than processes: no row of one is the other's
company = SmallCompany(horizon=9, points=points, ways=(Way(7, inputs=(Part(0),)),), events=((0, 0, 5),), point=7)
placer = placer_of(company)
placer._desk = new_desk(len(points), rows=1)
print("a desk that is full as a run begins", place(placer, company).day)
"""


def placements(*, compiled: bool) -> list[str]:
    """Return what a process of its own says, one line for each company."""
    surroundings = {**os.environ, "NUMBA_DISABLE_JIT": "0" if compiled else "1"}
    script = SCRIPT.format(companies=COMPANIES)
    run = subprocess.run([sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def test_compiled_and_interpreted_place_alike_to_the_last_bit() -> None:
    compiled, interpreted = placements(compiled=True), placements(compiled=False)
    assert len(compiled) == COMPANIES + 1
    assert compiled[-1].endswith(" 0")
    assert len({line.split(" ", 1)[1] for line in compiled}) > COMPANIES // 2  # they do differ from each other
    assert compiled == interpreted
