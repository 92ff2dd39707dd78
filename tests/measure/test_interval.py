"""Intervals of shares and ratios against published tables and by their symmetries."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenbar.measure.interval import clopper_pearson, katz, percentiles, wilson

# Newcombe (1998), Statistics in Medicine 17, 857-872, Table I: methods 3 (score) and 5 (exact).
NEWCOMBE = [
    (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
    (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
    (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
    (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
]


@pytest.mark.parametrize(("successes", "n", "score", "exact"), NEWCOMBE)
def test_intervals_of_a_share_are_those_of_newcombe(
    successes: int, n: int, score: tuple[float, float], exact: tuple[float, float]
) -> None:
    one, other = wilson(successes, n), clopper_pearson(successes, n)
    assert (one.low, one.high) == pytest.approx(score, abs=6e-5)
    assert (other.low, other.high) == pytest.approx(exact, abs=6e-5)
    assert one.value == other.value == successes / n


@given(n=st.integers(1, 400), share=st.floats(0, 1))
def test_failures_mirror_successes(n: int, share: float) -> None:
    successes = round(share * n)
    for interval in (wilson, clopper_pearson):
        one, other = interval(successes, n), interval(n - successes, n)
        assert one.low is not None
        assert other.high is not None
        assert one.low == pytest.approx(1.0 - other.high, abs=1e-9)
        assert one.value is not None
        assert one.low <= one.value


def test_the_ratio_of_shares_has_katz_interval() -> None:
    """By hand: 12/30 over 24/40 is 2/3; log error sqrt(1/12 - 1/30 + 1/24 - 1/40) = .258199."""
    found = katz(12, 30, 24, 40)
    factor = np.exp(1.959964 * 0.2581989)
    assert found.value == pytest.approx(2 / 3)
    assert (found.low, found.high) == pytest.approx((2 / 3 / factor, 2 / 3 * factor), rel=1e-6)
    turned = katz(24, 40, 12, 30)
    assert turned.low == pytest.approx(1.5 / factor)


def test_what_is_not_defined_is_none_and_what_is_no_share_is_refused() -> None:
    assert wilson(0, 0).value is None
    assert clopper_pearson(0, 0).value is None
    assert katz(3, 5, 0, 5).value is None
    assert (katz(0, 5, 3, 5).value, katz(0, 5, 3, 5).low) == (0.0, None)
    with pytest.raises(ValueError, match="7 of 5 is no share"):
        wilson(7, 5)


def test_draws_that_are_not_defined_are_left_out_of_percentiles() -> None:
    assert percentiles([1.0, 2.0, 3.0, np.nan], level=1.0) == (1.0, 3.0)
    assert percentiles([1.0, np.nan], level=0.9) == (None, None)
