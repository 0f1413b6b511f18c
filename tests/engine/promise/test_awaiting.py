"""What those who lack something may wait for: free supply that comes late."""

from hypothesis import given, settings
from hypothesis import strategies as st

from handfast.engine.promise.awaiting import FOR_EVER, Awaited, Free, Lack, awaited

DAYS, FEW = st.integers(0, 9), st.integers(1, 6)


def test_who_needs_it_sooner_gets_it_first_and_all_of_it() -> None:
    run, receipt = Free(1, 8, FOR_EVER, 6), Free(2, 20, FOR_EVER, 10)
    assert awaited([Lack(10, 5), Lack(3, 4)], [receipt, run]) == [
        Awaited(20, ((1, 2), (2, 3))),
        Awaited(8, ((1, 4),)),
    ]


def test_half_of_what_is_lacking_is_left_to_who_can_use_it() -> None:
    assert awaited([Lack(3, 7), Lack(5, 2)], [Free(1, 8, FOR_EVER, 6)]) == [None, Awaited(8, ((1, 2),))]


def test_what_has_expired_by_then_is_not_waited_for() -> None:
    old, new = Free(1, 2, 6, 3), Free(2, 7, 30, 3)
    assert awaited([Lack(1, 4)], [old, new]) == [None]
    assert awaited([Lack(1, 3)], [old, new]) == [Awaited(2, ((1, 3),))]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(DAYS, FEW), max_size=4),
    st.lists(st.tuples(DAYS, st.integers(1, 12), FEW), max_size=4),
)
def test_nothing_is_given_twice_and_nobody_waits_longer_than_must_be(
    wanted: list[tuple[int, int]], coming: list[tuple[int, int, int]]
) -> None:
    lacks = [Lack(*each) for each in wanted]
    free = [Free(n, day, day + life, quantity) for n, (day, life, quantity) in enumerate(coming)]
    left = {each.supply: each.quantity for each in free}
    found = awaited(lacks, free)
    for n in sorted(range(len(lacks)), key=lambda n: lacks[n].due):
        due, quantity = lacks[n]
        days = [
            day
            for day in range(due, 30)
            if sum(left[each.supply] for each in free if each.day <= day < each.expires) >= quantity
        ]
        told = found[n]
        assert (told is None) == (not days)
        if told is not None:
            assert told.day == days[0]
            assert sum(part for _, part in told.parts) == quantity
            for supply, part in told.parts:
                assert 0 < part <= left[supply]
                assert free[supply].day <= told.day < free[supply].expires
                left[supply] -= part
