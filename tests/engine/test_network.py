"""What the arrays of a company say of it as a whole."""

from __future__ import annotations

from tests.oracle.companies import Part, SmallCompany, Way

from handfast.engine.network import EXPEDITED

TABLE, TOP, OAK, PINE = range(4)


def test_what_may_be_expedited_is_what_an_expedited_process_supplies_and_what_it_goes_into() -> None:
    company = SmallCompany(
        horizon=5,
        points=tuple((name, "plant") for name in ("TABLE", "TOP", "OAK", "PINE")),
        ways=(
            Way(TABLE, inputs=(Part(PINE), Part(TOP))),
            Way(TOP, inputs=(Part(OAK),)),
            Way(OAK, lead_after=9),
            Way(OAK, lead_after=1, kind=EXPEDITED),
            Way(PINE),
        ),
    )
    assert company.network.may_be_expedited.tolist() == [True, True, True, False]


def test_nothing_may_be_expedited_where_nothing_is_said_of_it() -> None:
    company = SmallCompany(horizon=5, points=(("OAK", "plant"),), ways=(Way(0),))
    assert company.network.may_be_expedited.tolist() == [False]
