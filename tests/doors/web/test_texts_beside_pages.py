"""Texts that only the library and the command line show so far can be said in another language, too.

In English they read as they always did; a page that shows one will find it in the catalogue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from django.utils import translation
from tests.doors.conftest import Served
from tests.doors.web.other_language import LANGUAGE, other_language, unmarked
from tests.doors.web.test_every_text import all_data, known_messages
from tests.engine.inventory.workshop_for_tests import Rows, reviewed, sales, workshop
from tests.engine.tables_for_tests import frame

from handfast.doors.web.in_words import in_words
from handfast.engine.inventory.policy import REASONS
from handfast.engine.inventory.standing import Standing
from handfast.engine.inventory.telling import UNKNOWN
from handfast.engine.inventory.terms import Terms
from handfast.facade import Company
from handfast.sentences import Sentence

pytestmark = pytest.mark.usefixtures("_django")

WAYS = {"make CHAIR", "move CHAIR", "buy WOOD"}


def in_english_and_in_another_language(texts: Iterable[str], data: set[str]) -> dict[str, str]:
    """Return what each text is in the language that nobody speaks, in which nothing of it is left in English."""
    with other_language() as asked, translation.override(LANGUAGE):
        said = {str(text): in_words(text) for text in texts}
    assert [each for each in said.values() if unmarked(each, data)] == []
    assert asked <= known_messages(), "looked up, but no translator is given it"
    return said


# ---------------------------------------------------------------- inventory


def some_workshops() -> Iterable[dict[str, Standing]]:
    """Yield reviews of workshops for which every reason there is counts."""
    for measure in ("cycle", "fill", "cost"):
        yield reviewed(workshop(), Terms(measure=measure))
        yield reviewed(workshop(item=[{"item": "CHAIR"}, {"item": "WOOD"}]), Terms(measure=measure))
    yield reviewed(workshop(stock=[]), Terms(service=0.995, review_days=365))
    yield reviewed(workshop(order_line=[], process=[], process_input=[]))
    yield reviewed(workshop(order_line=sales("CHAIR", "SEA", [6] * 4 + [0] * 60)))
    yield reviewed(workshop(stock=[{"item": "CHAIR", "site": "SEA", "quantity": 900}]), Terms(discount=0.15))
    full: Rows = [{"item": "CHAIR", "site": "SEA", "stock_max": 3}, {"item": "WOOD", "site": "PLANT"}]
    chairs = {"item": "CHAIR", "site": "PLANT"}
    yield reviewed(workshop(stock_point=[chairs, *full]))
    ring = workshop(process_input=[{"process": "make CHAIR", "item": "WOOD"}, {"process": "buy WOOD", "item": "CHAIR"}])
    yield reviewed(ring)


def patterns_of(text: object) -> set[str]:
    if not isinstance(text, Sentence):
        return set()
    return {text.pattern}.union(*(patterns_of(each) for each in text.values.values()))


def test_reasons_of_inventory_can_be_told_in_another_language() -> None:
    rows = [row for review in some_workshops() for row in review.values()]
    why = {each: each for row in rows for each in (*row.why, *row.unknown)}
    cures = {cure.what: cure.what for row in rows for cure in row.cures}
    assert all(isinstance(each, Sentence) for each in why)
    assert {cure for cure in cures if not isinstance(cure, Sentence)} <= WAYS
    said = in_english_and_in_another_language([*why.values(), *cures.values()], WAYS)
    seen = set().union(*(patterns_of(each) for each in (*why, *cures)))
    assert {*REASONS.values(), *UNKNOWN.values()} - seen == set()
    assert said["sell it at 15% off"] == "⟦sell it at ⟧15⟦% off⟧"
    assert said["quantity: economic order quantity, holding at 25% of cost a year"]
    assert said["reorder point: 0.995 of cycles without stock-out"].endswith("0,995⟦ of cycles without stock-out⟧")
    demand = "demand: as in the last 52 weeks; spread: variation of 52 weeks; last asked for 0 weeks ago"
    assert said[demand].startswith("⟦demand: as in the last ⟧52⟦ weeks⟧; ⟦spread: ")
    lead = "lead time: 20.0 days, give or take 0.0 (stated 20.0, none seen)"
    assert said[lead] == "⟦lead time: ⟧20,0⟦ days, give or take ⟧0,0⟦ (stated ⟧20,0⟦, ⟧⟦none seen⟧⟦)⟧"
    assert said["make CHAIR, then move CHAIR"] == "make CHAIR⟦, then ⟧move CHAIR"
    assert said["buy WOOD (expedited)"] == "buy WOOD⟦ (expedited)⟧"


# ---------------------------------------------------------------- volume plans


def furnish(company: Company) -> None:
    """Load what a volume plan of two weeks must say something about."""
    today = company.today
    soon = {"first_day": today, "last_day": today + dt.timedelta(days=6), "quantity": 300}
    kinds = [f"DUST-{n}" for n in range(7)]
    sold = ("GLUE", "PASTE")
    bought = {"kind": "buy", "site": "NORTH", "lot_min": 12_345}
    rows: dict[str, Rows] = {
        "item": [
            {"item": item, "unit": "kg", "decimals": 1, "shelf_life_days": 9, "price": 900 if item == "PASTE" else None}
            for item in (*sold, *kinds)
        ],
        "stock_point": [{"item": item, "site": "NORTH", "sells": True} for item in sold],
        "calendar": [{"calendar": "in three weeks"}],
        "calendar_exception": [
            {"calendar": "in three weeks", "date": today, "until": today + dt.timedelta(days=20), "minutes": 0}
        ],
        "resource": [{"resource": "IDLE", "site": "NORTH", "calendar": "in three weeks"}],
        "process": [{"process": f"buy {item}", "item": item, **bought} for item in sold],
        "process_load": [{"process": "buy GLUE", "step": 1, "resource": "IDLE", "setup_minutes": 1}],
        "stock": [
            {"item": "PASTE", "site": "NORTH", "lot": "P-1", "quantity": 50, "expires_on": today + dt.timedelta(days=9)}
        ],
        "forecast": [{"item": item, "site": "NORTH" if item in sold else "", **soon} for item in (*sold, *kinds)],
    }
    company.load({name: frame(name, *some) for name, some in rows.items()})


OLD = "a volume plan does not follow its age, and may use it later than it lasts."
LOTS = "the smallest lot is larger than all that is planned of"


def test_notes_of_volume_plans_can_be_told_in_another_language(small: Served) -> None:
    company = small.company
    before = company.plan_volumes(2).notes
    furnish(company)
    notes = [*before, *company.plan_volumes(2).notes]
    assert all(isinstance(note, Sentence) for note in notes)
    said = in_english_and_in_another_language(notes, all_data(company))
    assert list(said) == [
        "Nothing is promised or forecast for these days: there is nothing to plan.",
        "1 want lies after the last day of the plan and is left out.",
        "No price is known for GLUE at NORTH: what is wanted of it counts as earning nothing.",
        "No site sells DUST-0, DUST-1, DUST-2, DUST-3, DUST-4 and 2 more: its forecast is left out.",
        f"1 lot or receipt expires within the plan: {OLD}",
        f"A volume plan knows no lots; {LOTS} buy PASTE (smallest lot 1,234.5, planned 25).",
        "No working time until the end of the plan: IDLE.",
    ]
    assert "⟦ (smallest lot ⟧1\N{NO-BREAK SPACE}234,5⟦, planned ⟧25⟦)⟧" in "".join(said.values())
