"""``handfast volume`` and ``handfast load-profile`` on the joinery, as people read them."""

from __future__ import annotations

from tests.doors.cli.conftest import Run


def test_a_volume_plan_tells_money_bottlenecks_and_how_good_it_is(at_joinery: Run) -> None:
    answer = at_joinery("volume", "--weeks", "4")
    assert answer.code == 0, answer.err
    assert "From 2027-03-01 until 2027-03-29, 4 weeks" in answer.out
    assert "revenue" in answer.out
    assert "Proven: no plan has a better objective" in answer.out
    assert "None: no resource is short." in answer.out
    assert "100.0% of 30 units is served" in answer.out


def test_publishing_says_so_and_offers_charge_it(at_joinery: Run) -> None:
    assert "from now on offers charge these prices" in at_joinery("volume", "--weeks", "4", "--publish").out
    margin = at_joinery("quote", "BENCH", "4", "--by", "2027-03-12", "--json").json["margin"]
    assert margin["opportunity_cost"] == "0.00"


def test_a_load_profile_tells_who_pinches(at_joinery: Run) -> None:
    answer = at_joinery("load-profile", "--line", "BENCH:80:2027-03-12")
    assert answer.code == 0, answer.err
    assert "BENCH 60.0 h" in " ".join(answer.out.split())
    assert "There is room for it" in at_joinery("load-profile", "--line", "BENCH:8:2027-03-12").out


def test_wrong_use_is_told(at_joinery: Run) -> None:
    for words, said in (
        (("volume", "--weeks", "4", "--months", "1"), "Give --weeks or --months, not both."),
        (("volume", "--weeks", "999"), "the company looks 400 days ahead"),
        (("load-profile",), "Say what is to be looked at"),
        (("load-profile", "--line", "BENCH:4"), "says no day"),
        (("load-profile", "--campaign", "spring"), "There is no campaign 'spring'"),
    ):
        answer = at_joinery(*words)
        assert answer.code != 0
        assert said in " ".join(answer.err.split()), answer.err
