"""What is said of a plan: quantities as people count them, and what the frozen days leave no room for."""

from io import StringIO
from typing import Any

import polars as pl
from rich.console import Console

from handfast.company.queries.plan_explanation import NeedExplained
from handfast.company.queries.plans import PlannedNeed, PlannedRun, PlanVersion
from handfast.doors.cli.show.inventory import Money
from handfast.doors.cli.show.measures import Measures
from handfast.doors.cli.show.plan import LESS_THAN_NOTHING, show_plan
from handfast.doors.cli.show.plan_why import show_explained, show_moves

OIL = PlannedNeed("forecast OIL at NORTH 2027-03-05", "forecast", "OIL", "NORTH", 2_500, 20, 24, None, None, "", 10)


class Company:
    """The tables that text asks for."""

    def table(self, name: str) -> pl.DataFrame:
        if name == "item":
            return pl.DataFrame({"item": ["OIL", "BENCH"], "unit": ["l", "pcs"], "decimals": [3, 0]})
        if name == "company":
            return pl.DataFrame({"currency": ["EUR"], "minor_digits": [2]})
        return pl.DataFrame({"customer": [], "name": []}, schema={"customer": pl.String, "name": pl.String})


COMPANY: Any = Company()
MEASURES, MONEY = Measures(COMPANY), Money(COMPANY)


def page() -> Console:
    return Console(file=StringIO(), width=120, highlight=False, markup=False)


def text(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return " ".join(console.file.getvalue().split())


def version(**figures: object) -> PlanVersion:
    known = {
        "needs": 1, "late": 1, "unmet": 0, "late_days": 4, "days": 91, "frozen_days": 0, "score": {"late": 0},
        "total": 0, "starts": [], "lower_bound": 0,
    }  # fmt: skip
    return PlanVersion(1, "draft", None, "", "", "", 0, 0, "", known | figures, (OIL,), (), (), None)


def test_a_plan_says_quantities_as_people_count_them() -> None:
    console = page()
    show_plan(console, version(), MONEY, MEASURES, full=False)
    assert "OIL NORTH 2.5 l" in text(console)
    assert "frozen" not in text(console)


def test_a_plan_that_uses_up_stock_says_why_stock_costs_less_than_nothing() -> None:
    console = page()
    show_plan(console, version(score={"late": 0, "inventory": -5_000_000}), MONEY, MEASURES, full=False)
    assert f"stock -5.00 EUR. {LESS_THAN_NOTHING}" in text(console)


def test_how_to_go_on_names_the_dearest_need_so_that_a_shell_takes_it() -> None:
    console = page()
    show_plan(console, version(), MONEY, MEASURES, full=False)
    assert "handfast plan explain 'forecast OIL at NORTH 2027-03-05' --plan S-1" in text(console)


def test_frozen_days_that_outlast_the_plan_are_named() -> None:
    console = page()
    show_plan(console, version(frozen_days=91), MONEY, MEASURES, full=False)
    assert "Nothing new starts in the 91 frozen days, and it plans 91 days" in text(console)


def test_a_need_is_explained_as_people_count_and_what_comes_after_it_is_told_apart() -> None:
    runs = tuple(PlannedRun(n, "buy OIL", "OIL", "NORTH", 1, 1_000_000, 20, d, 0, ()) for n, d in enumerate((24, 40)))
    console = page()
    show_explained(console, NeedExplained(OIL, runs, (), ()), MONEY, MEASURES)
    assert text(console).startswith("forecast OIL at NORTH 2027-03-05 2.5 l OIL at NORTH, wanted")
    assert "1,000 l" in text(console)
    assert "What is there after 1970-01-25 makes up for stock that goes into it" in text(console)
    console = page()
    show_explained(console, NeedExplained(OIL, runs[:1], (), ()), MONEY, MEASURES)
    assert "makes up for" not in text(console)


def test_runs_that_moved_say_quantities_as_people_count_them() -> None:
    row = {
        "change": "resized", "process": "buy OIL", "point": "OIL at NORTH", "quantity_before": 1_000_000,
        "quantity": 500_000, "starts_before": "2027-03-01", "starts": "2027-03-01", "why": "P-1 is gone (1)",
        "cause": "demand", "through": [],
    }  # fmt: skip
    console = page()
    show_moves(console, [row], MEASURES, full=False)
    assert "1,000 l" in text(console)
    assert "→ 500 l" in text(console)
