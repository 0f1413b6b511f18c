"""Standard minutes are those of the bill of resources, without set-ups and what a run uses once; they are exact."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from tests.engine.tables_for_tests import tables

from handfast.engine.assembly import build_network
from handfast.engine.network import Network
from handfast.engine.promise.standard_minutes import standard_minutes
from handfast.engine.volume.load_profile import BillOfResources
from handfast.examples.alder_and_pine.company import alder_and_pine

ORIGIN = 20_000


@pytest.fixture(scope="module")
def garden() -> Network:
    return build_network(alder_and_pine(), ORIGIN)


def test_they_are_those_of_the_bill_of_resources(garden):
    plain = garden.structure._replace(
        load_setup=np.zeros_like(garden.structure.load_setup),
        input_fixed=np.zeros_like(garden.structure.input_fixed),
    )
    bill = BillOfResources(replace(garden, structure=plain))
    decimals = {"GLUE": 2}
    found = standard_minutes(garden, garden.resources, decimals)
    most = {}
    for point, item in enumerate(garden.items):
        of_point: dict[int, float] = {}
        for each in bill.of(point):
            of_point[each.resource] = of_point.get(each.resource, 0.0) + each.minutes * 10 ** decimals.get(item, 0)
        for resource, minutes in of_point.items():
            key = garden.resources[resource], item
            most[key] = max(most.get(key, 0.0), minutes)
    assert {key for key, minutes in most.items() if minutes > 0} == {
        (name, item) for name, rates in found.items() for item in rates
    }
    assert len(most) > 100
    for (name, item), minutes in most.items():
        assert float(found[name].get(item, 0)) == pytest.approx(minutes)


def test_yield_units_and_all_levels_count():
    company = {
        "site": [{"site": "NORTH"}],
        "item": [{"item": "BENCH"}, {"item": "LEG"}, {"item": "PAINT", "unit": "l", "decimals": 1}],
        "stock_point": [{"item": item, "site": "NORTH"} for item in ("BENCH", "LEG", "PAINT")],
        "resource": [{"resource": "WELD", "site": "NORTH", "units": 3}, {"resource": "MIX", "site": "NORTH"}],
        "process": [
            {"process": "make BENCH", "kind": "make", "item": "BENCH", "site": "NORTH", "yield": "0.9"},
            {"process": "make LEG", "kind": "make", "item": "LEG", "site": "NORTH"},
            {"process": "mix PAINT", "kind": "make", "item": "PAINT", "site": "NORTH"},
        ],
        "process_input": [
            {"process": "make BENCH", "item": "LEG", "per_unit": "4"},
            {"process": "make BENCH", "item": "PAINT", "per_unit": "0.5"},
        ],
        "process_load": [
            {"process": "make BENCH", "step": 1, "resource": "WELD", "minutes_per_unit": "10", "setup_minutes": 30},
            {"process": "make LEG", "step": 1, "resource": "WELD", "minutes_per_unit": "1", "units": 2},
            {"process": "mix PAINT", "step": 1, "resource": "MIX", "minutes_per_unit": "6"},
        ],
    }
    network = build_network(tables(**company), ORIGIN)
    found = standard_minutes(network, ["WELD", "MIX", "GONE"], {"PAINT": 1})
    assert found["WELD"] == {"BENCH": Fraction(18) / Fraction(9, 10), "LEG": Fraction(2)}
    assert found["MIX"] == {"PAINT": Fraction(6), "BENCH": Fraction(3) / Fraction(9, 10)}
    assert found["GONE"] == {}
