"""Libraries in several processes race for the last units: who is served has a promise, who is not has the truth."""

from contextlib import suppress

from tests.company.actions.conftest import PROCESSES
from tests.company.workshop_for_tests import Clock, assert_sound, balances, day, open_workshop
from tests.engine.tables_for_tests import frame

from handfast.company.ledger.state import read_state
from handfast.errors import CannotPromise

ASKS = 8


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


def test_the_last_units_are_promised_once_each(shop, place, libraries):
    made = list(libraries.map(promise_what_can_be, [place] * PROCESSES, range(PROCESSES)))
    assert sum(len(each) for each in made) == 10  # as many as stand on the shelf
    assert shop.promises("promised")["promise"].n_unique() == 10
    assert [key[3:] for key in balances(shop) if key[0] == "stock"].count((10, 10, 0)) == 1
    assert_sound(shop)


def use_up_quotas(place: str, number: int) -> tuple[int, int]:
    """Promise and call off for late and near days, so that others' promises move, until nothing is left for either."""
    made = {3: 0, 12: 0}
    with open_workshop(place, Clock(), f"seller {number}") as company:
        for turn in range(60):
            near = (turn + number) % 3 == 0
            offer = company.quote("BENCH", 1, day(3 if near else 12), customer="C-2")
            if not offer.on_time and not company.quote("BENCH", 1, day(12), customer="C-2").on_time:
                break
            if not offer.on_time:
                continue
            with suppress(CannotPromise):  # somebody was faster
                [row] = company.promise(offer)
                if turn % 4 == 1 and not near:
                    company.withdraw(row.id, reason="called off")
                else:
                    made[3 if near else 12] += 1
    return made[3], made[12]


def test_the_last_of_a_chain_of_quotas_is_promised_once(shop, place, libraries):
    shop.load({"stock": frame("stock", {"item": "BENCH", "site": "NORTH", "lot": "B-1", "quantity": 1_000})})
    periods = [
        {"segment": "web", "item": "BENCH", "first_day": day(0), "last_day": day(9), "quantity": 7},
        {"segment": "web", "item": "BENCH", "first_day": day(10), "last_day": day(19), "quantity": 8},
    ]
    shop.load({"allocation": frame("allocation", *periods)})
    made = list(libraries.map(use_up_quotas, [place] * PROCESSES, range(PROCESSES)))
    assert sum(near + late for near, late in made) == 15
    assert sum(near for near, _ in made) <= 7
    assert [(row.available, row.committed) for row in shop.database.run(read_state).allocations] == [(7, 7), (8, 8)]
    assert shop.promises("promised").height == 15
    assert_sound(shop)
