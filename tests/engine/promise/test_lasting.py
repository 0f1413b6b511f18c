"""Until when a constraint lasts by an answer."""

from types import SimpleNamespace

from handfast.engine.promise.lasting import Lasting, lasting
from handfast.engine.supply.constraints import TIME, Constraint
from handfast.engine.supply.placing import Run

MAKING = Constraint(TIME, 4)


def answered(day: int, *runs: Run) -> SimpleNamespace:
    return SimpleNamespace(feasible=True, placement=SimpleNamespace(day=day, runs=runs))


def test_a_run_that_makes_up_for_what_was_taken_is_not_waited_for() -> None:
    feeding, making_up = Run(4, 24, 10, 16, 0, -1), Run(4, 24, 12, 22, 1, -1)
    assert lasting(None, answered(18, feeding, making_up), MAKING) == Lasting(16)
    assert lasting(None, answered(9, making_up), MAKING) == Lasting()
