"""For each rule of the exact model, a placement that breaks just that rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.oracle.companies import Part, Shop, SmallCompany, Step, Way

from handfast.engine.network import EXPEDITED, PLAIN, SUBSTITUTION
from handfast.engine.supply.verify import DEMAND, Claim, Demand, Load, Lot, Remaining, Run, Take, verify

TABLE_SHOP, TABLE_PLANT, LEG, PEG = range(4)
MOVE, PEG_FOR_SHOP, MAKE, HURRIED, BACK, PEG_FOR_PLANT, BUY, PEG_FOR_LEG = range(8)

WEEKDAYS = (True, True, True, True, True, False, False, True, True, True, True, True, False, False)
MAKING = Way(
    TABLE_PLANT, inputs=(Part(LEG, num=2, fixed=1),), steps=(Step(0, 30, setup=10), Step(1, 10, units=2)), good=(4, 5),
    lot_min=5, lot_multiple=5, lot_max=10, lead_before=1, lead_after=1, lead_calendar=0, same_day=False, first_start=1,
    last_start=9,
)  # fmt: skip
COMPANY = SmallCompany(
    horizon=14,
    points=(("TABLE", "shop"), ("TABLE", "plant"), ("LEG", "plant"), ("PEG", "plant")),
    ways=(
        Way(TABLE_SHOP, inputs=(Part(TABLE_PLANT),), lead_after=2),
        Way(TABLE_SHOP, inputs=(Part(PEG),), kind=SUBSTITUTION),
        MAKING,
        replace(MAKING, kind=EXPEDITED, lead_after=0),
        Way(TABLE_PLANT, inputs=(Part(TABLE_SHOP),), rank=2),
        Way(TABLE_PLANT, inputs=(Part(PEG),), kind=SUBSTITUTION),
        Way(LEG, lead_after=3),
        Way(LEG, inputs=(Part(PEG, num=3, den=2),), kind=SUBSTITUTION),
    ),
    shops=(
        Shop(2, (100, 100, 100, 100, 100, 0, 0, *[100] * 7), (50,) * 14),
        Shop(2, (120,) * 14, (0,) * 14),
    ),
    calendars=(WEEKDAYS,),
    events=((LEG, 0, 6), (PEG, 0, 8)),
)
NETWORK = COMPANY.network
BEFORE = Remaining(COMPANY.available(), COMPANY.capacity(), COMPANY.overtime_left())

SAW = (Load(0, 0, 3, 100), Load(0, 0, 4, 60))
GLUE = (Load(1, 1, 4, 100),)
LEGAL = Claim(
    Demand(TABLE_SHOP, 4, 10),
    (
        Run(MOVE, 4, 8, 10, DEMAND),
        Run(MAKE, 5, 2, 8, 0, SAW + GLUE),
        Run(PEG_FOR_LEG, 5, 2, 2, 1),
    ),
    (
        Take(TABLE_SHOP, 10, 4, DEMAND),
        Take(TABLE_PLANT, 8, 4, 0),
        Take(LEG, 2, 11, 1),
        Take(PEG, 2, 8, 2),
    ),
)


def changed_run(number: int, **changes: object) -> Claim:
    runs = list(LEGAL.runs)
    runs[number] = replace(runs[number], **changes)  # type: ignore[arg-type]
    return replace(LEGAL, runs=tuple(runs))


def changed_take(number: int, **changes: object) -> Claim:
    takes = list(LEGAL.takes)
    takes[number] = replace(takes[number], **changes)  # type: ignore[arg-type]
    return replace(LEGAL, takes=tuple(takes))


def changed_demand(**changes: object) -> Claim:
    return replace(LEGAL, demand=replace(LEGAL.demand, **changes))  # type: ignore[arg-type]


def loaded(*loads: Load) -> Claim:
    """Return the legal claim with other loads of the making run."""
    return changed_run(1, loads=loads)


def with_run(run: Run, *takes: Take, loads: bool = False) -> Claim:
    return replace(LEGAL, runs=(*LEGAL.runs, run), takes=(*LEGAL.takes, *takes))


def made(starts: int, used: int, start: int, available: int, *loads: Load) -> Claim:
    """Return the legal claim with a making run of another size and time that uses `used` legs."""
    claim = changed_run(1, starts=starts, start_day=start, available_day=available, loads=loads)
    legs = (replace(LEGAL.takes[2], quantity=used, need_day=start),) if used else ()
    return replace(claim, takes=(*LEGAL.takes[:2], *legs, LEGAL.takes[3]))


def less(name: str, node: int, day: int, quantity: int) -> Remaining:
    """Return what was left before, with less of something from a day on (minutes: on that day)."""
    array = getattr(BEFORE, name).copy()
    array[node, day : array.shape[1] if name == "available" else day + 1] -= quantity
    return replace(BEFORE, **{name: array})


RICH = replace(BEFORE, available=BEFORE.available + 50)
OVERTIME = replace(LEGAL.demand, overtime=True)
ALONG = "run 1 (w2): "


def test_the_legal_claim_is_legal() -> None:
    assert verify(NETWORK, BEFORE, LEGAL) == []


@pytest.mark.parametrize(
    "claim",
    [
        loaded(Load(0, 0, 3, 60), Load(0, 0, 4, 100), Load(1, 1, 5, 100)),
        loaded(Load(0, 0, 3, 99), Load(0, 0, 4, 61), *GLUE),
        loaded(*SAW, Load(1, 1, 4, 2), Load(1, 1, 5, 98)),
        replace(loaded(Load(0, 0, 3, 100, 50), Load(0, 0, 4, 10), *GLUE), demand=OVERTIME),
        replace(loaded(Load(0, 0, 3, 60, 50), Load(0, 0, 4, 40, 10), *GLUE), demand=OVERTIME),
        changed_take(0, need_day=10),
    ],
)
def test_what_the_model_leaves_open_is_legal(claim: Claim) -> None:
    assert verify(NETWORK, RICH, claim) == []


def test_days_without_working_time_are_passed_over() -> None:
    claim = made(5, 11, 2, 10, Load(0, 0, 4, 60), Load(0, 0, 7, 100), Load(1, 1, 7, 40), Load(1, 1, 8, 60))
    assert verify(NETWORK, RICH, claim) == []


RUN_RULES: dict[str, tuple[Claim, str]] = {
    "class": (
        changed_run(1, process=HURRIED, available_day=7, loads=tuple(replace(x, step=x.step + 2) for x in SAW + GLUE)),
        "run 1 (w3): processes of class expedited were not allowed",
    ),
    "substitutes": (
        changed_demand(classes=frozenset({PLAIN, EXPEDITED})),
        "run 2 (w7): processes of class substitution were not allowed",
    ),
    "validity begins": (
        made(5, 11, 0, 8, *SAW, *GLUE),
        ALONG + "starts on day 0, but the process is valid from day 1 to day 9",
    ),
    "today": (
        replace(changed_run(2, start_day=-1, available_day=0), takes=(*LEGAL.takes[:3], Take(PEG, -1, 8, 2))),
        "run 2 (w7): starts on day -1, outside the horizon of 14 days",
    ),
    "smallest lot": (made(0, 1, 2, 5 + 2, Load(0, 0, 3, 10)), ALONG + "starts 0, less than the smallest lot of 5"),
    "largest lot": (
        made(
            15,
            31,
            1,
            11,
            *(Load(0, 0, day, 100) for day in (2, 3, 4, 7)),
            Load(0, 0, 8, 60),
            Load(1, 1, 8, 120),
            Load(1, 1, 9, 180),
        ),
        ALONG + "starts 15, more than the largest lot of 10",
    ),
    "multiple": (
        made(7, 15, 2, 9, Load(0, 0, 3, 100), Load(0, 0, 4, 100), Load(0, 0, 7, 20), Load(1, 1, 7, 140)),
        ALONG + "starts 7, not a multiple of 5",
    ),
    "inputs": (changed_take(2, quantity=10), ALONG + "takes 10 of LEG at plant, but uses 11"),
    "inputs when it starts": (
        changed_take(2, need_day=3),
        ALONG + "takes LEG at plant for day 3, but starts on day 2",
    ),
    "interruption": (
        made(5, 11, 2, 9, Load(0, 0, 3, 60), Load(0, 0, 4, 50), Load(0, 0, 7, 50), Load(1, 1, 7, 100)),
        ALONG + "step 1 on r0 is interrupted on day 4: 50 of 100 minutes",
    ),
    "gap": (
        made(5, 11, 2, 9, Load(0, 0, 3, 60), Load(0, 0, 7, 100), Load(1, 1, 8, 100)),
        ALONG + "step 1 on r0 is interrupted on day 4: 0 of 100 minutes",
    ),
    "unit's day": (
        loaded(Load(0, 0, 3, 110), Load(0, 0, 4, 50), *GLUE),
        ALONG + "step 1 on r0 needs 110 minutes of a unit on day 3, which has 100 and 0 of overtime",
    ),
    "lead before": (
        loaded(Load(0, 0, 2, 100), Load(0, 0, 3, 60), *GLUE),
        ALONG + "step 1 on r0 begins on day 2, but may not before day 3",
    ),
    "order of steps": (
        loaded(*SAW, Load(1, 1, 3, 40), Load(1, 1, 4, 60)),
        ALONG + "step 2 on r1 begins on day 3, but may not before day 4",
    ),
    "steps that share a day": (
        loaded(Load(0, 0, 3, 60), Load(0, 0, 4, 100), *GLUE),
        ALONG + "step 2 on r1 needs 50 minutes on day 4, of which earlier steps leave 20",
    ),
    "minutes": (
        loaded(Load(0, 0, 3, 99), Load(0, 0, 4, 60), *GLUE),
        ALONG + "step 1 on r0 is loaded with 159 minutes, but needs 160 of each of 1 units",
    ),
    "no load": (loaded(*SAW), ALONG + "step 2 on r1 is loaded with 0 minutes, but needs 50 of each of 2 units"),
    "resource": (loaded(*SAW, Load(1, 0, 4, 100)), ALONG + "step 2 on r1 is loaded on another resource"),
    "once a day": (
        loaded(Load(0, 0, 3, 50), Load(0, 0, 3, 50), Load(0, 0, 4, 60), *GLUE),
        ALONG + "step 1 on r0 is loaded outside the horizon, or twice on a day",
    ),
    "whole minutes": (
        loaded(*SAW, Load(0, 0, 7, 0), *GLUE),
        ALONG + "step 1 on r0 is loaded with less than one minute",
    ),
    "steps of the process": (
        loaded(*SAW, *GLUE, Load(2, 0, 3, 10)),
        ALONG + "loads step 2, which is none of the process",
    ),
    "overtime not allowed": (
        loaded(Load(0, 0, 3, 100, 50), Load(0, 0, 4, 10), *GLUE),
        ALONG + "step 1 on r0 uses overtime, which was not allowed",
    ),
    "overtime of a unit": (
        replace(loaded(Load(0, 0, 3, 60, 60), Load(0, 0, 4, 40), *GLUE), demand=OVERTIME),
        ALONG + "step 1 on r0 needs 120 minutes of a unit on day 3, which has 100 and 50 of overtime",
    ),
    "interruption with overtime": (
        replace(
            made(5, 11, 2, 9, Load(0, 0, 3, 10), Load(0, 0, 4, 90, 10), Load(0, 0, 5, 0, 50), Load(1, 1, 7, 100)),
            demand=OVERTIME,
        ),
        ALONG + "step 1 on r0 is interrupted on day 4: 100 of 150 minutes",
    ),
    "day of availability": (
        changed_run(1, available_day=7),
        ALONG + "is said to be available on day 7, but is on day 8",
    ),
    "horizon": (
        replace(
            changed_run(0, start_day=12, available_day=14), takes=(LEGAL.takes[0], Take(1, 12, 4, 0), *LEGAL.takes[2:])
        ),
        "run 0 (w0): is available after the horizon only",
    ),
    "loop": (
        with_run(Run(BACK, 1, 5, 5, 0), Take(TABLE_SHOP, 5, 1, 3)),
        "run 3 (w4): its way to the demand visits a stock point twice",
    ),
    "use": (changed_run(2, serves=0), "run 2 (w7): serves run 0, which does not use its item"),
    "purpose": (changed_run(2, serves=2), "run 2 (w7): does not lead to the demand"),
    "purpose that is not there": (changed_run(2, serves=7), "run 2 (w7): does not lead to the demand"),
    "demand's stock point": (
        changed_run(2, serves=DEMAND),
        "run 2 (w7): serves the demand, which is for another stock point",
    ),
    "substitute for the customer": (
        with_run(Run(PEG_FOR_SHOP, 1, 5, 5, DEMAND), Take(PEG, 5, 1, 3)),
        "run 3 (w1): gives the customer a substitute unasked",
    ),
    "substitute for the customer, moved": (
        with_run(Run(PEG_FOR_PLANT, 1, 5, 5, 0), Take(PEG, 5, 1, 3)),
        "run 3 (w5): gives the customer a substitute unasked",
    ),
    "cover": (changed_demand(quantity=5), "4 are taken for the demand, but 5 were asked for"),
    "too much": (changed_demand(quantity=3), "4 are taken for the demand, but 3 were asked for"),
    "in time": (changed_take(0, need_day=11), "the demand takes for day 11, not by day 10"),
    "demand within the horizon": (changed_demand(day=14), "the demand's day 14 is outside the horizon"),
    "takes for somebody": (
        replace(LEGAL, takes=(*LEGAL.takes, Take(PEG, 2, 1, 9))),
        "1 of PEG at plant are taken for nobody",
    ),
    "takes something": (
        replace(LEGAL, takes=(*LEGAL.takes, Take(PEG, 2, 0, 2))),
        "0 of PEG at plant are taken",
    ),
}


@pytest.mark.parametrize("rule", RUN_RULES)
def test_a_claim_that_breaks_a_rule_is_told_which(rule: str) -> None:
    claim, fault = RUN_RULES[rule]
    assert verify(NETWORK, RICH, claim) == [fault]


def test_units_used_together_are_loaded_alike() -> None:
    claim = loaded(*SAW, Load(1, 1, 4, 51), Load(1, 1, 5, 49))
    assert verify(NETWORK, BEFORE, claim) == [
        ALONG + "step 2 on r1 does not load its 2 units alike on day 4",
        ALONG + "step 2 on r1 does not load its 2 units alike on day 5",
    ]


def test_the_demand_takes_its_own_item() -> None:
    assert verify(NETWORK, RICH, changed_take(0, point=TABLE_PLANT)) == [
        "the demand takes TABLE at plant",
        "0 are taken for the demand, but 4 were asked for",
    ]


def test_a_process_is_valid_until_its_last_day() -> None:
    network = replace(COMPANY, ways=(replace(COMPANY.ways[0], last_start=7), *COMPANY.ways[1:])).network
    assert verify(network, BEFORE, LEGAL) == [
        "run 0 (w0): starts on day 8, but the process is valid from day 0 to day 7"
    ]


@pytest.mark.parametrize(
    ("before", "fault"),
    [
        (less("capacity", 0, 3, 101), "r0 has 99 minutes on day 3, 100 are used"),
        (less("available", PEG, 0, 1), "PEG at plant lacks 1 on day 2"),
        (less("available", PEG, 11, 1), "PEG at plant lacks 1 on day 11"),
        (less("available", LEG, 2, 2), "LEG at plant lacks 2 on day 2"),
        (less("available", TABLE_SHOP, 13, 1), "TABLE at shop lacks 1 on day 13"),
    ],
)
def test_nothing_is_taken_that_is_not_there(before: Remaining, fault: str) -> None:
    assert verify(NETWORK, before, LEGAL) == [fault]


def test_no_more_overtime_is_used_than_is_left() -> None:
    claim = replace(loaded(Load(0, 0, 3, 100, 50), Load(0, 0, 4, 10), *GLUE), demand=OVERTIME)
    assert verify(NETWORK, less("overtime", 0, 3, 51), claim) == ["r0 has 49 minutes of overtime on day 3, 50 are used"]


PEG_LOTS = replace(less("available", PEG, 0, 8), lots=(Lot(PEG, 2, 3, 8), Lot(LEG, 0, 14, 1)))


@pytest.mark.parametrize(
    ("lot", "faults"),
    [
        (Lot(PEG, 2, 3, 8), []),
        (Lot(PEG, 3, 9, 8), ["lot 0 is there on day 3, taken for day 2"]),
        (Lot(PEG, 0, 2, 8), ["lot 0 is too old on day 2"]),
        (Lot(PEG, 0, 9, 7), ["lot 0 has 7, 8 are taken"]),
        (Lot(LEG, 0, 9, 9), ["PEG at plant has no lot 0"]),
    ],
)
def test_lots_give_what_they_have_while_they_are_good(lot: Lot, faults: list[str]) -> None:
    before = replace(PEG_LOTS, lots=(lot,))
    assert verify(NETWORK, before, changed_take(3, lot=0)) == faults


def test_only_the_demand_s_goods_must_stay_good_beyond_the_day() -> None:
    claim = replace(changed_take(3, lot=0), demand=replace(LEGAL.demand, fresh=3))
    assert verify(NETWORK, PEG_LOTS, claim) == []
    tables = replace(PEG_LOTS, lots=(*PEG_LOTS.lots, Lot(TABLE_SHOP, 0, 13, 4)))
    claim = replace(claim, takes=(replace(claim.takes[0], lot=2), *claim.takes[1:]))
    assert verify(NETWORK, tables, claim) == ["lot 2 is too old on day 10"]


@pytest.mark.parametrize(
    ("fresh", "faults"), [(1, []), (2, ["TABLE at shop would be too old for what it is taken for"])]
)
def test_what_is_made_grows_old(fresh: int, faults: list[str]) -> None:
    before = replace(BEFORE, shelf_life=(2, 0, 0, 0))
    assert verify(NETWORK, before, changed_demand(fresh=fresh)) == faults
