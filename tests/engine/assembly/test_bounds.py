from __future__ import annotations

import pytest
from tests.engine.tables_for_tests import ORIGIN, tables

from handfast.engine.assembly import build_network
from handfast.engine.network import NO_LIMIT, Structure
from handfast.errors import DataError


def chain(*ratios: str, decimals: int = 0, **process: object) -> Structure:
    """Return a company in which each item is made of the next one, so many for one."""
    names = [f"L{n}" for n in range(len(ratios) + 1)]
    company = tables(
        item=[{"item": name, "decimals": decimals if name == names[-1] else 0} for name in names],
        process=[{"process": f"make {n}", "kind": "make", "item": n, "site": "S", **process} for n in names[:-1]],
        process_input=[
            {"process": f"make {name}", "item": names[n + 1], "per_unit": ratios[n]}
            for n, name in enumerate(names[:-1])
        ],
    )
    return build_network(company, ORIGIN, 10).structure


def test_the_largest_lot_keeps_every_amount_and_product_in_bounds() -> None:
    s = chain("12345679/12500000", "1000000/3", "0.000001", decimals=6)
    for k in range(3):
        starts, num, den = int(s.lot_max[k]), int(s.input_num[k]), int(s.input_den[k])
        assert starts * num < 1 << 62
        assert -(-starts * num // den) <= NO_LIMIT
        assert starts >= NO_LIMIT // max(num, 1 << 22) // 4  # and not smaller than it must be


def test_a_chain_that_needs_too_much_is_refused_with_its_name() -> None:
    with pytest.raises(DataError) as refusal:
        chain("50000", "50000", "50000")
    message = str(refusal.value)
    assert "L0 at S <- L1 at S <- L2 at S <- L3 at S" in message
    assert "1.25e+14" in message
    assert "Mend per_unit or yield" in message


def test_yields_count_in_the_chain() -> None:
    chain("100000", "100000")
    with pytest.raises(DataError, match="L0 at S <- L1 at S <- L2 at S"):
        chain("100000", "100000", **{"yield": "0.01"})


def test_a_smallest_run_that_uses_too_much_is_refused() -> None:
    with pytest.raises(DataError, match="smallest run of 100000000"):
        chain("20000", lot_min=100_000_000)


def test_a_yield_with_too_many_digits_is_refused() -> None:
    chain("1", **{"yield": "0.999999"})
    with pytest.raises(DataError, match="at most six digits"):
        chain("1", **{"yield": "0.99999999"})


def test_a_ratio_finer_than_can_be_counted_is_refused() -> None:
    with pytest.raises(DataError, match="Write it with fewer digits"):
        chain("0.1234567890123456789012")


def test_goods_that_move_in_a_circle_with_losses_are_no_chain() -> None:
    company = tables(
        item=[{"item": "A"}, {"item": "B"}],
        process=[
            {"process": "there", "kind": "move", "item": "A", "site": "S", "from_site": "T", "yield": "0.1"},
            {"process": "back", "kind": "move", "item": "A", "site": "T", "from_site": "S", "yield": "0.1"},
        ],
    )
    assert len(build_network(company, ORIGIN, 10).processes) == 2
