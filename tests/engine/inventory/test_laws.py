"""Laws of demand agree with what is known of them, and with numbers drawn from them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handfast.engine.inventory.gamma import gamma_level, upper_gamma
from handfast.engine.inventory.law import Counts, Gamma, Law, Normal, law_of, poisson

LAWS: list[Law] = [Normal(100, 20), Gamma(100, 20), Gamma(3, 9), Gamma(1e6, 4e5), poisson(0.3), poisson(40)]


@given(st.integers(1, 30), st.floats(0.001, 200))
def test_the_gamma_tail_is_poisson_for_whole_shapes(shape: int, x: float) -> None:
    known = math.fsum(math.exp(n * math.log(x) - x - math.lgamma(n + 1)) for n in range(shape))
    assert upper_gamma(shape, x) == pytest.approx(known, rel=1e-10, abs=1e-14)


@given(st.floats(1e-8, 50))
def test_the_gamma_tail_of_a_half_is_the_error_function(x: float) -> None:
    assert upper_gamma(0.5, x) == pytest.approx(math.erfc(math.sqrt(x)), rel=1e-9, abs=1e-14)


@given(st.floats(1e-3, 500), st.floats(1e-9, 1 - 1e-9))
def test_a_gamma_level_is_where_the_tail_is(shape: float, tail: float) -> None:
    level = gamma_level(shape, tail)
    assert level >= 0
    if level > 1e-200:
        assert upper_gamma(shape, level) == pytest.approx(tail, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("law", LAWS, ids=repr)
@given(share=st.floats(0.01, 0.999))
def test_a_quantile_is_the_smallest_level_that_reaches_its_probability(law: Law, share: float) -> None:
    level = law.quantile(share)
    assert law.cdf(level + 1e-9 * law.mean) >= share - 1e-9
    below = level - (1 if isinstance(law, Counts) else 1e-6 * law.sd)
    assert law.cdf(below) < share + 1e-12


@pytest.mark.parametrize("law", [law for law in LAWS if not isinstance(law, Counts)], ids=repr)
@given(place=st.floats(-2, 5))
def test_losses_fall_as_fast_as_what_is_above_them(law: Law, place: float) -> None:
    """With their ends, tested below, this makes them the integrals that they are said to be."""
    level, step = law.mean + place * law.sd, 1e-3 * law.sd
    if abs(level) < 2 * step:
        return  # a wild gamma law has its pole there
    loss_falls = (law.loss(level - step) - law.loss(level + step)) / (2 * step)
    assert loss_falls == pytest.approx(1 - law.cdf(level), abs=1e-3)
    second_falls = (law.second_loss(level - step) - law.second_loss(level + step)) / (2 * step)
    assert second_falls == pytest.approx(law.loss(level), rel=1e-3, abs=1e-5 * law.sd)


@given(st.floats(-5, 90))
def test_losses_of_pieces_are_sums(level: float) -> None:
    law = poisson(40)
    drawn = np.maximum(law.levels - level, 0)
    assert law.loss(level) == pytest.approx(float(drawn @ law.probabilities))
    assert law.second_loss(level) == pytest.approx(float(drawn**2 @ law.probabilities) / 2)


@pytest.mark.parametrize("law", LAWS, ids=repr)
def test_nothing_is_lost_far_above_and_the_mean_far_below(law: Law) -> None:
    assert law.loss(law.mean + 60 * law.sd + 60) == pytest.approx(0, abs=1e-9 * law.mean)
    assert law.loss(-5.0) == pytest.approx(law.mean + 5)


def test_certain_demand_is_a_law_too() -> None:
    law = Normal(12, 0)
    assert (law.cdf(11.9), law.cdf(12), law.quantile(0.99), law.loss(10), law.second_loss(10)) == (0, 1, 12, 2, 2)


def test_uneven_demand_is_never_below_nothing() -> None:
    assert isinstance(law_of(10, 0.5), Normal)
    assert law_of(10, 12).cdf(0) == 0
    assert law_of(0, 3) == Normal(0, 3)
    assert isinstance(law_of(10, 0), Normal)


def test_rare_and_wild_demand_still_has_its_quantiles() -> None:
    assert Gamma(0.01, 3.0).quantile(0.5) == pytest.approx(0, abs=1e-12)
    law = Gamma(0.5, 3.0)
    assert law.quantile(0.5) < law.mean < law.quantile(0.97) < law.quantile(0.999)


def test_poisson_has_its_mean_and_spread() -> None:
    assert poisson(7.5).mean == pytest.approx(7.5)
    assert poisson(7.5).sd == pytest.approx(math.sqrt(7.5))
