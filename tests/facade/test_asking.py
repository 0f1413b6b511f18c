"""Offers that take long are made by turns: whoever else waits for the company is heard in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.company.workshop_for_tests import Clock, day, open_workshop, workshop
from tests.engine.tables_for_tests import frame

from handfast.engine.promise.offer import Offer
from handfast.facade import Company, asking, create

MANY = 200
"""So many benches cannot be there tomorrow: other ways are looked for."""


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Company]:
    with create(tmp_path / "acme.db", actor="anna", clock=Clock()) as made:
        made.load(workshop())
        yield made


@pytest.fixture
def turns(shop: Company, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """Let each turn be as short as can be, and what stands in the list happen after one turn of an offer each."""
    after: list[Callable[[], object]] = []
    own = shop.database.run

    def run(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        made = own(function, *args, **kwargs)
        if function.__name__ == "_offer_on" and after:
            after.pop(0)()
        return made

    monkeypatch.setattr(asking, "OFFER_TURN", 0)
    monkeypatch.setattr(shop.database, "run", run)
    return after


def asked(shop: Company) -> Offer:
    return shop.quote("BENCH", MANY, day(2))


def told(offer: Offer) -> dict[str, Any]:
    return offer.to_dict()


def test_an_offer_by_turns_is_the_offer_in_one(shop: Company, turns: list[Callable[[], object]]) -> None:
    whole = shop.at_once(lambda: asked(shop))
    heard: list[int] = []
    turns += [lambda: heard.append(len(heard))] * 3
    assert told(asked(shop)) == told(whole)
    assert heard == [0, 1, 2]
    assert len(whole.counter_offers) > 1


def test_others_are_answered_between_two_turns(shop: Company, turns: list[Callable[[], object]]) -> None:
    other: list[Offer] = []
    whole = shop.at_once(lambda: asked(shop))
    turns.append(lambda: other.append(shop.at_once(lambda: shop.quote("BENCH", 3, day(4)))))
    assert told(asked(shop)) == told(whole)
    assert [each.on_time for each in other] == [True]


@pytest.mark.parametrize("times", [1, 2, 5])
def test_what_is_written_between_two_turns_is_in_the_answer(
    shop: Company, turns: list[Callable[[], object]], times: int
) -> None:
    before = told(shop.at_once(lambda: asked(shop)))
    with open_workshop(str(shop.database.place), Clock()) as colleague:
        turns += [lambda: colleague.promise(colleague.quote("BENCH", 5, day(9)))] * times
        found = told(asked(shop))
        written = times - len(turns)
    assert written == min(times, asking.MOST_BEGINNINGS)  # the last time it is made in one turn
    if written == times:
        assert found == told(shop.at_once(lambda: asked(shop)))
    assert found != before


def keep_and_lack(shop: Company) -> None:
    """Let a plan keep benches for a segment's forecast, and runs lack something that others count on."""
    expected = {"segment": "key", "first_day": day(7), "last_day": day(13), "quantity": 30}
    shop.load({"forecast": frame("forecast", {"item": "BENCH", "site": "NORTH", **expected})})
    shop.publish(shop.plan(steps=10).id)
    for quantity, wish in ((11, 5), (12, 25)):
        shop.promise(shop.quote("BENCH", quantity, day(wish), customer="C-2"))
    for supply, quantity in (("T-1", 40), ("PO-1", 90)):
        shop.report_loss("TOP", "NORTH", quantity, supply=supply, reason="flood")
    assert shop._current().book.lacks


def test_by_turns_too_no_more_is_kept_for_others_than_is_sure(shop: Company, turns: list[Callable[[], object]]) -> None:
    keep_and_lack(shop)
    found = shop.quote("BENCH", 17, day(8), customer="C-2")
    assert told(found) == told(shop.database.run(asking.surely_offered, shop._current(), found.asked))


def test_a_company_that_was_loaded_anew_between_two_turns_is_asked_anew(
    shop: Company, turns: list[Callable[[], object]]
) -> None:
    """As by an import that changes nothing that the ledger tells: it stands at the same position."""
    keep_and_lack(shop)
    turns.append(lambda: setattr(shop, "_mirror", None))
    found = shop.quote("BENCH", 17, day(8), customer="C-2")
    assert not turns
    assert found.market is shop._current().market
    assert told(found) == told(shop.database.run(asking.surely_offered, shop._current(), found.asked))
