"""Libraries in several processes race for the last units: who is served has a promise, who is not has the truth."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress

from tests.company.workshop_for_tests import Clock, assert_sound, balances, day, open_workshop

from handfast.errors import CannotPromise

PROCESSES, ASKS = 3, 8
SPAWN = multiprocessing.get_context("spawn")


def promise_what_can_be(place: str, number: int) -> list[int]:
    """Ask for a bench today again and again, and promise what was offered; return which were promised."""
    made = []
    with open_workshop(place, Clock(), f"seller {number}") as company:
        for _ in range(ASKS):
            offer = company.quote("BENCH", 1, day(0))
            if not offer.on_time:
                break
            with suppress(CannotPromise):  # somebody was faster
                made.append(company.promise(offer)[0].id)
    return made


def test_the_last_units_are_promised_once_each(shop, place):
    with ProcessPoolExecutor(PROCESSES, SPAWN) as executor:
        made = list(executor.map(promise_what_can_be, [place] * PROCESSES, range(PROCESSES)))
    assert sum(len(each) for each in made) == 10  # as many as stand on the shelf
    assert shop.promises("promised")["promise"].n_unique() == 10
    assert [key[3:] for key in balances(shop) if key[0] == "stock"].count((10, 10, 0)) == 1
    assert_sound(shop)
