from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from tests.engine.tables_for_tests import DAY_0, ORIGIN, tables

from handfast.engine.assembly import build_network
from handfast.engine.network import EXPEDITED, NO_LIMIT, PLAIN, SUBSTITUTION, Network
from handfast.errors import DataError

Rows = dict[str, list[dict[str, object]]]

BENCHES: Rows = {
    "item": [
        {"item": "BENCH", "cost": 19000},
        {"item": "OIL", "decimals": 3, "cost": 1250, "price_per": 10},
        {"item": "TOP", "decimals": 0},
        {"item": "TOP-PINE"},
        {"item": "OFFCUT", "decimals": 1},
    ],
    "site": [{"site": "NORTH"}, {"site": "SOUTH"}],
    "stock_point": [
        {"item": "BENCH", "site": "SOUTH"},
        {"item": "BENCH", "site": "NORTH"},
        {"item": "TOP-PINE", "site": "NORTH"},
    ],
    "resource": [
        {"resource": "WELD", "site": "NORTH", "units": 2, "cost_per_hour": 4200, "overtime_calendar": "saturdays"},
        {"resource": "OILING", "site": "NORTH", "calendar": "saturdays"},
    ],
    "calendar": [
        {"calendar": "saturdays", "saturday": 240, **dict.fromkeys(
            ("monday", "tuesday", "wednesday", "thursday", "friday"), 0)}
    ],
    "process": [
        {"process": "slow", "kind": "make", "item": "BENCH", "site": "NORTH", "rank": 2, "yield": "0.9",
         "lot_min": 7, "lot_multiple": 5, "lot_max": 33, "lead_before_days": 1, "lead_after_days": 2,
         "expedite_days": 0, "expedite_cost": 900, "expedite_cost_fixed": 12000, "cost": 100, "cost_per": 8,
         "cost_fixed": 50, "valid_from": DAY_0 + timedelta(days=3), "valid_to": DAY_0 + timedelta(days=9)},
        {"process": "fast", "kind": "make", "item": "BENCH", "site": "NORTH", "same_day": True,
         "lead_calendar": "saturdays"},
        {"process": "ship", "kind": "move", "item": "BENCH", "site": "SOUTH", "from_site": "NORTH",
         "lead_after_days": 2},
        {"process": "buy oil", "kind": "buy", "item": "OIL", "site": "NORTH", "lead_after_days": 14, "cost": 10},
    ],
    "process_input": [
        {"process": "slow", "item": "TOP", "per_unit": "2", "fixed": 1},
        {"process": "slow", "item": "OIL", "per_unit": "1/8"},
        {"process": "fast", "item": "TOP", "per_unit": "2"},
    ],
    "process_output": [{"process": "slow", "item": "OFFCUT", "per_unit": "0.25"}],
    "process_load": [
        {"process": "slow", "step": 2, "resource": "OILING", "minutes_per_unit": "7.5"},
        {"process": "slow", "step": 1, "resource": "WELD", "minutes_per_unit": "12", "setup_minutes": 30, "units": 2},
        {"process": "slow", "step": 3, "resource": "WELD"},
    ],
    "substitute": [
        {"item": "TOP", "alternative": "TOP-PINE", "use": "component", "per_unit": "1.5"},
        {"item": "BENCH", "alternative": "TOP-PINE", "use": "component"},
        {"item": "TOP", "alternative": "BENCH", "use": "offer"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def benches() -> Network:
    return build_network(tables(**BENCHES), ORIGIN, 20)


def rows_of(network: Network, first: str, process: int) -> range:
    starts = getattr(network.structure, first)
    return range(starts[process], starts[process + 1])


def inputs_of(network: Network, process: int) -> list[tuple[str, Fraction, int]]:
    s = network.structure
    return [
        (network.items[s.input_point[i]], Fraction(int(s.input_num[i]), int(s.input_den[i])), int(s.input_fixed[i]))
        for i in rows_of(network, "input_first", process)
    ]


def test_listed_points_come_first_and_those_spoken_of_exist(benches: Network) -> None:
    assert list(zip(benches.items, benches.sites, strict=True)) == [
        ("BENCH", "SOUTH"),
        ("BENCH", "NORTH"),
        ("TOP-PINE", "NORTH"),
        ("OFFCUT", "NORTH"),
        ("OIL", "NORTH"),
        ("TOP", "NORTH"),
    ]
    assert benches.point_of["OIL", "NORTH"] == 4


def test_ways_are_sorted_by_point_rank_and_name_with_their_variants(benches: Network) -> None:
    s = benches.structure
    ways = list(zip(benches.processes, s.process_class.tolist(), s.output_point.tolist(), strict=True))
    assert ways == [
        ("ship", PLAIN, 0),
        ("fast", PLAIN, 1),
        ("slow", PLAIN, 1),
        ("slow", EXPEDITED, 1),
        ("buy oil", PLAIN, 4),
        ("TOP-PINE for TOP", SUBSTITUTION, 5),
    ]
    assert s.process_first.tolist() == [0, 1, 4, 4, 4, 5, 6]


def test_an_expedited_variant_differs_in_lead_and_surcharge_alone(benches: Network) -> None:
    s = benches.structure
    plain, hurried = 2, 3
    assert (s.lead_after[plain], s.lead_after[hurried]) == (2, 0)
    assert benches.expedite_cost.num.tolist() == [0, 0, 0, 900, 0, 0]
    assert benches.expedite_cost_fixed.tolist() == [0, 0, 0, 12000, 0, 0]
    assert inputs_of(benches, plain) == inputs_of(benches, hurried)
    for name in ("lot_min", "lot_max", "lead_before", "yield_num", "first_start", "last_start"):
        assert getattr(s, name)[plain] == getattr(s, name)[hurried]


def test_lots_become_legal_multiples(benches: Network) -> None:
    s = benches.structure
    assert (s.lot_min[2], s.lot_multiple[2], s.lot_max[2]) == (10, 5, 30)
    assert (s.lot_min[1], s.lot_multiple[1]) == (1, 1)
    assert NO_LIMIT // 2 * 0.999 < s.lot_max[1] < NO_LIMIT // 2  # two tops for each
    assert s.lot_max[4] == NO_LIMIT


def test_ratios_hold_between_smallest_units(benches: Network) -> None:
    s = benches.structure
    assert inputs_of(benches, 2) == [("TOP", Fraction(2), 1), ("OIL", Fraction(125), 0)]
    assert inputs_of(benches, 0) == [("BENCH", Fraction(1), 0)]
    assert inputs_of(benches, 4) == []
    assert inputs_of(benches, 5) == [("TOP-PINE", Fraction(3, 2), 0)]
    assert (s.yield_num[2], s.yield_den[2]) == (9, 10)
    [extra] = rows_of(benches, "extra_first", 2)
    assert benches.items[s.extra_point[extra]] == "OFFCUT"
    assert Fraction(int(s.extra_num[extra]), int(s.extra_den[extra])) == Fraction("2.5")


def test_a_ratio_counts_the_decimals_of_what_is_made() -> None:
    company = tables(
        item=[{"item": "PAINT", "decimals": 3}, {"item": "PIGMENT", "decimals": 2}],
        process=[{"process": "mix", "kind": "make", "item": "PAINT", "site": "A"}],
        process_input=[{"process": "mix", "item": "PIGMENT", "per_unit": "0.2"}],
        process_load=[{"process": "mix", "step": 1, "resource": "MIXER", "minutes_per_unit": "6"}],
        resource=[{"resource": "MIXER", "site": "A"}],
    )
    network = build_network(company, ORIGIN, 5)
    assert inputs_of(network, 0) == [("PIGMENT", Fraction(2, 100), 0)]
    assert (network.structure.load_num[0], network.structure.load_den[0]) == (3, 500)


def test_steps_come_in_order_and_empty_ones_not_at_all(benches: Network) -> None:
    s = benches.structure
    steps = [
        (benches.resources[s.load_resource[i]], s.load_num[i] / s.load_den[i], s.load_setup[i], s.load_units[i])
        for i in rows_of(benches, "load_first", 2)
    ]
    assert steps == [("WELD", 12, 30, 2), ("OILING", 7.5, 0, 1)]


def test_validity_is_counted_from_today(benches: Network) -> None:
    s = benches.structure
    assert (s.first_start[2], s.last_start[2]) == (3, 9)
    assert (s.first_start[1], s.last_start[1]) == (0, 19)


@pytest.mark.parametrize(("valid_from", "valid_to"), [(-30, -1), (20, 40)])
def test_a_process_that_is_never_valid_can_never_start(valid_from: int, valid_to: int) -> None:
    rows: Rows = {
        "item": [{"item": "A"}],
        "process": [{"process": "p", "kind": "buy", "item": "A", "site": "S",
                     "valid_from": DAY_0 + timedelta(days=valid_from), "valid_to": DAY_0 + timedelta(days=valid_to)}],
    }  # fmt: skip
    s = build_network(tables(**rows), ORIGIN, 20).structure
    assert s.first_start[0] > s.last_start[0]


def test_minutes_come_from_calendars(benches: Network) -> None:
    week = benches.structure.unit_minutes[:, :7].tolist()
    assert week == [[480] * 5 + [0, 0], [0] * 5 + [240, 0]]
    assert benches.structure.unit_overtime[:, :7].tolist() == [[0] * 5 + [240, 0], [0] * 7]
    assert benches.capacity()[0, 0] == 960
    assert benches.overtime()[0, 5] == 480


def test_lead_times_are_counted_in_the_calendar_named(benches: Network) -> None:
    assert benches.structure.lead_calendar.tolist() == [-1, 0, -1, -1, -1, -1]
    assert benches.structure.working_day[0, :3].tolist() == [5, 12, 19]


def test_money_is_exact_for_the_smallest_unit(benches: Network) -> None:
    def rate(rates: tuple[np.ndarray, np.ndarray], n: int) -> Fraction:
        return Fraction(int(rates[0][n]), int(rates[1][n]))

    assert rate(benches.item_cost, 0) == 19000
    assert rate(benches.item_cost, 4) == Fraction(1250, 10 * 1000)
    assert rate(benches.process_cost, 2) == Fraction(100, 8)
    assert rate(benches.process_cost, 4) == Fraction(10, 1000)
    assert benches.process_cost_fixed.tolist() == [0, 0, 50, 50, 0, 0]
    assert rate(benches.minute_cost, 0) == 70


def test_all_arrays_can_be_written_to_and_are_whole_numbers(benches: Network) -> None:
    for name, array in benches.structure._asdict().items():
        assert array.dtype == np.int64, name
        assert array.flags.writeable, name
        assert array.flags.c_contiguous, name


def test_the_order_of_rows_does_not_matter(benches: Network) -> None:
    turned = {name: table.reverse() if name != "stock_point" else table for name, table in tables(**BENCHES).items()}
    again = build_network(turned, ORIGIN, 20)
    assert again.processes == benches.processes
    assert again.items == benches.items
    for mine, theirs in zip(benches.structure[:14], again.structure[:14], strict=True):
        assert (mine == theirs).all()


def test_a_company_without_rows_is_a_network_without_anything() -> None:
    network = build_network({}, ORIGIN)
    assert network.horizon == 400
    assert network.processes == ()
    assert network.structure.process_first.tolist() == [0]


def test_the_horizon_is_the_company_s() -> None:
    assert build_network(tables(company=[{"name": "A", "horizon_days": 77}]), ORIGIN).horizon == 77


def refused(change: Rows) -> str:
    with pytest.raises(DataError) as refusal:
        build_network(tables(**{**BENCHES, **change}), ORIGIN, 20)
    return str(refusal.value)


def test_a_lot_that_cannot_be_is_refused() -> None:
    message = refused({"process": [{"process": "p", "kind": "buy", "item": "OIL", "site": "NORTH", "lot_min": 7,
                                    "lot_multiple": 5, "lot_max": 9}], "process_input": [], "process_load": [],
                       "process_output": []})  # fmt: skip
    assert "'p' has no legal lot" in message
    assert "Mend lot_min" in message


def test_what_is_not_described_is_refused() -> None:
    assert "process slow loads OILING, which is no resource" in refused(
        {"resource": [{"resource": "WELD", "site": "NORTH"}], "process_load": [BENCHES["process_load"][0]]}
    )
    assert "one of which is no item" in refused({"item": BENCHES["item"][:1]})
    assert "move ship comes from no site" in refused(
        {"process": [{"process": "ship", "kind": "move", "item": "BENCH", "site": "SOUTH"}]}
    )


def test_frames_of_the_size_of_a_company_are_joined_not_walked() -> None:
    items = 2_000
    rows = pl.DataFrame({"n": range(items)})
    names = rows.select(pl.format("I{}", "n").alias("name"))["name"].to_list()
    company = tables(
        item=[{"item": name} for name in names],
        process=[{"process": f"make {name}", "kind": "make", "item": name, "site": "A"} for name in names],
        process_input=[
            {"process": f"make {name}", "item": part, "per_unit": f"{n % 7 + 1}/{n % 3 + 1}"}
            for n, name in enumerate(names[: items // 2])
            for part in names[items // 2 + n % 500 :: 500]
        ],
    )
    network = build_network(company, ORIGIN, 30)
    assert len(network.structure.input_point) == 2 * items // 2
    for n in (0, 1, 500, 999):
        ratio = Fraction(n % 7 + 1, n % 3 + 1)
        parts = [names[items // 2 + n % 500], names[items // 2 + n % 500 + 500]]
        assert inputs_of(network, network.processes.index(f"make {names[n]}")) == [(part, ratio, 0) for part in parts]
