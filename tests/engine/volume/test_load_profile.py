"""Load profiles by hand: what loads what, when, and whose it is."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine.promise.garden import Garden
from tests.engine.tables_for_tests import ORIGIN
from tests.engine.volume.shops import shop

from handfast.engine.assembly import build_network
from handfast.engine.volume.load_profile import Wish, load_profile
from handfast.engine.volume.planning import plan_buckets


def test_wishes_load_by_chance_and_cause():
    network = build_network(shop(), ORIGIN)
    chair, stool = network.point_of["CHAIR", "S"], network.point_of["STOOL", "S"]
    wishes = [Wish(chair, 40, 9, 0.5, "A"), Wish(stool, 60, 8, 1.0, "B"), Wish(chair, 5, 400, 1.0, "C")]
    committed = np.zeros((1, network.horizon), np.int64)
    committed[0, 8] = 60
    profile = load_profile(network, wishes, plan_buckets(network, 3), committed)
    assert profile.load[0].tolist() == pytest.approx([0, 50 * 60, 0])
    assert profile.by_cause == {(0, 1): {"A": pytest.approx(1200), "B": pytest.approx(1800)}}
    assert profile.committed[0].tolist() == [0, 60, 0]
    assert profile.over() == [(0, 1)]
    assert profile.beyond == 1


def test_parts_load_their_resources_earlier_by_the_lead_times():
    garden = Garden(
        process=[
            {"process": "make BENCH", "kind": "make", "item": "BENCH", "site": "NORTH", "lead_before_days": 4},
            {"process": "make TOP", "kind": "make", "item": "TOP", "site": "NORTH", "lead_after_days": 2,
             "yield": "1/2", "lot_min": 10},
        ],
        process_load=[
            {"process": "make BENCH", "resource": "WELD", "minutes_per_unit": "60"},
            {"process": "make TOP", "resource": "WELD", "minutes_per_unit": "5", "setup_minutes": 20},
        ],
    )  # fmt: skip
    network = garden.network
    bench = network.point_of["BENCH", "NORTH"]
    profile = load_profile(network, [Wish(bench, 10, 10, 1.0, "A")], plan_buckets(network, 2))
    # Benches: a day before they are there. Tops: 2 for each, twice as many started, 5 + 20 / 10 minutes; 5 days for
    # the bench and 3 for themselves earlier.
    assert profile.load[0].tolist() == pytest.approx([40 * 7, 600])
    late = load_profile(network, [Wish(bench, 10, 5, 1.0, "A")], plan_buckets(network, 2))
    assert late.overdue == {0: {"A": pytest.approx(40 * 7)}}
    assert late.load[0].tolist() == pytest.approx([600 + 40 * 7, 0])


def test_goods_that_go_in_circles_are_followed_once():
    company = shop(
        site=[{"site": "S"}, {"site": "T"}],
        process=[
            {"process": "there", "kind": "move", "item": "CHAIR", "site": "S", "from_site": "T"},
            {"process": "back", "kind": "move", "item": "CHAIR", "site": "T", "from_site": "S"},
        ],
        process_load=[],
    )
    network = build_network(company, ORIGIN)
    profile = load_profile(network, [Wish(network.point_of["CHAIR", "S"], 5, 5, 1.0, "A")], plan_buckets(network, 2))
    assert not profile.load.any()
