"""What moved goods are said to expire on, whichever of a placement's runs comes first."""

from types import SimpleNamespace

import pytest

from handfast.company.actions.covering import _expiries
from handfast.engine.promise.pegging import Peg, Pegging

ORIGIN = 1000


def mirror_with(lots):
    """A company in which goods of stock point 1 last ten days; processes 7 and above move."""
    supplies = {id_: SimpleNamespace(expires=expires) for id_, expires in lots.items()}
    return SimpleNamespace(
        is_move=lambda process: process >= 7,
        expiry=lambda point, day: ORIGIN + day + 10 if point == 1 else None,
        book=SimpleNamespace(supplies=supplies),
        network=SimpleNamespace(origin=ORIGIN),
    )


def made(*runs):
    """A placement's runs, each a process with its output at stock point 1, on a day."""
    return SimpleNamespace(
        runs=[SimpleNamespace(number=n, process=process) for n, (process, _) in enumerate(runs)],
        makes=[SimpleNamespace(run=n, point=1, day=day) for n, (_, day) in enumerate(runs)],
    )


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 0)])
def test_a_move_fed_by_another_run_keeps_its_age_whichever_comes_first(first, second):
    runs = {first: (7, 9), second: (3, 4)}  # a move that arrives on day 9, of what is made on day 4
    pegs = (Peg(-1 - second, 1, 6, 5, first),)
    found = _expiries(mirror_with({}), made(runs[0], runs[1]), Pegging(pegs, ()))
    assert found == {(first, 1): ORIGIN + 14, (second, 1): ORIGIN + 14}


def test_a_move_of_several_lots_expires_with_the_first():
    pegs = (Peg(50, 1, 6, 5, 0), Peg(51, 1, 6, 5, 0))
    found = _expiries(mirror_with({50: 12, 51: 8}), made((7, 9)), Pegging(pegs, ()))
    assert found == {(0, 1): ORIGIN + 8}
