"""The compiled kernel does what the same text does as plain Python: the interpreter is an oracle for the compiler."""

from __future__ import annotations

import os
import subprocess
import sys

COMPANIES = 60

SCRIPT = """
import hashlib
from tests.oracle.kernel import bits_of, place, placer_of
from tests.oracle.random_companies import random_company, seeded_dice

for seed in range({companies}):
    company = random_company(seeded_dice(seed), perishable=seed % 3 == 0)
    placer = placer_of(company)
    placement = place(placer, company)
    state = hashlib.sha256(b"".join(bits_of(placer.state))).hexdigest()
    print(seed, placement.day, placement.bound, placement.rows.tolist(), len(placement.obstacles), state)
"""


def placements(*, compiled: bool) -> list[str]:
    """Return what a process of its own says, one line for each company."""
    surroundings = {**os.environ, "NUMBA_DISABLE_JIT": "0" if compiled else "1"}
    script = SCRIPT.format(companies=COMPANIES)
    run = subprocess.run([sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def test_compiled_and_interpreted_place_alike_to_the_last_bit() -> None:
    compiled, interpreted = placements(compiled=True), placements(compiled=False)
    assert len(compiled) == COMPANIES
    assert len({line.split(" ", 1)[1] for line in compiled}) > COMPANIES // 2  # they do differ from each other
    assert compiled == interpreted
