"""Long rows of questions, answered by turns."""

from handfast.facade.by_turns import TURN, by_turns


class Turns:
    """Counts how many come in each turn."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def __call__(self, function, answer, part):
        self.sizes.append(len(part))
        return function(answer, part)


def test_answers_come_in_the_order_of_the_questions():
    turns = Turns()
    assert by_turns(range(1000), lambda part: [each * 2 for each in part], turns, 3) == [2 * n for n in range(1000)]
    assert sum(turns.sizes) == 1000
    assert by_turns([], lambda part: [*part], turns, 3) == []


def test_the_first_turn_is_as_long_as_was_said_and_none_grows_more_than_fourfold():
    turns = Turns()
    by_turns(range(1000), lambda part: [*part], turns, 3)
    assert turns.sizes[0] == 3
    assert all(after <= 4 * before for before, after in zip(turns.sizes, turns.sizes[1:], strict=False))


def test_where_one_answer_takes_longer_than_a_turn_others_are_heard_after_each(monkeypatch):
    ticks = iter(range(1000))
    monkeypatch.setattr("handfast.facade.by_turns.time.perf_counter", lambda: 2 * TURN * next(ticks))
    turns = Turns()
    by_turns(range(5), lambda part: [*part], turns, 1)
    assert turns.sizes == [1] * 5
